"""Paragraphs about nothing in particular, made once and used again: cables are cheap to write."""
import random
import textwrap

LINE_WIDTH = 69

WHO = (
    "The harbor master", "A director at the ministry of works", "The head of the growers' union",
    "The museum's new curator", "The river authority", "A spokesman for the ferry line",
    "The mayor of a town up the coast", "The weather service", "The owner of the last foundry",
    "A professor of forestry", "The national chess federation", "The bus company",
    "The deputy head of the statistics office", "A beekeeper from the eastern valley",
    "The manager of the salt works", "The customs inspector at the northern crossing",
)
SAID = (
    "told Econoff that", "said in a speech last week that", "confirmed to Post that",
    "denied reports in the press that", "wrote to the Ambassador that", "admitted over lunch that",
    "showed visitors figures from which it follows that", "no longer doubts that",
)
WHAT = (
    "the new bridge will open before the road to it is finished",
    "the price of cement had fallen for the third month in a row",
    "half of the lanterns ordered for the promenade had arrived without glass",
    "the train from the capital now keeps to the timetable of the year before",
    "a second survey of the lake bed found the piano that the first had missed",
    "nobody had asked for the permit which everybody was waiting for",
    "the drought had been kinder to olives than to statistics",
    "the committee would meet again as soon as it had found its minutes",
    "the dredger, leased for a season, had been at work for six",
    "exports of felt hats doubled and imports of felt stayed where they were",
    "the telephone exchange was to be moved to a drier building",
    "the loan would be repaid in kind, and the kind was herring",
    "the archive's roof had been mended at the expense of its floor",
    "the two valleys had agreed on a common clock but not yet on the hour",
)
AFTER = (
    "The opposition agrees.", "There the matter rests.", "Post could not confirm the figure.",
    "A decision is expected after the harvest.", "The press took no notice.",
    "Other missions have heard the same.", "The map on the wall showed otherwise.",
    "This is the fifth such promise in two years, and the first with a date.",
)
SUBJECTS = (
    "A BRIDGE LOOKS FOR ITS ROAD", "THE HERRING LOAN, CONTINUED", "MINUTES OF A LOST COMMITTEE",
    "CLOCKS OF THE TWO VALLEYS", "FELT HATS LEAD THE RECOVERY", "THE DREDGER STAYS",
    "LANTERNS WITHOUT GLASS", "A ROOF FOR THE ARCHIVE", "OLIVES AND STATISTICS",
    "THE LAKE GIVES BACK A PIANO",
)
SIGNERS = ("ALDERSHAW", "BRIGHTWELL", "CARNFORTH", "DUNMORE", "ELLINGHAM", "FAIRWEATHER",
           "GREENHALGH", "HARGREAVE", "KETTLEWELL", "LOCKSLEY")
NOT_CABLES = (
    "Dear all,\n\nthe reading room closes at noon on Friday. Please return the atlases.\n",
    "shopping: lamp oil, twine, two sheets of blotting paper, stamps\n",
    "<html><body><p>The page that you asked for has moved.</p></body></html>\n",
    "to whom it may concern: the key of the bicycle shed is with the gardener.\n",
)

# What stands before a paragraph's first word, at its longest: "10. (SBU) ".
MARK_WIDTH = 10


class Paragraph:
    """One text, as a single line and hard-wrapped."""

    def __init__(self, text):
        self.long = text
        self.wrapped = textwrap.fill(text, LINE_WIDTH,
                                     initial_indent=" " * MARK_WIDTH)[MARK_WIDTH:]


def _sentence(rng):
    return f"{rng.choice(WHO)} {rng.choice(SAID)} {rng.choice(WHAT)}."


def _paragraph(rng):
    sentences = [_sentence(rng) for _ in range(rng.randint(2, 6))]
    sentences.append(rng.choice(AFTER))
    return Paragraph(" ".join(sentences))


_RNG = random.Random(20080613)
PARAGRAPHS = tuple(_paragraph(_RNG) for _ in range(500))
MEAN_SIZE = sum(len(p.long) for p in PARAGRAPHS) // len(PARAGRAPHS)
