"""Wrong credentials, certificates and rights: a command that is refused says why and ends, and shows no
secret."""
import concurrent.futures
import os
import unittest

from harness import acl
from harness import case
from harness import certificates
from harness import generator
from harness import member
from harness import topics

USER, PASSWORD = "right", "secret-right"
UNAVAILABLE = 3
AT_ONCE = 3
TAIL = ("tail", "cables.records", "--until-end")
CHECK = ("run", "--check")
RUN = ("run", "--until-end")
AUDIT = ("audit",)
REPLAY = ("replay", "--generation", "v2", "--records-topic", "cables.records.v2",
          "--dead-letters-topic", "cables.dead-letters.v2")

# The operations on each resource that a command can't do without, where a stage of it would find
# out; DESCRIBE comes with the others.
NEEDED = {
    "run": [("topic", "cables.raw", "READ"), ("topic", "cables.raw", "DESCRIBE_CONFIGS"),
            ("topic", "cables.records", "WRITE"), ("topic", "cables.records", "DESCRIBE_CONFIGS"),
            ("topic", "cables.dead-letters", "WRITE"),
            ("topic", "cables.dead-letters", "DESCRIBE_CONFIGS"),
            ("topic", "cablestream-claims", "CREATE"), ("topic", "cablestream-claims", "WRITE"),
            ("topic", "cablestream-claims", "DESCRIBE_CONFIGS"),
            ("topic", "cablestream-home", "CREATE"), ("topic", "cablestream-home", "READ"),
            ("topic", "cablestream-home", "DESCRIBE_CONFIGS"),
            ("group", "cablestream", "READ"), ("transactional ID", "cablestream-*", "WRITE")],
    "audit": [("topic", name, operation) for operation in ("READ", "DESCRIBE_CONFIGS")
              for name in ("cables.raw", "cables.records", "cables.dead-letters",
                           "cablestream-claims")] + [("group", "cablestream", "DESCRIBE")],
    "feed": [("topic", "cables.raw", "WRITE"), ("topic", "cables.raw", "DESCRIBE_CONFIGS")],
    "tail": [("topic", "cables.records", "READ"), ("group", "cablestream", "DESCRIBE")],
    "replay": [("topic", "cables.raw", "READ"), ("topic", "cables.records.v2", "WRITE"),
               ("topic", "cablestream-v2-plan", "WRITE"), ("topic", "cablestream-v2-home", "READ"),
               ("group", "cablestream-v2", "READ")],
    "redrive": [("group", "cablestream", "DESCRIBE"),
                ("topic", "cables.raw", "WRITE"), ("topic", "cables.dead-letters", "READ"),
                ("transactional ID", "cablestream-redrive", "WRITE")],
}


