"""What is missing, gone or replaced is refused with a message that says what to do."""
import unittest

from harness import case
from harness import generator
from harness import member
from harness import ports
from harness import topics

UNAVAILABLE = 3


class NoBrokerTest(unittest.TestCase):

    def test_one_shot_commands_say_so_and_leave_with_3(self):
        brokers = f"127.0.0.1:{ports.free_port()}"
        for command in (("feed", __file__), ("tail", "cables.records", "--until-end"),
                        ("run", "--until-end"), ("audit",)):
            with self.subTest(command=command):
                done = member.run_command(*command, "--brokers", brokers)
                self.assertEqual(UNAVAILABLE, done.returncode, done.stderr)
                self.assertIn(brokers, done.stderr)


class RefusalsTest(case.Scenario):

    def test_run_keeps_trying_without_a_broker_and_says_so(self):
        brokers = f"127.0.0.1:{ports.free_port()}"
        trying = self.member(brokers=brokers)
        trying.start()
        trying.await_event("kafka.unreachable")
        trying.await_event("kafka.unreachable")
        self.assertEqual(0, trying.terminate())

    def test_missing_topics_are_named_with_the_way_to_make_them(self):
        done = member.run_command(
            "run", "--until-end", "--brokers", self.brokers, "--group", "missing", "--raw-topic",
            "no.raw", "--records-topic", "no.records", "--dead-letters-topic", "no.letters",
            "--state-dir", self.folder / "missing")
        self.assertNotEqual(0, done.returncode)
        for wanted in ("no.raw", "no.records", "no.letters", "--create-topics"):
            self.assertIn(wanted, done.stderr)


class LostClaimsTest(case.Scenario):
    """The claims topic is the truth about what was published: without it nothing may go on."""

    def setUp(self):
        self.create_topics(partitions=2)
        self.group = "lost-claims"
        self.claims = self.group + "-claims"
        self.running = self.member("--group", self.group, "--create-topics")
        self.feed(seed=3)
        self.running.run_until_end()
        self.records = len(topics.read(self.brokers, "cables.records"))
        self.stored = self.stored_bytes()
        self.offsets = topics.committed(self.brokers, self.group, "cables.raw")
        self.feed(seed=4)
        self.addCleanup(self.delete_topics)

    def delete_topics(self):
        for name in topics.names(self.brokers) - {"__consumer_offsets", "__transaction_state"}:
            topics.delete(self.brokers, name)

    def feed(self, seed):
        samples = generator.messages(50, seed=seed)
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], seed)

    def stored_bytes(self):
        """What the store holds: its tables, and its log of what is in no table yet."""
        return sum(path.stat().st_size for path in self.running.state.rglob("*")
                   if path.suffix in (".sst", ".log"))

    def check_refused(self):
        self.running.start("--create-topics")
        self.assertEqual(1, self.running.wait())
        self.assertIn(self.claims, self.running.log())
        self.assertRegex(self.running.log(), "cablestream state rebuild", "what to do")
        self.assertEqual(self.records, len(topics.read(self.brokers, "cables.records")))
        self.assertEqual(self.offsets, topics.committed(self.brokers, self.group, "cables.raw"))
        # A log that became a table is smaller, but not by so much.
        self.assertGreater(self.stored_bytes(), self.stored // 2, "nothing is wiped")

    def test_a_deleted_claims_topic_is_refused(self):
        topics.delete(self.brokers, self.claims)
        self.check_refused()
        self.assertNotIn(self.claims, topics.names(self.brokers), "nor made anew")

    def test_a_claims_topic_made_anew_is_refused(self):
        topics.delete(self.brokers, self.claims)
        topics.create(self.brokers, self.claims, 2, cleanup_policy="compact,delete",
                      retention_ms=-1, retention_bytes=-1)
        self.check_refused()


if __name__ == "__main__":
    unittest.main()
