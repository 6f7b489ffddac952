"""The frame and its commands, through the real window with a real worker."""

from __future__ import annotations

import os
import signal
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton

from smrj_desktop import messages
from smrj_desktop.domain import STATEMENTS, edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.io import presence, workbook_read, workbook_write
from smrj_desktop.io.worker import Worker
from smrj_desktop.ui import settings, theme
from tests.support.windows import CELL, idle, put, session


def test_a_pristine_window_opens_a_file_in_its_place(qtbot, plan_file):
    with session(qtbot) as opened:
        opened.door.to_open = plan_file
        QTest.keyClick(opened.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
        idle(qtbot, opened)
        assert opened.document.path == plan_file
        assert plan_file.name in opened.window.windowTitle()
        assert opened.settings.recent == [str(plan_file)]


def test_a_window_in_use_opens_a_file_in_a_process_of_its_own(qtbot, plan_file, monkeypatch):
    launched = []
    with session(qtbot) as opened:
        monkeypatch.setattr(opened.files, "_launch", launched.append)
        opened.document.do(edits.SetCell(cell=CELL, figure=Figure(7)), "")
        opened.files.open_path(plan_file)
        assert launched == [plan_file] and opened.document.path is None
        opened.files.new()
        assert launched == [plan_file, None]


def test_a_file_that_cannot_be_opened_leaves_what_was_open(qtbot, tmp_path):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 cut off")
    with session(qtbot) as opened:
        before = opened.document.plan.content_hash()
        opened.files.open_path(bad)
        idle(qtbot, opened)
        ((message, parameters),) = opened.door.told
        assert messages.text(message, **parameters).endswith("。")
        assert opened.document.plan.content_hash() == before and opened.document.path is None


def test_started_on_a_bad_file_the_window_shows_the_built_in_plan(qtbot, tmp_path):
    with session(qtbot, tmp_path / "missing.xlsx") as opened:
        assert len(opened.door.told) == 1
        assert opened.document.pristine
        assert opened.window.pages.count() == 5


def test_save_and_close_waits_for_the_save(qtbot, tmp_path):
    path = tmp_path / "out.xlsx"
    with session(qtbot) as opened:
        opened.document.do(edits.SetCell(cell=CELL, figure=Figure(7)), "")
        opened.door.answer, opened.door.to_save = "save", path
        opened.window.close()
        qtbot.waitUntil(lambda: not opened.window.isVisible())
        assert path.exists() and not opened.document.dirty


def test_a_save_that_fails_says_so_and_keeps_the_plan_unsaved(qtbot, tmp_path):
    with session(qtbot) as opened:
        opened.document.do(edits.SetCell(cell=CELL, figure=Figure(7)), "")
        opened.door.to_save = tmp_path / "no such folder" / "out.xlsx"
        opened.files.save()
        idle(qtbot, opened)
        assert len(opened.door.told) == 1 and opened.document.dirty


def test_a_cancelled_save_leaves_the_old_file(qtbot, plan_file):
    before = plan_file.read_bytes()
    with session(qtbot, plan_file) as opened:
        opened.document.do(edits.SetCell(cell=CELL, figure=Figure(7)), "")
        opened.files.save()
        cancel = next(
            button
            for button in opened.window.statusBar().findChildren(QPushButton)
            if button.text() == messages.text("window.cancel")
        )
        assert cancel.isVisible()
        QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
        assert not opened.tasks.busy and opened.document.dirty
        assert plan_file.read_bytes() == before
        opened.files.save()
        idle(qtbot, opened)
        assert not opened.document.dirty and not opened.door.told


def test_a_file_changed_by_hand_opens_with_its_findings(qtbot, plan_file, tmp_path):
    import openpyxl

    book = openpyxl.load_workbook(plan_file)
    sheet = next(sheet for sheet in book.worksheets if sheet["A1"].value == "smrj/statement/budget/general")
    row = next(cell.row for cell in sheet["A"] if cell.value == "expenditure_total")
    column = next(cell.column for cell in sheet[1] if cell.value == "total")
    sheet.cell(row, column).value = 1_700_000
    book.save(plan_file)
    with session(qtbot, plan_file) as opened:
        dialog = opened.window.findChild(QDialog)
        assert dialog is not None and dialog.table.rowCount() == 1
        assert opened.document.dirty
        dialog.reject()


def test_tabs_turn_with_the_keyboard(qtbot):
    with session(qtbot) as opened:
        window = opened.window
        for number in range(1, 6):
            QTest.keyClick(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.AltModifier)
            assert window.pages.currentIndex() == number - 1
        QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        assert window.pages.currentIndex() == 0
        QTest.keyClick(window, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
        assert window.pages.currentIndex() == 4


def test_the_account_is_the_same_in_all_statements_and_the_chart(qtbot):
    with session(qtbot) as opened:
        window = opened.window
        window.pages.setCurrentIndex(2)
        window.pages.statement("budget").accounts.setCurrentIndex(3)
        assert {window.pages.statement(key).account for key in STATEMENTS} == {"small_enterprise"}
        assert window.docks.chart.account == "small_enterprise"


def test_the_window_remembers_how_it_was_left(qtbot):
    stored = settings.Settings(theme="light")
    with session(qtbot, stored=stored) as opened:
        opened.window.pages.setCurrentIndex(4)
        opened.window.pages.statement("cash").set_account("bankruptcy")
        opened.window.actions_by_key["chart"].trigger()
        assert not opened.window.docks.frames["chart"].isVisible()
        opened.window.close()
    again, complaint = settings.load()
    assert complaint is None
    assert (again.last_tab, again.last_account, again.chart_visible) == ("cash", "bankruptcy", False)


def test_language_and_theme_change_at_once(qtbot):
    with session(qtbot) as opened:
        window = opened.window
        opened.document.do(edits.SetCell(cell=CELL, figure=Figure(7)), "step")
        try:
            window.actions_by_key["language_en"].trigger()
            assert window.pages.tabText(2) == "Budget"
            assert "step" in window.actions_by_key["undo"].text()
            window.actions_by_key["theme_dark"].trigger()
            assert theme.current().dark
        finally:
            window.actions_by_key["language_ja"].trigger()
            window.actions_by_key["theme_light"].trigger()
        assert window.pages.tabText(2) == "予算" and not theme.current().dark


def test_a_change_of_language_leaves_no_old_charts_behind(qtbot):
    with session(qtbot) as opened:
        window, panels = opened.window, set()
        for language in ("en", "ja"):
            panels.add(window.docks.chart)
            window.actions_by_key[f"language_{language}"].trigger()
            qtbot.waitUntil(lambda: window.whole and window.docks.chart not in panels)
        qtbot.waitUntil(lambda: window.findChildren(type(window.docks.chart)) == [window.docks.chart])


def test_undo_and_redo_are_named_and_dimmed(qtbot):
    with session(qtbot) as opened:
        act = opened.window.actions_by_key
        assert not act["undo"].isEnabled() and not act["redo"].isEnabled()
        opened.document.do(edits.SetCell(cell=CELL, figure=Figure(7)), "7 を入力")
        assert act["undo"].isEnabled() and "7 を入力" in act["undo"].text()
        act["undo"].trigger()
        assert not act["undo"].isEnabled() and "7 を入力" in act["redo"].text()
        # what was undone may stand in another tab
        assert opened.window.statusBar().currentMessage() == "元に戻しました：7 を入力"
        act["redo"].trigger()
        assert opened.window.statusBar().currentMessage() == "やり直しました：7 を入力"


def test_a_build_up_is_entered_from_the_table_and_is_one_step(qtbot):
    with session(qtbot) as opened:
        tab = opened.window.pages.statement("budget")
        opened.window.pages.setCurrentIndex(2)
        tab.show_cell(CELL._replace(line="expenditure_total"))
        assert not tab.build_up.isEnabled(), "a total has no build-up of its own"
        tab.show_cell(CELL)
        QTest.mouseClick(tab.build_up, Qt.MouseButton.LeftButton)
        dialog = opened.window.findChild(QDialog)
        assert "一般管理費" in dialog.windowTitle()
        dialog.table.item(0, 2).setText("1,499")
        dialog.accept()
        assert opened.document.plan.figure(CELL) == Figure(1)
        assert opened.document.undo_stack.count() == 1
        assert not tab.model.flags(tab.model.index_of(CELL)) & Qt.ItemFlag.ItemIsEditable
        opened.document.undo_stack.undo()
        assert opened.document.plan.figure(CELL) == Figure(106)


def test_last_years_plan_is_entered_beside_this_years(qtbot, tmp_path):
    path = tmp_path / "layers.xlsx"
    last = CELL._replace(layer="last_plan")
    with session(qtbot) as opened:
        tab = opened.window.pages.statement("budget")
        tab.show_cell(last)
        index = tab.model.index_of(last)
        assert index.data() == ""
        assert tab.model.setData(index, "△ 98")
        assert opened.document.plan.figure(last) == Figure(-98)
        assert opened.document.plan.figure(CELL) == Figure(106)
        opened.door.to_save = path
        opened.files.save()
        idle(qtbot, opened)
    with session(qtbot, path) as opened:
        assert opened.document.plan.figure(last) == Figure(-98)
        assert opened.document.plan.figure(last._replace(line="expenditure_total")) == Figure(-98)


def test_a_tab_with_a_refused_input_stays_in_front(qtbot):
    with session(qtbot) as opened:
        window, pages = opened.window, opened.window.pages
        pages.setCurrentIndex(2)
        budget = pages.statement("budget")
        budget.show_cell(CELL)
        QTest.keyClicks(budget.view, "x")
        for key in (Qt.Key.Key_1, Qt.Key.Key_4):
            QTest.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
            assert pages.current_key == "budget" and budget.view.hint.isVisible()
        assert not window.close()
        QTest.keyClick(budget.view._delegate.editor, Qt.Key.Key_Escape)
        QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        pages.measures.show_passage("I-2-2-2-p8")
        pages.measures.passage_form.figures.setText("多数")
        QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
        assert pages.current_key == "measures" and pages.measures.passage_form.error.isVisible()
        assert not window.close()
        pages.measures.passage_form.figures.clear()


def test_a_language_that_was_not_taken_is_not_ticked(qtbot):
    with session(qtbot) as opened:
        window, pages = opened.window, opened.window.pages
        pages.setCurrentIndex(2)
        budget = pages.statement("budget")
        budget.show_cell(CELL)
        QTest.keyClicks(budget.view, "x")
        window.actions_by_key["language_en"].trigger()
        assert messages.language() == "ja" and pages.tabText(2) == "予算"
        assert window.actions_by_key["language_ja"].isChecked()
        assert not window.actions_by_key["language_en"].isChecked()
        QTest.keyClick(budget.view._delegate.editor, Qt.Key.Key_Escape)


def test_what_is_being_typed_while_a_file_is_read_is_kept(qtbot, plan_file, monkeypatch):
    launched = []
    with session(qtbot) as opened:
        monkeypatch.setattr(opened.files, "_launch", launched.append)
        opened.window.pages.setCurrentIndex(2)
        budget = opened.window.pages.statement("budget")
        budget.show_cell(CELL)
        opened.files.open_path(plan_file)
        QTest.keyClicks(budget.view, "7")
        idle(qtbot, opened)
        assert launched == [plan_file]
        assert opened.document.plan.figure(CELL) == Figure(7)


def test_a_cancelled_job_is_said_and_work_goes_on(qtbot, plan_file):
    with session(qtbot, plan_file) as opened:
        before = plan_file.read_bytes()
        opened.document.do(edits.SetCell(cell=CELL, figure=Figure(112)), "")
        opened.files.save()
        opened.window._cancel.click()
        assert not opened.tasks.busy
        assert opened.window.statusBar().currentMessage() == messages.text("task.cancelled")
        assert opened.document.dirty and plan_file.read_bytes() == before
        opened.files.save()
        idle(qtbot, opened)
        assert not opened.document.dirty and not opened.door.told


def test_a_save_that_was_cancelled_and_finished_all_the_same_is_recognised(qtbot, plan_file, monkeypatch):
    monkeypatch.setattr(presence, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(presence, "SETTLE_SECONDS", 0.02)
    with session(qtbot, plan_file) as opened:
        put(opened, 112)
        finished_and_cancelled(qtbot, opened, plan_file)
        assert opened.document.dirty
        qtbot.waitUntil(lambda: not opened.document.dirty)
        assert opened.window.banner.keys() == ()
        opened.document.do(edits.SetCell(cell=CELL, figure=Figure(113)), "")
        opened.files.save()
        idle(qtbot, opened)
        assert not opened.document.dirty and not opened.door.told


def finished_and_cancelled(qtbot, opened, plan_file) -> None:
    """A save that stands in the file, and of which the window has not heard when it is cancelled."""
    before = plan_file.read_bytes()
    with pytest.MonkeyPatch.context() as deaf:
        deaf.setattr(Worker, "poll", lambda _self: [])
        opened.files.save()
        qtbot.waitUntil(lambda: plan_file.read_bytes() != before)
        opened.tasks.cancel()


@pytest.mark.parametrize("tries", [1, 2])
def test_the_next_save_recognises_it_at_once(qtbot, plan_file, tries):
    """Without waiting for the file to be looked at, and without a question about one's own work."""
    with session(qtbot, plan_file) as opened:
        put(opened, 112)
        finished_and_cancelled(qtbot, opened, plan_file)
        for amount in range(113, 113 + tries):
            put(opened, amount)
            opened.files.save()
            if amount < 112 + tries:
                opened.tasks.cancel()
        idle(qtbot, opened)
        assert not opened.document.dirty and not opened.door.told
        assert opened.window.banner.keys() == ()
        read, _ = workbook_read.read(plan_file)
        assert read.figure(CELL) == Figure(112 + tries)


def test_the_work_of_another_over_an_unconfirmed_save_is_asked_about(qtbot, plan_file):
    with session(qtbot, plan_file) as opened:
        put(opened, 112)
        finished_and_cancelled(qtbot, opened, plan_file)
        theirs, _ = workbook_read.read(plan_file)
        edits.apply(theirs, edits.SetCell(cell=CELL, figure=Figure(5)))
        workbook_write.write(theirs, plan_file, plan_file)
        stands = plan_file.read_bytes()
        put(opened, 113)
        opened.files.save()
        idle(qtbot, opened)
        assert [message for message, _ in opened.door.told] == ["save.conflict"]
        assert opened.document.dirty and plan_file.read_bytes() == stands


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize("moment_s", [0.0, 0.1, 0.3])
def test_the_death_of_the_worker_is_said_and_another_one_saves(qtbot, plan_file, moment_s):
    with session(qtbot, plan_file) as opened:
        opened.document.do(edits.SetCell(cell=CELL, figure=Figure(112)), "")
        opened.files.save()
        qtbot.wait(round(1000 * moment_s))
        process = opened.tasks._worker.process_id
        if process is not None and opened.tasks.busy:
            os.kill(process, signal.SIGKILL)
            idle(qtbot, opened)
            assert [message for message, _ in opened.door.told] in ([], ["worker.crashed"])
            opened.document.do(edits.SetCell(cell=CELL, figure=Figure(113)), "")
            opened.files.save()
        idle(qtbot, opened)
        assert not opened.document.dirty
