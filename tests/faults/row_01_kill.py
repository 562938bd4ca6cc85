"""Row 1: members are killed at random moments."""
import shutil
import threading
import unittest

from rig import scenario

MOST_SECONDS = 3
WITHOUT_STATE = 0.1  # of the killed ones


class Kill(scenario.Row):

    short = 8
    arguments = ("--commit-interval-ms", "100", "--set", "kafka.session.timeout.ms=6000")

    def play(self):
        members = [self.victim(f"member-{number}") for number in range(3)]
        self.start_all()
        self.traffic.start(a_second=150)
        moment = threading.Event()  # never set
        while self.tally.total() < self.count:
            victim, witness = self.rng.sample(members, 2)
            moment.wait(self.rng.uniform(0, MOST_SECONDS))
            victim.kill()
            self.revive(victim, witness)
        self.finish()

    def revive(self, victim, witness):
        """Half of them at once, half when the others have gone on; a start may be killed as well."""
        open_work = victim.open_work()
        if self.rng.random() < 0.5:
            witness.await_commit()
        if self.rng.random() < WITHOUT_STATE:
            shutil.rmtree(victim.state, ignore_errors=True)
        victim.start()
        if self.rng.random() < 0.5:
            victim.await_ready()
        self.count_kill("SIGKILL", open_work)


if __name__ == "__main__":
    unittest.main()
