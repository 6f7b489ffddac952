"""Takes over what was changed by hand on a statement's sheet."""

from __future__ import annotations

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import BLANK, NOTHING, Figure, show
from smrj_desktop.domain.cell_notation import parse_sum, zero_mark
from smrj_desktop.domain.checks.finding import Finding, Place, cell_place
from smrj_desktop.domain.edits import SetCell, Stamp, StateTotal, apply
from smrj_desktop.domain.errors import AmountError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Position
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.workbook_cells import Seen, SeenSheet
from smrj_desktop.io.workbook_compare import compare_keys, has, note, taken_over, unchanged


def read_statement(plan: Plan, key: TableKey, stamp: Stamp | None, seen: SeenSheet) -> list[Finding]:
    """Changes the plan's table by what its sheet says, and tells what was found."""
    return _Statement(plan, key, stamp, seen).read()


class _Statement:
    def __init__(self, plan: Plan, key: TableKey, stamp: Stamp | None, seen: SeenSheet) -> None:
        self.plan, self.key, self.stamp, self.seen = plan, key, stamp, seen
        self.table = plan.table(key)
        self.template, self.sheet = self.table.template, self.table.sheet()
        self.stored = self.sheet.figures()
        self.line_keys = [layout.encode_key(node.key) for node in self.template.lines.nodes]
        self.column_keys = [layout.encode_key(node.key) for node in self.template.columns.nodes]
        lines = {line: at for at, line in enumerate(self.line_keys)}
        columns = {column: at for at, column in enumerate(self.column_keys)}
        self.at = {
            address: (lines[line], columns[column])
            for address, (line, column) in seen.places.items()
            if line in lines and column in columns
        }
        self.found: list[Finding] = []
        self.leaves: list[tuple[Position, Figure]] = []
        self.totals: list[tuple[Position, Figure, str]] = []

    def read(self) -> list[Finding]:
        missing = compare_keys(
            self.seen,
            self.line_keys,
            [layout.LABEL, *self.column_keys],
            row_place=lambda key: cell_place(self.template, self.line_keys.index(key), None),
            column_place=self._column_place,
        )
        self.found += missing
        columns = [at for at, key in enumerate(self.column_keys) if has(self.seen, key)]
        for row, line in enumerate(self.line_keys):
            if line not in self.seen.rows or line in self.seen.double_rows:
                continue
            self._label(row)
            for column in columns:
                self._cell((row, column), whole=not missing)
        self._apply()
        return self.found

    def _column_place(self, key: str) -> Place:
        if key == layout.LABEL:
            return Place(statement=self.key.statement, account=self.key.account)
        return cell_place(self.template, None, self.column_keys.index(key))

    def _label(self, row: int) -> None:
        cell = self.seen.get(self.line_keys[row], layout.LABEL)
        if has(self.seen, layout.LABEL) and not unchanged(self.template.lines.nodes[row].label, cell):
            self.found.append(note("label_kept", cell_place(self.template, row, None), text=cell.text))

    def _cell(self, at: Position, *, whole: bool) -> None:
        cell = self.seen.get(self.line_keys[at[0]], self.column_keys[at[1]])
        if self.template.lines.is_heading(at[0]):
            if cell.value is not None or cell.formula:
                self._note("heading_filled", at, text=cell.formula or cell.text)
        elif self.template.is_leaf(*at):
            self._leaf(at, cell)
        elif cell.formula:
            self._formula(at, cell, whole=whole)
        else:
            figure = self._figure(at, cell)
            if figure == BLANK:
                self._note("total_cleared", at)
            elif figure:
                self.totals.append((at, figure, ""))

    def _leaf(self, at: Position, cell: Seen) -> None:
        stored = self.stored[at[0]][at[1]]
        if cell.formula and cell.value is None:
            self._note("leaf_formula_kept", at, formula=cell.formula)
            return
        figure = self._figure(at, cell)
        if figure == BLANK and stored != BLANK:
            figure = NOTHING  # a printed plan has no blank cells: who empties one means that nothing is in it
        if figure is None or (figure == stored and not cell.formula):
            return
        if at in self.table.build_ups:
            self._note("build_up_kept", at, text=cell.formula or cell.text, kept=show(stored))
            return
        if cell.formula:
            self._note("leaf_formula", at, formula=cell.formula, new=_shown(figure))
        else:
            place = cell_place(self.template, *at)
            self.found.append(taken_over("leaf_taken", place, old=_shown(stored), new=_shown(figure)))
        if figure != stored:
            self.leaves.append((at, figure))

    def _formula(self, at: Position, cell: Seen, *, whole: bool) -> None:
        parsed = parse_sum(cell.formula)
        if parsed:
            parts = {self.at.get(address): weight for address, weight in parsed[0].items()}
            if (parts, parsed[1]) == layout.expected_sum(self.template, self.stored, at):
                return
        if "#REF!" in cell.formula and not whole:
            return  # said already: the line or column it referred to is gone
        if cell.value is None:
            self._note("formula_kept", at, formula=cell.formula)
            return
        figure = self._figure(at, cell)
        if figure == BLANK:
            self._note("unreadable", at, text=cell.formula, kept=_shown(self.stored[at[0]][at[1]]))
        elif figure:
            self.totals.append((at, figure, cell.formula))

    def _figure(self, at: Position, cell: Seen) -> Figure | None:
        """The figure a cell says; None, and a finding, where it says none."""
        stored = self.stored[at[0]][at[1]]
        try:
            return figure_in(cell, stored, self.plan)
        except AmountError:
            self._note("unreadable", at, text=cell.text, kept=_shown(stored))
            return None

    def _note(self, kind: str, at: Position, **parameters: object) -> None:
        self.found.append(note(kind, cell_place(self.template, *at), **parameters))

    def _apply(self) -> None:
        for at, figure in self.leaves:
            apply(self.plan, SetCell(cell=self._key(at), figure=figure, stamp=self.stamp))
        for at, figure, formula in self.totals:
            old = self.sheet.figure(*at)
            if formula:
                self._note("formula_changed", at, formula=formula, old=_shown(old), new=show(figure))
            else:
                self._note("total_typed", at, old=_shown(old), new=show(figure))
            if at not in self.sheet.stated or figure != old:
                apply(self.plan, StateTotal(cell=self._key(at), figure=figure, stamp=self.stamp))

    def _key(self, at: Position) -> CellKey:
        line, column = self.template.lines.nodes[at[0]], self.template.columns.nodes[at[1]]
        return CellKey(*self.key, line.key, column.key)


def figure_in(cell: Seen, stored: Figure, plan: Plan) -> Figure:
    """The figure a cell says, as it looks there.

    Args:
        cell: the cell.
        stored: the figure the cell was written with.
        plan: gives the unit, and the rounding of figures typed in another unit.

    Raises:
        AmountError: it is no whole number of the plan's unit.
    """
    value = cell.value
    if value is None:
        return BLANK
    if isinstance(value, str):
        figure = amounts.parse(cell.text, plan.profile.unit, mode=plan.profile.rounding)
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise AmountError(text=cell.text)
    elif value == 0:
        kept = stored.mark if stored.amount == 0 else ""
        return Figure(0, zero_mark(cell.number_format) or kept or "0")
    elif stored.amount is not None and f"{stored.amount:.15g}" == f"{value:.15g}":
        return stored
    elif value != value // 1:
        raise AmountError(text=cell.text)
    else:
        figure = Figure(int(value))
    if abs(figure.value) >= amounts.LIMIT:
        raise AmountError(text=cell.text)
    return figure


def _shown(figure: Figure) -> str:
    return show(figure) or layout.word("blank")
