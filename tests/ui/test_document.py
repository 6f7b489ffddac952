"""The document: undo, redo, the unsaved mark, stamps."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.errors import EditError
from smrj_desktop.ui.document import Document, Standing
from tests.support.plans import cell, small_plan


@pytest.fixture
def document(qtbot) -> Document:
    clock = lambda: datetime(2023, 3, 1, 9, tzinfo=UTC)  # noqa: E731
    return Document(small_plan(), author="企画課", clock=clock)


def typed(amount: int) -> edits.SetCell:
    return edits.SetCell(cell=cell("grant", "a1"), figure=Figure(amount))


def test_an_edit_is_applied_once_and_told_once(document, qtbot):
    told = []
    document.changed.connect(told.append)
    changes = document.do(typed(5), "5 を入力")
    assert told == [changes] and changes
    assert document.plan.figure(cell("income_total", "total")) == Figure(5)
    assert document.undo_stack.undoText() == "5 を入力"


def test_undo_and_redo_move_the_plan_and_tell_of_it(document):
    before = document.plan.content()
    told = []
    document.do(typed(5), "")
    after = document.plan.content()
    document.changed.connect(told.append)
    document.undo_stack.undo()
    assert document.plan.content() == before
    document.undo_stack.redo()
    assert document.plan.content() == after
    assert len(told) == 2 and all(told)


def test_a_refused_edit_leaves_no_step_behind(document):
    with pytest.raises(EditError):
        document.do(edits.SetCell(cell=cell("income_total", "a1"), figure=Figure(1)), "")
    assert document.undo_stack.count() == 0 and not document.dirty


def test_history_knows_who_when_and_that_an_undo_was_one(document):
    document.do(typed(5), "")
    document.undo_stack.undo()
    document.undo_stack.redo()
    entries = document.plan.history
    assert [entry.source for entry in entries] == ["hand", "undo", "redo"]
    assert {(entry.author, entry.at) for entry in entries} == {("企画課", "2023-03-01T09:00:00+00:00")}


def test_the_unsaved_mark_follows_undo_across_a_save(document):
    assert document.pristine and not document.dirty
    document.do(typed(5), "")
    document.saved(Standing(path=Path("plan.xlsx")), document.state)
    assert not document.dirty
    document.undo_stack.undo()
    assert document.dirty
    document.undo_stack.redo()
    assert not document.dirty
    document.undo_stack.undo()
    document.do(typed(7), "")
    assert document.dirty, "as many steps as when it was saved, but not the same ones"


def test_an_edit_made_while_saving_stays_unsaved(document):
    document.do(typed(5), "")
    state = document.state
    document.do(typed(6), "")
    document.saved(Standing(path=Path("plan.xlsx")), state)
    assert document.dirty
    document.undo_stack.undo()
    assert not document.dirty


def test_another_plan_starts_afresh(document, qtbot):
    document.do(typed(5), "")
    with qtbot.waitSignals([document.replaced, document.file_changed]):
        document.replace(small_plan(), Standing(path=Path("other.xlsx")))
    assert document.undo_stack.count() == 0 and not document.dirty and not document.pristine
    document.replace(small_plan(), Standing(path=Path("other.xlsx")), repaired=True)
    assert document.dirty, "the file does not hold what is shown"
