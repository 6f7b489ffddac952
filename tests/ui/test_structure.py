"""Lines, columns and accounts changed in the real window; all that shows them follows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from smrj_desktop.domain.amounts import NOTHING, Figure
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import workbook_read, workbook_write
from smrj_desktop.ui.dialogs.structure import StructureDialog
from tests.support.windows import CELL, at_cell, dialog_of

Key = Qt.Key


def opened_on(qtbot, opened, cell=CELL) -> StructureDialog:
    at_cell(opened, cell)
    opened.window.actions_by_key["structure"].trigger()
    return dialog_of(qtbot, opened, StructureDialog)


def click(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def name(field, text: str) -> None:
    """As typed; letters come from an input method, which keys of a test cannot press."""
    field.setFocus()
    field.setText(text)
    QTest.keyClick(field, Key.Key_Return)


def choose(page, key: str) -> None:
    at = [node.key for node in page.nodes].index(key)
    page.list.setCurrentItem(page.list.topLevelItem(at))


def labels(opened, statement: str = "budget") -> list[str]:
    return [line.label for line in opened.window.pages.statement(statement).model.lines]


def test_a_line_is_added_named_typed_into_saved_and_undone(qtbot, opened, tmp_path):
    plan, window = opened.document.plan, opened.window
    before = plan.content_hash()
    dialog = opened_on(qtbot, opened)
    assert not dialog._do.isEnabled(), "nothing has changed yet"
    assert dialog.lines.label.text() == "一般管理費"
    click(dialog.lines.add)
    name(dialog.lines.label, "新規事業費")
    assert dialog.isVisible(), "Enter in a field leaves the dialog open"
    assert dialog.lines.parent_of.currentText() == "計" and not dialog.gone.isVisible()
    assert plan.content_hash() == before
    click(dialog._do)
    tab = window.pages.statement("budget")
    at = labels(opened).index("新規事業費")
    assert labels(opened)[at - 1] == "一般管理費" and tab.current_cell() == CELL
    new = CELL._replace(line=tab.model.lines[at].key)
    assert plan.figure(new) == NOTHING
    tab.show_cell(new)
    tab.model.setData(tab.view.currentIndex(), "9")
    assert tab.model.index_of(CELL._replace(line="expenditure_total")).data() == "588,260"
    assert "588,260" not in before

    path = tmp_path / "構成.xlsx"
    workbook_write.write(plan, path)
    again, findings = workbook_read.read(path)
    assert not findings and again.content_hash() == plan.content_hash()
    for _ in range(2):
        opened.document.undo_stack.undo()
    assert plan.content_hash() == before and "新規事業費" not in labels(opened)
    opened.document.undo_stack.redo()
    assert "新規事業費" in labels(opened)


def test_removing_what_holds_figures_asks_first_and_shows_what_goes(qtbot, opened):
    plan = opened.document.plan
    before = plan.content_hash()
    dialog = opened_on(qtbot, opened)
    click(dialog.lines.remove)
    shown = [
        (dialog.gone.cell(row, 0).text, dialog.gone.cell(row, 1).text)
        for row in range(dialog.gone.rowCount())
    ]
    assert ("予算・一般勘定・支出・一般管理費・経営環境変化対応業務・一般経理", "106") in shown
    assert not dialog._do.isEnabled() and str(len(shown)) in dialog.understood.text()
    dialog.understood.setFocus()
    QTest.keyClick(dialog.understood, Key.Key_Space)
    click(dialog._do)
    assert "一般管理費" not in labels(opened)
    assert opened.document.undo_stack.count() == 1
    opened.document.undo_stack.undo()
    assert plan.content_hash() == before and "一般管理費" in labels(opened)
    qtbot.waitUntil(lambda: bool(opened.checking.holds))


def test_lines_move_and_get_another_total(qtbot, opened):
    dialog = opened_on(qtbot, opened)
    at = [node.key for node in dialog.lines.nodes].index("general_admin")
    click(dialog.lines.up)
    assert [node.key for node in dialog.lines.nodes].index("general_admin") == at - 1
    dialog.lines.parent_of.setFocus()
    QTest.keyClick(dialog.lines.parent_of, Key.Key_Home)
    dialog.lines.parent_of.activated.emit(0)
    assert dialog.lines.nodes[at - 1].parent == ""
    click(dialog.lines.down)
    dialog.reject()
    assert opened.document.undo_stack.count() == 0


def test_a_segment_is_renamed_in_all_tables_and_its_section_follows(qtbot, opened):
    plan = opened.document.plan
    before = plan.content_hash()
    dialog = opened_on(qtbot, opened)
    dialog.pages.setCurrentIndex(1)
    assert dialog.columns.segment.text() == "経営環境変化対応業務"
    name(dialog.columns.segment, "環境対応業務")
    click(dialog._do)
    for statement in ("budget", "income", "cash"):
        segments = [
            node.segment for node in plan.tables[TableKey(statement, "general")].template.columns.nodes
        ]
        assert "環境対応業務" in segments and "経営環境変化対応業務" not in segments
    assert "環境対応業務" in {section.segment for section in plan.sections}
    opened.document.undo_stack.undo()
    assert plan.content_hash() == before


def test_a_class_is_added_to_a_segment(qtbot, opened):
    dialog = opened_on(qtbot, opened)
    dialog.pages.setCurrentIndex(1)
    click(dialog.columns.add)
    name(dialog.columns.accounting_class, "補助経理")
    click(dialog._do)
    names = [
        (node.segment, node.accounting_class) for node in opened.window.pages.statement("cash").model.columns
    ]
    assert ("経営環境変化対応業務", "補助経理") in names
    assert opened.document.plan.figure(CELL._replace(column="environment_total")) == Figure(125)


def test_an_account_is_added_and_removed_and_the_window_follows(qtbot, opened):
    plan, window = opened.document.plan, opened.window
    before = plan.content_hash()
    dialog = opened_on(qtbot, opened)
    dialog.pages.setCurrentIndex(2)
    click(dialog.accounts.add)
    name(dialog.accounts.label, "新勘定")
    click(dialog._do)
    tab = window.pages.statement("budget")
    assert [tab.accounts.itemText(at) for at in range(tab.accounts.count())][:2] == ["一般勘定", "新勘定"]
    tab.accounts.setCurrentIndex(1)
    assert window.pages.account == plan.accounts[1].key and len(labels(opened)) == 20

    # the account in front goes; the first one comes to the front in all tabs
    dialog = opened_on(qtbot, opened, tab.current_cell())
    dialog.pages.setCurrentIndex(2)
    click(dialog.accounts.remove)
    assert not dialog.gone.isVisible(), "it is empty"
    click(dialog._do)
    assert window.pages.account == "general" and tab.account == "general"
    assert window.pages.statement("cash").account == "general"
    for _ in range(2):
        opened.document.undo_stack.undo()
    assert plan.content_hash() == before


def test_the_last_line_and_the_last_account_cannot_go(qtbot, opened):
    dialog = opened_on(qtbot, opened)
    while dialog.lines.nodes:
        choose(dialog.lines, dialog.lines.nodes[0].key)
        click(dialog.lines.remove)
    assert "科目が一つは必要です" in dialog.problem.text() and not dialog._do.isEnabled()
    dialog.pages.setCurrentIndex(2)
    for _ in range(9):
        click(dialog.accounts.remove)
    assert len(dialog.accounts.accounts) == 1
    dialog.reject()


def test_an_empty_plan_is_made_from_the_open_one_and_opened(qtbot, opened, tmp_path):
    path = tmp_path / "空の計画.xlsx"
    opened.door.to_save = path
    opened.window.actions_by_key["new_empty"].trigger()
    qtbot.waitUntil(lambda: opened.document.path == path)
    plan = opened.document.plan
    assert not any(list(table.sheet().leaves()) for table in plan.tables.values())
    assert "（空の計画）" in opened.door.suggested[0].name
    tab = opened.window.pages.statement("budget")
    tab.show_cell(CELL)
    tab.model.setData(tab.view.currentIndex(), "106")
    assert tab.model.index_of(CELL._replace(column="environment_total")).data() == "106"
    # not onto the file that is open
    opened.window.actions_by_key["new_empty"].trigger()
    assert opened.door.told == [("file.empty_own", {})]
