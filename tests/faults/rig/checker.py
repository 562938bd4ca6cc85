"""The invariants, held against what an independent reader finds. I1 and I2 are the integration
tests' balance; the IDs come from the generator's sidecar, never from a parser."""
import collections
import json

import confluent_kafka

from storage.v1 import storage_pb2

from harness import audit
from harness import balance
from harness import groups
from harness import member
from harness import topics
from harness import wait

GROUP = "cablestream"
RAW, RECORDS, LETTERS = "cables.raw", "cables.records", "cables.dead-letters"
HOME, CLAIMS = GROUP + "-home", GROUP + "-claims"
_SECONDS = 120
_NOT_YET = (confluent_kafka.KafkaError.NOT_LEADER_FOR_PARTITION,
            confluent_kafka.KafkaError.LEADER_NOT_AVAILABLE,
            confluent_kafka.KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
            confluent_kafka.KafkaError.COORDINATOR_NOT_AVAILABLE,
            confluent_kafka.KafkaError.NOT_COORDINATOR,
            confluent_kafka.KafkaError._TRANSPORT, confluent_kafka.KafkaError._TIMED_OUT)


class OffsetWatch:
    """I4: the group's committed offsets never go back. I6: they go on."""

    def __init__(self, test, brokers):
        self._test = test
        self._consumer = confluent_kafka.Consumer({
            "bootstrap.servers": brokers, **topics.QUIET, "group.id": GROUP,
            "enable.auto.commit": False, "isolation.level": "read_uncommitted",
            "topic.metadata.refresh.interval.ms": 1000})
        self._partitions = [confluent_kafka.TopicPartition(name, number) for name in (RAW, HOME)
                            for number in range(topics.partition_count(brokers, name))]
        self._seen = {}

    def look(self):
        for partition in _patiently(self._committed):
            key = partition.topic, partition.partition
            self._test.assertGreaterEqual(partition.offset, self._seen.get(key, -1001),
                                          f"the group's offset of {key} went back")
            self._seen[key] = partition.offset

    def await_progress(self):
        """Until all that stands in the raw topic now is committed."""
        ends = {(RAW, partition.partition): _patiently(lambda: self._end(partition))
                for partition in self._partitions if partition.topic == RAW}

        def reached():
            self.look()
            return all(self._seen[key] >= end for key, end in ends.items() if end > 0)
        wait.until(reached, _SECONDS, "all that was sent before is committed")

    def _committed(self):
        """An error of one partition's is one of all. So is the loss of an offset that was there: one that
        does not ask for stable offsets may hear of none for a moment, after the broker has started."""
        committed = self._consumer.committed(self._partitions, timeout=_SECONDS)
        for partition in committed:
            if partition.error:
                raise confluent_kafka.KafkaException(partition.error)
            if partition.offset < 0 <= self._seen.get((partition.topic, partition.partition), -1):
                raise confluent_kafka.KafkaException(
                    confluent_kafka.KafkaError(confluent_kafka.KafkaError.COORDINATOR_LOAD_IN_PROGRESS))
        return committed

    def _end(self, partition):
        return self._consumer.get_watermark_offsets(partition, timeout=_SECONDS)[1]

    def close(self):
        self._consumer.close()


def _patiently(ask):
    """Asks until a broker that has just started answers."""
    def answer():
        try:
            return [ask()]
        except confluent_kafka.KafkaException as failure:
            if failure.args[0].code() not in _NOT_YET:
                raise
            return None
    return wait.until(answer, _SECONDS, "an answer of the brokers")[0]


def await_all_committed(brokers, raw=(RAW,)):
    wait.until(lambda: _patiently(lambda: topics.all_committed(brokers, GROUP, *raw)),
               member.SECONDS, "all committed")


def check(test, brokers, members, folder, most_rebuilds):
    """Everything, after the traffic has stopped and the members have ended. `most_rebuilds`: in a row,
    without a commit between."""
    test.check_balance()
    claims = check_claims(test, brokers)
    groups.await_empty(brokers, GROUP)
    for each in members:
        check_restored_store(test, each, claims)
        check_rebuilds(test, each, most_rebuilds)
    check_nothing_open(test, brokers)
    status, report = audit.run(brokers, folder, "--group", GROUP)
    test.assertEqual((0, []), (status, report["shown"]), "audit")


def folded_claims(brokers):
    """The claims topic, folded: claims by shard and ID."""
    return {(message.partition, message.key.decode()): message.value
            for message in topics.read(brokers, CLAIMS)}


def check_claims(test, brokers):
    """I3: the claims topic tells of the records and of nothing else."""
    claims = folded_claims(brokers)
    records = collections.defaultdict(dict)
    for message in topics.read(brokers, RECORDS):
        cable = balance.decode(message)
        records[cable.message_id][cable.revision] = balance.source_of(cable)
    test.assertEqual(sorted(records), sorted(message_id for _, message_id in claims), "claims")
    for (_, message_id), value in claims.items():
        claim = _decode(value)
        revisions = records[message_id]
        test.assertEqual((len(revisions), revisions[max(revisions)]),
                         (len(claim.revisions), (claim.topic, claim.partition, claim.offset)),
                         f"the claim on {message_id}")
    return claims


def _decode(value):
    claim = storage_pb2.Claim()
    claim.ParseFromString(value)
    return claim


def check_restored_store(test, one, claims):
    """I3: a member that restores alone, from whatever it holds, has all claims and nothing else."""
    one.start("--set", "group_static=false")
    one.await_ready()
    test.assertEqual(0, one.terminate())
    dumped = dump_store(one)
    test.assertEqual(0, dumped.returncode, dumped.stderr)
    check_dump(test, dumped.stdout, claims)


def dump_store(one):
    return member.run_command("state", "dump", "--state-dir", one.state)


def check_dump(test, dump, claims):
    stored = {(line["shard"], line["message_id"]): line["source"]
              for line in map(json.loads, dump.splitlines())}
    expected = {key: f"{claim.topic}/{claim.partition}/{claim.offset}"
                for key, claim in ((key, _decode(value)) for key, value in claims.items())}
    test.assertEqual({}, {key: stored.get(key) for key in expected.keys() | stored.keys()
                          if stored.get(key) != expected.get(key)}, "the store")


def check_rebuilds(test, one, most):
    """I7: no loop of producers that are made anew without a commit between."""
    in_a_row = 0
    for line in one.log().splitlines():
        if '"pipeline.way_back"' in line:
            in_a_row += 1
            test.assertLessEqual(in_a_row, most, f"{one.folder}: ways back in a row")
        elif '"transaction.committed"' in line or '"service.started"' in line:
            in_a_row = 0


def check_nothing_open(test, brokers):
    """I7: every transaction has ended."""
    for name in (RECORDS, LETTERS, CLAIMS, HOME):
        transactions = topics.OpenTransactions(brokers, name)
        test.assertFalse(transactions.any(), f"a transaction is open on {name}")
        transactions.close()
