"""How long no record comes after kill -9: printed, not judged."""
import shutil
import time
import unittest

from harness import balance
from harness import case
from harness import feeder
from harness import generator
from harness import topics
from harness import wait

GROUP = "cablestream"
RAW = "cables.raw"
SECONDS = 90


class RecoveryTest(case.Scenario):

    def setUp(self):
        self.create_topics()
        self.addCleanup(self.delete_topics)
        samples = generator.messages(8_000, seed=81, duplicates=0.25)
        self.victim = self.member("--create-topics", name="victim")
        self.victim.start()
        self.victim.await_event("restore.done")
        self.feeder = feeder.Feeder(self.brokers, RAW, samples, a_second=200, seed=81)
        self.addCleanup(self.feeder.stop)
        self.victim.await_event("transaction.committed")

    def kill(self):
        """Inside a transaction."""
        self.victim.await_event("transaction.begun")
        self.victim.kill()
        self.killed = time.monotonic()

    def await_all_records(self, *survivors):
        """The next record of every partition that the victim owned: a later one than all before."""
        behind = topics.ends(self.brokers, RAW)
        wait.until(lambda: all(map(int.__ge__, topics.committed(self.brokers, GROUP, RAW), behind)),
                   SECONDS, "commits behind the kill, on all partitions")
        every = time.monotonic() - self.killed
        sent = self.feeder.stop()
        wait.until(lambda: topics.all_committed(self.brokers, GROUP, RAW), SECONDS, "all committed")
        for member in survivors:
            self.assertEqual(0, member.terminate())
        balance.check(self, self.brokers, [sample.expected for sample in sent])
        return every

    def restart(self):
        self.victim.start()
        self.victim.await_event("transaction.committed")
        return time.monotonic() - self.killed

    def report(self, first, every):
        print(f"first record after {first:.1f} s, of all partitions after {every:.1f} s")

    def test_in_the_same_folder(self):
        self.kill()
        first = self.restart()
        every = self.await_all_records(self.victim)
        self.report(first, every)

    def test_with_the_folder_deleted(self):
        self.kill()
        shutil.rmtree(self.victim.state)
        first = self.restart()
        every = self.await_all_records(self.victim)
        self.report(first, every)

    def test_by_another_instance(self):
        heir = self.member(name="heir")
        heir.start()
        heir.await_event("restore.done")
        self.kill()
        while heir.await_event("assignment.received")["partitions"] < 8:
            pass
        heir.await_event("transaction.committed")
        first = time.monotonic() - self.killed
        every = self.await_all_records(heir)
        self.report(first, every)


if __name__ == "__main__":
    unittest.main()
