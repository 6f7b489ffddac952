"""Chart data of a chapter or a section: its segments over all accounts."""

from __future__ import annotations

from typing import NamedTuple

from smrj_desktop.domain.eliminations import elimination_row, eliminations
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.sections import Area, title
from smrj_desktop.domain.series import Chart, Kind, Row
from smrj_desktop.domain.series_figures import PAIR, columns_of_segment, money_chart, pair, sum_row
from smrj_desktop.domain.template import TableKey


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
    rows = _rows(plan, Area(plan, section)) if section in plan.outline else []
    return money_chart(plan, Kind.SECTION, rows, subject=section, name=title(plan.outline, section))


def _rows(plan: Plan, area: Area) -> list[Row]:
    parts = [
        _Part(segment, account.label, TableKey("budget", account.key), column)
        for segment in area.segments
        for account in plan.accounts
        for column in columns_of_segment(plan, TableKey("budget", account.key), segment)
    ]
    if len(area.segments) > 1:
        rows = [
            _row(plan, segment, [part for part in parts if part.segment == segment])
            for segment in area.segments
        ]
    else:
        rows = [_row(plan, part.account, [part]) for part in parts]
    if len(rows) < 2:
        return rows
    taken = [elimination_row(flow) for flow in eliminations(plan) if all(map(area.has_cell, flow.cells))]
    return [*rows, *taken, sum_row([*rows, *taken], PAIR, "charts.sum_net" if taken else "charts.sum")]


def _row(plan: Plan, label: str, parts: list[_Part]) -> Row:
    """A row with both sides of what some columns come to; its bars have a cell where it is but one column."""
    each = [Row(label, pair(plan, part.key, part.column)) for part in parts]
    return each[0] if len(each) == 1 else sum_row(each, PAIR, "")._replace(label=label, strong=False)
