"""`cablestream redrive`: dead letters back into the raw topic, each once, whatever happens."""
import collections
import json
import random
import unittest

from harness import audit
from harness import case
from harness import generator
from harness import member
from harness import topics

KILLS = 10
TIMESTAMP = 1213358160000  # 2008
LETTER_BYTES = 20_000  # the most that the dead letters topic takes
RAW, LETTERS = "cables.raw", "cables.dead-letters"


def no_cables(count):
    """Messages that become dead letters, some of them in parts; each can be told from the others."""
    rng = random.Random(5)
    made = []
    for number in range(count):
        message = {"value": b"No cable, number %d." % number, "timestamp": TIMESTAMP + number,
                   "headers": [("origin", b"\x00wire"), ("cablestream.reason", b"a sender's own")]}
        if number % 10 == 3:
            message["value"] += b" " + rng.randbytes(3 * LETTER_BYTES)
        if number % 3:
            message["key"] = b"key %d" % number
        if number % 7 == 5:
            message["value"] = b"" if number % 2 else None
            message["key"] = b"empty %d" % number
        made.append(message)
    return made


class RedriveScenario(case.Scenario):

    def setUp(self):
        self.addCleanup(self.delete_topics)
        topics.create(self.brokers, RAW, 4, retention_ms=-1, max_message_bytes=8_000_000)
        topics.create(self.brokers, "cables.records", 4, retention_ms=-1)
        topics.create(self.brokers, LETTERS, 3, retention_ms=-1, max_message_bytes=LETTER_BYTES)
        self.service = self.member("--group", self.group(), "--commit-interval-ms", 50)

    def group(self):
        return self._testMethodName[:40]

    def send(self, messages, seed=1):
        topics.send(self.brokers, RAW, messages, seed)

    def run_service(self):
        return self.service.run_until_end()

    def redrive(self, *arguments, name="redrive", **options):
        folder = self.folder / self._testMethodName / name
        created = member.Redrive(self.brokers, folder, "--group", self.group(), *arguments,
                                 **options)
        self.addCleanup(created.stop)
        return created

    def redriven(self, *arguments):
        """What a whole redrive reports."""
        return self.redrive(*arguments).run_until_end()

    def raw(self):
        return sorted(topics.read(self.brokers, RAW),
                      key=lambda message: (message.partition, message.offset))

    def audit(self):
        status, report = audit.run(self.brokers, self.folder, "--group", self.group())
        self.assertEqual(0, status, report)

    def check_raw(self, sent, times):
        """Each message so often as it should be, unchanged but for the headers that were added."""
        found = collections.Counter()
        for message in self.raw():
            found[message.key, message.value, message.timestamp, message.headers["origin"]] += 1
        wanted = {(message.get("key"), message["value"], message["timestamp"], b"\x00wire"): times
                  for message in sent}
        self.assertEqual(wanted, dict(found))


