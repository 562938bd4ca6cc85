"""A spool folder: each file ends in done/ or failed/ and each of its messages in the raw topic,
whatever happens to the feeds."""
import os
import random
import threading
import unittest

from harness import balance
from harness import case
from harness import generator
from harness import spool
from harness import topics
from harness import wait

FILES = int(os.environ.get("INTEGRATION_SPOOL_FILES", 600))
KILLS = int(os.environ.get("INTEGRATION_SPOOL_KILLS", 6))
SECONDS = 90
LIMIT = 20_000  # bytes


class SpoolTest(case.Scenario):

    def setUp(self):
        self.create_topics(max_message_bytes=LIMIT)
        self.addCleanup(self.delete_topics)
        self.spool = self.folder / self._testMethodName / "spool"
        self.spool.mkdir(parents=True)
        self.done, self.failed = self.spool / "done", self.spool / "failed"

    def follower(self, name="feed", *arguments):
        created = spool.Follower(self.brokers, self.folder / self._testMethodName / name, self.spool,
                                 *arguments)
        self.addCleanup(created.stop)
        return created

    def following(self, *arguments):
        feed = self.follower("feed", *arguments)
        feed.start()
        feed.await_event("feed.following")
        return feed

    def await_done(self, *names):
        wait.until(lambda: set(names) <= set(spool.names(self.done)), SECONDS, f"{names} in done/")

    def raw_values(self):
        return [message.value for message in topics.read(self.brokers, "cables.raw")]

    def test_no_file_is_lost_by_kills_of_two_feeds(self):
        samples = generator.messages(FILES, seed=31, duplicates=0.2, corrections=0.1)
        feeds = [self.follower(name) for name in ("one", "two")]
        for feed in feeds:
            feed.start()
        seeds = random.Random(7)

        def drop_all():
            for number, sample in enumerate(samples):
                spool.drop(self.spool, f"{number}.txt", sample.data)
        dropping = threading.Thread(target=drop_all)
        dropping.start()
        for kill in range(KILLS):
            wanted = FILES * (kill + 1) // (KILLS + 2)
            wait.until(lambda: len(spool.names(self.done)) >= wanted, SECONDS, f"{wanted} files done")
            feed = seeds.choice(feeds)
            feed.kill()
            feed.start()
        dropping.join()
        wait.until(lambda: len(spool.names(self.done)) == FILES, SECONDS, "all files done")
        wait.until(lambda: len(list(self.spool.glob(".taking-*"))) == len(feeds), SECONDS,
                   "no folder of a dead feed")
        for feed in feeds:
            feed.await_event("feed.following")  # before it, a signal just ends it
            self.assertEqual(0, feed.terminate())
        self.assertEqual([], list(self.spool.glob(".taking-*")))
        self.assertEqual({f"{number}.txt" for number in range(FILES)}, set(spool.names(self.done)))
        self.assertEqual([], spool.names(self.failed) + spool.unfinished(self.spool))

        values = self.raw_values()
        self.assertEqual({sample.data for sample in samples}, set(values))
        print(f"{FILES} files, {KILLS} kills, {len(values) - FILES} sent again")
        self.member().run_until_end()
        self.check_each_once(samples)

    def check_each_once(self, samples):
        expected = balance.expected_revisions([sample.expected for sample in samples])
        found = {}
        for message in topics.read(self.brokers, "cables.records"):
            cable = balance.decode(message)
            found.setdefault(balance.known_part(cable.message_id), []).append(cable.revision)
        self.assertEqual({key: list(range(1, count + 1)) for key, count in expected.items()},
                         {key: sorted(revisions) for key, revisions in found.items()})

    def test_what_cannot_be_sent_fails_with_the_reason(self):
        spool.drop(self.spool, "large", b"x" * LIMIT)
        spool.drop(self.spool, "second", b"first\x1e" + b"x" * LIMIT + b"\x1ethird")
        (self.spool / "link").symlink_to("large")
        os.mkfifo(self.spool / "pipe")
        spool.drop(self.spool, "good", b"good")
        feed = self.following()
        self.await_done("good")
        wait.until(lambda: not spool.unfinished(self.spool), SECONDS, "an empty spool")
        self.assertEqual(0, feed.terminate())
        reasons = {path.name: path.read_text() for path in self.failed.glob("*.reason")}
        self.assertEqual({"large.reason", "second.reason", "link.reason", "pipe.reason"},
                         set(reasons))
        self.assertRegex(reasons["large.reason"], r"^Message 1 is too large: topic cables.raw takes "
                                                  r"\d+ bytes \(max.message.bytes\)\n$")
        self.assertRegex(reasons["second.reason"], "^Message 2 is too large")
        self.assertEqual("It is no regular file\n", reasons["link.reason"])
        self.assertEqual("It is no regular file\n", reasons["pipe.reason"])
        self.assertEqual(b"x" * LIMIT, (self.failed / "large").read_bytes())
        self.assertTrue((self.failed / "link").is_symlink())
        self.assertEqual([b"first", b"good", b"third"], sorted(self.raw_values()))
        self.assertNotIn("xxx", feed.log())

    def test_one_that_the_broker_refuses_takes_no_other_with_it(self):
        topics.delete(self.brokers, "cables.raw")
        # A compacted topic refuses what has no key, with the whole batch.
        topics.create(self.brokers, "cables.raw", 1, cleanup_policy="compact")
        samples = generator.samples()[:20]
        keyed = [sample for sample in samples if "message_id" in sample.expected]
        feed = self.following()
        for number, sample in enumerate(keyed):
            spool.drop(self.spool, f"{number}", sample.data)
            spool.drop(self.spool, f"none-{number}", b"no cable")
        wait.until(lambda: not spool.unfinished(self.spool), SECONDS, "an empty spool")
        self.assertEqual(0, feed.terminate())
        self.assertEqual({str(number) for number in range(len(keyed))}, set(spool.names(self.done)))
        self.assertIn("Kafka refuses it", (self.failed / "none-0.reason").read_text())
        self.assertEqual(2 * len(keyed), len(spool.names(self.failed)))
        self.assertEqual({sample.data for sample in keyed}, set(self.raw_values()))

    def test_what_only_passes_is_told_and_tried_again(self):
        feed = self.following("--set", "kafka.delivery.timeout.ms=1000")
        self.cluster.pause()
        self.addCleanup(self.cluster.resume)
        spool.drop(self.spool, "a", b"a")
        for _ in range(2):
            self.assertEqual("a", feed.await_event("feed.again")["file"])
        self.assertEqual(["a"], spool.unfinished(self.spool))
        self.cluster.resume()
        self.await_done("a")
        self.assertEqual(0, feed.terminate())
        self.assertEqual([], spool.names(self.failed))

    def test_a_file_is_taken_once_it_is_closed_or_renamed(self):
        begun = open(self.spool / "begun", "wb")
        begun.write(b"begun before")
        begun.flush()
        feed = self.following()
        slow = open(self.spool / "slow", "wb")
        slow.write(b"first half")
        slow.flush()
        (self.spool / "later.tmp").write_bytes(b"later")
        (self.spool / "later.part").write_bytes(b"later still")
        spool.drop(self.spool, "quick", b"quick")
        self.await_done("quick")
        self.assertEqual(["begun", "later.part", "later.tmp", "slow"],
                         sorted(spool.unfinished(self.spool)))
        for file in (begun, slow):
            file.write(b", second half")
            file.close()
        (self.spool / "later.tmp").rename(self.spool / "later")
        self.await_done("begun", "slow", "later")
        self.assertEqual(["later.part"], spool.unfinished(self.spool))
        self.assertEqual(0, feed.terminate())
        self.assertEqual([b"begun before, second half", b"first half, second half", b"later",
                          b"quick"], sorted(self.raw_values()))

    def test_a_file_that_is_opened_again_before_it_is_taken_is_sent_whole(self):
        feed = self.following()
        feed.pause()
        (self.spool / "a").write_bytes(b"first half")
        again = open(self.spool / "a", "ab")
        feed.resume()
        feed.await_event("feed.held_back")
        spool.drop(self.spool, "quick", b"quick")
        self.await_done("quick")
        self.assertEqual(["a"], spool.unfinished(self.spool))
        again.write(b", second half")
        again.close()
        self.await_done("a")
        self.assertEqual(0, feed.terminate())
        self.assertEqual([b"first half, second half", b"quick"], sorted(self.raw_values()))

    def test_brokers_that_are_away_are_waited_for_and_nothing_is_moved(self):
        feed = self.following()
        self.cluster.kill()
        spool.drop(self.spool, "a", b"a")
        feed.await_event("feed.waiting")
        self.assertEqual(["a"], spool.unfinished(self.spool))
        self.assertEqual(0, feed.terminate(seconds=20))
        self.assertEqual(["a"], spool.unfinished(self.spool))
        feed.start()
        feed.await_event("kafka.unreachable")
        self.cluster.start()
        self.await_done("a")
        self.assertEqual(0, feed.terminate())
        self.assertEqual([b"a"], list(set(self.raw_values())))

    def test_a_folder_that_is_removed_ends_the_feed(self):
        feed = self.following()
        for folder in (*self.spool.glob(".taking-*"), self.done, self.failed, self.spool):
            folder.rmdir()
        self.assertEqual(1, feed.wait())
        self.assertIn("was removed or moved while it was followed",
                      feed.events("command.failed")[0]["error"])


if __name__ == "__main__":
    unittest.main()
