"""The history of a place, and taking back one change of it exactly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smrj_desktop.domain import edits, field_texts
from smrj_desktop.domain.amounts import NOTHING, Figure, Rounding
from smrj_desktop.domain.errors import (
    BuildUpError,
    HistoryBelowError,
    HistoryError,
    HistoryGoneError,
    HistorySameError,
    HistoryUnknownError,
)
from smrj_desktop.domain.history import entries_of, revert
from smrj_desktop.domain.indicators import Indicator, parse_target
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.domain.place_names import Names, of_cell
from smrj_desktop.domain.plan import HistoryEntry, Plan
from smrj_desktop.domain.statements import Contribution, Totals
from tests.support.plans import cell, one_edit, put, small_plan, targets

STAMP = edits.Stamp(author="企画課", at="2023-03-01T09:00:00+09:00")
LEAF, TOTAL = cell("grant", "a1"), cell("income_total", "a1")
INDICATOR = "I-1-i1"


def do(plan: Plan, *changes: edits.Edit, source: str = "hand") -> None:
    for edit in changes:
        edits.apply(plan, edits.stamped(edit, replace(STAMP, source=source)))


def take_back(plan: Plan, entry: HistoryEntry) -> None:
    edits.apply(plan, revert(plan, entry))


def entry(place: str, old: str, new: str = "", **more: str) -> HistoryEntry:
    return HistoryEntry(place=place, at=STAMP.at, author="", old=old, new=new, **more)


def test_a_cell_has_its_own_changes_the_latest_first() -> None:
    plan = small_plan()
    do(plan, *(edits.SetCell(cell=LEAF, figure=Figure(amount)) for amount in (106, 5)))
    do(plan, edits.SetCell(cell=LEAF, figure=Figure(-82)), source="R5.xlsx")
    do(plan, edits.SetCell(cell=cell("other_revenue", "a1"), figure=Figure(1)))
    told = [(item.old, item.new, item.source) for item in entries_of(plan, of_cell(LEAF))]
    assert told == [("5", "△ 82", "R5.xlsx"), ("106", "5", "hand"), ("", "106", "hand")]


def test_a_leaf_goes_back_to_what_it_was_before_any_of_its_changes() -> None:
    plan = small_plan()
    for figure in (Figure(106), NOTHING, Figure(-82), Figure(7)):
        do(plan, edits.SetCell(cell=LEAF, figure=figure))
    for item, figure in zip(
        entries_of(plan, of_cell(LEAF)), (Figure(-82), NOTHING, Figure(106), Figure(None)), strict=True
    ):
        assert revert(plan, item, Totals.HOLD) == edits.SetCell(cell=LEAF, figure=figure, totals=Totals.HOLD)
    take_back(plan, entries_of(plan, of_cell(LEAF))[0])
    assert plan.figure(LEAF) == Figure(-82)


def test_a_total_is_computed_again_or_published_as_it_was() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 5)
    do(plan, edits.StateTotal(cell=TOTAL, figure=Figure(6), zero_mark="-"))
    published = plan.to_json()["tables"]
    do(plan, edits.StateTotal(cell=TOTAL, figure=Figure(7)))
    do(plan, edits.ClearTotal(cell=TOTAL))
    cleared, restated, stated = entries_of(plan, of_cell(TOTAL))
    assert (cleared.old, cleared.new) == ("7", "5")
    take_back(plan, restated)
    assert plan.to_json()["tables"] == published
    take_back(plan, stated)
    assert plan.table(TOTAL).sheet().stated == {}
    with pytest.raises(HistorySameError):
        revert(plan, stated)
    take_back(plan, cleared)
    assert plan.figure(TOTAL) == Figure(7)


def test_publishing_what_is_computed_already_is_told_and_can_be_taken_back() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 5)
    do(plan, edits.StateTotal(cell=TOTAL, figure=Figure(5)))
    do(plan, edits.StateTotal(cell=TOTAL, figure=Figure(5)))
    (stated,) = entries_of(plan, of_cell(TOTAL))
    take_back(plan, stated)
    assert plan.table(TOTAL).sheet().stated == {}


def test_a_total_of_an_earlier_version_cannot_say_whether_it_was_computed() -> None:
    plan = small_plan()
    with pytest.raises(HistoryUnknownError):
        revert(plan, entry(of_cell(TOTAL), "6", "7"))


def test_a_built_up_leaf_refuses_in_its_own_words() -> None:
    plan = small_plan()
    do(plan, edits.SetCell(cell=LEAF, figure=Figure(3)))
    item = Contribution(key="c", department="企画部", item="旅費", amount=5_000)
    do(plan, edits.PutContribution(cell=LEAF, contribution=item, index=0))
    with pytest.raises(BuildUpError):
        take_back(plan, entries_of(plan, of_cell(LEAF))[0])


NEW = Indicator(
    key=INDICATOR,
    section="I-2",
    name="相談件数",
    target=parse_target("1,234.50件以上"),
    basis="前年度",
    period_years=2,
    core=True,
    passages=("I-1-p1", "II"),
)


def test_every_field_of_an_indicator_is_told_and_taken_back_by_itself() -> None:
    plan = small_plan()
    before = plan.indicators[0]
    do(plan, edits.SetIndicator(indicator=NEW))
    told = {item.place.rpartition("/")[2]: item for item in entries_of(plan, INDICATOR)}
    assert {name: (item.old, item.new) for name, item in told.items()} == {
        "section": ("I-1", "I-2"),
        "name": ("支援者数", "相談件数"),
        "target": ("", "1,234.50件以上"),
        "basis": ("", "前年度"),
        "period_years": ("1", "2"),
        "core": ("", "◎"),
        "passages": ("I-1-p1", "I-1-p1；II"),
    }
    take_back(plan, told.pop("target"))
    assert plan.indicators == [replace(NEW, target=None)]
    for item in told.values():
        take_back(plan, item)
    assert plan.indicators == [before]
    do(plan, edits.SetIndicator(indicator=NEW))
    back = [entry(f"{INDICATOR}/{name}", item.new) for name, item in told.items()]
    for item in back:
        with pytest.raises(HistorySameError):
            revert(plan, item)


def test_an_indicator_remembered_as_a_whole_by_an_earlier_version_says_so() -> None:
    with pytest.raises(HistoryUnknownError):
        revert(small_plan(), entry(INDICATOR, "支援者数 5件", "支援者数 6件"))


def test_a_passage_s_text_and_targets_are_taken_back_apart() -> None:
    plan = small_plan()
    old = plan.outline["I-1-p1"]
    new = replace(
        old, text="支援を強化する。", figures=(parse_target("300社"), parse_target("2割以上上回る"))
    )
    do(plan, edits.SetPassage(passage=new))
    targets_entry, text_entry = entries_of(plan, "I-1-p1")
    assert (targets_entry.old, targets_entry.new) == ("", "300社；2割以上上回る")
    take_back(plan, text_entry)
    assert plan.outline["I-1-p1"] == replace(new, text=old.text)
    take_back(plan, targets_entry)
    assert plan.outline["I-1-p1"] == old


def test_what_was_added_is_taken_out_unless_something_stands_below_it() -> None:
    plan = small_plan()
    before = plan.content()
    added = Passage(key="p", kind=PassageKind.HEADING, parent="I")
    do(plan, edits.InsertPassage(passage=added, index=0))
    do(plan, edits.InsertIndicator(indicator=replace(NEW, key="i"), index=0))
    (passage_entry,), (indicator_entry,) = entries_of(plan, "p"), entries_of(plan, "i")
    below = edits.InsertPassage(passage=replace(added, key="q", parent="p"), index=0)
    taking_below_out = edits.apply(plan, below).inverse
    with pytest.raises(HistoryBelowError):
        revert(plan, passage_entry)
    edits.apply(plan, taking_below_out)
    take_back(plan, passage_entry)
    take_back(plan, indicator_entry)
    assert plan.content() == before
    for item in (passage_entry, indicator_entry):
        with pytest.raises(HistorySameError):
            revert(plan, item)


def test_what_was_removed_comes_back_whole_where_its_parent_is() -> None:
    plan = small_plan()
    before = plan.content()
    do(plan, edits.RemoveIndicator(key=INDICATOR), edits.remove_subtree(plan, "I"))
    entries = plan.history[::-1]
    with pytest.raises(HistoryGoneError):
        revert(plan, entries[1])
    for item in entries:
        take_back(plan, item)
    assert plan.content() == before
    with pytest.raises(HistorySameError):
        revert(plan, entries[0])


def test_profile_and_rounding_are_taken_back() -> None:
    plan = small_plan()
    before = plan.content()
    do(plan, edits.SetProfile(name="title", value="新"), edits.SetRounding(rounding=Rounding.TRUNCATE))
    for item in plan.history[:]:
        take_back(plan, item)
    assert plan.content() == before


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (entry("budget/general/no_such/a1/plan", "5"), HistoryGoneError),
        (entry("I-9-p9", "文"), HistoryGoneError),
        (entry(of_cell(LEAF), "五"), HistoryUnknownError),
        (entry("tie/t", "同額"), HistoryUnknownError),
        (entry("rules", "…"), HistoryUnknownError),
        (entry("profile/rounding", "up"), HistoryUnknownError),
        (entry("profile/no_such", "x"), HistoryUnknownError),
        (entry(f"{INDICATOR}/target", "たくさん"), HistoryUnknownError),
        (entry(f"{INDICATOR}/period_years", "二"), HistoryUnknownError),
        (entry(f"{INDICATOR}/core", "はい"), HistoryUnknownError),
        (entry("I-1-p1/kind", "章"), HistoryUnknownError),
        (entry("gone", "x", before="{"), HistoryUnknownError),
        (entry("gone", "x", before='{"passage": 1, "index": 0}'), HistoryUnknownError),
        (entry("gone", "x", before='{"index": 0}'), HistoryUnknownError),
    ],
)
def test_what_cannot_be_taken_back_says_why(item: HistoryEntry, reason: type[HistoryError]) -> None:
    plan = small_plan()
    before = plan.to_json()
    with pytest.raises(reason):
        revert(plan, item)
    assert plan.to_json() == before


@given(st.data(), st.integers(1, 6))
def test_the_latest_change_of_a_place_is_taken_back_exactly(data: st.DataObject, steps: int) -> None:
    """Whatever came before: a change that only touched one place leaves the plan as it was."""
    plan = small_plan()
    for number in range(steps):
        edits.apply(plan, data.draw(one_edit(plan, number)))
    before, length = {**plan.to_json(), "history": None}, len(plan.history)
    edit = data.draw(one_edit(plan, steps))
    edits.apply(plan, edits.stamped(edit, STAMP))
    new = plan.history[length:]
    assume(len(new) == 1)
    try:
        taking_back = revert(plan, new[0], getattr(edit, "totals", Totals.FOLLOW))
    except HistoryUnknownError:
        assume(False)
    try:
        edits.apply(plan, taking_back)
    except BuildUpError:
        assume(False)
    after = {**plan.to_json(), "history": None}
    # a figure that took the place of a build-up, or the other way round, is a figure alone
    assume(not isinstance(edit, edits.PutContribution | edits.RemoveContribution))
    assert after == before


@given(targets, st.lists(targets, max_size=3))
def test_targets_are_read_back_as_they_were_told(one, many) -> None:
    assert field_texts.read("target", field_texts.told(one)) == one
    assert field_texts.read("figures", field_texts.told(tuple(many))) == tuple(many)


def test_names_are_read_as_what_the_plan_has() -> None:
    plan = small_plan()
    names = Names(plan)
    assert names.read(of_cell(LEAF)).cell == LEAF
    assert names.read(INDICATOR)[:3] == ("indicator", INDICATOR, "")
    assert names.read(f"{INDICATOR}/name")[:3] == ("indicator", INDICATOR, "name")
    assert names.read("I-1-p1/figures")[:3] == ("passage", "I-1-p1", "figures")
    assert names.read("tie/a/b")[:2] == ("tie", "a/b")
    assert names.read("budget/general/grant/a1/no_such").kind == "gone"
    assert names.read("I-1-p9/figures")[:2] == ("gone", "I-1-p9/figures")
