"""The status page in a browser, at a desk and on a phone: idle, under load, restoring, gone."""
import unittest

import confluent_kafka

from harness import browser
from harness import case
from harness import generator
from harness import topics
from harness import wait

SECONDS = 60
MARK = "XYLOPHONE QUARRY"  # in the text of every cable
SECRET = "correct-horse"


class StatusPageTest(case.Scenario):

    broker_settings = ("transaction.abort.timed.out.transaction.cleanup.interval.ms=1000",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = browser.Browser(cls.folder / "browser")
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.addCleanup(self.delete_topics)
        self.create_topics()
        self.served = self.member("--create-topics", "--group", self._testMethodName,
                                  "--set", "group_static=false",
                                  "--set", f"kafka.sasl.password={SECRET}")

    def send(self, count, seed, **options):
        samples = generator.messages(count, seed, **options)
        topics.send(self.brokers, "cables.raw",
                    [sample.data + f"\n{MARK}\n".encode() for sample in samples], seed)

    def look(self, name):
        """At both widths: nothing sticks out, nothing is told that is not to be told."""
        for width, size in (("desktop", browser.DESKTOP), ("phone", browser.PHONE)):
            self.browser.resize(size)
            self.browser.take_picture(f"{name}-{width}")
            self.assertLessEqual(
                self.browser.run("return document.documentElement.scrollWidth"), size[0])
            self.assertEqual([], self.browser.run(
                "return [...document.querySelectorAll('.table')]"
                ".filter(table => table.scrollWidth > table.clientWidth).map(table => table.innerText)"))
        for secret in (MARK, SECRET):
            self.assertNotIn(secret, self.browser.source())
        self.assertEqual([], self.browser.complaints())

    def await_text(self, selector, wanted):
        wait.until(lambda: wanted in self.browser.text(selector), SECONDS, f"{wanted!r} on the page")

    def test_it_shows_what_is_done(self):
        self.served.start()
        self.served.await_ready()
        self.browser.open(self.served.admin)
        self.assertIn("ready", self.browser.text("header"))
        self.await_text("main", "caught up")
        self.look("idle")

        # It refreshes itself; what was opened stays open.
        self.browser.run("document.querySelector('summary').click()")
        self.send(400, seed=1, duplicates=0.2, no_cables=0.02)
        self.await_text("main", "Last dead letters")
        self.assertIn("Needs a look", self.browser.text("main"))
        self.assertIn("no_identity", self.browser.text("main"))
        self.assertIn("cables.raw/", self.browser.text("main"))
        self.assertIn("sasl.password", self.browser.text("details"))
        self.assertTrue(self.browser.run("return document.querySelector('polyline') !== null"))
        self.look("under-load")

        self.assertEqual(0, self.served.terminate())
        wait.until(lambda: "No answer" in self.browser.text("body"), SECONDS, "the notice")
        self.browser.take_picture("gone-phone")

    def test_it_shows_a_restore(self):
        self.send(200, seed=2)
        self.served.run_until_end()
        # Somebody else's transaction is open on a claims partition: the restore waits for its end.
        probe = confluent_kafka.Producer({"bootstrap.servers": self.brokers, **topics.QUIET,
                                          "transactional.id": "probe"})
        probe.init_transactions(SECONDS)
        probe.begin_transaction()
        probe.produce(f"{self._testMethodName}-claims", b"no claim", b"PROBE1", partition=0)
        probe.flush(SECONDS)
        self.served.start()
        self.served.await_event("restore.waiting")
        self.browser.open(self.served.admin)
        self.await_text("header", "restoring")
        self.look("restoring")
        probe.abort_transaction(SECONDS)
        self.await_text("header", "ready")


if __name__ == "__main__":
    unittest.main()
