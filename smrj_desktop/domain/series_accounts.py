"""Chart data of one account, and of a section's segments over all accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from smrj_desktop.domain import sections
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.eliminations import Elimination, Half, eliminations
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import Bar, Chart, Kind, Row
from smrj_desktop.domain.series_figures import (
    EXPENDITURE,
    INCOME,
    LAST_PLAN,
    SIDES,
    bars,
    cell,
    columns,
    figure,
    holds_something,
    side_total,
    total,
    whole,
)
from smrj_desktop.domain.statements import PLAN
from smrj_desktop.domain.template import TableKey

ELIMINATION = "charts.elimination"
PAIR = (INCOME, EXPENDITURE)
YEARS = ("last_year", "this_year")
LAYERS_OF_YEARS = (LAST_PLAN, PLAN)

PATH = ("level", "rise", "fall")
CARRY_IN, CARRY_OUT = "carry_over_in", "carry_over_out"
CASH_STEPS = (
    ("operating_inflow", 1),
    ("operating_outflow", -1),
    ("investing_inflow", 1),
    ("investing_outflow", -1),
    ("financing_inflow", 1),
    ("financing_outflow", -1),
)


def _chart(
    plan: Plan, kind: Kind, account: str, series: tuple[str, ...], rows: list[Row], *remarks: str
) -> Chart:
    return Chart(
        kind=kind,
        subject=account,
        name=next((one.label for one in plan.accounts if one.key == account), ""),
        series=series,
        rows=tuple(rows),
        unit=plan.profile.entry_unit,
        remarks=remarks,
        together=kind is Kind.WATERFALL,
    )


def pair(plan: Plan, key: TableKey, column: str) -> tuple[Bar, ...]:
    """Both sides of a statement in a column; none for a side that is not printed or blank."""
    ends = ((side, side_total(plan, key, side, column)) for side in SIDES[key.statement])
    return tuple(bar for side, at in ends for bar in bars(side.series, figure(plan, at), at))


def segments(plan: Plan, account: str) -> Chart:
    """The budget's income and expenditure by business segment, in print order, and what they come to.

    A segment with several accounting classes is its subtotal; an account of one segment is split by class.
    """
    key = TableKey("budget", account)
    rows = [
        Row(label, pair(plan, key, column), strong=strong)
        for label, column, strong in _parts_of_the_whole(plan, key)
    ]
    return _chart(plan, Kind.SEGMENTS, account, PAIR, rows)


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
    return _chart(plan, Kind.COMPOSITION, account, PAIR, rows)


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
    for line, sign in ((CARRY_IN, 0), *CASH_STEPS, (CARRY_OUT, 0)):
        at = cell(plan, key, line, column)
        if at is None:
            if not sign:
                return _chart(plan, Kind.WATERFALL, account, PATH, [])
            continue
        shown = figure(plan, at)
        change = sign * shown.value
        start, end = (level, level + change) if sign else (0, shown.value)
        if line == CARRY_OUT and end != level:
            remarks = ("charts.gap",)
        level = end
        series = "level" if not sign else "rise" if change >= 0 else "fall"
        bar = Bar(series, start, end, change if sign else end, at, is_change=bool(sign), mark=shown.mark)
        label = plan.tables[key].template.lines[line].label
        rows.append(Row(label, (bar,) if shown.amount is not None else (), strong=not sign))
    return _chart(plan, Kind.WATERFALL, account, PATH, rows, *remarks)


def statements(plan: Plan, account: str) -> Chart:
    """The two sides of the three statements of a whole account side by side."""
    rows = []
    for statement in SIDES:
        key = TableKey(statement, account)
        if found := pair(plan, key, whole(plan, key)):
            rows.append(Row("", found, word=f"statement.{statement}"))
    return _chart(plan, Kind.STATEMENTS, account, PAIR, rows)


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
        return _chart(plan, Kind.LAST_YEAR, account, YEARS, [], "charts.no_last_year")
    return _chart(plan, Kind.LAST_YEAR, account, YEARS, rows)


def section_name(plan: Plan, section: str) -> str:
    """What a section is called; its key where the text has no such section."""
    return sections.title(plan.outline, section) if section in plan.outline else section


class _Part(NamedTuple):
    """A column of an account's budget that belongs to a segment."""

    segment: str
    account: str
    key: TableKey
    column: str


def section_chart(plan: Plan, section: str) -> Chart:
    """The budget's income and expenditure of a section by account, or of a chapter by segment, and their sum.

    What passes between two accounts that are in it is taken out of the sum.
    """
    segments_of = sections.Area(plan, section).segments if section in plan.outline else ()
    parts = [
        _Part(segment, account.label, TableKey("budget", account.key), column)
        for segment in segments_of
        for account in plan.accounts
        for column in columns_of_segment(plan, TableKey("budget", account.key), segment)
    ]
    if len(segments_of) > 1:
        rows = [
            _row_of_parts(plan, segment, [part for part in parts if part.segment == segment])
            for segment in segments_of
        ]
    else:
        rows = [_row_of_parts(plan, part.account, [part]) for part in parts]
    own = {(part.key.account, part.column) for part in parts}
    taken = [
        elimination_row(flow)
        for flow in eliminations(plan)
        if all((at.account, at.column) in own for half in flow.halves for at, _ in half.cells)
    ]
    if len(rows) > 1:
        rows += taken
        rows.append(sum_row(rows, PAIR, "charts.sum_net" if taken else "charts.sum"))
    return Chart(
        kind=Kind.SECTION,
        subject=section,
        name=section_name(plan, section),
        series=PAIR,
        rows=tuple(rows),
        unit=plan.profile.entry_unit,
        remarks=("charts.eliminated",) if taken else (),
    )


def _row_of_parts(plan: Plan, label: str, parts: list[_Part]) -> Row:
    """A row with both sides of what some columns come to; its bars have a cell where it is but one column."""
    each = [Row(label, pair(plan, part.key, part.column)) for part in parts]
    return each[0] if len(each) == 1 else sum_row(each, PAIR, "")._replace(label=label, strong=False)


def columns_of_segment(plan: Plan, key: TableKey, segment: str) -> list[str]:
    """The columns that together are a segment: its subtotal, or the whole where all columns are of it."""
    nodes = {column.key: column for column in columns(plan, key)}
    return [
        column.key
        for column in nodes.values()
        if column.segment == segment and (not column.parent or nodes[column.parent].segment != segment)
    ]


def elimination_row(flow: Elimination) -> Row:
    """What is taken out of a sum over accounts, with the lines it is about."""
    return Row(flow.label, tuple(chain(*map(half_bars, flow.halves))), word=ELIMINATION)


def half_bars(half: Half) -> tuple[Bar, ...]:
    """One side of what is taken out, below 0."""
    return bars(half.side, total([half.amount], -1), half.only_cell)


def sum_row(rows: Iterable[Row], series: tuple[str, ...], word: str) -> Row:
    """What rows come to, each series by itself."""
    figures: dict[str, list[Figure]] = {one: [] for one in series}
    for row in rows:
        for bar in row.bars:
            if bar.series in figures:
                figures[bar.series].append(Figure(bar.amount, bar.mark))
    drawn = (bars(one, total(found)) for one, found in figures.items())
    return Row("", tuple(chain.from_iterable(drawn)), word=word, strong=True)
