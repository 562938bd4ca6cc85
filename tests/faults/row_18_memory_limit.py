"""Row 18: a member whose memory is limited restores and holds more claims than would fit."""
import os
import pathlib
import unittest

from harness import balance
from harness import made_records
from harness import member as members
from harness import topics
from rig import checker
from rig import scenario

CLAIMS = int(os.environ.get("FAULTS_CLAIMS", 100_000))
MB = 1 << 20
# What the store, the consumer, the two readers of a restore and the producer may take.
BUDGET = (192 + 32 + 2 * 16 + 64) * MB
LIMIT = BUDGET * 6 // 5
STACK = 1 * MB  # of each thread: room that is set aside counts, whether it is used or not
MESSAGES = 20_000
SECONDS = 3600


class MemoryLimit(scenario.Row):

    short = 1

    def play(self):
        made_records.write(self.brokers, CLAIMS, scenario.PARTITIONS)
        rebuilt = members.run_command("state", "rebuild", "--yes", "--brokers", self.brokers,
                                      "--scratch-dir", self.folder / "scratch", seconds=SECONDS)
        self.assertEqual(0, rebuilt.returncode, rebuilt.stderr)
        for number in range(self.count):
            self.restore(f"member-{number}")
            self.tally[f"{CLAIMS} claims"] += 1
        # Each message has one outcome; made-up records have no source.
        contents = balance.expected_revisions(sample.expected for sample in self.traffic.sent)
        finished = [each.events("run.finished")[-1] for each in self.members]
        self.assertEqual(len(self.traffic.sent), sum(end["messages"] for end in finished))
        self.assertEqual(sum(contents.values()),
                         sum(end["records"] for end in finished))

    def restore(self, name):
        """With an empty folder, and then at work."""
        member = self.victim(name, prefix=("prlimit", f"--data={LIMIT}", f"--stack={STACK}"))
        member.start()
        self.assertLessEqual(CLAIMS, member.await_event("restore.done",
                                                        seconds=SECONDS)["claims_read"])
        self.traffic.send(MESSAGES)
        checker.await_all_committed(self.brokers)
        status = pathlib.Path(f"/proc/{member.pid}/status").read_text()
        print(f"{CLAIMS} claims; limit {LIMIT // MB} MB; "
              + ", ".join(" ".join(line.split()) for line in status.splitlines()
                          if line.startswith(("VmHWM", "VmData"))), flush=True)
        self.assertEqual(0, member.terminate())


if __name__ == "__main__":
    unittest.main()
