"""Row 5: a request of one transaction arrives in the next one, or twice."""
import itertools
import unittest

from rig import late
from rig import scenario

SECONDS = 120
FATES = ("committed", "aborted")


class LateRequests(scenario.Row):

    proxied = True
    short = 12
    arguments = ("--commit-interval-ms", "150", "--set", "kafka.socket.timeout.ms=2000")

    def play(self):
        self.late = late.LateRequest(self.cluster.proxy)
        self.member = self.victim(brokers=self.cluster.proxy.address)
        self.start_all()
        self.traffic.start(a_second=200)
        for kind, how, fate in itertools.islice(itertools.cycle(self.faults()), self.count):
            self.inject(kind, how, fate)
        self.finish()
        # After the first transaction of each, and after the next.
        self.assertGreaterEqual(len(self.member.events("pipeline.way_back")), 2 * self.count)

    def faults(self):
        """Once round. A transaction whose EndTxn gets through can't end otherwise."""
        faults = [(kind, how, fate) for kind in late.KEYS
                  for how in (late.CUT, late.ANSWER_LOST, late.HELD) for fate in FATES
                  if (kind, fate) not in (("EndTxn(commit)", "aborted"),
                                          ("EndTxn(abort)", "committed"))]
        faults.append(("EndTxn(commit)", late.NEVER, "aborted"))
        self.rng.shuffle(faults)
        return faults

    def inject(self, kind, how, fate):
        """The next transaction fails too: whatever the copy ended of it would then be doubled."""
        def in_first():
            if fate == "aborted":
                self.member.arm("before_commit 1 fail 0")

        def in_next():
            self.member.arm("before_commit 1 fail 0")

        self.late.arm(kind, how, in_first, in_next)
        if kind == "EndTxn(abort)":
            in_first()
        self.assertTrue(self.late.delivered.wait(SECONDS), f"{kind}, {how}, T1 {fate}")
        self.count_fault(f"{kind}, {how}, T1 {fate}")


if __name__ == "__main__":
    unittest.main()
