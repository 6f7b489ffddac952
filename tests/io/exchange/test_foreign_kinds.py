"""Spreadsheets of other formats than Excel's own of today: what of them is read."""

from __future__ import annotations

import struct
from datetime import datetime

import pytest

from smrj_desktop.domain.cell_notation import zero_mark
from smrj_desktop.domain.exchange.book import Span
from smrj_desktop.domain.exchange.imprint import Imprint
from tests.support.foreign_files import (
    biff8,
    cell12,
    container,
    ods,
    records8,
    row12,
    strings8,
    text8,
    values,
    wide,
    xls,
    xlsb,
)

DAY = datetime.fromisoformat("2023-03-31")


def table(*rows: str, attributes: str = "") -> str:
    return f'<table:table table:name="予算" {attributes}>{"".join(rows)}</table:table>'


def ods_row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def ods_cell(kind: str, text: str = "", attributes: str = "") -> str:
    start = f'<table:table-cell office:value-type="{kind}" {attributes}>'
    return f"{start}<text:p>{text}</text:p></table:table-cell>"


def test_ods_values(first_sheet):
    base, reading = "<text:ruby-base>漢</text:ruby-base>", "<text:ruby-text>かん</text:ruby-text>"
    formula = "of:=SUM([.A1:.B1];[$'ほか'.C$2];&quot;;&quot;)"
    found = first_sheet(
        ods(
            table(
                ods_row(
                    ods_cell("float", "1,234", 'office:value="1234"'),
                    ods_cell("date", "R5", 'office:date-value="2023-03-31"'),
                    ods_cell("boolean", "TRUE", 'office:boolean-value="true"'),
                    ods_cell("string", "共<text:s/>通<text:line-break/>次"),
                    ods_cell("string", f"<text:ruby>{base}{reading}</text:ruby>"),
                    ods_cell("string", "予算<office:annotation><text:p>付箋</text:p></office:annotation>"),
                    ods_cell("float", "9", f'office:value="9" table:formula="{formula}"'),
                )
            )
        )
    )
    assert list(values(found).values()) == [1234, DAY, True, "共 通\n次", "漢", "予算", 9]
    assert found.cells[1, 7].formula == "=SUM(A1:B1,'ほか'!C$2,\";\")"


def test_ods_repeats_merges_and_what_is_hidden(read_bytes):
    one = ods_cell("float", "1", 'office:value="1" table:number-columns-repeated="2"')
    spanning = ods_cell(
        "float", "2", 'office:value="2" table:number-columns-spanned="2" table:number-rows-spanned="3"'
    )
    filtered = ods_row(spanning, attributes='table:visibility="filter"')
    content = table(
        '<table:table-column table:number-columns-repeated="2"/>',
        '<table:table-column table:visibility="collapse"/>',
        ods_row(one, attributes='table:number-rows-repeated="2"'),
        f"<table:table-header-rows>{filtered}</table:table-header-rows>",
        ods_row('<table:table-cell table:number-columns-repeated="2"/>', one),
        ods_row("<table:table-cell/>", attributes='table:number-rows-repeated="1048570"'),
        attributes='table:style-name="off"',
    )
    styles = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="off" style:family="table">{styles}</style:style>'
    (found,) = read_bytes(ods(content, styles)).sheets
    assert values(found) == {(1, 1): 1, (1, 2): 1, (2, 1): 1, (2, 2): 1, (3, 1): 2, (4, 3): 1, (4, 4): 1}
    assert found.merges == (Span(3, 1, 3, 2),)
    assert (found.hidden, found.hidden_rows, found.hidden_columns) == (True, {3}, {3})


def test_what_ods_keeps_of_links_to_elsewhere_is_no_sheet(read_bytes):
    inner = table(ods_row(ods_cell("float", "1", 'office:value="1"')))
    kept = f"<table:dde-links><table:dde-link>{inner}</table:dde-link></table:dde-links>"
    assert [values(sheet) for sheet in read_bytes(ods(table() + kept)).sheets] == [{}]


# --- binary workbooks


