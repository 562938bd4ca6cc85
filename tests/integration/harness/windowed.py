"""Messages over which a window of ten days passes many times, and what must become of each."""
import random

IDS = 3_000
SECOND, DAY = 1000, 86_400_000
STEP, WINDOW, MAX_FUTURE = 600 * SECOND, 10 * DAY, DAY
SETTING = "dedup.window=10d"


def _cable(serial):
    return (f"RR RUEHC\nDE RUEHTA #{1000 + serial} 1651156\nZNR UUUUU ZZH\nR 131156Z JUN 08\n"
            f"FM AMEMBASSY ASTANA\nTO RUEHC/SECSTATE WASHDC\nBT\nUNCLAS ASTANA {1000 + serial}\n\n"
            f"SUBJECT: A VISIT\n\n1. (U) Text.\n\nDOE\nBT\n#{1000 + serial}\nNNNN\n").encode()


def messages(count, partitions, seed):
    """Ten minutes apart; an ID stands in one partition, since between two Kafka fixes no order."""
    rng = random.Random(seed)
    for number in range(count):
        late = rng.randrange(3 * DAY) if rng.random() < 0.1 else 0
        ahead = rng.randrange(400 * DAY) if rng.random() < 0.001 else 0
        serial = rng.randrange(IDS)
        yield {"partition": serial % partitions, "value": _cable(serial),
               "timestamp": 1_200_000_000_000 + number * STEP - late + ahead}


def decide(sent):
    """What must be published, by (partition, offset)."""
    marks, ends, claims, published = {}, {}, {}, set()
    for message in sent:
        partition, time = message["partition"], message["timestamp"]
        offset = ends.get(partition, 0)
        ends[partition] = offset + 1
        mark = max(marks.get(partition, time), min(time, marks.get(partition, time) + MAX_FUTURE))
        marks[partition] = mark
        claim = claims.get(message["value"])
        if claim is None or claim < mark - WINDOW:
            claims[message["value"]] = min(time, mark)
            published.add((partition, offset))
    return published
