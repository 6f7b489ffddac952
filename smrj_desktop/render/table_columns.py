"""How wide the columns of a table are, and which of them stand beside one another where not all fit.

Widths are measured in em, the size of the type, so that they say for every size at once what fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from smrj_desktop.domain.grid import GridCell, GridRow, Role
from smrj_desktop.io.grid_widths import INDENT, is_figure
from smrj_desktop.render import typeset
from smrj_desktop.render.page import Face, TextStyle

INDENT_EM = INDENT / 2
"""A label is set in by so much a step."""
PADDING_EM = 0.35
"""Left and right of a text."""

_READABLE_POINTS = 7.0
"""Panels of columns need not be smaller than this."""
_LONGEST_FIGURE = 14.0
"""What is longer is a sentence in a figure's place and may be broken."""
_LABEL, _TEXT, _HEAD, _WORD = 9.0, 5.0, 4.5, 8.0
"""Labels before figures, other texts, heads and unbroken words are given so much where they need it."""
_EVEN, _MOST_EVEN = 7.5, 8.5
"""Columns of figures are made alike up to here; up to there where the widest of them asks for it."""
_STEP = 0.5
_LABELS_SHARE = 0.45
"""Labels that are repeated in every panel take at most so much of it."""

_UNBROKEN = re.compile("[!-~]+")


class Placed(NamedTuple):
    """A cell at its place in a table.

    Attributes:
        text: what it prints, with line ends of one kind alone.
        bold: whether it is set so: all but labels and leaves are.
        figure: whether it stands at the right with its last digit.
        column: where it begins.
        columns, rows: how many it covers within the table.
    """

    cell: GridCell
    text: str
    bold: bool
    figure: bool
    column: int
    columns: int
    rows: int


def placed(rows: Sequence[GridRow], width: int) -> list[list[Placed]]:
    """The cells of each row of a table of so many columns; places that nothing covers hold an empty cell."""
    covered_until = [0] * width
    return [list(_row(cells, at, len(rows), covered_until)) for at, cells in enumerate(rows)]


def _row(cells: GridRow, at: int, count: int, covered_until: list[int]) -> Iterator[Placed]:
    width = len(covered_until)
    for column in range(width):
        cell = cells[column] if column < len(cells) else None
        if cell is None and covered_until[column] > at:
            continue
        here = cell or GridCell()
        columns, rows = min(here.column_span, width - column), min(here.row_span, count - at)
        covered_until[column : column + columns] = [at + rows] * columns
        text = typeset.printable(here.text)
        bold = here.role not in (Role.LABEL, Role.LEAF)
        yield Placed(here, text, bold, is_figure(here), column, columns, rows)


class Measure:
    """How wide texts are in em, each measured once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bool], float] = {}

    def __call__(self, text: str, bold: bool = False) -> float:
        """The width of a text's widest line."""
        known = self._known.get((text, bold))
        if known is None:
            style = TextStyle(Face.GOTHIC, 1 / typeset.MM_PER_POINT, bold)
            known = max([typeset.width(line, style) for line in text.split("\n")])
            self._known[text, bold] = known
        return known


