"""How a cable looks: each function here writes a Cable as one transport would have left it.

A route is the random number generator of one copy. What it decides (stations, line ends, wrapping,
pilcrows) differs between two copies of one cable; nothing of it belongs to the cable's content.
"""
from . import posts

PRECEDENCES = (("R", "RR", ""), ("P", "PP", " PRIORITY"), ("O", "OO", " IMMEDIATE"))


# --- heading --------------------------------------------------------------------------------------

def date_time_group(cable):
    return f"{cable.time:%d%H%M}Z {cable.time:%b %y}".upper()


def transmission(cable, route, part=""):
    """Lines 1 to 4: other ones on every route."""
    letters = route.choice(("XRO", "XYZ"))
    routing = " ".join(route.sample(("RUEHAST", "RUEHBI", "RUEHROV", "RUEHDIR", "RUEHAG"), 2))
    return (f"VZCZC{letters}{route.randrange(10000):04}\n"
            f"{route.choice(PRECEDENCES)[1]} {routing}\n"
            f"DE {cable.post.station} #{cable.station_serial}{part} "
            f"{cable.day_of_year}{cable.time:%H%M}\n"
            "ZNR UUUUU ZZH\n")


def addresses(cable, route, signal=""):
    """Lines 5 to 8."""
    letter, _, word = PRECEDENCES[cable.number % 3]
    information = route.sample(posts.INFORMATION, route.randint(1, 3))
    return (f"{letter} {date_time_group(cable)}{signal}\n"
            f"FM {cable.post.kind} {cable.post.name}\n"
            f"TO RUEHC/SECSTATE WASHDC{word} {route.randrange(10000):04}\n"
            "INFO " + "\n".join(f"{name} {route.randrange(10000):04}" for name in information)
            + "\n")


def heading(cable, route, part=""):
    signal = " ZDS" if cable.correction else route.choice(("", "", "", " ZDK"))
    return transmission(cable, route, part) + addresses(cable, route, signal)


# --- text -----------------------------------------------------------------------------------------

def tags(cable):
    if cable.linked_tags:
        return " ".join(f"[{tag}](#)" for tag in cable.tags)
    return ", ".join(cable.tags)


def opening(cable, classification="UNCLAS", order="E.O. 12958: N/A"):
    correction = "C O R R E C T E D   C O P Y (COUNT)\n\n" if cable.correction else ""
    return (f"{classification} {cable.post.name} {cable.serial:06}\n\n{correction}SIPDIS\n\n"
            f"{order}\nTAGS: {tags(cable)}\nSUBJECT: {cable.subject}\n\n")


def body(cable, *, wrapped, pilcrow="", portion="(U) ", first=1, paragraphs=None, seam=None):
    """Numbered paragraphs, the count last. `seam` puts page lines between them."""
    parts = []
    if paragraphs is None:
        paragraphs = cable.paragraphs + [cable.closing()]
    for number, paragraph in enumerate(paragraphs, first):
        text = paragraph.wrapped if wrapped else paragraph.long
        parts.append(f"{pilcrow}{number}. {portion}{text}\n")
        if seam and number < len(paragraphs):
            parts.append(seam(number + 1))
    return "\n".join(parts)


def ending(cable, route):
    """A signature, and sometimes what the wire put below it."""
    return f"\n{cable.signer}\n" + route.choice(
        ("", "", f"BT\n#{cable.station_serial}\n\n\nNNNN\n"))


# --- layouts --------------------------------------------------------------------------------------
# These differ by route alone: copies of one cable may come in any of them.

def wrapped(cable, route):
    return heading(cable, route) + "\n" + opening(cable) + body(cable, wrapped=True) + ending(
        cable, route)


def unwrapped(cable, route):
    return heading(cable, route) + "\n" + opening(cable) + body(cable, wrapped=False) + ending(
        cable, route)


def pilcrows(cable, route):
    return heading(cable, route) + "\n" + opening(cable) + body(
        cable, wrapped=True, pilcrow="\u00b6") + ending(cable, route)


def carriage_returns(cable, route):
    return wrapped(cable, route).replace("\n", "\r\n")


def no_header(cable, route):
    """What an archive keeps of a cable that lost its heading: a date, and the text."""
    date = route.choice((f"{cable.time:%Y-%m-%d}",
                         f"{cable.time:%A}, {cable.time.day} {cable.time:%B %Y}"))
    return f"{date}\n\n" + opening(cable) + body(cable, wrapped=False) + ending(cable, route)


