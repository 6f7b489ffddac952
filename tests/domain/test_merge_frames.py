"""Merging lines and columns: by key, with the figures in them; a conflict where a figure would be lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.compare import compare
from smrj_desktop.domain.merge import Merged, merge
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.restructuring import restructured, without
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import Line, TableKey
from tests.support.merges import Three, applied, assert_is, elements, taken, three_frames, versions
from tests.support.plans import cell, put, small_plan

TABLE = TableKey("budget", "general")


@given(three_frames())
def test_nothing_comes_from_who_changed_nothing_and_all_comes_to_who_changed_nothing(plans: Three) -> None:
    for theirs in (plans.base, plans.mine):
        assert merge(plans.base, plans.mine, theirs) == Merged(edits=(), taken=(), conflicts=())
    merged = merge(plans.base, plans.base, plans.theirs)
    assert merged.conflicts == ()
    assert applied(plans.base, merged.edits).content() == plans.theirs.content()
    assert list(merged.taken) == compare(plans.base, plans.theirs)


@given(three_frames())
def test_without_conflicts_both_ways_give_one_plan(plans: Three) -> None:
    merged, again = merge(*plans), merge(plans.base, plans.theirs, plans.mine)
    assert bool(merged.conflicts) == bool(again.conflicts)
    if not merged.conflicts:
        ours, others = applied(plans.mine, merged.edits), applied(plans.theirs, again.edits)
        assert ours.content() == others.content()


@given(three_frames())
def test_all_that_mine_changed_stays_and_what_they_changed_comes_or_can_be_taken(plans: Three) -> None:
    merged = merge(*plans)
    result = applied(plans.mine, merged.edits)
    everything = taken(result, merged.conflicts)
    values, with_theirs = elements(result), elements(everything)
    open_frames = {tuple(item.key.split("/")[:2]) for item in merged.conflicts if item.what == "line"}
    for version in versions(plans):
        if not isinstance(version.element, CellKey):
            continue
        if version.mine != version.base:
            assert_is(result, values, version, version.mine)
        elif version.element[:2] not in open_frames:
            assert_is(result, values, version, version.theirs)
        if version.theirs != version.base:
            assert_is(everything, with_theirs, version, version.theirs)


@given(three_frames(), st.data())
def test_any_conflicts_can_be_taken_and_the_plans_stay_as_they_are(plans: Three, data: st.DataObject) -> None:
    before = [plan.to_json() for plan in plans]
    merged = merge(*plans)
    result = applied(plans.mine, merged.edits)
    taken(result, [item for item in merged.conflicts if data.draw(st.booleans())])
    assert before == [plan.to_json() for plan in plans]
    for edit in (*merged.edits, *(edit for conflict in merged.conflicts for edit in conflict.edits)):
        assert edits.from_json(edits.to_json(edit)) == edit


def filled() -> Plan:
    plan = small_plan()
    for line, column, amount in (("grant", "a1", 10), ("other_revenue", "b", 4), ("operating_cost", "a1", 5)):
        put(plan, line, column, amount)
    return plan


def with_lines(plan: Plan, lines: list[Line]) -> Plan:
    change = restructured(plan, {TABLE: (lines, plan.tables[TABLE].template.columns.nodes)}).edit
    assert change
    return applied(plan, [change])


def lines_of(plan: Plan) -> list[Line]:
    return list(plan.tables[TABLE].template.lines.nodes)


def labels(plan: Plan) -> list[str]:
    return [line.label for line in lines_of(plan)]


def renamed(plan: Plan, key: str, label: str) -> Plan:
    return with_lines(
        plan, [replace(line, label=label) if line.key == key else line for line in lines_of(plan)]
    )


def inserted(plan: Plan, key: str, label: str, parent: str = "income_total") -> Plan:
    lines = lines_of(plan)
    lines.insert(2, Line(key=key, label=label, parent=parent, section="収入"))
    return with_lines(plan, lines)


def test_lines_that_both_put_in_one_place_both_come_with_their_figures() -> None:
    base = filled()
    mine, theirs = inserted(base, "m", "補助金"), inserted(base, "t", "受託収入")
    put(mine, "m", "a1", 1)
    put(theirs, "t", "a1", 2)
    merged = merge(base, mine, theirs)
    assert merged.conflicts == ()
    result = applied(mine, merged.edits)
    assert labels(result)[1:5] == ["運営費交付金", "補助金", "受託収入", "その他収入"]
    assert result.figure(cell("income_total", "a1")) == Figure(13)


def test_a_new_name_and_a_new_figure_of_one_line_come_together() -> None:
    base = filled()
    mine, theirs = base.copy(), renamed(base, "grant", "交付金")
    put(mine, "grant", "a1", 11)
    merged = merge(base, mine, theirs)
    assert merged.conflicts == ()
    result = applied(mine, merged.edits)
    assert labels(result)[1] == "交付金"
    assert result.figure(cell("grant", "a1")) == Figure(11)


def test_two_new_names_of_one_line_are_a_conflict() -> None:
    base = filled()
    mine, theirs = renamed(base, "grant", "交付金"), renamed(base, "grant", "運営費")
    (conflict,) = merge(base, mine, theirs).conflicts
    assert (conflict.what, conflict.key) == ("line", "budget/general/lines/grant")
    assert (conflict.base, conflict.mine, conflict.theirs) == ("運営費交付金", "交付金", "運営費")
    assert taken(mine, [conflict]).content() == theirs.content()


def test_a_line_they_took_out_stays_where_mine_changed_a_figure_in_it() -> None:
    base = filled()
    theirs = with_lines(base, without(lines_of(base), "other_revenue"))
    mine = base.copy()
    merged = merge(base, mine, theirs)
    assert merged.conflicts == ()
    assert applied(mine, merged.edits).content() == theirs.content()
    put(mine, "other_revenue", "b", 9)
    merged = merge(base, mine, theirs)
    (conflict,) = merged.conflicts
    assert merged.edits == ()
    assert (conflict.mine, conflict.theirs) == ("その他収入", "")
    assert taken(mine, merged.conflicts).content() == theirs.content()


def test_a_figure_they_changed_in_a_line_mine_took_out_is_a_conflict_that_brings_the_line_back() -> None:
    base = filled()
    mine = with_lines(base, without(lines_of(base), "other_revenue"))
    theirs = base.copy()
    put(theirs, "other_revenue", "b", 9)
    merged = merge(base, mine, theirs)
    (conflict,) = merged.conflicts
    assert (conflict.what, conflict.mine, conflict.theirs) == ("line", "", "その他収入")
    assert taken(mine, merged.conflicts).content() == theirs.content()


def test_a_leaf_they_gave_parts_while_mine_changed_its_figure_is_a_conflict() -> None:
    base = filled()
    mine, theirs = base.copy(), inserted(base, "t", "内訳", parent="grant")
    put(mine, "grant", "a1", 12)
    merged = merge(base, mine, theirs)
    (conflict,) = merged.conflicts
    assert (conflict.what, conflict.key) == ("line", "budget/general/lines/t")
    result = taken(mine, merged.conflicts)
    assert result.content() == theirs.content()
    assert result.figure(cell("t", "a1")) == Figure(10)
