"""Another unit for all figures: converted once, taken back exactly, and typed figures in any unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits, entry, history
from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, Rounding, Unit
from smrj_desktop.domain.check_records import (
    ApprovedReserve,
    EfficiencyYear,
    ExplainedDifference,
    RuleInputs,
    Tie,
)
from smrj_desktop.domain.edit_kinds import SetEntryUnit, SheetFigures
from smrj_desktop.domain.edits import PutContribution, PutExplained, PutTie, SetCell, SetRules, StateTotal
from smrj_desktop.domain.errors import AmountError, AmountTooLargeError, EditError, HistoryUnknownError
from smrj_desktop.domain.statements import Contribution
from smrj_desktop.domain.unit_edits import rounded
from smrj_desktop.io import builtin
from tests.support.plans import cell, put, small_plan

STAMP = edits.Stamp(author="試験", at="2023-03-30T08:30:00+09:00")
TOTAL = cell("income_total", "total")


def filled():
    """The small plan, in million yen, with figures, a published total, a build-up and last year's plan."""
    plan = small_plan()
    put(plan, "grant", "a1", 1507)
    put(plan, "grant", "b", -49)
    put(plan, "other_revenue", "a2", TRACE)
    edits.apply(plan, StateTotal(cell=TOTAL, figure=Figure(1459)))
    item = Contribution(key="k", department="総務課", item="旅費", amount=1_499)
    edits.apply(plan, PutContribution(cell=cell("operating_cost", "a1"), contribution=item, index=0))
    edits.apply(plan, SetCell(cell=cell("grant", "a1", layer="last_plan"), figure=Figure(1400)))
    return plan


def without_history(plan) -> dict:
    return {**plan.to_json(), "history": None}


def test_a_coarser_unit_rounds_every_printed_figure_once():
    plan = filled()
    edits.apply(plan, SetEntryUnit(unit=Unit.HUNDRED_MILLION))
    assert plan.profile.entry_unit == "億円"
    assert plan.figure(cell("grant", "a1")) == Figure(15)
    assert plan.figure(cell("grant", "b")) == TRACE, "less than half a unit is next to nothing"
    assert plan.figure(cell("other_revenue", "a2")) == TRACE
    assert plan.figure(cell("grant", "a2")) == NOTHING or plan.figure(cell("grant", "a2")) == BLANK
    assert plan.figure(TOTAL) == Figure(15), "a published total is rounded by itself"
    assert plan.figure(cell("operating_cost", "a1")) == TRACE, "1,499 千円 from the build-up"
    assert plan.figure(cell("grant", "a1", layer="last_plan")) == Figure(14)


def test_a_finer_unit_is_exact_and_build_ups_show_all_of_theirs():
    plan = filled()
    assert rounded(plan, Unit.THOUSAND) == []
    edits.apply(plan, SetEntryUnit(unit=Unit.THOUSAND))
    assert plan.figure(cell("grant", "a1")) == Figure(1_507_000)
    assert plan.figure(cell("operating_cost", "a1")) == Figure(1_499)
    assert plan.figure(TOTAL) == Figure(1_459_000)


def test_what_is_rounded_is_known_before():
    plan = filled()
    found = {item.cell: (item.before, item.after) for item in rounded(plan, Unit.HUNDRED_MILLION)}
    assert found[cell("grant", "a1")] == (Figure(1507), Figure(15))
    assert found[cell("grant", "b")] == (Figure(-49), TRACE)
    assert cell("grant", "a1", layer="last_plan") not in found, "1,400 百万円 are 14 億円"
    assert TOTAL in found
    put(plan, "grant", "a1", 10**14)
    with pytest.raises(AmountTooLargeError):
        rounded(plan, Unit.YEN)


def test_what_would_not_fit_changes_nothing():
    plan = filled()
    put(plan, "grant", "a1", 10**14)
    before = plan.to_json()
    with pytest.raises(AmountTooLargeError):
        edits.apply(plan, SetEntryUnit(unit=Unit.YEN))
    with pytest.raises(EditError):
        edits.apply(plan, SetEntryUnit(unit=Unit.MILLION))
    bad = SheetFigures("budget", "nowhere", "plan", (), ())
    with pytest.raises(EditError):
        edits.apply(plan, SetEntryUnit(unit=Unit.YEN, figures=(bad,), explained=(), rules=RuleInputs()))
    assert plan.to_json() == before


