"""What is added while a group lives is read: instances, partitions of the raw topic, a raw topic."""
import unittest

from harness import balance
from harness import case
from harness import generator
from harness import topics
from harness import wait

GROUP = "cablestream"
RAW = "cables.raw"
SECOND = "cables.raw.second"
BATCH = 300
SECONDS = 90


class GrowthTest(case.Scenario):

    def setUp(self):
        self.create_topics()
        self.addCleanup(self.delete_topics)
        self.samples = generator.messages(8 * BATCH, seed=51, duplicates=0.25)
        self.sent = []

    def instance(self, name):
        return self.member("--create-topics", "--commit-interval-ms", 50, name=name)

    def feed(self, name):
        batch = self.samples[len(self.sent):len(self.sent) + BATCH]
        topics.send(self.brokers, name, [sample.data for sample in batch], seed=len(self.sent))
        self.sent += batch

    def await_all_committed(self, *raw):
        wait.until(lambda: topics.all_committed(self.brokers, GROUP, *raw), SECONDS,
                   f"everything of {raw} committed")

    def check(self, *raw):
        balance.check(self, self.brokers, [sample.expected for sample in self.sent], raw)
        balance.check_order(self, self.brokers, self.sent, raw)

    def test_instances_partitions_and_a_topic_are_added_while_it_runs(self):
        members = [self.instance(f"member-{number}") for number in range(3)]
        for member in members:
            self.feed(RAW)
            member.start()
            member.await_event("restore.done")
        self.feed(RAW)
        topics.grow(self.brokers, RAW, 6)
        self.feed(RAW)
        self.await_all_committed(RAW)

        topics.create(self.brokers, SECOND, 3)
        self.feed(SECOND)
        for member in members:
            self.feed(RAW)
            self.assertEqual(0, member.terminate())
            member.start("--raw-topic", RAW, "--raw-topic", SECOND)
            member.await_event("restore.done")
        self.feed(SECOND)
        self.await_all_committed(RAW, SECOND)
        for member in members:
            self.assertEqual(0, member.terminate())
        self.check(RAW, SECOND)

    def test_partitions_added_while_nobody_runs_are_read_until_the_end(self):
        members = [self.instance(f"member-{number}") for number in range(2)]
        self.feed(RAW)
        for member in members:
            member.start_until_end()
        for member in members:
            member.finish()
        topics.grow(self.brokers, RAW, 6)
        self.feed(RAW)
        for member in members:
            member.start_until_end()
        for member in members:
            member.finish()
        self.check(RAW)

    def test_a_topic_that_is_no_longer_configured_is_given_back(self):
        topics.create(self.brokers, SECOND, 2)
        member = self.instance("member")
        member.start("--raw-topic", RAW, "--raw-topic", SECOND)
        member.await_event("restore.done")
        self.assertEqual(0, member.terminate())
        self.feed(RAW)
        member.run_until_end()
        self.check(RAW)
        self.assertEqual(1, len(member.events("assignment.given_up")))


if __name__ == "__main__":
    unittest.main()
