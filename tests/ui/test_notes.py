"""Notes and the history of places in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.ui.dialogs.history import HistoryDialog
from smrj_desktop.ui.dialogs.note import NoteDialog
from smrj_desktop.ui.models.cell_roles import Look
from tests.support.windows import CELL, at_cell, dialog_of, put

Key = Qt.Key
TEXT = "総務課に確認中"


def active(qtbot, opened) -> None:
    """Waits until the window is the active one again, as after a dialog."""
    opened.window.activateWindow()
    qtbot.waitUntil(opened.window.isActiveWindow)


def write(qtbot, opened, text: str = TEXT) -> None:
    """Writes a note at the place in front, with keys."""
    QTest.keyClick(opened.window, Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    dialog = dialog_of(qtbot, opened, NoteDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.text.hasFocus)
    dialog.text.setPlainText(text)
    QTest.keyClick(dialog.text, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    active(qtbot, opened)


def look(opened) -> Look:
    model = opened.window.pages.statement("budget").model
    at = model.index_of(CELL)
    return model.look(at.row(), at.column())


def rows(panel) -> list[list[str]]:
    items = [panel.list.topLevelItem(at) for at in range(panel.list.topLevelItemCount())]
    return [[item.text(column) for column in range(4)] for item in items]


def test_a_note_at_a_cell_is_marked_listed_changed_resolved_and_taken_back(qtbot, opened):
    window, plan = opened.window, opened.document.plan
    at_cell(opened)
    before = plan.content_hash()
    assert not look(opened).noted
    write(qtbot, opened)
    (note,) = plan.notes
    assert (note.place, note.text, note.author) == (of_cell(CELL), TEXT, opened.document.who_and_when()[0])
    assert plan.content_hash() == before, "a note is no content"
    assert look(opened).noted
    index = window.pages.statement("budget").model.index_of(CELL)
    assert TEXT in index.data(Qt.ItemDataRole.ToolTipRole)
    assert TEXT in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)

    # the same keys open it again; without a change nothing is done
    QTest.keyClick(window, Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    dialog = dialog_of(qtbot, opened, NoteDialog)
    assert dialog.text.toPlainText() == TEXT
    dialog.accept()
    active(qtbot, opened)
    assert opened.document.undo_stack.count() == 1
    write(qtbot, opened, "確認済み。単価は正しい。")
    assert len(plan.notes) == 1 and plan.notes[0].text == "確認済み。単価は正しい。"

    # the panel
    QTest.keyClick(window, Key.Key_F6)
    panel = window.docks.notes
    qtbot.waitUntil(panel.isVisible)
    ((state, place, shown, _author),) = rows(panel)
    assert state == "未解決" and "一般管理費" in place and shown == "確認済み。単価は正しい。"
    QTest.mouseClick(panel.resolve, Qt.MouseButton.LeftButton)
    assert plan.notes[0].resolved and not rows(panel) and not look(opened).noted
    panel.resolved.click()
    assert rows(panel)[0][0] == "解決済み"
    QTest.mouseClick(panel.resolve, Qt.MouseButton.LeftButton)
    assert look(opened).noted
    QTest.mouseClick(panel.remove, Qt.MouseButton.LeftButton)
    assert not plan.notes and not look(opened).noted
    for _ in range(5):
        opened.document.undo_stack.undo()
    assert not plan.notes and opened.document.undo_stack.index() == 0
    for _ in range(2):
        opened.document.undo_stack.redo()
    assert plan.notes[0].text == "確認済み。単価は正しい。"


def test_indicators_and_passages_carry_notes_and_the_list_leads_to_them(qtbot, opened):
    window, plan = opened.window, opened.document.plan
    indicator, passage = plan.indicators[3], next(iter(plan.outline))
    window.pages.show_indicator(indicator.key)
    write(qtbot, opened, "前年度実績を追記")
    model = window.pages.indicators.model
    assert model.is_noted(3) and not model.is_noted(2)
    assert "前年度実績を追記" in model.index(3, 1).data(Qt.ItemDataRole.ToolTipRole)
    window.pages.show_place(passage.key)
    write(qtbot, opened, "表現を確認")
    outline = window.pages.measures.model
    assert outline.index_of(passage.key).data().endswith("［メモ］")

    window.pages.setCurrentIndex(2)
    QTest.keyClick(window, Key.Key_F6)
    panel = window.docks.notes
    qtbot.waitUntil(panel.isVisible)
    # written within one second, they come in either order
    assert {row[2] for row in rows(panel)} == {"表現を確認", "前年度実績を追記"}
    panel.search.setText("実績")
    assert [row[2] for row in rows(panel)] == ["前年度実績を追記"]
    area = panel.list.visualItemRect(panel.list.topLevelItem(0))
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, area.center().y()))
    assert window.pages.current_key == "indicators" and window.pages.place == indicator.key
    # a second note at the same place
    QTest.mouseClick(panel.add, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, opened, NoteDialog)
    assert not dialog.written and not dialog.buttons.buttons()[0].isEnabled()
    dialog.text.setPlainText("数値の根拠も")
    dialog.accept()
    assert [note.place for note in plan.notes].count(indicator.key) == 2


def test_the_history_of_a_cell_takes_one_change_back(qtbot, opened):
    plan = opened.document.plan
    at_cell(opened)
    put(opened, 112)
    put(opened, 115)
    active(qtbot, opened)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(opened.window, Key.Key_H, modifiers)
    dialog = dialog_of(qtbot, opened, HistoryDialog)
    shown = [[dialog.table.cell(row, at).text for at in (3, 4)] for row in range(dialog.table.rowCount())]
    assert shown == [["112", "115"], ["106", "112"]]
    QTest.keyClick(dialog.table, Key.Key_Down)
    QTest.mouseClick(dialog.take_back, Qt.MouseButton.LeftButton)
    assert plan.figure(CELL) == Figure(106) and opened.document.undo_stack.count() == 3
    assert "元に戻す" in opened.document.undo_stack.undoText()
    assert dialog.table.rowCount() == 3, "taking back is a change like any other"
    dialog.table.setCurrentCell(2, 0)
    assert not dialog.take_back.isEnabled() and dialog.problem.isVisible(), "it is 106 already"
    dialog.scope.setCurrentIndex(1)
    assert "予算・一般勘定" in dialog.table.cell(0, 2).text
    dialog.close()
    opened.document.undo_stack.undo()
    assert plan.figure(CELL) == Figure(115)


def test_a_held_total_stays_when_a_change_is_taken_back(qtbot, opened):
    plan, tab = opened.document.plan, at_cell(opened).window.pages.statement("budget")
    total = CELL._replace(line="expenditure_total", column="total")
    put(opened, 112)
    tab.hold.click()
    before = plan.figure(total)
    opened.window.actions_by_key["history"].trigger()
    dialog = dialog_of(qtbot, opened, HistoryDialog)
    QTest.mouseClick(dialog.take_back, Qt.MouseButton.LeftButton)
    assert plan.figure(CELL) == Figure(106)
    at = plan.table(total).locate(total)
    if at in plan.table(total).sheet().stated:
        assert plan.figure(total) == before
    else:
        assert plan.figure(total).value == before.value - 6


@pytest.mark.parametrize("tab", range(5))
def test_every_tab_names_a_place_and_nothing_breaks_without_one(qtbot, opened, tab):
    opened.window.pages.setCurrentIndex(tab)
    opened.window.actions_by_key["history"].trigger()
    dialog = dialog_of(qtbot, opened, HistoryDialog)
    # the plan itself has no history of its own beside that of the whole plan
    assert dialog.scope.count() == (2 if opened.window.pages.place else 1)
    assert not dialog.take_back.isEnabled()
    dialog.close()
