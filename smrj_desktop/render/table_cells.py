"""Cells of a table set in lines: how high they are, how rows higher than a page break, where texts stand."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from smrj_desktop.domain.grid import Role
from smrj_desktop.render import typeset
from smrj_desktop.render.footnotes import note_mark
from smrj_desktop.render.page import Face, Ink, Text, TextStyle
from smrj_desktop.render.table_columns import INDENT_EM, PADDING_EM, Measure, Panel, Placed

SLACK = 1e-6
"""Millimetres that sums may be wrong by."""

_LINE_EM = 1.3
_ABOVE_EM = 0.117
"""Above and below the lines of a cell: a row of one line is 4.6 mm high at 8.5 points."""
_NOTE_SHARE = 0.65
"""The mark of a footnote is so large beside its text."""
_NOTE_GAP_EM, _NOTE_RAISED_EM = 0.1, 0.35
_SUBTOTAL, _TOTAL = 0.18, 0.35
"""Thickness of the rules above totals in millimetres."""


def note_width(number: int, measure: Measure) -> float:
    """How much room the mark of a footnote takes beside a text, in em of the text."""
    return measure(note_mark(number)) * _NOTE_SHARE + _NOTE_GAP_EM


class Numbers:
    """The numbers of footnotes, given in the order they are asked for."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._given: dict[tuple[int, int], int] = {}

    def of(self, row: int, item: Placed) -> int:
        """The number of a cell's footnote; 0 where it has none."""
        if not item.cell.note:
            return 0
        return self._given.setdefault((row, item.column), self._first + len(self._given))


class Cell(NamedTuple):
    """A cell whose text is set in lines, between two columns of its panel.

    Attributes:
        number: of its footnote; 0 where it has none.
        above: the thickness of the rule above its row; 0 where there is none.
    """

    item: Placed
    left: int
    right: int
    lines: tuple[str, ...]
    number: int
    above: float


class Shown(NamedTuple):
    """What a band shows of a cell, and where in the band.

    Attributes:
        lines: those of the cell that stand here: all but where it is broken.
        begins: whether nothing of it stands in a band before.
        noted: whether the mark of its footnote stands here.
    """

    cell: Cell
    top: float
    height: float
    lines: tuple[str, ...]
    begins: bool
    noted: bool


def whole(rows: Sequence[Sequence[Cell]], heights: Sequence[float]) -> Iterator[Shown]:
    """All of some rows."""
    tops = [0.0, *accumulate(heights)]
    for at, row in enumerate(rows):
        for cell in row:
            height = tops[at + cell.item.rows] - tops[at]
            yield Shown(cell, tops[at], height, cell.lines, begins=True, noted=bool(cell.number))


