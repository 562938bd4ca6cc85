"""Spool folders: files dropped as others drop them, and `cablestream feed --follow` beside them."""
import pathlib

from . import member


class Follower(member.Member):
    """`cablestream feed --follow` of a spool folder, its log in `folder`."""

    command = ("feed", "--follow")

    def __init__(self, brokers, folder, spool, *arguments, **options):
        super().__init__(brokers, folder, spool, *arguments, **options)

    def start(self, *arguments):
        self._run(*arguments)


def drop(spool, name, data):
    """Written elsewhere, renamed into the folder."""
    hidden = pathlib.Path(spool) / ("." + name)
    hidden.write_bytes(data)
    hidden.rename(pathlib.Path(spool) / name)


def names(folder):
    """Of the files in a folder; none where there is no folder."""
    folder = pathlib.Path(folder)
    return sorted(entry.name for entry in folder.iterdir() if entry.is_file()) if folder.exists() else []


def unfinished(spool):
    """Names of the files that are dropped or taken, and neither in done/ nor in failed/."""
    return [name for folder in [pathlib.Path(spool), *pathlib.Path(spool).glob(".taking-*")]
            for name in names(folder)]
