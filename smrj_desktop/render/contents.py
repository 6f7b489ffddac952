"""The list of contents (目次): titles with leaders to the numbers of their pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from smrj_desktop.io.sheet_words import paper
from smrj_desktop.render import typeset
from smrj_desktop.render.blocks import Heading
from smrj_desktop.render.flow import paged
from smrj_desktop.render.page import Anchor, Face, Ink, Mark, Page, Text, TextStyle
from smrj_desktop.render.paper import PageSetup
from smrj_desktop.render.pieces import Draw, Keep, Piece, heading_pieces
from smrj_desktop.render.typeset import pitch

CONTENTS = "contents"
"""The key of the part that the pages of the contents are."""

_STYLES = (
    TextStyle(Face.GOTHIC, 10.0, bold=True),
    TextStyle(Face.GOTHIC, 9.5),
    TextStyle(Face.GOTHIC, 8.5),
)
_LEADING, _ABOVE = 1.6, 2.5
_STEP = 5.0
_DOT, _DOTS = "・", TextStyle(Face.GOTHIC, 5.0)
_BESIDE, _FEWEST_DOTS = 1.5, 4


class Entry(NamedTuple):
    """A title with the number of its page; `level` as that of an anchor."""

    title: str
    level: int
    number: str


def entries_of(pages: Sequence[Page]) -> list[Entry]:
    """What is listed of pages: groups, parts, and their headings of the second level."""
    return [
        Entry(anchor.title, anchor.level, page.number)
        for page in pages
        for anchor in page.anchors
        if anchor.level < len(_STYLES)
    ]


def digits_of(pages: int, entries: Sequence[Entry]) -> int:
    """How many digits the numbers of so many pages have at most, those of the contents added."""
    return len(str(pages + len(entries) + 1))


def pages_of_contents(entries: Sequence[Entry], setup: PageSetup, digits: int) -> tuple[Page, ...]:
    """The pages of the contents; how many there are does not depend on the numbers.

    Args:
        entries: in order.
        setup: how the pages are set up.
        digits: how many digits the numbers have at most.
    """
    sheet = setup.sheet()
    content = setup.content(sheet)
    title = paper("page_contents")
    pieces = list(heading_pieces(Heading(text=title, level=1), content.width))
    column = max(typeset.width("0" * digits, style) for style in _STYLES)
    for entry in entries:
        pieces += _entry_pieces(entry, content.width, column)
    return paged(pieces, sheet, content, CONTENTS, Anchor(title, 0, 0.0))


def _entry_pieces(entry: Entry, width: float, column: float) -> Iterator[Piece]:
    """An entry, one piece a line; what belongs to a group begins on its page."""
    style = _STYLES[entry.level]
    left = entry.level * _STEP
    dots = _FEWEST_DOTS * typeset.width(_DOT, _DOTS)
    texts = typeset.lines(entry.title, style, width - column - left - dots - 2 * _BESIDE)
    for at, text in enumerate(texts):
        last = at == len(texts) - 1
        yield Piece(
            height=pitch(style, _LEADING),
            draw=_drawn(text, left, style, entry.number if last else "", width, column),
            gap=_ABOVE if not at and entry.level == 0 else 0.0,
            keep=Keep.FREE if last and entry.level else Keep.IF_POSSIBLE,
        )


def _drawn(text: str, x: float, style: TextStyle, number: str, width: float, column: float) -> Draw:
    """A title, and where the number is known the leaders that lead to it."""
    high = pitch(style, _LEADING)

    def draw(left: float, top: float) -> list[Mark]:
        baseline = top + typeset.baseline(style, high)
        marks: list[Mark] = [Text(left + x, baseline, text, style)]
        if number:
            # the dots of all lines stand below one another
            end = width - column - _BESIDE
            dot = typeset.width(_DOT, _DOTS)
            count = int((end - x - typeset.width(text, style) - _BESIDE) / dot)
            leaders = Text(left + end - count * dot, baseline, _DOT * count, _DOTS, Ink.SECONDARY)
            own = typeset.width(number, style)
            marks += [leaders, Text(left + width - own, baseline, number, style)]
        return marks

    return draw
