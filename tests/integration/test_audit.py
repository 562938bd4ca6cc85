"""`cablestream audit`: quiet about a service that works, and loud about what was made by hand."""
import collections
import unittest

from harness import audit
from harness import case
from harness import feeder
from harness import generator
from harness import topics

GROUP = "audited"
RECORDS, LETTERS = "cables.records", "cables.dead-letters"
RAW, CLAIMS, HOME = "cables.raw", GROUP + "-claims", GROUP + "-home"


class AuditScenario(case.Scenario):

    def setUp(self):
        self.create_topics()
        self.addCleanup(self.delete_topics)

    def audit(self):
        return audit.run(self.brokers, self.folder, "--group", GROUP)

    def assert_balanced(self):
        status, report = self.audit()
        self.assertEqual((0, []), (status, report["shown"]))
        self.assertTrue(report["balanced"])
        self.assertEqual(report["raw"], sum(report[place] for place in (
            "records", "duplicates", "dead_letters", "in_flight")))
        return report

    def assert_finds(self, *expected):
        """Just these: (kind, topic, partition, offset, message ID)."""
        status, report = self.audit()
        self.assertEqual((1, set(expected)), (status, audit.found(report)))
        kinds = collections.Counter(kind for kind, *_ in expected)
        self.assertEqual(dict(kinds), {kind: count for kind, count in report["imbalances"].items()
                                       if count})


class ImbalanceTest(AuditScenario):

    def setUp(self):
        super().setUp()
        self.samples = generator.samples() + generator.messages(300, seed=51, no_cables=0.1)
        topics.send(self.brokers, RAW, [sample.data for sample in self.samples], seed=51)
        # It leaves the group at its end, so that others may commit for it.
        self.service = self.member("--group", GROUP, "--create-topics", "--commit-interval-ms", 20,
                                   "--set", "group_static=false")
        self.counts = self.service.run_until_end()
        self.records = topics.read(self.brokers, RECORDS)
        # One with a single revision, so that it has no neighbours.
        revisions = collections.Counter(record.key for record in self.records)
        self.record = next(each for each in self.records if revisions[each.key] == 1)
        self.message_id = self.record.key.decode()
        self.claim = next(each for each in topics.read(self.brokers, CLAIMS)
                          if each.key == self.record.key)

    def source(self, record):
        topic, partition, offset = record.headers["source"].decode().split("/")
        return topic, int(partition), int(offset)

    def test_there_is_none_after_a_run(self):
        report = self.assert_balanced()
        self.assertEqual(len(self.samples), report["raw"])
        for name in ("records", "duplicates", "dead_letters"):
            self.assertEqual(self.counts[name], report[name], name)
        letters = sum("dead_letter" in sample.expected for sample in self.samples)
        self.assertEqual(letters, report["dead_letters"])

    def test_what_comes_after_the_cut_is_none(self):
        topics.send(self.brokers, RAW, [sample.data for sample in self.samples], seed=52)
        report = self.assert_balanced()
        self.assertEqual(len(self.samples), report["raw"])
        self.assertEqual(len(self.samples), report["raw_offsets_beyond_cut"])

    def test_a_missing_record(self):
        audit.remove(self.brokers, RECORDS, self.record)
        self.assert_finds(
            ("lost", *self.source(self.record), self.message_id),
            ("torn", CLAIMS, self.claim.partition, self.claim.offset, self.message_id))

    def test_a_missing_dead_letter(self):
        letter = topics.read(self.brokers, LETTERS)[0]
        audit.remove(self.brokers, LETTERS, letter)
        self.assert_finds(("lost", RAW, int(letter.headers["cablestream.partition"]),
                           int(letter.headers["cablestream.offset"]), ""))

    def test_a_doubled_record(self):
        other = (self.record.partition + 1) % 4
        audit.write(self.brokers, RECORDS, self.record._replace(partition=other))
        status, report = self.audit()
        self.assertEqual(1, status)
        (kind, topic, partition, _, message_id), = audit.found(report)
        self.assertEqual(("doubled", RECORDS, self.message_id), (kind, topic, message_id))
        # Either of the two is one too many.
        self.assertIn(partition, (other, self.record.partition))

    def test_a_doubled_dead_letter(self):
        letter = topics.read(self.brokers, LETTERS)[0]
        place = audit.write(self.brokers, LETTERS, letter)
        self.assert_finds(("doubled", LETTERS, *place, ""))

    def test_a_record_whose_source_does_not_exist(self):
        cable = audit.decode(self.record)
        cable.message_id = "08NOWHERE1"
        cable.source.offset = 1_000_000
        header = f"{RAW}/{cable.source.partition}/{cable.source.offset}".encode()
        place = audit.write(self.brokers, RECORDS, self.record._replace(
            key=b"08NOWHERE1", value=cable.SerializeToString(),
            headers={**self.record.headers, "source": header}))
        self.assert_finds(("unknown_source", RECORDS, *place, "08NOWHERE1"),
                          ("torn", RECORDS, *place, "08NOWHERE1"))  # nor has it a claim

    def test_a_claim_without_a_record(self):
        place = audit.write(self.brokers, CLAIMS,
                            self.claim._replace(key=b"08NOWHERE1", partition=-1))
        self.assert_finds(("torn", CLAIMS, *place, "08NOWHERE1"))

    def test_a_raw_message_that_was_passed_over(self):
        fresh = generator.messages(1, seed=99, no_cables=0)[0]
        raw = self.record._replace(key=None, value=fresh.data, headers={})
        place = audit.write(self.brokers, RAW, raw)
        audit.pass_over(self.brokers, GROUP, RAW, raw.partition)
        status, report = self.audit()
        self.assertEqual(1, status)
        (*lost, _), = audit.found(report)
        self.assertEqual(["lost", RAW, *place], lost)

    def test_names_as_many_as_asked_and_counts_all(self):
        for record in self.records[:5]:
            audit.write(self.brokers, RECORDS, record)
        status, report = audit.run(self.brokers, self.folder, "--group", GROUP, "--show", 2)
        self.assertEqual((1, 5, 2), (status, report["imbalances"]["doubled"],
                                     len(report["shown"])))


