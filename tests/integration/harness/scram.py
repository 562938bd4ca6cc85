"""Users that log in by SCRAM-SHA-512."""
import hashlib
import os
import struct

from . import wire

_ALTER_CREDENTIALS, _VERSION = 51, 0
_SHA_512, _ITERATIONS = 2, 4096


def add_user(brokers, user, password):
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS)
    body = (wire.compact_array(0) + wire.compact_array(1) + wire.compact(user.encode()) +
            struct.pack(">bi", _SHA_512, _ITERATIONS) + wire.compact(salt) +
            wire.compact(salted) + wire.NO_TAGS + wire.NO_TAGS)
    answer = wire.ask(brokers, _ALTER_CREDENTIALS, _VERSION, body, flexible=True)
    # Throttle time, one result: the user, and no error.
    expected = wire.compact_array(1) + wire.compact(user.encode()) + struct.pack(">h", 0)
    if not answer[4:].startswith(expected):
        raise AssertionError(f"the broker took no user: {answer}")
