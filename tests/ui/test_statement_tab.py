"""A statement's tab: what it shows, how figures are typed, what is refused, what follows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import BLANK, NOTHING, Figure
from smrj_desktop.domain.grid import Role
from smrj_desktop.domain.statements import CellKey, Contribution
from smrj_desktop.domain.template import TableKey
from smrj_desktop.ui.models.cell_roles import CellRole
from smrj_desktop.ui.models.statement_model import StatementModel
from smrj_desktop.ui.tabs.statement_tab import StatementTab
from tests.support.plans import cell

Key = Qt.Key
ADMIN = CellKey("budget", "general", "general_admin", "environment_general")
GRANT = cell("grant", "a1")


def guarded(model: StatementModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)


@pytest.fixture
def tab(small, shown) -> StatementTab:
    return shown(StatementTab(small, "budget"))


@pytest.fixture
def real_tab(real, shown) -> StatementTab:
    return shown(StatementTab(real, "budget"))


def at(tab: StatementTab, key: CellKey) -> str:
    return tab.model.index_of(key).data()


def editor_of(tab: StatementTab) -> QLineEdit | None:
    editor = tab.view._delegate.editor
    return editor if isinstance(editor, QLineEdit) else None


def type_text(tab: StatementTab, key: CellKey, text: str, end: Key = Key.Key_Return) -> None:
    tab.show_cell(key)
    QTest.keyClicks(tab.view, text[0])
    QTest.keyClicks(editor_of(tab), text[1:])
    QTest.keyClick(editor_of(tab), end)


def test_the_table_shows_every_printed_figure_of_every_account(real, shown):
    for statement in ("budget", "income", "cash"):
        tab = shown(StatementTab(real, statement))
        assert [tab.accounts.itemText(i) for i in range(tab.accounts.count())] == [
            account.label for account in real.plan.accounts
        ]
        for account in real.plan.accounts:
            tab.set_account(account.key)
            sheet = real.plan.table(TableKey(statement, account.key)).sheet()
            for row, line in enumerate(tab.model.lines):
                for column in range(tab.model.columnCount()):
                    index = tab.model.index(row, column)
                    assert tab.model.figure(index) == sheet.figure(row, column)
                    assert bool(index.flags() & Qt.ItemFlag.ItemIsEnabled) is not line.heading


def test_opening_starts_at_the_first_editable_cell_unscrolled(real_tab):
    real_tab.resize(700, 300)
    for account in ("small_enterprise", "general"):
        real_tab.set_account(account)
        view = real_tab.view
        assert view.verticalScrollBar().value() == view.horizontalScrollBar().value() == 0
        assert view.currentIndex() == real_tab.model.first_editable()
    assert real_tab.current_cell() == CellKey("budget", "general", "grant", "succession_general")


def test_a_typed_figure_moves_its_totals_and_is_one_named_step(real_tab, real):
    total = ADMIN._replace(line="expenditure_total", column="total")
    type_text(real_tab, ADMIN, "112")
    assert at(real_tab, ADMIN) == "112"
    assert at(real_tab, total) == "1,711,903"
    assert real.undo_stack.undoText() == "一般管理費（経営環境変化対応業務・一般経理）を 112 に変更"
    assert real.undo_stack.count() == 1
    real.undo_stack.undo()
    assert (at(real_tab, ADMIN), at(real_tab, total)) == ("106", "1,711,897")
    real.undo_stack.redo()
    assert (at(real_tab, ADMIN), at(real_tab, total)) == ("112", "1,711,903")


def test_hold_leaves_published_totals_and_marks_their_corner(real_tab):
    total = ADMIN._replace(column="environment_total")
    corner = real_tab.model.index_of(total)
    assert not corner.data(CellRole.CORNER)
    QTest.mouseClick(real_tab.hold, Qt.MouseButton.LeftButton, pos=QPoint(8, real_tab.hold.height() // 2))
    type_text(real_tab, ADMIN, "107")
    assert at(real_tab, total) == "125"
    assert corner.data(CellRole.CORNER)
    assert "公表値。内訳の計との差 △ 1（端数）" in corner.data(Qt.ItemDataRole.ToolTipRole)
    type_text(real_tab, ADMIN, "900")
    assert "端数処理では説明できません" in corner.data(Qt.ItemDataRole.ToolTipRole)


def test_changes_come_as_ranges_with_rows_and_columns_in_place(small):
    model = StatementModel(small)
    model.show_table(TableKey("budget", "general"))
    checked = guarded(model)
    spy = QSignalSpy(model.dataChanged)
    small.do(edits.SetCell(cell=GRANT, figure=Figure(1600)), "")
    touched = set()
    for i in range(spy.count()):
        first, last, roles = spy.at(i)
        assert first.row() <= last.row() and first.column() <= last.column()
        assert int(Qt.ItemDataRole.DisplayRole) in roles and int(Qt.ItemDataRole.FontRole) not in roles
        touched |= {
            (row, column)
            for row in range(first.row(), last.row() + 1)
            for column in range(first.column(), last.column() + 1)
        }
    # the leaf and what adds it up: lines grant, 計 and 純利益; columns a1, a and 合計
    assert touched == {(row, column) for row in (1, 3, 5) for column in (0, 2, 4)}
    spy = QSignalSpy(model.dataChanged)
    small.do(edits.SetCell(cell=cell("grant", "a1", "cash"), figure=Figure(5)), "")
    small.do(edits.SetCell(cell=cell("grant", "a1", layer="outturn"), figure=Figure(5)), "")
    assert spy.count() == 0
    assert checked.model() is model


def test_wrong_input_keeps_the_editor_and_the_old_value(tab, small):
    tab.show_cell(GRANT)
    QTest.keyClicks(tab.view, "1")
    editor = editor_of(tab)
    QTest.keyClicks(editor, "2x")
    QTest.keyClick(editor, Key.Key_Return)
    assert editor_of(tab) is editor and editor.text() == "12x"
    assert "「12x」は金額として読めません" in tab.view.hint.text() and tab.view.hint.isVisible()
    assert at(tab, GRANT) == "1,507" and small.undo_stack.count() == 0
    assert not tab.commit_pending()
    # a click elsewhere does not lose it either
    other = tab.view.visualRect(tab.model.index_of(cell("other_revenue", "b"))).center()
    QTest.mouseClick(tab.view.viewport(), Qt.MouseButton.LeftButton, pos=other)
    QApplication.processEvents()
    assert editor_of(tab) is editor and editor.hasFocus()
    assert tab.current_cell() == GRANT
    QTest.keyClick(editor, Key.Key_Backspace)
    QTest.keyClick(editor, Key.Key_Return)
    assert at(tab, GRANT) == "12" and not tab.view.hint.isVisible()
    assert editor_of(tab) is None


def test_escape_takes_back_what_was_typed(tab, small):
    tab.show_cell(GRANT)
    QTest.keyClicks(tab.view, "9")
    QTest.keyClick(editor_of(tab), Key.Key_Escape)
    assert editor_of(tab) is None and at(tab, GRANT) == "1,507" and small.undo_stack.count() == 0


def test_a_total_passes_on_what_is_typed_and_takes_no_part_in_entering_many(tab, small):
    spy = QSignalSpy(tab.model.total_typed)
    total = cell("income_total", "a1")
    type_text(tab, total, "5")
    assert spy.count() == 1 and spy.at(0) == [total, Figure(5)]
    assert at(tab, total) == "1,507", "the figure is not its own to change"
    tab.show_cell(cell("grant", "total"))
    QTest.keyClick(tab.view, Key.Key_Delete)
    assert "合計欄です" in tab.view.hint.text() and tab.view.hint.isVisible()
    QTest.keyClick(tab.view, Key.Key_Up)
    assert not tab.view.hint.isVisible()
    assert not tab.model.enter_many([(tab.model.index_of(total), "5")])
    assert small.undo_stack.count() == 0


def test_a_cell_built_up_says_so(tab, small):
    item = Contribution(key="k", department="総務課", item="旅費", amount=1_499)
    small.do(edits.PutContribution(cell=GRANT, contribution=item, index=0), "")
    index = tab.model.index_of(GRANT)
    assert at(tab, GRANT) == "1"
    assert not index.flags() & Qt.ItemFlag.ItemIsEditable
    assert "総務課／旅費　1,499 千円" in index.data(Qt.ItemDataRole.ToolTipRole)
    tab.show_cell(GRANT)
    QTest.keyClick(tab.view, Key.Key_F2)
    assert editor_of(tab) is None and "積算" in tab.view.hint.text()


def test_keys_move_on_after_an_edit(tab):
    type_text(tab, GRANT, "7")
    assert tab.current_cell() == cell("other_revenue", "a1")
    type_text(tab, GRANT, "8", Key.Key_Tab)
    assert tab.current_cell() == cell("grant", "a2")
    type_text(tab, cell("grant", "a2"), "9", Key.Key_Backtab)
    assert tab.current_cell() == GRANT and at(tab, GRANT) == "8"
    QTest.keyClick(tab.view, Key.Key_Up)
    assert tab.current_cell() == GRANT, "the heading above is passed over"
    QTest.keyClick(tab.view, Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert tab.current_cell() == cell("result", "total")
    QTest.keyClick(tab.view, Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert tab.current_cell() == GRANT
    QTest.keyClick(tab.view, Key.Key_Return)
    assert tab.current_cell() == cell("other_revenue", "a1")


def test_f2_edits_what_is_there_and_typing_replaces_it(tab):
    tab.show_cell(cell("operating_cost", "a1"))
    QTest.keyClick(tab.view, Key.Key_F2)
    assert editor_of(tab).text() == "82"
    assert editor_of(tab).alignment() & Qt.AlignmentFlag.AlignRight
    QTest.keyClick(editor_of(tab), Key.Key_End)
    QTest.keyClicks(editor_of(tab), "5")
    QTest.keyClick(editor_of(tab), Key.Key_Return)
    assert at(tab, cell("operating_cost", "a1")) == "825"
    type_text(tab, cell("operating_cost", "a1"), "-4")
    assert at(tab, cell("operating_cost", "a1")) == "△ 4"
    tab.show_cell(cell("operating_cost", "a1"))
    QTest.keyClick(tab.view, Key.Key_F2)
    assert editor_of(tab).text() == "-4"
    QTest.keyClick(editor_of(tab), Key.Key_Return)
    assert at(tab, cell("operating_cost", "a1")) == "△ 4"


def test_a_figure_left_as_it_was_is_no_step(tab, small):
    tab.show_cell(GRANT)
    QTest.keyClick(tab.view, Key.Key_F2)
    QTest.keyClick(editor_of(tab), Key.Key_Return)
    assert small.undo_stack.count() == 0


def test_delete_makes_leaves_exactly_nothing_in_one_step(tab, small):
    tab.show_cell(GRANT)
    last = tab.model.index_of(cell("other_revenue", "b"))
    tab.view.selectAll()
    QTest.keyClick(tab.view, Key.Key_Delete)
    assert small.undo_stack.count() == 1
    assert small.plan.figure(GRANT) == NOTHING == small.plan.figure(cell("operating_cost", "a1"))
    assert last.data() == "-"
    small.undo_stack.undo()
    assert at(tab, GRANT) == "1,507" and small.plan.figure(cell("other_revenue", "b")) == BLANK
    tab.show_cell(cell("grant", "total"))
    QTest.keyClick(tab.view, Key.Key_Delete)
    assert small.undo_stack.index() == 0 and "合計欄" in tab.view.hint.text()


def test_the_first_key_of_an_input_method_is_not_lost(tab):
    tab.show_cell(GRANT)
    assert tab.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    QApplication.sendEvent(tab.view, QInputMethodEvent("１", []))
    editor = editor_of(tab)
    assert editor is not None
    commit = QInputMethodEvent("", [])
    commit.setCommitString("１２３")
    QApplication.sendEvent(tab.view, commit)
    assert editor.text() == "１２３" and editor.hasFocus()
    QTest.keyClick(editor, Key.Key_Return)
    assert at(tab, GRANT) == "123"


def test_an_open_editor_is_entered_when_asked(tab, small):
    tab.show_cell(GRANT)
    QTest.keyClicks(tab.view, "6")
    assert tab.commit_pending()
    assert at(tab, GRANT) == "6" and editor_of(tab) is None
    tab.show_cell(GRANT)
    QTest.keyClicks(tab.view, "7")
    QTest.mouseClick(tab.hold, Qt.MouseButton.LeftButton, pos=QPoint(8, tab.hold.height() // 2))
    tab.accounts.setFocus()
    assert at(tab, GRANT) == "7", "leaving the table enters it too"


def test_another_plan_closes_the_editor_and_keeps_the_account(real_tab, real, filled_plan):
    real_tab.set_account("bankruptcy")
    real_tab.show_cell(real_tab.model.cell_key(real_tab.model.first_editable()))
    QTest.keyClicks(real_tab.view, "6")
    spy = QSignalSpy(real_tab.account_changed)
    again = type(real.plan).from_json(real.plan.to_json())
    real.replace(again, None)
    assert editor_of(real_tab) is None
    assert real_tab.account == "bankruptcy" and spy.at(0) == ["bankruptcy"]
    real.replace(filled_plan, None)
    assert real_tab.account == "general" and real_tab.note.text() == "端数処理あり"
    assert real_tab.unit.text() == "（単位：百万円）"


def test_show_cell_changes_the_account_and_scrolls(real_tab):
    real_tab.resize(500, 250)
    spy = QSignalSpy(real_tab.account_changed)
    wanted = CellKey("budget", "small_enterprise", "expenditure_total", "total")
    real_tab.show_cell(wanted)
    assert real_tab.current_cell() == wanted and spy.at(0) == ["small_enterprise"]
    rect = real_tab.view.visualRect(real_tab.view.currentIndex())
    assert real_tab.view.viewport().rect().contains(rect)


def test_what_a_screen_reader_says(real_tab):
    index = real_tab.model.index_of(ADMIN)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "一般管理費、経営環境変化対応業務・一般経理、106 百万円"
    nothing = real_tab.model.index_of(ADMIN._replace(column="common_general"))
    assert nothing.data(Qt.ItemDataRole.AccessibleTextRole).endswith("皆無")
    header = real_tab.model.headerData(index.row(), Qt.Orientation.Vertical, CellRole.KIND)
    assert header is Role.LABEL


def test_the_table_is_no_wider_than_its_figures_and_the_large_ones_fit(real_tab):
    view = real_tab.view
    large = view.fontMetrics().horizontalAdvance("△ 1,234,567")
    for account in ("facilities", "general"):
        real_tab.set_account(account)
        for column in range(real_tab.model.columnCount()):
            width = view.columnWidth(column)
            assert large < width < 3 * large


@pytest.mark.parametrize("account", ["general", "small_enterprise", "facilities"])
def test_the_model_keeps_qts_rules_through_edits(real, account):
    model = StatementModel(real)
    checked = guarded(model)
    for statement in ("budget", "income", "cash"):
        model.show_table(TableKey(statement, account))
        index = model.first_editable()
        before = index.data()
        assert model.setData(index, "1,234")
        assert index.data() == "1,234"
        real.undo_stack.undo()
        assert index.data() == before
    model.show_table(None)
    assert model.rowCount() == model.columnCount() == 0 and checked.model() is model


def turn_wheel(chooser: QComboBox) -> None:
    """Turns the mouse wheel one step down over a chooser, which takes no focus."""
    at = QPointF(5, 5)
    everywhere = QPointF(chooser.mapToGlobal(at.toPoint()))
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    step = QPoint(0, -120)
    event = QWheelEvent(at, everywhere, QPoint(), step, buttons, keys, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(chooser, event)


@pytest.mark.parametrize("which", ["accounts", "layers"])
def test_a_chooser_turned_under_an_open_editor_enters_what_was_typed(real_tab, real, which):
    chooser = getattr(real_tab, which)
    real_tab.show_cell(ADMIN)
    QTest.keyClicks(real_tab.view, "7")
    turn_wheel(chooser)
    assert chooser.currentIndex() == 1 and editor_of(real_tab) is None
    assert real.plan.figure(ADMIN) == Figure(7)


@pytest.mark.parametrize("which", ["accounts", "layers"])
def test_a_chooser_stays_where_the_open_editor_is_refused(real_tab, which):
    chooser = getattr(real_tab, which)
    real_tab.show_cell(ADMIN)
    QTest.keyClicks(real_tab.view, "x")
    turn_wheel(chooser)
    assert chooser.currentIndex() == 0 and real_tab.model.layer == ADMIN.layer
    assert real_tab.account == "general" == real_tab.model.key.account
    assert editor_of(real_tab).text() == "x" and real_tab.view.hint.isVisible()
