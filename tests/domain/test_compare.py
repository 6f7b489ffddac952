"""Comparing names every element that differs, once, and nothing that merely follows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure
from smrj_desktop.domain.arrangement import kept
from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.checks.finding import Place
from smrj_desktop.domain.compare import compare
from smrj_desktop.domain.edit_kinds import MoveAccount
from smrj_desktop.domain.indicators import Indicator, Target
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.domain.plan import Account, Plan
from smrj_desktop.domain.statements import Contribution, Table, Totals
from smrj_desktop.domain.template import Axis, TableTemplate
from smrj_desktop.io import builtin, check_report
from tests.support.plans import cell, crowded_edit, one_edit, put, small_plan, text_edit


def copy(plan: Plan) -> Plan:
    return Plan.from_json(plan.to_json())


def said(old: Plan, new: Plan) -> list[tuple[str, str, str, str, str]]:
    return [(item.what, item.key, item.field, item.old, item.new) for item in compare(old, new)]


@given(st.data())
def test_plans_differ_exactly_where_their_hashes_do(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([one_edit, text_edit, crowded_edit]))
    plan = small_plan()
    for number in range(data.draw(st.integers(0, 5))):
        edits.apply(plan, data.draw(kind(plan, number)))
    old, inverses = copy(plan), []
    for number in range(data.draw(st.integers(0, 4))):
        inverses.append(edits.apply(plan, data.draw(kind(plan, 10 + number))).inverse)
    assert (compare(old, plan) == []) == (old.content_hash() == plan.content_hash())
    for inverse in reversed(inverses):
        edits.apply(plan, inverse)
    assert compare(old, plan) == []


@given(st.data())
def test_there_and_back_say_the_same_the_other_way_round(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([one_edit, text_edit, crowded_edit]))
    old = small_plan()
    new = small_plan()
    for plan in (old, new):
        for number in range(data.draw(st.integers(0, 5))):
            edits.apply(plan, data.draw(kind(plan, number)))
    there, back = compare(old, new), compare(new, old)
    turned = [replace(item, old=item.new, new=item.old) for item in back if item.what != "place"]
    assert sorted(map(repr, turned)) == sorted(repr(item) for item in there if item.what != "place")
    assert len({(item.what, item.key, item.field) for item in there}) == len(there)


@given(st.permutations("abcdef"), st.permutations("abcdeg"))
def test_what_may_stay_is_a_longest_run_in_both_orders(old: list[str], new: list[str]) -> None:
    stay = kept(old, new)
    assert [key for key in old if key in stay] == [key for key in new if key in stay]
    others = set("abcde") - stay
    for key in others:
        longer = stay | {key}
        assert [k for k in old if k in longer] != [k for k in new if k in longer]


def test_a_changed_leaf_is_named_and_the_totals_that_follow_are_not() -> None:
    old, new = small_plan(), small_plan()
    for plan in (old, new):
        put(plan, "grant", "a1", 5)
        edits.apply(plan, edits.StateTotal(cell=cell("income_total", "a1"), figure=Figure(6)))
    put(new, "grant", "a1", 1507)
    assert said(old, new) == [("cell", "budget/general/grant/a1/plan", "", "5", "1,507")]
    (difference,) = compare(old, new)
    assert check_report.where(new, difference.place) == "予算・一般勘定・収入・運営費交付金・甲業務・一般経理"


def test_a_held_total_is_named_with_its_residual_as_it_prints_the_same() -> None:
    old, new = small_plan(), small_plan()
    for plan in (old, new):
        put(plan, "grant", "a1", 5)
        edits.apply(plan, edits.StateTotal(cell=cell("income_total", "a1"), figure=Figure(6)))
    put(new, "grant", "a1", 6, Totals.HOLD)
    assert said(old, new) == [
        ("cell", "budget/general/grant/a1/plan", "", "5", "6"),
        ("stated", "budget/general/income_total/a1/plan", "", "6 (+1)", "6 (0)"),
    ]


def test_a_total_published_or_forgotten_or_with_another_mark_is_named() -> None:
    total = cell("income_total", "a1")
    computed, dash, zero = small_plan(), small_plan(), small_plan()
    for plan in (computed, dash, zero):
        put(plan, "grant", "a1", 7)
    edits.apply(dash, edits.StateTotal(cell=total, figure=Figure(7), zero_mark="-"))
    edits.apply(zero, edits.StateTotal(cell=total, figure=Figure(7), zero_mark="0"))
    key = "budget/general/income_total/a1/plan"
    assert said(computed, dash) == [("stated", key, "", "", "7")]
    assert said(dash, computed) == [("stated", key, "", "7", "")]
    assert said(dash, zero) == [("stated", key, "", "7 (0 -)", "7 (0 0)")]


def test_marks_blanks_and_layers_are_told_apart() -> None:
    old, new = small_plan(), small_plan()
    put(old, "grant", "a1", NOTHING)
    put(new, "grant", "a1", TRACE)
    actual = cell("grant", "a2", "cash", "actual_q1")
    edits.apply(new, edits.SetCell(cell=actual, figure=Figure(-82)))
    assert said(old, new) == [
        ("cell", "budget/general/grant/a1/plan", "", "-", "0"),
        ("cell", "cash/general/grant/a2/actual_q1", "", "", "△ 82"),
    ]


def test_a_build_up_is_one_element_and_says_its_items_where_the_figure_is_the_same() -> None:
    old, new = small_plan(), small_plan()
    put(old, "grant", "a1", 4)
    item = Contribution(key="c1", department="企画部", item="旅費", amount=4200)
    edits.apply(new, edits.PutContribution(cell=cell("grant", "a1"), contribution=item, index=0))
    key = "budget/general/grant/a1/plan"
    assert said(old, new) == [("build_up", key, "", "4", "4 (企画部 旅費 4,200千円)")]
    put(old, "grant", "a1", 3)
    assert said(old, new) == [("build_up", key, "", "3", "4")]


def test_each_changed_field_of_a_passage_is_named_and_moved_ones_say_where() -> None:
    old, new = small_plan(), small_plan()
    changed = replace(new.outline["I-1-p1"], text="支援する。", figures=(Target(Decimal(2), "本"),))
    for edit in (
        edits.SetPassage(passage=changed),
        edits.InsertPassage(passage=Passage(key="III", kind=PassageKind.CHAPTER, mark="III"), index=0),
        edits.MovePassage(key="I-1", parent="II", index=0),
        edits.SetProfile(name="title", value="年度計画"),
    ):
        edits.apply(new, edit)
    assert said(old, new) == [
        ("profile", "title", "", "試験計画", "年度計画"),
        ("passage", "III", "", "", "III"),
        ("place", "I-1", "", "I (1)", "II (1)"),
        ("passage", "I-1-p1", "text", "支援を行う。", "支援する。"),
        ("passage", "I-1-p1", "figures", "", "2本"),
    ]


def test_what_was_removed_is_named_where_it_stood() -> None:
    old, new = small_plan(), small_plan()
    edits.apply(new, edits.remove_subtree(new, "I-1"))
    edits.apply(new, edits.RemoveIndicator(key="I-1-i1"))
    edits.apply(new, edits.SetPassage(passage=replace(new.outline["II"], mark="2")))
    assert said(old, new) == [
        ("passage", "I-1", "", "1. 事業承継", ""),
        ("passage", "I-1-p1", "", "・ 支援を行う。", ""),
        ("passage", "II", "mark", "II", "2"),
        ("indicator", "I-1-i1", "", "支援者数", ""),
    ]
    assert [item.place for item in compare(old, new)[2:]] == [
        Place(passage="II"),
        Place(indicator="I-1-i1"),
    ]


def test_indicators_are_compared_by_field_and_order_and_targets_to_the_digit() -> None:
    old, new = small_plan(), small_plan()
    for key in ("x", "y"):
        for plan in (old, new):
            edits.apply(
                plan, edits.InsertIndicator(indicator=Indicator(key=key, section="", name=key), index=1)
            )
    x = Indicator(key="x", section="", name="x", target=Target(Decimal("1.0"), "件"), core=True)
    edits.apply(old, edits.SetIndicator(indicator=replace(x, target=Target(Decimal(1), "件"), core=False)))
    edits.apply(new, edits.RemoveIndicator(key="x"))
    edits.apply(new, edits.InsertIndicator(indicator=x, index=0))
    assert said(old, new) == [
        ("place", "x", "", "(3)", "(1)"),
        ("indicator", "x", "target", "1件", "1.0件"),
        ("indicator", "x", "core", "", "◎"),
    ]


def test_structure_is_named_by_what_of_it_differs() -> None:
    old, new = small_plan(), small_plan()
    new.profile = replace(new.profile, entry_unit="千円", fiscal_year=2024)
    new.accounts = (*new.accounts, Account(key="aid", label="小規模企業共済勘定"))
    new.ties = (Tie(key="t", label="収支の一致", left=("budget.grant",), right=()),)
    new.sections = ()
    assert said(old, new) == [
        ("profile", "fiscal_year", "", "2023", "2024"),
        ("profile", "entry_unit", "", "百万円", "千円"),
        ("structure", "accounts", "", "", "小規模企業共済勘定"),
        ("structure", "sections", "", "I-1 甲業務", ""),
        ("record", "tie/t", "", "", "収支の一致"),
    ]


def test_other_lines_are_structure_and_cells_are_still_held_against_each_other_by_key() -> None:
    old, new = small_plan(), small_plan()
    (budget, cash), template = new.tables, new.tables[next(iter(new.tables))].template
    lines = [replace(line, label="補助金") if line.key == "grant" else line for line in template.lines.nodes]
    del lines[2]
    del new.tables[cash]
    new.tables[budget] = Table(TableTemplate(budget, Axis(lines), template.columns))
    for line in ("grant", "other_revenue", "operating_cost"):
        put(old, line, "b", 3)
    put(new, "grant", "b", 3)
    put(new, "operating_cost", "b", 4)
    assert said(old, new) == [
        ("structure", "budget/general", "", "運営費交付金、その他収入", "補助金"),
        ("cell", "budget/general/operating_cost/b/plan", "", "3", "4"),
        ("cell", "budget/general/other_revenue/b/plan", "", "3", ""),
        (
            "structure",
            "cash/general",
            "",
            "収入、運営費交付金、その他収入、計、業務経費、純利益(△純損失)、一般経理、特定経理、合計、共通、合計",
            "",
        ),
    ]


def test_tables_in_another_order_are_a_difference_of_structure() -> None:
    old, new = small_plan(), small_plan()
    new.tables = dict(reversed(new.tables.items()))
    assert said(old, new) == [
        ("structure", "tables", "", "budget/general、cash/general", "cash/general、budget/general")
    ]


def test_tables_that_move_with_their_account_are_not_told_twice(real: Plan) -> None:
    new = copy(real)
    edits.apply(new, MoveAccount(key="general", index=5))
    assert list(new.tables) != list(real.tables)
    assert [item.key for item in compare(real, new)] == ["accounts"]


@pytest.fixture(scope="module")
def real() -> Plan:
    return builtin.load()


def test_the_real_plan_differs_from_itself_in_nothing_and_from_an_edited_one_in_that(real: Plan) -> None:
    new = copy(real)
    assert compare(real, new) == []
    last = list(new.outline)[-1]
    edits.apply(new, edits.RemovePassage(key=last.key))
    first, *_, final = new.tables.values()
    for table in (final, first):
        (row, column), figure = next(iter(table.sheet().leaves()))
        lines, columns = table.template.lines.nodes, table.template.columns.nodes
        key = cell(lines[row].key, columns[column].key, table.template.key.statement)
        key = key._replace(account=table.template.key.account)
        edits.apply(new, edits.SetCell(cell=key, figure=Figure(figure.value + 1)))
    found = compare(real, new)
    assert [item.what for item in found] == ["passage", "cell", "cell"]
    assert [item.place.statement for item in found[1:]] == ["budget", "cash"]