class KilledRedriveTest(RedriveScenario):

    def test_each_letter_goes_once_and_is_parked_once(self):
        letters = no_cables(260)
        self.send(letters)
        self.run_service()
        first = {(message.partition, message.offset): message for message in self.raw()}

        # Slow enough that there is always something left for the next one.
        killed, beside = (self.redrive("--rate", 5, name=name) for name in ("killed", "beside"))
        for number in range(KILLS):
            if number % 3 == 0:
                beside.start_until_end()
                beside.await_event("redrive.committed")
            killed.start_until_end()  # takes over
            # Inside of a transaction, and behind one.
            killed.await_event("redrive.begun" if number % 2 else "redrive.committed")
            if number % 3 == 1:
                beside.start_until_end()  # takes over, be it in the middle of a transaction
                beside.await_event("redrive.committed")
            killed.kill()
            beside.stop()
        report = self.redriven()
        self.assertEqual(len(letters), report["redriven"] + report["done_before"])
        self.assertGreater(report["done_before"], 0)
        self.check_raw(letters, times=2)
        for message in self.raw():
            place = (message.partition, message.offset)
            if place in first:
                continue
            topic, partition, offset = message.headers["cablestream.origin"].decode().split("/")
            self.assertEqual(RAW, topic)
            self.assertEqual(first[int(partition), int(offset)].value, message.value)
            self.assertEqual(message.partition, int(partition), "where it was")
            self.assertNotIn("cablestream.part", message.headers)
        self.run_service()
        self.audit()

        self.assertEqual(len(letters), self.redriven()["redriven"])
        self.run_service()
        self.audit()
        self.check_attempts({"1", "2", "3"})
        self.assertEqual((0, len(letters)), self.counts(self.redriven()))
        self.assertEqual((0, 0), self.counts(self.redriven()))
        self.run_service()
        self.audit()
        self.check_raw(letters, times=3)
        self.check_parked(letters)

    @staticmethod
    def counts(report):
        return report["redriven"], report["parked"]

    def check_attempts(self, wanted):
        attempts = collections.Counter(
            letter.headers["cablestream.attempts"].decode()
            for letter in topics.read(self.brokers, LETTERS)
            if letter.headers.get("cablestream.part", b"1/").startswith(b"1/"))
        self.assertEqual(wanted, set(attempts))
        self.assertEqual(1, len(set(attempts.values())), attempts)

    def check_parked(self, letters):
        values = collections.defaultdict(dict)
        for letter in topics.read(self.brokers, LETTERS + ".parked"):
            part, parts = map(int, letter.headers.get("cablestream.part", b"1/1").split(b"/"))
            origin = letter.headers["cablestream.origin"]
            self.assertNotIn(part, values[origin, letter.key], "parked twice")
            values[origin, letter.key][part] = letter.value
            self.assertLessEqual(part, parts)
            self.assertEqual(b"3", letter.headers["cablestream.attempts"])
        whole = [(key, parts[1] if len(parts) == 1 else b"".join(parts[i + 1]
                                                                 for i in range(len(parts))))
                 for (_, key), parts in values.items()]
        self.assertCountEqual([(letter.get("key"), letter["value"]) for letter in letters], whole)


class SelectionTest(RedriveScenario):

    def test_any_selection_after_another_takes_what_is_left(self):
        letters = no_cables(70)
        self.send(letters)
        self.run_service()
        empty = [letter for letter in letters if letter["value"] == b""]
        early = [letter for letter in letters if letter["timestamp"] < TIMESTAMP + 20]
        self.assertEqual(len(empty), self.redriven("--reason", "empty")["redriven"])
        report = self.redriven("--until", "2008-06-13T11:56:00.020Z")
        self.assertEqual(len([letter for letter in early if letter not in empty]),
                         report["redriven"])
        self.assertEqual(1, self.redriven("--id", "key 22")["redriven"])
        self.assertEqual(5, self.redriven("--limit", 5, "--since",
                                          "2008-06-13T11:56:00.020Z")["redriven"])
        before = self.raw()
        left = len(letters) - (len(before) - len(letters))
        shown = self.dry_run()
        self.assertEqual(left, len(shown))
        self.assertEqual(before, self.raw(), "a dry run changes nothing")
        report = self.redriven("--reason", "null", "--reason", "no_identity")
        self.assertEqual(left, report["redriven"])
        self.assertEqual(0, self.redriven()["redriven"])
        self.check_raw(letters, times=2)
        self.run_service()
        self.audit()
        self.assertEqual(0, self.redriven("--max-attempts", 1, "--id", "nobody's")["parked"])
        self.assertEqual(len(letters), self.redriven("--max-attempts", 2)["parked"])

    def dry_run(self):
        done = member.run_command("redrive", "--brokers", self.brokers, "--group", self.group(),
                                  "--dry-run", "--scratch-dir", self.folder / "dry")
        self.assertEqual(0, done.returncode, done.stderr)
        *lines, report = map(json.loads, done.stdout.splitlines())
        self.assertEqual(len(lines), report["redriven"])
        self.assertEqual({"be redriven"}, {line["would"] for line in lines})
        return lines

    def test_a_dry_run_before_all_others_makes_nothing(self):
        self.send(no_cables(10))
        self.run_service()
        self.assertEqual(10, len(self.dry_run()))
        self.assertEqual(set(), {name for name in topics.names(self.brokers)
                                 if name.startswith(LETTERS + ".")})

    def test_what_parses_now_becomes_a_record(self):
        good = generator.messages(1, seed=5, no_cables=0)[0]
        self.send(no_cables(3))
        self.run_service()
        # As if an earlier version had not known what it is.
        letter = topics.read(self.brokers, LETTERS)[0]
        message = topics.Message(letter.partition, -1, b"key", good.data, letter.headers, TIMESTAMP)
        audit.write(self.brokers, LETTERS, message)
        self.redriven()
        counts = self.run_service()
        self.assertEqual((1, 3), (counts["records"], counts["dead_letters"]))


