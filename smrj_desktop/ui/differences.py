"""Differences between plans in words, as cells of a table."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from smrj_desktop.domain.exchange.alignment import shared_start
from smrj_desktop.io.difference_words import IN_TABLES, absent, is_short, where
from smrj_desktop.ui.plain_table import Cell

if TYPE_CHECKING:
    from smrj_desktop.domain.compare import Difference
    from smrj_desktop.domain.merge import Conflict

__all__ = ["AROUND", "cells", "contrast", "where"]

AROUND = 24
"""So many characters are shown on either side of what differs in a long text."""


def cells(found: Difference | Conflict, *alternatives: str, whole: bool = False) -> list[Cell]:
    """The alternatives a difference holds; in texts that are alike what differs is underlined.

    Long texts are cut to what differs, and build-ups to what they come to, unless they are wanted `whole`.
    """
    if found.what in IN_TABLES:
        blank = absent(found.what)
        figures = [each.partition(" (")[0] for each in alternatives]
        if whole or len(set(figures)) == 1:
            return [Cell(each or blank, figure=is_short(each)) for each in alternatives]
        pairs = zip(figures, alternatives, strict=True)
        return [Cell(short or blank, figure=True, tip=each if each != short else "") for short, each in pairs]
    there = contrast([each for each in alternatives if each], whole=whole)
    return [there.pop(0) if each else Cell(absent(found.what)) for each in alternatives]


def contrast(texts: list[str], *, whole: bool = False) -> list[Cell]:
    """Texts in which what differs between them is underlined.

    They are cut to that and a little around it, with the whole as a tip, unless they are wanted `whole`.
    """
    if len(texts) < 2:
        return [Cell(each) for each in texts]
    start = shared_start(*texts)
    while start and any(_leans(each[start : start + 1]) for each in texts):
        start -= 1
    # a stretch that both ends share belongs to one of them
    end = shared_start(*(each[start:][::-1] for each in texts))
    while end and _leans(texts[0][-end]):
        end -= 1
    if not start + end:
        return [Cell(each) for each in texts]
    if whole:
        return [Cell(each, underlined=(start, len(each) - end)) for each in texts]
    return [_cut(each, start, len(each) - end) for each in texts]


def _cut(whole: str, start: int, end: int) -> Cell:
    first = start - AROUND if start > AROUND + 1 else 0
    last = end + AROUND if len(whole) - end > AROUND + 1 else len(whole)
    while first and _leans(whole[first]):
        first -= 1
    while last < len(whole) and _leans(whole[last]):
        last += 1
    before, after = "…" if first else "", "…" if last < len(whole) else ""
    moved = len(before) - first
    shown = f"{before}{whole[first:last]}{after}"
    return Cell(shown, underlined=(start + moved, end + moved), tip=whole if shown != whole else "")


def _leans(character: str) -> bool:
    """Whether a character is drawn with the one before it: a voicing mark, a variant of a kanji."""
    return bool(character) and unicodedata.category(character).startswith("M")
