from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure
from smrj_desktop.domain.grid import Grid, GridCell, Role, statement_grid
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin, grid_xlsx
from smrj_desktop.io.cell_text import taken, visible
from tests.support.workbooks import NASTY

BUDGET = TableKey("budget", "general")
FIRST = 4
"""The row of the header."""


@pytest.fixture(scope="module")
def statement() -> Grid:
    return statement_grid(builtin.load(), BUDGET, "予算")


@pytest.fixture(scope="module")
def content(statement) -> bytes:
    return grid_xlsx.content({"予算・一般": statement, "もう一つ": statement}, title="予算")


@pytest.fixture(scope="module")
def sheet(content) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def only(*cells: GridCell) -> Grid:
    return Grid(
        title="表",
        subtitle="",
        unit="",
        note="",
        header=(tuple(GridCell(text="見出し", role=Role.HEADER) for _ in cells),),
        rows=(cells,),
        line_keys=(),
        column_keys=tuple(map(str, range(len(cells)))),
    )


def cells_of(grid: Grid) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(grid_xlsx.content({"表": grid}, title="表")))
    return list(book.active[FIRST + 1])


def test_figures_are_numbers_and_texts_are_texts(sheet, statement):
    for row, cells in enumerate(statement.rows, FIRST + len(statement.header)):
        for column, cell in enumerate(cells, 1):
            seen = sheet.cell(row, column)
            if cell.figure is not None:
                assert (seen.value, seen.alignment.horizontal) == (cell.figure.amount, "right")
                assert seen.font.bold == (cell.role is not Role.LEAF)
            else:
                assert (seen.value or "") == cell.text


def test_dash_and_zero_are_told_apart_by_their_format():
    dash, zero, minus = cells_of(
        only(*(GridCell(figure=figure, role=Role.LEAF) for figure in (NOTHING, TRACE, Figure(-82))))
    )
    assert dash.value == zero.value == 0 and dash.number_format != zero.number_format
    assert minus.value == -82 and "△" in minus.number_format


def test_the_header_spans_what_it_covers_and_is_on_every_page(sheet):
    merged = {str(span) for span in sheet.merged_cells.ranges}
    assert "A4:A5" in merged and "B4:D4" in merged
    assert sheet.print_title_rows == "$4:$5" and sheet.freeze_panes == "A6"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)


def test_each_sheet_says_what_it_is(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [sheet.title for sheet in book] == ["予算・一般", "もう一つ"]
    assert [book.worksheets[0].cell(row, 1).value for row in (1, 2)] == ["予算", "一般勘定"]
    assert book.worksheets[0].cell(2, book.worksheets[0].max_column).value == "（単位：百万円）"
    assert "予算" in book.worksheets[1].oddFooter.center.text
    other = grid_xlsx.content({"表": only(GridCell())}, title="計画 A&B")
    (first,) = openpyxl.load_workbook(io.BytesIO(other)).worksheets
    assert first["A1"].value == "計画 A&B　表" and "A&&B" in first.oddFooter.center.text


@pytest.mark.parametrize("text", NASTY)
def test_any_text_stays_a_text(text):
    (cell,) = cells_of(only(GridCell(text=text)))
    assert cell.data_type != "f" and taken(cell.value) == taken(visible(text))
    assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@", "'"))


def test_a_long_text_gets_a_row_high_enough():
    content = grid_xlsx.content({"表": only(GridCell(text="長" * 400), GridCell(text="短"))}, title="表")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    lines = 800 / sheet.column_dimensions["A"].width
    assert sheet.row_dimensions[FIRST + 1].height > 10 * lines


def test_the_same_grids_give_the_same_bytes(content, statement):
    assert grid_xlsx.content({"予算・一般": statement, "もう一つ": statement}, title="予算") == content