class ParseTest(RedriveScenario):

    def parse(self, *arguments):
        done = member.run_command("parse", "--dead-letters", "--brokers", self.brokers, "--group",
                                  self.group(), "--scratch-dir", self.folder / "parse", *arguments)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def test_dead_letters_are_tried(self):
        self.send(no_cables(13))
        self.run_service()
        status, lines, _ = self.parse()
        self.assertEqual(1, status)
        errors = collections.Counter(line["error"]["code"] for line in lines)
        self.assertEqual({"no_identity": 11, "empty": 1, "null": 1}, errors)
        self.assertEqual(errors, collections.Counter(line["reason"] for line in lines))
        sources = {f"{RAW}/{message.partition}/{message.offset}" for message in self.raw()}
        self.assertEqual(sources, {line["source"] for line in lines})
        # What a redrive has put back is its affair no more.
        self.redriven()
        self.assertEqual((0, []), self.parse()[:2])

        good = generator.messages(1, seed=5, no_cables=0)[0]
        letter = next(letter for letter in topics.read(self.brokers, LETTERS)
                      if letter.headers["cablestream.reason"] == b"no_identity"
                      and "cablestream.part" not in letter.headers)
        audit.write(self.brokers, LETTERS, topics.Message(0, -1, b"key", good.data, letter.headers,
                                                          TIMESTAMP))
        status, (line,), table = self.parse("--stats")
        self.assertEqual(0, status)
        self.assertEqual(good.expected["message_id"], line["message_id"])
        self.assertRegex(line["dead_letter"], LETTERS + r"/0/\d+")
        self.assertIn("records", table)


class RefusedRedriveTest(RedriveScenario):

    def failed(self, *arguments):
        done = member.run_command("redrive", "--brokers", self.brokers, "--group", self.group(),
                                  "--scratch-dir", self.folder / "failed", *arguments)
        return done.returncode, done.stderr

    def test_marks_that_are_gone_or_of_another_topic(self):
        self.send(no_cables(20))
        self.run_service()
        self.redriven()
        topics.delete(self.brokers, LETTERS)
        topics.create(self.brokers, LETTERS, 3, retention_ms=-1, max_message_bytes=LETTER_BYTES)
        status, log = self.failed()
        self.assertEqual(1, status)
        self.assertIn("another dead letters topic", log)
        topics.delete(self.brokers, LETTERS + ".redriven")
        status, log = self.failed()
        self.assertEqual(1, status)
        self.assertIn(LETTERS + ".redriven is gone", log)

    def test_a_letter_that_does_not_fit(self):
        self.send(no_cables(20))
        self.run_service()
        topics.delete(self.brokers, RAW)
        topics.create(self.brokers, RAW, 4, retention_ms=-1, max_message_bytes=LETTER_BYTES)
        status, log = self.failed()
        self.assertEqual(1, status)
        self.assertEqual(2, log.count("redrive.left"))
        self.assertEqual(18, len(self.raw()))

    def test_wrong_usage(self):
        for arguments in (["--reason", "bad"], ["--since", "yesterday"], ["--rate", "0"],
                          ["--max-attempts", "0"]):
            self.assertEqual(2, self.failed(*arguments)[0], arguments)
        self.assertEqual(3, self.failed("--dead-letters-topic", "no.such")[0])


if __name__ == "__main__":
    unittest.main()
