"""Row 3: a member stands still until others own what was its own, and then goes on."""
import unittest

from rig import scenario

POINTS = ("before_produce", "before_offsets", "before_commit")
PARTITIONS = 2 * scenario.PARTITIONS  # raw and home


class Zombie(scenario.Row):

    short = 6
    arguments = ("--commit-interval-ms", "100", "--set", "kafka.session.timeout.ms=3000",
                 "--set", "kafka.heartbeat.interval.ms=500")
    broker_settings = ("group.min.session.timeout.ms=1000",
                       "transaction.abort.timed.out.transaction.cleanup.interval.ms=1000")

    def play(self):
        members = [self.victim("one"), self.victim("other")]
        self.start_all()
        self.traffic.start(a_second=100)
        for number in range(self.count):
            zombie, heir = self.rng.sample(members, 2)
            self.stop(zombie, heir, POINTS[number % len(POINTS)], number % 2 == 0)
        self.finish()

    def stop(self, zombie, heir, point, restored):
        """It goes on when the heir has restored and committed, or as soon as the heir owns all.

        Where its offsets had been sent, they, and what they go with, are the heir's to wait for."""
        heir.forget_lines()
        zombie.arm(f"{point} {self.rng.randint(1, 3)} stop 0")
        open_work = zombie.await_hit()
        zombie.await_stopped()
        while heir.await_event("assignment.received")["partitions"] < PARTITIONS:
            pass
        if restored:
            heir.await_event("restore.done")
            heir.await_event("transaction.committed")
        zombie.forget_lines()
        zombie.resume()
        zombie.await_event("assignment.received")
        zombie.await_event("restore.done")
        for member in (zombie, heir):
            member.await_commit()
        self.count_kill(f"{point}, heir {'working' if restored else 'restoring'}", open_work)


if __name__ == "__main__":
    unittest.main()
