"""A statement as rows of a sheet: title, unit, grouped header, lines, note; and where its figures stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from smrj_desktop.domain.grid import Grid, GridCell, Role
from smrj_desktop.domain.statements import Position
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.package_write import Formula, Put, Row
from smrj_desktop.io.sheet_setup import Content, Merge
from smrj_desktop.io.workbook_styles import Styles, text_width

_HEADER_POINTS = (28, 20)
_HEAD_ROWS = 2 + len(_HEADER_POINTS)
_LABEL_WIDTH = 34
_FIGURE_WIDTH = 15
"""Room for △ 1,234,567 in bold, in half-width characters; a table with longer figures has wider columns."""

_BESIDE = 2.5
"""What a cell keeps free beside a figure, and what bold digits take more."""


class Corner(NamedTuple):
    """Where the title of a table stands, as the numbers of its row and column."""

    row: int
    column: int

    def address(self, at: Position) -> str:
        """The address of the figure of a line and a column of the table."""
        return f"{get_column_letter(self.column + 1 + at[1])}{self.row + _HEAD_ROWS + at[0]}"


Figures = Callable[[Position, GridCell, Role], Put]
"""Puts the figure at a position, given its cell in the grid and the role of its line."""


def table_content(grid: Grid, styles: Styles, corner: Corner, figure: Figures) -> Content:
    """The rows of a table; columns and rows before `corner` are for the caller to add."""
    columns = len(grid.column_keys)
    title = layout.word("statement_title").format(statement=grid.title, account=grid.subtitle)
    unit = layout.word("unit_note").format(unit=grid.unit)
    rows = [
        Row([Put(title, styles.title)], height_points=24),
        Row([*[Put(None)] * columns, Put(unit, styles.unit)]),
    ]
    merges: list[Merge] = []
    for cells, points in zip(grid.header, _HEADER_POINTS, strict=True):
        merges += merges_of(cells, corner.row + len(rows), corner.column)
        texts = (cell.text if cell else "" for cell in cells)
        rows.append(Row([Put(text or None, styles.head(text)) for text in texts], height_points=points))
    width: float = _FIGURE_WIDTH
    for row, cells in enumerate(grid.rows):
        label = cells[0] or GridCell()
        puts = [Put(label.text or None, styles.label(label.role, label.indent, label.text))]
        for column, cell in enumerate(cells[1:]):
            if cell is None or cell.figure is None:
                puts.append(Put(None, styles.label(Role.SECTION, 0)))
            else:
                puts.append(figure((row, column), cell, label.role))
        width = max([width, *map(_figure_width, puts[1:])])
        rows.append(Row(puts))
    rows.append(Row([Put(grid.note or None, styles.note)]))
    # the note below a narrow table must not be cut where the page ends
    room = text_width(grid.note) - width * columns
    letter = get_column_letter(corner.column)
    return Content(
        rows,
        widths=(max(_LABEL_WIDTH, room), *[width] * columns),
        merges=tuple(merges),
        frozen=corner.address((0, 0)),
        repeated_rows=f"{corner.row}:{corner.row + _HEAD_ROWS - 1}",
        repeated_columns=f"{letter}:{letter}",
        landscape=True,
    )


def _figure_width(put: Put) -> float:
    value = put.value.value if isinstance(put.value, Formula) else put.value
    if value is None or isinstance(value, str):
        return 0
    return len(f"{abs(value):,}") + (text_width("△ ") if value < 0 else 0) + _BESIDE


def merges_of(cells: tuple[GridCell | None, ...], row: int, left: int) -> Iterator[Merge]:
    """The merged cells of a row of a grid, which stands in this row of the sheet from this column on."""
    for column, cell in enumerate(cells, left):
        if cell and (cell.row_span, cell.column_span) != (1, 1):
            yield row, column, cell.row_span, cell.column_span


def terms(parts: Mapping[Position, int], corner: Corner) -> str:
    """Parts with their weights as a formula: `C5+C6-C7`."""
    text = "".join(f"{'-' if weight < 0 else '+'}{corner.address(at)}" for at, weight in parts.items())
    return text.removeprefix("+")
