"""Rules the tables alone cannot decide: they are 判定不能, and no alarm, until their inputs are there."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from smrj_desktop.domain.amounts import BLANK, Figure, show, show_difference
from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN
from smrj_desktop.domain.template import TableKey

OUTTURN = "outturn"


def rules(plan: Plan) -> Iterator[Finding]:
    """The findings of the efficiency, of short-term borrowing, of carry-overs and of reserves."""
    yield from _efficiency(plan)
    yield from _borrowing(plan)
    yield from _carry_over(plan)
    yield from _reserves(plan)


def _rule(kind: str, severity: Severity, account: str = "", **parameters: object) -> Finding:
    return Finding(
        kind=f"rule_{kind}",
        severity=severity,
        place=Place(account=account or None),
        parameters=parameters,
        key=f"rule/{kind}/{account}",
        figures=" ".join(map(str, parameters.values())),
    )


def _efficiency(plan: Plan) -> Iterator[Finding]:
    """The expenses' average yearly fall, over the years given, against what is asked for."""
    years, wanted = plan.rules.efficiency, plan.rules.efficiency_percent
    if len(years) < 2 or any(year.net <= 0 for year in years[:-1]):
        yield _rule("efficiency_undecided", Severity.INFO, percent=wanted)
        return
    falls = [
        (1 - Fraction(later.net, earlier.net)) / (later.fiscal_year - earlier.fiscal_year)
        for earlier, later in pairwise(years)
    ]
    average = 100 * sum(falls, Fraction(0)) / len(falls)
    if average < Fraction(wanted):
        yield _rule(
            "efficiency_missed",
            Severity.WARNING,
            percent=wanted,
            average=_hundredths(average),
            first=years[0].fiscal_year,
            last=years[-1].fiscal_year,
        )


def _hundredths(percent: Fraction) -> str:
    """A percentage cut off after two decimals, so that what misses a limit never looks as if it met it."""
    whole = percent.numerator * 100 // percent.denominator
    sign = "△ " if whole < 0 else ""
    return f"{sign}{abs(whole) // 100}.{abs(whole) % 100:02d}"


def _borrowing(plan: Plan) -> Iterator[Finding]:
    limit, planned = plan.rules.borrowing_limit, plan.rules.borrowing_planned
    if limit is None or planned is None:
        yield _rule("borrowing_undecided", Severity.INFO, limit=_shown(limit))
    elif planned > limit:
        yield _rule("borrowing_exceeded", Severity.ERROR, limit=_shown(limit), planned=_shown(planned))


def _shown(amount: int | None) -> str:
    return show(Figure(amount, "" if amount else "-")) if amount is not None else "—"


def grand_total(plan: Plan, name: str, account: str, layer: str = PLAN) -> Figure:
    """The figure of a line (`statement.line`) in the grand total; blank where there is no such line."""
    statement, _, line = name.partition(".")
    table = plan.tables.get(TableKey(statement, account))
    if not table or layer not in table.sheets or line not in table.template.lines.position:
        return BLANK
    column = table.template.grand_total
    row = table.template.lines.position[line]
    return BLANK if column is None else table.sheets[layer].figure(row, column)


def _carry_over(plan: Plan) -> Iterator[Finding]:
    """What is carried in against last year's expected outturn; a difference is worth knowing, no error."""
    known = False
    for account in plan.accounts:
        expected = grand_total(plan, plan.rules.carry_out, account.key, OUTTURN)
        if expected.amount is None:
            continue
        carried = grand_total(plan, plan.rules.carry_in, account.key)
        if carried.amount is None:
            continue
        known = True
        if expected.value != carried.value:
            yield _rule(
                "carry_over_differs",
                Severity.INFO,
                account.key,
                carried=show(carried),
                expected=show(expected),
                difference=show_difference(carried.value - expected.value),
            )
    if plan.rules.carry_in and not known:
        yield _rule("carry_over_undecided", Severity.INFO)


def _reserves(plan: Plan) -> Iterator[Finding]:
    approved = {item.account: item.amount for item in plan.rules.reserves}
    undecided = []
    for account in plan.accounts:
        used = grand_total(plan, plan.rules.reserve_use, account.key)
        if used.value <= 0:
            continue
        if account.key not in approved:
            undecided.append(account.label)
        elif used.value > approved[account.key]:
            yield _rule(
                "reserve_exceeded",
                Severity.ERROR,
                account.key,
                used=show(used),
                approved=_shown(approved[account.key]),
            )
    if undecided:
        yield _rule("reserve_undecided", Severity.INFO, accounts="、".join(undecided))
