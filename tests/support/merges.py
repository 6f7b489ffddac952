"""Three versions of a small plan, and what merging them comes to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.merge import Conflict
from smrj_desktop.domain.plan import Plan
from tests.support.plans import crowded_edit, one_edit, record_edit, small_plan, text_edit


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
    base = small_plan()

    def played(plan: Plan, fresh: int) -> Plan:
        for number in range(draw(st.integers(0, 7))):
            edit = draw(kind(plan, fresh + number))
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
