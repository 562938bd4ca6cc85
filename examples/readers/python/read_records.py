#!/usr/bin/env python3
"""Prints message ID, revision and subject of each record, as a member of a consumer group.

usage: read_records.py BROKERS TOPIC GROUP

Needs confluent-kafka, protobuf and the record's class:
    protoc --proto_path=proto --python_out=FOLDER cable/v1/cable.proto; PYTHONPATH=FOLDER
"""
import signal
import sys

import confluent_kafka

from cable.v1 import cable_pb2

stopped = False


def stop(*_):
    global stopped
    stopped = True


def message_in(value):
    """Without the frame that records.format: confluent puts before it."""
    return value[6:] if value[:1] == b"\0" else value


def main(brokers, topic, group):
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    consumer = confluent_kafka.Consumer({
        "bootstrap.servers": brokers,
        "group.id": group,
        "isolation.level": "read_committed",  # the default here, but not everywhere
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    })
    consumer.subscribe([topic])
    while not stopped:
        message = consumer.poll(0.5)
        if message is None:
            continue
        if message.error():
            raise confluent_kafka.KafkaException(message.error())
        if message.value() is None:
            continue
        cable = cable_pb2.Cable()
        cable.ParseFromString(message_in(message.value()))
        print(cable.message_id, cable.revision, cable.subject, sep="\t", flush=True)
        # Once it is handled. What is handled twice after a crash has the same ID and revision.
        consumer.commit(message, asynchronous=False)
    consumer.close()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
