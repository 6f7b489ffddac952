"""What Qt cannot write into a PDF file: bookmarks, the language, how viewers open it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Bookmark(NamedTuple):
    """An entry of a document's outline.

    Attributes:
        level: 0 for the topmost; an entry belongs to the last one before it of a lower level.
        page: from 0.
        y: how far down the page it points, in millimetres.
    """

    title: str
    level: int
    page: int
    y: float


def finished(content: bytes, bookmarks: Sequence[Bookmark], *, title: str) -> bytes:
    """A PDF document with bookmarks, its title shown by viewers, and its language.

    Args:
        content: the document as Qt wrote it.
        bookmarks: in reading order.
        title: of the document.
    """
    raise NotImplementedError
