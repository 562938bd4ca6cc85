"""`cablestream audit`, and the faults it must find, made by hand."""
import json

import confluent_kafka

from cable.v1 import cable_pb2

from . import member
from . import topics


def run(brokers, folder, *arguments):
    """The exit status, and the report as an object."""
    scratch = folder / "scratch"
    ended = member.run_command("audit", "--brokers", brokers, "--scratch-dir", scratch,
                               "--format", "json", *arguments)
    if ended.returncode not in (0, 1) or not ended.stdout:
        raise AssertionError(f"audit left with {ended.returncode}: {ended.stderr}")
    if scratch.exists():
        raise AssertionError(f"audit left {scratch} behind")
    return ended.returncode, json.loads(ended.stdout)


def found(report):
    """The imbalances as (kind, topic, partition, offset, message ID)."""
    return {(each["kind"], each["topic"], each["partition"], each["offset"], each["message_id"])
            for each in report["shown"]}


def decode(message):
    cable = cable_pb2.Cable()
    cable.ParseFromString(message.value)
    return cable


def write(brokers, name, *messages):
    """Puts messages into the partitions they name, -1: that of their key; where the last one is.

    In their order, although a topic that was just made refuses some of them at first."""
    sent = []
    producer = confluent_kafka.Producer({"bootstrap.servers": brokers, **topics.QUIET,
                                         "partitioner": "murmur2_random",
                                         "enable.idempotence": True})
    for message in messages:
        producer.produce(name, partition=message.partition, key=message.key, value=message.value,
                         headers=list(message.headers.items()), timestamp=message.timestamp,
                         on_delivery=lambda error, place: sent.append((error, place)))
    producer.flush(topics.SECONDS)
    if len(sent) < len(messages) or any(error for error, _ in sent):
        raise AssertionError(f"the test's own messages were not delivered: {sent}")
    last = sent[-1][1]
    return last.partition(), last.offset()


def remove(brokers, name, message):
    """Makes the topic anew without this message."""
    left = [each for each in topics.read(brokers, name) if each != message]
    partitions = topics.partition_count(brokers, name)
    topics.delete(brokers, name)
    topics.create(brokers, name, partitions, retention_ms=-1)
    write(brokers, name, *left)


def pass_over(brokers, group, name, partition):
    """Moves the group's offset to the end of a partition, as if what is there had been read."""
    consumer = confluent_kafka.Consumer({"bootstrap.servers": brokers, **topics.QUIET,
                                         "group.id": group, "enable.auto.commit": False})
    place = confluent_kafka.TopicPartition(name, partition)
    place.offset = consumer.get_watermark_offsets(place, timeout=topics.SECONDS)[1]
    consumer.commit(offsets=[place], asynchronous=False)
    consumer.close()
