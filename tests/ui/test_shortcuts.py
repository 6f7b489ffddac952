"""The list of shortcuts, and what the status bar says of a selection."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from smrj_desktop.ui.actions import COMMANDS
from smrj_desktop.ui.dialogs.shortcuts import Shortcuts
from smrj_desktop.ui.grid_keys import GRID_KEYS
from tests.support.windows import CELL, at_cell, dialog_of

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(opened):
    return at_cell(opened)


def test_every_shortcut_stands_in_the_list_and_words_narrow_it(qtbot, opened):
    QTest.keyClick(opened.window, Qt.Key.Key_Slash, CONTROL)
    dialog = dialog_of(qtbot, opened, Shortcuts)
    table = dialog.table
    shown = {table.cell(row, 0).text for row in range(table.rowCount())}
    for command in COMMANDS:
        if command.keys is not None:
            keys = QKeySequence(command.keys).toString(QKeySequence.SequenceFormat.NativeText)
            assert keys in shown
    headings = sum(table.cell(row, 0).heading for row in range(table.rowCount()))
    with_keys = sum(command.keys is not None for command in COMMANDS)
    assert table.rowCount() == headings + with_keys + len(GRID_KEYS)
    dialog.words.setText("右方向")
    assert [table.cell(row, 0).text for row in range(table.rowCount())] == ["編集", "Ctrl+R"]
    QTest.keyClicks(dialog.words, "x?")
    assert table.rowCount() == 0
    dialog.reject()


def test_a_selection_is_summed_up_and_copied(qtbot, opened):
    summary, budget = opened.window.summary, opened.window.pages.statement("budget")
    assert not summary.isVisible()
    first = budget.model.index_of(CELL)
    second = budget.model.index(first.row() + 1, first.column())
    area = QItemSelection(first, second)
    budget.view.selectionModel().select(area, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    qtbot.waitUntil(summary.isVisible)
    figures = [budget.model.figure(first).value, budget.model.figure(second).value]
    assert figures[0] == 106
    assert f"合計 {sum(figures):,}" in summary.text() and "件数 2" in summary.text()
    assert "差" in summary.text() and "平均" in summary.text()
    summary.menu().actions()[0].trigger()
    assert QApplication.clipboard().text() == str(sum(figures))
    QTest.keyClick(budget.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: not summary.isVisible())


def test_the_menu_fills_the_table_in_front(qtbot, opened):
    budget = opened.window.pages.statement("budget")
    first = budget.model.first_editable()
    below = budget.model.index(first.row() + 1, first.column())
    before = budget.model.figure(below)
    assert before != budget.model.figure(first)
    budget.view.setCurrentIndex(below)
    QTest.keyClick(opened.window, Qt.Key.Key_D, CONTROL)
    assert budget.model.figure(below) == budget.model.figure(first)
    assert opened.document.undo_stack.count() == 1
    QTest.keyClick(opened.window, Qt.Key.Key_Z, CONTROL)
    assert budget.model.figure(below) == before
    opened.window.pages.setCurrentIndex(0)
    QTest.keyClick(opened.window, Qt.Key.Key_D, CONTROL)
    assert opened.document.undo_stack.index() == 0, "the text has no table"
