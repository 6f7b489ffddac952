"""Any table of texts and numbers, written in every format, is read as the same table."""

from __future__ import annotations

import csv
import io
import os
import struct
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from smrj_desktop.io import foreign
from smrj_desktop.io.cell_text import to_xml
from tests.support.foreign_files import (
    cell12,
    data,
    ods,
    records8,
    row12,
    text8,
    values,
    wide,
    xls,
    xlsb,
    xlsx,
)

Table = dict[tuple[int, int], str | int | float]

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"))
TEXTS = st.text(LETTERS | st.sampled_from("△▲-0１，_x \n"), min_size=1, max_size=12)
NUMBERS = st.integers(-(10**14), 10**14) | st.floats(-1e6, 1e6).filter(lambda x: not x.is_integer())
TABLES = st.dictionaries(
    st.tuples(st.integers(1, 300), st.integers(1, 60)), TEXTS | NUMBERS, min_size=1, max_size=12
).map(lambda table: dict(sorted(table.items())))


def as_xlsx(table: Table) -> bytes:
    def cell(at: tuple[int, int], value: str | float) -> str:
        start = f'<row r="{at[0]}"><c r="{get_column_letter(at[1])}{at[0]}"'
        if isinstance(value, str):
            return f'{start} t="inlineStr"><is><t>{to_xml(value)}</t></is></c></row>'
        return f"{start}><v>{value!r}</v></c></row>"

    return xlsx(data(*(cell(at, value) for at, value in table.items())))


def as_ods(table: Table) -> bytes:
    rows, last = [], 0
    for number in sorted({row for row, _ in table}):
        cells, before = [], 0
        for (row, column), value in table.items():
            if row == number:
                cells += [gap("table-cell", "columns", column - before - 1), ods_cell(value)]
                before = column
        rows += [
            gap("table-row", "rows", number - last - 1),
            f"<table:table-row>{''.join(cells)}</table:table-row>",
        ]
        last = number
    return ods(f'<table:table table:name="S">{"".join(rows)}</table:table>')


def gap(tag: str, what: str, count: int) -> str:
    """So many empty rows or cells, if any."""
    return f'<table:{tag} table:number-{what}-repeated="{count}"/>' if count else ""


def ods_cell(value: str | float) -> str:
    if not isinstance(value, str):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
    lines = (escape(line).replace(" ", "<text:s/>") for line in value.split("\n"))
    shown = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return f'<table:table-cell office:value-type="string">{shown}</table:table-cell>'


def as_xls(table: Table) -> bytes:
    def record(at: tuple[int, int], value: str | float) -> tuple[int, bytes]:
        place = struct.pack("<HHH", at[0] - 1, at[1] - 1, 0)
        if not isinstance(value, str):
            return 0x203, place + struct.pack("<d", value)
        return 0x204, place + text8(value)

    return xls(records8(*(record(at, value) for at, value in table.items())))


def as_xlsb(table: Table) -> bytes:
    records = []
    for (row, column), value in table.items():
        text = isinstance(value, str)
        content = wide(value) if isinstance(value, str) else struct.pack("<d", value)
        records += [row12(row - 1), cell12(6 if text else 5, column - 1, content)]
    return xlsb(*records)


@pytest.mark.parametrize("write", [as_xlsx, as_ods, as_xls, as_xlsb])
@given(table=TABLES)
def test_what_was_written_is_read(write: Callable[[Table], bytes], table: Table) -> None:
    path = Path(os.environ["HOME"], "any.dat")
    path.write_bytes(write(table))
    (book,), _ = foreign.read(path)
    assert values(book.sheets[0]) == table


@given(
    rows=st.lists(st.lists(TEXTS, min_size=2, max_size=5), min_size=2, max_size=6),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8-sig", "utf-16", "cp932"]),
)
def test_what_was_written_as_text_is_read(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    content = stream.getvalue().encode(encoding, errors="replace")
    path = Path(os.environ["HOME"], "any.csv")
    path.write_bytes(content)
    (book,), _ = foreign.read(path)
    expected = [[text.encode(encoding, errors="replace").decode(encoding) for text in row] for row in rows]
    found = values(book.sheets[0])
    assert found == {(at, to): text for at, row in enumerate(expected, 1) for to, text in enumerate(row, 1)}
