"""Row 10: members that join, leave and are killed all the while, with and without a seat of their own."""
import unittest

from rig import scenario

MEMBERS = 4
LEAST = 2  # at work


class Rebalances(scenario.Row):

    short = 8
    arguments = ("--commit-interval-ms", "50", "--set", "kafka.session.timeout.ms=6000")

    def play(self):
        for number in range(MEMBERS):
            seat = "true" if number % 2 == 0 else "false"
            self.victim(f"member-{number}", "--set", f"group_static={seat}")
        self.start_all()
        self.traffic.start(a_second=150)
        while self.tally.total() < self.count:
            running = [member for member in self.members if member.alive()]
            resting = [member for member in self.members if not member.alive()]
            if resting and (len(running) == LEAST or self.rng.random() < 0.5):
                self.join(self.rng.choice(resting))
            else:
                self.leave(*self.rng.sample(running, 2))
        generations = {event["generation"] for member in self.members
                       for event in member.events("assignment.received")}
        print(f"{len(generations)} rebalances", flush=True)
        self.assertGreaterEqual(len(generations), self.count // 2)
        self.finish()

    def join(self, member):
        member.start()
        member.await_ready()
        self.count_fault("joined")

    def leave(self, member, witness):
        witness.forget_lines()
        witness.await_event("transaction.begun")
        if self.rng.random() < 0.5:
            member.kill()
            self.count_kill("killed", member.open_work())
        else:
            self.assertEqual(0, member.terminate())
            self.count_fault("left")


if __name__ == "__main__":
    unittest.main()
