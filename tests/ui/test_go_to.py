"""Ctrl+P: a part of a name, arrows, Enter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from smrj_desktop.ui.dialogs.go_to import GoTo
from tests.support.windows import CELL, dialog_of

CONTROL = Qt.KeyboardModifier.ControlModifier


def ask(qtbot, opened, name: str) -> GoTo:
    """Asks for a name as an input method hands it over."""
    QTest.keyClick(opened.window, Qt.Key.Key_P, CONTROL)
    dialog = dialog_of(qtbot, opened, GoTo)
    qtbot.waitUntil(dialog.words.hasFocus)
    typed = QInputMethodEvent("", [])
    typed.setCommitString(name)
    QApplication.sendEvent(dialog.words, typed)
    return dialog


def go(qtbot, opened, dialog: GoTo) -> None:
    """Presses Enter; the offscreen platform does not give the window back its focus by itself."""
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    opened.window.activateWindow()
    qtbot.waitUntil(opened.window.isActiveWindow)


def test_a_line_is_reached_from_any_tab_and_takes_the_next_key(qtbot, opened):
    opened.window.pages.setCurrentIndex(0)
    dialog = ask(qtbot, opened, "一般管理費")
    assert dialog.table.cell(0, 0).text == "一般管理費"
    assert dialog.table.cell(0, 1).text == "一般勘定・予算"
    go(qtbot, opened, dialog)
    budget = opened.window.pages.statement("budget")
    assert opened.window.pages.currentWidget() is budget
    assert budget.current_cell().line == "general_admin" and budget.account == "general"
    qtbot.waitUntil(budget.view.hasFocus)


def test_arrows_choose_while_the_field_keeps_the_focus(qtbot, opened):
    dialog = ask(qtbot, opened, "一般管理費")
    QTest.keyClick(dialog.words, Qt.Key.Key_Down)
    QTest.keyClick(dialog.words, Qt.Key.Key_Down)
    QTest.keyClick(dialog.words, Qt.Key.Key_Up)
    assert dialog.table.currentRow() == 1 and dialog.words.hasFocus()
    wanted = dialog.table.cell(1, 1).text
    go(qtbot, opened, dialog)
    cell = opened.window.pages.statement(opened.window.pages.current_key).current_cell()
    label = opened.document.plan.account(cell.account).label
    assert wanted.startswith(label) and cell.line == "general_admin"


def test_indicators_and_passages_are_reached(qtbot, opened):
    indicator = opened.document.plan.indicators[3]
    dialog = ask(qtbot, opened, indicator.name)
    qtbot.mouseClick(
        dialog.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=dialog.table.visualItemRect(dialog.table.item(0, 0)).center(),
    )
    opened.window.activateWindow()
    qtbot.waitUntil(opened.window.isActiveWindow)
    tab = opened.window.pages.indicators
    assert opened.window.pages.currentWidget() is tab
    assert tab.model.indicator(tab.view.currentIndex().row()).key == indicator.key
    passage = next(item for item in opened.document.plan.outline if len(item.text) > 10)
    dialog = ask(qtbot, opened, passage.text)
    go(qtbot, opened, dialog)
    assert opened.window.pages.current_key == "measures"


def test_what_does_not_exist_is_said_and_escape_leaves_all_as_it_was(qtbot, opened):
    opened.window.pages.setCurrentIndex(2)
    opened.window.pages.statement("budget").show_cell(CELL)
    dialog = ask(qtbot, opened, "存在しない")
    assert dialog.table.rowCount() == 0 and "ありません" in dialog.said.text()
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(dialog.words, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert opened.window.pages.statement("budget").current_cell() == CELL
