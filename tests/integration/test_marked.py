"""The text of a cable goes from topic to topic and nowhere else: a mark in texts of every kind, taken
through every command and its errors, is in no log, no state folder and on no page."""
import base64
import itertools
import random
import unittest
import urllib.error
import urllib.request

from harness import case
from harness import generator
from harness import groups
from harness import member
from harness import paths
from harness import topics

MARK = b"QUIXOTRY"
RECORD_BYTES = 20_000  # the most that the records topic takes
LETTER_BYTES = 30_000
PAGES = ("", "metrics", "healthz", "readyz", "status.js", "no-such-page")
DONE, FAILED = 0, 1


def forms(mark):
    """The mark as bytes that tell of it, whatever wrote them; the case of letters aside."""
    found = {mark.lower(), mark.hex().encode(), mark.lower().hex().encode(),
             mark.lower().decode().encode("utf-16-le")}
    for word, before in itertools.product((mark, mark.lower(), mark.title()), range(3)):
        # What of it does not depend on the bytes around it.
        coded = base64.b64encode(b"\0" * before + word + b"\0\0")
        found.add(coded[4 if before else 0:-4].lower())
    return found


def on_lines(data, choose):
    return b"\n".join(line + b" " + MARK if choose(line) else line for line in data.split(b"\n"))


def is_field(line):
    return line.startswith((b"SUBJ", b"TAGS", b"TO ", b"INFO ", b"REF"))


def in_text(data):
    """Fields, body and signature; the identity stays."""
    return on_lines(data, is_field) + b"\n2. (C) THE " + MARK + b" OF THE MATTER.\n" + MARK + b"\n"


def everywhere(data):
    """But in the originator, of which the ID is made where there is no number."""
    return on_lines(data, lambda line: not line.startswith(b"FM "))


