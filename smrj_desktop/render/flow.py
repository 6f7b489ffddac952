"""Blocks to pages: nothing is split that belongs together, and footnotes stand on the page they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from smrj_desktop.render import footnotes
from smrj_desktop.render.blocks import Block, Heading, Paragraph, Part, Picture, Table
from smrj_desktop.render.footnotes import NoteLine
from smrj_desktop.render.page import Anchor, Mark, Page
from smrj_desktop.render.paper import Area, PageSetup, Sheet
from smrj_desktop.render.pieces import (
    Head,
    Keep,
    Piece,
    Run,
    heading_pieces,
    headings_above,
    height_of,
    paragraph_pieces,
    picture_pieces,
)
from smrj_desktop.render.table_pieces import table_pieces

_LITTLE = 0.25
"""Of a page: where no more is on it, a table begins there even if it would fit the next page as a whole."""
_MOST_EMPTY = 1 / 3
"""Of a page: how much stays empty at most so that it ends before a section."""
_AFTER = 3.0
"""Above text that follows a table or a chart."""
_TOLERANCE = 1e-6


class _Leaf(NamedTuple):
    """What stands on one page: its marks, and the places on it that are listed."""

    marks: list[Mark]
    anchors: list[Anchor]


def pages_of(part: Part, setup: PageSetup) -> tuple[Page, ...]:
    """The pages of one part, without header and footer; at least one."""
    sheet = setup.sheet(part.orientation)
    content = setup.content(sheet)
    return paged(_pieces(part, content), sheet, content, part.key, Anchor(part.title, 1, 0.0))


def paged(pieces: Sequence[Piece], sheet: Sheet, content: Area, key: str, itself: Anchor) -> tuple[Page, ...]:
    """Pieces on pages; at least one.

    Args:
        pieces: from top to bottom.
        sheet, content: the paper, and where on it they may stand.
        key: of the part they are.
        itself: what that part is listed as, on its first page.
    """
    return tuple(
        Page(
            sheet=sheet,
            part=key,
            index=index,
            title=itself.title,
            marks=tuple(leaf.marks),
            anchors=(*([] if index else [itself]), *leaf.anchors),
        )
        for index, leaf in enumerate(_leaves(pieces, content))
    )


def _leaves(pieces: Sequence[Piece], content: Area) -> Iterator[_Leaf]:
    """Pieces on pages with such a content area; at least one page."""
    flow = _Flow(pieces, content)
    start = 0
    while True:
        end = flow.end(start)
        yield flow.leaf(start, end)
        start = end
        if start == len(pieces) and not flow.carried:
            return


def _pieces(part: Part, content: Area) -> list[Piece]:
    """The blocks of a part as pieces, their footnotes numbered."""
    pieces: list[Piece] = []
    filled, number = 0.0, 1
    before: Block | None = None
    for block in part.blocks:
        # what stays above it on its page, as far as that can be known
        above = filled if filled <= content.height * _LITTLE else headings_above(pieces)
        if isinstance(block, Heading):
            made = list(heading_pieces(block, content.width))
        elif isinstance(block, Paragraph):
            made = list(paragraph_pieces(block, content.width, number))
            if isinstance(before, Table | Picture):
                made[0] = replace(made[0], gap=_AFTER)
        elif isinstance(block, Table):
            made = table_pieces(block, content, above, number)
        else:
            room = max(content.height - headings_above(pieces), content.height / 2)
            made = list(picture_pieces(block.chart, content.width, room))
        number = max((note.number + 1 for piece in made for note in piece.notes), default=number)
        filled += height_of(made)
        pieces += made
        before = block
    return pieces


class _Flow:
    """Pieces on their way onto pages.

    Attributes:
        carried: lines of footnotes that no longer fitted the page they belong to.
    """

    def __init__(self, pieces: Sequence[Piece], content: Area) -> None:
        self.carried: list[NoteLine] = []
        self._pieces, self._content = pieces, content
        self._last = {id(piece.run): at for at, piece in enumerate(pieces)}

    def end(self, start: int) -> int:
        """The place behind the last piece of a page that begins with the one at `start`."""
        filled = self._filled(start)
        reach = start + len(filled)
        if reach == len(self._pieces):
            return reach
        if reach == start:
            return start + 1
        least = next(
            (keep for keep in (Keep.FREE, Keep.IF_POSSIBLE) if any(self._ends(start, reach, keep))), None
        )
        if least is None:
            return reach
        ends = list(self._ends(start, reach, least))
        return self._better(start, reach, ends, filled) or ends[-1]

    def _ends(self, start: int, reach: int, keep: Keep) -> Iterator[int]:
        """Where a page may end behind a piece that stays with the next one no more than so."""
        return (at for at in range(start + 1, reach + 1) if self._pieces[at - 1].keep <= keep)

    def _better(self, start: int, reach: int, ends: list[int], filled: list[float]) -> int | None:
        """Where a table that the page cannot hold should better begin or be broken."""
        run = self._run_at(reach)
        if run is None:
            return None
        opening = next((at for at in range(reach, start - 1, -1) if self._opens(at, run)), None)
        height = self._content.height
        if opening is not None:
            before = [at for at in ends if at <= opening]
            if before and filled[before[-1] - 1 - start] > height * _LITTLE:
                at = before[-1]
                if at + len(self._filled(at)) > self._last_of(run):
                    return at
        sections = [
            at
            for at in ends
            if self._pieces[at].begins
            and self._pieces[at].run is run
            and filled[at - 1 - start] >= height * (1 - _MOST_EMPTY)
        ]
        return sections[-1] if sections else None

    def _run_at(self, at: int) -> Run | None:
        """The table that a piece is part of, or stays with."""
        while self._pieces[at].run is None and at and self._pieces[at - 1].keep is Keep.IF_POSSIBLE:
            at -= 1
        return self._pieces[at].run

    def _opens(self, at: int, run: Run) -> bool:
        return self._pieces[at].run is run and self._pieces[at].opens

    def _last_of(self, run: Run) -> int:
        """The last piece of a table, with what stays with it."""
        at = self._last[id(run)]
        while self._pieces[at].keep:
            at += 1
        return at

    def _filled(self, start: int) -> list[float]:
        """How much of a page that begins at `start` is filled after each piece that fits."""
        height = self._content.height
        lines = min(len(self.carried), footnotes.most(height / 2))
        noted: set[int] = set()
        filled: list[float] = []
        top = 0.0
        for at in range(start, len(self._pieces)):
            top += self._above(at, first=at == start) + self._pieces[at].height
            lines += len(self._noted(at, noted))
            if top + footnotes.height(lines) > height + _TOLERANCE:
                break
            filled.append(top + footnotes.height(lines))
        return filled

    def _above(self, at: int, *, first: bool) -> float:
        """The space above a piece, and the header of its table where it stands there."""
        space = 0.0 if first else self._pieces[at].gap
        head = self._head(at, first=first)
        return space + head.height if head else space

    def _head(self, at: int, *, first: bool) -> Head | None:
        """The header above a piece."""
        piece = self._pieces[at]
        if piece.run is None or not (first or piece.opens):
            return None
        return piece.run.opening if piece.opens else piece.run.again(piece.part)

    def _noted(self, at: int, noted: set[int]) -> list[NoteLine]:
        """The footnotes of a piece but those the page has already, which are then among them."""
        notes = [note for note in self._pieces[at].notes if note.number not in noted]
        noted.update(note.number for note in notes)
        return [line for note in notes for line in footnotes.set_in_lines(note, self._content.width)]

    def leaf(self, start: int, end: int) -> _Leaf:
        """A page with the pieces from `start` to before `end`."""
        content = self._content
        marks: list[Mark] = []
        anchors: list[Anchor] = []
        noted: set[int] = set()
        top, lines = content.top, self.carried
        for at in range(start, end):
            piece = self._pieces[at]
            top += piece.gap if at > start else 0.0
            if piece.anchor is not None:
                anchors.append(Anchor(*piece.anchor, top))
            if head := self._head(at, first=at == start):
                marks += head.draw(content.left, top)
                top += head.height
            marks += piece.draw(content.left, top)
            top += piece.height
            lines = lines + self._noted(at, noted)
        fitting = footnotes.most(content.bottom - top + _TOLERANCE)
        self.carried = lines[fitting:]
        return _Leaf([*marks, *footnotes.marks(lines[:fitting], content)], anchors)
