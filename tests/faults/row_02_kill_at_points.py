"""Row 2: a member is killed at a named point of its work."""
import shutil
import unittest

from rig import scenario

# Where a member is killed, and the most times that it passes there before. While it works:
WORKING = {"polled": 30, "produced": 30, "flushed": 2, "offsets_sent": 2, "before_commit": 2,
           "committed": 2, "before_apply": 2, "in_apply": 2, "applied": 2}
SHARING = {"revoked": 1}  # a guest joins
STARTING = {"assigned": 1, "restoring": 8, "restored": 1}
WIPING = {"in_wipe": 4}  # a shard each
TIMES = {**WORKING, **SHARING, **STARTING, **WIPING}
POINTS = tuple(TIMES)
INSIDE = ("in_apply", "in_wipe")  # while the call runs
MOST_MICROSECONDS = 300


class KillAtPoints(scenario.Row):

    short = 14
    arguments = ("--commit-interval-ms", "100", "--set", "kafka.session.timeout.ms=6000")

    def play(self):
        self.one, self.other = self.victim("one"), self.victim("other")
        self.guest = self.victim("guest", "--set", "group_static=false")
        self.start_all()
        self.assertEqual(0, self.guest.terminate())
        self.traffic.start(a_second=150)
        while (number := self.tally.total()) < self.count:
            victim, witness = self.rng.sample((self.one, self.other), 2)
            self.kill(victim, witness, POINTS[number % len(POINTS)])
        self.finish()

    def kill(self, victim, witness, point):
        times = self.rng.randint(1, TIMES[point])
        microseconds = self.rng.randint(1, MOST_MICROSECONDS) if point in INSIDE else 0
        step = f"{point} {times} kill {microseconds}"
        if point in WORKING:
            victim.arm(step)
        elif point in SHARING:
            victim.arm(step)
            self.guest.start()
        elif point in STARTING:
            self.kill_to_start_armed(victim, step)
        else:
            # Every shard of a store that can't be read is wiped.
            victim.arm("in_find 1 fail 0", step)
            victim.await_hit()
        open_work = victim.await_hit()
        victim.await_killed()
        witness.await_commit()
        victim.start()
        victim.await_ready()
        if point in SHARING:
            self.guest.await_ready()
            self.assertEqual(0, self.guest.terminate())
        self.count_kill(point, open_work)

    def kill_to_start_armed(self, victim, step):
        """Without its state there is a claim to read of every ID."""
        victim.kill()
        if self.rng.random() < 0.5:
            shutil.rmtree(victim.state)
        victim.arm(step)
        victim.start()


if __name__ == "__main__":
    unittest.main()
