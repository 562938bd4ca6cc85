"""Records made up by the million, with what a claim is made of and no more; `cablestream state rebuild`
turns them into claims."""
import confluent_kafka

RECORDS = "cables.records"


def _varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _field(number, value):
    """A field of a protobuf message, by its Python type."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _record(number, partitions):
    """(message ID, cable.v1.Cable)"""
    message_id = f"08EMBASSY{number:07}".encode()
    source = _field(1, b"cables.raw") + _field(2, number % partitions) + _field(3, number)
    return message_id, (_field(1, message_id) + _field(14, 1) + _field(15, source) +
                        _varint(40 << 3 | 1) + number.to_bytes(8, "little") + _field(41, 1) +
                        _field(45, b"live"))


def write(brokers, count, partitions):
    """`count` records of as many IDs, as if they came from a raw topic of so many partitions."""
    producer = confluent_kafka.Producer({"bootstrap.servers": brokers, "linger.ms": 50,
                                         "partitioner": "murmur2_random", "log_level": 2,
                                         "queue.buffering.max.messages": 200_000})
    for number in range(count):
        key, value = _record(number, partitions)
        while True:
            try:
                producer.produce(RECORDS, key=key, value=value)
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    producer.flush()
