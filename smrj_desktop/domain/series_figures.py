"""What all chart data are made of: printed figures by account and line, their sums, bars and rows of them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import Bar
from smrj_desktop.domain.statements import PLAN, CellKey
from smrj_desktop.domain.template import Column, TableKey

LAST_PLAN = "last_plan"


class Side(NamedTuple):
    """One side of a statement: the series it is drawn in and the lines that may be its total, best first."""

    series: str
    lines: tuple[str, ...]


INCOME, EXPENDITURE = "income", "expenditure"
SIDES = {
    "budget": (Side(INCOME, ("income_total",)), Side(EXPENDITURE, ("expenditure_total",))),
    "income": (
        Side(INCOME, ("revenues", "ordinary_revenue")),
        Side(EXPENDITURE, ("expenses", "ordinary_expenses")),
    ),
    "cash": (Side(INCOME, ("inflow",)), Side(EXPENDITURE, ("outflow",))),
}
"""The two sides of each statement. Where the first line is but a heading, the next one is the total."""


def columns(plan: Plan, key: TableKey) -> tuple[Column, ...]:
    """The columns of a table; none where the plan does not have it."""
    table = plan.tables.get(key)
    return tuple(table.template.columns.nodes) if table else ()


def whole(plan: Plan, key: TableKey) -> str:
    """The column that is the whole of a table; empty where there is none."""
    table = plan.tables.get(key)
    at = table.template.grand_total if table else None
    return "" if table is None or at is None else table.template.columns.nodes[at].key


def cell(plan: Plan, key: TableKey, line: str, column: str, layer: str = PLAN) -> CellKey | None:
    """The cell that prints a line's figure; None where the table prints none."""
    table = plan.tables.get(key)
    if table is None or column not in table.template.columns.position:
        return None
    row = table.template.lines.position.get(line)
    if row is None or table.template.lines.is_heading(row):
        return None
    return CellKey(*key, line, column, layer)


def side_total(plan: Plan, key: TableKey, side: Side, column: str, layer: str = PLAN) -> CellKey | None:
    """The cell with the total of one side of a statement; None where the table prints none."""
    found = (cell(plan, key, line, column, layer) for line in side.lines)
    return next((one for one in found if one), None)


def figure(plan: Plan, at: CellKey | None) -> Figure:
    """The figure of a cell; blank where there is no cell, or nothing in its layer."""
    if at is None or at.layer not in plan.table(at).sheets:
        return BLANK
    return plan.figure(at)


def total(figures: Iterable[Figure], weight: int = 1) -> Figure:
    """What figures come to, `weight` times; blank where all are, `-` where there is nothing in any."""
    known = [one for one in figures if one.amount is not None]
    if not known:
        return BLANK
    value = weight * sum(one.value for one in known)
    cancels = any(one.value for one in known)
    if value:
        return Figure(value)
    return TRACE if TRACE in known and not cancels else NOTHING


def bars(series: str, shown: Figure, at: CellKey | None = None, whole_side: int = 0) -> tuple[Bar, ...]:
    """The bar of a figure from 0; none where the figure is blank.

    Args:
        series: which series it belongs to.
        shown: the figure.
        at: the cell that prints it.
        whole_side: what its share is of; 0 where it has none.
    """
    if shown.amount is None:
        return ()
    share = Fraction(shown.amount, whole_side) if whole_side else None
    return (Bar(series, 0, shown.amount, shown.amount, at, share, mark=shown.mark),)


def holds_something(shown: Figure) -> bool:
    """Whether there is something in a figure, be it less than half a unit."""
    return shown.amount is not None and shown.mark != "-"
