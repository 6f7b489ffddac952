from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import show
from smrj_desktop.domain.grid import Grid, GridCell, Role, statement_grid
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin, grid_docx, grid_widths
from smrj_desktop.io.cell_text import visible
from smrj_desktop.io.workbook_styles import text_width
from tests.support.workbooks import NASTY, needs, printed_text

TITLE = "令和5年度計画"
BUDGET = TableKey("budget", "general")


def grid(*rows: tuple[GridCell | None, ...], header: tuple[tuple[GridCell | None, ...], ...] = ()) -> Grid:
    width = len((*header, *rows)[0])
    return Grid(
        title="表",
        subtitle="",
        unit="",
        note="",
        header=header,
        rows=rows,
        line_keys=(),
        column_keys=tuple(map(str, range(width))),
    )


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def paper(section: Any) -> tuple[int, int]:
    return round(section.page_width.mm), round(section.page_height.mm)


@pytest.fixture(scope="module")
def statement() -> Grid:
    return statement_grid(builtin.load(), BUDGET, "予算")


@pytest.fixture(scope="module")
def content(statement) -> bytes:
    return grid_docx.content([statement], title=TITLE, subtitle="第2版")


@pytest.fixture(scope="module")
def table(content) -> Any:
    (found,) = opened(content).tables
    return found


def test_every_cell_of_a_table_is_printed_as_the_grid_prints_it(table, statement):
    shown = [[cell.text for cell in row.cells] for row in table.rows]
    for seen, cells in zip(shown[2:], statement.rows, strict=True):
        assert seen == [cell.text if cell else "" for cell in cells]
    assert show(statement.rows[1][1].figure) == shown[3][1] != ""


def test_headers_span_what_they_cover_in_the_grid(table, statement):
    upper, lower = ([cell.text for cell in row.cells] for row in table.rows[:2])
    assert upper[1:4] == ["事業承継・引継ぎ促進業務"] * 3 and lower[1:4] == [
        "一般経理",
        "特定出資経理",
        "合計",
    ]
    # 合計 reaches down into the second row, as the corner does
    assert upper[-1] == lower[-1] == "合計" and upper[0] == lower[0] == ""
    widths = [sum(cell.column_span for cell in row if cell) for row in statement.header]
    spans = [sum(int(tc.grid_span) for tc in row._tr.tc_lst) for row in table.rows]
    assert set(spans) == {widths[0]} == {len(table.columns)}


def test_the_header_is_repeated_and_no_row_is_split(table):
    marks = [
        [row._tr.trPr.find(qn(name)) is not None for name in ("w:tblHeader", "w:cantSplit")]
        for row in table.rows
    ]
    assert marks == [[True, True]] * 2 + [[False, True]] * (len(table.rows) - 2)


def test_figures_stand_at_the_right_and_totals_are_bold(table, statement):
    for row, cells in zip(table.rows[2:], statement.rows, strict=True):
        for shown, cell in zip(row.cells, cells, strict=True):
            (paragraph,) = shown.paragraphs
            side = paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val"))
            assert (side == "right") == (cell.figure is not None)
            bold = any(run.bold for run in paragraph.runs)
            assert bold == (cell.role in (Role.SECTION, Role.SUBTOTAL, Role.TOTAL)) or not cell.text


def test_the_columns_fill_no_more_than_the_paper(content, table):
    section = opened(content).sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    widths = [column.width for column in table.columns]
    assert sum(widths) <= room and paper(section) == (297, 210)
    for row in table.rows:
        assert sum(tc.width for tc in row._tr.tc_lst) == sum(widths)


def test_a_table_too_wide_for_the_paper_is_printed_smaller():
    figures = tuple(GridCell(text="△ 1,234,567", role=Role.LEAF) for _ in range(20))
    document = opened(grid_docx.content([grid(figures)], title=TITLE))
    section = document.sections[0]
    widths = [column.width for column in document.tables[0].columns]
    run = document.tables[0].rows[0].cells[0].paragraphs[0].runs[0]
    assert sum(widths) <= section.page_width - section.left_margin - section.right_margin
    assert run.font.size.pt * text_width("△ 1,234,567") / 2 < widths[0].pt


