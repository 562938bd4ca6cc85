"""Does what came out account for what went in? Says so from the generator's knowledge alone."""
import collections

from cable.v1 import cable_pb2

from . import topics


def known_part(message_id):
    """A generator can't know the content hash that some IDs end with."""
    base, tilde, _ = message_id.partition("~")
    return base + tilde


def expected_revisions(rows):
    """How many records each ID must have: one for every different content."""
    contents = collections.defaultdict(set)
    for row in rows:
        if "message_id" in row:
            contents[row["message_id"]].add(row["content"])
    return {message_id: len(found) for message_id, found in contents.items()}


def decode(message):
    cable = cable_pb2.Cable()
    cable.ParseFromString(message.value)
    return cable


def check(test, brokers, rows, raw="cables.raw", records="cables.records",
          dead_letters="cables.dead-letters"):
    """Every revision of every ID once, none missing, and every raw message accounted for.

    `rows` are the sidecar's rows of all messages sent, repeats included. Returns the number of
    duplicates that follow, for comparison with what the service counted.
    """
    found = collections.defaultdict(list)
    sources = collections.Counter()
    for message in topics.read(brokers, records):
        cable = decode(message)
        test.assertEqual(message.key.decode(), cable.message_id)
        found[known_part(cable.message_id)].append(cable.revision)
        sources[(cable.source.partition, cable.source.offset)] += 1
    expected = expected_revisions(rows)
    test.assertEqual({}, {key: sorted(value) for key, value in found.items()
                          if sorted(value) != list(range(1, expected.get(key, 0) + 1))},
                     "IDs with other revisions than they must have")
    test.assertEqual(set(), set(expected) - set(found), "IDs without a record")

    letters = topics.read(brokers, dead_letters)
    for letter in letters:
        sources[(int(letter.headers["cablestream.partition"]),
                 int(letter.headers["cablestream.offset"]))] += 1
    test.assertEqual(sum("dead_letter" in row for row in rows), len(letters), "dead letters")
    test.assertEqual([], [source for source, times in sources.items() if times > 1],
                     "raw messages with more than one outcome")
    total = len(topics.read(brokers, raw))
    test.assertEqual(len(rows), total, "raw messages")
    return total - sum(map(len, found.values())) - len(letters)
