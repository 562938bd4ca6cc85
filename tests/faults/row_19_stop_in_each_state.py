"""Row 19: a member is asked to stop (SIGTERM) in each state of its work."""
import time
import unittest

from rig import scenario

WORKING = ("polled", "produced", "flushed", "offsets_sent", "before_commit", "committed",
           "before_apply", "applied")
STARTING = ("assigned", "restored")
REVOKED = "revoked"
POINTS = (*WORKING, *STARTING, REVOKED)
SECONDS = 90  # 10 is promised; measured, not judged


class StopInEachState(scenario.Row):

    short = len(POINTS)
    arguments = ("--commit-interval-ms", "200")

    def play(self):
        self.member = self.victim()
        self.guest = self.victim("guest", "--set", "group_static=false")
        self.start_all()
        self.assertEqual(0, self.guest.terminate())
        self.traffic.start(a_second=150)
        self.slowest = 0.0
        for number in range(self.count):
            self.stop(POINTS[number % len(POINTS)])
        self.finish()
        print(f"slowest stop: {self.slowest:.1f} s")

    def stop(self, point):
        """It stands still at the point while the signal is sent, so that it is met there."""
        if point in STARTING:
            self.assertEqual(0, self.member.terminate(SECONDS))
        self.member.arm(f"{point} 1 stop 0")
        if point in STARTING:
            self.member.start()
        elif point == REVOKED:
            self.guest.start()
        self.member.await_hit()
        self.member.await_stopped()
        self.member.ask_to_stop()
        start = time.monotonic()
        self.member.resume()
        self.assertEqual(0, self.member.wait())
        self.slowest = max(self.slowest, time.monotonic() - start)
        if point == REVOKED:
            self.guest.await_ready()
            self.assertEqual(0, self.guest.terminate(SECONDS))
        self.member.start()
        # What was committed is in the store: nothing is read again but what others wrote.
        read = self.member.await_event("restore.done")["claims_read"]
        if point != REVOKED:
            self.assertEqual(0, read)
        self.count_fault(point)


if __name__ == "__main__":
    unittest.main()
