"""A leaf that is built up from items and has another figure in a file: an element that can be taken."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, Figure, Rounding, Unit, figure_of, show
from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.exchange.book import Value
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.exchange.review import Choice, ImportReview, Verdict
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Contribution
from smrj_desktop.domain.template import TableKey
from tests.support.books import Look
from tests.support.found import Sent, filled, kinds
from tests.support.plans import cell

BUDGET = TableKey("budget", "general")
AT = cell("grant", "a1")


def built_up(*amounts: int, rounding: Rounding = Rounding.NEAREST) -> Plan:
    """A small plan with a leaf that is built up from such amounts, in 千円."""
    plan = filled()
    edits.apply(plan, edits.SetRounding(rounding=rounding))
    for index, amount in enumerate(amounts):
        item = Contribution(key=f"c{index}", department="企画部", item="旅費", amount=amount)
        edits.apply(plan, edits.PutContribution(cell=AT, contribution=item, index=index))
    return plan


def read(plan: Plan, value: Value, look: Look | None = None, mine: Plan | None = None) -> Reading:
    sent = Sent(plan, look or Look(), tables=[BUDGET])
    sent.put(AT, value, "#,##0")
    return sent.read(mine)


def items_of(plan: Plan) -> tuple[Contribution, ...]:
    table = plan.table(AT)
    return table.build_ups[table.locate(AT)]


def test_the_items_stay_and_one_more_brings_them_to_the_files_figure():
    plan = built_up(7_400)
    before = plan.content_hash()
    reading = read(plan, 10)
    kept, added = items_of(reading.theirs)
    assert (kept,) == items_of(plan)
    assert (added.department, added.item, added.amount, added.unit) == ("", "plan.xlsx", 2_600, Unit.THOUSAND)
    assert reading.theirs.figure(AT) == Figure(10)
    assert plan.content_hash() == before
    said = next(item for item in reading.findings if item.kind == "incoming_build_up")
    assert (said.severity, said.cell) == (Severity.INFO, AT)
    assert {key: said.parameters[key] for key in ("kept", "figure", "item", "amount")} == {
        "kept": "7",
        "figure": "10",
        "item": "plan.xlsx",
        "amount": "2,600千円",
    }


def test_it_is_an_item_of_the_review_that_is_taken_or_refused():
    plan = built_up(7_400)
    review = ImportReview(plan, plan, read(plan, 10))
    (item,) = (item for item in review.items if item.kind == "build_up")
    before = "7 (企画部 旅費 7,400千円)"
    after = "10 (企画部 旅費 7,400千円、plan.xlsx 2,600千円)"
    assert (item.key, item.state, item.base, item.theirs) == ("/".join(AT), "theirs", before, after)
    assert (item.choices, item.default) == ((Choice.MINE, Choice.THEIRS), Choice.THEIRS)
    assert review.preview().figure(AT) == Figure(10)
    assert [entry.amount for entry in items_of(review.preview())] == [7_400, 2_600]
    assert review.outcome().rows[item.number].verdict is Verdict.TAKEN
    review.decide([item.number], Choice.MINE)
    assert review.preview().content_hash() == plan.content_hash()


def sent_by_departments_since(plan: Plan) -> Plan:
    """A plan in whose build-up a department has more now, and another one something for the first time."""
    mine = plan.copy()
    table = plan.table(AT)
    for index, old in enumerate(table.build_ups.get(table.locate(AT), ())):
        edits.apply(
            mine, edits.PutContribution(cell=AT, contribution=replace(old, amount=7_900), index=index)
        )
    other = Contribution(key="mine", department="総務部", item="賃借料", amount=1_000)
    edits.apply(mine, edits.PutContribution(cell=AT, contribution=other, index=len(table.build_ups)))
    return mine


@pytest.mark.parametrize("amounts", [(7_400,), ()], ids=["built up when sent", "a figure when sent"])
def test_what_departments_sent_meanwhile_stays_and_the_files_item_makes_up_for_the_rest(amounts):
    plan = built_up(*amounts)
    mine = sent_by_departments_since(plan)
    here = items_of(mine)
    came_to = sum(item.amount for item in here)
    review = ImportReview(plan, mine, read(plan, 20, mine=mine))
    (item,) = (item for item in review.items if item.kind == "build_up")
    assert (item.state, item.theirs[:3], item.default) == ("both", "20 ", Choice.OPEN)
    assert item.remark == ("review.items_stay", {"items": f"plan.xlsx {20_000 - came_to:,}千円"})
    assert review.preview().content_hash() == mine.content_hash()
    review.decide([item.number], Choice.THEIRS)
    assert items_of(review.preview())[:-1] == here
    assert review.preview().figure(AT) == Figure(20)
    (said,) = (found for found in review.outcome().findings if found.kind == "incoming_build_up_moved")
    assert said.parameters["now"] == show(mine.figure(AT))
    applied = mine.copy()
    inverse = edits.apply(applied, edits.Batch(edits=review.edits())).inverse
    edits.apply(applied, inverse)
    assert applied.content_hash() == mine.content_hash()


def test_where_the_items_come_to_the_files_figure_by_now_there_is_nothing_to_decide():
    plan = built_up(7_400)
    mine = sent_by_departments_since(plan)
    reading = read(plan, 9, mine=mine)
    assert mine.figure(AT) == Figure(9)
    assert {item.state for item in ImportReview(plan, mine, reading).items} <= {"suspicion"}


def test_a_figure_typed_over_the_items_since_is_a_conflict_of_figures():
    plan = built_up(7_400)
    mine = plan.copy()
    edits.apply(mine, edits.RemoveContribution(cell=AT, key="c0"))
    edits.apply(mine, edits.SetCell(cell=AT, figure=Figure(8)))
    review = ImportReview(plan, mine, read(plan, 10, mine=mine))
    found = [(item.state, item.mine, item.theirs) for item in review.items if item.kind != "left_total"]
    assert found == [("both", "8", "10")]


def test_totals_that_moved_with_it_in_the_file_are_no_news():
    plan = built_up(7_400)
    sent = Sent(plan, tables=[BUDGET])
    moved = [("grant", "a1"), ("grant", "a"), ("grant", "total")]
    moved += [(line, column) for line in ("income_total", "result") for column in ("a1", "a", "total")]
    for line, column in moved:
        sent.put(cell(line, column), plan.figure(cell(line, column)).value + 3)
    reading = sent.read()
    assert reading.typed_totals == ()
    assert {key: reading.theirs.figure(cell(*key)) for key in moved} == {
        key: Figure(plan.figure(cell(*key)).value + 3) for key in moved
    }


@pytest.mark.parametrize("value", [None, "-", 0, "0"])
def test_a_cell_that_is_blank_or_nothing_brings_the_items_to_nothing(value):
    plan = built_up(7_400, 300)
    reading = read(plan, value)
    assert [item.amount for item in items_of(reading.theirs)] == [7_400, 300, -7_700]
    assert reading.theirs.figure(AT) == NOTHING
    assert "emptied" not in kinds(reading)


def test_a_file_in_a_finer_unit_is_met_exactly():
    plan = built_up(7_400)
    (_, added) = items_of(read(plan, 10_123, Look(unit=Unit.THOUSAND)).theirs)
    assert (added.amount, added.unit) == (2_723, Unit.THOUSAND)
    (_, added) = items_of(read(plan, 10_123_456, Look(unit=Unit.YEN)).theirs)
    assert (added.amount, added.unit) == (2_723_456, Unit.YEN)


@pytest.mark.parametrize(("amount", "value"), [(7_400, 7_123), (300, 200)])
def test_what_prints_the_same_adds_nothing(amount, value):
    plan = built_up(amount)
    reading = read(plan, value, Look(unit=Unit.THOUSAND))
    assert reading.theirs.content_hash() == plan.content_hash()
    assert "build_up" not in kinds(reading)


@pytest.mark.parametrize(("amounts", "value"), [((5_000, -5_000), "0"), ((7_400,), 10**15 - 1)])
def test_where_no_item_can_make_up_for_it_the_build_up_stays_and_that_is_said(amounts, value):
    plan = built_up(*amounts)
    reading = read(plan, value)
    assert reading.theirs.content_hash() == plan.content_hash()
    (said,) = (item for item in reading.findings if item.kind == "incoming_build_up_kept")
    assert said.severity is Severity.WARNING


def test_the_same_file_gives_the_same_item_and_a_later_one_another():
    plan = built_up(7_400)
    first = read(plan, 10).theirs
    assert items_of(first) == items_of(read(plan, 10).theirs)
    again = read(first, 12).theirs
    assert [item.amount for item in items_of(again)] == [7_400, 2_600, 2_000]
    assert again.figure(AT) == Figure(12)


@given(
    amounts=st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=4),
    wanted=st.integers(-(10**9), 10**9).filter(bool),
    unit=st.sampled_from([Unit.YEN, Unit.THOUSAND, Unit.MILLION]),
    rounding=st.sampled_from(Rounding),
)
def test_taken_it_prints_what_the_file_has(amounts, wanted, unit, rounding):
    plan = built_up(*amounts, rounding=rounding)
    reading = read(plan, wanted, Look(unit=unit))
    assume(not reading.systematic)
    taken = ImportReview(plan, plan, reading).preview()
    exact = wanted * unit.value
    printed = figure_of(Fraction(exact, Unit.MILLION.value), rounding)
    assert taken.figure(AT) == printed
    assert sum(item.yen for item in items_of(taken)) == exact or printed == plan.figure(AT)
