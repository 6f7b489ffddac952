"""Copying, cutting and pasting with the keys, within the program and with what other programs put there."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QItemSelection, QItemSelectionModel, QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from smrj_desktop.domain.amounts import NOTHING, Figure, Unit
from smrj_desktop.domain.edits import PutContribution
from smrj_desktop.domain.statements import CellKey, Contribution
from smrj_desktop.ui.dialogs.paste import PasteDialog
from smrj_desktop.ui.models.indicator_model import IndicatorColumn
from tests.support.windows import CELL, at_cell, dialog_of

SAMPLES = Path(__file__).parents[1] / "io" / "clipboard"
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def put_on(text: str = "", html: str = "") -> None:
    """What another program leaves on the clipboard."""
    data = QMimeData()
    if text:
        data.setText(text)
    if html:
        data.setHtml(html)
    QApplication.clipboard().setMimeData(data)


def select(view, first, last) -> None:
    view.setCurrentIndex(first)
    view.selectionModel().select(
        QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )


def press(qtbot, opened, key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL) -> None:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def budget(opened):
    return at_cell(opened).window.pages.statement("budget")


def block(tab, cell: CellKey, down: int, across: int) -> list[CellKey]:
    """Keys of a block of cells from one on, line by line."""
    at = tab.model.index_of(cell)
    return [
        tab.model.cell_key(tab.model.index(at.row() + y, at.column() + x))
        for y in range(down)
        for x in range(across)
    ]


def figures(opened, keys) -> list[Figure]:
    return [opened.document.plan.figure(key) for key in keys]


def accept(qtbot, opened, dialog: PasteDialog) -> None:
    """Enter, as the paste is the default."""
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    opened.window.activateWindow()
    qtbot.waitUntil(opened.window.isActiveWindow)


def leaf_block(opened, down: int = 2, across: int = 1) -> CellKey:
    """The first cell of a block of leaves that can all be changed."""
    tab = budget(opened)
    for row in range(tab.model.rowCount() - down):
        for column in range(tab.model.columnCount() - across):
            cells = [tab.model.index(row + y, column + x) for y in range(down) for x in range(across)]
            if all(cell.flags() & Qt.ItemFlag.ItemIsEditable for cell in cells):
                return tab.model.cell_key(cells[0])
    raise AssertionError("no such block")


# ---- within the program


def test_figures_are_copied_and_pasted_without_a_question_and_as_one_step(qtbot, opened):
    tab = budget(opened)
    source, before = tab.model.index_of(CELL), opened.document.plan.content()
    select(tab.view, source, source)
    press(qtbot, opened, Qt.Key.Key_C)
    assert QApplication.clipboard().text() == "106\n"
    keys = block(tab, leaf_block(opened), 2, 1)
    select(tab.view, tab.model.index_of(keys[0]), tab.model.index_of(keys[1]))
    press(qtbot, opened, Qt.Key.Key_V)
    assert figures(opened, keys) == [Figure(106)] * 2
    assert "貼り付け" in opened.document.undo_stack.undoText()
    press(qtbot, opened, Qt.Key.Key_Z)
    assert opened.document.plan.content() == before


def test_marks_and_negatives_are_copied_as_they_are_printed_and_as_numbers(qtbot, opened):
    tab = budget(opened)
    keys = block(tab, leaf_block(opened, 1, 2), 1, 2)
    opened.document.do(
        PutContribution(
            cell=keys[0],
            contribution=Contribution(key="c", department="企画部", item="返納", amount=-82_000),
            index=0,
        ),
        "",
    )
    tab.view.setCurrentIndex(tab.model.index_of(keys[0]))
    select(tab.view, tab.model.index_of(keys[0]), tab.model.index_of(keys[1]))
    press(qtbot, opened, Qt.Key.Key_C)
    assert QApplication.clipboard().text() == "△ 82\t-\n"
    assert 'sdval="-82"' in QApplication.clipboard().mimeData().html()
    press(qtbot, opened, Qt.Key.Key_C, CONTROL | SHIFT)
    assert QApplication.clipboard().text() == "-82\t0\n"


def test_cut_moves_and_undo_brings_back(qtbot, opened):
    tab = budget(opened)
    select(tab.view, *[tab.model.index_of(CELL)] * 2)
    press(qtbot, opened, Qt.Key.Key_X)
    assert opened.document.plan.figure(CELL) == NOTHING
    press(qtbot, opened, Qt.Key.Key_V)
    assert opened.document.plan.figure(CELL) == Figure(106)
    press(qtbot, opened, Qt.Key.Key_Z)
    press(qtbot, opened, Qt.Key.Key_Z)
    assert opened.document.plan.figure(CELL) == Figure(106)


def test_headings_go_with_the_figures_where_they_are_wanted(qtbot, opened):
    tab = budget(opened)
    index = tab.model.index_of(CELL)
    select(tab.view, index, index.siblingAtColumn(index.column() + 1))
    opened.window.actions_by_key["copy_labelled"].trigger()
    rows = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert len(rows) == 3 and rows[0][0] == "（単位：百万円）" and rows[2][:2] == ["一般管理費", "106"]
    assert rows[1][1:] == [tab.model.columns[index.column() + at].accounting_class for at in (0, 1)]


def test_hidden_rows_are_neither_copied_nor_pasted_over(qtbot, opened):
    tab = budget(opened)
    keys = block(tab, leaf_block(opened, 3, 1), 3, 1)
    tab.view.setRowHidden(tab.model.index_of(keys[1]).row(), True)
    put_on("11\n22\n")
    select(tab.view, *[tab.model.index_of(keys[0])] * 2)
    hidden = figures(opened, keys)[1]
    press(qtbot, opened, Qt.Key.Key_V)
    accept(qtbot, opened, dialog_of(qtbot, opened, PasteDialog))
    assert figures(opened, keys) == [Figure(11), hidden, Figure(22)]
    select(tab.view, tab.model.index_of(keys[0]), tab.model.index_of(keys[2]))
    press(qtbot, opened, Qt.Key.Key_C)
    assert QApplication.clipboard().text() == "11\n22\n"


def test_copying_a_whole_table_and_pasting_it_changes_nothing(qtbot, opened):
    tab = budget(opened)
    before = opened.document.plan.content()
    press(qtbot, opened, Qt.Key.Key_A)
    press(qtbot, opened, Qt.Key.Key_C)
    press(qtbot, opened, Qt.Key.Key_V)
    assert opened.document.plan.content() == before
    assert not opened.document.undo_stack.canUndo()
    assert tab.view.hasFocus()


# ---- from elsewhere


def test_another_unit_is_asked_for_and_shown_before_anything_changes(qtbot, opened):
    tab = budget(opened)
    keys = block(tab, leaf_block(opened, 2, 2), 2, 2)
    select(tab.view, *[tab.model.index_of(keys[0])] * 2)
    before = opened.document.plan.content()
    put_on("1,234,567\t△ 82,499\n別途\t-\n", (SAMPLES / "libreoffice.html").read_text(encoding="utf-8"))
    press(qtbot, opened, Qt.Key.Key_V)
    dialog = dialog_of(qtbot, opened, PasteDialog)
    # the plan's own unit is offered first
    assert dialog.reading.unit is Unit.MILLION
    dialog.unit.setFocus()
    QTest.keyClick(dialog.unit, Qt.Key.Key_Up)
    assert dialog.reading.unit is Unit.THOUSAND
    shown = [
        [dialog.table.cell(row, column).text for column in range(4)] for row in range(dialog.table.rowCount())
    ]
    assert shown[1][1] == "別途" and "金額として読めません" in shown[1][0]
    assert [row[1] for row in shown[3:]] == ["1,234,567", "△ 82,499", "-"]
    assert [row[3].splitlines()[0] for row in shown[3:]] == ["1,235", "△ 82", "-"]
    assert opened.document.plan.content() == before
    accept(qtbot, opened, dialog)
    assert figures(opened, keys)[:2] == [Figure(1235), Figure(-82)]
    assert figures(opened, keys)[3] == NOTHING
    press(qtbot, opened, Qt.Key.Key_Z)
    assert opened.document.plan.content() == before
    # the unit is remembered, and asked again all the same
    press(qtbot, opened, Qt.Key.Key_V)
    again = dialog_of(qtbot, opened, PasteDialog)
    assert again.reading.unit is Unit.THOUSAND
    QTest.keyClick(again.table, Qt.Key.Key_Escape)
    assert opened.document.plan.content() == before


def test_the_numbers_behind_and_rows_for_columns(qtbot, opened):
    tab = budget(opened)
    keys = block(tab, leaf_block(opened, 2, 2), 2, 2)
    select(tab.view, *[tab.model.index_of(keys[0])] * 2)
    html = '<table><tr><td sdval="1499.6">1,500</td><td sdval="2">2</td></tr></table>'
    put_on("1,500\t2\n", html)
    press(qtbot, opened, Qt.Key.Key_V, CONTROL | SHIFT)
    dialog = dialog_of(qtbot, opened, PasteDialog)
    dialog.unit.setCurrentIndex(dialog.unit.findData(Unit.THOUSAND))
    for box in (dialog.raw, dialog.transposed):
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Space)
    accept(qtbot, opened, dialog)
    # 1.4996 and 0.002 million, one below the other
    assert [figure.value for figure in figures(opened, [keys[0], keys[2]])] == [1, 0]


def test_a_single_figure_is_pasted_like_a_typed_one(qtbot, opened):
    tab = budget(opened)
    select(tab.view, *[tab.model.index_of(CELL)] * 2)
    put_on("112\n")
    press(qtbot, opened, Qt.Key.Key_V)
    assert opened.document.plan.figure(CELL) == Figure(112)
    put_on("百十二")
    press(qtbot, opened, Qt.Key.Key_V)
    dialog = dialog_of(qtbot, opened, PasteDialog)
    assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    QTest.keyClick(dialog.table, Qt.Key.Key_Escape)
    assert opened.document.plan.figure(CELL) == Figure(112)


def test_an_empty_clipboard_is_no_reason_to_complain(qtbot, opened):
    budget(opened)
    QApplication.clipboard().clear()
    press(qtbot, opened, Qt.Key.Key_V)
    assert not opened.door.told and not opened.document.undo_stack.canUndo()
    assert "クリップボード" in opened.window.statusBar().currentMessage()


def test_a_total_that_would_come_out_otherwise_is_named(qtbot, opened):
    tab = budget(opened)
    index = tab.model.index_of(CELL)
    subtotal = tab.model.index_of(CELL._replace(column="environment_total"))
    width = subtotal.column() - index.column() + 1
    assert width > 1
    put_on("\t".join(["1"] * (width - 1) + ["999"]))
    select(tab.view, index, index)
    press(qtbot, opened, Qt.Key.Key_V)
    dialog = dialog_of(qtbot, opened, PasteDialog)
    assert "999" in dialog.table.cell(1, 0).text and "異なります" in dialog.table.cell(1, 0).text
    QTest.keyClick(dialog.table, Qt.Key.Key_Escape)


# ---- indicators and fields


@pytest.fixture
def indicators(opened):
    opened.window.pages.setCurrentIndex(1)
    return opened.window.pages.indicators


def test_targets_are_pasted_and_wrong_ones_named(qtbot, opened, indicators):
    model, view = indicators.model, indicators.view
    view.setFocus()
    select(view, *[model.index(0, IndicatorColumn.TARGET)] * 2)
    before = opened.document.plan.content()
    put_on("7%以上\nとても多く\n")
    press(qtbot, opened, Qt.Key.Key_V)
    dialog = dialog_of(qtbot, opened, PasteDialog)
    assert not dialog.unit.isVisible()
    assert dialog.table.cell(1, 1).text == "とても多く"
    accept(qtbot, opened, dialog)
    assert str(opened.document.plan.indicators[0].target) == "7%以上"
    press(qtbot, opened, Qt.Key.Key_Z)
    assert opened.document.plan.content() == before


def test_whole_lines_of_indicators_go_round(qtbot, opened, indicators):
    model, view = indicators.model, indicators.view
    view.setFocus()
    last = len(IndicatorColumn) - 1
    select(view, model.index(0, 0), model.index(1, last))
    press(qtbot, opened, Qt.Key.Key_C)
    press(qtbot, opened, Qt.Key.Key_V)
    assert not opened.document.undo_stack.canUndo()
    assert QApplication.activeModalWidget() is None


def test_fields_of_text_keep_their_own_clipboard(qtbot, opened):
    tab = budget(opened)
    tab.show_cell(CELL)
    qtbot.waitUntil(tab.view.hasFocus)
    put_on("12")
    QTest.keyClick(tab.view, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    opened.window.actions_by_key["paste"].trigger()
    assert editor.text() == "12"
    editor.selectAll()
    opened.window.actions_by_key["cut"].trigger()
    assert editor.text() == "" and QApplication.clipboard().text() == "12"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert opened.document.plan.figure(CELL) == Figure(106)


def test_todays_date_goes_into_texts_and_nowhere_else(qtbot, opened, indicators):
    model, view = indicators.model, indicators.view
    view.setFocus()
    view.setCurrentIndex(model.index(0, IndicatorColumn.BASIS))
    press(qtbot, opened, Qt.Key.Key_Semicolon)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QPlainTextEdit)
    today = QDate.currentDate()
    assert f"令和{today.year() - 2018}年{today.month()}月{today.day()}日" in editor.toPlainText()
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    budget(opened)
    press(qtbot, opened, Qt.Key.Key_Semicolon)
    assert not opened.document.undo_stack.canUndo()
