"""Grids as a workbook to print, one on a sheet: title, unit and note above, the header on every page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from smrj_desktop.domain.grid import Grid, GridCell, Role
from smrj_desktop.io import grid_widths, package_write
from smrj_desktop.io.cell_text import visible
from smrj_desktop.io.grid_widths import column_widths, is_figure
from smrj_desktop.io.package_write import Palette, Put, Row
from smrj_desktop.io.sheet_setup import Content, set_up
from smrj_desktop.io.table_sheet import merges_of
from smrj_desktop.io.workbook_layout import format_of
from smrj_desktop.io.workbook_sheets import new_workbook
from smrj_desktop.io.workbook_styles import Styles, height_points
from smrj_desktop.messages import text

_ROOM = 170
"""A page this many half-width characters wide is printed at some four fifths of the size on screen."""

_TITLE_POINTS = 22
_FOOTER = 100
"""So many characters of the title stand below a page, where Excel takes 255 in all, each `&` as two."""

_ABOVE = 3
"""Rows above the header: the title, the subtitle with the unit, the note."""


def content(sheets: Mapping[str, Grid], *, title: str, modified: datetime | None = None) -> bytes:
    """The bytes of a workbook, the same for the same grids.

    Args:
        sheets: the grids by the titles of their sheets.
        title: of the whole workbook; it stands above each grid that has another one, and below each page.
        modified: the document's time; the epoch of zip files where it is None.
    """
    workbook = new_workbook()
    styles = Styles(Palette(workbook), shaded=False)
    workbook.remove(workbook.active)
    rows = {}
    for name, grid in sheets.items():
        sheet = workbook.create_sheet(name)
        built = _content(grid, title, styles)
        set_up(sheet, built)
        sheet.oddFooter.center.text = f"{visible(title)[:_FOOTER].replace('&', '&&')}　&P / &N"
        rows[sheet.title] = built.rows
    return package_write.packed(workbook, rows, title=title, modified=modified)


def _content(grid: Grid, title: str, styles: Styles) -> Content:
    widths = column_widths(grid, _ROOM)
    first, below = _ABOVE + 1, _ABOVE + len(grid.header) + 1
    cells = (*grid.header, *grid.rows)
    return Content(
        [*_above(grid, title, styles), *(_row(line, widths, styles) for line in cells)],
        widths=tuple(widths),
        merges=tuple(merge for at, line in enumerate(cells, first) for merge in merges_of(line, at, 1)),
        frozen=f"A{below}",
        repeated_rows=f"{first}:{below - 1}",
        landscape=True,
    )


def _above(grid: Grid, title: str, styles: Styles) -> Iterator[Row]:
    heading = title if grid.title == title else f"{title}　{grid.title}"
    subtitle = [Put(grid.subtitle or None, styles.note)]
    if grid.unit:
        between = [Put(None)] * (len(grid.header[0]) - 2)
        subtitle += [*between, Put(text("workbook.unit_note", unit=grid.unit), styles.unit)]
    yield Row([Put(heading, styles.heading(heading))], height_points=_TITLE_POINTS)
    yield Row(subtitle)
    yield Row([Put(grid.note or None, styles.note)])


def _row(cells: Sequence[GridCell | None], widths: Sequence[float], styles: Styles) -> Row:
    puts = []
    covering = next((cell for cell in cells if cell), GridCell())
    for cell in cells:
        # what another cell covers looks like its neighbour
        covering = cell or replace(covering, text="", figure=None)
        puts.append(_put(covering, styles))
    return Row(puts, height_points=_height(cells, widths), fitted=True)


def _put(cell: GridCell, styles: Styles) -> Put:
    if cell.role is Role.HEADER:
        return Put(cell.text or None, styles.head(cell.text))
    if cell.figure is not None:
        number_format = format_of(cell.figure, total=cell.role is not Role.LEAF)
        return Put(cell.figure.amount, styles.figure(cell.role, cell.role, number_format, False))
    return Put(cell.text or None, styles.printed(cell.text, cell.role, cell.indent, right=is_figure(cell)))


def _height(cells: Sequence[GridCell | None], widths: Sequence[float]) -> float:
    """How high a row has to be; what covers several rows has room in them."""
    heights = [height_points("", 0)]
    for at, cell in enumerate(cells):
        if cell and cell.row_span == 1:
            room = sum(widths[at : at + cell.column_span]) - cell.indent * grid_widths.INDENT
            heights.append(height_points(visible(cell.text), room))
    return max(heights)
