"""Access rules."""
import struct

from . import wire

_AUTHORIZER = "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer"

# The broker must run with one of these. Whatever has no rule is everybody's:
BROKER_SETTINGS = (_AUTHORIZER, "allow.everyone.if.no.acl.found=true")
# Whatever has no rule is nobody's, but for the tests themselves, who give no name:
STRICT_BROKER_SETTINGS = (_AUTHORIZER, "super.users=User:ANONYMOUS")

OPERATIONS = {"ALL": 2, "READ": 3, "WRITE": 4, "CREATE": 5, "DELETE": 6, "ALTER": 7, "DESCRIBE": 8,
              "CLUSTER_ACTION": 9, "DESCRIBE_CONFIGS": 10, "ALTER_CONFIGS": 11,
              "IDEMPOTENT_WRITE": 12}
RESOURCES = {"topic": 2, "group": 3, "cluster": 4, "transactional ID": 5}

_CREATE_ACLS, _VERSION = 30, 1
_LITERAL, _PREFIXED, _ALLOW = 3, 4, 3


def allow(brokers, user, kind, name, *operations):
    """A name may end with *: whatever begins so."""
    pattern = _PREFIXED if name.endswith("*") else _LITERAL
    body = struct.pack(">i", len(operations))
    for operation in operations:
        body += (struct.pack(">b", RESOURCES[kind]) + wire.text(name.rstrip("*")) +
                 struct.pack(">b", pattern) + wire.text("User:" + user) + wire.text("*") +
                 struct.pack(">bb", OPERATIONS[operation], _ALLOW))
    answer = wire.ask(brokers, _CREATE_ACLS, _VERSION, body)
    # Throttle time, the number of results; of each an error and an empty message.
    if answer[4:] != struct.pack(">i", len(operations)) + bytes(4 * len(operations)):
        raise AssertionError(f"the broker took no rule: {answer}")


def deny_topic(brokers, name):
    """Leaves a topic to a user that no test is."""
    allow(brokers, "somebody-else", "topic", name, "ALL")
