"""The engine: totals, stated totals, follow and hold, marks, build-ups, layers."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, Unit, show
from smrj_desktop.domain.errors import BuildUpError, DataError, EditError, TotalEditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Contribution, Sheet, Totals
from smrj_desktop.domain.template import Axis, Line
from tests.support.plans import (
    amounts,
    cell,
    figures,
    many_cells,
    one_edit,
    put,
    small_plan,
    stamps,
    template,
)


def test_totals_are_signed_sums_down_and_across() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 100)
    put(plan, "grant", "a2", 20)
    put(plan, "other_revenue", "b", 5)
    put(plan, "operating_cost", "a1", 70)
    assert plan.figure(cell("income_total", "a")) == Figure(120)
    assert plan.figure(cell("income_total", "total")) == Figure(125)
    assert plan.figure(cell("result", "total")) == Figure(55)
    assert plan.figure(cell("result", "a2")) == Figure(20)


def test_a_total_of_blanks_is_blank_and_of_nothings_is_nothing() -> None:
    plan = small_plan()
    assert plan.figure(cell("income_total", "total")) == BLANK
    put(plan, "grant", "a1", NOTHING)
    assert plan.figure(cell("income_total", "total")) == NOTHING
    put(plan, "grant", "a2", TRACE)
    assert plan.figure(cell("income_total", "total")) == TRACE
    put(plan, "grant", "a1", BLANK)
    put(plan, "grant", "a2", BLANK)
    assert plan.figure(cell("income_total", "total")) == BLANK


def test_parts_that_cancel_exactly_leave_nothing() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 5)
    put(plan, "other_revenue", "a1", -5)
    assert plan.figure(cell("income_total", "a1")) == NOTHING


def state(line: str, column: str, figure: Figure) -> edits.StateTotal:
    return edits.StateTotal(cell=cell(line, column), figure=figure)


def test_a_followed_total_keeps_its_published_difference() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 100)
    edits.apply(plan, state("income_total", "a1", Figure(101)))
    edits.apply(plan, state("income_total", "total", Figure(99)))
    put(plan, "grant", "a1", 112)
    assert plan.figure(cell("income_total", "a1")) == Figure(113)
    assert plan.figure(cell("income_total", "total")) == Figure(111)
    assert plan.figure(cell("income_total", "a")) == Figure(112), "a computed total has no difference"


def test_a_held_total_stays_and_its_difference_absorbs() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 12933)
    edits.apply(plan, state("income_total", "total", Figure(12393)))
    sheet = plan.table(cell("grant", "a1")).sheet()
    at = plan.table(cell("grant", "a1")).locate(cell("income_total", "total"))
    assert sheet.residual(*at) == -540
    put(plan, "grant", "a1", 12393, Totals.HOLD)
    assert plan.figure(cell("income_total", "total")) == Figure(12393)
    assert sheet.residual(*at) == 0, "putting the slip right makes the difference vanish"


def test_a_leaf_enters_a_total_once_over_both_ways() -> None:
    plan = small_plan()
    edits.apply(plan, state("result", "total", Figure(7)))
    put(plan, "grant", "a1", 10)
    assert plan.figure(cell("result", "total")) == Figure(17)
    put(plan, "operating_cost", "a1", 4)
    assert plan.figure(cell("result", "total")) == Figure(13)


def test_a_stated_mark_returns_when_the_total_comes_back_to_nothing() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", TRACE)
    edits.apply(plan, state("income_total", "a1", NOTHING))
    put(plan, "grant", "a1", 5)
    assert plan.figure(cell("income_total", "a1")) == Figure(5)
    put(plan, "grant", "a1", TRACE)
    assert plan.figure(cell("income_total", "a1")) == NOTHING


def test_a_cleared_total_is_computed_again() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 5)
    edits.apply(plan, state("income_total", "a1", Figure(6)))
    edits.apply(plan, edits.ClearTotal(cell=cell("income_total", "a1")))
    assert plan.figure(cell("income_total", "a1")) == Figure(5)


def contribution(key: str, amount: int, unit: Unit = Unit.THOUSAND) -> Contribution:
    return Contribution(key=key, department="総務課", item="項目", amount=amount, unit=unit)


def test_three_contributions_of_1499_thousand_print_4_million() -> None:
    plan = small_plan()
    at = cell("operating_cost", "a1")
    for index in range(3):
        edits.apply(
            plan,
            edits.PutContribution(cell=at, contribution=contribution(f"c{index}", 1499), index=index),
        )
    assert show(plan.figure(at)) == "4"
    assert show(plan.figure(cell("result", "total"))) == "△ 4"


def test_a_build_up_is_not_typed_over_and_leaves_its_figure_behind() -> None:
    plan = small_plan()
    at = cell("operating_cost", "a1")
    put(plan, "operating_cost", "a1", 9)
    edits.apply(plan, edits.PutContribution(cell=at, contribution=contribution("c", 400), index=0))
    assert plan.figure(at) == TRACE
    with pytest.raises(BuildUpError):
        put(plan, "operating_cost", "a1", 3)
    edits.apply(plan, edits.RemoveContribution(cell=at, key="c"))
    assert plan.figure(at) == TRACE
    put(plan, "operating_cost", "a1", 3)
    assert plan.figure(at) == Figure(3)


def test_layers_stand_beside_the_plan_and_do_not_touch_it() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 10)
    last = cell("grant", "a1", layer="last_plan")
    edits.apply(plan, edits.SetCell(cell=last, figure=Figure(8)))
    assert plan.figure(last._replace(line="income_total", column="total")) == Figure(8)
    assert plan.figure(cell("income_total", "total")) == Figure(10)
    with pytest.raises(EditError):
        plan.figure(cell("grant", "a1", layer="next_year"))


def test_edits_that_do_not_fit_are_refused_and_change_nothing() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 1)
    before = plan.content_hash()
    refused: list[edits.Edit] = [
        edits.SetCell(cell=cell("income_total", "a1"), figure=Figure(1)),
        edits.SetCell(cell=cell("income", "a1"), figure=Figure(1)),
        edits.SetCell(cell=cell("grant", "nowhere"), figure=Figure(1)),
        edits.SetCell(cell=cell("grant", "a1", "income"), figure=Figure(1)),
        edits.SetCell(cell=cell("grant", "a1"), figure=Figure(1, "-")),
        edits.StateTotal(cell=cell("grant", "a1"), figure=Figure(1)),
        edits.StateTotal(cell=cell("income_total", "a1"), figure=BLANK),
        edits.ClearTotal(cell=cell("income_total", "a1")),
        edits.RemoveContribution(cell=cell("grant", "a1"), key="none"),
    ]
    for edit in refused:
        with pytest.raises(EditError):
            edits.apply(plan, edit)
        with pytest.raises(EditError):
            edits.apply(plan, edits.Batch(edits=(edits.SetProfile(name="title", value="x"), edit)))
    assert plan.content_hash() == before
    with pytest.raises(TotalEditError) as caught:
        edits.apply(plan, refused[0])
    assert caught.value.parameters == {"line": "計", "column": "甲業務・一般経理"}


leaf_cells = [(row, column) for row in range(6) for column in range(5) if template().is_leaf(row, column)]
total_cells = [
    (row, column) for row in range(1, 6) for column in range(5) if not template().is_leaf(row, column)
]


@given(
    st.lists(st.tuples(st.sampled_from(leaf_cells), figures, st.sampled_from(Totals)), max_size=12),
    st.dictionaries(st.sampled_from(total_cells), amounts.filter(bool), max_size=4),
)
def test_moved_totals_equal_those_computed_from_nothing(
    steps: list[tuple[tuple[int, int], Figure, Totals]], stated: dict[tuple[int, int], int]
) -> None:
    sheet = Sheet(template())
    for at, amount in stated.items():
        sheet.state(*at, Figure(amount))
    for at, figure, totals in steps:
        sheet.set_leaf(*at, figure, totals)
    afresh = Sheet(template(), dict(sheet.leaves()), sheet.stated)
    pd.testing.assert_frame_equal(sheet.amounts, afresh.amounts)
    pd.testing.assert_frame_equal(sheet.marks, afresh.marks)


@given(st.lists(st.tuples(st.sampled_from(leaf_cells), figures), max_size=8), st.sampled_from(Totals))
def test_set_leaf_names_every_cell_that_changed(
    steps: list[tuple[tuple[int, int], Figure]], totals: Totals
) -> None:
    sheet = Sheet(template())
    sheet.state(5, 4, Figure(3))
    for at, figure in steps:
        before = {(r, c): (sheet.figure(r, c), sheet.residual(r, c)) for r in range(1, 6) for c in range(5)}
        touched = set(sheet.set_leaf(*at, figure, totals))
        for place, old in before.items():
            if (sheet.figure(*place), sheet.residual(*place)) != old:
                assert place in touched


def test_the_frame_is_nullable_integers() -> None:
    assert set(map(str, Sheet(template()).amounts.dtypes)) == {"Int64"}


@pytest.mark.parametrize(
    "lines",
    [
        [Line(key="a", label=""), Line(key="a", label="")],
        [Line(key="a", label="", parent="b")],
        [Line(key="a", label="", parent="b"), Line(key="b", label="", parent="a")],
        [Line(key="a", label="", parent="b", weight=2), Line(key="b", label="")],
        [Line(key="a", label="", parent="b"), Line(key="b", label="", heading=True)],
    ],
)
def test_a_tree_that_is_none_is_refused(lines: list[Line]) -> None:
    with pytest.raises(DataError):
        Axis(lines)


@given(st.dictionaries(st.sampled_from(leaf_cells), figures))
def test_all_figures_at_once_are_those_asked_for_one_by_one(leaves: dict[tuple[int, int], Figure]) -> None:
    sheet = Sheet(template(), leaves)
    assert sheet.figures() == [[sheet.figure(row, column) for column in range(5)] for row in range(6)]


def test_a_build_up_beyond_what_a_cell_holds_is_refused() -> None:
    plan = small_plan()
    before = plan.content()
    huge = contribution("c", 10**19)
    with pytest.raises(EditError):
        edits.apply(
            plan, edits.PutContribution(cell=cell("operating_cost", "a1"), contribution=huge, index=0)
        )
    assert plan.content() == before


@given(st.data())
def test_many_leaves_at_once_are_the_same_as_one_by_one(data):
    plan = small_plan()
    for fresh in range(data.draw(st.integers(0, 6))):
        edits.apply(plan, data.draw(one_edit(plan, fresh)))
    at_once, one_by_one = (Plan.from_json(plan.to_json()) for _ in range(2))
    edit = edits.stamped(data.draw(many_cells(plan)), data.draw(stamps))
    inverse = edits.apply(at_once, edit).inverse
    for number, item in enumerate(edit.cells):
        cell = edit.key_of(number)
        edits.apply(
            one_by_one, edits.SetCell(cell=cell, figure=item.figure, totals=edit.totals, stamp=edit.stamp)
        )
    assert at_once.to_json() == one_by_one.to_json()
    edits.apply(at_once, inverse)
    assert at_once.content() == plan.content()
