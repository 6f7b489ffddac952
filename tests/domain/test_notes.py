"""Notes: part of the plan's file, no part of its content, merged without a question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.edit_kinds import PutNote, RemoveNote
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.merge import merge
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.plan import Plan
from tests.support.merges import applied, copy
from tests.support.plans import notes, small_plan

NOTE = Note(key="n1", place="I-1-p1", text="根拠を確認", author="企画課", at="2023-03-01T09:00:00+09:00")


def with_notes(*given_notes: Note) -> Plan:
    return applied(small_plan(), [PutNote(note=note) for note in given_notes])


def test_a_note_is_no_content_but_it_would_be_lost_without_a_save() -> None:
    plan, noted = small_plan(), with_notes(NOTE)
    assert noted.content_hash() == plan.content_hash()
    assert noted.whole_hash() != plan.whole_hash()
    assert copy(noted).notes == (NOTE,)


def test_a_plan_of_an_earlier_version_has_no_notes() -> None:
    data = with_notes(NOTE).to_json()
    del data["notes"]
    assert Plan.from_json(data).notes == ()


def test_history_alone_is_nothing_to_lose() -> None:
    plan = small_plan()
    stamp = edits.Stamp(author="企画課", at=NOTE.at)
    applied_once = edits.apply(plan, edits.SetProfile(name="title", value="新", stamp=stamp))
    edits.apply(plan, edits.stamped(applied_once.inverse, stamp))
    assert len(plan.history) == 2 and plan.whole_hash() == small_plan().whole_hash()


@pytest.mark.parametrize("field", ["key", "place", "text"])
def test_a_note_says_something_about_some_place(field: str) -> None:
    plan = small_plan()
    with pytest.raises(EditError):
        edits.apply(plan, PutNote(note=replace(NOTE, **{field: ""})))
    with pytest.raises(EditError):
        edits.apply(plan, RemoveNote(key="n1"))
    assert plan.notes == ()


def test_the_history_tells_of_a_note_that_was_settled() -> None:
    plan, stamp = small_plan(), edits.Stamp(author="企画課", at=NOTE.at)
    for edit in (
        PutNote(note=NOTE),
        PutNote(note=replace(NOTE, resolved_by="経理課", resolved_at=NOTE.at)),
        RemoveNote(key="n1"),
    ):
        edits.apply(plan, edits.stamped(edit, stamp))
    assert [(entry.place, entry.old, entry.new) for entry in plan.history] == [
        ("note/n1", "", "根拠を確認"),
        ("note/n1", "根拠を確認", "✓ 根拠を確認"),
        ("note/n1", "✓ 根拠を確認", ""),
    ]


def merged(base: Plan, mine: Plan, theirs: Plan) -> tuple[Note, ...]:
    outcome = merge(base, mine, theirs)
    assert outcome.conflicts == () == outcome.taken
    return applied(mine, outcome.edits).notes


def test_notes_of_both_sides_come_together() -> None:
    base = with_notes(NOTE)
    mine = with_notes(NOTE, replace(NOTE, key="n2"))
    theirs = with_notes(NOTE, replace(NOTE, key="n3"))
    assert [note.key for note in merged(base, mine, theirs)] == ["n1", "n2", "n3"]


def test_of_two_versions_the_later_one_stands_and_settling_counts() -> None:
    settled = replace(NOTE, resolved_by="経理課", resolved_at="2023-03-03")
    rewritten = replace(NOTE, text="再確認", at="2023-03-02")
    base, mine, theirs = with_notes(NOTE), with_notes(rewritten), with_notes(settled)
    assert merged(base, mine, theirs) == merged(base, theirs, mine) == (settled,)
    opened_again = replace(settled, resolved_by="", resolved_at="2023-03-04")
    assert not opened_again.resolved
    assert merged(theirs, with_notes(opened_again), with_notes(rewritten)) == (opened_again,)


def test_a_removal_is_taken_over_unless_the_note_was_changed() -> None:
    base, changed, removed = with_notes(NOTE), with_notes(replace(NOTE, text="再確認")), small_plan()
    assert merged(base, base, removed) == () == merged(base, removed, base)
    assert merged(base, changed, removed) == changed.notes == merged(base, removed, changed)


@given(st.data())
def test_both_directions_of_a_merge_come_to_the_same_and_lose_no_new_note(data: st.DataObject) -> None:
    def some(fresh: int, plan: Plan) -> Plan:
        put = data.draw(st.lists(notes(fresh), max_size=3))
        result = applied(plan, [PutNote(note=note) for note in put])
        gone = data.draw(st.sets(st.sampled_from(sorted({note.key for note in result.notes} or {""}))))
        return applied(result, [RemoveNote(key=key) for key in sorted(gone - {""})])

    base = some(0, small_plan())
    mine, theirs = some(1, copy(base)), some(2, copy(base))
    result = merged(base, mine, theirs)
    assert result == merged(base, theirs, mine)
    before = {note.key: note for note in base.notes}
    changed = {n.key for side in (mine, theirs) for n in side.notes if before.get(n.key) != n}
    assert changed <= {note.key for note in result}
