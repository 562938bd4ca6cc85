"""A user who has the rights that docs/guarantees.md names for a command, and no others, can run it."""
import json
import re
import unittest

from harness import acl
from harness import audit
from harness import balance
from harness import case
from harness import generator
from harness import member
from harness import paths
from harness import topics
from harness import wait

GROUP = "permitted"
HOME = GROUP + "-home"
# What the table's rows name.
RESOURCES = {
    "raw": ("topic", "cables.raw"),
    "records": ("topic", "cables.records"),
    "dead letters": ("topic", "cables.dead-letters"),
    "`<group>-claims`": ("topic", GROUP + "-claims"),
    "`<group>-home`": ("topic", HOME),
    "the topic": ("topic", "cables.records"),
    "`<dead-letters>.redriven`": ("topic", "cables.dead-letters.redriven"),
    "`<dead-letters>.parked`": ("topic", "cables.dead-letters.parked"),
    "group `<group>`": ("group", GROUP),
    "transactional ID `<group>-*`": ("transactional ID", GROUP + "-*"),
    "transactional ID `<group>-rebuild`": ("transactional ID", GROUP + "-rebuild"),
    "transactional ID `<group>-redrive`": ("transactional ID", GROUP + "-redrive"),
}
COMMANDS = ("run", "audit", "state rebuild", "redrive", "feed", "tail")


def documented_rights(command):
    """(kind, name, operations) of the table's rows for the command; rows of a cluster aside."""
    text = (paths.SOURCE / "docs/guarantees.md").read_text("utf-8")
    section = text.split("## What each command needs in ACLs")[1].split("\n## ")[0]
    found, current = [], None
    for words, on, rights in re.findall(r"^\| (.*?) ?\| (.+?) \| (.+?) \|$", section, re.MULTILINE):
        current = words.strip("`") or current
        if current == command and on != "cluster":
            operations = [word for word in re.findall(r"[A-Z_]+\b", rights)
                          if word in acl.OPERATIONS]
            found += [(*RESOURCES[name], operations) for name in on.split(", ")]
    return found


class AclTest(case.Scenario):

    passwords = {command.replace(" ", "-"): "secret-" + command[:4] for command in COMMANDS}
    broker_settings = acl.STRICT_BROKER_SETTINGS

    def setUp(self):
        self.create_topics()
        for command in COMMANDS:
            rights = documented_rights(command)
            self.assertTrue(rights, command)
            for kind, name, operations in rights:
                acl.allow(self.brokers, command.replace(" ", "-"), kind, name, *operations)

    def as_user(self, command):
        user = command.replace(" ", "-")
        return ["--group", GROUP, "--set", "kafka.security.protocol=SASL_PLAINTEXT",
                "--set", "kafka.sasl.mechanisms=PLAIN", "--set", f"kafka.sasl.username={user}",
                "--set", f"kafka.sasl.password={self.passwords[user]}"]

    def command(self, command, *arguments, rights=None):
        done = member.run_command(*command.split(), *arguments, "--brokers",
                                  self.cluster.sasl_brokers, *self.as_user(rights or command))
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        return done.stdout

    def check_trimmed(self, running):
        """Its next start deletes the forwards that are finished."""
        running.start()
        wait.until(lambda: topics.starts(self.brokers, HOME) == topics.ends(self.brokers, HOME),
                   topics.SECONDS, "home trimmed")
        self.assertEqual(0, running.terminate())

    def test_the_documented_rights_are_enough(self):
        samples = generator.messages(400, seed=61, duplicates=0.25)
        self.assertTrue(any("dead_letter" in sample.expected for sample in samples))
        cables = self.folder / "cables"
        cables.write_bytes(b"\x1e".join(sample.data for sample in samples))
        members = [self.member(*self.as_user("run"), "--set", "group_static=false", name=name,
                               brokers=self.cluster.sasl_brokers) for name in ("one", "other")]
        for each in members:
            each.start()
        for each in members:
            each.await_ready()
        self.command("feed", cables, "--key", "none")
        wait.until(lambda: topics.all_committed(self.brokers, GROUP, "cables.raw"), topics.SECONDS,
                   "everything committed")
        for each in members:
            self.assertEqual(0, each.terminate())
        balance.check(self, self.brokers, [sample.expected for sample in samples])
        self.assertTrue(any(topics.ends(self.brokers, GROUP + "-home")), "nothing was forwarded")
        self.check_trimmed(members[0])
        self.command("run", "--check", "--state-dir", members[0].state)
        self.command("audit", "--scratch-dir", self.folder / "audit")
        self.command("replay --diff", "--scratch-dir", self.folder / "diff", rights="audit")
        self.command("state verify", "--state-dir", members[0].state, "--scratch-dir",
                     self.folder / "verify", rights="audit")
        claim = json.loads(self.command("state dump", "--from-topic", "--scratch-dir",
                                        self.folder / "dump", rights="audit").splitlines()[0])
        self.command("state get", claim["message_id"], "--repeats", "--state-dir",
                     members[0].state, rights="audit")
        self.command("state rebuild", "--yes", "--scratch-dir", self.folder / "rebuild")
        self.command("redrive", "--scratch-dir", self.folder / "redrive")
        self.assertTrue(self.command("tail", "cables.records", "--until-end"))
        self.assertEqual(0, audit.run(self.brokers, self.folder, "--group", GROUP)[0])


if __name__ == "__main__":
    unittest.main()
