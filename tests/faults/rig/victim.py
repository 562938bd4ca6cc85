"""A member of the tests' own binary, whose failpoints a test arms (tests/faults/failpoints)."""
import json
import os
import pathlib
import signal

from harness import member
from harness import wait

BINARY = pathlib.Path(os.environ["FAULTS_BINARY"])
_TAIL = 1 << 16


class Victim(member.Member):

    def __init__(self, brokers, folder, *arguments, **options):
        self._failpoint = pathlib.Path(folder) / "failpoint"
        super().__init__(brokers, folder, *arguments, binary=BINARY,
                         environment={"FAILPOINT": str(self._failpoint)}, **options)

    def arm(self, *steps):
        """Each a point, the how manieth time, an action, and microseconds until then: "committed 3
        kill 0". Before start, or while it runs; what was armed before is forgotten."""
        draft = self._failpoint.with_suffix(".draft")
        draft.write_text("".join(step + "\n" for step in steps))
        os.replace(draft, self._failpoint)

    def disarm(self):
        self._failpoint.unlink(missing_ok=True)

    def await_hit(self):
        """What the failpoint found open."""
        return self.await_event("failpoint.hit")["open"]

    def await_commit(self):
        """One that ends after now."""
        self.forget_lines()
        self.await_event("transaction.committed")

    def await_stopped(self):
        """Its stop signal has reached the process."""
        def stopped():
            status = pathlib.Path(f"/proc/{self.pid}/stat").read_text()
            return status.rsplit(")", 1)[1].split()[0] == "T"
        wait.until(stopped, member.SECONDS, "the member stands still")

    def await_killed(self):
        status = self.wait()
        if status != -signal.SIGKILL:
            raise AssertionError(f"left with {status} instead of being killed: {self.tail()}")

    def open_work(self):
        """What the run that ended last had open: its log's last word."""
        for line in reversed(self.tail().splitlines()):
            if '"failpoint.open"' in line:
                return json.loads(line)["open"]
            if '"service.started"' in line:
                break
        return "nothing"

    def tail(self):
        with open(self.folder / "member.log", "rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _TAIL))
            return log.read().decode("utf-8", "replace")
