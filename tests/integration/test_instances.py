"""Several instances of one group: each ID once, in order, however many there are and however often
they join and leave."""
import os
import random
import unittest

from harness import balance
from harness import case
from harness import feeder
from harness import generator
from harness import topics
from harness import wait

# The long form, by hand: INTEGRATION_REBALANCES=60.
REBALANCES = int(os.environ.get("INTEGRATION_REBALANCES", 8))
DUPLICATES = 0.25
GROUP = "cablestream"


class InstancesTest(case.Scenario):

    def setUp(self):
        self.create_topics()
        self.addCleanup(self.delete_topics)

    def check_until_end(self, instances):
        """`instances` of them, each of which ends by itself when the group is done."""
        samples = generator.messages(900, seed=40 + instances, duplicates=DUPLICATES)
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], instances)
        members = [self.member("--commit-interval-ms", 50, "--create-topics", name=f"member-{i}")
                   for i in range(instances)]
        for member in members:
            member.start_until_end()
        counts = [member.finish() for member in members]
        duplicates = balance.check(self, self.brokers, [sample.expected for sample in samples])
        balance.check_order(self, self.brokers, samples)
        self.assertEqual(len(samples), sum(count["messages"] for count in counts))
        self.assertEqual(duplicates, sum(count["duplicates"] for count in counts))

    def test_one(self):
        self.check_until_end(1)

    def test_two(self):
        self.check_until_end(2)

    def test_three(self):
        self.check_until_end(3)


class ChangingGroupTest(case.Scenario):
    """Members that join, leave and are killed under load."""

    def setUp(self):
        self.create_topics()
        self.rng = random.Random(REBALANCES)
        self.running = []
        self.stopped = [self.new_member(number) for number in range(4)]

    def new_member(self, number):
        # Two keep their seats, as the default is; two come and go at once.
        seat = "true" if number % 2 == 0 else "false"
        return self.member("--commit-interval-ms", 50, "--create-topics",
                           "--set", f"group_static={seat}",
                           "--set", "kafka.session.timeout.ms=6000", name=f"member-{number}")

    def change(self):
        """One member joins, leaves or is killed, once another one is inside a transaction."""
        if self.stopped and (len(self.running) < 2 or self.rng.random() < 0.5):
            member = self.stopped.pop(self.rng.randrange(len(self.stopped)))
            member.start()
            self.running.append(member)
            member.await_event("restore.done")
            return
        member = self.running.pop(self.rng.randrange(len(self.running)))
        if self.rng.random() < 0.5:
            member.kill()
        else:
            self.assertEqual(0, member.terminate())
        self.stopped.append(member)

    def rebalances(self):
        """Generations that any member was told of."""
        return {event["generation"] for member in self.running + self.stopped
                for event in member.events("assignment.received")}

    def test_members_that_join_and_leave_lose_and_double_nothing(self):
        samples = generator.messages(REBALANCES * 2500, seed=44, duplicates=DUPLICATES)
        traffic = feeder.Feeder(self.brokers, "cables.raw", samples, a_second=300, seed=44)
        self.addCleanup(traffic.stop)
        changes = 0
        while len(self.rebalances()) < REBALANCES:
            self.change()
            changes += 1
        sent = traffic.stop()
        while len(self.running) < 2:
            self.change()
        wait.until(lambda: topics.all_committed(self.brokers, GROUP, "cables.raw"), 90,
                   "everything committed")
        for member in self.running:
            self.assertEqual(0, member.terminate())
        balance.check(self, self.brokers, [sample.expected for sample in sent])
        balance.check_order(self, self.brokers, sent)
        print(f"{len(self.rebalances())} rebalances by {changes} changes, {len(sent)} messages")


if __name__ == "__main__":
    unittest.main()
