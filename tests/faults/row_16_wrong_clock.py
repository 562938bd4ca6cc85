"""Row 16: the clock of one member is wrong, and jumps, while claims expire: message time alone decides."""
import datetime
import os
import unittest

from harness import audit
from harness import balance
from harness import topics
from harness import windowed
from rig import checker
from rig import scenario

CLOCKS = (3600, -3600, 86_400, -864_000, 0)  # seconds off
MESSAGES = 4000  # between two jumps
SLACK = 300  # seconds since the last commit


class WrongClock(scenario.Row):

    short = 2
    arguments = ("--commit-interval-ms", "100", "--set", windowed.SETTING)
    raw_config = {"retention_ms": -1}

    def play(self):
        self.set_clock(0)
        wrong = self.victim("wrong", prefix=(
            "env", f"LD_PRELOAD={os.environ['FAULTS_WRONG_CLOCK']}", f"WRONG_CLOCK={self.clock}"))
        self.victim("right")
        self.start_all()
        sent = list(windowed.messages(MESSAGES * self.count, scenario.PARTITIONS, self.seed))
        for number in range(self.count):
            clock = CLOCKS[number % len(CLOCKS)]
            self.set_clock(clock)
            topics.send(self.brokers, checker.RAW, sent[number * MESSAGES:(number + 1) * MESSAGES],
                        self.seed)
            wrong.await_commit()
            self.count_fault(f"{clock:+} s")
            self.check_clock(wrong, clock)
        self.traffic.sent = sent
        self.check(sent)

    @property
    def clock(self):
        return self.folder / "clock"

    def set_clock(self, clock):
        self.clock.write_text(f"{clock}\n")

    def check_clock(self, member, clock):
        told = datetime.datetime.fromisoformat(member.events("transaction.committed")[-1]["time"])
        off = (told - datetime.datetime.now(datetime.timezone.utc)).total_seconds()
        self.assertAlmostEqual(clock, off, delta=SLACK, msg="the member's clock is another")

    def check(self, sent):
        """Each decision, by the messages' own time."""
        checker.await_all_committed(self.brokers)
        for member in self.members:
            self.assertEqual(0, member.terminate())
        sources = [balance.decode(message).source
                   for message in topics.read(self.brokers, checker.RECORDS)]
        published = [(source.partition, source.offset) for source in sources]
        self.assertEqual(len(published), len(set(published)), "published twice")
        self.assertEqual(windowed.decide(sent), set(published))
        status, report = audit.run(self.brokers, self.folder, "--set", windowed.SETTING)
        self.assertEqual(0, status, report)


if __name__ == "__main__":
    unittest.main()
