"""The check report as a workbook to print, and the witness of the joint proof on a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from smrj_desktop.domain.amounts import NOTHING, show
from smrj_desktop.domain.checks.finding import cell_place
from smrj_desktop.domain.checks.review import Review
from smrj_desktop.domain.errors import ProofError
from smrj_desktop.domain.exact import decimal
from smrj_desktop.domain.grid import Grid, Role
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import atomic, check_report, package_write
from smrj_desktop.io.package_write import Palette, Put, Row
from smrj_desktop.io.report_grid import report_grid
from smrj_desktop.io.workbook_sheets import new_workbook
from smrj_desktop.io.workbook_styles import FACE, SIZE_POINTS, height_points
from smrj_desktop.messages import text

_A4 = 9
_WIDTHS = (10, 40, 60, 48, 26)
_WITNESS_WIDTHS = (38, 46, 46, 16, 22)
_HEADER_FILL = PatternFill("solid", fgColor="F2F2F2")
_SIDE = Side(style="thin", color="D9D9D9")


def write(plan: Plan, review: Review, path: Path) -> None:
    """Writes the report of a plan's checks, and exact amounts that prove it where there are such.

    Raises:
        SaveDeniedError: the target is in use or may not be written.
        SaveFailedError: it cannot be written.
    """
    workbook = new_workbook()
    styles = _Styles(Palette(workbook))
    sheet = workbook.active
    sheet.title = text("report.sheet")
    grid = report_grid(plan, review.findings(), review.holds)
    rows = {sheet.title: list(_report_rows(grid, styles))}
    _page(sheet, grid.title, _WIDTHS, title_row=4)
    if review.holds:
        try:
            amounts = review.witness()
        except ProofError:
            amounts = []
        if amounts:
            witness = workbook.create_sheet(text("report.witness"))
            rows[witness.title] = list(_witness_rows(plan, amounts, styles))
            _page(witness, text("report.witness"), _WITNESS_WIDTHS, title_row=4)
    atomic.write(path, package_write.packed(workbook, rows, title=grid.title, modified=None))


class _Styles:
    def __init__(self, palette: Palette) -> None:
        box = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
        wrapped = Alignment(vertical="top", wrap_text=True)
        self.title = palette.style(font=_font(bold=True, size=14))
        self.note = palette.style(font=_font(size=9))
        self.head = palette.style(font=_font(bold=True), fill=_HEADER_FILL, border=box, alignment=wrapped)
        self.section = palette.style(font=_font(bold=True), fill=_HEADER_FILL, border=box)
        self.text = palette.style(font=_font(), border=box, alignment=wrapped, number_format="@")
        self.name = palette.style(
            font=_font(), border=box, alignment=Alignment(shrink_to_fit=True), number_format="@"
        )
        self.figure = palette.style(
            font=_font(),
            border=box,
            alignment=Alignment(horizontal="right"),
            number_format="@",
        )


def _font(*, bold: bool = False, size: float = SIZE_POINTS) -> Font:
    return Font(name=FACE, size=size, bold=bold)


def _report_rows(grid: Grid, styles: _Styles) -> Iterator[Row]:
    yield Row([Put(grid.title, styles.title)], height_points=22)
    yield Row([Put(grid.subtitle, styles.note)])
    yield Row([Put(grid.note, styles.note)])
    for cells in grid.header:
        yield Row([Put(cell.text if cell else None, styles.head) for cell in cells])
    for cells in grid.rows:
        first = cells[0]
        if first is not None and first.role is Role.SECTION:
            yield Row([Put(cell.text if cell else None, styles.section) for cell in cells], height_points=18)
            continue
        texts = [cell.text if cell else "" for cell in cells]
        height = max(height_points(item, width) for item, width in zip(texts, _WIDTHS, strict=True))
        yield Row([Put(item, styles.text) for item in texts], height_points=height, fitted=True)


def _witness_rows(plan: Plan, amounts: Sequence[tuple[CellKey, Fraction]], styles: _Styles) -> Iterator[Row]:
    yield Row([Put(text("report.witness"), styles.title)], height_points=22)
    yield Row([Put(text("report.witness_note", unit=plan.profile.entry_unit), styles.note)])
    yield Row([])
    heads = ("table", "line", "column", "printed", "amount")
    yield Row([Put(text(f"report.witness_{name}"), styles.head) for name in heads])
    for cell, amount in amounts:
        table = plan.table(cell)
        row, column = table.locate(cell)
        place = cell_place(table.template, row, column)
        names = (
            check_report.table_of(plan, place),
            "・".join(filter(None, (place.section, place.line))),
            "・".join(filter(None, (place.segment, place.accounting_class))),
        )
        figures = (show(table.sheet().figure(row, column)), decimal(amount) if amount else NOTHING.mark)
        yield Row(
            [*(Put(name, styles.name) for name in names), *(Put(item, styles.figure) for item in figures)]
        )


def _page(sheet: Any, title: str, widths: Sequence[float], *, title_row: int) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"A{title_row + 1}"
    sheet.print_title_rows = f"{title_row}:{title_row}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.oddFooter.center.text = f"{title.replace('&', '&&')}　&P / &N"
