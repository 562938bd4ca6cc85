"""Members that are told to stop, or to give up partitions, while there is work, or no broker to do
it with."""
import threading
import time
import unittest

from harness import balance
from harness import case
from harness import feeder
from harness import generator
from harness import proxy
from harness import topics
from harness import wait

GROUP = "cablestream"
RAW = "cables.raw"
SECONDS = 90
STOP_SECONDS = 10  # what is promised
STOP_SECONDS_WITHOUT_BROKERS = 30


class StopScenario(case.Scenario):

    def setUp(self):
        self.create_topics()
        self.addCleanup(self.delete_topics)

    def start_feeding(self):
        samples = generator.messages(6000, seed=71, duplicates=0.25)
        self.feeder = feeder.Feeder(self.brokers, RAW, samples, a_second=400, seed=71)
        self.addCleanup(self.feeder.stop)

    def check_balance(self, sent):
        balance.check(self, self.brokers, [sample.expected for sample in sent])
        balance.check_order(self, self.brokers, sent)


class StopTest(StopScenario):

    def start_member(self):
        """Stopped within a long interval, it has a transaction open."""
        member = self.member("--create-topics", "--commit-interval-ms", 1000)
        member.start()
        member.await_event("restore.done")
        self.start_feeding()
        while member.await_event("transaction.committed")["messages"] == 0:
            pass
        member.await_event("transaction.begun")
        return member

    def check_stop(self, member, seconds, what):
        start = time.monotonic()
        self.assertEqual(0, member.terminate(seconds))
        print(f"{what}: stopped within {time.monotonic() - start:.1f} s")

    def test_what_is_open_is_committed_under_load(self):
        member = self.start_member()
        self.check_stop(member, STOP_SECONDS, "under load")
        self.assertEqual(len(member.events("transaction.begun")),
                         len(member.events("transaction.committed")))
        sent = self.feeder.stop()
        member.run_until_end()
        self.check_balance(sent)

    def test_brokers_that_do_not_answer_are_not_waited_for(self):
        member = self.start_member()
        sent = self.feeder.stop()
        self.cluster.pause()
        self.addCleanup(self.cluster.resume)
        self.check_stop(member, STOP_SECONDS_WITHOUT_BROKERS, "the broker frozen")
        self.cluster.resume()
        member.run_until_end()
        self.check_balance(sent)

    def test_nor_are_brokers_that_are_gone(self):
        member = self.start_member()
        sent = self.feeder.stop()
        self.cluster.kill()
        try:
            self.check_stop(member, STOP_SECONDS_WITHOUT_BROKERS, "the broker gone")
        finally:
            self.cluster.start()
        member.run_until_end()
        self.check_balance(sent)


    def start_scrubbing(self):
        """Of all it does, only the scrub asks the brokers anything."""
        member = self.member("--create-topics", "--set", "state.scrub_interval=1ms")
        member.start()
        member.await_event("transaction.committed")  # which all that is assigned goes with
        wait.until(lambda: member.metrics()["cablestream_scrub_shards_total"] > 8, SECONDS,
                   "the scrub to be at work")
        return member

    def test_a_scrub_that_gets_no_answer_is_not_waited_for(self):
        member = self.start_scrubbing()
        self.cluster.pause()
        self.addCleanup(self.cluster.resume)
        self.check_stop(member, STOP_SECONDS, "scrubbing, the broker frozen")

    def test_nor_is_a_scrub_without_brokers(self):
        member = self.start_scrubbing()
        self.cluster.kill()
        try:
            self.check_stop(member, STOP_SECONDS, "scrubbing, the broker gone")
        finally:
            self.cluster.start()


class Probe:
    """Asks /healthz all the time."""

    def __init__(self, member):
        self.asked, self.refused = 0, 0
        self._member = member
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._stopped.wait(0.1):
            self.asked += 1
            self.refused += not self._member.healthy()

    def stop(self):
        self._stopped.set()
        self._thread.join()


class LostTransactionEndsTest(StopScenario):

    proxied = True

    def test_a_member_whose_transactions_hang_gives_its_partitions_up_in_time(self):
        lost = proxy.LostTransactionEnds(self.cluster.proxy)
        hanging = self.member("--create-topics", "--commit-interval-ms", 200,
                              brokers=self.cluster.proxy.address, name="hanging")
        other = self.member("--commit-interval-ms", 200, name="other")
        hanging.start()
        hanging.await_event("restore.done")
        self.start_feeding()
        hanging.await_event("transaction.committed")
        probe = Probe(hanging)
        self.addCleanup(probe.stop)

        lost.on.set()
        self.assertTrue(lost.lost.wait(SECONDS))
        other.start()
        other.await_event("service.started")
        start = time.monotonic()
        other.await_event("restore.done")
        print(f"partitions given up after {time.monotonic() - start:.1f} s")
        other.await_event("transaction.committed")
        probe.stop()
        lost.on.clear()

        hanging.await_event("assignment.revoked")
        hanging.await_event("transaction.committed")
        sent = self.feeder.stop()
        wait.until(lambda: topics.all_committed(self.brokers, GROUP, RAW), SECONDS, "all committed")
        for member in (hanging, other):
            self.assertEqual(0, member.terminate())
        self.check_balance(sent)
        self.assertEqual({"no"}, {event["lost"] for event in hanging.events("assignment.revoked")})
        self.assertGreater(probe.asked, 0)
        self.assertEqual(0, probe.refused, "of /healthz")


if __name__ == "__main__":
    unittest.main()
