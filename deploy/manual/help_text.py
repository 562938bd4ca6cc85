"""What `cablestream COMMAND --help` says, taken apart."""
import dataclasses
import re
import subprocess

# The column in which the explanation of an entry stands (app/help_formatter.cc).
COLUMN = 30


@dataclasses.dataclass
class Entry:
    """An option, an argument or a command."""
    name: str  # "--log-format text|json|auto", "-h,--help", "PATH", "run"
    text: str

    @property
    def flags(self):
        return [flag for flag in self.name.split(" ")[0].split(",") if flag.startswith("-")]

    @property
    def value(self):
        """What an option takes: "text|json|auto", "FILE"; empty: nothing."""
        return self.name.partition(" ")[2]


@dataclasses.dataclass
class Help:
    """Of one command. `sections`: by heading ("Options"), entries; `notes`: what stands at the end."""
    path: tuple  # ("cablestream", "state", "get")
    description: str
    usage: str
    sections: dict
    notes: list

    def entries(self, section):
        return self.sections.get(section, [])

    @property
    def options(self):
        return self.entries("Options") + self.entries("Configuration")


def read(program, path):
    """The help of one command."""
    text = subprocess.run([program, *path[1:], "--help"], check=True, stdout=subprocess.PIPE,
                          encoding="utf-8").stdout
    head, _, rest = text.partition("\nUsage: ")
    usage, _, rest = rest.partition("\n")
    sections, notes, entries = {}, [], None
    for line in rest.splitlines():
        heading = re.fullmatch(r"([A-Z]\w+):", line)
        if heading:
            entries = sections.setdefault(heading[1], [])
        elif re.match(r"  \S", line):
            entries.append(Entry(*_split(line)))
        elif line.startswith(" " * COLUMN):
            entries[-1].text = f"{entries[-1].text} {line.strip()}".strip()
        elif line:
            notes.append(line)
    return Help(tuple(path), head, usage, sections, notes)


def _split(line):
    """Name and text of an entry's first line; a name too long for its column stands alone."""
    if len(line) > COLUMN and line[COLUMN - 1] == " ":
        return line[:COLUMN].strip(), line[COLUMN:]
    return line.strip(), ""


def read_all(program, path=("cablestream",)):
    """The help of the program and of each of its commands, outer ones first."""
    own = read(program, path)
    found = [own]
    for command in own.entries("Subcommands"):
        found += read_all(program, (*path, command.name))
    return found
