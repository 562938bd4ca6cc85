"""What becomes of the network of those who come through a proxy."""
import threading

MOST_DELAY = 0.4  # seconds


class Network:
    """Whole, until told otherwise. What is lost is lost as if the peer's machine were gone: nobody is
    told. Connections that were struck stay lost when it is whole again: a peer that missed bytes can't
    go on."""

    def __init__(self, proxy, rng):
        self._proxy = proxy
        self._rng = rng
        self._lost_requests = self._lost_answers = self._slow = False
        self._pause = threading.Event()  # never set
        proxy.on_request = self._on_request
        proxy.on_response = self._on_response

    def cut(self):
        self._lost_requests = self._lost_answers = True

    def lose_requests(self):
        self._lost_requests = True

    def lose_answers(self):
        self._lost_answers = True

    def delay(self):
        self._slow = True

    def reset(self):
        self._proxy.reset()

    def heal(self):
        if self._lost_requests or self._lost_answers:
            self._proxy.reset()
        self._lost_requests = self._lost_answers = self._slow = False

    def _on_request(self, _connection, _frame):
        if self._slow:
            self._pause.wait(self._rng.uniform(0, MOST_DELAY))
        return self._lost_requests

    def _on_response(self, _connection, _frame):
        return self._lost_answers
