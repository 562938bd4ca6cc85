"""Outputs that the broker alone refuses: the guilty messages are kept, the good ones go on."""
import time
import unittest

from confluent_kafka import admin

from harness import balance
from harness import case
from harness import generator
from harness import topics
from harness import wait

HOUR = 3_600_000
SECONDS = 90
# Limits of the records topic, in bytes.
SMALL = 20_000
SEGMENT = 1_048_576


def alter(brokers, name, key, value):
    """One setting of a topic; gone back to the default are all others that were altered."""
    client = admin.AdminClient({"bootstrap.servers": brokers, **topics.QUIET})
    resource = admin.ConfigResource(admin.ConfigResource.Type.TOPIC, name, {key: str(value)})
    client.alter_configs([resource])[resource].result(SECONDS)


def reject(expected, reason="rejected"):
    """The expectation of a message whose record is refused."""
    return {"dead_letter": reason, "was": expected}


class RefusedTest(case.Scenario):

    def setUp(self):
        self.addCleanup(self.delete_topics)
        self.good = generator.messages(40, seed=71, size=1500, duplicates=0, corrections=0,
                                       no_cables=0)
        self.large = self.larger_than(SMALL, 3)

    def larger_than(self, size, count):
        """So many cables with more bytes than that, and IDs of their own."""
        taken = {sample.expected["message_id"] for sample in self.good}
        samples = generator.messages(4 * count, seed=72, size=3 * size, duplicates=0, corrections=0,
                                     no_cables=0)
        found = [sample for sample in samples if len(sample.data) > size
                 and sample.expected["message_id"] not in taken]
        return found[:count]

    def create(self, raw=None, records=None, letters=None):
        topics.create(self.brokers, "cables.raw", 2, max_message_bytes=8_000_000, **(raw or {}))
        topics.create(self.brokers, "cables.records", 2, retention_ms=-1, **(records or {}))
        topics.create(self.brokers, "cables.dead-letters", 1, retention_ms=-1,
                      max_message_bytes=8_000_000, **(letters or {}))

    def send(self, messages, seed=1):
        topics.send(self.brokers, "cables.raw", messages, seed)

    def letters(self):
        return topics.read(self.brokers, "cables.dead-letters")

    def test_timestamps_of_tomorrow_are_left_out(self):
        self.create(raw={"message_timestamp_after_max_ms": 24 * HOUR})
        ahead = int(time.time() * 1000) + 2 * HOUR
        messages = [{"value": sample.data} for sample in self.good]
        for number in (5, 6, 20):
            messages[number]["timestamp"] = ahead + number
        messages.append({"value": b"No cable, and of tomorrow.", "timestamp": ahead})
        messages.append({"value": b"No cable."})
        self.send(messages)
        self.member("--create-topics", "--group", self._testMethodName).run_until_end()

        rows = [sample.expected for sample in self.good]
        balance.check(self, self.brokers, rows + 2 * [{"dead_letter": "no_identity"}])
        wanted = {self.good[number].expected["message_id"]: ahead + number
                  for number in (5, 6, 20)}
        without = {}
        for record in topics.read(self.brokers, "cables.records"):
            cable = balance.decode(record)
            if record.timestamp != cable.source.timestamp:
                without[cable.message_id] = cable.source.timestamp
                self.assertLess(abs(record.timestamp - (ahead - 2 * HOUR)), HOUR)
        self.assertEqual(wanted, without)
        tomorrow, today = sorted(self.letters(), key=lambda letter: -len(letter.value))
        self.assertEqual(str(ahead), tomorrow.headers["cablestream.timestamp"].decode())
        self.assertLess(tomorrow.timestamp, ahead)
        self.assertEqual(str(today.timestamp), today.headers["cablestream.timestamp"].decode())

    def test_records_that_became_too_large_while_it_ran_are_kept(self):
        self.create()
        member = self.member("--create-topics", "--group", self._testMethodName)
        member.start()
        member.await_ready()
        self.send([sample.data for sample in self.good[:10]], seed=1)
        self.await_committed()
        # The service has compared each output with the limit as it was.
        alter(self.brokers, "cables.records", "max.message.bytes", SMALL)
        smallest, *larger = sorted(self.large, key=lambda sample: len(sample.data))
        self.send([sample.data for sample in [smallest, *self.good[10:25]]], seed=2)
        self.await_committed()
        refusals = len(member.events("output.refused"))
        self.assertGreater(refusals, 0)
        # What is larger than that need not be refused first.
        self.send([sample.data for sample in [*larger, *self.good[25:]]], seed=3)
        self.await_committed()
        self.assertEqual(0, member.terminate())
        self.assertEqual(refusals, len(member.events("output.refused")))

        rows = [sample.expected for sample in self.good]
        rows.append(reject(smallest.expected))
        rows += [reject(sample.expected, "too_large") for sample in larger]
        balance.check(self, self.brokers, rows)
        details = {letter.value: letter.headers["cablestream.detail"] for letter in self.letters()}
        self.assertEqual({sample.data for sample in self.large}, set(details))
        self.assertIn(b"MSG_SIZE_TOO_LARGE", details[smallest.data])

    def test_a_record_larger_than_a_segment_is_kept(self):
        self.create(records={"max_message_bytes": 8_000_000, "segment_bytes": SEGMENT})
        self.large = self.larger_than(SEGMENT, 2)
        mixed = [*self.good[:5], self.large[0], *self.good[5:20], self.large[1], *self.good[20:]]
        self.send([sample.data for sample in mixed])
        self.member("--create-topics", "--group", self._testMethodName).run_until_end()
        rows = [sample.expected for sample in self.good]
        balance.check(self, self.brokers, rows + [reject(sample.expected) for sample in self.large])
        self.check_rejected("RECORD_LIST_TOO_LARGE")

    def test_a_dead_letter_that_is_refused_stops_it_with_advice(self):
        self.create()
        member = self.member("--create-topics", "--group", self._testMethodName)
        member.start()
        member.await_ready()
        # The service has looked at the settings as they were.
        alter(self.brokers, "cables.dead-letters", "cleanup.policy", "compact")
        self.send([b"No cable, and no key either."])
        self.assertEqual(1, member.wait())
        for words in ("cables.dead-letters (INVALID_RECORD)", "cables.raw/", "cleanup.policy"):
            self.assertIn(words, member.log())
        self.assertEqual([], self.letters())

    def await_committed(self):
        wait.until(lambda: topics.all_committed(self.brokers, self._testMethodName, "cables.raw"),
                   SECONDS, "everything committed")

    def check_rejected(self, error):
        letters = self.letters()
        self.assertEqual({sample.data for sample in self.large},
                         {letter.value for letter in letters})
        for letter in letters:
            self.assertEqual(b"rejected", letter.headers["cablestream.reason"])
            self.assertIn(error, letter.headers["cablestream.detail"].decode())


if __name__ == "__main__":
    unittest.main()
