"""`cablestream replay`: a range of the raw topics once more, beside the live service."""
import collections
import json
import shutil
import unittest

from harness import audit
from harness import balance
from harness import case
from harness import feeder
from harness import generator
from harness import member
from harness import topics
from harness import wait

KILLS = 10


class ReplayScenario(case.Scenario):

    def setUp(self):
        self.outputs = {"cables.records"}  # the topics that there are
        self.create_topics()
        self.addCleanup(self.delete_topics)

    def send(self, count, seed, **shares):
        samples = generator.messages(count, seed=seed, **shares)
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], seed)
        return samples

    def replay(self, generation, *arguments, records=None, name="", **options):
        """A member of the replay `generation`, which publishes to a topic of its own."""
        records = records or "records." + generation
        letters = "letters." + generation
        for topic in {records, letters} - self.outputs:
            topics.create(self.brokers, topic, 4, retention_ms=-1)
            self.outputs.add(topic)
        folder = self.folder / self._testMethodName / (generation + name)
        created = member.Replay(generation, self.brokers, folder, "--records-topic", records,
                                "--dead-letters-topic", letters,
                                "--commit-interval-ms", 50, *arguments, **options)
        self.addCleanup(created.stop)
        return created

    def command(self, *arguments):
        done = member.run_command("replay", *arguments, "--brokers", self.brokers,
                                  "--state-dir", self.folder / self._testMethodName / "state")
        return done

    def contents(self, generation):
        """How often each record was published, the replay's name aside."""
        found = collections.Counter()
        for message in topics.read(self.brokers, "records." + generation):
            cable = balance.decode(message)
            self.assertEqual(generation, cable.generation)
            cable.ClearField("generation")
            found[cable.SerializeToString(deterministic=True)] += 1
        return found

    def check(self, generation, samples):
        balance.check(self, self.brokers, [sample.expected for sample in samples],
                      records="records." + generation, dead_letters="letters." + generation)
        self.audit(generation)

    def audit(self, generation):
        status, report = audit.run(self.brokers, self.folder, "--generation", generation)
        self.assertEqual(0, status, report)
        return report


class KilledReplayTest(ReplayScenario):

    def test_killed_over_and_over_it_publishes_what_one_does_that_was_not(self):
        # Each ID in one partition: else the order of the partitions decides which copy comes first.
        samples = generator.messages(4000, seed=3, duplicates=0.2, corrections=0.05)
        topics.send_keyed(self.brokers, "cables.raw",
                          [(sample.expected.get("message_id", ""), sample.data)
                           for sample in samples])
        self.replay("whole").run_until_end()
        self.check("whole", samples)

        killed = self.replay("killed")
        kills = 0
        while kills < KILLS:
            killed.start_until_end()
            # Inside of a transaction, and behind one.
            killed.await_event("transaction.begun" if kills % 2 else "transaction.committed")
            killed.kill()
            kills += 1
            if kills % 4 < 2:
                shutil.rmtree(killed.state)
        killed.run_until_end()
        self.check("killed", samples)
        self.assertEqual(self.contents("whole"), self.contents("killed"))

        members = [self.replay("pair", name=f"-{number}") for number in range(2)]
        for each in members:
            each.start_until_end()
        counts = [each.finish() for each in members]
        self.assertEqual(len(samples), sum(count["messages"] for count in counts))
        self.check("pair", samples)
        self.assertEqual(self.contents("whole"), self.contents("pair"))


class BesideLiveTest(ReplayScenario):

    def test_live_goes_on_beside_a_replay(self):
        samples = generator.messages(2500, seed=5, duplicates=0.2)
        before, more = samples[:1000], samples[1000:]
        topics.send(self.brokers, "cables.raw", [sample.data for sample in before], 5)
        live = self.member("--commit-interval-ms", 50)
        live.start()
        live.await_ready()
        traffic = feeder.Feeder(self.brokers, "cables.raw", more, a_second=400, seed=6)
        self.addCleanup(traffic.stop)
        replay = self.replay("beside")
        replay.start_until_end()
        replay.await_event("replay.planned")
        replay.finish()
        sent = traffic.stop()
        wait.until(lambda: topics.all_committed(self.brokers, "cablestream", "cables.raw"),
                   member.SECONDS, "the live group to catch up")
        self.assertEqual(0, live.terminate())
        balance.check(self, self.brokers, [sample.expected for sample in before + sent])
        # The replay ends where raw ended when it was planned.
        ids = {balance.decode(message).message_id
               for message in topics.read(self.brokers, "records.beside")}
        live_ids = {balance.decode(message).message_id
                    for message in topics.read(self.brokers, "cables.records")}
        self.assertLess(ids, live_ids)
        self.audit("beside")
        status, report = audit.run(self.brokers, self.folder)
        self.assertEqual(0, status, report)
        known = {balance.known_part(each) for each in ids}
        self.assertLessEqual({sample.expected["message_id"] for sample in before
                              if "message_id" in sample.expected}, known)


