"""Access rules."""
import struct

from . import wire

# The broker must run with these; whatever has no rule is everybody's.
BROKER_SETTINGS = (
    "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found=true",
)

_CREATE_ACLS, _VERSION = 30, 1
_TOPIC, _LITERAL, _ALL, _ALLOW = 2, 3, 2, 3


def deny_topic(brokers, name):
    """Leaves a topic to a user that no test is."""
    body = (struct.pack(">ib", 1, _TOPIC) + wire.text(name) + struct.pack(">b", _LITERAL) +
            wire.text("User:somebody-else") + wire.text("*") + struct.pack(">bb", _ALL, _ALLOW))
    # Throttle time, one result.
    _, results, error = struct.unpack(">iih", wire.ask(brokers, _CREATE_ACLS, _VERSION, body)[:10])
    if results != 1 or error != 0:
        raise AssertionError(f"the broker took no rule: error {error}")
