"""Row 9: the network of one member is cut, one-way, slow or reset, while the others work on."""
import threading
import unittest

from rig import network
from rig import scenario

FAULTS = (("both ways", network.Network.cut, 5), ("reset", network.Network.reset, 0),
          ("requests lost", network.Network.lose_requests, 30),
          ("answers lost", network.Network.lose_answers, 30),
          ("delay of 0 to 400 ms", network.Network.delay, 30),
          ("both ways, longer than its session", network.Network.cut, 30),
          ("both ways, for a minute", network.Network.cut, 60))


class MemberCutOff(scenario.Row):

    proxied = True
    short = 2
    arguments = ("--commit-interval-ms", "100", "--set", "kafka.session.timeout.ms=6000")

    def play(self):
        self.network = network.Network(self.cluster.proxy, self.rng)
        struck = self.victim("struck", brokers=self.cluster.proxy.address)
        witness = self.victim("witness")
        self.start_all()
        self.traffic.start(a_second=100)
        for number in range(self.count):
            kind, strike, seconds = FAULTS[number % len(FAULTS)]
            struck.forget_lines()
            struck.await_event("transaction.begun")
            strike(self.network)
            over = threading.Timer(seconds, self.network.heal)
            over.start()
            self.addCleanup(over.cancel)
            witness.await_commit()
            while over.is_alive():
                witness.await_commit()
            struck.await_ready()
            struck.await_commit()
            self.count_fault(kind)
        self.finish()


if __name__ == "__main__":
    unittest.main()
