"""The list of an input sheet as it comes back: which items it holds, and what of it cannot be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from smrj_desktop.domain.amounts import LIMIT, Rounding, Unit, round_exact
from smrj_desktop.domain.cell_notation import address
from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.errors import AmountError, quoted
from smrj_desktop.domain.exchange import input_form as form
from smrj_desktop.domain.exchange.book import Book, BookCell, BookSheet
from smrj_desktop.domain.exchange.cell_figures import text_of, written
from smrj_desktop.domain.exchange.input_form import PlaceTexts
from smrj_desktop.domain.exchange.labels import canonical, unit_in
from smrj_desktop.domain.statements import CellKey

_BLANK = BookCell(None)


class InputItem(NamedTuple):
    """An item that a department has written down; its amount is exact."""

    cell: CellKey
    item: str
    yen: int


@dataclass(slots=True)
class InputRows:
    """What the list of a file says.

    Attributes:
        sheet: the title of the sheet it stands on; empty where the file has no list.
        listed: the cells that it names and that are open to the department, with items or without.
        doubtful: those of them of which not every row could be read, so that none is to be taken.
        spelled: those with an amount that is a text, which formulas leave out of their sums.
        items: what is written down, in order.
        findings: what could not be read, and what is not taken.
    """

    sheet: str = ""
    listed: set[CellKey] = field(default_factory=set)
    doubtful: set[CellKey] = field(default_factory=set)
    spelled: set[CellKey] = field(default_factory=set)
    items: list[InputItem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class _Heads(NamedTuple):
    """The row of the heads, and the column of each word that heads one."""

    row: int
    columns: Mapping[str, int]
    unit: Unit | None


def read_rows(book: Book, places: Mapping[PlaceTexts, CellKey], open_cells: Collection[CellKey]) -> InputRows:
    """Reads the list.

    Args:
        book: the file.
        places: the leaves of the plan by their texts in plain form.
        open_cells: the cells that are open to the department.
    """
    for sheet in book.sheets:
        if heads := _heads(sheet):
            return _List(sheet, heads, places, open_cells).read()
    return InputRows(findings=[Finding(kind="input_no_list", severity=Severity.ERROR)])


def _heads(sheet: BookSheet) -> _Heads | None:
    rows: dict[int, dict[str, int]] = {}
    for (row, column), cell in sheet.cells.items():
        if isinstance(cell.value, str):
            rows.setdefault(row, {}).setdefault(form.plain(cell.value), column)
    for row, texts in rows.items():
        amount = next((text for text in texts if text.startswith(form.AMOUNT)), "")
        if amount and {form.TABLE, form.LINE, form.COLUMN, form.ITEM} <= texts.keys():
            memo = next((column for text, column in texts.items() if text.startswith(form.MEMO)), 0)
            columns = {**texts, form.AMOUNT: texts[amount], form.MEMO: memo}
            return _Heads(row, columns, unit_in(canonical(amount.removeprefix(form.AMOUNT))))
    return None


class _List:
    def __init__(
        self,
        sheet: BookSheet,
        heads: _Heads,
        places: Mapping[PlaceTexts, CellKey],
        open_cells: Collection[CellKey],
    ) -> None:
        self._sheet, self._heads, self._places, self._open = sheet, heads, places, open_cells
        self._unit = heads.unit or form.UNIT
        self._found = InputRows(sheet=sheet.title)

    def read(self) -> InputRows:
        if self._heads.unit is None:
            self._say("input_unit_unknown", self._heads.row, form.AMOUNT, unit=self._unit.label)
        for row in sorted({row for row, _ in self._sheet.cells if row > self._heads.row}):
            self._read_row(row)
        return self._found

    def _cell(self, row: int, word: str) -> BookCell:
        return self._sheet.cells.get((row, self._heads.columns[word]), _BLANK)

    def _text(self, row: int, word: str) -> str:
        return text_of(self._cell(row, word).value).strip()

    def _say(
        self,
        kind: str,
        row: int,
        word: str,
        severity: Severity = Severity.WARNING,
        cell: CellKey | None = None,
        **parameters: object,
    ) -> None:
        where = address(row, self._heads.columns[word])
        parameters = {"sheet": self._sheet.title, "address": where, **parameters}
        self._found.findings.append(Finding(kind=kind, severity=severity, parameters=parameters, cell=cell))

    def _read_row(self, row: int) -> None:
        item, amount, memo = (self._text(row, word) for word in (form.ITEM, form.AMOUNT, form.MEMO))
        empty = not (item or amount or self._cell(row, form.AMOUNT).formula)
        texts = PlaceTexts(*(self._text(row, word) for word in (form.TABLE, form.LINE, form.COLUMN)))
        cell = self._places.get(texts.plain())
        if cell is None or cell not in self._open:
            if not empty:
                kind = "input_unknown_place" if cell is None else "input_outside_scope"
                place = quoted("・".join(filter(None, texts)))
                self._say(kind, row, form.TABLE, place=place, item=quoted(item), amount=quoted(amount))
            return
        self._found.listed.add(cell)
        if memo:
            self._say("input_memo", row, form.MEMO, Severity.INFO, cell, text=quoted(memo))
        if not empty:
            self._read_item(row, cell, item)

    def _read_item(self, row: int, cell: CellKey, item: str) -> None:
        amount = self._cell(row, form.AMOUNT)
        if amount.value is None and amount.formula:
            self._say("input_formula_without_value", row, form.AMOUNT, cell=cell, text=quoted(amount.formula))
            self._found.doubtful.add(cell)
            return
        try:
            yen = self._yen(row, cell, amount) if amount.value is not None else None
        except AmountError:
            self._say("input_unreadable", row, form.AMOUNT, cell=cell, text=quoted(text_of(amount.value)))
            self._found.doubtful.add(cell)
            return
        if yen is None:
            self._say("input_without_amount", row, form.AMOUNT, cell=cell, item=quoted(item))
            return
        self._found.items.append(InputItem(cell, item, yen))
        if isinstance(amount.value, str):
            self._found.spelled.add(cell)

    def _yen(self, row: int, cell: CellKey, amount: BookCell) -> int | None:
        """The amount in whole yen; None where the cell holds none. Raises `AmountError`."""
        figure = written(amount)
        if figure.amount is None:
            return None
        exact = Fraction(figure.amount * (figure.unit or self._unit).value)
        yen = round_exact(exact, Rounding.NEAREST)
        if abs(yen) >= LIMIT:
            raise AmountError(text=text_of(amount.value))
        if yen != exact:
            text = quoted(text_of(amount.value))
            self._say(
                "input_rounded_to_yen", row, form.AMOUNT, Severity.INFO, cell, text=text, yen=f"{yen:,}"
            )
        return yen
