"""The unit figures are shown in and the one they are entered in, in the real window."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.ui import table_moves
from smrj_desktop.ui.dialogs.entry_unit import EntryUnitDialog
from tests.support.windows import CELL, at_cell, dialog_of

Key = Qt.Key
LARGE = CELL._replace(line="other_expenditure")


def shown(opened, cell=LARGE) -> str:
    return opened.window.pages.statement("budget").model.index_of(cell).data()


def show_in(opened, unit: Unit) -> None:
    opened.window.actions_by_key[f"unit_{unit.name.lower()}"].trigger()


def test_the_shown_unit_changes_tables_statistics_and_charts_at_once_and_nothing_of_the_plan(qtbot, opened):
    plan, window = opened.document.plan, opened.window
    tab = at_cell(opened, LARGE).window.pages.statement("budget")
    before, width = plan.content_hash(), tab.view.columnWidth(0)
    assert shown(opened) == "235,013" and "単位：百万円" in tab.unit.text()
    show_in(opened, Unit.HUNDRED_MILLION)
    assert shown(opened) == "2,350" and "表示単位：億円、入力単位：百万円" in tab.unit.text()
    assert "億円" in window.docks.chart.accessibleDescription()
    spoken = tab.model.index_of(LARGE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "2,350 億円" in spoken
    show_in(opened, Unit.YEN)
    assert shown(opened) == "235,013,000,000" and tab.view.columnWidth(0) > width
    at = tab.model.index_of(LARGE)
    below = tab.model.index(at.row() + 1, at.column())
    tab.view.selectionModel().select(QItemSelection(at, below), table_moves.ALL_ELSE_OUT)
    qtbot.waitUntil(window.summary.isVisible)
    show_in(opened, Unit.THOUSAND)
    total = (235_013 + plan.figure(tab.model.cell_key(below)).value) * 1000
    qtbot.waitUntil(lambda: f"{total:,}" in window.summary.text())
    show_in(opened, Unit.MILLION)
    assert shown(opened) == "235,013" and tab.view.columnWidth(0) == width
    assert plan.content_hash() == before and opened.document.undo_stack.count() == 0
    assert window.actions_by_key["unit_million"].isChecked()


def test_what_is_typed_is_in_the_shown_unit_and_what_is_edited_loses_no_digit(qtbot, opened):
    plan = opened.document.plan
    view = at_cell(opened, LARGE).window.pages.view
    show_in(opened, Unit.HUNDRED_MILLION)
    QTest.keyClick(view, Key.Key_F2)
    (editor,) = [line for line in view.findChildren(QLineEdit) if line.isVisible()]
    assert editor.text() == "235,013百万円"
    QTest.keyClick(editor, Key.Key_Return)
    assert plan.figure(LARGE) == Figure(235_013) and opened.document.undo_stack.count() == 0
    at_cell(opened, LARGE)
    QTest.keyClicks(view, "2")
    (editor,) = [line for line in view.findChildren(QLineEdit) if line.isVisible()]
    QTest.keyClicks(editor, ".5")
    QTest.keyClick(editor, Key.Key_Return)
    assert plan.figure(LARGE) == Figure(250) and shown(opened) == "3"


def test_copies_are_as_shown_for_others_and_whole_for_this_program(opened):
    plan = opened.document.plan
    tab = at_cell(opened, LARGE).window.pages.statement("budget")
    show_in(opened, Unit.HUNDRED_MILLION)
    opened.clipboard.copy()
    assert QApplication.clipboard().text().strip() == "2,350"
    at_cell(opened, CELL)
    opened.clipboard.paste()
    assert plan.figure(CELL) == Figure(235_013), "no digit is lost on the way"
    assert tab.model.index_of(CELL).data() == "2,350"


def test_the_entry_unit_is_changed_after_what_is_rounded_was_shown_and_undone_exactly(qtbot, opened):
    plan, window = opened.document.plan, opened.window
    at_cell(opened, LARGE)
    before = plan.content_hash()
    window.actions_by_key["entry_unit"].trigger()
    dialog = dialog_of(qtbot, opened, EntryUnitDialog)
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert not ok.isEnabled()
    dialog.unit.setFocus()
    QTest.keyClick(dialog.unit, Key.Key_End)
    assert dialog.unit.currentText() == "億円" and ok.isEnabled()
    assert "欄で端数を処理します" in dialog.said.text() and dialog.table.rowCount() > 100
    QTest.keyClick(dialog.unit, Key.Key_Home)
    QTest.keyClick(dialog.unit, Key.Key_Down)
    assert dialog.unit.currentText() == "千円" and "端数の出る金額はありません" in dialog.said.text()
    assert plan.content_hash() == before
    QTest.mouseClick(ok, Qt.MouseButton.LeftButton)
    assert plan.figure(LARGE) == Figure(235_013_000) and shown(opened) == "235,013,000"
    assert window.actions_by_key["unit_thousand"].isChecked()
    opened.document.undo_stack.undo()
    assert plan.content_hash() == before and shown(opened) == "235,013"
    assert window.actions_by_key["unit_million"].isChecked()
