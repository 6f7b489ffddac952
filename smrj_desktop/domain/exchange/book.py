"""The cells of a file that came from outside, whatever program wrote it and in whatever format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from smrj_desktop.domain.exchange.imprint import Imprint

Address = tuple[int, int]
"""The row and the column of a cell, both from 1."""

Value = str | int | float | bool | datetime | None


ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
"""What formulas give that cannot be reckoned."""

LONGEST_TEXT = 32_767
"""Spreadsheet programs cut the text of a cell after so many UTF-16 units."""

CUT = "…"
"""What stands in a cell of ours for the rest of a longer text."""


def held_by_cell(text: str) -> str:
    """What a cell of ours holds of a text: where it is too long its beginning, with room for `CUT`."""
    units = text.encode("utf-16-le", "surrogatepass") if len(text) * 2 > LONGEST_TEXT else b""
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", errors="ignore")


class CellError(str):
    """An error that a formula has given, by its name; the same word that somebody has typed is none."""

    __slots__ = ()


class BookCell(NamedTuple):
    """A cell.

    Attributes:
        value: what it shows: text (without phonetic runs, an error as `#REF!`), a number, a truth value, a
            date. Of a formula it is what it gave when the file was saved, None where no program saved that.
        formula: `=` and what follows, or empty; formats that keep no formulas give none.
        number_format: of a number, else empty; also empty where the format is not known.
        struck: what is struck through in it, and so no part of `value`; all of its text where nothing else
            stands there, and then `value` is what it would be otherwise.
    """

    value: Value
    formula: str = ""
    number_format: str = ""
    struck: str = ""


class Span(NamedTuple):
    """Merged cells: the first row and column, and how many of each."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSheet:
    """A sheet.

    Attributes:
        cells: what is not empty, in the order of rows and columns.
        merges: merged cells.
        hidden_rows, hidden_columns: those that a filter or a hand has hidden; their cells are in `cells` too.
        hidden: whether the whole sheet is.
        comments: what is noted beside cells, which may be empty.
    """

    title: str
    cells: dict[Address, BookCell]
    merges: tuple[Span, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    comments: Mapping[Address, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A file with its sheets in order.

    Attributes:
        name: the file's, without folders; of one in an archive `archive.zip/plan.xlsx`.
        form: what it is: `xlsx`, `xlsm`, `xlsb`, `xls`, `ods` or `csv`.
        imprint: where it comes from, if it says so in its properties or in a cell.
    """

    name: str
    form: str
    sheets: tuple[BookSheet, ...]
    imprint: Imprint | None = None
