"""A stream of messages as it comes off the wire: cables, repeats of them, corrections, and rubbish.

What each message must become is known from how it was made:

    {"layout": "wrapped", "message_id": "08OSLO101", "content": 0}
    {"layout": "no_cable", "dead_letter": "no_identity"}

Messages of one ID and one `content` are repeats of each other: one record. Another `content` under
the same ID is another revision: a record of its own.
"""
import collections
import random

from . import cable as cables
from . import layouts
from . import prose

Message = collections.namedtuple("Message", "data expected")

# Of a hundred cables, how many come in each kind of layout. Those without a number are sent once in
# every layout of their kind.
SHARES = (
    ("interchangeable", 62),
    ("garbled_header", 6),
    ("spaced_classification", 6),
    ("whole_sections", 6),
    ("sections", 4),
    ("csv_row", 5),
    ("tsv_row", 5),
    ("page_of_the_seventies", 4),
    ("abbreviated", 2),
)
KINDS = tuple(kind for kind, share in SHARES for _ in range(share))


def messages(*, count, seed, size, duplicates, corrections, no_cables):
    """Yields `count` messages; the same arguments, the same bytes."""
    rng = random.Random(seed)
    sent = 0
    made = 0
    while sent < count:
        dice = rng.random()
        if dice < no_cables:
            batch = [_no_cable(rng)]
        elif made and dice < no_cables + duplicates:
            batch = [rng.choice(_send(seed, rng.randrange(made), size, rng))]
        elif made and dice < no_cables + duplicates + corrections:
            batch = [rng.choice(_send(seed, rng.randrange(made), size, rng, correct=True))]
        else:
            batch = _send(seed, made, size, rng)
            made += 1
        for message in batch[:count - sent]:
            yield message
            sent += 1


def _kind(seed, number):
    return KINDS[random.Random(seed * 7_919 + number).randrange(len(KINDS))]


def _send(seed, number, size, route, correct=False):
    """The messages of one cable: two if it travels in sections, else one."""
    kind = _kind(seed, number)
    cable = cables.make(seed, number, size,
                        years=(1973, 1976) if kind == "page_of_the_seventies" else (2003, 2009))
    cable.linked_tags = number % 5 == 0
    if correct and kind not in ("page_of_the_seventies", "abbreviated"):
        cable.correction = True
        cable.count += 1
    if kind == "sections":
        return _sections(cable, route)
    if kind == "abbreviated":
        station_id = (f"{cable.post.station}-{cable.station_serial}-"
                      f"{cable.year}{cable.day_of_year}-{cable.time:%H%M}")
        return [_message(layouts.abbreviated(cable, route), kind, station_id, 0)]
    layout = getattr(layouts, kind, None)
    if kind == "interchangeable":
        choices = layouts.INTERCHANGEABLE
        if cable.correction:
            # A copy that lost its heading lost the signal on line 5 as well.
            choices = [choice for choice in choices if choice is not layouts.no_header]
        layout = route.choice(choices)
    return [_message(layout(cable, route), layout.__name__, cable.message_id,
                     int(cable.correction))]


def _sections(cable, route):
    paragraphs = cable.paragraphs + [cable.closing()]
    half = (len(paragraphs) + 1) // 2
    texts = (layouts.one_section(cable, route, 1, 2, paragraphs[:half], 1),
             layouts.one_section(cable, route, 2, 2, paragraphs[half:], half + 1))
    return [_message(text, f"section_{number}", cable.message_id + suffix, int(cable.correction))
            for number, (text, suffix) in enumerate(zip(texts, ("", "/02")), 1)]


def _message(text, layout, message_id, content):
    return Message(text.encode("utf-8"),
                   {"layout": layout, "message_id": message_id, "content": content})


def _no_cable(rng):
    text = rng.choice(prose.NOT_CABLES)
    return Message(text.encode("utf-8"), {"layout": "no_cable", "dead_letter": "no_identity"})
