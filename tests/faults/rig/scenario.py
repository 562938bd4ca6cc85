"""The base of a row: seed and count, a Kafka, traffic, the checks at the end, and the evidence."""
import base64
import collections
import json
import os
import pathlib
import random
import shutil
import sys

from harness import balance
from harness import case
from harness import topics

from . import checker
from . import traffic
from . import victim

PARTITIONS = 8


class Row(case.Scenario):
    """A row is a method `play`, which injects `self.count` faults drawn from `self.rng`. Its traffic
    runs from the first member's start to the end of `finish`, which checks all invariants."""

    short = 5  # faults in the short form
    arguments = ()  # of every member
    raw_config = {}
    most_rebuilds = 3  # in a row, without a commit between

    def setUp(self):
        self.seed = int(os.environ.get("FAULTS_SEED", 1))
        self.count = int(os.environ.get("FAULTS_COUNT", self.short))
        self.rng = random.Random(self.seed)
        self.tally = collections.Counter()
        self.missed = 0  # kills that don't count
        self.members = []
        self.create_topics(PARTITIONS, **self.raw_config)
        self.traffic = traffic.Traffic(self.brokers, checker.RAW, self.seed)
        self.offsets = None

    def victim(self, name="victim", *arguments, brokers=None, **options):
        """A member with failpoints; the name is that of its seat and its folder."""
        created = victim.Victim(brokers or self.brokers, self.folder / name, "--create-topics",
                                "--set", f"instance_id={name}", *self.arguments, *arguments,
                                **options)
        self.addCleanup(created.stop)
        self.members.append(created)
        return created

    def start_all(self):
        """Members one after the other, so that the first one makes the topics; then traffic."""
        for member in self.members:
            member.start()
            member.await_ready()
        self.offsets = checker.OffsetWatch(self, self.brokers)
        self.addCleanup(self.offsets.close)

    def count_fault(self, kind):
        """One more fault, of this kind, that the group has got over."""
        self.offsets.await_progress()
        self.tally[kind] += 1

    def count_kill(self, kind, open_work):
        """A kill that interrupted nothing is told of, and does not count."""
        if open_work == "nothing":
            self.missed += 1
            self.offsets.await_progress()
        else:
            self.count_fault(f"{kind}: {open_work}")

    def finish(self):
        """Heals, waits until all is committed, ends the members in order, checks everything."""
        self.traffic.stop()
        checker.await_all_committed(self.brokers)
        self.offsets.look()
        for member in self.members:
            if member.alive():
                self.assertEqual(0, member.terminate())
        checker.check(self, self.brokers, self.members, self.folder, self.most_rebuilds)

    def check_balance(self):
        """I1 and I2."""
        rows = [sample.expected for sample in self.traffic.sent]
        balance.check(self, self.brokers, rows)
        balance.check_order(self, self.brokers, self.traffic.sent)

    def test_row(self):
        try:
            self.play()
        except BaseException:
            self.keep_evidence()
            raise
        self.report()

    def report(self):
        row = _row()
        print(f"{row}: {self.tally.total()} faults, {self.missed} more that met nothing open, "
              f"{len(self.traffic.sent)} messages: {json.dumps(self.tally, sort_keys=True)}",
              flush=True)
        if (path := os.environ.get("FAULTS_TALLY")) is not None:
            with open(path, "a", encoding="utf-8") as file:
                file.write(json.dumps({"row": row, "seed": self.seed, "tally": self.tally,
                                       "missed": self.missed}) + "\n")

    def keep_evidence(self):
        """Logs, stores and topics of a run that failed, and how to run it again."""
        again = f"tests/faults/run --count {self.count} --seed {self.seed} {_row()}"
        kept = pathlib.Path(os.environ["FAULTS_FAILED"]) / f"{_row()}-{self.seed}"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(self.folder, kept, ignore=shutil.ignore_patterns("kafka"))
        (kept / "again").write_text(again + "\n")
        print(f"kept in {kept}; again: {again}", flush=True)
        self.traffic.give_up()
        for name in topics.names(self.brokers) - {"__consumer_offsets", "__transaction_state"}:
            with open(kept / f"{name}.jsonl", "w", encoding="utf-8") as file:
                file.writelines(json.dumps(_as_json(message)) + "\n"
                                for message in topics.read(self.brokers, name, "read_uncommitted"))


def _row():
    """The file's name is the row's."""
    return pathlib.Path(sys.argv[0]).stem


def _as_json(message):
    def text(value):
        return None if value is None else base64.b64encode(value).decode()
    return {"partition": message.partition, "offset": message.offset,
            "key": text(message.key), "timestamp": message.timestamp,
            "headers": {name: text(value) for name, value in message.headers.items()},
            "value": text(message.value)}
