"""`cablestream replay --diff`: what another version of the parser would publish otherwise."""
import json
import unittest

from harness import balance
from harness import case
from harness import feeder
from harness import generator
from harness import member
from harness import paths
from harness import topics
from harness import wait


CONTINUED = ", CONTINUED"  # what the changed parser leaves out at the end of a subject


class DiffScenario(case.Scenario):

    def setUp(self):
        self.create_topics()
        self.addCleanup(self.delete_topics)

    def diff(self, *arguments, binary=paths.BINARY):
        """The exit status and the report as an object."""
        done = member.run_command("replay", "--diff", "--brokers", self.brokers, "--format", "json",
                                  "--scratch-dir", self.folder / "scratch", *arguments,
                                  binary=binary)
        self.assertTrue(done.stdout, done.stderr)
        return done.returncode, json.loads(done.stdout)

    def counts(self, report):
        return tuple(report[name] for name in ("equal", "changed", "added", "lost"))

    def records(self):
        return [balance.decode(message)
                for message in topics.read(self.brokers, "cables.records")]


class ChangedParserTest(DiffScenario):

    def send(self):
        """Repeats in other partitions, revisions, dead letters; from two raw topics."""
        samples = generator.messages(1200, seed=91, duplicates=0.3, corrections=0.1)
        samples += generator.samples()
        topics.create(self.brokers, "more.raw", 3)
        for name, part in (("cables.raw", samples[::2]), ("more.raw", samples[1::2])):
            topics.send(self.brokers, name, [sample.data for sample in part], 91)
        return ["--raw-topic", "cables.raw", "--raw-topic", "more.raw"]

    def test_it_names_the_records_and_fields_that_one_changed_rule_concerns(self):
        raw = self.send()
        counts = self.member(*raw).run_until_end()
        before = topics.ends(self.brokers, "cables.records")
        status, report = self.diff(*raw, "--fail-above", 0)
        self.assertEqual(0, status)
        self.assertEqual((counts["records"], 0, 0, 0), self.counts(report))
        self.assertEqual(counts["messages"], report["messages"])

        concerned = {"/".join(map(str, balance.source_of(cable))): cable
                     for cable in self.records() if cable.subject.endswith(CONTINUED)}
        self.assertGreater(len(concerned), 5)
        status, report = self.diff(*raw, "--show", 100_000, "--fail-above", 0,
                                   binary=paths.CHANGED)
        self.assertEqual(1, status)
        self.assertEqual((counts["records"] - len(concerned), len(concerned), 0, 0),
                         self.counts(report))
        self.assertEqual({"subject": len(concerned)}, report["fields"])
        self.assertEqual(set(concerned), {example["source"] for example in report["examples"]})
        for example in report["examples"]:
            cable = concerned[example["source"]]
            self.assertEqual(cable.message_id, example["message_id"])
            self.assertEqual(["subject"], example["fields"])
            self.assertEqual({"subject": cable.subject}, example["before"])
            self.assertEqual({"subject": cable.subject.removesuffix(CONTINUED)}, example["after"])
        self.assertAlmostEqual(100 * len(concerned) / counts["records"], report["percent"], 3)
        self.assertEqual(0, self.diff(*raw, "--fail-above", report["percent"] + 0.1,
                                      binary=paths.CHANGED)[0])
        self.assertEqual(0, self.diff(*raw, binary=paths.CHANGED)[0])
        self.assertEqual(before, topics.ends(self.brokers, "cables.records"), "published nothing")

    def test_a_part_of_the_raw_topic(self):
        raw = self.send()
        self.member(*raw).run_until_end()
        for arguments in (["--from", "40", "--to", "90"], ["--from", "cables.raw/1:17"],
                          ["--to", "more.raw/0:50"]):
            _, report = self.diff(*raw, *arguments)
            self.assertGreater(report["equal"], 0)
            self.assertEqual((report["equal"], 0, 0, 0), self.counts(report), arguments)

    def test_text(self):
        raw = self.send()
        self.member(*raw).run_until_end()
        done = member.run_command("replay", "--diff", "--brokers", self.brokers, *raw, "--show", 2,
                                  "--scratch-dir", self.folder / "scratch", binary=paths.CHANGED)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(2, done.stdout.count("--- published\n+++ version"))
        self.assertRegex(done.stdout, r'@@ subject @@\n- "subject": "(.*), CONTINUED"\n\+ "subject": "\1"')
        self.assertRegex(done.stdout, r"records equal +\d+\n")


class LiveDiffTest(DiffScenario):

    def test_beside_two_instances_at_work(self):
        samples = generator.messages(2500, seed=92, duplicates=0.3)
        members = [self.member("--commit-interval-ms", 50, name=name) for name in ("one", "other")]
        for each in members:
            each.start()
        for each in members:
            each.await_ready()
        traffic = feeder.Feeder(self.brokers, "cables.raw", samples, a_second=300, seed=93)
        self.addCleanup(traffic.stop)
        for _ in range(3):
            done = sum(offset for offset in topics.committed(self.brokers, "cablestream",
                                                             "cables.raw") if offset > 0)
            wait.until(lambda: sum(offset for offset in topics.committed(
                self.brokers, "cablestream", "cables.raw") if offset > 0) > done,
                member.SECONDS, "further commits")
            _, report = self.diff()
            self.assertGreater(report["equal"], 0)
            self.assertEqual((report["equal"], 0, 0, 0), self.counts(report))


class UsageTest(DiffScenario):

    def test_wrong_usage(self):
        for arguments in (["--diff", "--generation", "v2"], ["--diff", "--fail-above", "101"],
                          ["--generation", "v2", "--show", "3"], [],
                          ["--diff", "--from", "nowhere"]):
            done = member.run_command("replay", *arguments, "--brokers", self.brokers)
            self.assertEqual(2, done.returncode, arguments)


if __name__ == "__main__":
    unittest.main()
