"""What stands on paper is Japanese whatever language the window speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from smrj_desktop import messages


@contextmanager
def in_japanese() -> Iterator[None]:
    """Sentences are rendered in Japanese meanwhile."""
    spoken = messages.language()
    messages.set_language("ja")
    try:
        yield
    finally:
        messages.set_language(spoken)
