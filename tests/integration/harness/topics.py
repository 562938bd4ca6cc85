"""Kafka as an outsider sees it: topics made, raw messages sent, everything read back."""
import collections
import random
import struct

import confluent_kafka
from confluent_kafka import admin

from . import wait
from . import wire

_DELETE_RECORDS, _VERSION = 21, 0
_BROKERS_DEFAULT = -1
SECONDS = 30
QUIET = {"log_level": 2}  # librdkafka's: what goes wrong raises an exception anyway

Message = collections.namedtuple("Message", "partition offset key value headers timestamp")


def create(brokers, name, partitions, **config):
    """Waits until the topic is there; `max_message_bytes` is Kafka's max.message.bytes."""
    config = {key.replace("_", "."): str(value) for key, value in config.items()}
    client = admin.AdminClient({"bootstrap.servers": brokers, **QUIET})
    topic = admin.NewTopic(name, partitions, _BROKERS_DEFAULT, config=config)
    client.create_topics([topic], operation_timeout=SECONDS)[name].result(SECONDS)
    # The controller has made it; what a broker tells of it may lag behind.
    wait.until(lambda: name in names(brokers), SECONDS, f"topic {name}")


def grow(brokers, name, partitions):
    """Adds partitions, and waits until they are there."""
    client = admin.AdminClient({"bootstrap.servers": brokers, **QUIET})
    client.create_partitions([admin.NewPartitions(name, partitions)],
                             operation_timeout=SECONDS)[name].result(SECONDS)


def delete(brokers, name):
    client = admin.AdminClient({"bootstrap.servers": brokers, **QUIET})
    client.delete_topics([name], operation_timeout=SECONDS)[name].result(SECONDS)


def names(brokers):
    client = admin.AdminClient({"bootstrap.servers": brokers, **QUIET})
    return set(client.list_topics(timeout=SECONDS).topics)


def partition_count(brokers, name):
    client = admin.AdminClient({"bootstrap.servers": brokers, **QUIET})
    return len(client.list_topics(name, timeout=SECONDS).topics[name].partitions)


def send(brokers, name, values, seed):
    """Each value into a random partition: the same message may arrive in any."""
    rng = random.Random(seed)
    partitions = partition_count(brokers, name)
    _produce(brokers, name, ({"partition": rng.randrange(partitions),
                              **(value if isinstance(value, dict) else {"value": value})}
                             for value in values))


def send_keyed(brokers, name, keys_and_values):
    """Each value into the partition that Kafka's default partitioner gives its key."""
    _produce(brokers, name, ({"key": key, "value": value} for key, value in keys_and_values))


def _produce(brokers, name, messages):
    failures = []

    def delivered(error, _):
        if error is not None:
            failures.append(error)

    producer = confluent_kafka.Producer({
        "bootstrap.servers": brokers, **QUIET, "linger.ms": 5, "message.max.bytes": 16_000_000,
        "partitioner": "murmur2_random",
    })
    for message in messages:
        producer.produce(name, on_delivery=delivered, **message)
        producer.poll(0)
    if producer.flush(SECONDS) or failures:
        raise AssertionError(f"the test's own messages were not delivered: {failures[:3]}")


def read(brokers, name, isolation="read_committed"):
    """All messages of the topic, up to the end of every partition."""
    consumer = confluent_kafka.Consumer({
        "bootstrap.servers": brokers,
        **QUIET,
        "group.id": "independent-reader",
        "isolation.level": isolation,
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "auto.offset.reset": "earliest",
    })
    count = partition_count(brokers, name)
    consumer.assign([confluent_kafka.TopicPartition(name, number, confluent_kafka.OFFSET_BEGINNING)
                     for number in range(count)])
    messages, ended = [], set()
    while len(ended) < count:
        message = consumer.poll(SECONDS)
        if message is None:
            raise AssertionError(f"{name}: nothing came for {SECONDS} s")
        if message.error() is None:
            messages.append(Message(message.partition(), message.offset(), message.key(),
                                    message.value(), dict(message.headers() or ()),
                                    message.timestamp()[1]))
        elif message.error().code() == confluent_kafka.KafkaError._PARTITION_EOF:
            ended.add(message.partition())
        else:
            raise confluent_kafka.KafkaException(message.error())
    consumer.close()
    return messages


def committed(brokers, group, name):
    """The group's committed offset of every partition."""
    consumer = confluent_kafka.Consumer({"bootstrap.servers": brokers, **QUIET, "group.id": group,
                                         "enable.auto.commit": False})
    partitions = [confluent_kafka.TopicPartition(name, number)
                  for number in range(partition_count(brokers, name))]
    committed = consumer.committed(partitions, timeout=SECONDS)
    consumer.close()
    for partition in committed:
        if partition.error:
            raise confluent_kafka.KafkaException(partition.error)
    return [partition.offset for partition in committed]


def ends(brokers, name):
    """The high watermark of every partition."""
    return [high for _, high in _watermarks(brokers, name)]


def starts(brokers, name):
    """The first offset still there, of every partition."""
    return [low for low, _ in _watermarks(brokers, name)]


def _watermarks(brokers, name):
    consumer = confluent_kafka.Consumer({"bootstrap.servers": brokers, **QUIET,
                                         "group.id": "onlooker"})
    found = [consumer.get_watermark_offsets(
        confluent_kafka.TopicPartition(name, number), timeout=SECONDS)
        for number in range(partition_count(brokers, name))]
    consumer.close()
    return found


def delete_below(brokers, name, heads):
    """Deletes the messages of each partition below an offset, as retention does."""
    places = b"".join(struct.pack(">iq", partition, head) for partition, head in enumerate(heads))
    body = (struct.pack(">i", 1) + wire.text(name) + struct.pack(">i", len(heads)) + places +
            struct.pack(">i", SECONDS * 1000))
    answer = wire.ask(brokers, _DELETE_RECORDS, _VERSION, body)
    for partition in range(len(heads)):
        error, = struct.unpack(">h", answer[len(answer) - 14 * partition - 2:][:2])
        assert error == 0, f"messages of {name} were not deleted: error {error}"


def all_committed(brokers, group, *raw):
    """Whether the group has finished all that stands in the raw topics, forwards included."""
    for name in (*raw, group + "-home"):
        wanted = ends(brokers, name)
        if any(offset < end for offset, end in zip(committed(brokers, group, name), wanted)):
            return False
    return True


class OpenTransactions:
    """Sees from outside whether a transaction has written to a topic and not ended.

    The topic's last stable offset is then below its high watermark.
    """

    def __init__(self, brokers, name):
        self._partitions = [confluent_kafka.TopicPartition(name, number)
                            for number in range(partition_count(brokers, name))]
        self._stable = self._consumer(brokers, "read_committed")
        self._written = self._consumer(brokers, "read_uncommitted")

    @staticmethod
    def _consumer(brokers, isolation):
        return confluent_kafka.Consumer({"bootstrap.servers": brokers, **QUIET,
                                         "group.id": "onlooker", "isolation.level": isolation})

    def any(self):
        return any(self._end(self._stable, partition) < self._end(self._written, partition)
                   for partition in self._partitions)

    def stay_open(self):
        """Of a dead process: an end that was under way would have come by now."""
        return all(self.any() for _ in range(50))

    @staticmethod
    def _end(consumer, partition):
        return consumer.get_watermark_offsets(partition, timeout=SECONDS)[1]

    def close(self):
        self._stable.close()
        self._written.close()
