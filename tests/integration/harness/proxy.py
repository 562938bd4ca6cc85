"""A TCP proxy that knows where Kafka's requests begin, to lose and delay single ones."""
import contextlib
import socket
import struct
import threading

PRODUCE = 0
ADD_PARTITIONS_TO_TXN = 24
ADD_OFFSETS_TO_TXN = 25
END_TXN = 26
TXN_OFFSET_COMMIT = 28


def read_frame(connection):
    """One request or response with its length, or None at the end."""
    head = connection.recv(4, socket.MSG_WAITALL)
    if len(head) < 4:
        return None
    body = connection.recv(struct.unpack(">i", head)[0], socket.MSG_WAITALL)
    return head + body


def api_key(request):
    return struct.unpack(">h", request[4:6])[0]


def request_correlation(request):
    return request[8:12]


def response_correlation(response):
    return response[4:8]


class Connection:
    """One client's connection and the broker's end of it."""

    def __init__(self, client, broker):
        self.client = client
        self.broker = broker

    def cut_client(self):
        """The client sees a lost connection; the broker sees nothing yet."""
        with contextlib.suppress(OSError):
            self.client.shutdown(socket.SHUT_RDWR)

    def reset(self):
        for end in (self.client, self.broker):
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.shutdown(socket.SHUT_RD)  # whoever reads stops, and lets go of it
            end.close()

    def close(self):
        for end in (self.client, self.broker):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Proxy:
    """Forwards requests to the broker at `broker_port`, and its responses back.

    on_request(connection, frame) runs before a request is forwarded; if it returns True, it is not
    forwarded. Likewise on_response(connection, frame) and a response.
    """

    def __init__(self, broker_port):
        self._broker_port = broker_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]
        self.on_request = lambda connection, frame: False
        self.on_response = lambda connection, frame: None
        self._connections = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                broker = socket.create_connection(("127.0.0.1", self._broker_port))
            except OSError:  # it is away
                client.close()
                continue
            for end in (client, broker):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(client, broker)
            self._connections.append(connection)
            threading.Thread(target=self._forward, args=(connection,), daemon=True).start()
            threading.Thread(target=self._return, args=(connection,), daemon=True).start()

    def _forward(self, connection):
        with contextlib.suppress(OSError):
            while (frame := read_frame(connection.client)) is not None:
                if not self.on_request(connection, frame):
                    connection.broker.sendall(frame)

    def _return(self, connection):
        with contextlib.suppress(OSError):
            while (frame := read_frame(connection.broker)) is not None:
                if self.on_response(connection, frame):
                    continue
                with contextlib.suppress(OSError):  # the client may be gone already
                    connection.client.sendall(frame)

    def reset(self):
        """Both ends of every connection see RST."""
        connections, self._connections = self._connections, []
        for connection in connections:
            connection.reset()

    def close(self):
        self._listener.close()
        for connection in self._connections:
            connection.close()


class LostTransactionEnds:
    """While it is on, nothing that ends a transaction reaches the broker, or is ever answered. All
    else does: membership, fetching, producing."""

    _KEYS = (ADD_OFFSETS_TO_TXN, END_TXN, TXN_OFFSET_COMMIT)

    def __init__(self, proxy):
        self.on = threading.Event()
        self.lost = threading.Event()
        proxy.on_request = self._on_request

    def _on_request(self, _, frame):
        if not self.on.is_set() or api_key(frame) not in self._KEYS:
            return False
        self.lost.set()
        return True


class LateEndTxn:
    """Loses one EndTxn together with its connection, and hands the copy that was under way to the
    broker as soon as the client's next transaction has produced something.

    Arm it, wait for `held`, then for `delivered`. A client that carries on with the same producer
    has its second transaction ended by the end of its first.
    """

    def __init__(self, proxy):
        self._lock = threading.Lock()
        self._state = "idle"
        self._late = None
        self._produce = None
        self.held = threading.Event()
        self.delivered = threading.Event()
        proxy.on_request = self._on_request
        proxy.on_response = self._on_response

    def arm(self):
        with self._lock:
            self._state = "armed"
            self.held.clear()
            self.delivered.clear()

    def _on_request(self, connection, frame):
        key = api_key(frame)
        with self._lock:
            if self._state == "armed" and key == END_TXN:
                self._late = (connection, frame)
                self._state = "held"
                self.held.set()
                connection.cut_client()
                return True
            if self._state == "held" and key == ADD_PARTITIONS_TO_TXN:
                self._state = "next transaction"
            elif self._state == "next transaction" and key == PRODUCE:
                self._produce = (connection, request_correlation(frame))
                self._state = "produced"
        return False

    def _on_response(self, connection, frame):
        with self._lock:
            if self._state == "produced" and self._produce == (
                    connection, response_correlation(frame)):
                late_connection, end_txn = self._late
                late_connection.broker.sendall(end_txn)
                self._state = "idle"
                self.delivered.set()
