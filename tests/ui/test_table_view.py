"""How tables are looked at: size of type, widths, folding, details, filters, the tinted row; and kept so."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edit_kinds import PutNote
from smrj_desktop.domain.edits import StateTotal
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.ui import settings, table_state, theme
from smrj_desktop.ui.table_state import TableState
from tests.support.windows import CELL, at_cell, put, session

Key = Qt.Key


def lines_in_sight(opened) -> list[str]:
    tab = opened.window.pages.statement("budget")
    return [line.label for row, line in enumerate(tab.model.lines) if not tab.view.isRowHidden(row)]


def columns_in_sight(opened) -> list[str]:
    tab = opened.window.pages.statement("budget")
    return [node.key for at, node in enumerate(tab.model.columns) if not tab.view.isColumnHidden(at)]


def act(opened, key: str) -> None:
    opened.window.actions_by_key[key].trigger()


def test_a_section_is_folded_by_key_and_by_a_click_on_its_heading(qtbot, opened):
    tab = at_cell(opened).window.pages.statement("budget")
    whole = lines_in_sight(opened)
    modifiers = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(tab.view, Key.Key_Left, modifiers)
    assert lines_in_sight(opened)[-2:] == ["支出", "計"] and "業務経費" not in lines_in_sight(opened)
    assert tab.current_cell().line == "expenditure_total", "the current cell does not go out of sight"
    QTest.keyClick(tab.view, Key.Key_Up)
    assert tab.current_cell().line == "income_total", "keys pass over what is folded"
    QTest.keyClick(tab.view, Key.Key_Down)
    QTest.keyClick(tab.view, Key.Key_Right, modifiers)
    assert lines_in_sight(opened) == whole
    heading = tab.view.lines.sectionViewportPosition(0) + tab.view.lines.sectionSize(0) // 2
    QTest.mouseClick(tab.view.lines.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, heading))
    assert lines_in_sight(opened)[:2] == ["収入", "計"]
    # going to a place opens what hides it
    opened.window.pages.show_cell(CELL._replace(line="grant"))
    assert lines_in_sight(opened) == whole and tab.current_cell().line == "grant"


def test_details_of_segments_are_hidden_and_come_back(qtbot, opened):
    at_cell(opened)
    act(opened, "details")
    shown = columns_in_sight(opened)
    assert "environment_total" in shown and "environment_general" not in shown and "newbiz_general" in shown
    tab = opened.window.pages.statement("budget")
    assert tab.current_cell().column == "environment_total"
    assert not opened.window.actions_by_key["details"].isChecked()
    opened.window.pages.show_cell(CELL)
    assert "environment_general" in columns_in_sight(opened) and tab.current_cell() == CELL


def test_lines_with_notes_findings_and_changes_alone(qtbot, opened):
    tab = at_cell(opened).window.pages.statement("budget")
    document = opened.document

    def choose(name: str) -> list[str]:
        tab.filter.setCurrentIndex(0)
        tab.filter.setCurrentIndex(tab.filter.findData(name))
        return lines_in_sight(opened)

    assert choose("notes") == [] and choose("findings") == [] and choose("changes") == []
    document.do(PutNote(note=Note(key="n", place=of_cell(CELL), text="確認", author="a", at="2023")), "メモ")
    assert choose("notes") == ["支出", "一般管理費"]
    put(opened, 112)
    assert choose("changes") == ["支出", "一般管理費", "計"][:2]
    document.undo_stack.undo()
    assert choose("changes") == [], "what is as it was has not changed"
    total = CELL._replace(line="income_total")
    document.do(StateTotal(cell=total, figure=Figure(12_933)), "計")
    qtbot.waitUntil(lambda: not opened.checking.searching)
    assert "収入" in choose("findings") and "計" in choose("findings")
    opened.window.pages.show_cell(CELL._replace(line="grant"))
    assert tab.filter.currentData() == "all" and tab.current_cell().line == "grant"


def test_what_is_pasted_over_filtered_lines_fills_those_in_sight(qtbot, opened):
    tab = at_cell(opened).window.pages.statement("budget")
    plan = opened.document.plan
    for line in ("operating_cost", "other_expenditure"):
        place = of_cell(CELL._replace(line=line))
        opened.document.do(
            PutNote(note=Note(key=line, place=place, text="確認", author="a", at="2023")), "メモ"
        )
    tab.filter.setCurrentIndex(tab.filter.findData("notes"))
    assert lines_in_sight(opened) == ["支出", "業務経費", "その他支出"]
    before = plan.figure(CELL._replace(line="general_admin"))
    tab.view.setCurrentIndex(tab.model.index_of(CELL._replace(line="operating_cost")))
    QApplication.clipboard().setText("11百万円\n22百万円")
    act(opened, "paste_special")
    from smrj_desktop.ui.dialogs.paste import PasteDialog
    from tests.support.windows import dialog_of

    dialog = dialog_of(qtbot, opened, PasteDialog)
    dialog.accept()
    assert plan.figure(CELL._replace(line="operating_cost")) == Figure(11)
    assert plan.figure(CELL._replace(line="other_expenditure")) == Figure(22)
    assert plan.figure(CELL._replace(line="general_admin")) == before


def test_type_grows_and_shrinks_by_key_and_wheel_and_widths_follow(qtbot, opened):
    view = at_cell(opened).window.pages.view
    size, width = QFontMetrics(theme.font()).height(), view.columnWidth(0)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(opened.window, Key.Key_Equal, modifiers)
    assert opened.settings.zoom == 1.1 and QFontMetrics(theme.font()).height() > size
    assert view.columnWidth(0) > width
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), turn)
    assert opened.settings.zoom == 1.0 and view.columnWidth(0) == width
    for _ in range(20):
        QTest.keyClick(opened.window, Key.Key_Minus, modifiers)
    assert opened.settings.zoom == settings.MIN_ZOOM
    QTest.keyClick(opened.window, Key.Key_0, modifiers)
    assert opened.settings.zoom == 1.0


def test_a_width_given_by_hand_stays_through_tables_zoom_and_sessions(qtbot):
    stored = settings.Settings(theme="light", last_tab="budget")
    with session(qtbot, stored=stored) as opened:
        tab = opened.window.pages.statement("budget")
        wide = tab.view.columnWidth(1)
        tab.view.setColumnWidth(0, 2 * wide)
        tab.accounts.setCurrentIndex(1)
        assert tab.view.columnWidth(0) != 2 * wide
        tab.accounts.setCurrentIndex(0)
        assert abs(tab.view.columnWidth(0) - 2 * wide) <= 1
        act(opened, "zoom_in")
        assert tab.view.columnWidth(0) > 2 * wide
        act(opened, "zoom_reset")
        assert abs(tab.view.columnWidth(0) - 2 * wide) <= 1
        tab.view.fold(1)
        act(opened, "details")
        opened.window.close()
        assert stored.tables["budget/general"].folded == {"income"}
    again = settings._from_json(stored._as_json())
    assert again.tables["budget/general"] == stored.tables["budget/general"]
    with session(qtbot, stored=again) as opened:
        tab = opened.window.pages.statement("budget")
        assert abs(tab.view.columnWidth(0) - 2 * wide) <= 1 or tab.view.isColumnHidden(0)
        assert lines_in_sight(opened)[:2] == ["収入", "計"]
        assert "environment_general" not in columns_in_sight(opened)
        assert not opened.window.actions_by_key["details"].isChecked()
        act(opened, "details")
        assert abs(tab.view.columnWidth(0) - 2 * wide) <= 1
        act(opened, "fit_columns")
        assert tab.view.columnWidth(0) == wide


def test_the_row_and_column_of_the_current_cell_are_tinted_on_wish(qtbot, opened):
    tab = at_cell(opened).window.pages.statement("budget")
    at = tab.model.index_of(CELL)
    beside = tab.view.visualRect(tab.model.index(at.row(), at.column() + 2))

    def ground():
        return tab.view.viewport().grab().toImage().pixelColor(beside.left() + 3, beside.center().y())

    plain = ground()
    act(opened, "highlight")
    assert ground() == theme.colour("header") != plain and opened.settings.highlight
    opened.window.pages.show_cell(CELL._replace(line="grant"))
    assert ground() == plain
    act(opened, "highlight")
    opened.window.pages.show_cell(CELL)
    assert ground() == plain


def test_the_right_button_offers_what_can_be_done(qtbot, opened):
    view = at_cell(opened).window.pages.view
    offered = [action.objectName() for action in view.actions()]
    assert {"copy", "paste", "note", "history", "clear_total", "structure"} <= set(offered)
    assert view.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu


def test_states_that_make_no_sense_are_left_out():
    good = {"widths": {"a": 7.5, "b": 10**9, "c": "x", "d": True}, "folded": ["income", 3], "details": False}
    found = table_state.from_json({"budget/general": good, "x": 3, "y": {"widths": [], "folded": {}}})
    assert found["budget/general"] == TableState({"a": 7.5}, {"income"}, details=False)
    assert found["y"] == TableState() and "x" not in found
    assert table_state.from_json("nonsense") == {} == table_state.from_json(None)
    assert table_state.as_json(found) == {
        "budget/general": {"widths": {"a": 7.5}, "folded": ["income"], "details": False}
    }
    many = {str(number): TableState(details=False) for number in range(300)}
    assert len(table_state.as_json(many)) == table_state.MOST
