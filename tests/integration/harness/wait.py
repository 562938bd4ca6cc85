"""Waiting for what can only be asked for."""
import threading
import time

_PAUSE = threading.Event()  # never set


def until(condition, seconds, what):
    """Asks until `condition` holds, and returns what it returned; fails when `seconds` are over."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s")
        _PAUSE.wait(0.01)
    return answer
