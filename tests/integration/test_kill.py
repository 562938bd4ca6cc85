"""kill -9, again and again, each time while a transaction is open."""
import shutil
import statistics
import time
import unittest

from harness import balance
from harness import case
from harness import generator
from harness import topics
from harness import wait

KILLS = 20
MESSAGES_A_KILL = 60


class KillTest(case.Scenario):

    def test_twenty_kills_inside_transactions_lose_and_double_nothing(self):
        self.create_topics()
        # The identity stays when the state is deleted, as a StatefulSet's pod keeps its name: else
        # each new one would wait for the seat of the one before.
        member = self.member("--set", "instance_id=killed", "--commit-interval-ms", 400,
                             "--create-topics")
        # Twice what is needed: a kill that came too late used its messages up.
        samples = generator.messages(2 * KILLS * MESSAGES_A_KILL, seed=23, duplicates=0.3)
        self.transactions = topics.OpenTransactions(self.brokers, "cables.records")
        self.addCleanup(self.transactions.close)

        sent, kills, seconds = [], 0, []
        while kills < KILLS:
            batch = samples[len(sent):len(sent) + MESSAGES_A_KILL]
            self.assertTrue(batch, "too many kills came too late")
            topics.send(self.brokers, "cables.raw", [sample.data for sample in batch], kills)
            sent += batch
            seconds.append(self.start_and_kill(member))
            if self.transactions.stay_open():
                kills += 1
                if kills % 2 == 0:
                    shutil.rmtree(member.state)
        member.run_until_end()
        balance.check(self, self.brokers, [sample.expected for sample in sent])
        print(f"start to first record: {statistics.median(seconds):.2f} s (median), "
              f"{max(seconds):.2f} s (slowest), of {len(seconds)}")

    def start_and_kill(self, member):
        """Kills the member once it has written into a transaction; the seconds that took."""
        start = time.monotonic()
        member.start()
        # First the transaction that the last kill left open must have been aborted.
        member.await_ready()
        wait.until(self.transactions.any, 90, "a transaction of the new run")
        member.kill()
        return time.monotonic() - start


if __name__ == "__main__":
    unittest.main()
