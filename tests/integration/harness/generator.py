"""The project's made-up cables, and what each must become."""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

from . import paths

sys.path.insert(0, str(paths.SOURCE / "examples"))

from cablegen import stream  # noqa: E402

Sample = collections.namedtuple("Sample", "data expected")


def messages(count, seed, **options):
    """`count` messages of the set `seed`; options as of examples/generate."""
    with tempfile.TemporaryDirectory() as folder:
        sidecar = pathlib.Path(folder) / "expected.jsonl"
        command = [paths.GENERATE, "--count", count, "--seed", seed, "--expected", sidecar]
        for name, value in options.items():
            command += ["--" + name.replace("_", "-"), value]
        stream = subprocess.run([str(part) for part in command], check=True,
                                stdout=subprocess.PIPE).stdout
        rows = [json.loads(line) for line in sidecar.read_text("utf-8").splitlines()]
    return [Sample(data, row) for data, row in zip(stream.split(b"\x1e"), rows, strict=True)]


def endless(seed, size, duplicates, corrections, no_cables):
    """Messages without an end, made as they are taken."""
    made = stream.messages(count=sys.maxsize, seed=seed, size=size, duplicates=duplicates,
                           corrections=corrections, no_cables=no_cables)
    return (Sample(message.data, message.expected) for message in made)


def samples():
    """The hand-written cables of examples/cables."""
    rows = (paths.SOURCE / "examples/cables.expected.jsonl").read_text("utf-8").splitlines()
    return [Sample((paths.SOURCE / row["file"]).read_bytes(), row)
            for row in map(json.loads, rows)]
