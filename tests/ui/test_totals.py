"""Totals that answer, in the real window: typed into, spread, recorded as published, reckoned again."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.ui.dialogs.spread import SpreadDialog
from tests.support.windows import at_cell, dialog_of

Key = Qt.Key
TOTAL = CellKey("budget", "general", "expenditure_total", "environment_total")
LEAF = CellKey("budget", "general", "general_admin", "environment_general")


def typed(qtbot, opened, text: str, cell: CellKey = TOTAL) -> SpreadDialog:
    """Types into a total, as a hand would, and waits for what comes of it."""
    view = at_cell(opened, cell).window.pages.view
    QTest.keyClicks(view, text[0])
    (editor,) = [line for line in view.findChildren(QLineEdit) if line.isVisible()]
    QTest.keyClicks(editor, text[1:])
    QTest.keyClick(editor, Key.Key_Return)
    return dialog_of(qtbot, opened, SpreadDialog)


def click(button) -> None:
    # a wide choice is clicked on its sign or its text, not on the room behind them
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(8, button.height() // 2))


def tick(dialog: SpreadDialog, row: int) -> None:
    """Clicks the box of a part."""
    area = dialog.parts.visualItemRect(dialog.parts.topLevelItem(row))
    QTest.mouseClick(dialog.parts.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, area.center().y()))


def shown(dialog: SpreadDialog) -> dict[str, tuple[str, str]]:
    rows = [dialog.parts.topLevelItem(at) for at in range(dialog.parts.topLevelItemCount())]
    return {row.text(0): (row.text(1), row.text(2)) for row in rows if not row.isHidden()}


def test_a_total_is_spread_with_two_parts_held_and_one_undo_takes_all_back(qtbot, opened):
    plan = opened.document.plan
    before = plan.content_hash()
    dialog = typed(qtbot, opened, "-5%")
    assert "618,070 → 587,167 百万円（差 △ 30,903）" in dialog._said.text()
    assert shown(dialog)["業務経費（経営環境変化対応業務・一般経理）"] == ("349,546", "332,069")
    assert plan.content_hash() == before, "nothing changes before it is accepted"
    rows = list(shown(dialog))
    assert rows[0].startswith("業務経費")
    tick(dialog, 0)
    assert shown(dialog)[rows[0]] == ("349,546", "349,546")
    held = next(at for at, part in enumerate(dialog._total.parts) if part.cell.line == "other_expenditure")
    tick(dialog, held)
    assert dialog.edit is not None
    QTest.keyClick(dialog.buttons.button(dialog.buttons.StandardButton.Ok), Key.Key_Return)
    assert plan.figure(TOTAL) == Figure(587_167)
    assert opened.document.undo_stack.count() == 1
    assert "587,167" in opened.document.undo_stack.undoText()
    opened.document.undo_stack.undo()
    assert plan.content_hash() == before


def test_evenly_and_onto_one_part(qtbot, opened):
    dialog = typed(qtbot, opened, "618079")
    click(dialog.ways["evenly"])
    assert shown(dialog)["一般管理費（経営環境変化対応業務・一般経理）"] == ("106", "107")
    click(dialog.ways["one"])
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert not ok.isEnabled() and "選んでください" in dialog._problem.text()
    row = [part.cell for part in dialog._total.parts].index(LEAF)
    area = dialog.parts.visualItemRect(dialog.parts.topLevelItem(row))
    QTest.mouseClick(dialog.parts.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, area.center().y()))
    assert ok.isEnabled() and not dialog._problem.isVisible()
    click(ok)
    assert opened.document.plan.figure(LEAF) == Figure(115)
    assert opened.document.plan.figure(TOTAL) == Figure(618_079)


def test_a_total_is_recorded_marked_cleared_and_emptied(qtbot, opened):
    window, plan = opened.window, opened.document.plan
    dialog = typed(qtbot, opened, "618071")
    click(dialog.ways["stated"])
    click(dialog.buttons.button(dialog.buttons.StandardButton.Ok))
    tab = window.pages.statement("budget")
    at = plan.table(TOTAL).locate(TOTAL)
    assert plan.figure(TOTAL) == Figure(618_071) and plan.table(TOTAL).sheet().residual(*at) == 1
    assert tab.model.look(*at).corner, "the residual shows as a mark"
    assert plan.figure(LEAF) == Figure(106)

    # spreading anew keeps the difference, or does away with it
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    dialog = typed(qtbot, opened, "618091")
    assert dialog.keep_residual.isVisible() and dialog.keep_residual.isChecked()
    assert "変わる内訳：" in dialog._said.text()
    kept = sum(
        part.weight * figure.value
        for part, figure in zip(dialog._total.parts, dialog._figures(), strict=True)
    )
    click(dialog.keep_residual)
    freed = sum(
        part.weight * figure.value
        for part, figure in zip(dialog._total.parts, dialog._figures(), strict=True)
    )
    assert (kept, freed) == (618_090, 618_091)
    QTest.keyClick(dialog, Key.Key_Escape)
    assert plan.figure(TOTAL) == Figure(618_071)

    # the command reckons it again; so does emptying it
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    at_cell(opened, TOTAL)
    window.actions_by_key["clear_total"].trigger()
    assert plan.figure(TOTAL) == Figure(618_070) and not tab.model.look(*at).corner
    opened.document.undo_stack.undo()
    assert plan.figure(TOTAL) == Figure(618_071)
    at_cell(opened, TOTAL)
    QTest.keyClick(tab.view, Key.Key_F2)
    (editor,) = [line for line in tab.view.findChildren(QLineEdit) if line.isVisible()]
    editor.clear()
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: plan.figure(TOTAL) == Figure(618_070))
    at_cell(opened, LEAF)
    window.actions_by_key["clear_total"].trigger()
    assert opened.door.told == [("spread.none_stated", {})]


def test_the_same_figure_asks_nothing_and_a_wrong_one_stays_in_the_editor(qtbot, opened):
    view = at_cell(opened, TOTAL).window.pages.view
    QTest.keyClick(view, Key.Key_F2)
    (editor,) = [line for line in view.findChildren(QLineEdit) if line.isVisible()]
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.wait(50)
    assert not opened.window.findChildren(SpreadDialog)
    at_cell(opened, TOTAL)
    QTest.keyClicks(view, "7")
    (editor,) = [line for line in view.findChildren(QLineEdit) if line.isVisible()]
    QTest.keyClicks(editor, "x")
    QTest.keyClick(editor, Key.Key_Return)
    assert editor.isVisible() and "金額として読めません" in view.hint.text()
    QTest.keyClick(editor, Key.Key_Escape)
    assert opened.document.undo_stack.count() == 0
