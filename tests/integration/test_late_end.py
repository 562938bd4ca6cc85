"""The end of one transaction, delivered late, must not end the next one (KIP-890)."""
import unittest

import confluent_kafka

from harness import balance
from harness import case
from harness import generator
from harness import proxy
from harness import topics

ROUNDS = 5
MESSAGES_A_ROUND = 40
SECONDS = 90


class LateEndTest(case.Scenario):

    proxied = True

    def test_a_late_copy_of_end_txn_tears_no_transaction(self):
        self.create_topics()
        late = proxy.LateEndTxn(self.cluster.proxy)
        member = self.member("--set", "instance_id=late", "--commit-interval-ms", 300,
                             "--create-topics", brokers=self.cluster.proxy.address)
        samples = generator.messages(2 * ROUNDS * MESSAGES_A_ROUND, seed=31, duplicates=0.3)
        halves = [samples[start:start + MESSAGES_A_ROUND]
                  for start in range(0, len(samples), MESSAGES_A_ROUND)]
        for number in range(ROUNDS):
            member.start()
            member.await_ready()
            late.arm()
            self.send(halves[2 * number], seed=2 * number)
            self.assertTrue(late.held.wait(SECONDS))
            self.send(halves[2 * number + 1], seed=2 * number + 1)
            self.assertTrue(late.delivered.wait(SECONDS), member.log())
            # What the late copy may have published must now be published a second time.
            member.kill()
        member.run_until_end()
        balance.check(self, self.brokers, [sample.expected for sample in samples])
        self.assertIn("pipeline.way_back", member.log())

    def test_it_does_tear_those_of_a_client_that_carries_on(self):
        """The fault is real: what this client aborts becomes readable."""
        topics.create(self.brokers, "naive", 1)
        late = proxy.LateEndTxn(self.cluster.proxy)
        producer = confluent_kafka.Producer({"bootstrap.servers": self.cluster.proxy.address,
                                             "transactional.id": "naive"})
        producer.init_transactions(SECONDS)
        producer.begin_transaction()
        producer.produce("naive", b"committed")
        producer.flush(SECONDS)
        late.arm()
        producer.commit_transaction(SECONDS)
        producer.begin_transaction()
        producer.produce("naive", b"aborted")
        producer.flush(SECONDS)
        self.assertTrue(late.delivered.wait(SECONDS))
        with self.assertRaises(confluent_kafka.KafkaException):
            producer.abort_transaction(SECONDS)
        self.assertEqual([b"committed", b"aborted"],
                         [message.value for message in topics.read(self.brokers, "naive")])

    def send(self, batch, seed):
        topics.send(self.brokers, "cables.raw", [sample.data for sample in batch], seed)


if __name__ == "__main__":
    unittest.main()
