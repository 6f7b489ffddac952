"""This plan held against last year's: carry-overs, figures of another size, ties that held then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from smrj_desktop.domain.amounts import Figure, show, show_difference
from smrj_desktop.domain.checks.finding import Finding, Place, Severity, cell_place
from smrj_desktop.domain.checks.identities import Identities
from smrj_desktop.domain.checks.mining import propose
from smrj_desktop.domain.checks.relations import System
from smrj_desktop.domain.checks.rules import grand_total
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey

SIZES = {
    "tenfold": (Fraction(10), Fraction(1, 50)),
    "thousandfold": (Fraction(1000), Fraction(1, 10)),
}
"""By what a figure is larger or smaller than last year's when a digit or the unit slipped, and how nearly."""
_NOTABLE = 10
"""Smaller figures come to ten times as much by themselves."""


def against(plan: Plan, last: Plan) -> Iterator[Finding]:
    """What this year's plan looks like beside last year's, in the same unit."""
    yield from _carry_over(plan, last)
    yield from _lost_ties(plan, last)
    yield from _sizes(plan, last)


def _carry_over(plan: Plan, last: Plan) -> Iterator[Finding]:
    """For information: what is carried in is last year's expected outturn, not what was planned then."""
    for account in plan.accounts:
        figures = (
            grand_total(plan, plan.rules.carry_in, account.key),
            grand_total(last, plan.rules.carry_out, account.key),
        )
        if all(figure.amount is not None for figure in figures) and figures[0].value != figures[1].value:
            yield Finding(
                kind="against_carry_over",
                severity=Severity.INFO,
                place=Place(account=account.key),
                parameters={
                    "now": show(figures[0]),
                    "last": show(figures[1]),
                    "difference": show_difference(figures[0].value - figures[1].value),
                },
                key=f"against/carry_over/{account.key}",
                figures=" ".join(map(show, figures)),
            )


def _lost_ties(plan: Plan, last: Plan) -> Iterator[Finding]:
    """Ties that can be seen in last year's figures, and that this year's cannot satisfy."""
    proposals = propose(replace(last, dismissed=plan.dismissed))
    known = {tie.key for tie in plan.ties}
    ties = tuple(item.tie for item in proposals if item.tie.key not in known)
    seen = replace(plan, ties=ties, explained=())
    system = System(seen)
    identities = Identities(seen, system)
    for number, relation in enumerate(system.relations):
        if not relation.tie:
            continue
        finding = identities.finding(number)
        if finding and finding.severity is Severity.ERROR:
            yield replace(
                finding, kind="against_tie", severity=Severity.WARNING, key=f"against/{finding.key}"
            )


def _sizes(plan: Plan, last: Plan) -> Iterator[Finding]:
    """Leaves that are some ten or a thousand times what they were, or have turned their sign."""
    for key, table in plan.tables.items():
        if key not in last.tables:
            continue
        before = last.tables[key]
        for (row, column), figure in table.sheet().leaves():
            line, node = table.template.lines.nodes[row], table.template.columns.nodes[column]
            cell = CellKey(*key, line.key, node.key)
            try:
                old = before.sheet().figure(*before.locate(cell))
            except EditError:
                continue
            if slip := _slip(figure, old):
                yield Finding(
                    kind=f"against_{slip}",
                    severity=Severity.WARNING,
                    place=cell_place(table.template, row, column),
                    parameters={"now": show(figure), "last": show(old)},
                    key="/".join(("against", slip, *cell[:4])),
                    figures=f"{show(figure)} {show(old)}",
                    cell=cell,
                )


def _slip(now: Figure, last: Figure) -> str:
    if min(abs(now.value), abs(last.value)) < _NOTABLE:
        return ""
    if now.value == -last.value:
        return "sign"
    if (now.value < 0) != (last.value < 0):
        return ""
    for slip, (size, share) in SIZES.items():
        for ratio in (Fraction(now.value, last.value), Fraction(last.value, now.value)):
            if abs(ratio / size - 1) <= share:
                return slip
    return ""
