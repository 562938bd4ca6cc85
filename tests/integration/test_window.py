"""`dedup.window`: claims expire by message time; a replay decides as the service did, and what nobody can
see any more is freed."""
import itertools
import json
import shutil
import unittest

from harness import audit
from harness import balance
from harness import case
from harness import member
from harness import topics
from harness import wait
from harness import windowed

MESSAGES, TRICKLE, PARTITIONS = 36_000, 3_000, 3
SECONDS = 60
ARGUMENTS = ("--set", windowed.SETTING, "--set", "state.scrub_interval=1ms",
             "--commit-interval-ms", 50)


class WindowTest(case.Scenario):

    def published(self, records):
        found = []
        for message in topics.read(self.brokers, records):
            record = balance.decode(message)
            self.assertEqual(1, record.revision, "nothing is known of an earlier one")
            found.append((record.source.partition, record.source.offset))
        self.assertEqual(len(found), len(set(found)), "published twice")
        return set(found)

    def claims(self):
        return (sum(topics.ends(self.brokers, "cablestream-claims")) -
                sum(topics.starts(self.brokers, "cablestream-claims")))

    def test_it_decides_by_message_time_alone(self):
        self.create_topics(PARTITIONS, retention_ms=-1)
        topics.create(self.brokers, "records.again", 4, retention_ms=-1)
        sent = list(windowed.messages(MESSAGES, PARTITIONS, seed=16))
        expected = windowed.decide(sent)
        self.assertGreater(len(expected), 3 * windowed.IDS, "hardly a claim expires in this test")

        topics.send(self.brokers, "cables.raw", sent[:MESSAGES // 2], seed=1)
        served = self.member("--create-topics", *ARGUMENTS)
        served.run_until_end()
        shutil.rmtree(served.state)
        served.start()
        topics.send(self.brokers, "cables.raw", sent[MESSAGES // 2:-TRICKLE], seed=1)
        trickle = iter(sent[-TRICKLE:])

        def trimmed():
            # A piece of what is due is done behind each transaction.
            topics.send(self.brokers, "cables.raw", list(itertools.islice(trickle, 10)), seed=1)
            return self.claims() < len(expected) // 2
        wait.until(trimmed, SECONDS, "the claims topic loses what nobody sees")
        topics.send(self.brokers, "cables.raw", list(trickle), seed=1)
        shards = served.metrics()["cablestream_scrub_shards_total"]
        wait.until(lambda: served.metrics()["cablestream_scrub_shards_total"] > shards + PARTITIONS,
                   SECONDS, "the scrub, which finds nothing wrong in what was freed")
        self.assertEqual(0, served.terminate())
        served.run_until_end()
        self.assertEqual(expected, self.published("cables.records"))
        self.assertTrue(served.events("claims.expired"))

        again = member.Replay("again", self.brokers, self.folder / "again",
                              "--records-topic", "records.again", *ARGUMENTS)
        self.addCleanup(again.stop)
        again.run_until_end()
        self.assertEqual(expected, self.published("records.again"))
        # A replay's window stands in its plan.
        for subject in (("--set", windowed.SETTING), ("--generation", "again")):
            status, report = audit.run(self.brokers, self.folder, *subject)
            self.assertEqual(0, status, report)
            self.assertEqual(MESSAGES - len(expected), report["duplicates"])
        done = member.run_command("replay", "--diff", "--set", windowed.SETTING, "--brokers",
                                  self.brokers, "--format", "json", "--scratch-dir",
                                  self.folder / "diff")
        report = json.loads(done.stdout)
        self.assertEqual((len(expected), 0, 0, 0), tuple(
            report[name] for name in ("equal", "changed", "added", "lost")), report)
        done = member.run_command("state", "verify", "--set", windowed.SETTING, "--brokers",
                                  self.brokers, "--state-dir", served.state)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
