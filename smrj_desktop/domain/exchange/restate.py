"""What was sent and what came back, in the unit and with the rounding that the plan has by now.

A file is read as it was sent, so that one nobody touched changes nothing. Only then both sides are put into
the terms of the plan now, alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure, convert, show
from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.edit_kinds import SetEntryUnit, SetRounding
from smrj_desktop.domain.elements import key_of, of, place_of, same_layer
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, CellKey


def in_terms_of(mine: Plan, plan: Plan) -> Plan:
    """A plan in the unit and with the rounding of another one."""
    profile, wanted = plan.profile, mine.profile
    if (profile.unit, profile.rounding) == (wanted.unit, wanted.rounding):
        return plan
    plan = plan.copy()
    if profile.rounding is not wanted.rounding:
        edits.apply(plan, SetRounding(rounding=wanted.rounding))
    if profile.unit is not wanted.unit:
        edits.apply(plan, SetEntryUnit(unit=wanted.unit))
    return plan


def restated(reading: Reading, sent: Plan, mine: Plan) -> Reading:
    """A reading of a plan that was sent, in the terms of the plan now; says what is too fine for these."""
    theirs = in_terms_of(mine, reading.theirs)
    if theirs is reading.theirs:
        return reading

    def in_unit(figure: Figure) -> Figure:
        return convert(figure, sent.profile.unit, mine.profile.unit, mine.profile.rounding)

    totals = [
        replace(
            total,
            before=in_unit(total.before),
            computed=theirs.figure(total.cell),
            typed=in_unit(total.typed),
        )
        for total in reading.typed_totals
    ]
    too_fine = [
        *_too_fine(reading.theirs, sent, theirs, in_terms_of(mine, sent)),
        *(
            (total.cell, total.before, total.typed)
            for total, now in zip(reading.typed_totals, totals, strict=True)
            if total.kind == "typed" and now.typed == now.computed
        ),
    ]
    return replace(
        reading,
        theirs=theirs,
        typed_totals=tuple(total for total in totals if total.typed != total.computed),
        systematic=tuple(
            replace(item, cells=tuple((cell, in_unit(figure)) for cell, figure in item.cells))
            for item in reading.systematic
        ),
        findings=(*reading.findings, *(_told(sent, mine, *change) for change in too_fine)),
    )


def _too_fine(
    theirs: Plan, sent: Plan, theirs_now: Plan, sent_now: Plan
) -> Iterator[tuple[CellKey, Figure, Figure]]:
    """The leaves that the file changes by less than shows in the terms of the plan now."""
    for key, table in sent.tables.items():
        if same_layer(table, theirs.tables[key], PLAN):
            continue
        after, before_now, after_now = (of(plan.tables[key], PLAN) for plan in (theirs, sent_now, theirs_now))
        for at, old in of(table, PLAN).items():
            new = after.get(at)
            if not isinstance(old, Figure) or not isinstance(new, Figure) or old == new:
                continue
            if before_now[at] == after_now[at]:
                yield key_of(table, PLAN, at), old, new


def _told(sent: Plan, mine: Plan, cell: CellKey, old: Figure, new: Figure) -> Finding:
    parameters = {"unit": sent.profile.unit.label, "now": mine.profile.unit.label}
    return Finding(
        kind="incoming_too_fine",
        severity=Severity.WARNING,
        place=place_of(sent.table(cell), (cell.line, cell.column)),
        parameters={"old": show(old), "new": show(new), **parameters},
        cell=cell,
    )
