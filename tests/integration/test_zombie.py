"""An owner that others have replaced, and two processes under one name."""
import shutil
import unittest

from harness import balance
from harness import case
from harness import feeder
from harness import generator
from harness import topics
from harness import wait

GROUP = "cablestream"
RAW = "cables.raw"
SESSION = ("--set", "kafka.session.timeout.ms=6000")
SECONDS = 90


class ZombieTest(case.Scenario):

    def setUp(self):
        self.create_topics()
        self.addCleanup(self.delete_topics)
        self.samples = generator.messages(12_000, seed=61, duplicates=0.25)

    def start_feeding(self):
        self.feeder = feeder.Feeder(self.brokers, RAW, self.samples, a_second=300, seed=61)
        self.addCleanup(self.feeder.stop)

    def check_balance(self):
        sent = self.feeder.stop()
        wait.until(lambda: topics.all_committed(self.brokers, GROUP, RAW), SECONDS, "all committed")
        balance.check(self, self.brokers, [sample.expected for sample in sent])
        balance.check_order(self, self.brokers, sent)

    def check_isolated_owner(self, *arguments):
        # The long interval keeps the transaction open until it is stopped within.
        old = self.member("--create-topics", "--commit-interval-ms", 1000, *SESSION, *arguments,
                          name="old")
        new = self.member("--commit-interval-ms", 50, *SESSION, *arguments, name="new")
        old.start()
        old.await_event("restore.done")
        new.start()
        new.await_event("restore.done")
        self.start_feeding()
        old.await_event("transaction.committed")
        old.await_event("transaction.begun")
        old.pause()
        # The group goes on without it: all is the new owner's.
        while new.await_event("assignment.received")["partitions"] < 8:
            pass
        new.await_event("restore.done")
        new.await_event("transaction.committed")
        old.resume()
        # What comes first depends on what its clients notice first.
        old.await_event("assignment.revoked", "pipeline.way_back", "membership.lost")
        old.await_event("restore.done")
        old.await_event("transaction.committed")
        self.check_balance()
        for member in (old, new):
            self.assertTrue(member.alive())
            self.assertEqual(0, member.terminate())

    def test_an_isolated_owner_is_fenced_and_rejoins_unaided(self):
        self.check_isolated_owner()

    def test_so_does_a_dynamic_one(self):
        self.check_isolated_owner("--set", "group_static=false")


class OneNameTest(case.Scenario):

    def setUp(self):
        self.create_topics()
        self.addCleanup(self.delete_topics)

    def test_two_processes_under_one_name_end_in_a_clear_message(self):
        one, other = (self.member("--create-topics", "--set", "instance_id=twin", name=name)
                      for name in ("one", "other"))
        one.start()
        one.await_event("restore.done")
        other.start()
        wait.until(lambda: not (one.alive() and other.alive()), SECONDS, "one gives up")
        loser = other if one.alive() else one
        self.assertEqual(1, loser.wait())
        self.assertIn("two processes run with one instance ID", loser.log())
        self.assertIn("instance_id", loser.log())

    def test_a_copied_folder_gets_a_name_of_its_own(self):
        one, copy = self.member("--create-topics", name="one"), self.member(name="copy")
        one.start()
        one.await_event("restore.done")
        one.terminate()
        shutil.copytree(one.state, copy.state)
        one.start()
        one.await_event("restore.done")
        copy.start()
        copy.await_event("restore.done")
        ids = {member.events("service.started")[-1]["instance"] for member in (one, copy)}
        self.assertEqual(2, len(ids))
        self.assertEqual([], one.events("membership.lost"))
        for member in (one, copy):
            self.assertEqual(0, member.terminate())


if __name__ == "__main__":
    unittest.main()
