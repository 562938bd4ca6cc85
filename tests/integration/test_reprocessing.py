"""Every command line in docs/reprocessing.md can be given as it stands there, in its order."""
import json
import os
import pathlib
import re
import shlex
import unittest

from harness import case
from harness import generator
from harness import member
from harness import paths
from harness import topics
from harness import wait

HOUR = 1767603600000  # 2026-01-05T09:00:00Z, when the bad feed of the document begins
BAD = 20  # messages of it
STILL_WRONG = 1  # exit status where dead letters do not parse


def sections():
    """The command lines of the document's blocks, by the chapter they stand in."""
    text = (paths.SOURCE / "docs/reprocessing.md").read_text("utf-8")
    found = {}
    for chapter in text.split("\n## ")[1:]:
        lines = re.findall(r"^    (cablestream .*)$", chapter, re.MULTILINE)
        if lines:
            found[chapter.splitlines()[0]] = lines
    return found


class ReprocessingTest(case.Scenario):

    def setUp(self):
        self.addCleanup(self.delete_topics)
        self.create_topics()
        for version in ("v2", "v3"):
            for kind in ("records", "dead-letters"):
                topics.create(self.brokers, f"cables.{kind}.{version}", 4, retention_ms=-1)
        samples = generator.messages(200, seed=77, duplicates=0.2) + generator.samples()
        topics.send(self.brokers, "cables.raw", [sample.data for sample in samples], seed=77)
        topics.send(self.brokers, "cables.raw",
                    [{"value": b"Bad, number %d." % number, "timestamp": HOUR + number}
                     for number in range(BAD)], seed=78)
        self.service = self.member("--group", self._testMethodName)
        self.service.run_until_end()

    def run_line(self, line):
        _, *arguments = shlex.split(line)
        environment = {**os.environ, "CABLESTREAM_BROKERS": self.brokers,
                       "CABLESTREAM_GROUP": self._testMethodName,
                       "CABLESTREAM_STATE_DIR": str(self.service.state)}
        return member.run_command(*arguments, cwd=self.folder, env=environment)

    def run_chapter(self, name):
        """What each of its lines printed."""
        outputs = []
        for line in sections()[name]:
            if "replay drop" in line:  # a member that has ended keeps its seat for a while
                wait.until(lambda: self.run_line(line).returncode == 0, member.SECONDS, line)
                continue
            done = self.run_line(line)
            expected = STILL_WRONG if "parse --dead-letters" in line else 0
            self.assertEqual(expected, done.returncode, f"{line}: {done.stderr}{done.stdout}")
            outputs.append(done.stdout)
        return outputs

    def test_replay(self):
        self.run_chapter("A replay")

    def test_diff(self):
        for output in self.run_chapter("What would change: replay --diff"):
            self.assertRegex(output, r'records changed +0|"changed": 0')

    def test_redrive(self):
        _, shown, first, rest = self.run_chapter("Dead letters: redrive")
        would = json.loads(shown.splitlines()[-1])["redriven"]
        self.assertGreater(would, BAD)
        self.assertEqual(would, sum(json.loads(each)["redriven"] for each in (first, rest)))

    def test_new_version(self):
        self.run_chapter("Recipe: a new parser version")

    def test_lost_records(self):
        before = {message.key for message in topics.read(self.brokers, "cables.records")}
        topics.delete(self.brokers, "cables.records")
        topics.create(self.brokers, "cables.records", 4, retention_ms=-1)
        self.run_chapter("Recipe: the records topic was lost")
        self.assertEqual(before, {message.key
                                  for message in topics.read(self.brokers, "cables.records")})

    def test_bad_feed(self):
        mended = self.folder / "mended"
        mended.mkdir()
        (mended / "one.txt").write_bytes(generator.messages(1, seed=79, no_cables=0)[0].data)
        report = json.loads(self.run_chapter("Recipe: a bad feed")[-1])
        self.assertEqual((0, BAD), (report["redriven"], report["parked"]))

    def test_all_chapters_are_run(self):
        code = pathlib.Path(__file__).read_text("utf-8")
        self.assertEqual([], [name for name in sections() if f'run_chapter("{name}")' not in code])


if __name__ == "__main__":
    unittest.main()
