"""One cable as its author knows it, before anybody has sent it anywhere."""
import dataclasses
import datetime
import random

from . import posts
from . import prose


@dataclasses.dataclass
class Cable:
    """The number makes everything: the same seed and number give the same cable."""

    number: int
    post: posts.Post
    serial: int
    time: datetime.datetime
    paragraphs: list
    subject: str
    tags: list
    signer: str
    count: int  # stands in the last paragraph; a correction changes it
    linked_tags: bool = False
    correction: bool = False

    @property
    def year(self):
        return f"{self.time:%y}"

    @property
    def day_of_year(self):
        return f"{self.time:%j}"

    @property
    def message_id(self):
        return f"{self.year}{self.post.name.replace(' ', '')}{self.serial}"

    @property
    def station_serial(self):
        return f"{self.serial % 10000:04}"

    def closing(self):
        return prose.Paragraph(f"Post counted {self.count} of them, and will count again.")


def make(seed, number, size, years=(2003, 2009)):
    """The cable `number` of the set `seed`, about `size` bytes long."""
    rng = random.Random(seed * 1_000_003 + number)
    post = posts.POSTS[number % len(posts.POSTS)]
    day = datetime.datetime(rng.randint(*years), 1, 1)
    # Heading and signature take about 700 bytes.
    paragraphs = max(1, round((size - 700) * rng.uniform(0.6, 1.4) / prose.MEAN_SIZE))
    return Cable(
        number=number,
        post=post,
        serial=101 + number // len(posts.POSTS),
        time=day + datetime.timedelta(minutes=rng.randrange(365 * 24 * 60)),
        paragraphs=rng.choices(prose.PARAGRAPHS, k=paragraphs),
        subject=rng.choice(prose.SUBJECTS),
        tags=rng.sample(posts.SUBJECT_TAGS, 3) + [post.tag],
        signer=rng.choice(prose.SIGNERS),
        count=rng.randint(12, 900),
    )
