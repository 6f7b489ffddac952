"""A grid measured for a page: how wide its columns, how high its rows, and the marks of each row."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from smrj_desktop.domain.grid import Grid, Role, section
from smrj_desktop.io.sheet_words import paper
from smrj_desktop.render import typeset
from smrj_desktop.render.footnotes import Footnote
from smrj_desktop.render.page import Box, Ink, Mark, Rule
from smrj_desktop.render.table_cells import SLACK, Cell, Numbers, Setter, Shown, note_width, whole
from smrj_desktop.render.table_columns import Columns, Measure, Placed, placed

LEAST_POINTS = 5.5
"""Smaller print nobody reads; a grid that would need it is broken into panels of columns."""

_SIZE_STEP = 0.5
_HAIRLINE, _FRAME = 0.1, 0.25
"""Thickness of rules in millimetres."""


class Band(NamedTuple):
    """Rows that stay together: one, or several that a cell joins.

    Attributes:
        height: in millimetres.
        notes: the footnotes of its cells; those of the header are with the first band.
        begins: whether a section begins with it, before which a page may better end.
        part: what the part of the table is called in which it stands; empty where it is in none.
    """

    height: float
    notes: tuple[Footnote, ...] = ()
    begins: bool = False
    part: str = ""


def laid(
    grid: Grid, width: float, height: float, *, size: float = 8.5, first_note: int = 1
) -> tuple[TablePanel, ...]:
    """A grid laid out for a page.

    Args:
        grid: the table.
        width, height: of the room on a page for header and rows, in millimetres. A row that is higher than a
            page, which no rule can keep whole, is broken between its lines.
        size: the size of type in points where the columns fit.
        first_note: the number of the first footnote.

    Returns:
        One panel where the columns fit at `LEAST_POINTS` or above, else several. Footnotes are numbered as
        they are read, panel by panel; a cell that stands in several panels has one number.
    """
    count = max((len(row) for row in (*grid.header, *grid.rows)), default=0)
    header, rows = placed(grid.header, count), placed(grid.rows, count)
    notes = sum(bool(item.cell.note) for row in (*header, *rows) for item in row)
    measure = Measure()
    mark = note_width(first_note + notes - 1, measure)
    columns = Columns(header, rows, count, measure, mark if notes else 0.0)
    points, panels = columns.panels(lambda each: width / (each * typeset.MM_PER_POINT), _sizes(size))
    numbers = Numbers(first_note)
    return tuple(
        TablePanel(header, rows, Setter(panel, points, measure, numbers), height) for panel in panels
    )


def _sizes(size: float) -> list[float]:
    """The sizes of type there may be, from the largest on."""
    steps = max(0, math.ceil((size - LEAST_POINTS) / _SIZE_STEP))
    return [size, *(max(LEAST_POINTS, size - _SIZE_STEP * step) for step in range(1, steps + 1))]


_Contents = Callable[[], Iterable[Shown]]
"""What a band shows, made anew for each drawing: kept, it would be most of what a long table holds."""


class TablePanel:
    """Columns of a grid that stand beside one another on a page; labels come first in each panel.

    Attributes:
        width: in millimetres.
        header_height: of the header rows, which are repeated on every page.
        bands: from top to bottom.
    """

    def __init__(
        self, header: list[list[Placed]], rows: list[list[Placed]], setter: Setter, height: float
    ) -> None:
        self._setter = setter
        self.width = setter.edges[-1]
        heads = setter.heads(header, height / 2)
        heights = setter.heights(heads)
        self.header_height = sum(heights)
        self._header = list(whole(heads, heights))
        self._shown: list[_Contents] = []
        self._again: dict[str, tuple[float, list[Shown]]] = {"": (0.0, [])}
        self.bands: list[Band] = []
        cells, parts = [setter.row(at, row) for at, row in enumerate(rows)], list(_parts(rows))
        start = 0
        while start < len(cells):
            end, part = _joined_until(cells, start), parts[start]
            if part not in self._again:
                self._again[part] = self._named(part, rows[start])
            self._add(cells[start:end], height - self.header_height - self.again_height(part), part)
            start = end
        if self.bands:
            first = self.bands[0]
            self.bands[0] = first._replace(notes=(*_notes(self._header), *first.notes))

    def header(self, left: float, top: float) -> list[Mark]:
        """The marks of the header with its upper left corner there."""
        bottom = top + self.header_height
        frame = [Rule(left, y, left + self.width, y, _FRAME) for y in sorted({top, bottom})]
        if not self._header:
            return [*frame]
        shade = Box(left, top, self.width, self.header_height)
        return [shade, *self._marks(self._header, left, top), *frame]

    def again_height(self, part: str) -> float:
        """How high the row is that says in which part a page begins."""
        return self._again[part][0]

    def again(self, part: str, left: float, top: float) -> list[Mark]:
        """The marks of that row with its upper left corner there."""
        return self._marks(self._again[part][1], left, top)

    def band(self, at: int, left: float, top: float) -> list[Mark]:
        """The marks of a band with its upper left corner there."""
        marks = self._marks(list(self._shown[at]()), left, top)
        if at == len(self.bands) - 1:
            bottom = top + self.bands[at].height
            marks.append(Rule(left, bottom, left + self.width, bottom, _FRAME))
        return marks

    def _named(self, part: str, row: list[Placed]) -> tuple[float, list[Shown]]:
        """The row that says in which part a page begins, in one line across as many columns as `row` has."""
        count = row[-1].column + row[-1].columns
        named = placed([section(paper("page_continued", title=part), count)], count)
        cells = self._setter.heads(named, 0.0)
        heights = self._setter.heights(cells)
        return sum(heights), list(whole(cells, heights))

    def _add(self, rows: list[list[Cell]], most: float, part: str) -> None:
        """Adds rows that stay together, in several bands where they are higher than a page."""
        heights = self._setter.heights(rows)
        pieces: list[tuple[float, _Contents]] = [(sum(heights), partial(whole, rows, heights))]
        if sum(heights) > most + SLACK:
            broken = self._setter.pieces(rows, heights, most)
            pieces = [(height, partial(iter, shown)) for height, shown in broken]
        begins = bool(rows[0]) and rows[0][0].item.cell.role is Role.SECTION
        for at, (height, shown) in enumerate(pieces):
            self._shown.append(shown)
            self.bands.append(Band(height, tuple(_notes(shown())), begins and not at, part))

    def _marks(self, shown: list[Shown], left: float, top: float) -> list[Mark]:
        """What is shown, with the upper left corner of header or band there: shades, rules, texts."""
        edges = [left + edge for edge in self._setter.edges]
        shades, bottoms, totals = [], [], []
        marks: list[Mark] = []
        for item in shown:
            cell, y = item.cell, top + item.top
            columns = cell.left, cell.right
            if cell.item.cell.role is Role.SECTION:
                shades.append(((y, item.height), *columns))
            elif cell.left:
                x = edges[cell.left]
                marks.append(Rule(x, y, x, y + item.height, _HAIRLINE, Ink.GRID))
            bottoms.append(((round(y + item.height, 6), 0.0), *columns))
            if cell.above and item.begins:
                totals.append(((y, cell.above), *columns))
        boxes = [Box(edges[a], y, edges[b] - edges[a], height) for (y, height), a, b in _joined(shades)]
        marks += [Rule(edges[a], y, edges[b], y, _HAIRLINE, Ink.GRID) for (y, _), a, b in _joined(bottoms)]
        marks += [Rule(edges[a], y, edges[b], y, thickness) for (y, thickness), a, b in _joined(totals)]
        for item in shown:
            marks += self._setter.texts(item, edges[item.cell.left], edges[item.cell.right], top + item.top)
        return [*boxes, *marks]


def _parts(rows: list[list[Placed]]) -> Iterator[str]:
    """What the part is called that each row stands in; empty for a row that begins one, or is in none.

    A part begins with a section's name, or with a row from which those below it are set in.
    """
    part, least, named = "", 1, False
    for row in rows:
        if not row or row[0].column:
            # a cell from above stands in the place of the label
            yield part
            continue
        cell = row[0].cell
        if named:
            least = min(cell.indent, 1)
        named = cell.role is Role.SECTION
        if named or cell.indent < least:
            part, least = cell.text, 1
            yield ""
        else:
            yield part


def _joined_until(rows: list[list[Cell]], start: int) -> int:
    """Where the rows end that cells join with the one at `start`."""
    at, end = start, start + 1
    while at < end:
        end = max([end, *(at + cell.item.rows for cell in rows[at])])
        at += 1
    return end


def _notes(shown: Iterable[Shown]) -> Iterator[Footnote]:
    for item in shown:
        if item.noted:
            yield Footnote(item.cell.number, item.cell.item.cell.note)


_At = tuple[float, float]


def _joined(stretches: Iterable[tuple[_At, int, int]]) -> Iterator[tuple[_At, int, int]]:
    """Stretches from column to column at some height, neighbours joined."""
    last: tuple[_At, int, int] | None = None
    for at, left, right in sorted(stretches):
        if last and last[0] == at and last[2] == left:
            last = at, last[1], right
            continue
        if last:
            yield last
        last = at, left, right
    if last:
        yield last
