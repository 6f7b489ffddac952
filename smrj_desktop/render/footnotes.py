"""Footnotes: how they are set, and how much of the foot of a page they take."""

from __future__ import annotations

from typing import NamedTuple

from smrj_desktop.io.sheet_words import paper
from smrj_desktop.render import typeset
from smrj_desktop.render.blocks import SMALL
from smrj_desktop.render.page import Mark, Rule, Text
from smrj_desktop.render.paper import Area

_PITCH = typeset.pitch(SMALL)
_ABOVE, _BELOW_RULE, _RULE_WIDTH, _RULE_SHARE = 2.5, 1.2, 0.15, 0.25


class Footnote(NamedTuple):
    """What is said at the foot of a page of something on it."""

    number: int
    text: str


class NoteLine(NamedTuple):
    """A line of a footnote; `mark` stands before its first one."""

    mark: str
    text: str


def note_mark(number: int) -> str:
    """What refers to a footnote."""
    return paper("table_note", number=number)


def set_in_lines(note: Footnote, width: float) -> list[NoteLine]:
    """A footnote as lines within a width, its text set in by its mark."""
    texts = typeset.lines(note.text, SMALL, width - _hang())
    return [NoteLine("" if at else note_mark(note.number), text) for at, text in enumerate(texts)]


def height(count: int) -> float:
    """How much of the foot so many lines take, with the rule above them."""
    return _ABOVE + _BELOW_RULE + count * _PITCH if count else 0.0


def most(room: float) -> int:
    """How many lines there is room for."""
    return max(0, int((room - height(1)) / _PITCH + 1 + 1e-9))


def marks(lines: list[NoteLine], content: Area) -> list[Mark]:
    """The marks of footnotes at the foot of a page's content."""
    if not lines:
        return []
    top = content.bottom - height(len(lines)) + _ABOVE
    right = content.left + content.width * _RULE_SHARE
    drawn: list[Mark] = [Rule(content.left, top, right, top, _RULE_WIDTH)]
    baseline = top + _BELOW_RULE + typeset.baseline(SMALL, _PITCH)
    for line in lines:
        if line.mark:
            drawn.append(Text(content.left, baseline, line.mark, SMALL))
        drawn.append(Text(content.left + _hang(), baseline, line.text, SMALL))
        baseline += _PITCH
    return drawn


def _hang() -> float:
    return typeset.width(note_mark(10) + "　", SMALL)
