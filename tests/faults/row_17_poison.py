"""Row 17: cables with errors at random: bytes changed, lost, repeated and moved."""
import collections
import unittest

from harness import audit
from harness import balance
from harness import generator
from harness import topics
from rig import checker
from rig import scenario

BATCH = 10_000  # messages in memory at once
MOST_ERRORS = 12
# Line ends, separators, page marks, bytes of no alphabet.
BYTES = b"\r\n \t\0\x0c\x1a\x7f\x80\xff/:-.0Z"


def spoil(data, rng):
    data = bytearray(data)
    for _ in range(rng.randint(1, MOST_ERRORS)):
        at = rng.randrange(len(data) + 1)
        piece = data[at:at + rng.choice((1, 1, 4, 40, 400))]
        error = rng.randrange(5)
        if error == 0:
            data[at:at + 1] = bytes([rng.choice(BYTES)])
        elif error == 1:
            data[at:at + 1] = bytes([rng.randrange(256)])
        elif error == 2:
            del data[at:at + len(piece)]
        elif error == 3:
            data[at:at] = piece
        else:
            del data[at:at + len(piece)]
            to = rng.randrange(len(data) + 1)
            data[to:to] = piece
    return bytes(data)


class Poison(scenario.Row):

    short = 5000
    arguments = ("--commit-interval-ms", "100")

    def play(self):
        member = self.victim()
        self.start_all()
        samples = generator.endless(self.seed, size=700, duplicates=0.1, corrections=0.02,
                                    no_cables=0.01)
        for start in range(0, self.count, BATCH):
            spoilt = [spoil(next(samples).data, self.rng)
                      for _ in range(min(BATCH, self.count - start))]
            topics.send(self.brokers, checker.RAW, spoilt, self.seed + start)
        checker.await_all_committed(self.brokers)
        self.assertEqual(0, member.terminate())
        self.check(member)

    def check(self, member):
        """What each became nobody knows but the parser: but it is one thing."""
        counts = member.events("run.finished")[-1]
        letters = topics.read(self.brokers, checker.LETTERS)
        records = topics.read(self.brokers, checker.RECORDS)
        sources = collections.Counter(balance.source_of(balance.decode(record))
                                      for record in records)
        for letter in letters:
            sources[(letter.headers["cablestream.topic"].decode(),
                     int(letter.headers["cablestream.partition"]),
                     int(letter.headers["cablestream.offset"]))] += 1
            self.tally[letter.headers["cablestream.reason"].decode()] += 1
        self.assertEqual([], [source for source, times in sources.items() if times > 1])
        self.assertEqual(self.count, len(sources) + counts["duplicates"])
        self.tally["record"] += len(records)
        self.tally["duplicate"] += counts["duplicates"]
        self.assertEqual([], member.events("pipeline.way_back"))
        checker.check_restored_store(self, member, checker.check_claims(self, self.brokers))
        checker.check_nothing_open(self, self.brokers)
        status, report = audit.run(self.brokers, self.folder, "--group", checker.GROUP)
        self.assertEqual((0, []), (status, report["shown"]), "audit")


if __name__ == "__main__":
    unittest.main()
