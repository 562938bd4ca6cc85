"""Requests that python3-confluent-kafka can't make yet, by hand."""
import socket
import struct


def text(value):
    return struct.pack(">h", len(value)) + value.encode()


def ask(brokers, api_key, version, body):
    """The response's bytes behind the correlation ID."""
    request = struct.pack(">hhi", api_key, version, 1) + text("test") + body
    host, port = brokers.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        size, = struct.unpack(">i", connection.recv(4, socket.MSG_WAITALL))
        return connection.recv(size, socket.MSG_WAITALL)[4:]