INTERCHANGEABLE = (wrapped, unwrapped, pilcrows, carriage_returns, no_header)


# These have a text of their own: copies of such a cable come in the same layout.

def garbled_header(cable, route):
    text = wrapped(cable, route)
    text = text.replace("TO RUEHC", "TORUEHC").replace(" PRIORITY", " PIORITY").replace(
        "ZNR UUUUU ZZH", "ZNR UUUUU ZH")
    return text.replace("VZCZCXRO", "VZCZCXR0")


def spaced_classification(cable, route):
    return heading(cable, route).replace("ZNR UUUUU", "ZNY CCCCC") + "\n" + opening(
        cable, "C O N F I D E N T I A L", "E.O. 12958: DECL: 01/01/2020") + body(
            cable, wrapped=True, portion="(C) ") + ending(cable, route)


def whole_sections(cable, route):
    """Most archived cables begin with section 1 and hold them all, a page line at each seam."""
    total = len(cable.paragraphs) + 1

    def seam(number):
        return f"{cable.post.name} {cable.serial:08}  {number:03} OF {total:03}\n"

    return heading(cable, route, "/01") + "\n" + opening(
        cable, f"UNCLAS SECTION 01 OF {total:02}") + body(
            cable, wrapped=True, seam=seam) + ending(cable, route)


def _row(cable):
    # Single-line references column and origin, as the archives' tables have them.
    return (str(cable.number + 1), cable.message_id, f"Embassy {cable.post.name.title()}",
            "UNCLASSIFIED", "")


def csv_row(cable, route):
    number, reference, origin, classification, references = _row(cable)
    date = f"{cable.time.month}/{cable.time.day}/{cable.time:%Y %H:%M}"
    head = heading(cable, route)
    text = (opening(cable) + body(cable, wrapped=True) + f"\n{cable.signer}\n").replace('"', '""')
    return f'{number},{date},{reference},"{origin}",{classification},{references},"{head}","{text}"'


def tsv_row(cable, route):
    number, reference, origin, classification, references = _row(cable)
    head = heading(cable, route).replace("\n", "\\\n")
    text = opening(cable) + body(cable, wrapped=True) + f"\n{cable.signer}\n"
    return "\t".join((number, f"{cable.time:%Y-%m-%d %H:%M:%S}", reference, origin, classification,
                      references, head, text.replace("\n", "\\\n")))


def page_of_the_seventies(cable, route):
    page = f"{cable.post.name.replace(' ', '')[:6]}  {cable.serial:05}  {cable.time:%d%H%M}Z"
    text = (f"UNCLAS {cable.post.name} {cable.serial}\n\nE.O. 11652: N/A\nTAGS: {tags(cable)}\n"
            f"SUBJECT: {cable.subject}\n\n") + body(cable, wrapped=True, portion="").upper()
    return (f"UNCLASSIFIED\n\nPAGE 01        {page}\n\n{route.randrange(10, 70)}\nACTION EUR-12\n\n"
            f"INFO  OCT-01  ISO-00  EB-07  /0{route.randrange(10, 70)} W\n"
            f"                     --------------------- {route.randrange(10**6):06}\n"
            f"R {date_time_group(cable)}\nFM {cable.post.kind} {cable.post.name}\n"
            f"TO SECSTATE WASHDC {route.randrange(10000):04}\n\n{text}{cable.signer}\n\n\n"
            "UNCLASSIFIED\n\n\n\nNNNN\n")


def one_section(cable, route, number, total, paragraphs, first):
    """Section `number` of a message that travels in `total` of them."""
    return heading(cable, route, f"/{number:02}") + "\n" + opening(
        cable, f"UNCLAS SECTION {number:02} OF {total:02}") + body(
            cable, wrapped=True, paragraphs=paragraphs, first=first)


def abbreviated(cable, route):
    """Between stations: no addresses, no reference number."""
    return (transmission(cable, route) + f"R {date_time_group(cable)}\nBT\nUNCLAS\n"
            f"SERVICE MESSAGE. REQUEST RETRANSMISSION OF {cable.count} MESSAGES SENT LAST NIGHT.\n"
            f"BT\n#{cable.station_serial}\n\n\nNNNN\n")