def test_what_is_said_in_the_unit_goes_along():
    plan = filled()
    tie = Tie(key="t", label="関係", left=("budget.grant",), right=("budget.other_revenue",))
    edits.apply(plan, PutTie(tie=tie, index=len(plan.ties)))
    difference = ExplainedDifference(tie="t", account="general", column="a1", amount=1507, reason="出資")
    edits.apply(plan, PutExplained(explained=difference, index=len(plan.explained)))
    rules = RuleInputs(
        efficiency=(EfficiencyYear(fiscal_year=2022, gross=900),),
        borrowing_limit=250,
        reserves=(ApprovedReserve(account="general", amount=149),),
    )
    edits.apply(plan, SetRules(rules=rules))
    inverse = edits.apply(plan, SetEntryUnit(unit=Unit.HUNDRED_MILLION)).inverse
    assert next(item for item in plan.explained if item.tie == "t").amount == 15
    assert plan.rules.efficiency[0].gross == 9 and plan.rules.borrowing_limit == 3
    assert plan.rules.reserves[0].amount == 1 and plan.rules.borrowing_planned is None
    edits.apply(plan, inverse)
    assert plan.rules == rules


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit is not Unit.MILLION])
def test_undo_is_exact_and_so_is_its_json(unit):
    plan = filled()
    before = without_history(plan)
    edit = SetEntryUnit(unit=unit)
    inverse = edits.apply(plan, edits.from_json(edits.to_json(edit))).inverse
    changed = without_history(plan)
    again = edits.apply(plan, edits.from_json(edits.to_json(inverse))).inverse
    assert without_history(plan) == before
    edits.apply(plan, again)
    assert without_history(plan) == changed


def test_the_real_plan_goes_to_thousands_and_back_without_a_trace():
    plan = builtin.load()
    before = plan.content_hash()
    edits.apply(plan, SetEntryUnit(unit=Unit.THOUSAND))
    assert plan.content_hash() != before
    edits.apply(plan, SetEntryUnit(unit=Unit.MILLION))
    assert plan.content_hash() == before


def test_a_change_made_in_another_unit_is_not_taken_back():
    plan = filled()
    place = cell("grant", "a1")
    edits.apply(plan, edits.stamped(SetCell(cell=place, figure=Figure(1600)), STAMP))
    entry_ = plan.history[-1]
    assert history.revert(plan, entry_)
    edits.apply(plan, edits.stamped(SetEntryUnit(unit=Unit.THOUSAND), STAMP))
    with pytest.raises(HistoryUnknownError):
        history.revert(plan, entry_)


# ---- typed in another unit than the plan's


@pytest.mark.parametrize(
    ("text", "typed_in", "expected"),
    [
        ("15", Unit.HUNDRED_MILLION, Figure(1500)),
        ("1.5", Unit.HUNDRED_MILLION, Figure(150)),
        ("△ 1.5", Unit.HUNDRED_MILLION, Figure(-150)),
        ("1507百万円", Unit.HUNDRED_MILLION, Figure(1507)),
        ("1,234,567", Unit.THOUSAND, Figure(1235)),
        ("400", Unit.THOUSAND, TRACE),
        ("0", Unit.THOUSAND, TRACE),
        ("-", Unit.THOUSAND, NOTHING),
        ("", Unit.THOUSAND, BLANK),
        ("*2", Unit.HUNDRED_MILLION, Figure(3014)),
        ("+10%", Unit.HUNDRED_MILLION, Figure(1658)),
        ("2*3", Unit.HUNDRED_MILLION, Figure(600)),
        ("12+1百万", Unit.HUNDRED_MILLION, Figure(1201)),
    ],
)
def test_a_figure_typed_in_the_unit_that_is_shown(text, typed_in, expected):
    assert entry.parse(text, Figure(1507), Unit.MILLION, typed_in=typed_in) == expected


@pytest.mark.parametrize("text", ["5%", "1.2.3", "十"])
def test_what_is_no_figure_is_none_in_any_unit(text):
    with pytest.raises(AmountError):
        entry.parse(text, Figure(1507), Unit.MILLION, typed_in=Unit.THOUSAND)


@given(amount=st.integers(-(10**9), 10**9), unit=st.sampled_from(Unit), mode=st.sampled_from(Rounding))
def test_a_figure_named_with_its_unit_is_the_same_whatever_is_shown(amount, unit, mode):
    typed = f"{amount}百万円"
    expected = Figure(amount) if amount else TRACE
    assert entry.parse(typed, BLANK, Unit.MILLION, mode, typed_in=unit) == expected
