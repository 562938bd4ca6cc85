"""What /metrics says of a run, held against what was fed and what came out."""
import collections
import re
import subprocess
import unittest

import confluent_kafka

from harness import balance
from harness import case
from harness import generator
from harness import paths
from harness import topics
from harness import wait

RAW = "cables.raw"
PARTITIONS = 4
SECONDS = 90


def total(samples, name, labels=""):
    """The sum of a metric's samples that have `labels`."""
    return sum(value for sample, value in samples.items()
               if re.split(r"[{ ]", sample)[0] == name and labels in sample)


def by_label(samples, name, label):
    found = collections.Counter()
    for sample, value in samples.items():
        match = re.fullmatch(name + r"\{.*?\b" + label + r'="([^"]*)".*\}', sample)
        if match:
            found[match[1]] += value
    return {key: value for key, value in found.items() if value}


class MetricsTest(case.Scenario):

    def setUp(self):
        self.create_topics(PARTITIONS)

    def members_say(self):
        """The metrics of all members, added up."""
        sums = collections.Counter()
        for member in self.members:
            sums.update(member.metrics())
        return sums

    def start_member(self, name):
        member = self.member("--create-topics", name=name)
        self.members.append(member)
        member.start()
        member.await_ready()
        return member

    def feed(self, samples):
        topics.send(self.brokers, RAW, [sample.data for sample in samples], seed=len(self.fed))
        self.fed += samples

    def feed_in_transaction(self, samples):
        """One into each partition: a marker stands behind it."""
        producer = confluent_kafka.Producer({"bootstrap.servers": self.brokers, **topics.QUIET,
                                             "transactional.id": "feed"})
        producer.init_transactions(SECONDS)
        producer.begin_transaction()
        for partition, sample in enumerate(samples):
            producer.produce(RAW, sample.data, partition=partition)
        producer.commit_transaction(SECONDS)
        self.fed += samples

    def await_all(self):
        wait.until(lambda: total(self.members_say(), "cablestream_messages_total") ==
                   len(self.fed), SECONDS, "all messages counted")

    def await_no_lag(self):
        """Of all raw and home partitions, each owned by one member."""
        def lags():
            found = [sample for member in self.members for sample in member.metrics().items()
                     if sample[0].startswith("cablestream_lag_messages")]
            return len(found) == 2 * PARTITIONS and all(lag == 0 for _, lag in found)
        wait.until(lags, SECONDS, "no lag")

    def test_say_what_was_fed_and_what_came_out(self):
        samples = generator.messages(604, seed=5, duplicates=0.3, corrections=0.05, no_cables=0.1)
        self.fed, self.members = [], []
        first = self.start_member("first")
        self.feed(samples[:300])
        self.await_all()
        self.start_member("second")
        first.await_ready()
        self.feed(samples[300:600])
        self.await_all()
        self.feed_in_transaction(samples[600:])
        self.await_all()
        self.await_no_lag()

        said = self.members_say()
        self.check_counts(said)
        self.check_transactions(said)
        self.check_clients(first)
        self.check_form(first)
        for member in self.members:
            self.assertEqual(0, member.terminate())

    def check_counts(self, said):
        rows = [sample.expected for sample in self.fed]
        duplicates = balance.check(self, self.brokers, rows)
        records = topics.read(self.brokers, "cables.records")
        letters = topics.read(self.brokers, "cables.dead-letters")
        cables = [balance.decode(record) for record in records]
        self.assertGreater(min(duplicates, len(letters)), 0)
        self.assertEqual(
            {"cablestream_messages_total": len(rows),
             "cablestream_message_bytes_total": sum(len(sample.data) for sample in self.fed),
             "cablestream_message_latency_seconds_count": len(rows),
             "cablestream_records_total": len(records),
             "cablestream_record_bytes_total": sum(len(record.value) for record in records),
             "cablestream_revisions_total": sum(cable.revision > 1 for cable in cables),
             "cablestream_duplicates_total": duplicates},
            {name: total(said, name) for name in (
                "cablestream_messages_total", "cablestream_message_bytes_total",
                "cablestream_message_latency_seconds_count", "cablestream_records_total",
                "cablestream_record_bytes_total", "cablestream_revisions_total",
                "cablestream_duplicates_total")})
        self.assertEqual(
            collections.Counter(letter.headers["cablestream.reason"].decode()
                                for letter in letters),
            by_label(said, "cablestream_dead_letters_total", "reason"))
        self.assertEqual(
            collections.Counter(warning.code for cable in cables for warning in cable.warnings),
            by_label(said, "cablestream_warnings_total", "code"))

    def check_transactions(self, said):
        self.assertEqual(0, total(said, "cablestream_transactions_lost_total", 'fault="yes"'))
        self.assertEqual(total(said, "cablestream_transactions_committed_total"),
                         total(said, "cablestream_transaction_duration_seconds_count"))
        self.assertEqual(2 * PARTITIONS, total(said, "cablestream_owned_partitions"))
        self.assertGreater(total(said, "cablestream_forwards_total"), 0)

    def check_clients(self, member):
        said = member.metrics()
        self.assertGreaterEqual(total(said, "cablestream_kafka_rebalances_total"), 2)
        for client in ("consumer", "producer"):
            label = f'client="{client}"'
            self.assertGreater(total(said, "cablestream_kafka_broker_up", label), 0)
            self.assertGreater(total(said, "cablestream_kafka_broker_requests_total", label), 0)
        self.assertGreater(total(said, "cablestream_kafka_broker_rtt_p99_seconds"), 0)
        self.assertGreater(total(said, "cablestream_store_cache_hits_total") +
                           total(said, "cablestream_store_claims"), 0)

    def check_form(self, member):
        text = member.metrics_text()
        checked = subprocess.run([str(paths.PROMTOOL), "check", "metrics"], input=text,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 encoding="utf-8")
        self.assertEqual((0, ""), (checked.returncode, checked.stdout))
        documented = re.findall(r"^\| `(cablestream_\w+)` \| (\w+) \|",
                                (paths.SOURCE / "docs/metrics.md").read_text("utf-8"),
                                re.MULTILINE)
        self.assertEqual(sorted(documented),
                         sorted(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE)))


if __name__ == "__main__":
    unittest.main()
