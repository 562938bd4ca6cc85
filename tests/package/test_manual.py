"""The manual pages and the completion say what --help says."""
import os
import pathlib
import re
import subprocess
import unittest

PROGRAM = os.environ["CABLESTREAM_PROGRAM"]
MANUAL = pathlib.Path(os.environ["CABLESTREAM_MANUAL"])


def help_of(path):
    return subprocess.run([PROGRAM, *path, "--help"], check=True, stdout=subprocess.PIPE,
                          encoding="utf-8").stdout


def commands():
    """The paths of all commands: (), ("run",), ("state", "get")..."""
    found = [()]
    for path in found:
        _, _, listed = help_of(path).partition("\nSubcommands:\n")
        found += [(*path, name) for name in re.findall(r"^  (\w+)", listed, re.MULTILINE)]
    return found


def words_of_page(path):
    text = (MANUAL / "man1" / ("-".join(("cablestream", *path)) + ".1")).read_text()
    text = re.sub(r"^\.(SH|BR?|I|TP|TH)\b", "", text, flags=re.MULTILINE)
    text = re.sub(r"\\(f[BIR]|&)", "", text).replace("\\-", "-").replace("\\e", "\\")
    return words_of(text)


def words_of(text):
    return re.findall(r"\w+(?:[.-]+\w+)*", text.lower())


def missing(wanted, found):
    """The first of the words that does not stand in `found` in its turn."""
    rest = iter(found)
    return next((word for word in wanted if word not in rest), None)


def complete(*typed):
    """What bash offers for the last of the words."""
    script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cablestream; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    out = subprocess.run(["bash", "-euc", script, "bash", MANUAL / "cablestream.bash", *typed],
                         check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    return set(out.split())


class ManualTest(unittest.TestCase):

    def test_every_command_has_a_page_with_all_that_its_help_says(self):
        paths = commands()
        self.assertGreater(len(paths), 15)
        for path in paths:
            with self.subTest(command=path):
                description, _, rest = help_of(path).partition("\nUsage: ")
                for part in description, rest:
                    self.assertIsNone(missing(words_of(part), words_of_page(path)))
        self.assertEqual(len(paths), len(list((MANUAL / "man1").iterdir())))

    def test_every_flag_and_command_is_completed(self):
        for path in commands():
            with self.subTest(command=path):
                text = help_of(path)
                flags = set(re.findall(r"^  (--[\w-]+)", text, re.MULTILINE))
                self.assertLessEqual(flags, complete("cablestream", *path, "--"))
        self.assertEqual({"rebuild"}, complete("cablestream", "state", "re"))

    def test_values_are_completed_by_what_the_option_takes(self):
        self.assertEqual({"info"}, complete("cablestream", "run", "--log-level", "i"))
        self.assertEqual({"beginning", "end"}, complete("cablestream", "tail", "--from", ""))
        self.assertEqual({"beginning"}, complete("cablestream", "run", "--from", ""))
        self.assertEqual(set(), complete("cablestream", "replay", "--from", ""))


if __name__ == "__main__":
    unittest.main()