class Columns:
    """What the columns of a table need.

    Args:
        header, rows: its cells.
        count: of its columns.
        measure: the widths of texts.
        mark: how wide the mark of a footnote is, in em.
    """

    def __init__(
        self, header: list[list[Placed]], rows: list[list[Placed]], count: int, measure: Measure, mark: float
    ) -> None:
        self._measure, self._mark = measure, mark
        self._least = [0.0] * count
        self._texts = np.zeros((len(rows), count))
        """How wide the texts are that may take several lines."""
        figured = [False] * count
        for at, row in enumerate(rows):
            for item in row:
                if item.columns > 1:
                    continue
                if item.figure:
                    figured[item.column] = True
                    self._ask(item)
                else:
                    self._texts[at, item.column] = self._whole(item)
        widest = self._texts.max(axis=0, initial=0.0)
        self._figures = [
            figured[at] and bool(widest[at] <= max(self._least[at], _TEXT)) for at in range(count)
        ]
        first = self._figures.index(True) if True in self._figures else 0
        self._leading = first or (0 if True in self._figures else 1)
        for row in rows:
            for item in row:
                if item.columns == 1 and not item.figure:
                    self._ask(item, _LABEL if item.column < first else _TEXT)
        for row in header:
            for item in row:
                if item.columns == 1:
                    self._ask(item, _HEAD)
        self._least = [least + 2 * PADDING_EM for least in self._least]
        for row in (*header, *rows):
            for item in row:
                if item.columns > 1:
                    self._ask_together(item)
        self._cut_heads = [_crossed(header, at) for at in range(count)]

    def panels(self, room: Callable[[float], float], sizes: Sequence[float]) -> tuple[float, list[Panel]]:
        """The size of type and the panels of columns.

        Args:
            room: how wide the page is in em of a size of type.
            sizes: from the largest on; the last is the smallest there may be.
        """
        for size in sizes:
            if sum(self._least) <= room(size):
                every = range(len(self._least))
                return size, [self._panel(tuple(every), room(size))]
        readable = [size for size in sizes if size >= _READABLE_POINTS] or sizes[:1]
        cuts = {size: self._cuts(room(size)) for size in readable}
        size = min(readable, key=lambda each: (cuts[each].heads, cuts[each].panels, -each))
        labels = tuple(range(self._labels(room(size))))
        ranges = cuts[size].ranges
        return size, [self._panel((*labels, *columns), room(size)) for columns in ranges]

    # ---- what a cell needs

    def _whole(self, item: Placed) -> float:
        mark = self._mark if item.cell.note else 0.0
        return self._measure(item.text, item.bold) + item.cell.indent * INDENT_EM + mark

    def _need(self, item: Placed, enough: float) -> float:
        """The least width of a cell's texts, where `enough` is enough for texts that may be broken."""
        whole = self._whole(item)
        if item.figure:
            return min(whole, _LONGEST_FIGURE)
        if item.cell.role is Role.HEADER:
            # a head may take three lines, one of great length more
            enough = max(enough, min(whole / 3, _LABEL))
        if whole <= enough:
            return whole
        words = [self._measure(word, item.bold) for word in _UNBROKEN.findall(item.text)]
        beside = whole - self._measure(item.text, item.bold)
        return max(enough, min(max(words, default=0.0) + beside, _WORD))

    def _ask(self, item: Placed, enough: float = 0.0) -> None:
        self._least[item.column] = max(self._least[item.column], self._need(item, enough))

    def _ask_together(self, item: Placed) -> None:
        """Columns that a cell joins have room for it between them."""
        columns = range(item.column, item.column + item.columns)
        short = self._need(item, _TEXT) + 2 * PADDING_EM - sum(self._least[at] for at in columns)
        if short > 0:
            for at in columns:
                self._least[at] += short / item.columns

    # ---- panels

    def _labels(self, room: float) -> int:
        """How many columns are repeated in every panel: those before the figures, where they leave room."""
        labels = min(self._leading, len(self._least) - 1)
        while labels and sum(self._least[:labels]) > room * _LABELS_SHARE:
            labels -= 1
        return labels

    def _cuts(self, room: float) -> _Cuts:
        """Columns in panels: as few heads cut as can be, then as few panels, then panels of one width."""
        labels = self._labels(room)
        left = room - sum(self._least[:labels])
        best = {labels: _Cuts(0, 0, 0.0, ())}
        for end in range(labels + 1, len(self._least) + 1):
            width, found = 0.0, []
            for start in range(end - 1, labels - 1, -1):
                width += self._least[start]
                if width > left and start < end - 1:
                    break
                before = best[start]
                heads = before.heads + (self._cut_heads[start] if start > labels else 0)
                ranges = (*before.ranges, range(start, end))
                found.append(_Cuts(heads, before.panels + 1, before.uneven + width**2, ranges))
            best[end] = min(found, key=lambda cuts: cuts[:3])
        return best[len(self._least)]

    def _panel(self, columns: tuple[int, ...], room: float) -> Panel:
        """Columns with their widths in a panel: what they need, then what makes them better to read."""
        widths = [self._least[at] for at in columns]
        if sum(widths) > room:
            most = _level(lambda level: sum(min(width, level) for width in widths), room, max(widths))
            return Panel(columns, [min(width, most) for width in widths])
        figures = [at for at, column in enumerate(columns) if self._figures[column]]
        widest = min(max((widths[at] for at in figures), default=0.0), _MOST_EVEN)
        self._made_even(widths, figures, sum(widths) + (room - sum(widths)) / 2, widest)
        self._lines_saved(widths, columns, room)
        self._made_even(widths, figures, room, max(widest, _EVEN))
        return Panel(columns, widths)

    @staticmethod
    def _made_even(widths: list[float], figures: list[int], room: float, most: float) -> None:
        """Gives the narrowest columns of figures what is left, until they are as wide as the others."""
        if not figures or sum(widths) >= room:
            return
        rest = room - sum(widths) + sum(widths[at] for at in figures)
        level = _level(lambda level: sum(max(widths[at], level) for at in figures), rest, most)
        for at in figures:
            widths[at] = max(widths[at], level)

    def _lines_saved(self, widths: list[float], columns: tuple[int, ...], room: float) -> None:
        """Widens step by step the column that saves most lines, as if texts broke anywhere."""
        texts = self._texts[:, list(columns)]
        given = np.array(widths) - 2 * PADDING_EM
        texts = texts[(texts > given).any(axis=1)]
        rows = np.arange(len(texts))
        left = room - sum(widths)
        with np.errstate(divide="ignore", invalid="ignore"):
            lines = np.nan_to_num(texts / given)
        while left >= _STEP and len(rows):
            which = lines.argmax(axis=1)
            highest = lines[rows, which]
            gains = np.bincount(which, np.where(highest > 1, highest / given[which], 0.0), len(columns))
            at = int(gains.argmax())
            if gains[at] <= 0:
                return
            widths[at] += _STEP
            given[at] += _STEP
            left -= _STEP
            lines[:, at] = texts[:, at] / given[at]


class Panel(NamedTuple):
    """Columns that stand beside one another, and their widths in em."""

    columns: tuple[int, ...]
    widths: list[float]


class _Cuts(NamedTuple):
    """How columns are cut into panels, and what is wrong with it: heads cut, panels, uneven widths."""

    heads: int
    panels: int
    uneven: float
    ranges: tuple[range, ...]


def _crossed(header: list[list[Placed]], at: int) -> int:
    """How many heads a cut before a column would part."""
    return sum(item.column < at < item.column + item.columns for row in header for item in row)


def _level(total: Callable[[float], float], room: float, most: float) -> float:
    """The highest level up to `most` whose growing total still has room."""
    if total(most) <= room:
        return most
    low, high = 0.0, most
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if total(middle) <= room else (low, middle)
    return low
