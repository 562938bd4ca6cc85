"""Row 8: of three brokers, the one that leads something is killed or cut off, and comes back."""
import itertools
import shutil
import unittest

from rig import brokers
from rig import checker
from rig import scenario

TOPICS = (checker.CLAIMS, brokers.OFFSETS, checker.RAW, brokers.TRANSACTIONS)
# The last: from the brokers, and not from all members, whom it tells of a past that it takes for now.
KILLED, CUT_OFF, ESTRANGED = "killed", "cut off", "estranged"
HOW = (ESTRANGED, KILLED, CUT_OFF)
FAULTS = tuple((topic, HOW[(number + turn) % len(HOW)]) for turn in range(len(HOW))
               for number, topic in enumerate(TOPICS))


class LeaderLost(scenario.Row):

    short = 2
    # An estranged coordinator keeps those that join waiting for max.poll.interval.ms.
    arguments = ("--commit-interval-ms", "100", "--set", "kafka.session.timeout.ms=6000",
                 "--set", "kafka.max.poll.interval.ms=15000")
    most_rebuilds = 10  # the service ends at the eleventh

    @classmethod
    def new_cluster(cls):
        return brokers.ThreeBrokers(cls.folder, cls.broker_settings)

    def play(self):
        self.victims = [self.victim("one"), self.victim("other")]
        machine = self.cluster.machine
        self.witness = self.victim("witness", prefix=machine.inside, host=machine.host)
        self.start_all()
        self.traffic.start(a_second=100)
        for topic, how in itertools.islice(itertools.cycle(FAULTS), self.count):
            self.strike(topic, how)
        self.finish()

    def strike(self, topic, how):
        """While the broker is away one member goes on, and another one restores."""
        partition = self.rng.randrange(scenario.PARTITIONS) if topic in (checker.RAW,
                                                                         checker.CLAIMS) else 0
        leader = self.cluster.leader(topic, partition)
        struck = self.rng.choice(self.victims)
        {KILLED: leader.kill, CUT_OFF: leader.network.cut_off,
         ESTRANGED: leader.network.estrange}[how]()
        struck.kill()
        if self.rng.random() < 0.5:
            shutil.rmtree(struck.state)
        struck.start()
        self.cluster.await_led_without(leader)
        self.witness.await_commit()
        if how != ESTRANGED:  # who reaches that broker may wait for it as long as it is so
            struck.await_event("restore.done")
        {KILLED: leader.start, CUT_OFF: leader.network.plug_in,
         ESTRANGED: leader.network.reconcile}[how]()
        self.cluster.await_in_sync()
        for member in self.members:
            member.await_ready()
        self.count_fault(f"leader of {topic} {how}")


if __name__ == "__main__":
    unittest.main()