class DeniedTest(case.Scenario):

    passwords = {USER: PASSWORD}
    broker_settings = acl.STRICT_BROKER_SETTINGS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = certificates.Authority(cls.folder, "stranger")
        cls.authority = cls.cluster.authority
        cls.certificate, cls.key = cls.authority.issue(USER, password=PASSWORD)
        for name in ("cables.raw", "cables.records", "cables.dead-letters", "cables.records.v2",
                     "cables.dead-letters.v2"):
            topics.create(cls.brokers, name, 2)
        cls.cables = cls.folder / "cables"
        cls.cables.write_bytes(b"no cable\x1e" + b"\x1e".join(
            sample.data for sample in generator.messages(10, seed=5, no_cables=0)))

    def by_password(self, changes, brokers=None):
        return brokers or self.cluster.sasl_brokers, {
            "security.protocol": "SASL_SSL", "ssl.ca.location": self.authority.certificate,
            "sasl.mechanisms": "PLAIN", "sasl.username": USER, "sasl.password": PASSWORD,
            **changes}

    def by_certificate(self, changes, brokers=None):
        return brokers or self.cluster.tls_brokers, {
            "security.protocol": "SSL", "ssl.ca.location": self.authority.certificate,
            "ssl.certificate.location": self.certificate, "ssl.key.location": self.key,
            "ssl.key.password": PASSWORD, **changes}

    def run_command(self, number, command, brokers, properties):
        secrets = {"CABLESTREAM_KAFKA_" + name.upper().replace(".", "_"): str(value)
                   for name, value in properties.items() if name.endswith("password")}
        settings = [argument for name, value in properties.items() if not name.endswith("password")
                    for argument in ("--set", f"kafka.{name}={value}")]
        return member.run_command(*command, "--brokers", brokers, *settings,
                                  "--state-dir", self.folder / f"state-{number}",
                                  env={**os.environ, **secrets})

    def check_refused(self, what, done, status, said):
        """What is not as it must be; None: all is."""
        output = done.stdout + done.stderr
        last = output.strip().rsplit("\n", 1)[-1]
        if done.returncode == status and said in last and "secret-" not in output.lower():
            return None
        return f"{what}: exit {done.returncode}, not {status}, or without '{said}': {output[-900:]}"

    def check_all(self, cases, check):
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            wrong = [found for found in pool.map(check, range(len(cases)), cases) if found]
        self.assertEqual([], wrong, f"{len(wrong)} of {len(cases)}:\n" + "\n".join(wrong))

    def wrong_credentials(self):
        """(what is wrong, the command, brokers and properties, exit status, what is said)."""
        other, other_key = self.stranger.issue(USER)
        expired, expired_key = self.authority.issue("expired", days=-1)
        missing = self.folder / "missing"
        garbage = self.folder / "garbage"
        garbage.write_text("no certificate")
        localhost = self.cluster.sasl_brokers.replace("127.0.0.1", "localhost")
        password, certificate = self.by_password, self.by_certificate
        failed, unverified = "Authentication failed", "certificate verify failed"
        return [
            ("password", TAIL, password({"sasl.password": "wrong"}), 3, failed),
            ("password of run", RUN, password({"sasl.password": "wrong"}), 3, failed),
            ("password of audit", AUDIT, password({"sasl.password": "wrong"}), 3, failed),
            ("password of feed", ("feed", self.cables), password({"sasl.password": "x"}), 3, failed),
            ("user", CHECK, password({"sasl.username": "nobody"}), 3, failed),
            ("password's case", AUDIT, password({"sasl.password": PASSWORD.upper()}), 3, failed),
            ("no user", RUN, password({"sasl.username": ""}), 2, "sasl.username"),
            ("other mechanism", ("replay", "list"), password({"sasl.mechanisms": "SCRAM-SHA-256"}),
             3, "SCRAM-SHA-512"),
            ("no such mechanism", TAIL, password({"sasl.mechanisms": "SCRAM-SHA-1"}), 3,
             "SCRAM-SHA-512"),
            # Nothing but librdkafka's version.
            ("SCRAM", RUN, password({"sasl.mechanisms": "SCRAM-SHA-512"}), 3, "only 2.6.1"),
            ("no such protocol", CHECK, password({"security.protocol": "TLS"}), 2,
             "security.protocol"),
            ("host name", AUDIT, password({}, localhost), 3, unverified),
            ("authority", RUN, password({"ssl.ca.location": self.stranger.certificate}), 3,
             unverified),
            ("authority missing", TAIL, password({"ssl.ca.location": missing}), 2,
             "ssl.ca.location"),
            ("authority garbage", RUN, password({"ssl.ca.location": garbage}), 2, "ssl.ca.location"),
            ("no TLS", CHECK, password({"security.protocol": "SASL_PLAINTEXT"}), 3,
             "security.protocol"),
            ("neither", CHECK, password({"security.protocol": "PLAINTEXT"}), 3,
             "security.protocol"),
            ("TLS without SASL", CHECK, password({"security.protocol": "SSL"}), 3, "SASL"),
            ("no certificate", CHECK, password({}, self.cluster.tls_brokers), 3, "certificate"),
            ("TLS to a plain listener", CHECK, certificate({}, self.brokers), 3, "SSL"),
            ("certificate of a stranger", RUN, certificate(
                {"ssl.certificate.location": other, "ssl.key.location": other_key}), 3,
             "certificate"),
            ("certificate expired", AUDIT, certificate(
                {"ssl.certificate.location": expired, "ssl.key.location": expired_key}), 3,
             "certificate"),
            ("key of another", CHECK, certificate({"ssl.key.location": other_key}), 2,
             "ssl.key.location"),
            ("key's password", AUDIT, certificate({"ssl.key.password": "wrong"}), 2,
             "ssl.key.location"),
            ("key missing", RUN, certificate({"ssl.key.location": missing}), 2, "ssl.key.location"),
            ("key garbage", TAIL, certificate({"ssl.key.location": garbage}), 2,
             "ssl.key.location"),
            ("certificate missing", RUN, certificate({"ssl.certificate.location": missing}), 2,
             "ssl.certificate.location"),
            ("certificate garbage", TAIL, certificate({"ssl.certificate.location": garbage}), 2,
             "ssl.certificate.location"),
            ("authority of a stranger", AUDIT,
             certificate({"ssl.ca.location": self.stranger.certificate}), 3, unverified),
        ]

    def test_wrong_credentials(self):
        def check(number, wrong):
            what, command, (brokers, properties), status, said = wrong
            done = self.run_command(number, command, brokers, properties)
            return self.check_refused(what, done, status, said)
        self.check_all(self.wrong_credentials(), check)

    def test_a_secret_on_the_command_line_is_warned_of_and_never_shown(self):
        done = member.run_command("config", "--set", f"kafka.sasl.password={PASSWORD}")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("config.secret_on_command_line", done.stderr)
        self.assertIn("CABLESTREAM_KAFKA_SASL_PASSWORD_FILE", done.stderr)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)

    def grant_all_but(self, command, group, lacking, user):
        for owner, kind, name, operations in acl.documented():
            if owner != "cables-" + command:
                continue
            left = set(operations)
            if (kind, name) == lacking[:2]:
                left -= {lacking[2]}
                if lacking[2] == "READ" and kind == "topic":
                    left.add("DESCRIBE")
            if left:
                acl.allow(self.brokers, user, kind, self.renamed(name, group), *sorted(left))

    @staticmethod
    def renamed(name, group):
        return name.replace("cablestream", group, 1)

    def check_missing(self, number, missing):
        """Each run in a group of its own, which it begins."""
        command, lacking = missing
        user = f"lacking-{number}"
        group = user if command in ("run", "replay") else "cablestream"
        self.grant_all_but(command, group, lacking, user)
        certificate, key = self.authority.issue(user)
        access = self.by_certificate({"ssl.certificate.location": certificate,
                                      "ssl.key.location": key})
        words = {"run": RUN, "audit": AUDIT, "feed": ("feed", self.cables), "tail": TAIL,
                 "replay": REPLAY, "redrive": ("redrive",)}[command]
        done = self.run_command(user, (*words, "--group", group), *access)
        kind, name, operation = lacking
        # librdkafka does not tell which of a transaction's topics was denied: all are named.
        what = f"{command} without {lacking}"
        return (self.check_refused(what, done, UNAVAILABLE, f"grant {operation} on ") or
                self.check_refused(what, done, UNAVAILABLE, kind + " ") or
                self.check_refused(what, done, UNAVAILABLE, self.renamed(name, group).rstrip("*")))

    def test_missing_rights(self):
        fed = member.run_command("feed", self.cables, "--brokers", self.brokers)
        self.assertEqual(0, fed.returncode, fed.stderr)
        self.member("--create-topics", "--set", "group_static=false").run_until_end()
        self.check_all([(command, right) for command, rights in NEEDED.items() for right in rights],
                       self.check_missing)


if __name__ == "__main__":
    unittest.main()
