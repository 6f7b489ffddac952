"""Merging by key: what one side changed comes in, what both changed differently is a conflict mine keeps."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.compare import compare
from smrj_desktop.domain.merge import Conflict, Merged, merge
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from tests.support.merges import (
    Element,
    Three,
    applied,
    assert_is,
    elements,
    taken,
    three_plans,
    versions,
)


def structural(conflict: Conflict) -> bool:
    return conflict.what == "place" or (conflict.what in ("passage", "indicator") and not conflict.fields)


@given(three_plans())
def test_nothing_comes_from_a_side_that_changed_nothing_or_the_same(plans: Three) -> None:
    for theirs in (plans.base, plans.mine):
        assert merge(plans.base, plans.mine, theirs) == Merged(edits=(), taken=(), conflicts=())


@given(three_plans())
def test_where_mine_is_unchanged_the_result_is_theirs(plans: Three) -> None:
    merged = merge(plans.base, plans.base, plans.theirs)
    assert merged.conflicts == ()
    assert applied(plans.base, merged.edits).content() == plans.theirs.content()
    assert list(merged.taken) == compare(plans.base, plans.theirs)


@given(three_plans())
def test_without_conflicts_both_ways_give_one_plan_with_all_that_either_changed(plans: Three) -> None:
    merged = merge(*plans)
    again = merge(plans.base, plans.theirs, plans.mine)
    assert bool(merged.conflicts) == bool(again.conflicts)
    if merged.conflicts:
        return
    result = applied(plans.mine, merged.edits)
    assert result.content_hash() == applied(plans.theirs, again.edits).content_hash()
    values = elements(result)
    for version in versions(plans):
        only_theirs = version.mine == version.base
        assert_is(result, values, version, version.theirs if only_theirs else version.mine)


def orders(plan: Plan) -> dict[tuple[str, str, str], bool]:
    """For any two items below one parent, either way, whether the first stands before the second."""
    rows = {key: plan.outline.children(key) for key in ("", *(item.key for item in plan.outline))}
    rows["indicators"] = tuple(item.key for item in plan.indicators)
    return {
        (above, *pair): row.index(pair[0]) < row.index(pair[1])
        for above, row in rows.items()
        for pair in permutations(row, 2)
    }


@given(three_plans())
def test_of_any_two_the_order_either_side_turned_round_comes_in_and_mine_stays(plans: Three) -> None:
    merged = merge(*plans)
    base, mine, theirs, both = map(orders, (*plans, applied(plans.mine, merged.edits)))
    disputed = any(map(structural, merged.conflicts))
    for pair in base.keys() & mine.keys() & theirs.keys() & both.keys():
        if mine[pair] != base[pair] or not disputed:
            assert both[pair] == (theirs[pair] if mine[pair] == base[pair] else mine[pair]), pair


@given(three_plans())
def test_with_conflicts_all_that_mine_changed_stays(plans: Three) -> None:
    merged = merge(*plans)
    result = applied(plans.mine, merged.edits)
    values = elements(result)
    arranged = any(map(structural, merged.conflicts))
    for version in versions(plans):
        if version.mine != version.base:
            assert_is(result, values, version, version.mine)
        elif not (arranged and version.element[0] in ("passage", "indicator")):
            assert_is(result, values, version, version.theirs)


@given(three_plans())
def test_every_element_both_changed_differently_is_a_conflict_and_no_other(plans: Three) -> None:
    merged = merge(*plans)
    both_changed = {
        version.element
        for version in versions(plans)
        if version.base not in (version.mine, version.theirs)
        and version.mine != version.theirs
        and version.figure is None
    }
    elsewhere = ("profile", "passage", "indicator", "rules")
    cells = {"/".join(item) for item in both_changed if item[0] not in elsewhere}
    rules = {item[1] for item in both_changed if item[0] == "rules"}
    assert rules == {field for c in merged.conflicts if c.key.startswith("rules/") for field in c.fields}
    assert cells == {c.key for c in merged.conflicts if c.what in ("cell", "build_up", "stated")}
    texts = {item[1] for item in both_changed if item[0] == "profile"}
    assert texts == {c.key for c in merged.conflicts if c.what == "profile"}
    there = elements(plans.mine).keys() & elements(plans.theirs).keys()
    fields_changed = {
        item
        for item in both_changed & there
        if len(item) == 3 and item[0] in ("passage", "indicator") and item[2] != "parent"
    }
    named = {(c.what, c.key, field) for c in merged.conflicts for field in c.fields if c.what != "record"}
    assert fields_changed == named


@given(three_plans())
def test_taking_all_conflicts_gives_all_that_they_changed(plans: Three) -> None:
    merged = merge(*plans)
    result = taken(applied(plans.mine, merged.edits), merged.conflicts)
    values = elements(result)
    for version in versions(plans):
        if version.theirs != version.base:
            assert_is(result, values, version, version.theirs)


def disputed(conflict: Conflict) -> list[Element]:
    """The elements a conflict decides."""
    if conflict.what in ("cell", "build_up", "stated"):
        return [CellKey(*conflict.key.split("/"))]
    if conflict.what == "profile":
        return [("profile", conflict.key)]
    if conflict.what == "place":
        return [("passage", conflict.key, "parent")]
    if conflict.what == "record":
        return [("rules", field) for field in conflict.fields]
    return [(conflict.what, conflict.key, field) for field in conflict.fields] or [
        (conflict.what, conflict.key)
    ]


@given(three_plans(), st.data())
def test_any_conflicts_can_be_taken_and_the_others_left(plans: Three, data: st.DataObject) -> None:
    merged = merge(*plans)
    chosen = [item for item in merged.conflicts if data.draw(st.booleans())]
    result = taken(applied(plans.mine, merged.edits), chosen)
    mine, theirs, both = map(elements, (plans.mine, plans.theirs, result))
    for conflict in merged.conflicts:
        if conflict.what == "place" and conflict not in chosen:
            # it leaves what another conflict takes out
            continue
        side = theirs if conflict in chosen else mine
        for element in disputed(conflict):
            assert both.get(element) == side.get(element), conflict


@given(three_plans())
def test_merging_changes_none_of_the_plans_and_stamps_nothing(plans: Three) -> None:
    before = [(plan.to_json(), [list(table.sheets) for table in plan.tables.values()]) for plan in plans]
    merged = merge(*plans)
    assert before == [
        (plan.to_json(), [list(table.sheets) for table in plan.tables.values()]) for plan in plans
    ]
    for edit in (*merged.edits, *(edit for conflict in merged.conflicts for edit in conflict.edits)):
        assert edit.stamp is None
        assert edits.from_json(edits.to_json(edit)) == edit
