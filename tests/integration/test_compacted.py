"""A records topic that is compacted by key: it holds the newest revision of each cable."""
import collections
import unittest

from harness import audit
from harness import balance
from harness import case
from harness import generator
from harness import topics
from harness import wait

SECONDS = 120


class CompactedTest(case.Scenario):

    broker_settings = ("log.cleaner.backoff.ms=100",)

    def records(self):
        """The revisions that are there, by ID."""
        found = collections.defaultdict(list)
        for message in topics.read(self.brokers, "cables.records"):
            record = balance.decode(message)
            found[balance.known_part(record.message_id)].append(record.revision)
        return found

    def test_it_holds_the_newest_revision_of_each_cable(self):
        topics.create(self.brokers, "cables.raw", 2)
        topics.create(self.brokers, "cables.dead-letters", 2)
        topics.create(self.brokers, "cables.records", 2, cleanup_policy="compact", segment_ms=100,
                      min_cleanable_dirty_ratio=0.0)
        samples = generator.messages(200, seed=4, corrections=0.4)
        newest = balance.expected_revisions(sample.expected for sample in samples)
        self.assertGreater(max(newest.values()), 1)
        served = self.member("--create-topics")
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], seed=4)
        served.run_until_end()
        self.assertEqual(newest, {key: max(found) for key, found in self.records().items()})

        fillers = (sample.data for sample in generator.messages(2000, seed=5)
                   if sample.expected.get("message_id") not in newest)

        def compacted():
            # Kafka leaves the newest segment alone: others must come behind what is looked at.
            more = [next(fillers) for _ in range(20)]
            topics.send(self.brokers, "cables.raw", more, seed=5)
            served.run_until_end()
            found = self.records()
            return all(found[key] == [revision] for key, revision in newest.items())
        wait.until(compacted, SECONDS, "one record of each cable")

        status, report = audit.run(self.brokers, self.folder)
        self.assertEqual(0, status, report)
        self.assertGreaterEqual(report["revisions_deleted"],
                                sum(newest.values()) - len(newest))


if __name__ == "__main__":
    unittest.main()
