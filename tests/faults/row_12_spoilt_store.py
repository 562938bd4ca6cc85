"""Row 12: the store is lost, replaced by an older copy, or damaged, while the member is down or up."""
import itertools
import shutil
import unittest

from rig import checker
from rig import scenario

DELETED, OLDER = "deleted", "an older copy"
FLIPPED_SST = "bit in an SST"
FLIPPED = {"bit in the MANIFEST": "MANIFEST-*", "bit in CURRENT": "CURRENT",
           "bit in the log": "*.log", FLIPPED_SST: "*.sst"}
CUT = {"SST cut": "*.sst", "MANIFEST cut": "MANIFEST-*", "log cut": "*.log"}
FLIPPED_UP = "bit in an SST, while up"
# A store that was discarded has no SST before the next start: those follow what does no harm.
FAULTS = (*FLIPPED, "MANIFEST cut", "log cut", "SST cut", DELETED, OLDER, FLIPPED_UP)


class SpoiltStore(scenario.Row):

    short = len(FAULTS)
    arguments = ("--commit-interval-ms", "50")

    def play(self):
        self.member = self.victim()
        self.store = self.member.state / "claims"
        self.older = self.folder / "older"
        self.start_all()
        self.traffic.start(a_second=150)
        self.stop()
        shutil.copytree(self.store, self.older)
        self.member.start()
        for fault in itertools.cycle(FAULTS):
            if self.tally.total() == self.count:
                break
            self.offsets.await_progress()
            self.spoil(fault)
        self.finish()

    def stop(self):
        self.member.await_commit()
        if self.rng.random() < 0.5:
            self.member.kill()
        else:
            self.assertEqual(0, self.member.terminate())

    def spoil(self, fault):
        self.member.forget_lines()
        known = len(self.member.log())
        if fault == FLIPPED_UP:
            spoilt = self.flip("*.sst")
        else:
            self.stop()
            spoilt = self.spoil_files(fault)
            self.member.start()
            self.member.await_ready()
        if not spoilt:  # no such file yet
            return
        self.offsets.await_progress()
        self.assertEqual(0, self.member.terminate())
        self.count_fault_of(fault, self.member.log()[known:])
        self.member.start()
        self.member.await_ready()

    def spoil_files(self, fault):
        if fault == DELETED:
            shutil.rmtree(self.store)
        elif fault == OLDER:
            shutil.rmtree(self.store)
            shutil.copytree(self.older, self.store)
            shutil.rmtree(self.older)
        elif fault in FLIPPED:
            return self.flip(FLIPPED[fault])
        else:
            return self.cut(CUT[fault])
        return True

    def flip(self, pattern):
        if (file := self.draw(pattern)) is None:
            return False
        with open(file, "r+b") as stream:
            at = self.rng.randrange(file.stat().st_size)
            stream.seek(at)
            byte = stream.read(1)[0] ^ (1 << self.rng.randrange(8))
            stream.seek(at)
            stream.write(bytes([byte]))
        return True

    def cut(self, pattern):
        if (file := self.draw(pattern)) is None:
            return False
        with open(file, "r+b") as stream:
            stream.truncate(self.rng.randrange(file.stat().st_size))
        return True

    def draw(self, pattern):
        files = sorted(file for file in self.store.glob(pattern) if file.stat().st_size > 0)
        return self.rng.choice(files) if files else None

    def count_fault_of(self, fault, log):
        """Told, or harmless: the store is that of the claims topic, or says that it can't be read."""
        dumped = checker.dump_store(self.member)
        if dumped.returncode == 0:
            checker.check_dump(self, dumped.stdout, checker.folded_claims(self.brokers))
        else:
            self.assertIn("orrupt", dumped.stderr)
            shutil.rmtree(self.store)  # nothing has read the place yet
        if not self.older.exists() and self.store.exists():
            shutil.copytree(self.store, self.older)
        outcome = ("store discarded" if "store.discarded" in log else
                   "shards wiped" if "restore.shard_wiped" in log else
                   "would be told when read" if dumped.returncode else "harmless")
        self.tally[f"{fault}: {outcome}"] += 1


if __name__ == "__main__":
    unittest.main()
