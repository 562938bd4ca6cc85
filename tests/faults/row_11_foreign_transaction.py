"""Row 11: somebody else's transaction is open on a claims partition, and its producer is gone."""
import os
import subprocess
import sys
import unittest

from rig import checker
from rig import scenario

# Run as a process of its own, so that it can be killed: argv: brokers, topic, partition.
PROBE = """
import confluent_kafka, sys
producer = confluent_kafka.Producer({"bootstrap.servers": sys.argv[1],
                                     "transactional.id": "probe", "transaction.timeout.ms": 12000})
producer.init_transactions(30)
producer.begin_transaction()
producer.produce(sys.argv[2], b"not a claim", b"PROBE1", partition=int(sys.argv[3]))
producer.flush(30)
print("open", flush=True)
sys.stdin.read()
"""


class ForeignTransaction(scenario.Row):

    short = 2
    arguments = ("--commit-interval-ms", "100")
    broker_settings = ("transaction.abort.timed.out.transaction.cleanup.interval.ms=1000",)

    def play(self):
        member = self.victim()
        self.start_all()
        self.traffic.start(a_second=100)
        for number in range(self.count):
            self.offsets.await_progress()
            self.assertEqual(0, member.terminate())
            self.leave_open(self.rng.randrange(scenario.PARTITIONS), killed=number % 2 == 0)
            member.start()
            # It says what it waits for, and goes on once the broker has given that up.
            member.await_event("restore.waiting")
            member.await_ready()
            self.count_fault("killed" if number % 2 == 0 else "stands still")
        self.finish()

    def leave_open(self, partition, killed):
        probe = subprocess.Popen(
            [sys.executable, "-c", PROBE, self.brokers, checker.CLAIMS, str(partition)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ)
        self.assertEqual("open\n", probe.stdout.readline())
        if killed:
            probe.kill()
            probe.communicate()
        else:
            self.addCleanup(probe.communicate)
            self.addCleanup(probe.kill)


if __name__ == "__main__":
    unittest.main()