class PlanTest(ReplayScenario):

    def test_the_plan_is_fixed_by_whoever_starts_first(self):
        samples = self.send(300, seed=7)
        self.replay("fixed", "--set", "dedup.window=400d",
                    "--set", "records.pass_headers=x-*,traceparent").run_until_end()
        self.send(50, seed=8)
        again = self.replay("fixed", name="-elsewhere")
        self.assertEqual(0, again.run_until_end()["messages"], "nothing is left to do")
        self.check_count("records.fixed", samples)

        planned = json.loads(self.command("status", "fixed", "--format", "json").stdout)
        self.assertEqual(("34560000000ms", "group", ["x-*", "traceparent"]),
                         (planned["dedup_window"], planned["dedup_scope"],
                          planned["records_pass_headers"]))
        self.assertIn("pass_headers  x-*, traceparent\n", self.command("status", "fixed").stdout)

        for other in (["--from", "5"], ["--to", "2030-01-01T00:00:00Z"],
                      ["--raw-topic", "cables.records"], ["--set", "dedup.window=401d"],
                      ["--set", "dedup.max_future=2d"], ["--set", "dedup.scope=partition"],
                      ["--set", "records.pass_headers=x-*"], ["--set", "records.pass_headers="]):
            refused = self.replay("fixed", *other, name="-other")
            refused.start()
            self.assertEqual(2, refused.wait(), other)
            self.assertIn("This replay was planned with", refused.log())

    def check_count(self, name, samples):
        ids = {sample.expected["message_id"] for sample in samples
               if "message_id" in sample.expected}
        self.assertEqual(ids, {balance.known_part(message.key.decode())
                               for message in topics.read(self.brokers, name)})

    def test_a_range_of_offsets(self):
        self.send(400, seed=9, duplicates=0, no_cables=0)
        self.replay("offsets", "--from", "0:10,2:5", "--to", "0:30,2:5000").run_until_end()
        sources = {balance.source_of(balance.decode(message))[1:]
                   for message in topics.read(self.brokers, "records.offsets")}
        end = topics.ends(self.brokers, "cables.raw")[2]
        self.assertEqual({(0, offset) for offset in range(10, 30)} |
                         {(2, offset) for offset in range(5, end)}, sources)
        self.assertEqual(len(sources), self.audit("offsets")["records"])

    def test_a_range_of_times(self):
        first = 1_700_000_000_000
        samples = generator.messages(200, seed=10, duplicates=0, no_cables=0)
        topics.send(self.brokers, "cables.raw",
                    [{"value": sample.data, "timestamp": first + 1000 * number}
                     for number, sample in enumerate(samples)], 10)
        self.replay("times", "--from", "2023-11-14T22:14:00Z", "--to",
                    "2023-11-14T22:15:00Z").run_until_end()
        times = sorted(message.timestamp for message in topics.read(self.brokers, "records.times"))
        self.assertEqual([first + 1000 * number for number in range(40, 100)], times)

    def test_list_status_and_drop(self):
        self.send(100, seed=11)
        replay = self.replay("seen")
        replay.run_until_end()
        self.assertEqual("seen\n", self.command("list").stdout)
        status = self.command("status", "seen", "--format", "json")
        self.assertEqual(0, status.returncode, status.stderr)
        shown = json.loads(status.stdout)
        self.assertEqual((0, "beginning", "end", "records.seen"),
                         (shown["left"], shown["from"], shown["to"], shown["records_topic"]))
        self.assertIn("left          0 of ", self.command("status", "seen").stdout)
        self.assertEqual(2, self.command("status", "unseen").returncode)
        self.assertEqual(2, self.command("drop", "seen").returncode, "not confirmed")
        wait.until(lambda: self.command("drop", "seen", "--yes").returncode == 0,
                   member.SECONDS, "a replay without members")
        self.assertEqual("", self.command("list").stdout)
        self.assertEqual(set(), {name for name in topics.names(self.brokers)
                                 if name.startswith("cablestream-seen")})
        self.assertEqual(0, self.command("drop", "seen", "--yes").returncode, "nothing is there")

    def test_a_plan_that_is_gone(self):
        self.send(100, seed=12)
        self.replay("gone").run_until_end()
        topics.delete(self.brokers, "cablestream-gone-plan")
        refused = self.replay("gone")
        refused.start()
        self.assertEqual(1, refused.wait())
        self.assertIn("which held the replay's plan, is gone", refused.log())

    def test_a_records_topic_that_is_compacted(self):
        self.send(100, seed=13)
        topics.create(self.brokers, "compacted", 1, cleanup_policy="compact")
        self.outputs.add("compacted")
        self.member("--records-topic", "compacted").run_until_end()
        refused = self.replay("over", records="compacted")
        refused.start()
        self.assertEqual(1, refused.wait())
        self.assertIn("compacted by key", refused.log())

    def test_names_that_no_replay_can_have(self):
        for name in ("live", "..", "a/b", "x" * 25, ""):
            done = self.command("--generation", name)
            self.assertEqual(2, done.returncode, name)
        self.assertEqual(2, self.command().returncode, "no name at all")


if __name__ == "__main__":
    unittest.main()
