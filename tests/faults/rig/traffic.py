"""Raw messages for as long as a test wants, each of them sent exactly once."""
import random
import threading

import confluent_kafka

from harness import generator
from harness import topics

_BATCH = 10
_SECONDS = 120  # brokers may be away meanwhile


class Traffic:
    """Made-up cables into random partitions of `name`, or `keyed` by their ID; `sent` holds those that
    were sent.

    The producer is idempotent: what a dying broker acknowledged, or did not, is not sent twice.
    """

    def __init__(self, brokers, name, seed, keyed=False):
        self.sent = []
        self._name = name
        self._samples = generator.endless(seed, size=700, duplicates=0.1, corrections=0.02,
                                          no_cables=0.01)
        self._rng = random.Random(seed)
        self._keyed = keyed
        self._partitions = topics.partition_count(brokers, name)
        self._producer = confluent_kafka.Producer({
            "bootstrap.servers": brokers, **topics.QUIET, "enable.idempotence": True,
            "partitioner": "murmur2_random",
            # After a change of leaders one that is sent ahead of its turn is a fatal error.
            "max.in.flight.requests.per.connection": 1,
            "linger.ms": 2, "message.timeout.ms": _SECONDS * 1000})
        self._failures = []
        self._stopped = threading.Event()
        self._thread = None

    def send(self, count):
        """Returns when they are acknowledged."""
        self._send(count)
        if self._producer.flush(_SECONDS) or self._failures:
            raise AssertionError(f"the test's own messages were not delivered: {self._failures}")

    def _send(self, count):
        for _ in range(count):
            sample = next(self._samples)
            self._producer.produce(self._name, sample.data, on_delivery=self._delivered,
                                   **self._place(sample))
            self.sent.append(sample)
        self._producer.poll(0)

    def _place(self, sample):
        if self._keyed:
            return {"key": sample.expected.get("message_id")}
        return {"partition": self._rng.randrange(self._partitions)}

    def _delivered(self, error, _):
        if error is not None:
            self._failures.append(error)

    def start(self, a_second):
        """Goes on until stop()."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._run, args=(_BATCH / a_second,), daemon=True)
        self._thread.start()

    def _run(self, pause):
        while not self._stopped.is_set():
            self._send(_BATCH)
            self._stopped.wait(pause)

    def stop(self):
        self.give_up()
        self.send(0)

    def give_up(self):
        """Sends no more, whatever became of the last messages."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
