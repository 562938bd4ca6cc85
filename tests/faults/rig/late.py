"""Requests of one transaction that reach the broker in the next one, or twice."""
import threading

from harness import proxy

INIT_PRODUCER_ID = 22

# How the client loses sight of its request.
CUT = "cut"  # the connection is lost before the broker sees it; the client resends at once
HELD = "held"  # the network stands still until the client gives up (socket.timeout.ms)
NEVER = "held, its resends lost"  # until the service itself gives the transaction up
ANSWER_LOST = "answer lost"  # the broker acts on it, the connection is lost, the client resends

KEYS = {"Produce": proxy.PRODUCE, "AddPartitionsToTxn": proxy.ADD_PARTITIONS_TO_TXN,
        "AddOffsetsToTxn": proxy.ADD_OFFSETS_TO_TXN, "TxnOffsetCommit": proxy.TXN_OFFSET_COMMIT,
        "EndTxn(commit)": proxy.END_TXN, "EndTxn(abort)": proxy.END_TXN}
_PATIENCE = 5


def _is(frame, kind):
    """Of an EndTxn (versions 0 to 2) the last byte says which."""
    return proxy.api_key(frame) == KEYS[kind] and (
        KEYS[kind] != proxy.END_TXN or (frame[-1] == 0) == (kind == "EndTxn(abort)"))


class LateRequest:
    """Takes one request of a kind away, and hands the copy to the broker as soon as a Produce of a
    later transaction has been answered: then that transaction is open, and its flush not over.

    `in_first` is called while the first transaction is open, `in_next` while the next one is, both
    before the client can go on with it.
    """

    def __init__(self, proxy_):
        self._lock = threading.Lock()
        self._state = "idle"
        self._copy = self._produce = self._stalled = None
        self._answered = threading.Event()
        self.delivered = threading.Event()
        proxy_.on_request = self._on_request
        proxy_.on_response = self._on_response

    def arm(self, kind, how, in_first, in_next):
        with self._lock:
            self._kind = kind
            self._how = how
            self._in_first, self._in_next = in_first, in_next
            self._copy = self._produce = self._stalled = None
            self._answered.clear()
            self.delivered.clear()
            self._state = "armed"

    def _on_request(self, connection, frame):
        key = proxy.api_key(frame)
        with self._lock:
            if connection is self._stalled:
                return True
            if self._state == "armed" and _is(frame, self._kind):
                self._in_first()
                self._copy = (connection, frame)
                self._state = "taken"
                return self._take(connection)
            if self._state == "taken" and self._how == NEVER and _is(frame, self._kind):
                return True
            if self._state == "taken" and key in (proxy.END_TXN, INIT_PRODUCER_ID):
                self._state = "ended"
            elif self._state == "ended" and key == proxy.ADD_PARTITIONS_TO_TXN:
                self._state = "next"
            elif self._state == "next" and key == proxy.PRODUCE:
                self._produce = (connection, proxy.request_correlation(frame))
                self._state = "producing"
            return False

    def _take(self, connection):
        """Whether the request is kept from the broker."""
        if self._how == CUT:
            connection.cut_client()
        elif self._how in (HELD, NEVER):
            self._stalled = connection
        return self._how != ANSWER_LOST

    def _on_response(self, connection, frame):
        correlation = proxy.response_correlation(frame)
        with self._lock:
            state = self._state
            is_copy = self._copy is not None and (
                connection, correlation) == (self._copy[0],
                                             proxy.request_correlation(self._copy[1]))
            is_produce = self._produce == (connection, correlation)
        if is_copy:
            if self._how == ANSWER_LOST:
                connection.cut_client()
            self._answered.set()
        if state == "producing" and is_produce:
            self._deliver()

    def _deliver(self):
        with self._lock:
            self._state = "idle"
        self._in_next()
        if self._how != ANSWER_LOST:
            connection, frame = self._copy
            connection.broker.sendall(frame)
        # A broker that closes the connection instead has acted on it too.
        self._answered.wait(_PATIENCE)
        self.delivered.set()
