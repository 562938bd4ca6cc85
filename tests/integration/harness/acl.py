"""Access rules, which python3-confluent-kafka can't make yet: one request, by hand."""
import socket
import struct

# The broker must run with these; whatever has no rule is everybody's.
BROKER_SETTINGS = (
    "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found=true",
)

_CREATE_ACLS, _VERSION = 30, 1
_TOPIC, _LITERAL, _ALL, _ALLOW = 2, 3, 2, 3


def _text(value):
    return struct.pack(">h", len(value)) + value.encode()


def deny_topic(brokers, name):
    """Leaves a topic to a user that no test is."""
    request = (struct.pack(">hhi", _CREATE_ACLS, _VERSION, 1) + _text("test") +
               struct.pack(">ib", 1, _TOPIC) + _text(name) + struct.pack(">b", _LITERAL) +
               _text("User:somebody-else") + _text("*") + struct.pack(">bb", _ALL, _ALLOW))
    host, port = brokers.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        size, = struct.unpack(">i", connection.recv(4, socket.MSG_WAITALL))
        response = connection.recv(size, socket.MSG_WAITALL)
    # Correlation, throttle time, one result.
    _, _, results, error = struct.unpack(">iiih", response[:14])
    if results != 1 or error != 0:
        raise AssertionError(f"the broker took no rule: error {error}")
