"""Texts as they are searched: width of letters and digits, capitals and thousands do not matter."""

from __future__ import annotations

import unicodedata


def plain(content: str) -> str:
    """A text without what does not matter in a search."""
    return unicodedata.normalize("NFKC", content).casefold().replace(",", "")


def words_in(typed: str) -> list[str]:
    """The words that were typed, as they are searched for."""
    return plain(typed).split()
