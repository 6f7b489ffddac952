"""Blocks as pieces: what stands on one page as a whole, from a line of text to a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import takewhile
from math import ceil
from typing import NamedTuple

from smrj_desktop.domain.series import Chart
from smrj_desktop.render import chart_marks, typeset
from smrj_desktop.render.blocks import Heading, Paragraph
from smrj_desktop.render.chart_marks import Drawn
from smrj_desktop.render.footnotes import Footnote, note_mark
from smrj_desktop.render.page import Box, Face, Mark, Rule, Text, TextStyle
from smrj_desktop.render.typeset import pitch

HEADING_STYLES = {
    1: TextStyle(Face.GOTHIC, 14.0, bold=True),
    2: TextStyle(Face.GOTHIC, 11.0, bold=True),
    3: TextStyle(Face.GOTHIC, 9.5, bold=True),
}
_ABOVE = {1: 8.0, 2: 5.5, 3: 3.5}
_BELOW = {1: 2.5, 2: 1.2, 3: 0.6}
_PROSE_LEADING = 1.6
_NOTE_MARK = TextStyle(Face.GOTHIC, 6.0)
_NOTE_RAISED = 0.35
_STEP_EM, _AFTER_MARK_EM = 1.0, 0.5
_MOST_SET_IN, _MOST_HANGING = 0.5, 0.25
"""Of the width: how far a paragraph is set in at most, and how far it hangs."""
_PICTURE_ABOVE = 4.0

Draw = Callable[[float, float], list[Mark]]
"""Makes marks with the upper left corner there."""


class Keep(IntEnum):
    """Whether a piece stays with the next one."""

    FREE = 0
    IF_POSSIBLE = 1
    ALWAYS = 2


class Head(NamedTuple):
    """What stands above the rows of a table on a page."""

    height: float
    draw: Draw


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A table whose rows carry its header with them: above the first one, and on each further page.

    Attributes:
        again: the header of a page that begins in a part of the table; `""` where it is in none.
    """

    opening: Head
    again: Callable[[str], Head]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What is never split.

    Attributes:
        height: in millimetres.
        gap: the space above it, none at the top of a page.
        notes: the footnotes that belong to it.
        run: the table it is part of; `opens` says that it is the first of it.
        begins: whether a page may better end before it.
        part: the part of its table that it is in.
        anchor: the title and the level of what is listed.
    """

    height: float
    draw: Draw
    gap: float = 0.0
    keep: Keep = Keep.FREE
    notes: tuple[Footnote, ...] = ()
    run: Run | None = None
    opens: bool = False
    begins: bool = False
    part: str = ""
    anchor: tuple[str, int] | None = None


def line(texts: Sequence[tuple[float, str, TextStyle]], high: float) -> Draw:
    """The marks of one line so high, of texts that begin so far right."""

    def draw(left: float, top: float) -> list[Mark]:
        return [
            Text(left + x, top + typeset.baseline(style, high), text, style)
            for x, text, style in texts
            if text
        ]

    return draw


def height_of(pieces: Iterable[Piece]) -> float:
    """How high pieces are below one another, headers of tables aside."""
    return sum(piece.gap + piece.height for piece in pieces)


def headings_above(pieces: Sequence[Piece]) -> float:
    """How high the headings are that stay with what comes next."""
    return height_of(takewhile(lambda piece: piece.keep is Keep.ALWAYS, reversed(pieces)))


def heading_pieces(heading: Heading, width: float) -> Iterator[Piece]:
    """A heading, one piece a line; the title of the part itself is listed anyway."""
    level = min(heading.level, max(HEADING_STYLES))
    style = HEADING_STYLES[level]
    texts = typeset.lines(heading.text, style, width)
    for at, text in enumerate(texts):
        high = pitch(style)
        yield Piece(
            height=high if at < len(texts) - 1 else high + _BELOW[level],
            draw=line([(0.0, text, style)], high),
            gap=0.0 if at else _ABOVE[level],
            keep=Keep.ALWAYS,
            anchor=(heading.text, heading.level) if heading.listed and level > 1 and not at else None,
        )


def paragraph_pieces(paragraph: Paragraph, width: float, number: int) -> Iterator[Piece]:
    """A paragraph, one piece a line; `number` is that of its footnote."""
    style = paragraph.style
    em = style.size * typeset.MM_PER_POINT
    left = min(paragraph.depth * _STEP_EM * em, width * _MOST_SET_IN)
    mark, text = typeset.shortened(paragraph.mark, style, width), paragraph.text
    beside = mark or typeset.shortened(paragraph.under, style, width)
    hang = typeset.width(beside, style) + _AFTER_MARK_EM * em if beside else 0.0
    if hang > width * _MOST_HANGING:
        mark, text, hang = "", f"{paragraph.mark}　{text}" if mark else text, 0.0
    left, room = left + hang, width - left - hang
    noted = note_mark(number) if paragraph.note else ""
    texts = typeset.lines(text, style, room)
    if noted and typeset.width(texts[-1], style) + typeset.width(noted, _NOTE_MARK) > room:
        texts = typeset.lines(text, style, room - typeset.width(noted, _NOTE_MARK))
    high = pitch(style, _PROSE_LEADING)
    for at, each in enumerate(texts):
        drawn = [(left, each, style)] if at else [(left - hang, mark, style), (left, each, style)]
        last = at == len(texts) - 1
        draw = line(drawn, high)
        if last and noted:
            draw = _noted(draw, noted, left + typeset.width(each, style), style, high)
        # neither the first line nor the last one stands alone
        kept = not last and at in {0, len(texts) - 2}
        yield Piece(
            height=high,
            draw=draw,
            keep=Keep.IF_POSSIBLE if kept else Keep.FREE,
            notes=(Footnote(number, paragraph.note),) if last and noted else (),
        )


def _noted(draw: Draw, noted: str, x: float, style: TextStyle, high: float) -> Draw:
    """A line of text with what refers to its footnote behind it, raised."""

    def drawn(left: float, top: float) -> list[Mark]:
        raised = top + typeset.baseline(style, high) - _NOTE_RAISED * style.size * typeset.MM_PER_POINT
        return [*draw(left, top), Text(left + x, raised, noted, _NOTE_MARK)]

    return drawn


def picture_pieces(chart: Chart, width: float, room: float) -> Iterator[Piece]:
    """A chart; where it is higher than the room, as several with some rows each, or smaller."""
    room -= _PICTURE_ABOVE
    for marks, height in _low_enough(chart, width, room):
        share = min(1.0, room / height)
        yield Piece(height=height * share, draw=_picture(marks, share), gap=_PICTURE_ABOVE)


def _low_enough(chart: Chart, width: float, room: float) -> Iterator[Drawn]:
    whole = chart_marks.drawn(chart, width)
    parts = ceil(whole.height / room)
    if chart.together or parts < 2:
        yield whole
        return
    size = ceil(len(chart.rows) / parts)
    for start in range(0, len(chart.rows), size):
        yield chart_marks.drawn(replace(chart, rows=chart.rows[start : start + size]), width)


def _picture(marks: Sequence[Mark], share: float) -> Draw:
    return lambda left, top: [_placed(mark, share, left, top) for mark in marks]


def _placed(mark: Mark, share: float, left: float, top: float) -> Mark:
    """A mark made smaller and moved."""
    if isinstance(mark, Text):
        style = mark.style._replace(size=mark.style.size * share)
        return mark._replace(x=left + mark.x * share, y=top + mark.y * share, style=style)
    if isinstance(mark, Box):
        return mark._replace(
            x=left + mark.x * share,
            y=top + mark.y * share,
            width=mark.width * share,
            height=mark.height * share,
        )
    return Rule(
        left + mark.x1 * share,
        top + mark.y1 * share,
        left + mark.x2 * share,
        top + mark.y2 * share,
        mark.width,
        mark.ink,
    )
