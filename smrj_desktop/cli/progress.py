"""How far a command is, told on a terminal and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from smrj_desktop import messages
from smrj_desktop.cli.common import CLEAR_LINE

Tell = Callable[[float, str], None]


@contextmanager
def progress() -> Iterator[Tell]:
    """Gives what a command calls with a fraction and the id of a message; the line is gone at the end."""
    stream = sys.stderr
    shown = stream is not None and stream.isatty()

    def tell(fraction: float, message: str) -> None:
        if shown:
            stream.write(f"{CLEAR_LINE}{fraction:4.0%} {messages.text(message)}")
            stream.flush()

    try:
        yield tell
    finally:
        if shown:
            stream.write(CLEAR_LINE)
            stream.flush()
