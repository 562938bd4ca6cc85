"""Row 13: the disk under the store is full for a while, or fails."""
import contextlib
import subprocess
import unittest

from rig import checker
from rig import scenario

FULL, FAILING = "full", "failing"
DISK = "48M"
WAYS_BACK = 2  # seen before there is room again


class FullDisk(scenario.Row):

    short = 3
    arguments = ("--commit-interval-ms", "100")
    most_rebuilds = 10  # the service ends at the eleventh

    def play(self):
        self.member = self.victim()
        self.disk = self.member.state
        self.disk.mkdir(parents=True)
        try:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "store", self.disk],
                           check=True)
        except subprocess.CalledProcessError:
            self.skipTest("a small disk can't be mounted here")
        self.addCleanup(subprocess.run, ["umount", "--lazy", self.disk], check=True)
        self.start_all()
        self.traffic.start(a_second=100)
        for number in range(self.count):
            self.offsets.await_progress()
            if number % 3 == 2:
                self.fail()
            else:
                self.fill(before_any_write=number % 3 == 1)
        self.finish()

    def fill(self, before_any_write):
        if before_any_write:
            self.traffic.stop()
            checker.await_all_committed(self.brokers)
            self.assertEqual(0, self.member.terminate())
            self.member.start()
            self.member.await_ready()
        self.member.forget_lines()
        ballast = self.disk / "ballast"
        self.take_all_room(ballast)
        if before_any_write:
            self.traffic.start(a_second=100)
        for _ in range(WAYS_BACK):
            self.member.await_event("pipeline.way_back")
        ballast.unlink()
        self.member.await_event("restore.done")
        self.count_fault(FULL + (", before any write" if before_any_write else ""))

    def take_all_room(self, ballast):
        """Also the room that RocksDB has set aside behind the end of its log."""
        for log in (self.member.state / "claims").glob("*.log"):
            subprocess.run(["fallocate", "--punch-hole", "--offset", str(log.stat().st_size),
                            "--length", DISK, log], check=True)
        with open(ballast, "wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"x" * 4096)

    def fail(self):
        self.member.forget_lines()
        times = self.rng.randint(1, 4)
        self.member.arm(f"in_apply {times} fail 0")
        for _ in range(times):
            self.member.await_event("pipeline.way_back")
        self.count_fault(FAILING)


if __name__ == "__main__":
    unittest.main()
