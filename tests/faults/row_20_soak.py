"""Row 20: faults at random for as long as one likes, on one group whose state and topics grow."""
import os
import pathlib
import threading
import time
import unittest

from rig import network
from rig import scenario

HOURS = float(os.environ.get("FAULTS_HOURS", 0))
PAUSES = (30, 90) if HOURS else (0, 2)  # seconds between faults
A_SECOND = 30 if HOURS else 100  # everything sent is kept in memory, to judge by
CUTS = (1, 20)  # seconds


class Soak(scenario.Row):

    proxied = True
    short = 3
    arguments = ("--commit-interval-ms", "100", "--set", "kafka.session.timeout.ms=6000")

    def play(self):
        self.network = network.Network(self.cluster.proxy, self.rng)
        self.one, self.other, self.witness = (self.victim(name) for name in
                                              ("one", "other", "witness"))
        self.remote = self.victim("remote", brokers=self.cluster.proxy.address)
        self.guest = self.victim("guest", "--set", "group_static=false")
        self.start_all()
        self.assertEqual(0, self.guest.terminate())
        self.traffic.start(A_SECOND)
        faults = (self.kill, self.kill, self.replace, self.restart_broker, self.cut, self.rebalance)
        end = time.monotonic() + HOURS * 3600
        pause = threading.Event()  # never set
        while self.tally.total() < self.count if not HOURS else time.monotonic() < end:
            pause.wait(self.rng.uniform(*PAUSES))
            self.rng.choice(faults)()
            self.note_resources()
        self.finish()

    def kill(self):
        victim = self.rng.choice((self.one, self.other, self.remote))
        victim.kill()
        open_work = victim.open_work()
        self.witness.await_commit()
        victim.start()
        victim.await_ready()
        self.count_kill("SIGKILL", open_work)

    def replace(self):
        zombie = self.rng.choice((self.one, self.other))
        point = self.rng.choice(("before_produce", "before_offsets", "before_commit"))
        self.witness.forget_lines()
        zombie.arm(f"{point} 1 stop 0")
        open_work = zombie.await_hit()
        zombie.await_stopped()
        self.witness.await_event("assignment.received")
        self.witness.await_event("restore.done")
        zombie.forget_lines()
        zombie.resume()
        zombie.await_event("restore.done")
        self.count_kill(f"replaced at {point}", open_work)

    def restart_broker(self):
        if self.rng.random() < 0.5:
            self.cluster.kill()
        else:
            self.cluster.shut_down()
        self.cluster.start()
        self.count_fault("broker restarted")

    def cut(self):
        self.network.cut()
        self.witness.await_commit()
        threading.Event().wait(self.rng.uniform(*CUTS))
        self.network.heal()
        self.remote.await_ready()
        self.count_fault("cut off")

    def rebalance(self):
        self.guest.start()
        self.guest.await_ready()
        self.guest.await_commit()
        self.assertEqual(0, self.guest.terminate())
        self.count_fault("joined and left")

    def note_resources(self):
        """Of the one that lives as long as the run: printed, not judged."""
        process = pathlib.Path(f"/proc/{self.witness.pid}")
        kilobytes = next(line.split()[1] for line in (process / "status").read_text().splitlines()
                         if line.startswith("VmRSS"))
        print(f"{self.tally.total()} faults: {int(kilobytes) // 1024} MB, "
              f"{len(list((process / 'fd').iterdir()))} files", flush=True)


if __name__ == "__main__":
    unittest.main()
