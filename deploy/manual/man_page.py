"""A command's help as a page of the manual, section 1."""
import re

FILES = """.SH FILES
.TP
.I /etc/cablestream/cablestream.yaml
Configuration of the service that the package installs; other commands are given it by
.BR \\-\\-config .
.TP
.I /var/lib/cablestream
State of that service: a copy of the group's claims topic, and the identity of this instance.
.SH ENVIRONMENT
.TP
.B CABLESTREAM_...
Any key of the configuration:
.B CABLESTREAM_DEDUP_WINDOW
is
.BR dedup.window .
With
.B _FILE
at the end, the value is read from the file named.
.B cablestream config
prints every key, its value and where that comes from.
"""


def name_of(path):
    return "-".join(path)


def page(found, version, see_also):
    """`see_also`: names of other pages."""
    name = name_of(found.path)
    lines = [
        f'.TH {_escape(name.upper())} 1 "" "{_escape(version)}" "User Commands"',
        ".SH NAME", f"{_escape(name)} \\- {_escape(re.split('[.;:,] ', found.description)[0])}",
        ".SH SYNOPSIS", f".B {_escape(' '.join(found.path))}",
        _escape(found.usage.removeprefix(" ".join(found.path)).strip()),
        ".SH DESCRIPTION", _escape(found.description) + ".",
    ]
    for section, entries in found.sections.items():
        lines.append(f".SH {section.upper()}")
        for entry in entries:
            lines += [".TP", _head(entry), _escape(entry.text)]
    notes, _, status = " ".join(found.notes).partition("Exit status: ")
    if notes:
        lines += [".SH NOTES", _escape(notes.strip())]
    lines += [".SH EXIT STATUS", _escape(status)]
    text = "\n".join(lines) + "\n"
    if len(found.path) == 1:
        text += FILES
    return text + ".SH SEE ALSO\n" + ",\n".join(f".BR {_escape(other)} (1)" for other in see_also) + "\n"


def _head(entry):
    if not entry.flags:
        return f"\\fB{_escape(entry.name)}\\fR"
    flags = ", ".join(f"\\fB{_escape(flag)}\\fR" for flag in entry.flags)
    return f"{flags} \\fI{_escape(entry.value)}\\fR" if entry.value else flags


def _escape(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text
