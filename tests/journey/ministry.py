"""The ministry's side of the evening: its workbook comes back changed, under another name and a password."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import passwords
from smrj_desktop.io.print_form_formulas import CORNER
from smrj_desktop.io.workbook_layout import statement_key, titles
from smrj_desktop.ui.dialogs.assigning import Assigning
from smrj_desktop.ui.dialogs.export_ministry import ExportMinistry
from smrj_desktop.ui.dialogs.password import PasswordDialog
from smrj_desktop.ui.dialogs.reviewing import Reviewing
from smrj_desktop.ui.models.review_model import PLACE
from tests.support.windows import dialog_of, idle, type_words

PASSWORD = "年度計画2023"
_BUDGET, _INCOME, _CASH = (TableKey(name, "general") for name in ("budget", "income", "cash"))
REFUSED = {
    CellKey(*_BUDGET, "loan_recovery", "environment_general"): -57,
    CellKey(*_CASH, "other_revenue", "common_general"): 9,
}
TAKEN = {
    CellKey(*_BUDGET, "grant", "succession_general"): 8,
    CellKey(*_BUDGET, "general_admin", "common_general"): -3,
    CellKey(*_INCOME, "depreciation", "productivity_general"): 12,
    CellKey(*_INCOME, "financial_revenue", "newbiz_general"): 1,
    CellKey(*_CASH, "business_revenue", "productivity_general"): 40,
}
TYPED_OVER = CellKey("budget", "industrial_base", "expenditure_total", "total")
IN_THOUSAND = TableKey("budget", "facilities")
AFTER, INSERTED, ITS_COLUMN, ITS_AMOUNT = "general_admin", "広報経費", "environment_general", 5
REASON = "大臣折衝の結果と異なる"


class Ministry:
    """Somebody with Excel, who corrects the totals by hand as well."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self._book, self._plan, self._titles = openpyxl.load_workbook(path), plan, titles(plan)

    def _sheet(self, key: TableKey):
        return self._book[self._titles[statement_key(key)]]

    def add(self, cell: CellKey, amount: int) -> None:
        """Adds an amount to a figure and to every total it enters."""
        template = self._plan.table(cell).template
        row, column = self._plan.table(cell).locate(cell)
        self._add(cell.table, row, column, amount)
        for above, beside, weight in template.above(row, column):
            self._add(cell.table, above, beside, weight * amount)

    def _add(self, key: TableKey, row: int, column: int, amount: int) -> None:
        cell = self._sheet(key)[CORNER.address((row, column))]
        cell.value += amount

    def type_over(self, cell: CellKey, amount: int) -> None:
        self._sheet(cell.table)[CORNER.address(self._plan.table(cell).locate(cell))].value = amount

    def insert_line(self, key: TableKey) -> None:
        """Puts in a row with one amount, and corrects the totals."""
        template, sheet = self._plan.table(key).template, self._sheet(key)
        row, column = template.lines.position[AFTER], template.columns.position[ITS_COLUMN]
        for above, beside, weight in template.above(row, column):
            if above != row:
                self._add(key, above, beside, weight * ITS_AMOUNT)
        first = sheet[CORNER.address((row, 0))].row + 1
        sheet.insert_rows(first)
        sheet.cell(first, 1).value = INSERTED
        for at, _ in enumerate(template.columns.nodes):
            entered = any(step.position == at for step in template.columns.up[column])
            sheet.cell(first, at + 2).value = ITS_AMOUNT if entered else "-"

    def turn_into_thousand(self, key: TableKey) -> None:
        for row in self._sheet(key).iter_rows():
            for cell in row:
                if isinstance(cell.value, int):
                    cell.value *= 1000
                elif isinstance(cell.value, str):
                    cell.value = cell.value.replace("百万円", "千円")

    def send_back(self, path: Path) -> None:
        self._book.save(path)
        path.write_bytes(passwords.encrypt(path.read_bytes(), PASSWORD))


