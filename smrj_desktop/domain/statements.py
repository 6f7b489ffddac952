"""One engine for all statements: computed totals, stated totals with one residual each, build-ups, layers.

A total is worth the signed sum of its leaf rows x leaf columns plus, where it is stated, its residual. So a
residual that stays is a published total that follows its parts, and a residual that takes up the difference
is a published total that is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, Rounding, Unit, figure_of, is_sound
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.template import TableKey, TableTemplate

PLAN = "plan"
LAYERS = (PLAN, "last_plan", "outturn", "actual_q1", "actual_q2", "actual_q3", "actual_q4")
"""This year's plan, last year's plan, last year's expected outturn, and the actuals of four quarters."""


class CellKey(NamedTuple):
    """Names one cell of the plan by stable keys."""

    statement: str
    account: str
    line: str
    column: str
    layer: str = PLAN

    @property
    def table(self) -> TableKey:
        """The table it stands in."""
        return TableKey(self.statement, self.account)


def cell_at(template: TableTemplate, row: int, column: int, layer: str = PLAN) -> CellKey:
    """The cell at a position of a table."""
    return CellKey(*template.key, template.lines.nodes[row].key, template.columns.nodes[column].key, layer)


class Totals(StrEnum):
    """What the stated totals above an edited leaf do."""

    FOLLOW = "follow"
    HOLD = "hold"


class Stated(NamedTuple):
    """A published total: by how much it differs from its leaves, and the mark it prints where it is 0."""

    residual: int
    zero_mark: str = ""


Position = tuple[int, int]


def leaf_sums(template: TableTemplate, leaves: Mapping[Position, Figure]) -> npt.NDArray[np.int64]:
    """What every cell comes to from the leaves alone; shape (lines, columns)."""
    values = np.zeros((len(template.lines), len(template.columns)), dtype=np.int64)
    for position, figure in leaves.items():
        values[position] = figure.value
    return template.lines.leaf_weights @ values @ template.columns.leaf_weights.T


