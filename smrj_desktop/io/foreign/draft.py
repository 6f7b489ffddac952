"""A file from outside while it is read: its cells as they come in, and how many there may be."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from smrj_desktop.domain.exchange import imprint
from smrj_desktop.domain.exchange.book import (
    ERRORS,
    Address,
    Book,
    BookCell,
    BookSheet,
    CellError,
    Span,
    Value,
)
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.io import cell_text, package_scan
from smrj_desktop.io.package_cells import Run, without_struck
from smrj_desktop.io.package_scan import BeyondLimitError

MAX_SHEETS = 500
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_LONGEST_FORMAT = 255
"""No program takes a longer number format."""

Ranges = list[tuple[int, int]]
"""First and last of rows or columns that follow one another."""


@dataclass(slots=True)
class SheetDraft:
    """A sheet while it is read; all rows and columns from 1."""

    book: BookDraft
    title: str
    hidden: bool = False
    _cells: dict[Address, BookCell] = field(default_factory=dict)
    _merges: list[Span] = field(default_factory=list)
    _hidden_rows: Ranges = field(default_factory=list)
    _hidden_columns: Ranges = field(default_factory=list)
    _comments: dict[Address, str] = field(default_factory=dict)

    def put(
        self,
        row: int,
        column: int,
        value: Value,
        formula: str = "",
        number_format: str = "",
        *,
        runs: Sequence[Run] = (),
        rows: int = 1,
        columns: int = 1,
    ) -> None:
        """Takes a cell in, or so many rows and columns of it; where a file holds two at one place, the first.

        Args:
            row, column: its place.
            value: what it shows, with what is struck through.
            formula, number_format: as in `BookCell`.
            runs: its text by whether it is struck through; where nothing is they may be left out.
            rows, columns: how many there are of it.

        Raises:
            BeyondLimitError: there are too many.
            IndexError: no sheet has such a place.
        """
        if not (0 < row <= MAX_ROW - rows + 1 and 0 < column <= MAX_COLUMN - columns + 1):
            raise IndexError(row, column)
        self.book.count_cells(rows * columns)
        value, struck = without_struck(value, runs)
        if isinstance(value, str):
            is_error = isinstance(value, CellError) or (bool(formula) and value in ERRORS)
            value = CellError(value) if is_error else cell_text.plain(value)
            self.book.imprint = self.book.imprint or imprint.find(value)
        known = number_format if len(number_format) <= _LONGEST_FORMAT else ""
        cell = BookCell(value, formula, known, cell_text.plain(struck))
        for at in range(row, row + rows):
            for across in range(column, column + columns):
                self._cells.setdefault((at, across), cell)

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Takes merged cells in.

        Raises:
            BeyondLimitError: more cells are merged than any plan needs.
        """
        span = Span(row, column, last_row - row + 1, last_column - column + 1)
        if min(span) < 1:
            raise ValueError(span)
        self.book.count_merged(span.rows * span.columns)
        self._merges.append(span)

    def comment(self, row: int, column: int, text: str) -> None:
        """Takes in what is noted beside a cell."""
        if text.strip():
            self.book.count_cells(1)
            self._comments.setdefault((row, column), cell_text.plain(text))

    def hide_rows(self, first: int, last: int) -> None:
        """Takes in that rows are hidden."""
        self._hidden_rows.append((first, last))

    def hide_columns(self, first: int, last: int) -> None:
        """Takes in that columns are hidden."""
        self._hidden_columns.append((first, last))

    def done(self) -> BookSheet:
        """The sheet as it is now."""
        return BookSheet(
            title=self.title,
            cells=dict(sorted(self._cells.items())),
            merges=tuple(self._merges),
            hidden_rows=_within({row for row, _ in self._cells}, self._hidden_rows),
            hidden_columns=_within({column for _, column in self._cells}, self._hidden_columns),
            hidden=self.hidden,
            comments=dict(sorted(self._comments.items())),
        )


@dataclass(slots=True)
class BookDraft:
    """A file while it is read; its limits hold for all its sheets together."""

    name: str
    form: str
    imprint: Imprint | None = None
    _sheets: list[SheetDraft] = field(default_factory=list)
    _cells: int = 0
    _merged: int = 0

    def sheet(self, title: str, *, hidden: bool = False) -> SheetDraft:
        """A sheet behind those there are; raises `BeyondLimitError` where there are too many."""
        if len(self._sheets) >= MAX_SHEETS:
            raise BeyondLimitError("sheets", MAX_SHEETS)
        self._sheets.append(SheetDraft(self, title, hidden))
        return self._sheets[-1]

    def count_cells(self, more: int) -> None:
        """Counts cells before they are made; raises `BeyondLimitError` where they become too many."""
        self._cells += more
        if self._cells > package_scan.MAX_CELLS:
            raise BeyondLimitError("cells", package_scan.MAX_CELLS)

    def count_merged(self, more: int) -> None:
        """Counts merged cells; raises `BeyondLimitError` where they become too many."""
        self._merged += more
        if self._merged > package_scan.MAX_MERGED_CELLS:
            raise BeyondLimitError("merges", package_scan.MAX_MERGED_CELLS)

    def done(self) -> Book:
        """The file as it is now."""
        sheets = tuple(sheet.done() for sheet in self._sheets)
        return Book(name=self.name, form=self.form, sheets=sheets, imprint=self.imprint)


def _within(used: Iterable[int], ranges: Ranges) -> frozenset[int]:
    """Those of the numbers that lie in one of the ranges."""
    ordered, found, end = sorted(used), set[int](), 0
    for first, last in sorted(ranges):
        found.update(ordered[bisect_left(ordered, max(first, end + 1)) : bisect_right(ordered, last)])
        end = max(end, last)
    return frozenset(found)
