"""Free ports on the loopback interface, below those that outgoing connections are given."""
import random
import socket

_RANGE = (20000, 30000)


def free_port():
    while True:
        port = random.SystemRandom().randrange(*_RANGE)
        with socket.socket() as candidate:
            try:
                candidate.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
