"""The keys of the tables, pressed: where they lead, what they select, what they fill."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure
from smrj_desktop.ui.fill_handle import FillHandle
from smrj_desktop.ui.grid_keys import GRID_KEYS, pressed
from smrj_desktop.ui.models.indicator_model import IndicatorColumn
from smrj_desktop.ui.tabs.indicators_tab import IndicatorsTab
from smrj_desktop.ui.tabs.statement_tab import StatementTab
from tests.support.plans import cell, put

_CHANGEABLE = {
    IndicatorColumn.NAME,
    IndicatorColumn.TARGET,
    IndicatorColumn.BASIS,
    IndicatorColumn.PERIOD,
    IndicatorColumn.CORE,
}
Key, Modifier = Qt.Key, Qt.KeyboardModifier
CONTROL, SHIFT = Modifier.ControlModifier, Modifier.ShiftModifier


@pytest.fixture
def tab(small, shown) -> StatementTab:
    tab = shown(StatementTab(small, "budget"))
    tab.show_cell(cell("grant", "a1"))
    return tab


@pytest.fixture
def indicators(real, shown) -> IndicatorsTab:
    return shown(IndicatorsTab(real))


def press(view, key: Key, modifiers: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
    QTest.keyClick(view, key, modifiers)


def select(view, first, last) -> None:
    view.setCurrentIndex(first)
    view.selectionModel().select(
        QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )


def selected(tab: StatementTab) -> set[tuple[str, str]]:
    keys = (tab.model.cell_key(index) for index in tab.view.selectedIndexes())
    return {(key.line, key.column) for key in keys}


def amounts(small, line: str, columns: str = "a1 a2 b") -> list[int | None]:
    return [small.plan.figure(cell(line, column)).amount for column in columns.split()]


@pytest.mark.parametrize("row", GRID_KEYS, ids=lambda row: row.key)
def test_every_key_of_the_list_is_understood(qapp, row):
    for keys in row.keys:
        combination = QKeySequence(keys)[0]
        event = QKeyEvent(QKeyEvent.Type.KeyPress, combination.key(), combination.keyboardModifiers())
        assert pressed(event) == row.key
        keypad = combination.keyboardModifiers() | Modifier.KeypadModifier
        assert pressed(QKeyEvent(QKeyEvent.Type.KeyPress, combination.key(), keypad)) == row.key


def test_control_and_arrows_go_from_block_to_block(tab):
    press(tab.view, Key.Key_Right, CONTROL)
    assert tab.current_cell() == cell("grant", "a"), "over the blank one to the next filled one"
    press(tab.view, Key.Key_Right, CONTROL)
    assert tab.current_cell() == cell("grant", "total"), "to the end of the filled ones"
    press(tab.view, Key.Key_Down, CONTROL)
    assert tab.current_cell() == cell("result", "total"), "over the heading between them"
    press(tab.view, Key.Key_Up, CONTROL)
    press(tab.view, Key.Key_Left, CONTROL)
    assert tab.current_cell() == cell("grant", "a")
    assert selected(tab) == {("grant", "a")}, "with Ctrl held Qt would leave all others selected"


def test_selections_grow_to_the_edge_and_over_whole_lines_and_columns(tab):
    press(tab.view, Key.Key_Right, CONTROL | SHIFT)
    assert selected(tab) == {("grant", "a1"), ("grant", "a2"), ("grant", "a")}
    press(tab.view, Key.Key_Down, CONTROL | SHIFT)
    assert {line for line, _ in selected(tab)} >= {"grant", "other_revenue", "result"}
    assert {column for _, column in selected(tab)} == {"a1", "a2", "a"}
    press(tab.view, Key.Key_Up, CONTROL | SHIFT)
    assert selected(tab) == {("grant", "a1"), ("grant", "a2"), ("grant", "a")}, "and comes back"
    press(tab.view, Key.Key_Space, SHIFT)
    assert selected(tab) == {("grant", column) for column in ("a1", "a2", "a", "b", "total")}
    tab.show_cell(cell("grant", "a2"))
    press(tab.view, Key.Key_Space, CONTROL)
    assert {column for _, column in selected(tab)} == {"a2"} and len(selected(tab)) == 5
    assert tab.current_cell() == cell("grant", "a2")


def test_tab_goes_right_and_enter_back_to_where_it_began(tab, qtbot):
    press(tab.view, Key.Key_Tab)
    press(tab.view, Key.Key_Tab)
    assert tab.current_cell() == cell("grant", "a")
    press(tab.view, Key.Key_Return)
    assert tab.current_cell() == cell("other_revenue", "a1")
    press(tab.view, Key.Key_Right)
    press(tab.view, Key.Key_Return)
    assert tab.current_cell().column == "a2", "an arrow key begins anew"
    tab.show_cell(cell("grant", "total"))
    press(tab.view, Key.Key_Tab)
    assert not tab.view.hasFocus(), "at the end of the line it leaves the table"


def test_enter_goes_round_within_a_selection(tab, small):
    index = tab.model.index_of
    select(tab.view, index(cell("grant", "a1")), index(cell("other_revenue", "a2")))
    for typed in "1234":
        QTest.keyClicks(QApplication.focusWidget(), typed)
        press(QApplication.focusWidget(), Key.Key_Return)
    assert amounts(small, "grant", "a1 a2") == [1, 3]
    assert amounts(small, "other_revenue", "a1 a2") == [2, 4]
    assert tab.current_cell() == cell("grant", "a1") and len(selected(tab)) == 4


def test_one_value_goes_into_every_selected_cell_in_one_step(tab, small):
    index = tab.model.index_of
    select(tab.view, index(cell("grant", "a1")), index(cell("other_revenue", "b")))
    QTest.keyClicks(tab.view, "7")
    editor = QApplication.focusWidget()
    QTest.keyClicks(editor, "x")
    press(editor, Key.Key_Return, CONTROL)
    assert small.undo_stack.count() == 0 and editor.isVisible() and "7x" in tab.view.hint.text()
    press(editor, Key.Key_Backspace)
    press(editor, Key.Key_Return, CONTROL)
    assert amounts(small, "grant") == amounts(small, "other_revenue") == [7, 7, 7]
    assert small.undo_stack.count() == 1 and not isinstance(QApplication.focusWidget(), QLineEdit)
    small.undo_stack.undo()
    assert amounts(small, "grant") == [1507, None, 40]


def test_every_selected_cell_reckons_with_its_own_figure(tab, small):
    index = tab.model.index_of
    put(small.plan, "grant", "a2", TRACE)
    tab._reload()
    select(tab.view, index(cell("grant", "a1")), index(cell("grant", "b")))
    QTest.keyClicks(tab.view, "*")
    QTest.keyClicks(QApplication.focusWidget(), "2")
    press(QApplication.focusWidget(), Key.Key_Return, CONTROL)
    assert amounts(small, "grant") == [3014, 0, 80]
    assert small.plan.figure(cell("grant", "a2")) == TRACE


def test_fill_takes_the_first_line_or_the_one_above(tab, small):
    index = tab.model.index_of
    select(tab.view, index(cell("grant", "a1")), index(cell("operating_cost", "b")))
    tab.view.fill(down=True)
    assert amounts(small, "operating_cost") == [1507, None, 40]
    assert small.plan.figure(cell("other_revenue", "a2")) == NOTHING, "a filled cell of a plan is never blank"
    assert small.undo_stack.count() == 1
    small.undo_stack.undo()
    tab.show_cell(cell("other_revenue", "a1"))
    tab.view.fill(down=True)
    assert small.plan.figure(cell("other_revenue", "a1")) == Figure(1507)
    tab.show_cell(cell("grant", "a2"))
    tab.view.fill(down=False)
    assert amounts(small, "grant") == [1507, 1507, 40]
    tab.view.setColumnHidden(1, True)
    select(tab.view, index(cell("operating_cost", "a1")), index(cell("operating_cost", "b")))
    tab.view.fill(down=False)
    assert amounts(small, "operating_cost") == [82, None, 82], "what is hidden stays as it is"


def test_nothing_is_filled_where_nothing_stands_above(tab, small):
    tab.view.fill(down=True)
    tab.show_cell(cell("grant", "a1"))
    tab.view.fill(down=False)
    assert small.undo_stack.count() == 0 and small.plan.figure(cell("grant", "a2")) == BLANK


def test_indicators_are_filled_and_emptied_in_one_step(indicators, real):
    model, view = indicators.model, indicators.view
    before = list(real.plan.indicators)
    select(view, model.index(0, IndicatorColumn.TARGET), model.index(2, IndicatorColumn.BASIS))
    view.fill(down=True)
    assert [item.target for item in real.plan.indicators[:3]] == [before[0].target] * 3
    assert real.undo_stack.count() == 1
    press(view, Key.Key_Delete)
    assert [item.target for item in real.plan.indicators[:3]] == [None] * 3
    assert real.undo_stack.count() == 2
    view.setCurrentIndex(model.index(1, IndicatorColumn.NAME))
    press(view, Key.Key_Delete)
    assert real.plan.indicators[1].name == before[1].name and view.hint.isVisible()
    real.undo_stack.undo()
    real.undo_stack.undo()
    assert list(real.plan.indicators) == before


def test_the_core_mark_is_filled_and_emptied_like_any_cell(indicators, real):
    model, view = indicators.model, indicators.view
    core = next(row for row, item in enumerate(real.plan.indicators) if item.core)
    select(view, model.index(core, IndicatorColumn.CORE), model.index(core + 1, IndicatorColumn.CORE))
    view.fill(down=True)
    assert [item.core for item in real.plan.indicators[core : core + 2]] == [True, True]
    press(view, Key.Key_Delete)
    assert [item.core for item in real.plan.indicators[core : core + 2]] == [False, False]
    assert real.undo_stack.count() == 2


@pytest.mark.parametrize("column", [item for item in IndicatorColumn if item not in _CHANGEABLE])
def test_what_cannot_be_typed_into_says_so_to_every_key(indicators, real, column):
    view = indicators.view
    for key in (Key.Key_Delete, Key.Key_F2):
        view.setCurrentIndex(indicators.model.index(0, column))
        press(view, key)
        assert view.hint.isVisible()
        view.hint.hide()
    select(view, indicators.model.index(0, column), indicators.model.index(3, column))
    view.fill(down=True)
    assert view.hint.isVisible() and real.undo_stack.count() == 0


def test_keys_without_a_current_cell_do_nothing(indicators, tab, real, small):
    for view in (indicators.view, tab.view):
        for row in GRID_KEYS:
            view.setCurrentIndex(view.model().index(-1, -1))
            view.clearSelection()
            combination = QKeySequence(row.keys[0])[0]
            press(view, combination.key(), combination.keyboardModifiers())
        view.fill(down=True)
    assert real.undo_stack.count() == small.undo_stack.count() == 0


def test_a_text_that_is_no_period_is_refused_by_name(indicators, real):
    model = indicators.model
    assert not model.enter_many([(model.index(0, IndicatorColumn.PERIOD), "x")])
    assert "年数" in indicators.view.hint.text() and real.undo_stack.count() == 0


# ---- the handle at the corner of the selection


def draw(tab, target) -> None:
    """Draws the handle to the middle of a cell."""
    handle = tab.view.findChild(FillHandle)
    assert handle.isVisible()
    middle = handle.rect().center()
    there = tab.view.viewport().mapTo(tab, tab.view.visualRect(target).center())
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, handle.mapFrom(tab, there))
    # QTest's own move does not hold the button down
    moved = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(handle.mapFrom(tab, there)),
        QPointF(tab.mapToGlobal(there)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Modifier.NoModifier,
    )
    QApplication.sendEvent(handle, moved)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=handle.mapFrom(tab, there))


def test_the_handle_fills_to_the_right_in_one_step_and_passes_over_totals(tab, small):
    first = tab.model.index_of(cell("grant", "a1"))
    put(small.plan, "grant", "b", 9)
    before = small.plan.content()
    select(tab.view, first, first)
    draw(tab, tab.model.index_of(cell("grant", "b")))
    assert amounts(small, "grant") == [1507, 1507, 1507]
    assert small.undo_stack.count() == 1
    small.undo_stack.undo()
    assert small.plan.content() == before


def test_the_handle_repeats_a_pattern_downwards_and_upwards(tab, small):
    model = tab.model
    put(small.plan, "grant", "a1", 1)
    put(small.plan, "grant", "a2", 2)
    tab.model.show_table(tab.model.key)
    row = model.index_of(cell("grant", "a1"))
    select(tab.view, row, model.index_of(cell("grant", "a2")))
    draw(tab, model.index_of(cell("other_revenue", "a1")))
    assert amounts(small, "other_revenue", "a1 a2") == [1, 2]
    put(small.plan, "other_revenue", "a1", 7)
    tab.model.show_table(tab.model.key)
    select(tab.view, *[model.index_of(cell("other_revenue", "a1"))] * 2)
    draw(tab, model.index_of(cell("grant", "a1")))
    assert amounts(small, "grant", "a1 a2") == [7, 2]


def test_the_handle_is_there_for_one_block_only_and_lets_go_without_an_edit(tab, small):
    handle = tab.view.findChild(FillHandle)
    first = tab.model.index_of(cell("grant", "a1"))
    select(tab.view, first, first)
    draw(tab, first)
    assert not small.undo_stack.count()
    other = tab.model.index_of(cell("operating_cost", "b"))
    tab.view.selectionModel().select(other, QItemSelectionModel.SelectionFlag.Select)
    assert not handle.isVisible()
