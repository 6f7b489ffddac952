"""Three versions of a small plan, and what merging them comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any, NamedTuple

from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.elements import kind_at
from smrj_desktop.domain.merge import Conflict
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, CellKey, Stated
from smrj_desktop.domain.template import TableKey
from tests.support.plans import crowded_edit, one_edit, record_edit, small_plan, text_edit
from tests.support.structures import frame_edit


def copy(plan: Plan) -> Plan:
    return Plan.from_json(plan.to_json())


class Three(NamedTuple):
    base: Plan
    mine: Plan
    theirs: Plan


@st.composite
def three_plans(draw: st.DrawFn) -> Three:
    """A base and two versions of it, edited apart; now and then both sides make up the same key."""
    kind = draw(st.sampled_from([one_edit, text_edit, text_edit, crowded_edit, record_edit]))
    return _three(draw, lambda plan, fresh: draw(kind(plan, fresh)))


@st.composite
def three_frames(draw: st.DrawFn) -> Three:
    """A base and two versions of it whose lines and columns were changed apart, among other things."""

    def drawn(plan: Plan, fresh: int) -> edits.Edit:
        crowded = crowded_edit if _has_crowded_cells(plan) else one_edit
        kind = draw(st.sampled_from([frame_edit, frame_edit, crowded, one_edit]))
        return draw(kind(plan, fresh))

    return _three(draw, drawn)


def _has_crowded_cells(plan: Plan) -> bool:
    """Whether the cells that `crowded_edit` edits are still what they are in the small plan."""
    frame = plan.tables[TableKey("budget", "general")].template
    leaves = [(line, column) for line in ("grant", "operating_cost") for column in ("a1", "a2")]
    totals = [("result", "total"), ("income_total", "a1")]
    return {kind_at(frame, at) for at in leaves} == {"leaf"} and {kind_at(frame, at) for at in totals} == {
        "total"
    }


def _three(draw: st.DrawFn, drawn: Callable[[Plan, int], edits.Edit]) -> Three:
    base = small_plan()

    def played(plan: Plan, fresh: int) -> Plan:
        for number in range(draw(st.integers(0, 7))):
            edit = drawn(plan, fresh + number)
            if isinstance(edit, edits.PutContribution):
                # whose items are one element; those of several: test_merge_build_ups.py
                ours = replace(edit.contribution, department="企画部")
                edit = replace(edit, contribution=ours)
            # how a plan rounds is its frame, which no merge changes
            if not isinstance(edit, edits.SetRounding):
                edits.apply(plan, edit)
        return plan

    played(base, 0)
    return Three(base, played(copy(base), 100), played(copy(base), draw(st.sampled_from([100, 200]))))


def applied(plan: Plan, changes: Iterable[edits.Edit]) -> Plan:
    result = copy(plan)
    for edit in changes:
        edits.apply(result, edit)
    return result


def taken(plan: Plan, conflicts: Iterable[Conflict]) -> Plan:
    return applied(plan, (edit for conflict in conflicts for edit in conflict.edits))


Element = tuple[str, ...]


def elements(plan: Plan) -> dict[Element, Any]:
    """Everything of a plan that merges by itself, found without any of the code under test."""
    found: dict[Element, Any] = {
        ("profile", name): getattr(plan.profile, name) for name in edits.PROFILE_FIELDS
    }
    for kind, items in (("passage", list(plan.outline)), ("indicator", plan.indicators)):
        for item in items:
            found[kind, item.key] = True
            for field in fields(item):
                # a field that says nothing is not the same as none
                found[kind, item.key, field.name] = (getattr(item, field.name),)
    found |= {("dismissed", item.key): item for item in plan.dismissed}
    rules = plan.rules
    found |= {("rules", field.name): (getattr(rules, field.name),) for field in fields(rules)}
    for key, table in plan.tables.items():
        lines, columns = table.template.lines.nodes, table.template.columns.nodes
        for layer, sheet in table.sheets.items():
            for (row, column), figure in sheet.leaves():
                found[CellKey(*key, lines[row].key, columns[column].key, layer)] = figure
            for (row, column), entry in sheet.stated.items():
                found[CellKey(*key, lines[row].key, columns[column].key, layer)] = entry
        for (row, column), built in table.build_ups.items():
            found[CellKey(*key, lines[row].key, columns[column].key, PLAN)] = built
    return found


class Versions(NamedTuple):
    """One element in the three plans; None where it is not there.

    Attributes:
        figure: what a total prints whose residual both changed, where at most one of them moved the figure.
    """

    element: Element
    base: Any
    mine: Any
    theirs: Any
    figure: int | None


def versions(plans: Three) -> list[Versions]:
    """Every element that is in any of the plans."""
    sides = [elements(plan) for plan in plans]
    found = []
    for element in sides[0].keys() | sides[1].keys() | sides[2].keys():
        values = [side.get(element) for side in sides]
        found.append(Versions(element, *values, figure=published(plans, element, *values)))
    return found


def published(plans: Three, element: Element, base: Any, mine: Any, theirs: Any) -> int | None:
    if base in (mine, theirs) or not (isinstance(mine, Stated) and isinstance(theirs, Stated)):
        return None
    if mine.zero_mark != theirs.zero_mark:
        return None
    was, here, there = (plan.figure(CellKey(*element)).value for plan in plans)
    if isinstance(base, Stated) and was in (here, there):
        return there if was == here else here
    return here if here == there else None


def assert_is(plan: Plan, values: dict[Element, Any], version: Versions, expected: object) -> None:
    """Fails unless an element of a merged plan is as expected, or a total prints the figure published."""
    if version.figure is not None:
        assert plan.figure(CellKey(*version.element)).value == version.figure
    else:
        assert values.get(version.element) == expected, version
