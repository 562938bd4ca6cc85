"""Cables that keep coming while a test does other things."""
import random
import threading

from . import topics

_BATCH = 20


class Feeder:
    """Sends samples at a steady rate into random partitions, until stopped; then `sent` holds those
    that were sent."""

    def __init__(self, brokers, name, samples, a_second, seed):
        self.sent = []
        self._brokers = brokers
        self._name = name
        self._samples = samples
        self._pause = _BATCH / a_second
        self._seeds = random.Random(seed)
        self._stopped = threading.Event()
        self._failure = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        try:
            while len(self.sent) < len(self._samples) and not self._stopped.is_set():
                batch = self._samples[len(self.sent):len(self.sent) + _BATCH]
                topics.send(self._brokers, self._name, [sample.data for sample in batch],
                            self._seeds.random())
                self.sent += batch
                self._stopped.wait(self._pause)
        except Exception as failure:
            self._failure = failure

    def stop(self):
        """What was sent."""
        self._stopped.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        return self.sent