class MarkedTest(case.Scenario):

    def setUp(self):
        topics.create(self.brokers, "cables.raw", 2, retention_ms=-1, max_message_bytes=8_000_000)
        for name, most in (("records", RECORD_BYTES), ("dead-letters", LETTER_BYTES)):
            topics.create(self.brokers, f"cables.{name}", 2, retention_ms=-1,
                          max_message_bytes=most)
            topics.create(self.brokers, f"cables.{name}.v2", 2, retention_ms=-1,
                          max_message_bytes=8_000_000)
        self.service = self.member()
        self.searched = []  # (what, bytes)

    @staticmethod
    def messages():
        rng = random.Random(17)
        plain = [sample.data for sample in generator.messages(
            30, seed=17, duplicates=0.2, corrections=0.1, no_cables=0)]
        marked = [in_text(data) for data in plain]
        cables = (marked[:20] + marked[:3]                                   # repeats
                  + [data + MARK + b" AGAIN\n" for data in marked[3:6]]      # revisions
                  + [everywhere(data) for data in plain[20:]]                # garbled
                  + [data + (MARK + b" ") * 8000 for data in marked[6:9]])   # too large to be records
        for data in marked[9:14]:
            spoilt = bytearray(data)
            for _ in range(40):
                spoilt[rng.randrange(len(spoilt))] = rng.choice(b"\0\xff\xc3\x1b\r")
            cables.append(bytes(spoilt))
        none = [MARK, MARK * 5000, b"\xff\0" + MARK + b"\0", b"{\"" + MARK + b"\": [", b"<" + MARK,
                marked[0][:60] + MARK, MARK.decode().encode("utf-16")]
        headers = [("traceparent", MARK), ("source", MARK), (MARK.decode(), b"a"),
                   ("cablestream.reason", MARK)]
        return ([{"value": cable, "key": MARK, "headers": headers} for cable in cables + none]
                + [{"value": b"", "key": MARK, "headers": headers}, {"value": None, "key": MARK}])

    def run_command(self, *arguments, shows_text=False, status=DONE, binary=paths.BINARY):
        done = member.run_command(*arguments, "--brokers", self.brokers, "--log-level", "debug",
                                  binary=binary)
        what = " ".join(map(str, arguments))
        self.searched.append((what, done.stderr.encode()))
        if not shows_text:
            self.searched.append((what + " (standard output)", done.stdout.encode()))
        if status is not None:
            self.assertEqual(status, done.returncode, done.stderr[-2000:])

    def read_pages(self):
        for page in PAGES:
            try:
                with urllib.request.urlopen(self.service.admin + page) as answer:
                    text = answer.read()
            except urllib.error.HTTPError as error:
                text = error.read()
            self.searched.append(("/" + page, text))

    def feed(self):
        folder = self.folder / "fed"
        folder.mkdir()
        (folder / "some").write_bytes(b"\x1e".join(
            [in_text(sample.data) for sample in generator.messages(6, seed=18)] + [MARK, b""]))
        self.run_command("feed", folder)
        self.run_command("feed", folder, "--key", "none")
        self.run_command("feed", folder / "missing", folder, status=FAILED)
        self.run_command("parse", folder, "--stats", shows_text=True, status=FAILED)

    def crash(self):
        """Until each message that crashes the parser is given up."""
        cable = in_text(generator.messages(1, seed=19, no_cables=0)[0].data)
        topics.send(self.brokers, "cables.raw", [
            {"value": cable.replace(b"SUBJECT:", b"SUBJECT: THE PARSER FAILS: " + fault, 1),
             "key": MARK} for fault in (b"SEGV", b"ABRT")], 19)
        self.service.binary = paths.CRASHING
        crashes = 0
        self.service.start_until_end()
        while self.service.wait() != 0:
            crashes += 1
            self.service.start_until_end()
        self.assertEqual(6, crashes)
        self.service.binary = paths.BINARY

    def serve(self):
        self.service.start("--set", "kafka.debug=all", "--set", "records.pass_headers=traceparent")
        self.service.await_ready()
        topics.send(self.brokers, "cables.raw", self.messages(), 21)
        self.service.await_event("transaction.committed")
        self.read_pages()
        self.service.kill()
        self.service.run_until_end()

    def replay(self):
        published = ("--records-topic", "cables.records.v2", "--dead-letters-topic",
                     "cables.dead-letters.v2", "--set", "group_static=false")
        member.Replay("v2", self.brokers, self.folder / "replay", *published).run_until_end()
        state = ("--state-dir", self.folder / "replay/state")
        self.run_command("replay", "list", *state)
        self.run_command("replay", "status", "v2", *state)
        self.run_command("audit", "--generation", "v2", *published, *state)
        self.run_command("replay", "drop", "v2", "--yes", *state)
        for binary in (paths.BINARY, paths.CHANGED):
            self.run_command("replay", "--diff", *state, binary=binary)
        self.run_command("replay", "--diff", "--show", 3, *state, shows_text=True,
                         binary=paths.CHANGED)

    def redrive(self, state):
        self.run_command("redrive", "--dry-run", "--state-dir", state)
        self.run_command("redrive", "--state-dir", state)
        self.run_command("run", "--until-end", "--state-dir", state)
        self.run_command("redrive", "--max-attempts", 1, "--state-dir", state)
        self.assertTrue(topics.read(self.brokers, "cables.dead-letters.parked"))

    def look(self, state, status=DONE):
        """Everything that only reads; `status`: of what reads the topics, None: any."""
        to = ("--state-dir", state)
        self.run_command("run", "--check", *to)
        self.run_command("audit", *to, status=status)
        self.run_command("state", "stats", *to)
        self.run_command("state", "dump", *to)
        self.run_command("state", "dump", "--from-topic", *to, status=status)
        self.run_command("state", "verify", *to, status=status)
        for name in ("cables.records", "cables.dead-letters"):
            self.run_command("tail", name, "--until-end", *to, shows_text=True, status=status)
        self.run_command("parse", "--dead-letters", *to, shows_text=True, status=status)

    def spoil_topics(self):
        """Puts messages that are not its own into its topics."""
        subject_portion = b"\xc2\x01\x08"  # how a record with that field alone begins
        for name in ("cables.records", "cables.dead-letters", "cablestream-home"):
            topics.send(self.brokers, name, [
                {"value": value, "key": key, "headers": [("cablestream.reason", MARK)]}
                for value in (MARK, subject_portion + MARK, b"\x0a\x7f" + MARK)
                for key in (b"08OSLO217", b"")], 20)
        topics.send(self.brokers, "cablestream-claims", [{"value": MARK, "key": b""}], 20)

    def search(self):
        secrets = forms(MARK)
        for what, text in self.searched:
            self.assertEqual([], [form for form in secrets if form in text.lower()], what)
        files = [path for folder in self.folder.iterdir() if folder.name not in ("kafka", "fed")
                 for path in ([folder] if folder.is_file() else folder.rglob("*"))
                 if path.is_file() and path.name not in ("kafka.log", "kafka.out")]
        self.assertTrue(any(path.suffix == ".sst" for path in files), files)
        self.assertTrue(any(path.name == "member.log" for path in files), files)
        for path in files:
            text = path.read_bytes().lower()
            self.assertEqual([], [form for form in secrets if form in text], path)

    def test_the_text_of_a_cable_is_in_topics_alone(self):
        self.feed()
        topics.send(self.brokers, "cables.raw", self.messages(), 17)
        self.crash()
        self.serve()
        state = self.service.state
        self.redrive(state)
        self.replay()
        self.look(state)
        self.search()
        self.spoil_topics()
        self.look(state, status=None)
        self.run_command("replay", "--diff", "--state-dir", state, status=None)
        self.run_command("redrive", "--state-dir", state, status=None)
        self.run_command("run", "--until-end", "--state-dir", self.folder / "new", status=FAILED)
        groups.await_empty(self.brokers, "cablestream")
        self.run_command("state", "rebuild", "--yes", "--state-dir", state, status=None)
        self.search()


if __name__ == "__main__":
    unittest.main()
