"""`cablestream state get`, `stats` and `dump` tell what was published, from a stopped member's folder
and from beside a running one, and change nothing."""
import json
import unittest

from harness import balance
from harness import case
from harness import generator
from harness import member
from harness import topics

DONE, NOT_FOUND = 0, 1


class StateTest(case.Scenario):

    def state(self, status, *arguments):
        done = member.run_command("state", *arguments, "--state-dir", self.served.state)
        self.assertEqual(status, done.returncode, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

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

    def test_it_tells_what_was_published(self):
        self.create_topics()
        self.served = self.member("--create-topics")
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
        self.assertEqual(DONE, self.served.terminate())
        self.served.run_until_end()
        self.check()
        balance.check(self, self.brokers, [sample.expected for sample in samples])


if __name__ == "__main__":
    unittest.main()
