"""What all chart data are made of: printed figures by account and line, their sums, bars and rows of them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import Bar, Chart, Kind, Row
from smrj_desktop.domain.statements import PLAN, CellKey
from smrj_desktop.domain.template import TableKey

ELIMINATION = "charts.elimination"
"""The word of a row that is taken out of a sum."""


class Side(NamedTuple):
    """One side of a statement: the series it is drawn in and the lines that may be its total, best first."""

    series: str
    lines: tuple[str, ...]


INCOME, EXPENDITURE = PAIR = ("income", "expenditure")
YEARS = ("last_year", "this_year")
LAYERS_OF_YEARS = ("last_plan", PLAN)
SIDES = {
    "budget": (Side(INCOME, ("income_total",)), Side(EXPENDITURE, ("expenditure_total",))),
    "income": (
        Side(INCOME, ("revenues", "ordinary_revenue")),
        Side(EXPENDITURE, ("expenses", "ordinary_expenses")),
    ),
    "cash": (Side(INCOME, ("inflow",)), Side(EXPENDITURE, ("outflow",))),
}
"""The two sides of each statement. Where the first line is but a heading, the next one is the total."""


def columns_of_segment(plan: Plan, key: TableKey, segment: str) -> list[str]:
    """The columns that together are a segment: its subtotal, or the whole where all columns are of it."""
    if (table := plan.tables.get(key)) is None:
        return []
    columns = table.template.columns
    own = [column for column in columns.nodes if column.segment == segment]
    return [at.key for at in own if not at.parent or columns[at.parent].segment != segment]


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


def pair(plan: Plan, key: TableKey, column: str) -> tuple[Bar, ...]:
    """Both sides of a statement in a column; none for a side that is not printed or blank."""
    ends = ((side, side_total(plan, key, side, column)) for side in SIDES[key.statement])
    return tuple(bar for side, at in ends for bar in bars(side.series, figure(plan, at), at))


def sum_row(rows: Iterable[Row], series: tuple[str, ...], word: str) -> Row:
    """What rows come to, each series by itself."""
    figures: dict[str, list[Figure]] = {one: [] for one in series}
    for row in rows:
        for bar in row.bars:
            if bar.series in figures:
                figures[bar.series].append(Figure(bar.amount, bar.mark))
    drawn = (bars(one, total(found)) for one, found in figures.items())
    return Row("", tuple(chain.from_iterable(drawn)), word=word, strong=True)


def money_chart(
    plan: Plan,
    kind: Kind,
    rows: Iterable[Row],
    *remarks: str,
    subject: str,
    name: str,
    series: tuple[str, ...] = PAIR,
) -> Chart:
    """A chart of the plan's amounts; it says so where something is taken out of its sums."""
    rows = tuple(rows)
    taken = any(row.word == ELIMINATION for row in rows)
    return Chart(
        kind=kind,
        subject=subject,
        name=name,
        series=series,
        rows=rows,
        unit=plan.profile.entry_unit,
        remarks=("charts.eliminated", *remarks) if taken else remarks,
        together=kind is Kind.WATERFALL,
    )
