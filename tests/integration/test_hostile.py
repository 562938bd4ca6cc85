"""Messages that no sender should send: kept as they came, and the ones behind them go on."""
import random
import unittest

from harness import balance
from harness import case
from harness import generator
from harness import topics

TIMESTAMP = 1213358160000  # 2008
RANDOM_BYTES = random.Random(5).randbytes(5_000_000)

# payload, reason of the dead letter
HOSTILE = (
    (b"Dear all,\n\nthe reading room closes at noon.\n", "no_identity"),
    (b"", "empty"),
    (b" \r\n\t\n", "empty"),
    (None, "null"),
    (RANDOM_BYTES, "no_identity"),
    (bytes(4096), "no_identity"),
)


def oversized_cable():
    """A good cable whose record does not fit into a records topic of 50 kB messages."""
    return generator.messages(1, seed=41, size=200_000, no_cables=0)[0].data


class HostileTest(case.Scenario):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        topics.create(cls.brokers, "cables.raw", 1, max_message_bytes=8_000_000)
        topics.create(cls.brokers, "cables.dead-letters", 1, max_message_bytes=8_000_000,
                      retention_ms=-1)
        topics.create(cls.brokers, "cables.records", 2, max_message_bytes=50_000, retention_ms=-1)
        cls.hostile = (*HOSTILE, (oversized_cable(), "too_large"))
        cls.good = generator.messages(2 * len(cls.hostile), seed=43, size=1500, duplicates=0,
                                      corrections=0, no_cables=0)
        cls.sent = []
        for number, (payload, _) in enumerate(cls.hostile):
            cls.sent += [
                {"value": cls.good[2 * number].data},
                {"value": payload, "key": b"key\xff%d" % number, "timestamp": TIMESTAMP + number,
                 "headers": [("origin", b"\x00wire"), ("cablestream.reason", b"a sender's own")]},
                {"value": cls.good[2 * number + 1].data},
            ]
        topics.send(cls.brokers, "cables.raw", cls.sent, seed=1)

    def test_each_is_a_dead_letter_and_the_ones_behind_go_on(self):
        counts = self.member("--create-topics").run_until_end()
        records = topics.read(self.brokers, "cables.records")
        self.assertEqual(sorted(sample.expected["message_id"] for sample in self.good),
                         sorted(balance.decode(record).message_id for record in records))
        letters = topics.read(self.brokers, "cables.dead-letters")
        self.assertEqual(len(self.hostile), len(letters))
        self.assertEqual(len(self.hostile), counts["dead_letters"])
        for number, (payload, reason) in enumerate(self.hostile):
            with self.subTest(reason=reason, size=len(payload or b"")):
                self.check_letter(letters[number], number, payload, reason)

    def check_letter(self, letter, number, payload, reason):
        self.assertEqual(payload, letter.value, "bytes unchanged")
        self.assertEqual(b"key\xff%d" % number, letter.key)
        self.assertEqual(TIMESTAMP + number, letter.timestamp)
        headers = letter.headers
        self.assertEqual(b"\x00wire", headers["origin"])
        self.assertEqual(reason, headers["cablestream.reason"].decode())
        self.assertEqual("cables.raw", headers["cablestream.topic"].decode())
        self.assertEqual("0", headers["cablestream.partition"].decode())
        self.assertEqual(str(3 * number + 1), headers["cablestream.offset"].decode())
        self.assertEqual("live", headers["cablestream.generation"].decode())
        self.assertTrue(headers["cablestream.parser-version"].decode())
        self.assertNotEqual("", headers["cablestream.detail"].decode())


if __name__ == "__main__":
    unittest.main()
