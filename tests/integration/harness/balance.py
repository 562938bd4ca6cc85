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


def check(test, brokers, rows, raw=("cables.raw",), records="cables.records",
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
        sources[source_of(cable)] += 1
    expected = expected_revisions(rows)
    test.assertEqual({}, {key: sorted(value) for key, value in found.items()
                          if sorted(value) != list(range(1, expected.get(key, 0) + 1))},
                     "IDs with other revisions than they must have")
    test.assertEqual(set(), set(expected) - set(found), "IDs without a record")

    letters = topics.read(brokers, dead_letters)
    for letter in letters:
        sources[(letter.headers["cablestream.topic"].decode(),
                 int(letter.headers["cablestream.partition"]),
                 int(letter.headers["cablestream.offset"]))] += 1
    test.assertEqual(sum("dead_letter" in row for row in rows), len(letters), "dead letters")
    test.assertEqual([], [source for source, times in sources.items() if times > 1],
                     "raw messages with more than one outcome")
    total = sum(len(topics.read(brokers, name)) for name in raw)
    test.assertEqual(len(rows), total, "raw messages")
    return total - sum(map(len, found.values())) - len(letters)


def source_of(cable):
    return cable.source.topic, cable.source.partition, cable.source.offset


def check_order(test, brokers, samples, raw=("cables.raw",), records="cables.records"):
    """Within a raw partition the order of an ID is kept: no content became a revision before
    another one of its ID that stands in front of it in the same partition."""
    contents = {sample.data: (sample.expected["message_id"], sample.expected["content"])
                for sample in samples if "message_id" in sample.expected}
    firsts = collections.defaultdict(dict)  # (topic, partition, ID): content: where it comes first
    content_at = {}
    for name in raw:
        for message in topics.read(brokers, name):
            if message.value in contents:
                message_id, content = contents[message.value]
                firsts[name, message.partition, message_id].setdefault(content, message.offset)
                content_at[name, message.partition, message.offset] = (message_id, content)
    sources, revisions = {}, {}
    for message in topics.read(brokers, records):
        cable = decode(message)
        sources[content_at[source_of(cable)]] = source_of(cable)
        revisions[content_at[source_of(cable)]] = cable.revision
    overtaken = [
        (message_id, earlier, source)
        for (message_id, content), source in sources.items()
        for earlier, offset in firsts[(*source[:2], message_id)].items()
        if offset < source[2] and
        revisions[message_id, earlier] > revisions[message_id, content]
    ]
    test.assertEqual([], overtaken, "contents that overtook another one in their partition")
