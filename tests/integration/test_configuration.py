"""A broken configuration is named by key, file and line, before anything is connected to."""
import pathlib
import tempfile
import unittest

from harness import member

USAGE = 2

# configuration, key that is named, line
BROKEN = (
    ("brokers: localhost:9092\ncomit:\n  interval_ms: 100\n", "comit", 2),
    ("commit:\n  interval_ms: soon\n", "commit.interval_ms", 2),
    ("brokers: localhost:9092\n\ncommit:\n  interval_ms: -5\n", "commit.interval_ms", 4),
    ("dedup:\n  scope: planet\n", "dedup.scope", 2),
    ("group: [a, b]\n", "group", 1),
    ("log:\n  level: info\n  fromat: json\n", "log.fromat", 3),
    ("kafka:\n  linger.ms: 5\n  isolation.level: read_uncommitted\n", "isolation.level", 3),
    ("kafka:\n  enable.auto.commit: true\n", "enable.auto.commit", 2),
    ("kafka:\n  transactional.id: mine\n", "transactional.id", 2),
    ("kafka:\n  producer:\n    acks: 1\n", "acks", 3),
)


class ConfigurationTest(unittest.TestCase):

    def test_each_fault_names_key_file_and_line(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "broken.yaml"
            for text, key, line in BROKEN:
                with self.subTest(key=key, line=line):
                    path.write_text(text)
                    done = member.run_command("run", "--config", path)
                    self.assertEqual(USAGE, done.returncode, done.stderr)
                    self.assertIn(key, done.stderr)
                    self.assertIn(f"{path}:{line}", done.stderr)

    def test_a_missing_file_is_named(self):
        done = member.run_command("run", "--config", "/nowhere/at-all.yaml")
        self.assertEqual(USAGE, done.returncode)
        self.assertIn("/nowhere/at-all.yaml", done.stderr)


if __name__ == "__main__":
    unittest.main()
