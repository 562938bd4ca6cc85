"""`cablestream state get`, `stats`, `dump` and `verify` tell what was published, from a stopped
member's folder, from beside a running one, and from the claims topic, and change nothing."""
import json
import shutil
import subprocess
import unittest

from harness import audit
from harness import balance
from harness import case
from harness import generator
from harness import member
from harness import paths
from harness import topics
from harness import wait

DONE, NOT_FOUND = 0, 1


class StateTest(case.Scenario):

    def setUp(self):
        self.addCleanup(self.delete_topics)
        self.create_topics()
        self.group = self._testMethodName[:40]
        self.served = self.member("--create-topics", "--group", self.group)

    def state(self, status, *arguments, folder=None):
        done = member.run_command("state", *arguments, "--state-dir", folder or self.served.state,
                                  "--brokers", self.brokers, "--group", self.group)
        self.assertEqual(status, done.returncode, done.stderr + done.stdout)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def from_topic(self, status, *arguments):
        nowhere = self.folder / "no-state"
        found = self.state(status, *arguments, "--from-topic", folder=nowhere)
        self.assertFalse(nowhere.exists())
        return found

    def published(self):
        """The sources of each ID's records, by revision."""
        sources = {}
        for message in topics.read(self.brokers, "cables.records"):
            cable = balance.decode(message)
            source = cable.source
            sources.setdefault(cable.message_id, {})[cable.revision] = (
                f"{source.topic}/{source.partition}/{source.offset}")
        return sources

    def check(self):
        sources = self.published()
        claims = {claim["message_id"]: claim for claim in self.state(DONE, "dump")}
        self.assertEqual(sources.keys(), claims.keys())
        for message_id, revisions in sources.items():
            claim = claims[message_id]
            self.assertEqual(len(revisions), len(claim["revisions"]), claim)
            self.assertEqual(revisions[max(revisions)], claim["source"], claim)
        some_id = sorted(sources)[len(sources) // 2]
        self.assertEqual([claims[some_id]], self.state(DONE, "get", some_id))
        self.assertEqual([], self.state(NOT_FOUND, "get", "99NOWHERE1"))
        *shards, total = self.state(DONE, "stats")
        self.assertEqual(len(sources), total["claims"])
        self.assertEqual(len(sources), sum(shard["claims"] for shard in shards))
        self.assertEqual({"differing": 0, "claims": len(sources), "shards": 4},
                         self.state(DONE, "verify")[0])
        # Likewise from the topic, with the same order.
        self.assertEqual(list(claims.values()), self.from_topic(DONE, "dump"))
        self.assertEqual([claims[some_id]], self.from_topic(DONE, "get", some_id))
        self.assertEqual([], self.from_topic(NOT_FOUND, "get", "99NOWHERE1"))
        self.assertEqual(total, self.from_topic(DONE, "stats")[-1])

    def test_it_tells_what_was_published(self):
        samples = generator.messages(300, seed=96, duplicates=0.2, corrections=0.2)
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples[:200]], seed=96)
        self.served.run_until_end()
        self.check()

        self.served.start()
        self.served.await_ready()
        self.check()
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples[200:]], seed=97)
        self.served.await_event("transaction.committed")
        self.state(DONE, "stats")
        self.assertEqual(0, self.state(DONE, "verify")[-1]["differing"])
        self.assertEqual(DONE, self.served.terminate())
        self.served.run_until_end()
        self.check()
        balance.check(self, self.brokers, [sample.expected for sample in samples])

    def test_it_finds_the_copies_that_were_dropped(self):
        samples = generator.messages(120, seed=98, duplicates=0.4, corrections=0.2)
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], seed=98)
        counts = self.served.run_until_end()
        self.assertGreater(counts["duplicates"], 0)
        published = self.published()
        ids = {sample.data: sample.expected.get("message_id") for sample in samples}
        copies = {}
        for message in topics.read(self.brokers, "cables.raw"):
            copies.setdefault(ids[message.value], set()).add(
                f"cables.raw/{message.partition}/{message.offset}")
        found = 0
        for message_id in [each for each in published if len(copies.get(each, ())) > 1][:8]:
            claim, *repeats = self.state(DONE, "get", message_id, "--repeats")
            self.assertEqual(copies[message_id] - set(published[message_id].values()),
                             {repeat["repeat"] for repeat in repeats})
            for repeat in repeats:
                self.assertIn(repeat["of_revision"], range(1, len(claim["revisions"]) + 1))
            self.assertEqual([claim, *repeats], self.from_topic(DONE, "get", message_id, "--repeats"))
            found += len(repeats)
        self.assertGreater(found, 0)

    def test_verify_tells_what_differs(self):
        samples = generator.messages(200, seed=99, duplicates=0, no_cables=0)
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], seed=99)
        self.served.run_until_end()
        claims = {claim["message_id"]: claim["shard"] for claim in self.state(DONE, "dump")}
        # A claim that the topic alone has, and one that is another.
        name = self.group + "-claims"
        first, second = sorted(claims)[:2]
        older = topics.read(self.brokers, name)
        ends = topics.ends(self.brokers, name)
        changed = []
        for message in older:
            message_id = message.key.decode()
            if message_id == first:
                message = message._replace(key=b"00" + message.key)
            if message_id == second:
                other = next(each for each in older if each.key != message.key)
                message = message._replace(value=other.value)
            changed.append(message)
        # As long as it was: markers of transactions are not written again.
        for partition, end in enumerate(ends):
            there = [each for each in older if each.partition == partition
                     and each.key.decode() not in (first, second)]
            changed += [there[-1]] * (end - sum(each.partition == partition for each in older))
        topics.delete(self.brokers, name)
        topics.create(self.brokers, name, 4, cleanup_policy="compact,delete", retention_ms=-1)
        audit.write(self.brokers, name, *changed)
        *told, total = self.state(NOT_FOUND, "verify")
        self.assertEqual(sorted([
            (first, "the topic lacks the claim"),
            ("00" + first, "the store lacks the claim"),
            (second, "the claim in the store is another one than in the topic"),
        ]), sorted((line["message_id"], line["difference"]) for line in told))
        self.assertEqual({"shards": 4, "claims": len(claims), "differing": 3}, total)
        topics.delete(self.brokers, name)
        topics.create(self.brokers, name, 4, cleanup_policy="compact,delete", retention_ms=-1)
        *told, total = self.state(NOT_FOUND, "verify")
        self.assertEqual(4, total["differing"])
        self.assertIn("has read up to", told[0]["difference"])

    def spoil(self, claim, how):
        subprocess.run([paths.SPOIL, self.served.state / "claims", "4", str(claim["shard"]),
                        claim["message_id"], how], check=True)

    def await_pass(self):
        """All shards, and each found equal."""
        self.served.await_ready()
        shards = "cablestream_scrub_shards_total"
        wait.until(lambda: self.served.metrics()["cablestream_scrub_claims_total"], member.SECONDS,
                   "claims compared")
        before = self.served.metrics()[shards]
        wait.until(lambda: self.served.metrics()[shards] >= before + 4, member.SECONDS,
                   "a pass of the scrub")
        self.assertEqual(0, self.served.metrics()["cablestream_scrub_differences_total"])

    def await_scrubbed(self):
        self.await_pass()
        self.assertEqual(DONE, self.served.terminate())

    def test_a_claim_that_changes_under_a_running_service_stops_it(self):
        self.served = self.member("--create-topics", "--group", self.group, "--set",
                                  "state.scrub_interval=200ms")
        samples = generator.messages(100, seed=104, duplicates=0)
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], seed=104)
        self.served.start()
        self.served.await_ready()
        wait.until(lambda: topics.all_committed(self.brokers, self.group, "cables.raw"),
                   member.SECONDS, "everything committed")
        self.await_pass()
        (self.served.state / "claims" / "IN_DOUBT").mkdir()  # so that no mark can be written
        claim = self.state(DONE, "dump")[-1]
        self.spoil(claim, "change")
        self.assertEqual(1, self.served.wait())
        found, = self.served.events("scrub.difference")
        self.assertEqual((claim["shard"], 1, "the claim in the store is another one than in the topic"),
                         (found["shard"], found["claims"], found["first"]))
        self.assertTrue(self.served.events("scrub.unmarked"))
        self.served.start()
        self.assertEqual(1, self.served.wait(), "what stands for a mark can't be read")

    def test_a_store_that_has_lost_a_claim_stops_the_service(self):
        # Not static: a rebuild waits for seats.
        self.served = self.member("--create-topics", "--group", self.group, "--set",
                                  "state.scrub_interval=200ms", "--set", "group_static=false")
        samples = generator.messages(200, seed=103, duplicates=0.2)
        self.served.start()
        self.served.await_ready()
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], seed=103)
        wait.until(lambda: topics.all_committed(self.brokers, self.group, "cables.raw"),
                   member.SECONDS, "everything committed")
        self.await_scrubbed()

        claim = self.state(DONE, "dump")[0]
        store = self.served.state / "claims"
        self.spoil(claim, "lose")
        self.served.start()
        self.assertEqual(1, self.served.wait())
        found, = self.served.events("scrub.difference")
        self.assertEqual((claim["shard"], 1, "the store lacks the claim"),
                         (found["shard"], found["claims"], found["first"]))
        self.assertIn("cablestream state verify", self.served.events("command.failed")[-1]["error"])

        mark = (store / "IN_DOUBT").read_bytes()
        self.served.start()
        self.assertEqual(1, self.served.wait(), "nothing has been done about it")

        shutil.rmtree(store)  # as it advises
        self.served.start()
        self.await_scrubbed()

        (store / "IN_DOUBT").write_bytes(b"")
        self.served.start()
        self.assertEqual(1, self.served.wait())
        self.assertIn("can't be read", self.served.events("command.failed")[-1]["error"])
        self.assertTrue((store / "IN_DOUBT").exists())

        # The other advice, on another host.
        (store / "IN_DOUBT").write_bytes(mark)
        self.served.start()
        self.assertEqual(1, self.served.wait())
        done = member.run_command("state", "rebuild", "--yes", "--brokers", self.brokers,
                                  "--group", self.group, "--state-dir", self.folder / "elsewhere")
        self.assertEqual(DONE, done.returncode, done.stderr)
        self.served.start()
        self.await_scrubbed()
        self.assertFalse((store / "IN_DOUBT").exists())


if __name__ == "__main__":
    unittest.main()
