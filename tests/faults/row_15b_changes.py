"""Row 15b: three brokers are restarted in turn, and members go to another version of the parser and
back, so that two versions work at once."""
import collections
import os
import pathlib
import unittest

from harness import balance
from harness import topics
from rig import brokers
from rig import checker
from rig import scenario
from rig import victim

OTHER_PARSER = pathlib.Path(os.environ["FAULTS_OTHER_PARSER"])


def is_disputed(row):
    """Whether the two find different IDs (other_parser.cc)."""
    return row.get("message_id", "").partition("~")[0].endswith("7")


class Changes(scenario.Row):

    short = 3
    arguments = ("--commit-interval-ms", "100", "--set", "kafka.session.timeout.ms=6000")
    most_rebuilds = 10  # the service ends at the eleventh

    @classmethod
    def new_cluster(cls):
        return brokers.ThreeBrokers(cls.folder, cls.broker_settings)

    def play(self):
        for name in ("one", "other", "third"):
            self.victim(name)
        self.start_all()
        self.traffic.start(a_second=100)
        for number in range(self.count):
            if number % 3 == 1:
                self.restart_brokers()
            else:
                self.change_version(self.rng.choice(self.members))
        self.finish()

    def restart_brokers(self):
        for broker in self.cluster.each:
            broker.shut_down()
            self.cluster.await_led_without(broker)
            self.members[0].await_commit()
            broker.start()
            self.cluster.await_in_sync()
        self.count_fault("brokers restarted in turn")

    def change_version(self, member):
        self.assertEqual(0, member.terminate())
        member.binary = victim.BINARY if member.binary == OTHER_PARSER else OTHER_PARSER
        member.start()
        member.await_ready()
        member.await_commit()
        self.count_fault("version changed")

    def check_balance(self):
        """Of a message on whose ID they agree everything is known; of another one, that it became one
        thing."""
        disputed = {sample.data for sample in self.traffic.sent if is_disputed(sample.expected)}
        agreed = [sample.expected for sample in self.traffic.sent if sample.data not in disputed]
        revisions, sources = collections.defaultdict(list), collections.Counter()
        for record in topics.read(self.brokers, checker.RECORDS):
            cable = balance.decode(record)
            revisions[balance.known_part(cable.message_id)].append(cable.revision)
            sources[balance.source_of(cable)] += 1
        expected = balance.expected_revisions(agreed)
        self.assertEqual({}, {key: revisions[key] for key, count in expected.items()
                              if sorted(revisions[key]) != list(range(1, count + 1))})
        letters = topics.read(self.brokers, checker.LETTERS)
        for letter in letters:
            sources[(letter.headers["cablestream.topic"].decode(),
                     int(letter.headers["cablestream.partition"]),
                     int(letter.headers["cablestream.offset"]))] += 1
        self.assertEqual([], [source for source, times in sources.items() if times > 1])
        good = [letter for letter in letters if letter.value not in disputed]
        self.assertEqual(sum("dead_letter" in row for row in agreed), len(good), "dead letters")


if __name__ == "__main__":
    unittest.main()
