"""dedup.scope partition: a raw topic keyed by message ID, deduplicated partition by partition."""
import unittest

from harness import balance
from harness import case
from harness import generator
from harness import member
from harness import topics

RAW = "cables.raw"
WRONG_CONFIGURATION = 2


class PartitionScopeTest(case.Scenario):

    def instance(self, name):
        return self.member("--create-topics", "--set", "dedup.scope=partition", name=name)

    def test_two_instances_publish_each_id_once_until_the_topic_grows(self):
        self.create_topics()
        samples = generator.messages(900, seed=95, duplicates=0.25)
        topics.send_keyed(self.brokers, RAW,
                          [(sample.expected.get("message_id"), sample.data) for sample in samples])
        members = [self.instance(f"member-{number}") for number in range(2)]
        for member in members:
            member.start_until_end()
        counts = [member.finish() for member in members]
        duplicates = balance.check(self, self.brokers, [sample.expected for sample in samples])
        balance.check_order(self, self.brokers, samples)
        self.assertEqual(duplicates, sum(count["duplicates"] for count in counts))
        self.assertNotIn("cablestream-home", topics.names(self.brokers))

        self.check_other_scope_is_refused()

        members[0].start()
        while members[0].await_event("assignment.received")["partitions"] < 4:
            pass
        topics.grow(self.brokers, RAW, 6)
        self.assertEqual(WRONG_CONFIGURATION, members[0].wait(), "while it runs")
        self.assertIn(RAW, members[0].log())
        members[1].start()
        self.assertEqual(WRONG_CONFIGURATION, members[1].wait(), "at the start")
        self.assertIn("dedup.scope", members[1].log())

    def check_other_scope_is_refused(self):
        other = self.member("--create-topics", "--set", "dedup.scope=group", name="other-scope")
        other.start()
        self.assertEqual(WRONG_CONFIGURATION, other.wait(), other.log())
        self.assertIn("the settings that this group began with", other.log())
        checked = member.run_command("run", "--check", "--brokers", self.brokers, "--state-dir",
                                     self.folder / "unused", "--set", "dedup.scope=group")
        self.assertEqual(WRONG_CONFIGURATION, checked.returncode, checked.stdout)
        self.assertIn("the settings that this group began with", checked.stdout)
        for told in (other.log(), checked.stdout):
            self.assertNotIn("is missing", told, "whoever obeys would publish all again")
        self.assertNotIn("cablestream-home", topics.names(self.brokers))


if __name__ == "__main__":
    unittest.main()
