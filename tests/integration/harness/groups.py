"""Consumer groups, as an operator loses them."""
import struct

import confluent_kafka

from . import topics
from . import wait
from . import wire

_DELETE_GROUPS, _VERSION = 42, 1
_DESCRIBE_GROUPS = 15
_NON_EMPTY = 68


def await_empty(brokers, group):
    """Until no member is left, static ones that have ended included."""
    def empty():
        body = struct.pack(">i", 1) + wire.text(group)
        return any(b"Empty" in wire.ask(broker, _DESCRIBE_GROUPS, 0, body)  # the coordinator knows
                   for broker in brokers.split(","))
    wait.until(empty, topics.SECONDS, f"group {group} without members")


def delete(brokers, group):
    """With its offsets; a static member that has just ended keeps its seat for some seconds."""
    def deleted():
        body = struct.pack(">i", 1) + wire.text(group)
        answer = wire.ask(brokers, _DELETE_GROUPS, _VERSION, body)
        error, = struct.unpack(">h", answer[-2:])
        if error not in (0, _NON_EMPTY):
            raise AssertionError(f"group {group} was not deleted: error {error}")
        return error == 0
    wait.until(deleted, topics.SECONDS, f"group {group} without members")


def set_offsets(brokers, group, name, offset):
    """Every partition of the topic, as `kafka-consumer-groups --reset-offsets` would."""
    consumer = confluent_kafka.Consumer({"bootstrap.servers": brokers, **topics.QUIET,
                                         "group.id": group, "enable.auto.commit": False})
    consumer.commit(offsets=[confluent_kafka.TopicPartition(name, number, offset)
                             for number in range(topics.partition_count(brokers, name))],
                    asynchronous=False)
    consumer.close()
