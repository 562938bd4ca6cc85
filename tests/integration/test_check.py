"""`run --check` tells what a start would meet, and leaves everything as it was."""
import unittest

from harness import acl
from harness import case
from harness import generator
from harness import groups
from harness import member
from harness import ports
from harness import topics

DONE, REFUSED, CHANGE, UNAVAILABLE = 0, 1, 2, 3
OWN = {"__consumer_offsets", "__transaction_state"}


class CheckScenario(case.Scenario):

    def setUp(self):
        self.state = self.folder / self._testMethodName / "state"

    def check(self, status, *arguments, state=None):
        done = member.run_command("run", "--check", "--brokers", self.brokers, "--state-dir",
                                  state or self.state, *arguments)
        self.assertEqual(status, done.returncode, done.stdout + done.stderr)
        return done.stdout

    def feed(self, count, seed):
        topics.send(self.brokers, "cables.raw",
                    [sample.data for sample in generator.messages(count, seed=seed)], seed=seed)


class CheckTest(CheckScenario):

    def setUp(self):
        super().setUp()
        self.addCleanup(self.delete_topics)

    def test_missing_topics_are_named_and_not_made(self):
        output = self.check(CHANGE)
        for name in ("cables.raw", "cables.records", "cables.dead-letters"):
            self.assertRegex(output, f"change: .*{name}.*--create-topics")
        self.assertIn("note: Topic cablestream-claims is made at the first start", output)
        self.assertEqual(set(), topics.names(self.brokers) - OWN)
        self.check(DONE, "--create-topics")
        self.assertEqual(set(), topics.names(self.brokers) - OWN)
        self.assertFalse(self.state.exists())

    def test_what_is_there_is_described(self):
        self.create_topics(partitions=3, max_message_bytes=2_000_000)
        output = self.check(DONE)
        self.assertRegex(output, r"raw +cables\.raw +3 +.*max\.message\.bytes=2000000")
        self.assertRegex(output, "note: .*cables.records.*too large becomes a dead letter")
        running = self.member("--create-topics")
        running.start()
        running.await_event("transaction.committed")
        output = self.check(DONE, state=running.state)
        self.assertRegex(output, r"claims +cablestream-claims +3 +.*cleanup\.policy=compact,delete")
        self.assertIn("1 members, 6 partitions with a committed offset, 3 shards", output)
        self.assertIn("instance " + running.events("service.started")[0]["instance"], output)
        self.assertEqual([], running.events("assignment.revoked"), "it joins no group")
        self.assertEqual(0, running.terminate())

    def test_another_identity_and_a_lost_topic_are_found(self):
        self.create_topics(partitions=2)
        self.feed(20, seed=91)
        group = ("--group", "identity")
        self.member(*group, "--create-topics").run_until_end()
        topics.delete(self.brokers, "identity-claims")
        self.assertRegex(self.check(CHANGE, *group), "change: Topic identity-claims is missing")
        topics.create(self.brokers, "identity-claims", 5, cleanup_policy="compact")
        output = self.check(CHANGE, *group)
        self.assertIn("another storage format, shard count or dedup.scope", output)
        self.assertIn("must have one count of partitions", output)
        self.assertIn("set its cleanup.policy to compact,delete", output)
        self.assertIn("was made for group identity, 2 shards", output)

    def test_offsets_that_are_gone_or_lie_outside_of_the_log_are_found(self):
        self.create_topics(partitions=2)
        self.feed(20, seed=92)
        group = ("--group", "offsets")
        self.member(*group, "--create-topics").run_until_end()
        self.check(DONE, *group)
        output = self.check(DONE, "--group", "another", state=self.folder / "another")
        self.assertRegex(output, "note: Group another has never run, and cables.records holds")
        self.feed(40, seed=93)
        topics.delete_below(self.brokers, "cables.raw", topics.ends(self.brokers, "cables.raw"))
        self.assertRegex(self.check(CHANGE, *group), "change: .*were deleted unread")
        self.check(DONE, *group, "--from", "beginning")
        groups.delete(self.brokers, "offsets")
        self.assertRegex(self.check(CHANGE, *group), "change: .*--from beginning")
        self.check(DONE, *group, "--from", "beginning")

    def test_claims_that_are_gone_are_found(self):
        self.create_topics(partitions=2)
        self.feed(20, seed=94)
        group, claims = ("--group", "gone"), "gone-claims"
        self.member(*group, "--create-topics").run_until_end()
        self.check(DONE, *group)
        topics.delete_below(self.brokers, claims, topics.ends(self.brokers, claims))
        self.assertRegex(self.check(CHANGE, *group), "change: .*but a claim was committed at")

    def test_settings_that_would_lose_messages_are_refused_by_check_and_run(self):
        self.create_topics(partitions=2)
        group = ("--group", "settings")
        running = self.member(*group, "--create-topics")
        running.run_until_end()
        topics.delete(self.brokers, "settings-home")
        topics.create(self.brokers, "settings-home", 2, max_message_bytes=1_000_000,
                      retention_ms=-1)
        topics.delete(self.brokers, "cables.dead-letters")
        topics.create(self.brokers, "cables.dead-letters", 1, cleanup_policy="compact")
        letters = "Topic cables.dead-letters .*set its cleanup.policy to delete"
        home = r"Topic settings-home .*set its max.message.bytes to \d{7}"
        output = self.check(CHANGE, *group)
        self.assertRegex(output, letters)
        self.assertRegex(output, home)
        self.assert_refused(running, home)
        topics.delete(self.brokers, "settings-home")
        topics.create(self.brokers, "settings-home", 2, max_message_bytes=8_000_000,
                      retention_ms=-1)
        self.assert_refused(running, letters)

    def assert_refused(self, running, words):
        running.start()
        self.assertEqual(REFUSED, running.wait())
        self.assertRegex(running.log(), words)

    def test_brokers_that_do_not_answer_are_named(self):
        brokers = f"127.0.0.1:{ports.free_port()}"
        done = member.run_command("run", "--check", "--brokers", brokers)
        self.assertEqual(UNAVAILABLE, done.returncode)
        self.assertIn(brokers, done.stderr)


class DeniedTest(CheckScenario):

    broker_settings = acl.BROKER_SETTINGS

    def test_what_is_denied_is_named_with_all_that_is_not(self):
        self.create_topics()
        acl.deny_topic(self.brokers, "cables.records")
        output = self.check(UNAVAILABLE)
        self.assertRegex(output, "denied: .*cables.records")
        self.assertRegex(output, r"raw +cables\.raw +4 ")


if __name__ == "__main__":
    unittest.main()
