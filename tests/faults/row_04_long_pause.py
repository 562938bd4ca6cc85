"""Row 4: a member stands still for longer than its transaction may take, and keeps its seat."""
import unittest

from harness import topics
from harness import wait
from rig import checker
from rig import scenario

POINTS = ("before_produce", "before_offsets", "before_commit")
SECONDS = 90


class LongPause(scenario.Row):

    short = 1
    # Nobody takes its partitions meanwhile.
    arguments = ("--commit-interval-ms", "100", "--set", "kafka.session.timeout.ms=60000",
                 "--set", "kafka.max.poll.interval.ms=60000", "--set", "group_static=false")
    broker_settings = ("group.max.session.timeout.ms=120000",
                       "transaction.abort.timed.out.transaction.cleanup.interval.ms=1000")

    def play(self):
        member = self.victim()
        self.start_all()
        self.traffic.start(a_second=100)
        open_transactions = [topics.OpenTransactions(self.brokers, name)
                             for name in (checker.RECORDS, checker.CLAIMS)]
        for number in range(self.count):
            point = POINTS[-1 - number % len(POINTS)]
            member.arm(f"{point} 2 stop 0")
            open_work = member.await_hit()
            member.await_stopped()
            # The broker gives the transaction up, and readers go on.
            wait.until(lambda: not any(each.any() for each in open_transactions), SECONDS,
                       "the end of the transaction")
            member.forget_lines()
            member.resume()
            if point != "before_produce":  # where nothing had been produced there was none
                member.await_event("pipeline.way_back")
            self.count_kill(point, open_work)
        for each in open_transactions:
            each.close()
        self.finish()


if __name__ == "__main__":
    unittest.main()
