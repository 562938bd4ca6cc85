"""The same cables twice, into random partitions, with restarts in between: each ID once."""
import shutil
import unittest

from harness import balance
from harness import case
from harness import generator
from harness import topics

# Small transactions, so that a restart falls between many of them.
ARGUMENTS = ("--commit-interval-ms", 50)


class FedTwiceTest(case.Scenario):

    def setUp(self):
        # Each test has the topics to itself.
        self.create_topics()
        self.addCleanup(self.delete_topics)
        self.samples = generator.samples() + generator.messages(600, seed=11)

    def delete_topics(self):
        for name in topics.names(self.brokers) - {"__consumer_offsets", "__transaction_state"}:
            topics.delete(self.brokers, name)

    def send(self, seed):
        topics.send(self.brokers, "cables.raw", [sample.data for sample in self.samples], seed)

    def check_balance(self, duplicates_counted=None):
        rows = [sample.expected for sample in self.samples] * 2
        duplicates = balance.check(self, self.brokers, rows)
        if duplicates_counted is not None:
            self.assertEqual(duplicates, duplicates_counted)

    def work_a_little_and_stop(self, member, transactions):
        member.start()
        for _ in range(transactions):
            member.await_event("transaction.committed")
        self.assertEqual(0, member.terminate())

    def test_in_one_go(self):
        member = self.member("--group", "one-go", *ARGUMENTS, "--create-topics")
        self.send(seed=1)
        self.send(seed=2)
        self.check_balance(member.run_until_end()["duplicates"])

    def test_with_restarts(self):
        member = self.member("--group", "restarts", *ARGUMENTS, "--create-topics")
        self.send(seed=1)
        self.work_a_little_and_stop(member, transactions=2)
        self.work_a_little_and_stop(member, transactions=1)
        self.send(seed=2)
        self.work_a_little_and_stop(member, transactions=1)
        member.run_until_end()
        self.check_balance()

    def test_with_the_state_deleted_between_the_runs(self):
        member = self.member("--group", "deleted", *ARGUMENTS, "--create-topics")
        self.send(seed=1)
        self.work_a_little_and_stop(member, transactions=2)
        shutil.rmtree(member.state)
        member.run_until_end()
        self.send(seed=2)
        shutil.rmtree(member.state)
        member.run_until_end()
        self.check_balance()


if __name__ == "__main__":
    unittest.main()