class Sheet:
    """One layer of one table: figures by row and column in print order.

    Attributes:
        amounts: shape (lines, columns), `Int64`, in the entry unit; missing where blank or a heading.
        marks: the same shape; `-`, `0` or empty.
        stated: the published totals by position.
    """

    def __init__(
        self,
        template: TableTemplate,
        leaves: Mapping[Position, Figure] | None = None,
        stated: Mapping[Position, Stated] | None = None,
    ) -> None:
        """Computes all totals from leaves and published totals. Positions without a figure are blank."""
        self.template = template
        self.stated: dict[Position, Stated] = dict(stated or {})
        rows, columns = template.lines, template.columns
        shape = (len(rows), len(columns))
        values = leaf_sums(template, leaves or {})
        blank = np.ones(shape, dtype=bool)
        marks = np.full(shape, "", dtype=object)
        for position, figure in (leaves or {}).items():
            blank[position] = figure.amount is None
            marks[position] = figure.mark
        for position, entry in self.stated.items():
            values[position] += entry.residual
        totals = template.totals_bottom_up
        for position in totals:
            blank[position] = False

        def shown(row: int, column: int) -> Figure:
            if blank[row, column]:
                return BLANK
            return Figure(int(values[row, column]), marks[row, column])

        for row, column in totals:
            if values[row, column] == 0:
                figure = self._zero_total(row, column, shown)
                blank[row, column], marks[row, column] = figure.amount is None, figure.mark
        index = [line.key for line in rows.nodes]
        self.amounts = pd.DataFrame(
            {
                column.key: pd.arrays.IntegerArray(values[:, j].copy(), blank[:, j].copy())
                for j, column in enumerate(columns.nodes)
            },
            index=index,
        )
        self.marks = pd.DataFrame(marks, index=index, columns=self.amounts.columns, dtype=object)

    def figure(self, row: int, column: int) -> Figure:
        """The figure shown at a position."""
        amount = self.amounts.iat[row, column]
        if amount is pd.NA:
            return BLANK
        return Figure(int(cast(int, amount)), cast(str, self.marks.iat[row, column]))

    def figures(self) -> list[list[Figure]]:
        """All figures by row and column, far faster than asking for them one by one."""
        rows = zip(self.amounts.to_numpy(dtype=object), self.marks.to_numpy(), strict=True)
        return [
            [
                BLANK if amount is pd.NA else Figure(int(amount), mark)
                for amount, mark in zip(amounts, marks, strict=True)
            ]
            for amounts, marks in rows
        ]

    def residual(self, row: int, column: int) -> int:
        """By how much a stated total differs from the signed sum of its leaves; 0 where it is computed."""
        entry = self.stated.get((row, column))
        return entry.residual if entry else 0

    def set_leaf(self, row: int, column: int, figure: Figure, totals: Totals) -> list[Position]:
        """Puts a figure into a leaf and moves what adds it up.

        Returns:
            The positions whose figure or residual changed.
        """
        old = self.figure(row, column)
        self._put(row, column, figure)
        touched = [(row, column)]
        change = figure.value - old.value
        for r, c, weight in self.template.above(row, column):
            entry, moved, shown = self.stated.get((r, c)), weight * change, self.figure(r, c)
            absorbs = bool(entry and moved and totals is Totals.HOLD)
            if entry and absorbs:
                self.stated[r, c] = Stated(entry.residual - moved, entry.zero_mark)
                moved = 0
            if self._update(r, c, shown, shown.value + moved) or absorbs:
                touched.append((r, c))
        return touched

    def set_leaves(
        self, figures: Mapping[Position, Figure], totals: Totals
    ) -> tuple[list[Figure], list[Position]]:
        """Puts figures into many leaves, as `set_leaf` does one by one; what adds them up is reckoned once.

        Returns:
            What was in the leaves, in the same order, and the positions whose figure or residual changed.
        """
        grid = self.figures()
        before = [grid[row][column] for row, column in figures]
        shape = (len(self.template.lines), len(self.template.columns))
        change, reached = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for (row, column), figure in figures.items():
            change[row, column] = figure.value - grid[row][column].value
            reached[row, column] = 1
            grid[row][column] = figure
        down, across = self.template.lines.leaf_weights, self.template.columns.leaf_weights.T
        moves, reached = down @ change @ across, np.abs(down) @ reached @ np.abs(across)
        touched = list(figures)
        for r, c in self.template.totals_bottom_up:
            if not reached[r, c]:
                continue
            entry, moved, old = self.stated.get((r, c)), int(moves[r, c]), grid[r][c]
            absorbs = bool(entry and moved and totals is Totals.HOLD)
            if entry and absorbs:
                self.stated[r, c] = Stated(entry.residual - moved, entry.zero_mark)
                moved = 0
            value = old.value + moved
            grid[r][c] = Figure(value) if value else self._zero_total(r, c, lambda row, at: grid[row][at])
            if grid[r][c] != old or absorbs:
                touched.append((r, c))
        for at, key in enumerate(self.amounts.columns):
            below = [row[at] for row in grid]
            values = np.array([figure.value for figure in below], dtype=np.int64)
            blank = np.array([figure.amount is None for figure in below], dtype=np.bool_)
            self.amounts[key] = pd.arrays.IntegerArray(values, blank)
            self.marks[key] = [figure.mark for figure in below]
        return before, touched

    def state(self, row: int, column: int, figure: Figure, zero_mark: str | None = None) -> list[Position]:
        """Records a published total; totals above it are leaf sums of their own and do not move."""
        old = self.figure(row, column)
        computed = old.value - self.residual(row, column)
        mark = figure.mark if zero_mark is None else zero_mark
        self.stated[row, column] = Stated(figure.value - computed, mark)
        self._update(row, column, old, figure.value)
        return [(row, column), *self._refresh_above(row, column)]

    def clear(self, row: int, column: int) -> list[Position]:
        """Forgets a published total, which becomes the computed one."""
        old = self.figure(row, column)
        computed = old.value - self.residual(row, column)
        self.stated.pop((row, column), None)
        self._update(row, column, old, computed)
        return [(row, column), *self._refresh_above(row, column)]

    def _refresh_above(self, row: int, column: int) -> list[Position]:
        """Marks and blanks of the totals above may depend on this one's; their amounts do not."""
        above = ((r, c, self.figure(r, c)) for r, c, _ in self.template.above(row, column))
        return [(r, c) for r, c, old in above if self._update(r, c, old, old.value)]

    def _update(self, row: int, column: int, old: Figure, value: int) -> bool:
        """Gives a total that shows `old` its value with the right mark; true where that is another one."""
        new = Figure(value) if value else self._zero_total(row, column, self.figure)
        if new == old:
            return False
        self._put(row, column, new)
        return True

    def _zero_total(self, row: int, column: int, figure: Callable[[int, int], Figure]) -> Figure:
        """What a total that comes to 0 shows; `figure` gives what its parts show."""
        parts = [figure(r, c) for r, c, _ in self.template.parts(row, column)]
        entry = self.stated.get((row, column))
        if not entry and all(part.amount is None for part in parts):
            return BLANK
        if entry and entry.zero_mark:
            return Figure(0, entry.zero_mark)
        # nothing is in it, or its parts cancel exactly
        cancels = any(part.value for part in parts)
        return TRACE if TRACE in parts and not cancels else NOTHING

    def _put(self, row: int, column: int, figure: Figure) -> None:
        self.amounts.iat[row, column] = pd.NA if figure.amount is None else figure.amount
        self.marks.iat[row, column] = figure.mark

    def copy(self) -> Sheet:
        """A sheet of its own with the same figures."""
        copied = copy(self)
        copied.stated = dict(self.stated)
        copied.amounts, copied.marks = self.amounts.copy(), self.marks.copy()
        return copied

    def leaves(self) -> Iterator[tuple[Position, Figure]]:
        """Every leaf that is not blank, in print order."""
        for row, figures in enumerate(self.figures()):
            for column, figure in enumerate(figures):
                if figure.amount is not None and self.template.is_leaf(row, column):
                    yield (row, column), figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One item of a build-up (積算): what a department adds to a cell, in a unit of its own."""

    key: str
    department: str
    item: str
    amount: int
    unit: Unit = Unit.THOUSAND

    @classmethod
    def of_yen(cls, yen: int, *, key: str, department: str, item: str) -> Contribution:
        """An item of so many yen: in 千円, or in 円 where there is a rest."""
        unit = Unit.YEN if yen % Unit.THOUSAND.value else Unit.THOUSAND
        return cls(key=key, department=department, item=item, amount=yen // unit.value, unit=unit)

    @property
    def yen(self) -> int:
        """Its amount, exactly."""
        return self.amount * self.unit.value


class Table:
    """One statement of one account: its layers, and the build-ups under this year's leaves."""

    def __init__(self, template: TableTemplate, sheet: Sheet | None = None) -> None:
        """A table with the figures of this year's plan, or none."""
        self.template = template
        self.sheets: dict[str, Sheet] = {PLAN: sheet or Sheet(template)}
        self.build_ups: dict[Position, tuple[Contribution, ...]] = {}

    def sheet(self, layer: str = PLAN) -> Sheet:
        """The figures of a layer; an empty layer is made when first asked for.

        Raises:
            EditError: no such layer.
        """
        if layer not in self.sheets:
            if layer not in LAYERS:
                raise EditError(what=layer)
            self.sheets[layer] = Sheet(self.template)
        return self.sheets[layer]

    def copy(self) -> Table:
        """A table of its own that holds the same."""
        copied = copy(self)
        copied.sheets = {layer: sheet.copy() for layer, sheet in self.sheets.items()}
        copied.build_ups = dict(self.build_ups)
        return copied

    def yen(self, unit: Unit) -> dict[Position, int]:
        """What this year's leaves and totals come to exactly: build-ups by their items, totals by leaves.

        Args:
            unit: what the other leaves are entered in; those that are blank are left out.
        """
        found = {at: figure.value * unit.value for at, figure in self.sheet().leaves()}
        found |= {at: sum(item.yen for item in items) for at, items in self.build_ups.items()}
        for row, column in self.template.totals_bottom_up:
            parts = self.template.parts(row, column)
            found[row, column] = sum(weight * found.get((r, c), 0) for r, c, weight in parts)
        return found

    def locate(self, cell: CellKey) -> Position:
        """The position of a cell.

        Raises:
            EditError: the table has no such line or column, or the line is a heading.
        """
        row = self.template.lines.position.get(cell.line)
        column = self.template.columns.position.get(cell.column)
        if row is None or column is None or self.template.lines.is_heading(row):
            raise EditError(what="/".join(cell))
        return row, column


def built_up(contributions: Iterable[Contribution], unit: Unit, mode: Rounding) -> Figure:
    """What a build-up prints: added exactly, rounded once to the table's unit."""
    return figure_of(Fraction(sum(item.yen for item in contributions), unit.value), mode)


def sheet_from_printed(template: TableTemplate, printed: Mapping[Position, Figure]) -> Sheet:
    """A sheet from printed figures: leaves are entered, every printed total is stated.

    Raises:
        EditError: a figure's mark does not belong to its amount.
    """
    for (row, column), figure in printed.items():
        if not is_sound(figure):
            raise EditError(what=f"{template.lines.nodes[row].key}/{template.columns.nodes[column].key}")
    leaves = {at: figure for at, figure in printed.items() if template.is_leaf(*at)}
    computed = leaf_sums(template, leaves)
    stated = {
        at: Stated(figure.value - int(computed[at]), figure.mark)
        for at, figure in printed.items()
        if not template.is_leaf(*at) and figure.amount is not None
    }
    return Sheet(template, leaves, stated)
