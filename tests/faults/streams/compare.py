"""The same kills for cablestream and for a Kafka Streams application that only deduplicates: what is lost
or doubled, and how long no record comes. Not part of ./check: needs a JDK, and Kafka Streams' jars."""
import collections
import os
import pathlib
import random
import statistics
import subprocess
import threading
import time
import unittest

import confluent_kafka

from harness import case
from harness import member
from harness import process
from harness import topics
from harness import wait
from rig import traffic

HERE = pathlib.Path(__file__).resolve().parent
JARS = HERE.parents[2] / ".cache/kafka-streams/libs"
KILLS = int(os.environ.get("FAULTS_COUNT", 5))
SEED = int(os.environ.get("FAULTS_SEED", 1))
PARTITIONS = 8
A_SECOND = 100
SECONDS = 180
# A record that arrives later than this after a kill was committed by the next life.
ON_ITS_WAY = 0.3
# What cablestream sets for itself; Streams' own are 45 s, and a new member at each start.
STATIC = ("group.instance.id=one", "session.timeout.ms=10000")


class Records:
    """Committed records as they arrive: how often each key, and when the last one came."""

    def __init__(self, brokers):
        self.keys = collections.Counter()
        self.last = 0.0
        self._consumer = confluent_kafka.Consumer({
            "bootstrap.servers": brokers, **topics.QUIET, "group.id": "onlooker",
            "isolation.level": "read_committed", "auto.offset.reset": "earliest",
            "enable.auto.commit": False})
        self._consumer.assign([confluent_kafka.TopicPartition(
            "cables.records", number, confluent_kafka.OFFSET_BEGINNING)
            for number in range(PARTITIONS)])
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        while not self._ended.is_set():
            message = self._consumer.poll(0.1)
            if message is not None and message.error() is None:
                self.keys[message.key().decode()] += 1
                self.last = time.monotonic()

    def await_after(self, moment):
        wait.until(lambda: self.last > moment, SECONDS, "a record")
        return self.last

    def close(self):
        self._ended.set()
        self._thread.join()
        self._consumer.close()


class Streams:
    """The Streams application, with the interface of a member."""

    def __init__(self, brokers, folder, *properties):
        self._folder = folder
        folder.mkdir()
        subprocess.run(["javac", "-cp", f"{JARS}/*", "-d", folder, HERE / "Dedup.java"], check=True)
        self._command = ["java", "-Xmx256m", "-XX:+UseSerialGC", "-cp", f"{JARS}/*:{folder}",
                         "Dedup", brokers, folder / "state", *properties]

    def start(self):
        self._process = process.Process(self._command, self._folder / "log", self._folder / "out")

    def kill(self):
        self._process.kill()

    def terminate(self):
        self._process.terminate()
        self._process.wait(SECONDS)

    def stop(self):
        if self._process.alive():
            self._process.kill()


class Comparison(case.Scenario):

    def setUp(self):
        self.create_topics(PARTITIONS)
        self.addCleanup(self.delete_topics)
        self.traffic = traffic.Traffic(self.brokers, "cables.raw", SEED, keyed=True)
        self.records = Records(self.brokers)
        self.addCleanup(self.records.close)

    def compare(self, name, one):
        self.addCleanup(one.stop)
        rng = random.Random(SEED)
        one.start()
        self.traffic.start(A_SECOND)
        self.records.await_after(0)
        pause = threading.Event()  # never set
        seconds = []
        for _ in range(KILLS):
            pause.wait(rng.uniform(1, 3))
            one.kill()
            killed = time.monotonic()
            one.start()
            first = self.records.await_after(killed + ON_ITS_WAY)
            seconds.append(first - killed)
        self.traffic.stop()
        expected = {sample.expected["message_id"] for sample in self.traffic.sent
                    if "message_id" in sample.expected}
        complete = True
        try:
            wait.until(lambda: len(self.ids()) >= len(expected), SECONDS, "all records")
        except AssertionError:
            complete = False
        pause.wait(2)  # for more than there must be
        one.terminate()
        lost = expected - self.ids().keys()
        print(f"\n{name}: {KILLS} kills, {len(self.traffic.sent)} messages, "
              f"{len(expected)} IDs: {len(lost)} lost, {self.doubled()} doubled; "
              f"kill to next record: median {statistics.median(seconds):.1f} s, "
              f"slowest {max(seconds):.1f} s{'' if complete else '; incomplete'}", flush=True)

    def ids(self):
        """Records by ID, as the sidecar knows it."""
        return collections.Counter({key.partition("~")[0] + key.partition("~")[1]: count
                                    for key, count in list(self.records.keys.items())})

    def doubled(self):
        """cablestream publishes each content of an ID, a correction too; Streams each key."""
        contents = collections.defaultdict(set)
        for sample in self.traffic.sent:
            if "message_id" in sample.expected:
                contents[sample.expected["message_id"]].add(sample.expected["content"])
        return sum(max(0, count - len(contents[key])) for key, count in self.ids().items())

    def test_cablestream(self):
        self.compare("cablestream", member.Member(
            self.brokers, self.folder / "cablestream", "--create-topics"))

    def test_streams(self):
        self.compare("Streams as it comes", Streams(self.brokers, self.folder / "streams"))

    def test_streams_static(self):
        self.compare("Streams with a seat of its own",
                     Streams(self.brokers, self.folder / "static", *STATIC))


if __name__ == "__main__":
    unittest.main()