class Setter:
    """Sets texts in the lines of a panel's columns.

    Attributes:
        edges: of the columns in millimetres, one more than there are columns.
    """

    def __init__(self, panel: Panel, points: float, measure: Measure, numbers: Numbers) -> None:
        self._em = points * typeset.MM_PER_POINT
        self._line, self._above = _LINE_EM * self._em, _ABOVE_EM * self._em
        self.edges = [0.0, *accumulate(width * self._em for width in panel.widths)]
        self._styles = [TextStyle(Face.GOTHIC, points, bold) for bold in (False, True)]
        self._baselines = [self._above + typeset.baseline(style, self._line) for style in self._styles]
        self._note_style = TextStyle(Face.GOTHIC, points * _NOTE_SHARE)
        self._columns = panel.columns
        self._measure, self._numbers = measure, numbers
        self._set: dict[tuple[str, bool, float, float], tuple[str, ...]] = {}

    # ---- lines

    def row(self, at: int, row: Sequence[Placed]) -> list[Cell]:
        """The cells of a row that are in the panel; `at` tells rows apart."""
        above = _rule_above(row)
        cells = []
        for item in row:
            left = bisect_left(self._columns, item.column)
            right = bisect_left(self._columns, item.column + item.columns)
            if left < right:
                number = self._numbers.of(at, item)
                lines = self._lines(item, self.edges[right] - self.edges[left], number)
                cells.append(Cell(item, left, right, lines, number, above))
        return cells

    def heads(self, header: Sequence[Sequence[Placed]], room: float) -> list[list[Cell]]:
        """The cells of the header, which is repeated: it is cut where it would be higher than `room`."""
        most = self._fitting(room / max(len(header), 1))
        rows = [self.row(at - len(header), row) for at, row in enumerate(header)]
        return [[self._cut(cell, most * cell.item.rows) for cell in row] for row in rows]

    def _lines(self, item: Placed, width: float, number: int) -> tuple[str, ...]:
        room = width - 2 * PADDING_EM * self._em - self._indent(item, width) + SLACK
        mark = self._note_width(number)
        if self._width(item.text, item) + mark <= room:
            return tuple(item.text.split("\n"))
        key = (item.text, item.bold, room, -mark if item.figure else mark)
        known = self._set.get(key)
        if known is None:
            known = self._set[key] = self._broken(item, room, mark)
        return known

    def _broken(self, item: Placed, room: float, mark: float) -> tuple[str, ...]:
        # the mark stands before a figure, and behind the last line of a text
        lines = self._within(item, room - mark if item.figure else room)
        if not item.figure and self._width(lines[-1], item) + mark > room:
            lines = self._within(item, room - mark)
        return lines

    def _within(self, item: Placed, room: float) -> tuple[str, ...]:
        style = self._styles[item.bold]
        lines = typeset.lines(item.text, style, room)
        if len(lines[-1]) == 1:
            # no character stands alone where the same lines can be filled more evenly
            even = typeset.lines(item.text, style, room - self._em)
            lines = even if len(even) == len(lines) else lines
        return tuple(lines)

    def _cut(self, head: Cell, most: int) -> Cell:
        if len(head.lines) <= most:
            return head
        width = self.edges[head.right] - self.edges[head.left]
        room = width - 2 * PADDING_EM * self._em - self._note_width(head.number)
        rest = typeset.shortened(" ".join(head.lines[most - 1 :]), self._styles[head.item.bold], room)
        return head._replace(lines=(*head.lines[: most - 1], rest))

    def _width(self, text: str, item: Placed) -> float:
        return self._measure(text, item.bold) * self._em

    def _note_width(self, number: int) -> float:
        return note_width(number, self._measure) * self._em if number else 0.0

    def _indent(self, item: Placed, width: float) -> float:
        """How far a text is set in: never so far that it would have no room."""
        return min(item.cell.indent * INDENT_EM * self._em, width / 3)

    # ---- heights

    def heights(self, rows: Sequence[Sequence[Cell]]) -> list[float]:
        """How high rows are that stay together; what a cell over several rows needs they share."""
        heights = [
            max((self._need(len(cell.lines)) for cell in row if cell.item.rows == 1), default=self._need(1))
            for row in rows
        ]
        for at, row in enumerate(rows):
            for cell in row:
                count = cell.item.rows
                if count == 1:
                    continue
                short = self._need(len(cell.lines)) - sum(heights[at : at + count])
                if short > 0:
                    heights[at : at + count] = [each + short / count for each in heights[at : at + count]]
        return heights

    def pieces(
        self, rows: Sequence[Sequence[Cell]], heights: Sequence[float], most: float
    ) -> list[tuple[float, list[Shown]]]:
        """Rows that stay together broken into pieces no higher than `most`, each with its height."""
        heights = list(heights)
        while True:
            parts = self._parts(heights, most)
            shown: list[list[Shown]] = [[] for _ in range(parts[-1][-1].piece + 1)]
            fits = True
            for at, row in enumerate(rows):
                for cell in row:
                    rest = self._spread(cell, parts[at : at + cell.item.rows], shown)
                    if rest:
                        # breaking took some room away
                        heights[at + cell.item.rows - 1] += self._need(rest)
                        fits = False
            if fits:
                ends = [max(item.top + item.height for item in each) for each in shown]
                return list(zip(ends, shown, strict=True))

    def _parts(self, heights: Sequence[float], most: float) -> list[list[_Part]]:
        """Each row in parts, which are more than one where it is higher than a page."""
        parts: list[list[_Part]] = []
        piece, used = 0, 0.0
        for height in heights:
            parts.append([])
            for each in self._divided(height, most):
                if used and used + each > most + SLACK:
                    piece, used = piece + 1, 0.0
                parts[-1].append(_Part(piece, used, each))
                used += each
        return parts

    def _divided(self, height: float, most: float) -> list[float]:
        if height <= most + SLACK:
            return [height]
        lines, each = self._fitting(height - SLACK, up=True), self._fitting(most)
        return [self._need(min(each, lines - start)) for start in range(0, lines, each)]

    def _spread(self, cell: Cell, rows: Sequence[Sequence[_Part]], shown: list[list[Shown]]) -> int:
        """Puts the lines of a cell into the pieces that its rows are in; returns how many are left over."""
        places: dict[int, _Part] = {}
        for part in (part for row in rows for part in row):
            top = places[part.piece].top if part.piece in places else part.top
            places[part.piece] = _Part(part.piece, top, part.top + part.height - top)
        start = 0
        for number, part in enumerate(places.values()):
            end = min(len(cell.lines), start + self._fitting(part.height))
            last = start < end == len(cell.lines)
            noted = bool(cell.number) and (not number if cell.item.figure else last)
            lines = cell.lines[start:end]
            shown[part.piece].append(Shown(cell, part.top, part.height, lines, not number, noted))
            start = end
        return len(cell.lines) - start

    def _need(self, lines: int) -> float:
        return lines * self._line + 2 * self._above

    def _fitting(self, height: float, *, up: bool = False) -> int:
        """How many lines a cell of some height holds, at least one; `up` counts a line in part."""
        lines = (height - 2 * self._above) / self._line
        return max(1, math.ceil(lines) if up else math.floor(lines + SLACK))

    # ---- texts

    def texts(self, shown: Shown, left: float, right: float, top: float) -> Iterator[Text]:
        """The texts of a cell between two edges."""
        item, number = shown.cell.item, shown.cell.number
        style = self._styles[item.bold]
        mark = self._note_width(number) if shown.noted else 0.0
        baseline = top + self._baselines[item.bold]
        if item.cell.role is Role.HEADER:
            baseline += (shown.height - self._need(len(shown.lines))) / 2
        padding = PADDING_EM * self._em
        end = left + padding
        for at, line in enumerate(shown.lines):
            width = self._width(line, item)
            if item.figure:
                x = right - padding - width
            elif item.cell.role is Role.HEADER:
                behind = mark if at == len(shown.lines) - 1 else 0.0
                x = (left + right - width - behind) / 2
            else:
                x = left + padding + self._indent(item, right - left)
            if line:
                yield Text(x, baseline + at * self._line, line, style)
            end = x + width
        if not shown.noted:
            return
        if item.figure:
            x, y = left + padding, top + self._above + typeset.ascent(self._note_style)
        else:
            last = baseline + (len(shown.lines) - 1) * self._line
            x, y = end + _NOTE_GAP_EM * self._em, last - _NOTE_RAISED_EM * self._em
        yield Text(x, y, note_mark(number), self._note_style, Ink.SECONDARY)


class _Part(NamedTuple):
    """A part of a row: the piece it is in, where in the piece, and how high."""

    piece: int
    top: float
    height: float


def _rule_above(row: Sequence[Placed]) -> float:
    """How thick the rule above a row is: that of a total where its label or all its figures are one."""
    figures = {item.cell.role for item in row if item.figure}
    for role, thickness in ((Role.TOTAL, _TOTAL), (Role.SUBTOTAL, _SUBTOTAL)):
        if row and (row[0].cell.role is role or figures == {role}):
            return thickness
    return 0.0
