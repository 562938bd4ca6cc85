"""Row 6: the broker is killed, or shut down, while a transaction is open, and comes back."""
import unittest

from rig import scenario

KILLED, SHUT_DOWN = "SIGKILL", "shut down"


class BrokerRestart(scenario.Row):

    short = 2
    arguments = ("--commit-interval-ms", "100")

    def play(self):
        members = [self.victim("one"), self.victim("other")]
        self.start_all()
        self.traffic.start(a_second=100)
        for number in range(self.count):
            how = SHUT_DOWN if number % 3 == 1 else KILLED
            open_work = self.interrupt(members, how)
            self.cluster.start()
            self.count_kill(how, open_work)
        self.finish()

    def interrupt(self, members, how):
        """What the members had open when the broker went away."""
        one = self.rng.choice(members)
        one.forget_lines()
        one.await_event("transaction.begun")
        if how == KILLED:
            self.cluster.kill()
        else:
            self.cluster.shut_down()
        return max((member.open_work() for member in members), key=lambda work: work != "nothing")


if __name__ == "__main__":
    unittest.main()
