"""Messages that end the process while they are parsed; and kills that only look like it."""
import unittest

from harness import balance
from harness import case
from harness import generator
from harness import paths
from harness import topics

FAULTS = ("SEGV", "ABRT", "OVERFLOW")
CRASHES = 3  # until a message is given up
KILLS = 10
MOST_STARTS = 30


def with_words(sample, words):
    """The cable with these words at the end of its subject line."""
    lines = sample.data.split(b"\n")
    number = next(number for number, line in enumerate(lines) if line.startswith(b"SUBJ"))
    lines[number] += b" " + words.encode()
    return b"\n".join(lines)


class CrashTest(case.Scenario):

    def setUp(self):
        self.create_topics()
        self.addCleanup(self.delete_topics)
        self.samples = generator.messages(60, seed=61, duplicates=0, corrections=0, no_cables=0)
        self.values = [sample.data for sample in self.samples]
        self.expected = [dict(sample.expected) for sample in self.samples]

    def send(self):
        topics.send(self.brokers, "cables.raw", self.values, seed=1)

    def check(self):
        balance.check(self, self.brokers, self.expected)

    def letters(self):
        return topics.read(self.brokers, "cables.dead-letters")

    def test_after_three_crashes_each_guilty_message_is_a_dead_letter(self):
        for number, fault in enumerate(FAULTS):
            guilty = 10 + 15 * number
            self.values[guilty] = with_words(self.samples[guilty], f"THE PARSER FAILS: {fault}")
            self.expected[guilty] = {"dead_letter": "crashed_parser"}
        self.send()
        member = self.member("--create-topics", "--group", self._testMethodName,
                             binary=paths.CRASHING)
        crashes = 0
        while True:
            member.start_until_end()
            if member.wait() == 0:
                break
            crashes += 1
            self.assertLess(crashes, MOST_STARTS, member.log())
        self.assertEqual(CRASHES * len(FAULTS), crashes)
        self.check()
        letters = self.letters()
        self.assertEqual({self.values[10 + 15 * number] for number in range(len(FAULTS))},
                         {letter.value for letter in letters})
        for letter in letters:
            self.assertEqual(b"crashed_parser", letter.headers["cablestream.reason"])
            self.assertIn(b"3 times", letter.headers["cablestream.detail"])

    def test_ten_kills_from_outside_at_one_offset_make_no_dead_letter(self):
        self.values[30] = with_words(self.samples[30], "THE PARSER HANGS")
        self.expected[30]["content"] = "with other words in it"
        self.send()
        hanging = self.member("--create-topics", "--group", self._testMethodName,
                             binary=paths.CRASHING)
        for _ in range(KILLS):
            hanging.start()
            hanging.await_line("parser.hangs")
            hanging.kill()
        hanging.binary = paths.BINARY
        hanging.run_until_end()
        self.check()
        self.assertEqual([], self.letters())


if __name__ == "__main__":
    unittest.main()