def test_xls_values(read_bytes):
    shared = strings8("予算", "長い" * 3000)
    cut = 5_002
    first, rest = shared[1][:cut], b"\1" + shared[1][cut:]
    before = [
        (0x41E, struct.pack("<H", 164) + text8('0;-0;"-"')),
        *((0xE0, struct.pack("<HH16x", 0, number)) for number in (0, 164, 14)),
        (0xFC, first),
        (0x3C, rest),
    ]
    records = records8(
        (0x208, struct.pack("<HHHHHHHH", 1, 0, 9, 300, 0, 0, 0x20, 0)),
        (0x7D, struct.pack("<HHHHHH", 2, 3, 100, 0, 1, 0)),
        (0xFD, struct.pack("<HHHI", 0, 0, 0, 0)),
        (0xFD, struct.pack("<HHHI", 0, 1, 0, 1)),
        (0x203, struct.pack("<HHHd", 1, 0, 1, 0.0)),
        (0x27E, struct.pack("<HHHI", 1, 1, 2, 45016 << 2 | 2)),
        (0xBD, struct.pack("<HHHIHIH", 1, 2, 0, (-5 << 2 | 2) & 0xFFFFFFFF, 0, 150 << 2 | 3, 3)),
        (0x204, struct.pack("<HHH", 2, 0, 0) + text8("直に")),
        (0x205, struct.pack("<HHHBB", 2, 1, 0, 0x17, 1)),
        (0x205, struct.pack("<HHHBB", 2, 2, 0, 1, 0)),
        (0x06, struct.pack("<HHHd", 2, 3, 0, 2.5) + bytes(6)),
        (0x06, struct.pack("<HHH", 2, 4, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(6)),
        (0x207, text8("式の文")),
        (0x809, bytes(16)),
        (0x203, struct.pack("<HHHd", 9, 9, 0, 9.0)),
        (0x0A, b""),
        (0xE5, struct.pack("<HHHHH", 1, 0, 1, 2, 3)),
    )
    (found,) = read_bytes(xls(records, before=before)).sheets
    assert list(values(found).values()) == [
        *("予算", "長い" * 3000),
        *(0, DAY, -5, 1.5),
        *("直に", "#REF!", True, 2.5, "式の文"),
    ]
    assert zero_mark(found.cells[2, 1].number_format) == "-"
    assert found.merges == (Span(1, 3, 2, 2),)
    assert (found.hidden_rows, found.hidden_columns) == ({2}, {3, 4})


def test_xls_of_excel_95(read_bytes):
    bof = (0x809, struct.pack("<HH4x", 0x500, 5))
    sheet = records8(bof, (0x204, struct.pack("<HHHH", 0, 0, 0, 4) + "予算".encode("cp932")), (0x0A, b""))
    before = (bof, (0x42, struct.pack("<H", 932)))
    listed = struct.pack("<BBB", 0, 0, 2) + b"S1"
    start = len(records8(*before, (0x85, bytes(4) + listed), (0x0A, b"")))
    head = records8(*before, (0x85, struct.pack("<I", start) + listed), (0x0A, b""))
    (found,) = read_bytes(container({"Book": head + sheet})).sheets
    assert (found.title, values(found)) == ("S1", {(1, 1): "予算"})


def test_xlsb_values(read_bytes):
    cells = [
        (60, struct.pack("<IIIIH", 1, 1, 0, 0, 0)),
        row12(0),
        cell12(7, 0, struct.pack("<I", 0)),
        cell12(6, 1, wide("直に")),
        row12(3, hidden=True),
        cell12(5, 0, struct.pack("<d", 0.0), style=1),
        cell12(2, 1, struct.pack("<I", 1234 << 2 | 2)),
        cell12(9, 2, struct.pack("<d", 0.5)),
        cell12(8, 3, wide("式の文")),
        cell12(3, 4, b"\x2a"),
        cell12(4, 5, b"\1"),
        (176, struct.pack("<IIII", 0, 1, 2, 3)),
    ]
    book = read_bytes(xlsb(*cells, strings=["予算"], formats=['0;-0;"-"']))
    (found,) = book.sheets
    assert (book.form, found.title) == ("xlsb", "S1")
    assert list(values(found).values()) == ["予算", "直に", 0, 1234, 0.5, "式の文", "#N/A", True]
    assert zero_mark(found.cells[4, 1].number_format) == "-"
    assert found.merges == (Span(1, 3, 2, 2),)
    assert (found.hidden_rows, found.hidden_columns) == ({4}, {2})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_properties_of_an_old_workbook_say_where_it_comes_from(read_bytes, encoding):
    imprint = Imprint("plan/1", "第2案", "ab" * 32)
    properties = b"\x1e\0\0\0" + str(imprint).encode(encoding) + b"\0\0"
    streams = {"Workbook": biff8(records8()), "\x05DocumentSummaryInformation": properties}
    assert read_bytes(container(streams)).imprint == imprint


@pytest.mark.parametrize("kind", ["ods", "xls", "xlsb"])
def test_what_is_struck_through_is_set_apart(read_bytes, kind):
    # a text in two fonts, and a figure in a cell of a struck font
    if kind == "ods":
        names = (("T", "text"), ("C", "table-cell"))
        look = '<style:text-properties style:text-line-through-style="solid"/>'
        styles = "".join(
            f'<style:style style:name="{name}" style:family="{family}">{look}</style:style>'
            for name, family in names
        )
        text = ods_cell("string", '<text:span text:style-name="T">106</text:span>112')
        figure = ods_cell("float", "17", 'office:value="17" table:style-name="C"')
        content = ods(table(ods_row(text, figure)), styles)
    elif kind == "xls":
        fonts = [(0x31, struct.pack("<HH11x", 200, flags)) for flags in (0, 0, 0, 0, 8)]
        styles = [(0xE0, struct.pack("<HH16x", font, 0)) for font in (0, 5)]
        units = "106112".encode("utf-16-le")
        item = struct.pack("<HBH", 6, 9, 2) + units + struct.pack("<HHHH", 0, 5, 3, 0)
        shared = (0xFC, struct.pack("<II", 1, 1) + item)
        cells = records8((0xFD, struct.pack("<HHHI", 0, 0, 0, 0)), (0x203, struct.pack("<HHHd", 0, 1, 1, 17)))
        content = xls(cells, before=[*fonts, *styles, shared])
    else:
        runs = struct.pack("<IHHHH", 2, 0, 1, 3, 0)
        rich = cell12(62, 0, b"\1" + wide("106112") + runs)
        content = xlsb(row12(0), rich, cell12(5, 1, struct.pack("<d", 17), style=1))
    (found,) = read_bytes(content).sheets
    assert [(cell.value, cell.struck) for cell in found.cells.values()] == [("112", "106"), (17, "17")]