class LiveTest(AuditScenario):
    """Audits beside members that work: whatever they are doing, all that is committed balances."""

    def setUp(self):
        super().setUp()
        samples = generator.messages(20_000, seed=53, size=600, duplicates=0.3)
        self.feeder = feeder.Feeder(self.brokers, RAW, samples, a_second=200, seed=53)
        self.addCleanup(self.feeder.stop)
        self.members = [self.member("--group", GROUP, "--create-topics", "--commit-interval-ms", 20,
                                    name=name) for name in ("one", "other")]

    def audit_often(self, times):
        raw = [self.assert_balanced()["raw"] for _ in range(times)]
        self.assertEqual(raw, sorted(raw))
        self.assertLess(raw[0], raw[-1])

    def finish(self):
        """Everything, with nothing in flight."""
        sent = len(self.feeder.stop())
        for member in self.members:
            if member.alive():
                self.assertEqual(0, member.terminate())
        self.members[0].run_until_end()
        report = self.assert_balanced()
        self.assertEqual((sent, 0), (report["raw"], report["in_flight"]))

    def test_beside_one_instance_that_is_killed_and_comes_back(self):
        instance = self.members.pop(0)
        self.members = [instance]
        instance.start()
        instance.await_ready()
        self.audit_often(3)
        instance.kill()
        self.assert_balanced()
        instance.start()
        self.audit_often(3)
        self.finish()

    def test_beside_two_instances_that_forward_to_each_other(self):
        for member in self.members:
            member.start("--set", "group_static=false")
        for member in self.members:
            member.await_ready()
        self.audit_often(5)
        self.finish()


if __name__ == "__main__":
    unittest.main()
