"""Every layout of the sample cables and of the generator is read as its author meant it."""
import collections
import json
import pathlib
import tempfile
import unittest

from harness import balance
from harness import generator
from harness import member


def parse(paths):
    """`cablestream parse` over files: its JSON lines by file."""
    lines = member.run_command("parse", *paths).stdout.splitlines()
    return {row["file"]: row for row in map(json.loads, lines)}


class SamplesTest(unittest.TestCase):

    def check(self, samples):
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder) / f"{number:05}.txt" for number in range(len(samples))]
            for path, sample in zip(paths, samples):
                path.write_bytes(sample.data)
            parsed = parse([folder])
        hashes = collections.defaultdict(set)
        for path, sample in zip(paths, samples):
            with self.subTest(**sample.expected):
                self.check_one(sample.expected, parsed[str(path)], hashes)
        # A repeat has the content of what it repeats, whatever its layout; a correction another.
        for (message_id, content), found in hashes.items():
            self.assertEqual(1, len(found), f"{message_id}, content {content}")

    def check_one(self, expected, row, hashes):
        if "dead_letter" in expected:
            self.assertEqual(expected["dead_letter"], row["error"]["code"])
            return
        self.assertEqual(expected["message_id"], balance.known_part(row.get("message_id", "")))
        key = (expected["message_id"], expected["content"])
        hashes[key].add((row["content_hash"], row["disposition"].endswith("CORRECTION")))

    def test_the_hand_written_cables(self):
        self.check(generator.samples())

    def test_the_generated_cables(self):
        self.check(generator.messages(1500, seed=7, duplicates=0.3, corrections=0.05))


if __name__ == "__main__":
    unittest.main()
