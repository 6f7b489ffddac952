"""The tables of an input sheet that came back: has a hand written into what only adds up?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from smrj_desktop.domain.cell_notation import address
from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.errors import AmountError, quoted
from smrj_desktop.domain.exchange import input_form as form
from smrj_desktop.domain.exchange.book import Address, Book, BookCell, BookSheet
from smrj_desktop.domain.exchange.cell_figures import text_of, written
from smrj_desktop.domain.exchange.input_form import PlaceTexts
from smrj_desktop.domain.exchange.input_rows import InputRows
from smrj_desktop.domain.statements import CellKey


class _Sum(NamedTuple):
    """A cell of a table in which a sum of the list should stand."""

    at: Address
    place: CellKey
    cell: BookCell


def typed_sums(book: Book, rows: InputRows, places: Mapping[PlaceTexts, CellKey]) -> Iterator[Finding]:
    """Figures in the tables that are not what the list comes to; they are not taken.

    Args:
        book: the file.
        rows: what its list says.
        places: the leaves of the plan by their texts in plain form.
    """
    sums: dict[CellKey, int] = {}
    for item in rows.items:
        sums[item.cell] = sums.get(item.cell, 0) + item.yen
    tables, uncertain = {texts.table for texts in places}, rows.doubtful | rows.spelled
    for sheet in book.sheets:
        if sheet.title == rows.sheet:
            continue
        for at, place, cell in _sums(sheet, tables, places):
            expected = Fraction(sums.get(place, 0), form.UNIT.value)
            if place not in uncertain and not _says(cell, expected):
                yield Finding(
                    kind="input_sum_typed",
                    severity=Severity.WARNING,
                    parameters={
                        "sheet": sheet.title,
                        "address": address(*at),
                        "text": quoted(text_of(cell.value)),
                    },
                    cell=place,
                )


def _says(cell: BookCell, expected: Fraction) -> bool:
    """Whether a cell says a sum; a formula does, and so does a blank one."""
    if cell.formula or cell.value is None:
        return True
    try:
        amount = written(cell).amount
    except AmountError:
        return False
    return amount is None or amount == expected


def _sums(sheet: BookSheet, tables: set[str], places: Mapping[PlaceTexts, CellKey]) -> Iterator[_Sum]:
    """The cells of a table's sums, found by the texts above them and at their left."""
    texts = {at: form.plain(cell.value) for at, cell in sheet.cells.items() if isinstance(cell.value, str)}
    table = next((text for text in texts.values() if text in tables), None)
    head = next((at for at, text in texts.items() if text == form.LINE), None)
    if table is None or head is None:
        return
    columns = {column: text for (row, column), text in texts.items() if row == head[0]}
    for (row, column), cell in sheet.cells.items():
        line, named = texts.get((row, head[1])), columns.get(column)
        if row > head[0] and line and named:
            place = places.get(PlaceTexts(table, line, named))
            if place:
                yield _Sum((row, column), place, cell)
