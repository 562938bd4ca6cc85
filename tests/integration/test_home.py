"""The home topic, which no retention cleans, keeps only what is still to be read."""
import unittest

from harness import balance
from harness import case
from harness import generator
from harness import topics
from harness import wait

GROUP = "cablestream"
SECONDS = 90


class HomeTest(case.Scenario):

    def test_what_is_committed_is_deleted_by_the_next_owner(self):
        self.create_topics()
        samples = generator.messages(400, seed=81, duplicates=0.25)
        members = [self.member("--create-topics", "--set", "records.pass_headers=trace*,*",
                               name=f"member-{number}") for number in range(2)]
        members[0].start()
        members[0].await_event("restore.done")
        members[1].start()
        for member in members:
            member.await_event("restore.done")
        topics.send(self.brokers, "cables.raw", [
            {"value": sample.data, "headers": [("traceparent", b"00-%d-01" % number),
                                               ("source", b"a sender's own")]}
            for number, sample in enumerate(samples)], seed=1)
        wait.until(lambda: topics.all_committed(self.brokers, GROUP, "cables.raw"), SECONDS,
                   "everything committed")
        self.assertTrue(any(topics.ends(self.brokers, GROUP + "-home")), "nothing was forwarded")
        for member in members:
            self.assertEqual(0, member.terminate())

        members[0].start()
        members[1].start()
        wait.until(self.trimmed, SECONDS, "home begins where it is committed")
        for member in members:
            self.assertEqual(0, member.terminate())
        balance.check(self, self.brokers, [sample.expected for sample in samples])
        self.check_passed_headers()

    def check_passed_headers(self):
        """Forwarded or not, a record bears the header of its raw message."""
        sent = {("cables.raw", raw.partition, raw.offset): raw.headers["traceparent"]
                for raw in topics.read(self.brokers, "cables.raw")}
        for record in topics.read(self.brokers, "cables.records"):
            source = balance.source_of(balance.decode(record))
            self.assertEqual(sent[source], record.headers["traceparent"])
            self.assertEqual("/".join(map(str, source)), record.headers["source"].decode())

    def trimmed(self):
        home = GROUP + "-home"
        return topics.starts(self.brokers, home) == topics.committed(self.brokers, GROUP, home)


if __name__ == "__main__":
    unittest.main()
