"""`state rebuild`: the claims are lost or in doubt, and made anew from the records topic."""
import unittest

from harness import audit
from harness import balance
from harness import case
from harness import generator
from harness import groups
from harness import member
from harness import paths
from harness import process
from harness import topics
from harness import wait

# No dead letters: what is read again after offsets are lost makes them again.
SHARES = {"duplicates": 0.3, "corrections": 0.1, "no_cables": 0}


class RebuildTest(case.Scenario):

    def setUp(self):
        self.group = self._testMethodName
        self.claims = self.group + "-claims"
        self.create_topics(partitions=2)
        self.addCleanup(self.delete_topics)
        self.running = self.member("--group", self.group, "--commit-interval-ms", 50)
        self.samples = generator.messages(450, seed=5, **SHARES)  # sets of two seeds share IDs
        self.sent = []
        self.feed(300, seed=1)
        self.running.run_until_end()

    def feed(self, count, seed):
        """The next ones."""
        self.send(self.samples[:count], seed)
        del self.samples[:count]

    def send(self, samples, seed):
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], seed)
        self.sent += samples

    def command(self):
        return ["state", "rebuild", "--brokers", self.brokers, "--group", self.group, "--yes",
                "--scratch-dir", self.folder / "rebuild-scratch"]

    def rebuild(self, expected=0):
        done = member.run_command(*self.command())
        self.assertEqual(expected, done.returncode, done.stderr)
        return done.stdout + done.stderr

    def check_refused(self, words):
        status = self.running.start() or self.running.wait()
        self.assertEqual(1, status)
        self.assertIn(words, self.running.log())

    def check_goes_on(self):
        """All that was sent comes again, and more: each ID and revision once."""
        self.send(list(self.sent), seed=2)
        self.feed(100, seed=3)
        self.running.run_until_end()
        balance.check(self, self.brokers, [sample.expected for sample in self.sent])
        fresh = self.member("--group", self.group, name="fresh")
        self.feed(50, seed=4)
        fresh.run_until_end()
        balance.check(self, self.brokers, [sample.expected for sample in self.sent])
        status, report = audit.run(self.brokers, self.folder, "--group", self.group)
        self.assertEqual(0, status, report)

    def test_a_deleted_claims_topic(self):
        before = {message.key: message.value for message in topics.read(self.brokers, self.claims)}
        topics.delete(self.brokers, self.claims)
        self.check_refused("cablestream state rebuild")
        self.assertIn("claims made of", self.rebuild())
        after = {message.key: message.value for message in topics.read(self.brokers, self.claims)}
        self.assertEqual(before, after, "each claim as it was")
        self.check_goes_on()

    def test_a_claims_topic_that_holds_the_wrong_claims(self):
        claim = topics.read(self.brokers, self.claims)[0]
        for partition in range(2):
            audit.write(self.brokers, self.claims,
                        claim._replace(partition=partition, key=b"08NOWHERE1"))
        self.rebuild()
        self.assertNotIn(b"08NOWHERE1",
                         [message.key for message in topics.read(self.brokers, self.claims)])
        self.check_goes_on()

    def test_killed_once_the_group_is_closed(self):
        topics.delete(self.brokers, self.claims)
        self.kill_rebuild(lambda running: running.await_line(
            lambda line: "rebuild.group_closed" in line, member.SECONDS))
        self.check_refused("made anew")
        self.rebuild()
        self.check_goes_on()

    def test_killed_while_it_writes(self):
        def writing():
            return any(topics.ends(self.brokers, self.claims))
        topics.delete(self.brokers, self.claims)
        self.kill_rebuild(lambda running: (
            running.await_line(lambda line: "rebuild.group_closed" in line, member.SECONDS),
            wait.until(writing, member.SECONDS, "claims that are written")))
        self.rebuild()
        self.check_goes_on()

    def kill_rebuild(self, when):
        running = process.Process([paths.BINARY, *self.command(), "--log-format", "json"],
                                  self.folder / "rebuild.log", self.folder / "rebuild.out")
        try:
            when(running)
        finally:
            running.kill()

    def test_a_group_with_members_is_left_alone(self):
        self.running.start()
        self.running.await_ready()
        before = topics.ends(self.brokers, self.claims)
        self.assertIn("stop every instance", self.rebuild(expected=1))
        self.assertEqual(before, topics.ends(self.brokers, self.claims))
        self.assertTrue(self.running.alive())
        self.assertEqual(0, self.running.terminate())
        self.check_goes_on()

    def test_offsets_that_were_set_by_hand(self):
        wait.until(lambda: self.set_back(), member.SECONDS, "a group without members")
        self.check_refused("cablestream state rebuild")
        self.assertIn("not set by cablestream", self.rebuild())
        self.check_goes_on()

    def set_back(self):
        """The broker refuses while a member keeps its seat."""
        try:
            groups.set_offsets(self.brokers, self.group, "cables.raw", 0)
        except Exception:
            return False
        return True

    def test_offsets_that_are_lost_with_the_claims(self):
        groups.delete(self.brokers, self.group)
        topics.delete(self.brokers, self.claims)
        self.rebuild()
        self.check_goes_on()


class LostOffsetsTest(case.Scenario):

    def test_a_group_without_offsets_begins_anew_only_when_told(self):
        self.create_topics(partitions=2)
        running = self.member("--group", "forgotten")
        samples = generator.messages(200, seed=9, **SHARES)
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], 9)
        running.run_until_end()
        groups.delete(self.brokers, "forgotten")
        running.start()
        self.assertEqual(1, running.wait())
        self.assertIn("--from beginning", running.log())
        running.run_until_end("--from", "beginning")
        balance.check(self, self.brokers, [sample.expected for sample in samples])


class RetentionTest(case.Scenario):

    def test_records_past_their_retention_stop_the_run_unless_forced(self):
        topics.create(self.brokers, "cables.raw", 1, retention_ms=-1)
        topics.create(self.brokers, "cables.records", 1, retention_ms=86_400_000)
        topics.create(self.brokers, "cables.dead-letters", 1, retention_ms=-1)
        sample = generator.samples()[0]
        topics.send(self.brokers, "cables.raw",
                    [{"value": sample.data, "timestamp": 1_213_358_160_000}], 1)
        running = self.member("--group", "retention")
        running.start_until_end()
        self.assertEqual(1, running.wait())
        self.assertIn("--force", running.log())
        self.assertEqual([0], [max(0, offset) for offset in topics.committed(
            self.brokers, "retention", "cables.raw")])
        self.assertEqual(1, running.run_until_end("--force")["records"])


if __name__ == "__main__":
    unittest.main()
