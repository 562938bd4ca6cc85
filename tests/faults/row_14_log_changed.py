"""Row 14: the claims are trimmed, compacted, or end in something else than a claim; a topic is
deleted, or made anew."""
import functools
import itertools
import shutil
import threading
import unittest

import confluent_kafka

from harness import audit
from harness import balance
from harness import groups
from harness import topics
from harness import wait
from rig import checker
from rig import scenario
from rig import traffic

SECONDS = 180
MESSAGES = 400
ROLL_MS = 500  # a segment that is older is closed by the next write; the last one is not compacted
REFUSED = 1
WHAT_TO_DO = {checker.CLAIMS: "cablestream state rebuild", checker.HOME: "--from beginning",
              checker.RAW: "--from beginning"}
# Topic, whether it is made anew, whether the member is up meanwhile.
LOSSES = ((checker.HOME, True, False), (checker.CLAIMS, False, False),
          (checker.HOME, False, False), (checker.CLAIMS, True, False),
          (checker.CLAIMS, False, True), (checker.CLAIMS, True, True), (checker.RAW, True, True))
# Without which it would be refused for another reason.
SETTINGS = {checker.CLAIMS: {"cleanup_policy": "compact,delete"},
            checker.HOME: {"max_message_bytes": 8_000_000}}


