"""Access rules."""
import argparse
import re
import shlex
import struct

from . import paths
from . import wire

_AUTHORIZER = "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer"

# The broker must run with one of these, and with LOG_USE in its environment for `used`. Whatever
# has no rule is everybody's:
BROKER_SETTINGS = (_AUTHORIZER, "allow.everyone.if.no.acl.found=true")
# Whatever has no rule is nobody's, but for the tests themselves, who give no name:
STRICT_BROKER_SETTINGS = (_AUTHORIZER, "super.users=User:ANONYMOUS")

OPERATIONS = {"ALL": 2, "READ": 3, "WRITE": 4, "CREATE": 5, "DELETE": 6, "ALTER": 7, "DESCRIBE": 8,
              "CLUSTER_ACTION": 9, "DESCRIBE_CONFIGS": 10, "ALTER_CONFIGS": 11,
              "IDEMPOTENT_WRITE": 12}
LOG_USE = {"LOCAL_KAFKA_AUTHORIZER_LOG_LEVEL": "TRACE"}
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


_USE = re.compile(r" (INFO|DEBUG|TRACE) logger Principal = User:(\S+) is (Allowed|Denied) operation = (\w+) from host = \S+ "
                  r"on resource = (\w+):LITERAL:(\S+) for request = (\w+)")
_KINDS = {"Topic": "topic", "Group": "group", "Cluster": "cluster",
          "TransactionalId": "transactional ID"}


def used(log):
    """What the broker's log says was asked for: (user, kind, name, operation), those that were
    allowed and those that were denied. (Below INFO is what a broker asks to filter its answer.)"""
    allowed, denied = set(), set()
    for level, user, verdict, operation, kind, name, _ in _USE.findall(log):
        use = (user, _KINDS[kind], name, operation)
        if verdict == "Allowed":
            allowed.add(use)
        elif level == "INFO":
            denied.add(use)
    return allowed, denied


def documented():
    """(user, kind, name, operations) of each line of docs/security.md that grants rights."""
    parser = argparse.ArgumentParser()
    parser.add_argument("user")
    parser.add_argument("--operation", action="append", dest="operations")
    parser.add_argument("--resource-pattern-type")
    for kind in ("topic", "group", "transactional-id"):
        parser.add_argument("--" + kind, action="append", default=[])
    text = (paths.SOURCE / "docs/security.md").read_text("utf-8")
    for line in re.findall(r"^    \$allow User:(.*)$", text, re.MULTILINE):
        words = parser.parse_args(shlex.split(line))
        operations = [re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).upper() for word in words.operations]
        star = "*" if words.resource_pattern_type == "prefixed" else ""
        for kind, names in (("topic", words.topic), ("group", words.group),
                            ("transactional ID", words.transactional_id)):
            for name in names:
                yield words.user, kind, name + star, operations


def deny_topic(brokers, name):
    """Leaves a topic to a user that no test is."""
    allow(brokers, "somebody-else", "topic", name, "ALL")