def send_and_take_back(qtbot, opened, folder: Path) -> None:
    """The plan goes to the ministry; next morning what it changed is decided, taken in and reported."""
    window, document, door = opened.window, opened.document, opened.door
    sent, back, report = (folder / name for name in ("提出.xlsx", "【返送】R6計画.xlsx", "結果.docx"))
    before = document.plan.copy()

    door.to_save = sent
    window.actions_by_key["export_ministry"].trigger()
    asked = dialog_of(qtbot, opened, ExportMinistry)
    QTest.keyClick(asked.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.Key.Key_Return)
    idle(qtbot, opened)
    assert ("exchange.written", {"name": sent.name}) in door.told

    ministry = Ministry(sent, before)
    for cell, amount in {**TAKEN, **REFUSED}.items():
        ministry.add(cell, amount)
    ministry.type_over(TYPED_OVER, before.figure(TYPED_OVER).value + 1)
    ministry.insert_line(_INCOME)
    ministry.turn_into_thousand(IN_THOUSAND)
    ministry.send_back(back)

    door.to_open = back
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    password = dialog_of(qtbot, opened, PasswordDialog)
    type_words(password.findChild(QLineEdit), PASSWORD)
    QTest.keyClick(password, Qt.Key.Key_Return)
    assigning = dialog_of(qtbot, opened, Assigning)
    assert INSERTED in assigning.doubts.cell(0, 1).text
    QTest.keyClick(assigning.skip, Qt.Key.Key_Return)
    review = dialog_of(qtbot, opened, Reviewing)
    review.activateWindow()
    qtbot.waitUntil(lambda: review.isActiveWindow() and review.table.hasFocus())
    items = review.model.review.items
    cells = {item.key: item for item in items if item.kind == "cell"}
    assert set(cells) == {"/".join(cell) for cell in (*TAKEN, *REFUSED)}
    assert sorted(item.kind for item in items) == [*["cell"] * 7, "line", "typed_total"]

    for cell in REFUSED:
        _go_to(review, cells["/".join(cell)].number)
        QTest.keyClick(review.table, Qt.Key.Key_M)
        QTest.keyClick(review.table, Qt.Key.Key_F2)
        (field,) = [line for line in review.table.findChildren(QLineEdit) if line.isVisible()]
        type_words(field, REASON)
        QTest.keyClick(field, Qt.Key.Key_Return)
    _go_to(review, next(item.number for item in items if item.kind == "typed_total"))
    QTest.keyClick(review.table, Qt.Key.Key_T)
    door.to_save = report
    QTest.keyClick(review.take, Qt.Key.Key_Return)
    qtbot.waitUntil(report.exists)
    idle(qtbot, opened)

    for cell, amount in TAKEN.items():
        assert document.plan.figure(cell).value == before.figure(cell).value + amount
    for cell in REFUSED:
        assert document.plan.figure(cell) == before.figure(cell)
    assert document.plan.figure(TYPED_OVER).value == before.figure(TYPED_OVER).value + 1
    lines = document.plan.table(_INCOME).template.lines
    new = lines.nodes[lines.position[AFTER] + 1]
    assert (new.label, new.parent) == (INSERTED, lines[AFTER].parent)
    assert document.plan.figure(CellKey(*_INCOME, new.key, ITS_COLUMN)) == Figure(ITS_AMOUNT)
    told = "\n".join(
        cell.text for table in docx.Document(str(report)).tables for row in table.rows for cell in row.cells
    )
    assert INSERTED in told and REASON in told
    assert {entry.source for entry in document.plan.history[len(before.history) :]} == {back.name}

    # one step, which can be taken back and made again
    after = document.plan.content_hash()
    document.undo_stack.undo()
    assert document.plan.content_hash() == before.content_hash()
    document.undo_stack.redo()
    assert document.plan.content_hash() == after
    door.told.clear()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def _go_to(review: Reviewing, number: int) -> None:
    """Makes an item's row the current one."""
    at = next(
        at for at, row in enumerate(review.model.rows) if not row.heading and row.items[0].number == number
    )
    review.table.setCurrentIndex(review.model.index(at, PLACE))
    review.table.setFocus()