class LogChanged(scenario.Row):

    short = 6
    arguments = ("--commit-interval-ms", "50")
    broker_settings = (f"log.roll.ms={ROLL_MS}", "log.cleaner.min.cleanable.ratio=0.001",
                       "log.cleaner.backoff.ms=100", "log.cleaner.max.compaction.lag.ms=1000")

    def faults(self):
        """Each: what it is called, and what does it."""
        yield "compacted during a restore", self.compact_during_restore
        yield "claims trimmed below a position", self.trim_below_position
        yield "claims end in an abort", self.end_in_abort
        yield "claims empty", self.restore_empty_claims
        for topic, anew, runs in LOSSES:
            yield (f"{topic} {'made anew' if anew else 'deleted'}{', while up' if runs else ''}",
                   functools.partial(self.lose, topic, anew, runs))
        yield "raw made anew", self.replace_raw

    def play(self):
        self.member = self.victim()
        self.guest = self.victim("guest", "--set", "group_static=false")
        for name, inject in itertools.islice(itertools.cycle(tuple(self.faults())), self.count):
            inject()
            self.tally[name] += 1
            self.begin_anew()

    def begin_anew(self):
        """Another group and other topics under the same names."""
        if self.offsets is not None:
            self.offsets.close()
        self.delete_topics()
        groups.delete(self.brokers, checker.GROUP)
        for member in self.members:
            shutil.rmtree(member.state)
        self.create_topics(scenario.PARTITIONS)
        self.traffic = traffic.Traffic(self.brokers, checker.RAW, self.seed + self.tally.total())

    def start_and_stop(self):
        """A group that has published something, and rests."""
        self.start_all()
        self.publish_more()  # some of it through the home topic
        for member in self.members:
            self.assertEqual(0, member.terminate())

    def publish_more(self):
        self.traffic.send(MESSAGES)
        checker.await_all_committed(self.brokers)

    def go_on(self):
        """More is published, and all invariants hold."""
        self.member.await_ready()
        self.traffic.send(MESSAGES)
        self.finish()

    def write_claims_again(self):
        """Each claim once more behind all others, so that the first ones count for nothing."""
        claims = topics.read(self.brokers, checker.CLAIMS)
        folded = {(claim.partition, claim.key): claim for claim in claims}
        ends = topics.ends(self.brokers, checker.CLAIMS)
        audit.write(self.brokers, checker.CLAIMS, *folded.values())
        return ends

    def abort_on_claims(self):
        """A transaction of somebody else on every partition, aborted."""
        producer = confluent_kafka.Producer({"bootstrap.servers": self.brokers, **topics.QUIET,
                                             "transactional.id": "foreign"})
        producer.init_transactions(SECONDS)
        producer.begin_transaction()
        for partition in range(scenario.PARTITIONS):
            producer.produce(checker.CLAIMS, b"no claim", b"aborted", partition=partition)
        producer.flush(SECONDS)
        producer.abort_transaction(SECONDS)

    def compact_during_restore(self):
        self.start_and_stop()
        self.write_claims_again()
        before = len(topics.read(self.brokers, checker.CLAIMS))
        shutil.rmtree(self.member.state)
        self.member.arm(f"restoring {self.rng.randint(1, MESSAGES // 2)} stop 0")
        self.member.start()
        self.member.await_hit()
        self.member.await_stopped()

        def compacted():
            threading.Event().wait(ROLL_MS / 1000)
            self.abort_on_claims()  # something has to be written for a segment to end
            return len(topics.read(self.brokers, checker.CLAIMS)) < before * 3 // 4
        wait.until(compacted, SECONDS, "the claims are compacted")
        self.member.resume()
        self.go_on()

    def trim_below_position(self):
        """The store is an older copy, and begins to read where nothing is any more."""
        self.start_and_stop()
        older = self.folder / "older"
        shutil.rmtree(older, ignore_errors=True)
        shutil.copytree(self.member.state / "claims", older)
        heads = self.write_claims_again()
        self.member.start()
        self.publish_more()
        self.assertEqual(0, self.member.terminate())
        topics.delete_below(self.brokers, checker.CLAIMS, heads)
        shutil.rmtree(self.member.state / "claims")
        shutil.copytree(older, self.member.state / "claims")
        self.member.start()
        self.member.await_event("restore.shard_wiped")
        self.go_on()

    def end_in_abort(self):
        self.start_and_stop()
        self.abort_on_claims()
        shutil.rmtree(self.member.state)
        self.member.start()
        self.go_on()

    def restore_empty_claims(self):
        """Nothing has ever been published."""
        self.start_all()
        for member in self.members:
            member.kill()
        shutil.rmtree(self.member.state)
        self.member.start()
        self.go_on()

    def lose(self, topic, anew, runs):
        """Refused, and nothing is wiped or published."""
        self.start_and_stop()
        records = len(topics.read(self.brokers, checker.RECORDS))
        store = checker.dump_store(self.member).stdout
        if runs:
            self.member.start()
            self.member.await_ready()
        topics.delete(self.brokers, topic)
        if anew:
            topics.create(self.brokers, topic, scenario.PARTITIONS, retention_ms=-1,
                          **SETTINGS.get(topic, {}))
        if runs and topic != checker.RAW:
            self.traffic.send(MESSAGES)  # it notices as it works
        if runs and not anew:  # by an error that can't tell yet what it means
            self.assertEqual(REFUSED, self.member.wait(SECONDS))
        if not (runs and anew):
            self.member.start()
        self.assertEqual(REFUSED, self.member.wait(SECONDS))
        self.assertIn(WHAT_TO_DO[topic], self.member.events("command.failed")[-1]["error"])
        self.assertEqual(records, len(topics.read(self.brokers, checker.RECORDS)))
        left = set(checker.dump_store(self.member).stdout.splitlines())
        self.assertEqual(set(), set(store.splitlines()) - left)

    def replace_raw(self):
        """With the topic the brokers forget its offsets: it is a new one, from which nothing is
        published again."""
        self.start_and_stop()
        topics.delete(self.brokers, checker.RAW)
        topics.create(self.brokers, checker.RAW, scenario.PARTITIONS)
        self.member.start()
        self.member.await_ready()
        self.publish_more()
        self.assertEqual(0, self.member.terminate())
        contents = balance.expected_revisions(sample.expected for sample in self.traffic.sent)
        self.assertEqual(sum(contents.values()),
                         len(topics.read(self.brokers, checker.RECORDS)))


if __name__ == "__main__":
    unittest.main()
