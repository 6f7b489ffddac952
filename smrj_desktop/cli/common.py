"""What the commands have in common: exit codes, where results and messages go, checks of file names."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from smrj_desktop import messages

OK, ERRORS_FOUND, UNREADABLE, USAGE, INTERRUPTED = 0, 1, 2, 64, 130
CLEAR_LINE = "\r\x1b[K"


def say(sentence: str) -> None:
    """Tells the user something that is no result."""
    # a closed standard error is None, and `print` would take standard output instead
    if sys.stderr:
        # in place of a line that says how far a command is
        print(f"{CLEAR_LINE if sys.stderr.isatty() else ''}{sentence}", file=sys.stderr)


def add_output(parser: argparse.ArgumentParser) -> None:
    """Adds where the result is written."""
    parser.add_argument(
        "-o", "--output", required=True, type=Path, metavar="OUT", help=messages.text("cli.output")
    )


def has_ending(path: Path, *endings: str) -> bool:
    """Whether a file has one of these endings; says so where not."""
    known = path.suffix.lower() in endings
    if not known:
        say(messages.text("cli.ending", name=path.name, endings=", ".join(endings)))
    return known


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file that is there."""
    try:
        return one.samefile(other)
    except OSError:
        # one of them is not there yet, or cannot be had at all, which reading and writing tell
        return False
