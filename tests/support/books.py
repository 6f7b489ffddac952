"""Workbooks as others hand them back: a plan laid out as it prints, and what hands do to such sheets.

`draft_of` lays a plan out, the methods of `DraftSheet` and `Draft` change it as a person would in a
spreadsheet, `Draft.book` gives the file. A draft knows at every moment where the cells of the plan are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from smrj_desktop.domain.amounts import Figure, Unit, convert, show
from smrj_desktop.domain.exchange.book import Address, Book, BookCell, BookSheet, Span, Value
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.domain.grid import GridCell, statement_grid
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io.workbook_layout import CORE_MARK, format_of
from tests.support.spellings import Spelling, plain

STATEMENT_NAMES = {"budget": "予算", "income": "収支計画", "cash": "資金計画"}


@dataclass(frozen=True, kw_only=True)
class Look:
    """How tables are laid out.

    Attributes:
        title: above the table as `予算（一般勘定）`; account and statement in `two` rows; `name`, only the
            sheet's; `none`.
        merged: whether groups of columns are merged, or the segment stands in the first column alone.
        head: a third header row 区 別 / 金 額 above the two.
        unit: what the figures are in; None for the plan's own.
        unit_at: the unit stands above the table, in its `title`, or nowhere.
        line, column: how labels are written.
        as_text: figures as printed texts, as numbers otherwise.
        indented: labels of parts stand one column to the right of their total's.
        row, column: where the sheet's content begins.
    """

    title: Literal["above", "two", "name", "none"] = "above"
    merged: bool = True
    head: bool = False
    unit: Unit | None = None
    unit_at: Literal["above", "title", "nowhere"] = "above"
    line: Spelling = plain
    column: Spelling = plain
    as_text: bool = False
    indented: bool = False
    top: int = 1
    left: int = 1


class DraftSheet:
    """A sheet being drawn up; `keys` says which cells of the plan stand where."""

    def __init__(self, title: str, cells: dict[Address, BookCell] | None = None) -> None:
        self.title = title
        self.cells: dict[Address, BookCell] = dict(cells or {})
        self.keys: dict[Address, CellKey] = {}
        self.merges: list[Span] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.hidden = False

    def __repr__(self) -> str:
        """In short, for reports of failed tests."""
        return f"<{self.title}: {len(self.cells)} cells>"

    def put(self, row: int, column: int, value: Value, number_format: str = "", formula: str = "") -> None:
        """Writes a cell; None and empty text clear it."""
        if value in (None, "") and not formula:
            self.cells.pop((row, column), None)
        else:
            self.cells[row, column] = BookCell(value, formula, number_format)

    def figure(self, row: int, column: int, figure: Figure, *, as_text: bool = False) -> None:
        """Writes a figure as print forms do."""
        value: Value = show(figure) if as_text else figure.amount
        self.put(row, column, value, "" if as_text else format_of(figure, total=False))

    @property
    def last_row(self) -> int:
        """The last row with something in it."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        """The last column with something in it."""
        return max((column for _, column in self.cells), default=0)

    def insert_rows(self, row: int, count: int = 1) -> None:
        """Moves `row` and all below it down; merged cells around it grow."""
        self._move(lambda at: at + count if at >= row else at, plain_number)
        self.hidden_rows = {at + count if at >= row else at for at in self.hidden_rows}

    def insert_columns(self, column: int, count: int = 1) -> None:
        """Moves `column` and all right of it to the right; merged cells around it grow."""
        self._move(plain_number, lambda at: at + count if at >= column else at)
        self.hidden_columns = {at + count if at >= column else at for at in self.hidden_columns}

    def delete_row(self, row: int) -> None:
        """Takes a row out."""
        self._drop(lambda at: at[0] == row)
        self._move(lambda at: at - 1 if at > row else at, plain_number)
        self.hidden_rows = {at - (at > row) for at in self.hidden_rows if at != row}

    def delete_column(self, column: int) -> None:
        """Takes a column out."""
        self._drop(lambda at: at[1] == column)
        self._move(plain_number, lambda at: at - 1 if at > column else at)
        self.hidden_columns = {at - (at > column) for at in self.hidden_columns if at != column}

    def order_rows(self, rows: Iterable[int], wanted: Iterable[int]) -> None:
        """Puts each of `wanted` where the same number of `rows` is; both hold the same rows."""
        to = dict(zip(wanted, rows, strict=True))
        self._move(lambda at: to.get(at, at), plain_number)

    def order_columns(self, columns: Iterable[int], wanted: Iterable[int]) -> None:
        """Puts each of `wanted` where the same number of `columns` is; merged cells there are undone."""
        inside = set(columns)
        self.merges = [
            span
            for span in self.merges
            if span.columns == 1 or not inside & set(range(span.column, span.column + span.columns))
        ]
        to = dict(zip(wanted, columns, strict=True))
        self._move(plain_number, lambda at: to.get(at, at))

    def unmerge(self, *, fill: bool = False) -> None:
        """Undoes merged cells; with `fill` each of their cells gets the text of the first."""
        for span in self.merges:
            first = self.cells.get((span.row, span.column))
            if fill and first:
                for row in range(span.row, span.row + span.rows):
                    for column in range(span.column, span.column + span.columns):
                        self.cells[row, column] = first
        self.merges = []

    def row_of(self, key: TableKey, line: str) -> int:
        """The row of a line that prints figures."""
        return next(at[0] for at, cell in self.keys.items() if cell.table == key and cell.line == line)

    def column_of(self, key: TableKey, column: str) -> int:
        """The column of a column."""
        return next(at[1] for at, cell in self.keys.items() if cell.table == key and cell.column == column)

    def add(self, other: DraftSheet, *, down: int = 0, right: int = 0) -> None:
        """Puts the content of another sheet onto this one, moved down and to the right."""
        self.cells |= {(row + down, column + right): cell for (row, column), cell in other.cells.items()}
        self.keys |= {(row + down, column + right): key for (row, column), key in other.keys.items()}
        self.merges += [
            span._replace(row=span.row + down, column=span.column + right) for span in other.merges
        ]

    def sheet(self) -> BookSheet:
        """The sheet as a file holds it."""
        return BookSheet(
            title=self.title,
            cells=dict(sorted(self.cells.items())),
            merges=tuple(self.merges),
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            hidden=self.hidden,
        )

    def _drop(self, gone: Callable[[Address], bool]) -> None:
        self.cells = {at: cell for at, cell in self.cells.items() if not gone(at)}
        self.keys = {at: key for at, key in self.keys.items() if not gone(at)}
        self.merges = [
            span
            for span in self.merges
            if not any(
                gone((row, column))
                for row in range(span.row, span.row + span.rows)
                for column in range(span.column, span.column + span.columns)
            )
        ]

    def _move(self, row: Callable[[int], int], column: Callable[[int], int]) -> None:
        self.cells = {(row(r), column(c)): cell for (r, c), cell in self.cells.items()}
        self.keys = {(row(r), column(c)): key for (r, c), key in self.keys.items()}
        self.merges = [
            Span(
                row(span.row),
                column(span.column),
                row(span.row + span.rows - 1) - row(span.row) + 1,
                column(span.column + span.columns - 1) - column(span.column) + 1,
            )
            for span in self.merges
        ]


def plain_number(at: int) -> int:
    """A row or column that stays where it is."""
    return at


class Draft:
    """A file being drawn up."""

    def __init__(self, sheets: Iterable[DraftSheet] = ()) -> None:
        self.sheets = list(sheets)

    def __repr__(self) -> str:
        """In short, for reports of failed tests."""
        return f"Draft({self.sheets})"

    def sheet_of(self, key: TableKey) -> DraftSheet:
        """The sheet on which a table stands."""
        return next(sheet for sheet in self.sheets if any(cell.table == key for cell in sheet.keys.values()))

    def at(self, cell: CellKey) -> tuple[DraftSheet, Address]:
        """Where a cell of the plan stands."""
        for sheet in self.sheets:
            for at, key in sheet.keys.items():
                if key == cell:
                    return sheet, at
        raise KeyError(cell)

    def write(self, cell: CellKey, figure: Figure) -> None:
        """Types another figure into a cell of the plan."""
        sheet, at = self.at(cell)
        sheet.figure(*at, figure)

    def join(self, *, beside: bool = False, gap: int = 2) -> None:
        """Puts all sheets onto the first, below or beside one another."""
        first, *others = self.sheets
        for other in others:
            if beside:
                first.add(other, right=first.last_column + gap)
            else:
                first.add(other, down=first.last_row + gap)
        self.sheets = [first]

    def printed(self) -> dict[CellKey, BookCell]:
        """Every cell of the plan that is not empty in the file."""
        return {
            key: sheet.cells[at]
            for sheet in self.sheets
            for at, key in sheet.keys.items()
            if at in sheet.cells
        }

    def book(self, name: str = "plan.xlsx", form: str = "xlsx", imprint: Imprint | None = None) -> Book:
        """The file."""
        return Book(
            name=name, form=form, sheets=tuple(sheet.sheet() for sheet in self.sheets), imprint=imprint
        )


def draft_of(
    plan: Plan,
    look: Look | None = None,
    *,
    tables: Iterable[TableKey] | None = None,
    cover: bool = True,
    text: bool = True,
    indicators: bool = True,
) -> Draft:
    """A plan laid out in sheets: a cover, the text, the indicators, and one sheet a table."""
    sheets = []
    if cover:
        sheets.append(cover_sheet(plan))
    if text:
        sheets.append(text_sheet(plan))
    if indicators:
        sheets.append(indicator_sheet(plan))
    sheets += [table_sheet(plan, key, look or Look()) for key in (plan.tables if tables is None else tables)]
    return Draft(sheets)


def book_of(plan: Plan, look: Look | None = None) -> Book:
    """A plan as a print form holds it."""
    return draft_of(plan, look).book()


def cover_sheet(plan: Plan) -> DraftSheet:
    """What stands on the first page."""
    sheet = DraftSheet("表紙")
    for row, text in enumerate((plan.profile.title, plan.profile.agency, plan.profile.date, "目次"), 2):
        sheet.put(row, 2, text)
    return sheet


def text_sheet(plan: Plan) -> DraftSheet:
    """The preamble, then mark and text in two columns."""
    sheet = DraftSheet("計画本文")
    lead = filter(None, (plan.profile.title, *plan.profile.preamble.split("\n")))
    rows = [*(("", line) for line in lead), *((passage.mark, passage.text) for passage in plan.outline)]
    for row, (mark, text) in enumerate(rows, 1):
        sheet.put(row, 1, mark)
        sheet.put(row, 2, text)
    return sheet


def indicator_sheet(plan: Plan) -> DraftSheet:
    """A title, a header row, and one row an indicator."""
    sheet = DraftSheet("指標")
    sheet.put(1, 1, "指標")
    for column, name in enumerate(("区分", "基幹目標", "指標", "目標値", "比べる基準", "判定期間（年）"), 1):
        sheet.put(3, column, name)
    for row, item in enumerate(plan.indicators, 4):
        core = CORE_MARK if item.core else ""
        values = (item.section, core, item.name, str(item.target or ""), item.basis, item.period_years)
        for column, value in enumerate(values, 1):
            sheet.put(row, column, value)
    return sheet


def table_sheet(plan: Plan, key: TableKey, look: Look) -> DraftSheet:
    """A table with what stands around it."""
    statement, account = STATEMENT_NAMES.get(key.statement, key.statement), plan.account(key.account).label
    grid = statement_grid(plan, key, statement)
    unit = look.unit or plan.profile.unit
    named = look.title != "none"
    sheet = DraftSheet(
        f"{statement}・{account.removesuffix('勘定')}" if named else f"Sheet{id_of(plan, key)}"
    )
    row, left = look.top, look.left
    note = f"（単位：{unit.label}）"
    for line in _title(look, statement, account):
        sheet.put(row, left, f"{line}{note}" if look.unit_at == "title" else line)
        row += 1
    labels = 2 if look.indented else 1
    first = left + labels
    if look.unit_at == "above":
        sheet.put(row, first + len(grid.column_keys) - 1, note)
        row += 1
    if look.head:
        sheet.put(row, left, "区 別")
        sheet.put(row, first, "金 額")
        if look.merged and len(grid.column_keys) > 1:
            sheet.merges.append(Span(row, first, 1, len(grid.column_keys)))
        row += 1
    for header in grid.header:
        for column, cell in enumerate(header[1:], first):
            if cell:
                _header_cell(sheet, row, column, cell, look)
        row += 1
    for line_key, (label, *cells) in zip(grid.line_keys, grid.rows, strict=True):
        assert label
        sheet.put(row, left + min(label.indent, labels - 1), look.line(label.text))
        for column, (column_key, item) in enumerate(zip(grid.column_keys, cells, strict=True), first):
            if item and item.figure is not None:
                figure = convert(item.figure, plan.profile.unit, unit)
                sheet.figure(row, column, figure, as_text=look.as_text)
                sheet.keys[row, column] = CellKey(*key, line_key, column_key)
        row += 1
    sheet.put(row, left, grid.note)
    return sheet


def id_of(plan: Plan, key: TableKey) -> int:
    """The number of a table in its plan."""
    return list(plan.tables).index(key) + 1


def _title(look: Look, statement: str, account: str) -> tuple[str, ...]:
    match look.title:
        case "above":
            return (f"{statement}（{account}）",)
        case "two":
            return (f"2023年度計画（2023年4月～2024年3月）の{statement}", f"＜{account}＞")
    return ()


def _header_cell(sheet: DraftSheet, row: int, column: int, cell: GridCell, look: Look) -> None:
    sheet.put(row, column, look.column(cell.text))
    if look.merged and (cell.row_span, cell.column_span) != (1, 1):
        sheet.merges.append(Span(row, column, cell.row_span, cell.column_span))


def changed(book: Book, title: str, cells: dict[Address, BookCell | None]) -> Book:
    """A file with other cells on one sheet; None empties a cell."""
    sheets = []
    for sheet in book.sheets:
        if sheet.title == title:
            there = {**sheet.cells, **{at: cell for at, cell in cells.items() if cell is not None}}
            kept = {at: cell for at, cell in there.items() if cells.get(at, cell) is not None}
            sheets.append(replace(sheet, cells=dict(sorted(kept.items()))))
        else:
            sheets.append(sheet)
    return replace(book, sheets=tuple(sheets))
