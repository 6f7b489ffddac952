"""Every edit has an exact inverse and an exact JSON form."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import codec, edits
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure
from smrj_desktop.domain.changes import CellRange, ranges
from smrj_desktop.domain.errors import DataError, EditError
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Totals
from smrj_desktop.domain.template import TableKey
from tests.support.plans import cell, one_edit, put, small_plan


def copy(plan: Plan) -> Plan:
    return Plan.from_json(json.loads(codec.canonical(plan.to_json())))


def kept(plan: Plan) -> dict[str, object]:
    """All that an edit may change but the history, which only grows."""
    return {**plan.to_json(), "history": None}


def play(
    data: st.DataObject, plan: Plan, steps: int, first: int = 0
) -> list[tuple[edits.Edit, edits.Applied]]:
    done = []
    for number in range(first, first + steps):
        edit = data.draw(one_edit(plan, number))
        done.append((edit, edits.apply(plan, edit)))
    return done


@given(st.data(), st.integers(1, 12))
def test_any_sequence_undone_gives_the_identical_plan(data: st.DataObject, steps: int) -> None:
    plan = small_plan()
    before = [kept(plan)]
    done = play(data, plan, steps // 2)
    before.append(kept(plan))
    done += play(data, plan, steps - steps // 2, steps // 2)
    after = kept(plan)
    redo = [edits.apply(plan, applied.inverse).inverse for _, applied in reversed(done)]
    assert kept(plan) == before[0]
    for edit in reversed(redo):
        edits.apply(plan, edit)
    assert kept(plan) == after


@given(st.data(), st.integers(1, 12))
def test_any_sequence_written_as_json_and_replayed_gives_the_identical_plan(
    data: st.DataObject, steps: int
) -> None:
    plan, replayed = small_plan(), small_plan()
    written = [json.dumps(edits.to_json(edit)) for edit, _ in play(data, plan, steps)]
    for line in written:
        edits.apply(replayed, edits.from_json(json.loads(line)))
    assert replayed.to_json() == plan.to_json()
    assert replayed.content_hash() == plan.content_hash()


@given(st.data(), st.integers(0, 8))
def test_a_plan_survives_json_history_included(data: st.DataObject, steps: int) -> None:
    plan = small_plan()
    play(data, plan, steps)
    assert copy(plan).to_json() == plan.to_json()


@given(st.data(), st.integers(1, 8))
def test_what_is_shown_is_what_reading_it_back_shows(data: st.DataObject, steps: int) -> None:
    plan = small_plan()
    play(data, plan, steps)
    again = copy(plan)
    for key, table in plan.tables.items():
        for layer, sheet in table.sheets.items():
            assert sheet.figures() == again.table(key).sheet(layer).figures()


@given(st.data(), st.integers(1, 8))
def test_every_single_step_has_an_exact_inverse(data: st.DataObject, steps: int) -> None:
    plan = small_plan()
    for number in range(steps):
        before = kept(plan)
        edit = data.draw(one_edit(plan, number))
        inverse = edits.apply(plan, edit).inverse
        after = kept(plan)
        redo = edits.apply(plan, inverse).inverse
        assert kept(plan) == before
        edits.apply(plan, redo)
        assert kept(plan) == after


def test_a_published_total_without_a_recorded_mark_is_undone_exactly() -> None:
    plan = small_plan()
    total = cell("income_total", "a1")
    put(plan, "grant", "a1", 5)
    edits.apply(plan, edits.StateTotal(cell=total, figure=Figure(5)))
    put(plan, "grant", "a1", NOTHING)
    before = plan.content()
    for edit in (edits.ClearTotal(cell=total), edits.StateTotal(cell=total, figure=Figure(7))):
        edits.apply(plan, edits.apply(plan, edit).inverse)
        assert plan.content() == before


def test_a_published_total_cannot_show_two_marks() -> None:
    edit = edits.StateTotal(cell=cell("income_total", "a1"), figure=NOTHING, zero_mark="0")
    with pytest.raises(EditError):
        edits.apply(small_plan(), edit)


def test_a_held_total_shows_the_mark_of_its_parts() -> None:
    plan = small_plan()
    total = cell("income_total", "a1")
    put(plan, "grant", "a1", 5)
    edits.apply(plan, edits.StateTotal(cell=total, figure=Figure(5)))
    put(plan, "grant", "a1", NOTHING)
    put(plan, "grant", "a1", TRACE, Totals.HOLD)
    assert plan.figure(total) == copy(plan).figure(total) == TRACE


@given(st.data(), st.integers(1, 6))
def test_a_batch_is_all_or_nothing(data: st.DataObject, steps: int) -> None:
    plan = small_plan()
    scratch = copy(plan)
    parts = tuple(edit for edit, _ in play(data, scratch, steps))
    impossible = edits.RemoveIndicator(key="no such indicator")
    before = plan.to_json()
    with pytest.raises(EditError):
        edits.apply(plan, edits.Batch(edits=(*parts, impossible)))
    assert plan.to_json() == before
    inverse = edits.apply(plan, edits.Batch(edits=parts)).inverse
    assert plan.content() == scratch.content()
    edits.apply(plan, inverse)
    assert plan.content() == small_plan().content()


@given(st.data(), st.integers(1, 8))
def test_changes_name_every_cell_that_shows_something_else(data: st.DataObject, steps: int) -> None:
    plan = small_plan()
    for number in range(steps):
        before = copy(plan)
        changes = edits.apply(plan, data.draw(one_edit(plan, number))).changes
        for key, table in plan.tables.items():
            for layer, sheet in table.sheets.items():
                named = {
                    (row, column)
                    for block in changes.cells
                    if (block.table, block.layer) == (key, layer)
                    for row in range(block.top, block.bottom + 1)
                    for column in range(block.left, block.right + 1)
                }
                old = before.table(key).sheet(layer)
                for row in range(1, len(table.template.lines)):
                    for column in range(len(table.template.columns)):
                        if sheet.figure(row, column) != old.figure(row, column):
                            assert (row, column) in named


@given(st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8))))
def test_ranges_cover_exactly_the_cells_given(cells: set[tuple[int, int]]) -> None:
    key = TableKey("budget", "general")
    blocks = ranges(key, "plan", cells)
    covered = [
        (row, column)
        for block in blocks
        for row in range(block.top, block.bottom + 1)
        for column in range(block.left, block.right + 1)
    ]
    assert sorted(covered) == sorted(cells)


def test_a_typed_figure_says_which_cells_to_redraw() -> None:
    changes = edits.apply(small_plan(), edits.SetCell(cell=cell("grant", "a1"), figure=Figure(5))).changes
    key = TableKey("budget", "general")
    columns = [(0, 0), (2, 2), (4, 4)]
    rows = [(1, 1), (3, 3), (5, 5)]
    assert set(changes.cells) == {
        CellRange(key, "plan", top, left, bottom, right) for top, bottom in rows for left, right in columns
    }


def test_history_tells_who_changed_what_and_the_hash_does_not_depend_on_it() -> None:
    plan, silent = small_plan(), small_plan()
    stamp = edits.Stamp(author="企画課", at="2023-03-01T09:00:00+09:00")
    edits.apply(plan, edits.SetCell(cell=cell("grant", "a1"), figure=Figure(106), stamp=stamp))
    edits.apply(plan, edits.SetCell(cell=cell("grant", "a1"), figure=Figure(112), stamp=stamp))
    put(silent, "grant", "a1", 112)
    entry = plan.history[-1]
    assert (entry.place, entry.old, entry.new) == ("budget/general/grant/a1/plan", "106", "112")
    assert (entry.author, entry.at, entry.source) == ("企画課", stamp.at, "hand")
    assert plan.content_hash() == silent.content_hash()


def test_a_passage_cannot_be_moved_below_itself() -> None:
    plan = small_plan()
    before = plan.content()
    for edit in (
        edits.MovePassage(key="I", parent="I-1", index=0),
        edits.MovePassage(key="I", parent="I", index=0),
        edits.MovePassage(key="I", parent="", index=9),
        edits.RemovePassage(key="I"),
        edits.InsertPassage(passage=Passage(key="I", kind=PassageKind.CHAPTER), index=0),
    ):
        with pytest.raises(EditError):
            edits.apply(plan, edit)
    assert plan.content() == before


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"v": 2, "op": "set_cell"},
        {"v": 1, "op": "no_such"},
        {"v": 1, "op": "set_cell"},
        {"v": 1, "op": "set_cell", "cell": ["budget"], "figure": [1, ""]},
        {"v": 1, "op": "set_cell", "cell": ["b", "g", "l", "c", "plan"], "figure": ["1", ""]},
        {"v": 1, "op": "set_cell", "cell": ["b", "g", "l", "c", "plan"], "figure": [True, ""]},
        {"v": 1, "op": "remove_indicator", "key": "a", "extra": 1},
        {"v": 1, "op": "batch", "edits": {}},
        {"v": 1, "op": "batch", "edits": [None]},
    ],
)
def test_json_that_is_no_edit_is_refused_by_name(data: object) -> None:
    with pytest.raises(DataError):
        edits.from_json(data)


def test_half_a_surrogate_pair_in_a_text_is_kept() -> None:
    plan = small_plan()
    edits.apply(plan, edits.SetProfile(name="title", value="計画\ud83d"))
    assert len(plan.content_hash()) == 64
    assert copy(plan).profile.title == "計画\ud83d"
