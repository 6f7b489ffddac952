"""Checks behind the window: live for a plan of common size, in a process of its own for a large one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.checks.localise import Localiser
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.statements import Totals
from smrj_desktop.io import builtin
from smrj_desktop.ui import checking
from tests.support.windows import CELL, idle, session


def slip(opened, amount: int = 160) -> None:
    opened.document.do(SetCell(cell=CELL, figure=Figure(amount), totals=Totals.HOLD), str(amount))


def settle(qtbot, opened) -> None:
    qtbot.waitUntil(lambda: not opened.checking.searching)


def test_a_key_is_checked_before_the_event_loop_turns(qtbot):
    with session(qtbot) as opened:
        opened.window.pages.setCurrentIndex(2)
        budget = opened.window.pages.statement("budget")
        budget.show_cell(CELL)
        budget.hold.setChecked(True)
        budget.view.setFocus()
        QTest.keyClick(QApplication.focusWidget(), "7")
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        # without another turn of the loop: the verdict, the findings and the marks are there
        assert opened.checking.holds is False
        assert opened.checking.mark(CELL._replace(column="environment_total")) == "error"
        assert opened.checking.searching
        settle(qtbot, opened)
        assert opened.checking.mark(CELL) == "error" and opened.checking.about(CELL)


def test_a_search_is_given_up_when_the_plan_is_edited_and_begun_anew(qtbot, monkeypatch):
    begun = []
    steps = Localiser.steps

    def counted(self):
        begun.append(self)
        yield
        yield from steps(self)

    monkeypatch.setattr(Localiser, "steps", counted)
    with session(qtbot) as opened:
        slip(opened)
        qtbot.waitUntil(lambda: len(begun) == 1)
        slip(opened, 601)
        settle(qtbot, opened)
        assert len(begun) == 2
        error = next(item for item in opened.checking.findings if item.suspects)
        assert error.suspects[0].value == Figure(601)


def test_another_plan_is_checked_afresh(qtbot):
    with session(qtbot) as opened:
        slip(opened)
        settle(qtbot, opened)
        opened.document.replace(builtin.load())
        assert opened.checking.holds is True and opened.checking.mark(CELL) == ""


def test_another_language_does_not_have_everything_checked_twice(qtbot, monkeypatch):
    with session(qtbot) as opened:
        try:
            opened.window.actions_by_key["language_en"].trigger()
            qtbot.waitUntil(lambda: opened.window.whole)
            looked = []
            update = opened.checking.review.update
            monkeypatch.setattr(opened.checking.review, "update", lambda c: looked.append(c) or update(c))
            slip(opened)
            assert len(looked) == 1
            assert "rounding" in opened.window.docks.findings.verdict.text()
        finally:
            opened.window.actions_by_key["language_ja"].trigger()
        qtbot.waitUntil(lambda: opened.window.whole)


@pytest.fixture
def large(monkeypatch):
    """As if the built-in plan were a large one."""
    monkeypatch.setattr(checking, "LIVE_CELLS", 100)
    monkeypatch.setattr(checking, "REST_MS", 1)


def test_a_large_plan_is_checked_elsewhere_and_the_window_goes_on(qtbot, large, tmp_path):
    with session(qtbot) as opened:
        assert opened.checking.review is None
        # neither an edit nor a save waits for the check
        slip(opened)
        assert opened.checking.searching
        opened.door.to_save = tmp_path / "p.xlsx"
        opened.files.save_as()
        idle(qtbot, opened)
        assert (tmp_path / "p.xlsx").exists()
        settle(qtbot, opened)
        error = next(item for item in opened.checking.findings if item.suspects)
        assert opened.checking.holds is False and error.suspects[0].cell == CELL
        opened.document.undo_stack.undo()
        assert opened.checking.searching
        settle(qtbot, opened)
        assert opened.checking.holds is True
        opened.window.actions_by_key["inspector"].trigger()
        opened.window.pages.show_cell(CELL)
        assert "大きい" in opened.window.docks.inspector.title.text()
        assert not opened.window.docks.inspector.prove.isEnabled()


def test_what_was_found_for_an_older_state_is_not_shown(qtbot, large):
    with session(qtbot) as opened:
        settle(qtbot, opened)
        # the first check may be over before anybody looks, so that of an edit is caught under way
        slip(opened, 107)
        qtbot.waitUntil(lambda: opened.checking._tasks.busy)
        slip(opened)
        settle(qtbot, opened)
        assert opened.checking.holds is False
