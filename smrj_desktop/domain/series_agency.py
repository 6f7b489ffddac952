"""Chart data of the whole agency: accounts, what passes between them, and what is left of their sum."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.eliminations import elimination_row, eliminations, half_bars
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import AGENCY, Chart, Kind, Row
from smrj_desktop.domain.series_accounts import budget_lines
from smrj_desktop.domain.series_figures import (
    ELIMINATION,
    LAYERS_OF_YEARS,
    PAIR,
    SIDES,
    YEARS,
    Side,
    bars,
    cell,
    figure,
    holds_something,
    money_chart,
    pair,
    side_total,
    sum_row,
    total,
    whole,
)
from smrj_desktop.domain.template import TableKey


def _chart(plan: Plan, kind: Kind, rows: list[Row], *remarks: str, series: tuple[str, ...] = PAIR) -> Chart:
    return money_chart(plan, kind, rows, *remarks, subject=AGENCY, name="", series=series)


def _accounts(plan: Plan, statement: str) -> list[Row]:
    """A row with both sides of a statement for every account."""
    keys = [(account.label, TableKey(statement, account.key)) for account in plan.accounts]
    return [Row(label, pair(plan, key, whole(plan, key))) for label, key in keys]


def segments(plan: Plan) -> Chart:
    """The budget's income and expenditure by account, what passes between them, and the agency's."""
    rows = [*_accounts(plan, "budget"), *map(elimination_row, eliminations(plan))]
    return _chart(plan, Kind.SEGMENTS, [*rows, sum_row(rows, PAIR, "charts.agency")])


def statements(plan: Plan) -> Chart:
    """The two sides of the three statements, as the accounts come to and as the agency has them.

    Loans between accounts pass through budget and cash plan alike; the income and expenditure plan has none.
    """
    flows = [*map(elimination_row, eliminations(plan))]
    rows: list[Row] = []
    for statement in SIDES:
        accounts = _accounts(plan, statement)
        taken = flows if statement != "income" else []
        if taken:
            rows.append(sum_row(accounts, PAIR, f"charts.gross_{statement}")._replace(strong=False))
        rows += [*taken, sum_row([*accounts, *taken], PAIR, f"charts.net_{statement}")]
    return _chart(plan, Kind.STATEMENTS, rows, *(["charts.eliminated_cash"] if flows else []))


def composition(plan: Plan) -> Chart:
    """What the agency's income and expenditure are made of: lines of the same name over all accounts."""
    flows = eliminations(plan)
    accounts = _accounts(plan, "budget")
    figures: dict[str, dict[str, list[Figure]]] = {side: {} for side in PAIR}
    for account in plan.accounts:
        key = TableKey("budget", account.key)
        column = whole(plan, key)
        for of_side, label, line, strong in budget_lines(plan, account.key):
            if not strong:
                found = figure(plan, cell(plan, key, line, column))
                figures[of_side].setdefault(label, []).append(found)
    rows: list[Row] = []
    for side in SIDES["budget"]:
        sums = {label: total(found) for label, found in figures[side.series].items()}
        lines = [Row(label, bars(side.series, one)) for label, one in sums.items() if holds_something(one)]
        halves = [(flow.label, half) for flow in flows for half in flow.halves if half.side == side.series]
        taken = [Row(label, half_bars(half), word=ELIMINATION) for label, half in halves]
        net = sum_row([*accounts, *taken], (side.series,), f"charts.agency_{side.series}")
        rows += [_with_shares(row, net.size) for row in (*lines, *taken, net)]
    return _chart(plan, Kind.COMPOSITION, rows)


def _with_shares(row: Row, whole_side: int) -> Row:
    if not whole_side:
        return row
    shared = (bar._replace(share=Fraction(bar.amount, whole_side)) for bar in row.bars)
    return row._replace(bars=tuple(shared))


def last_year(plan: Plan) -> Chart:
    """Each account's total income and expenditure as planned last year and this year, and the agency's.

    Where last year's plan is not there for every account, the agency has no sum of it.
    """
    rows: list[Row] = []
    known: list[bool] = []
    for side in SIDES["budget"]:
        accounts = [_both_years(plan, account.key, account.label, side) for account in plan.accounts]
        known += [any(bar.series == YEARS[0] for bar in row.bars) for row in accounts if row.bars]
        net = [*accounts, *_taken_in_both_years(plan, side)]
        series = YEARS if all(known) else YEARS[1:]
        rows += [*net, sum_row(net, series, f"charts.agency_{side.series}")]
    if not any(known):
        return _chart(plan, Kind.LAST_YEAR, [], "charts.no_last_year", series=YEARS)
    partial = [] if all(known) else ["charts.last_year_partial"]
    return _chart(plan, Kind.LAST_YEAR, rows, *partial, series=YEARS)


def _both_years(plan: Plan, account: str, label: str, side: Side) -> Row:
    """One side of an account's budget."""
    key = TableKey("budget", account)
    cells = [side_total(plan, key, side, whole(plan, key), layer) for layer in LAYERS_OF_YEARS]
    drawn = (bar for year, at in zip(YEARS, cells, strict=True) for bar in bars(year, figure(plan, at), at))
    return Row(label, tuple(drawn), word=f"charts.of_{side.series}")


def _taken_in_both_years(plan: Plan, side: Side) -> list[Row]:
    """What is taken out of one side of the budget."""
    rows: dict[Hashable, Row] = {}
    for year, layer in zip(YEARS, LAYERS_OF_YEARS, strict=True):
        for flow in eliminations(plan, layer):
            row = rows.get(flow.key, Row(flow.label, (), word=ELIMINATION))
            own = (bar for half in flow.halves if half.side == side.series for bar in half_bars(half))
            rows[flow.key] = row._replace(bars=(*row.bars, *(bar._replace(series=year) for bar in own)))
    return list(rows.values())