def test_upright_paper():
    section = opened(grid_docx.content([], title=TITLE, landscape=False)).sections[0]
    assert paper(section) == (210, 297)


def test_japanese_faces_are_named_for_japanese_characters(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles = archive.read("word/styles.xml").decode()
    assert 'w:eastAsia="BIZ UDゴシック"' in styles and 'w:eastAsia="ja-JP"' in styles


def test_nothing_but_the_report_leaves(content):
    properties = opened(content).core_properties
    assert properties.title == TITLE and properties.author == properties.last_modified_by == ""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        everything = "".join(archive.read(name).decode() for name in names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not [name for name in names if "custom" in name or name.endswith((".jpeg", "app.xml"))]
    for left in ("python-docx", "Macintosh", "TargetMode", "2013-12-23"):
        assert left not in everything


def test_the_same_grids_give_the_same_bytes(content, statement):
    assert grid_docx.content([statement], title=TITLE, subtitle="第2版") == content
    at = datetime(2024, 2, 29, 12, tzinfo=UTC)
    dated = grid_docx.content([statement], title=TITLE, modified=at)
    assert opened(dated).core_properties.modified.replace(tzinfo=UTC) == at != dated


@pytest.mark.parametrize("text", NASTY)
def test_any_text_stands_in_a_cell_as_it_can_be_seen(text):
    document = opened(grid_docx.content([grid((GridCell(text=text), GridCell()))], title=text))
    assert document.tables[0].rows[0].cells[0].text == visible(text)


GRIDS = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.tuples(*[st.builds(GridCell, text=st.text(max_size=80), indent=st.integers(0, 4))] * width),
        min_size=1,
        max_size=6,
    )
)


@given(GRIDS)
@settings(max_examples=15)
def test_any_grid_is_whole_in_the_document(rows):
    (table,) = opened(grid_docx.content([grid(*rows)], title=TITLE)).tables
    seen = [[cell.text for cell in row.cells] for row in table.rows]
    assert seen == [[visible(cell.text) for cell in row] for row in rows]


@given(GRIDS, st.integers(100, 300))
def test_columns_of_texts_fit_and_none_is_wider_than_its_longest_text(rows, room):
    widths = grid_widths.column_widths(grid(*rows), room)
    assert sum(widths) <= room
    for width, column in zip(widths, zip(*rows, strict=True), strict=True):
        longest = max(
            text_width(line) + cell.indent * grid_widths.INDENT
            for cell in column
            for line in visible(cell.text).split("\n")
        )
        assert width <= longest + 3


def test_rows_that_reach_down_over_several_columns_stay_in_their_place():
    wide = GridCell(text="広", row_span=2, column_span=2)
    last = tuple(GridCell(text=text) for text in "うえお")
    made = grid((wide, None, GridCell(text="あ")), (None, None, GridCell(text="い")), last)
    (table,) = opened(grid_docx.content([made], title=TITLE)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["広", "広", "あ"],
        ["広", "広", "い"],
        ["う", "え", "お"],
    ]


def test_libreoffice_prints_it_on_a4_with_the_header_and_its_number_on_every_page(statement, tmp_path):
    needs("lowriter")
    path = tmp_path / "d.docx"
    path.write_bytes(grid_docx.content([statement, statement, statement], title=TITLE))
    pages = printed_text(path, tmp_path).rstrip("\f").split("\f")
    for number, page in enumerate(pages, 1):
        assert "事業承継・引継ぎ促進業務" in page and f"{number} / {len(pages)}" in page
    pdf = str(Path(tmp_path, "libreoffice", "d.pdf"))
    size = subprocess.run(
        [needs("pdfinfo"), pdf], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    assert len(pages) > 1 and "A4" in size
