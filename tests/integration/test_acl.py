"""A user who has the rights that docs/security.md gives a command, and no others, can run it, by
password or certificate; all of them are needed."""
import json
import os
import unittest

from harness import acl
from harness import audit
from harness import balance
from harness import case
from harness import generator
from harness import member
from harness import topics
from harness import wait

GROUP = "cablestream"
HOME = GROUP + "-home"
COMMANDS = ("run", "feed", "tail", "audit", "replay", "redrive", "rebuild")
NOT_USED_HERE = {
    # Under dedup.window alone, which would need messages of many years.
    ("cables-run", "topic", GROUP + "-claims", "DELETE"),
    # Of forwards, which a replay's only instance has none of.
    ("cables-replay", "topic", GROUP + "-v2-home", "WRITE"),
    # Of claims to restore, forwards in flight, earlier marks, letters to park, a claims topic that
    # is gone.
    ("cables-replay", "topic", GROUP + "-v2-claims", "READ"),
    ("cables-audit", "topic", HOME, "READ"),
    ("cables-redrive", "topic", "cables.dead-letters.redriven", "READ"),
    ("cables-redrive", "topic", "cables.dead-letters.parked", "WRITE"),
    ("cables-rebuild", "topic", GROUP + "-claims", "CREATE"),
}


class AclTest(case.Scenario):

    passwords = {"cables-" + command: "secret-" + command for command in COMMANDS}
    broker_settings = acl.STRICT_BROKER_SETTINGS
    broker_environment = acl.LOG_USE

    def setUp(self):
        self.create_topics()
        for name in ("cables.records.v2", "cables.dead-letters.v2"):
            topics.create(self.brokers, name, 4, retention_ms=-1)
        for user, kind, name, operations in acl.documented():
            acl.allow(self.brokers, user, kind, name, *operations)

    def by_password(self, user):
        """Arguments and environment."""
        secret = self.folder / (user + ".password")
        secret.write_text(self.passwords[user] + "\n")
        return (["--brokers", self.cluster.sasl_brokers,
                 "--set", "kafka.security.protocol=SASL_SSL",
                 "--set", f"kafka.ssl.ca.location={self.cluster.authority.certificate}",
                 "--set", "kafka.sasl.mechanisms=PLAIN",
                 "--set", f"kafka.sasl.username={user}"],
                {"CABLESTREAM_KAFKA_SASL_PASSWORD_FILE": str(secret)})

    def by_certificate(self, user):
        password = self.passwords[user]
        certificate, key = self.cluster.authority.issue(user, password=password)
        return (["--brokers", self.cluster.tls_brokers, "--set", "kafka.security.protocol=SSL",
                 "--set", f"kafka.ssl.ca.location={self.cluster.authority.certificate}",
                 "--set", f"kafka.ssl.certificate.location={certificate}",
                 "--set", f"kafka.ssl.key.location={key}"],
                {"CABLESTREAM_KAFKA_SSL_KEY_PASSWORD": password})

    def command(self, command, *arguments, user, login=None):
        access, secrets = (login or self.by_password)("cables-" + user)
        done = member.run_command(*command.split(), *arguments, *access,
                                  env={**os.environ, **secrets})
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        return done.stdout

    def check_trimmed(self, running):
        """Its next start deletes the forwards that are finished."""
        running.start()
        wait.until(lambda: topics.starts(self.brokers, HOME) == topics.ends(self.brokers, HOME),
                   topics.SECONDS, "home trimmed")
        self.assertEqual(0, running.terminate())

    def check_rights(self):
        """What was granted was asked for, and nothing else."""
        allowed, denied = acl.used(self.cluster.log())
        self.assertEqual(set(), denied)
        unused = set()
        for user, kind, name, operations in acl.documented():
            for operation in operations:
                if not any(use[0] == user and use[1] == kind and use[3] == operation
                           and (use[2] == name or name.endswith("*")
                                and use[2].startswith(name[:-1])) for use in allowed):
                    unused.add((user, kind, name, operation))
        self.assertEqual(NOT_USED_HERE, unused)

    def test_the_documented_rights_are_enough_and_all_needed(self):
        samples = generator.messages(400, seed=61, duplicates=0.25)
        self.assertTrue(any("dead_letter" in sample.expected for sample in samples))
        cables = self.folder / "cables"
        cables.write_bytes(b"\x1e".join(sample.data for sample in samples))
        members = []
        for name, login in (("one", self.by_password), ("other", self.by_certificate)):
            access, secrets = login("cables-run")
            members.append(self.member("--set", "group_static=false", *access, name=name,
                                       environment=secrets))
        for each in members:
            each.start()
        for each in members:
            each.await_ready()
        self.command("feed", cables, "--key", "none", user="feed")
        wait.until(lambda: topics.all_committed(self.brokers, GROUP, "cables.raw"), topics.SECONDS,
                   "everything committed")
        for each in members:
            self.assertEqual(0, each.terminate())
        balance.check(self, self.brokers, [sample.expected for sample in samples])
        self.assertTrue(any(topics.ends(self.brokers, HOME)), "nothing was forwarded")
        self.check_trimmed(members[0])
        members[1].run_until_end()
        self.command("run", "--check", "--state-dir", members[0].state, user="run",
                     login=self.by_certificate)
        self.command("audit", "--scratch-dir", self.folder / "audit", user="audit")
        self.command("replay --diff", "--scratch-dir", self.folder / "diff", user="audit",
                     login=self.by_certificate)
        self.command("state verify", "--state-dir", members[0].state, "--scratch-dir",
                     self.folder / "verify", user="audit")
        claim = json.loads(self.command("state dump", "--from-topic", "--scratch-dir",
                                        self.folder / "dump", user="audit").splitlines()[0])
        self.command("state get", claim["message_id"], "--repeats", "--state-dir",
                     members[0].state, user="audit")
        self.check_replay()
        self.command("state rebuild", "--yes", "--scratch-dir", self.folder / "rebuild",
                     user="rebuild")
        self.command("redrive", "--scratch-dir", self.folder / "redrive", user="redrive")
        self.assertTrue(self.command("tail", "cables.records", "--until-end", user="tail"))
        self.assertEqual(0, audit.run(self.brokers, self.folder, "--group", GROUP)[0])
        self.check_rights()
        for each in members:
            self.assertNotIn("secret-", each.log())

    def check_replay(self):
        state = self.folder / "replays"
        names = ["--state-dir", state, "--set", "group_static=false", "--records-topic",
                 "cables.records.v2", "--dead-letters-topic", "cables.dead-letters.v2"]
        self.command("replay --generation v2", *names, user="replay", login=self.by_certificate)
        self.assertEqual("v2\n", self.command("replay list", user="replay"))
        self.command("replay status v2", user="replay")
        self.command("replay drop v2 --yes", "--state-dir", state, user="replay")


if __name__ == "__main__":
    unittest.main()
