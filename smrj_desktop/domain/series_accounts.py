"""Chart data of one account."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import Bar, Chart, Kind, Row
from smrj_desktop.domain.series_figures import (
    LAYERS_OF_YEARS,
    PAIR,
    SIDES,
    YEARS,
    bars,
    cell,
    figure,
    holds_something,
    money_chart,
    pair,
    side_total,
    whole,
)
from smrj_desktop.domain.template import TableKey

_PATH = ("level", "rise", "fall")
_CARRY_IN, _CARRY_OUT = "carry_over_in", "carry_over_out"
_CASH_STEPS = (
    ("operating_inflow", 1),
    ("operating_outflow", -1),
    ("investing_inflow", 1),
    ("investing_outflow", -1),
    ("financing_inflow", 1),
    ("financing_outflow", -1),
)


def _chart(
    plan: Plan, kind: Kind, account: str, rows: list[Row], *remarks: str, series: tuple[str, ...] = PAIR
) -> Chart:
    name = next((one.label for one in plan.accounts if one.key == account), "")
    return money_chart(plan, kind, rows, *remarks, subject=account, name=name, series=series)


def segments(plan: Plan, account: str) -> Chart:
    """The budget's income and expenditure by business segment, in print order, and what they come to.

    A segment with several accounting classes is its subtotal; an account of one segment is split by class.
    """
    key = TableKey("budget", account)
    rows = [
        Row(label, pair(plan, key, column), strong=strong)
        for label, column, strong in _parts_of_the_whole(plan, key)
    ]
    return _chart(plan, Kind.SEGMENTS, account, rows)


def _parts_of_the_whole(plan: Plan, key: TableKey) -> Iterator[tuple[str, str, bool]]:
    """Label and key of each column that a total adds up, then of the total; whether it is the total."""
    table = plan.tables.get(key)
    if table is None:
        return
    axis = table.template.columns
    one_segment = len({column.segment for column in axis.nodes}) == 1
    for root in (at for at, column in enumerate(axis.nodes) if not column.parent):
        parts = sorted(step.position for step in axis.children[root])
        for position in (*parts, root):
            column = axis.nodes[position]
            label = (column.accounting_class if one_segment else "") or column.segment
            yield label, column.key, bool(parts) and position == root


class SideRow(NamedTuple):
    """A line of the budget with the side it belongs to: one of its parts, or the total (`strong`)."""

    side: str
    label: str
    line: str
    strong: bool


def budget_lines(plan: Plan, account: str) -> Iterator[SideRow]:
    """The lines that make up each side of an account's budget, in print order, each side's total last."""
    table = plan.tables.get(TableKey("budget", account))
    if table is None:
        return
    lines = table.template.lines
    for side in SIDES["budget"]:
        at = next((lines.position[line] for line in side.lines if line in lines.position), None)
        if at is None or lines.is_heading(at):
            continue
        for step in sorted(lines.children[at]):
            part = lines.nodes[step.position]
            yield SideRow(side.series, part.label, part.key, strong=False)
        last = lines.nodes[at]
        yield SideRow(side.series, f"{last.section}{last.label}", last.key, strong=True)


def composition(plan: Plan, account: str) -> Chart:
    """What the budget's income and expenditure are made of; lines with nothing in them are passed over."""
    key = TableKey("budget", account)
    column = whole(plan, key)
    totals = {
        side.series: figure(plan, side_total(plan, key, side, column)).value for side in SIDES["budget"]
    }
    rows = []
    for side, label, line, strong in budget_lines(plan, account):
        at = cell(plan, key, line, column)
        shown = figure(plan, at)
        if strong or holds_something(shown):
            rows.append(Row(label, bars(side, shown, at, totals[side]), strong=strong))
    return _chart(plan, Kind.COMPOSITION, account, rows)


def waterfall(plan: Plan, account: str) -> Chart:
    """The path from last year's carry-over to next year's in the whole account's cash plan.

    The last level is the printed carry-over; a difference left by rounding shows as a gap of its size.
    Lines the account does not print are passed over.
    """
    key = TableKey("cash", account)
    column = whole(plan, key)
    rows: list[Row] = []
    remarks: tuple[str, ...] = ()
    level = 0
    for line, sign in ((_CARRY_IN, 0), *_CASH_STEPS, (_CARRY_OUT, 0)):
        at = cell(plan, key, line, column)
        if at is None:
            if not sign:
                return _chart(plan, Kind.WATERFALL, account, [], series=_PATH)
            continue
        shown = figure(plan, at)
        change = sign * shown.value
        start, end = (level, level + change) if sign else (0, shown.value)
        if line == _CARRY_OUT and shown.amount is not None and end != level:
            remarks = ("charts.gap",)
        level = end
        series = "level" if not sign else "rise" if change >= 0 else "fall"
        bar = Bar(series, start, end, change if sign else end, at, is_change=bool(sign), mark=shown.mark)
        label = plan.tables[key].template.lines[line].label
        rows.append(Row(label, (bar,) if shown.amount is not None else (), strong=not sign))
    return _chart(plan, Kind.WATERFALL, account, rows, *remarks, series=_PATH)


def statements(plan: Plan, account: str) -> Chart:
    """The two sides of the three statements of a whole account side by side."""
    rows = []
    for statement in SIDES:
        key = TableKey(statement, account)
        if found := pair(plan, key, whole(plan, key)):
            rows.append(Row("", found, word=f"statement.{statement}"))
    return _chart(plan, Kind.STATEMENTS, account, rows)


def last_year(plan: Plan, account: str) -> Chart:
    """The whole account's budget, line by line, as planned last year and this year."""
    key = TableKey("budget", account)
    column = whole(plan, key)
    rows = []
    known = False
    for _, label, line, strong in budget_lines(plan, account):
        cells = [cell(plan, key, line, column, layer) for layer in LAYERS_OF_YEARS]
        both = [figure(plan, at) for at in cells]
        known = known or both[0].amount is not None
        if strong or any(map(holds_something, both)):
            found = (bars(year, shown, at) for year, shown, at in zip(YEARS, both, cells, strict=True))
            rows.append(Row(label, tuple(chain.from_iterable(found)), strong=strong))
    if not known:
        return _chart(plan, Kind.LAST_YEAR, account, [], "charts.no_last_year", series=YEARS)
    return _chart(plan, Kind.LAST_YEAR, account, rows, series=YEARS)
