"""The cells of a file that came from outside, whatever program wrote it and in whatever format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from smrj_desktop.domain.exchange.imprint import Imprint

Address = tuple[int, int]
"""The row and the column of a cell, both from 1."""

Value = str | int | float | bool | datetime | None


ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
"""What formulas give that cannot be reckoned."""


class BookCell(NamedTuple):
    """A cell.

    Attributes:
        value: what it shows: text (without phonetic runs, an error as `#REF!`), a number, a truth value, a
            date. Of a formula it is what it gave when the file was saved, None where no program saved that.
        formula: `=` and what follows, or empty; formats that keep no formulas give none.
        number_format: of a number, else empty; also empty where the format is not known.
    """

    value: Value
    formula: str = ""
    number_format: str = ""


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
    """

    title: str
    cells: dict[Address, BookCell]
    merges: tuple[Span, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False


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
