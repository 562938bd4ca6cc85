"""Requests that python3-confluent-kafka can't make yet, by hand."""
import socket
import struct


def text(value):
    return struct.pack(">h", len(value)) + value.encode()


def compact(value):
    """Bytes, or a text's bytes, as versions with tagged fields have them."""
    return bytes([len(value) + 1]) + value


def compact_array(count):
    """The beginning of an array of so many, at most 126."""
    return bytes([count + 1])


NO_TAGS = b"\0"


def ask(brokers, api_key, version, body, flexible=False):
    """The response's bytes behind its header; `flexible`: the version has tagged fields."""
    tags = NO_TAGS if flexible else b""
    request = struct.pack(">hhi", api_key, version, 1) + text("test") + tags + body
    host, port = brokers.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        size, = struct.unpack(">i", connection.recv(4, socket.MSG_WAITALL))
        return connection.recv(size, socket.MSG_WAITALL)[4 + len(tags):]
