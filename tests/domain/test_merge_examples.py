"""Merges as they happen: two officers, one plan, and what each of them finds afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, Figure, Rounding
from smrj_desktop.domain.compare import compare
from smrj_desktop.domain.errors import MergeStructureError
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.domain.merge import merge
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution, Totals
from smrj_desktop.io import builtin, check_report
from tests.support.merges import Three, applied, copy, taken
from tests.support.plans import cell, put, small_plan


def three(*common: edits.Edit) -> Three:
    """Three plans with the same edits behind them."""
    base = applied(small_plan(), common)
    return Three(base, copy(base), copy(base))


def insert(key: str, parent: str, index: int, text: str = "") -> edits.InsertPassage:
    passage = Passage(key=key, kind=PassageKind.PASSAGE, parent=parent, text=text or key)
    return edits.InsertPassage(passage=passage, index=index)


def change(plan: Plan, *changes: edits.Edit) -> None:
    for edit in changes:
        edits.apply(plan, edit)


def say(plan: Plan, key: str, **values: Any) -> None:
    change(plan, edits.SetPassage(passage=replace(plan.outline[key], **values)))


FOUR = tuple(insert(key, "II", index) for index, key in enumerate("abcd"))


def test_fields_of_one_passage_merge_one_by_one_and_a_conflict_is_about_the_others() -> None:
    plans = three()
    say(plans.mine, "I-1-p1", text="支援を強める。", mark="①")
    say(plans.theirs, "I-1-p1", text="支援を広げる。", repeat_of="I-1")
    merged = merge(*plans)
    assert [(item.field, item.new) for item in merged.taken] == [("repeat_of", "I-1")]
    (conflict,) = merged.conflicts
    assert (conflict.what, conflict.key, conflict.fields) == ("passage", "I-1-p1", ("text",))
    assert (conflict.base, conflict.mine, conflict.theirs) == (
        "支援を行う。",
        "支援を強める。",
        "支援を広げる。",
    )
    result = taken(applied(plans.mine, merged.edits), merged.conflicts)
    kept = plans.mine.outline["I-1-p1"]
    assert result.outline["I-1-p1"] == replace(kept, text="支援を広げる。", repeat_of="I-1")


def test_what_mine_removed_and_they_changed_stays_away_until_it_is_put_back_whole() -> None:
    plans = three(*FOUR, insert("b1", "b", 0), insert("b2", "b", 1))
    change(plans.mine, edits.remove_subtree(plans.mine, "b"), edits.RemovePassage(key="c"))
    say(plans.theirs, "b2", text="改めた。")
    say(plans.theirs, "c", text="改めた。")
    change(plans.theirs, edits.RemovePassage(key="a"), insert("b3", "b", 2))
    merged = merge(*plans)
    assert applied(plans.mine, merged.edits).outline.children("II") == ("d",)
    assert [(c.key, c.base, c.mine, c.theirs) for c in merged.conflicts] == [
        ("c", "c", "", "改めた。"),
        ("b", "b", "", "b"),
    ]
    result = taken(applied(plans.mine, merged.edits), merged.conflicts)
    assert list(result.outline) == list(plans.theirs.outline)
    only = taken(applied(plans.mine, merged.edits), merged.conflicts[1:])
    assert only.outline.children("II") == ("b", "d")
    assert only.outline.children("b") == ("b1", "b2", "b3")


def test_what_they_removed_and_mine_changed_stays_whole_until_it_is_let_go() -> None:
    plans = three(*FOUR, insert("b1", "b", 0), insert("b2", "b", 1))
    say(plans.mine, "b2", text="改めた。")
    change(plans.mine, edits.MovePassage(key="d", parent="b", index=0))
    change(plans.theirs, edits.remove_subtree(plans.theirs, "b"), edits.RemovePassage(key="c"))
    merged = merge(*plans)
    result = applied(plans.mine, merged.edits)
    assert result.outline.children("II") == ("a", "b")
    assert result.outline.children("b") == ("d", "b1", "b2")
    assert [(c.key, c.base, c.mine, c.theirs) for c in merged.conflicts] == [("b", "b", "b", "")]
    assert taken(result, merged.conflicts).outline.children("II") == ("a", "d")


def test_what_mine_moved_out_of_a_chapter_they_removed_is_no_conflict_for_the_chapter() -> None:
    plans = three(*FOUR, insert("b1", "b", 0))
    change(plans.mine, edits.MovePassage(key="b1", parent="a", index=0))
    change(plans.theirs, edits.remove_subtree(plans.theirs, "b"))
    merged = merge(*plans)
    result = applied(plans.mine, merged.edits)
    assert (result.outline.children("II"), result.outline.children("a")) == (("a", "c", "d"), ("b1",))
    assert [c.key for c in merged.conflicts] == ["b1"]


def test_passages_put_into_one_gap_by_both_come_in_the_order_of_their_first_keys_either_way() -> None:
    plans = three(*FOUR)
    change(plans.mine, insert("n", "II", 1), insert("m", "II", 1))
    change(plans.theirs, insert("k", "II", 1), insert("z", "II", 2), insert("e", "II", 6))
    for here, there in (plans[1:], reversed(plans[1:])):
        merged = merge(plans.base, here, there)
        assert merged.conflicts == ()
        result = applied(here, merged.edits)
        assert result.outline.children("II") == ("a", "k", "z", "m", "n", "b", "c", "d", "e")


def test_moves_of_different_passages_are_no_conflict_and_of_one_to_two_places_is() -> None:
    plans = three(*FOUR)
    change(plans.mine, edits.MovePassage(key="a", parent="I", index=0))
    change(plans.mine, edits.MovePassage(key="b", parent="I", index=0))
    change(plans.theirs, edits.MovePassage(key="a", parent="I-1", index=1))
    change(plans.theirs, edits.MovePassage(key="c", parent="", index=0))
    merged = merge(*plans)
    assert [(item.what, item.key, item.new) for item in merged.taken] == [("place", "c", "(1)")]
    (conflict,) = merged.conflicts
    assert (conflict.what, conflict.key) == ("place", "a")
    assert (conflict.base, conflict.mine, conflict.theirs) == ("II (1)", "I (2)", "I-1 (2)")
    result = taken(applied(plans.mine, merged.edits), merged.conflicts)
    assert result.outline.children("I-1") == ("I-1-p1", "a")
    assert result.outline.children("I") == ("b", "I-1")


def test_two_passages_moved_below_each_other_are_a_conflict_that_can_be_taken() -> None:
    plans = three(*FOUR)
    change(plans.mine, edits.MovePassage(key="a", parent="b", index=0))
    change(plans.theirs, edits.MovePassage(key="b", parent="a", index=0))
    merged = merge(*plans)
    assert merged.edits == ()
    assert [(c.what, c.key) for c in merged.conflicts] == [("place", "b")]
    assert list(taken(plans.mine, merged.conflicts).outline) == list(plans.theirs.outline)


def reorder(plan: Plan, order: str) -> None:
    for index, key in enumerate(order):
        change(plan, edits.MovePassage(key=key, parent="II", index=index))


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("bacd", "abdc", "badc"),
        ("bcda", "dabc", "dbca"),
        ("dcab", "cdab", "dcab"),
        ("dabc", "abdc", "dabc"),
        ("bacd", "bacd", "bacd"),
    ],
)
def test_any_two_turned_round_by_one_side_are_turned_round(mine: str, theirs: str, both: str) -> None:
    plans = three(*FOUR)
    reorder(plans.mine, mine)
    reorder(plans.theirs, theirs)
    for here, there in (plans[1:], reversed(plans[1:])):
        merged = merge(plans.base, here, there)
        assert merged.conflicts == ()
        assert "".join(applied(here, merged.edits).outline.children("II")) == both


def test_a_passage_moved_up_by_one_and_down_by_the_other_is_a_conflict() -> None:
    plans = three(*FOUR)
    reorder(plans.mine, "bacd")
    reorder(plans.theirs, "acbd")
    say(plans.theirs, "a", text="改めた。")
    merged = merge(*plans)
    assert [item.what for item in merged.taken] == ["passage"]
    (conflict,) = merged.conflicts
    assert (conflict.what, conflict.key, conflict.base) == ("place", "b", "a、b、c")
    assert (conflict.mine, conflict.theirs) == ("b、a、c", "a、c、b")
    result = taken(applied(plans.mine, merged.edits), merged.conflicts)
    assert "".join(result.outline.children("II")) == "acbd"


def test_indicators_merge_by_field_presence_and_order() -> None:
    x, y = (Indicator(key=key, section="I-1", name=key) for key in "xy")
    plans = three(edits.InsertIndicator(indicator=x, index=1), edits.InsertIndicator(indicator=y, index=2))
    change(
        plans.mine,
        edits.SetIndicator(indicator=replace(x, name="件数")),
        edits.RemoveIndicator(key="y"),
    )
    change(
        plans.theirs,
        edits.RemoveIndicator(key="x"),
        edits.InsertIndicator(indicator=replace(x, core=True), index=0),
        edits.SetIndicator(indicator=replace(y, basis="調査")),
    )
    merged = merge(*plans)
    result = applied(plans.mine, merged.edits)
    assert result.indicators[0] == replace(x, name="件数", core=True)
    assert [item.key for item in result.indicators] == ["x", "I-1-i1"]
    (conflict,) = merged.conflicts
    assert (conflict.what, conflict.key, conflict.mine) == ("indicator", "y", "")
    back = taken(result, merged.conflicts)
    assert back.indicators[2] == replace(y, basis="調査")


def test_a_total_both_hold_stays_as_published_whichever_parts_they_corrected() -> None:
    total = cell("income_total", "a1")
    plans = three(
        edits.SetCell(cell=cell("grant", "a1"), figure=Figure(10)),
        edits.SetCell(cell=cell("other_revenue", "a1"), figure=Figure(20)),
        edits.StateTotal(cell=total, figure=Figure(31)),
    )
    put(plans.mine, "grant", "a1", 11, Totals.HOLD)
    put(plans.theirs, "other_revenue", "a1", 22, Totals.HOLD)
    merged = merge(*plans)
    assert merged.conflicts == ()
    result = applied(plans.mine, merged.edits)
    assert result.figure(total) == Figure(31)
    assert result.table(total).sheet().residual(*result.table(total).locate(total)) == -2

    put(plans.theirs, "grant", "a1", 15, Totals.HOLD)
    (conflict,) = merge(*plans).conflicts
    assert (conflict.base, conflict.mine, conflict.theirs) == ("10", "11", "15")
    result = applied(plans.mine, (*merge(*plans).edits, *conflict.edits))
    assert (result.figure(cell("grant", "a1")), result.figure(total)) == (Figure(15), Figure(31))


def test_a_total_one_side_holds_moves_with_the_parts_the_other_typed() -> None:
    total = cell("income_total", "a1")
    plans = three(
        edits.SetCell(cell=cell("grant", "a1"), figure=Figure(10)),
        edits.SetCell(cell=cell("other_revenue", "a1"), figure=Figure(20)),
        edits.StateTotal(cell=total, figure=Figure(31)),
        edits.StateTotal(cell=cell("income_total", "total"), figure=Figure(31)),
    )
    put(plans.theirs, "grant", "a1", 11, Totals.HOLD)
    put(plans.mine, "other_revenue", "a1", 21, Totals.HOLD)
    put(plans.mine, "grant", "b", 500)
    for here, there in (plans[1:], reversed(plans[1:])):
        merged = merge(plans.base, here, there)
        assert merged.conflicts == ()
        result = applied(here, merged.edits)
        assert result.figure(total) == Figure(31)
        assert result.figure(cell("income_total", "total")) == Figure(531)


def test_a_table_both_sides_have_and_base_has_not_merges_from_nothing() -> None:
    plans = three()
    del plans.base.tables[cell("grant", "a1", "cash").table]
    for plan, line in ((plans.mine, "grant"), (plans.theirs, "operating_cost")):
        change(plan, edits.SetCell(cell=cell(line, "a1", "cash"), figure=Figure(3)))
        change(plan, edits.SetCell(cell=cell(line, "a2", "cash", "outturn"), figure=Figure(4)))
    merged = merge(*plans)
    result = applied(plans.mine, merged.edits)
    assert merged.conflicts == ()
    assert result.figure(cell("result", "total", "cash")) == NOTHING
    assert result.figure(cell("operating_cost", "total", "cash", "outturn")) == Figure(4)


def test_a_total_they_published_keeps_its_residual_over_the_parts_of_both() -> None:
    total = cell("result", "total")
    plans = three()
    put(plans.mine, "operating_cost", "a1", 100)
    put(plans.theirs, "grant", "a1", 30)
    change(plans.theirs, edits.StateTotal(cell=total, figure=Figure(31)))
    merged = merge(*plans)
    result = applied(plans.mine, merged.edits)
    assert result.figure(total) == Figure(-69)
    assert [(item.what, item.new) for item in merged.taken] == [("cell", "30"), ("stated", "△ 69")]
    change(plans.mine, edits.StateTotal(cell=total, figure=Figure(-101)))
    (conflict,) = merge(*plans).conflicts
    assert (conflict.what, conflict.base, conflict.mine, conflict.theirs) == ("stated", "", "△ 101", "31")
    assert check_report.where(plans.mine, conflict.place) == "予算・一般勘定・純利益(△純損失)・合計"


def test_a_build_up_is_one_element_and_is_taken_item_by_item() -> None:
    at = cell("grant", "a1")
    items = [Contribution(key=key, department="企画部", item=key, amount=1499) for key in "abc"]
    plans = three(
        *(edits.PutContribution(cell=at, contribution=item, index=i) for i, item in enumerate(items))
    )
    change(plans.mine, edits.RemoveContribution(cell=at, key="a"))
    changed = replace(items[1], amount=1500)
    change(plans.theirs, edits.PutContribution(cell=at, contribution=changed, index=1))
    (conflict,) = merge(*plans).conflicts
    assert (conflict.what, conflict.base, conflict.mine, conflict.theirs) == (
        "build_up",
        "4 (企画部 a 1,499千円、企画部 b 1,499千円、企画部 c 1,499千円)",
        "3 (企画部 b 1,499千円、企画部 c 1,499千円)",
        "4 (企画部 a 1,499千円、企画部 b 1,500千円、企画部 c 1,499千円)",
    )
    assert conflict.edits == (
        edits.PutContribution(cell=at, contribution=items[0], index=0),
        edits.PutContribution(cell=at, contribution=changed, index=1),
    )
    assert taken(plans.mine, [conflict]).content() == plans.theirs.content()


@pytest.mark.parametrize("name", ["fiscal_year", "entry_unit", "rounding", "accounts", "tables"])
def test_structure_that_only_they_changed_is_refused_by_name(name: str) -> None:
    plans = three()

    def rebuild(plan: Plan) -> None:
        if name == "accounts":
            plan.accounts = (replace(plan.accounts[0], label="一般"),)
        elif name == "tables":
            del plan.tables[next(iter(plan.tables))]
        else:
            values = {"fiscal_year": 2024, "entry_unit": "千円", "rounding": Rounding.TRUNCATE}
            plan.profile = replace(plan.profile, **{name: values[name]})

    rebuild(plans.theirs)
    with pytest.raises(MergeStructureError) as refused:
        merge(*plans)
    assert refused.value.parameters["what"] in (name, "一般勘定")
    rebuild(plans.mine)
    say(plans.theirs, "II", text="改めた。")
    assert [item.key for item in merge(*plans).taken] == ["II"]


def test_figures_do_not_come_into_a_table_in_another_unit_but_texts_do() -> None:
    plans = three()
    plans.mine.profile = replace(plans.mine.profile, entry_unit="千円")
    say(plans.theirs, "II", text="改めた。")
    assert len(merge(*plans).taken) == 1
    put(plans.theirs, "grant", "a1", 5)
    with pytest.raises(MergeStructureError):
        merge(*plans)


def test_two_evenings_of_work_on_the_real_plan_come_together() -> None:
    base = builtin.load()
    mine, theirs = copy(base), copy(base)
    bodies = [item.key for item in base.outline if item.kind is PassageKind.PASSAGE]
    say(mine, bodies[0], text="機構は支援を強める。")
    say(theirs, bodies[0], mark="◆")
    say(theirs, bodies[-1], text="末尾を改めた。")
    change(theirs, edits.RemovePassage(key=bodies[-2]), edits.RemoveIndicator(key=base.indicators[3].key))
    for plan, tables in ((mine, list(base.tables)[::2]), (theirs, list(base.tables)[1::2])):
        for table in tables:
            template = base.table(table).template
            for (row, column), figure in list(base.table(table).sheet().leaves())[:5]:
                line, col = template.lines.nodes[row].key, template.columns.nodes[column].key
                key = CellKey(*table, line, col)
                change(plan, edits.SetCell(cell=key, figure=Figure(figure.value + 7), totals=Totals.HOLD))
    merged, again = merge(base, mine, theirs), merge(base, theirs, mine)
    assert merged.conflicts == again.conflicts == ()
    result = applied(mine, merged.edits)
    assert result.content_hash() == applied(theirs, again.edits).content_hash()
    own = {(item.what, item.key, item.field, item.new) for item in compare(base, mine)}
    other = {(item.what, item.key, item.field, item.new) for item in compare(base, theirs)}
    both = {(item.what, item.key, item.field, item.new) for item in compare(base, result)}
    assert both == own | other
    assert list(merged.taken) == compare(mine, result)
