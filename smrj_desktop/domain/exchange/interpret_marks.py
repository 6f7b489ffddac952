"""Numbering marks of the text: the form the plan has them in, and how deep they stand."""

from __future__ import annotations

import re

from smrj_desktop.domain.exchange.alignment import bare
from smrj_desktop.domain.measures import PassageKind

_ROMAN = re.compile(r"([IVX]+)\.?")
_LEVELS = (
    _ROMAN,
    re.compile(r"\d+\."),
    re.compile(r"\(\d+\)"),
    re.compile("[①-⑳㉑-㊿]"),
    re.compile(r"\d+\)"),
)
"""Chapters, and the headings below them."""

_BULLET, _OTHER_MARK, _NO_MARK = len(_LEVELS), len(_LEVELS) + 1, len(_LEVELS) + 2


def canonical_mark(text: str) -> str:
    """A numbering mark in the form the plan has: I, 1., (1), ①, ・ or empty."""
    plain = text.strip()
    if not _LEVELS[3].fullmatch(plain):
        plain = bare(plain)
    roman = _ROMAN.fullmatch(plain)
    return roman[1] if roman else plain


def level_of(mark: str) -> int:
    """How deep a mark stands in the outline, however it is written."""
    mark = canonical_mark(mark)
    if not mark:
        return _NO_MARK
    deepest = _BULLET if mark == "・" else _OTHER_MARK
    return next((level for level, form in enumerate(_LEVELS) if form.fullmatch(mark)), deepest)


def usual_kind(level: int) -> PassageKind:
    """What a passage with a mark of this depth usually is."""
    if level == 0:
        return PassageKind.CHAPTER
    if level < _BULLET:
        return PassageKind.HEADING
    return PassageKind.CONTINUATION if level == _NO_MARK else PassageKind.PASSAGE
