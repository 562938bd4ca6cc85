"""Row 7: the broker stands still for a while; its connections stay, and nothing answers."""
import threading
import unittest

from harness import wait
from rig import scenario

PAUSES = (15, 5, 70)  # seconds: behind a call's bound, within it, behind every session
SECONDS = 90
CALL_BOUND = 10  # of flush, offsets and commit together


class BrokerStandsStill(scenario.Row):

    short = 1
    arguments = ("--commit-interval-ms", "100")

    def play(self):
        member = self.victim()
        self.start_all()
        self.traffic.start(a_second=100)
        for number in range(self.count):
            self.stand_still(member, PAUSES[number % len(PAUSES)])
        self.finish()

    def stand_still(self, member, seconds):
        member.forget_lines()
        member.await_event("transaction.begun")
        self.cluster.pause()
        over = threading.Timer(seconds, self.cluster.resume)
        over.start()
        self.addCleanup(over.cancel)
        if seconds > CALL_BOUND:
            wait.until(lambda: not member.ready(), SECONDS, "/readyz says no")
        while over.is_alive():
            # Whatever it waits for, the loop turns.
            self.assertTrue(member.healthy())
            over.join(1)
        member.await_ready()
        self.count_fault(f"{seconds} s")


if __name__ == "__main__":
    unittest.main()
