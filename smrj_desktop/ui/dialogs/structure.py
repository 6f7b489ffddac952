"""The frame of the plan: lines of the table in front, columns of its account, the accounts; and what goes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.amounts import show
from smrj_desktop.domain.edit_kinds import Edit
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.plan import Account, Plan
from smrj_desktop.domain.restructured_records import Gone
from smrj_desktop.domain.restructuring import Wanted, rearranged
from smrj_desktop.domain.template import TableKey
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import Sentence, problem_line, resize_within_screen
from smrj_desktop.ui.node_page import ColumnPage, LinePage
from smrj_desktop.ui.place_words import PlaceWords
from smrj_desktop.ui.plain_table import Column, PlainTable
from smrj_desktop.ui.tokens import GRID

MOST = 200
"""So much of what goes is listed one by one."""


class AccountPage(QWidget):
    """The accounts in order.

    Signals:
        changed: they are others now.

    Attributes:
        list: their names.
        label: the chosen one's name.
        add, remove, up, down: what can be done with it; a new one gets its lines and columns.
    """

    changed = Signal()

    def __init__(self, accounts: Sequence[Account], chosen: str, parent: QWidget | None = None) -> None:
        """Shows accounts, with the one called `chosen` in the form."""
        super().__init__(parent)
        self._accounts = [Wanted(account.key, account.label) for account in accounts]
        self.list = QListWidget()
        self.label = QLineEdit()
        self.add, self.remove, self.up, self.down = (
            QPushButton(text(f"structure.{name}")) for name in ("add_account", "remove", "up", "down")
        )
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.label.editingFinished.connect(self._take)
        buttons = QHBoxLayout()
        for button in (self.add, self.remove, self.up, self.down):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        form = QFormLayout()
        form.addRow(text("structure.account"), self.label)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addLayout(buttons)
        layout.addWidget(self.list, 1)
        layout.addLayout(form)
        layout.addWidget(Sentence(text("structure.like_hint")))
        self.list.currentRowChanged.connect(self._show)
        keys = [account.key for account in self._accounts]
        self._fill(keys.index(chosen) if chosen in keys else 0)

    @property
    def accounts(self) -> tuple[Wanted, ...]:
        """The accounts as they are wanted."""
        return tuple(self._accounts)

    def _fill(self, row: int) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.addItems([account.label for account in self._accounts])
            self.list.setCurrentRow(row)
        self._show()

    def _show(self) -> None:
        row = self.list.currentRow()
        self.label.setText(self._accounts[row].label if row >= 0 else "")
        # without an account there is no plan
        self.remove.setEnabled(len(self._accounts) > 1)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < len(self._accounts) - 1)

    def _take(self) -> None:
        row, label = self.list.currentRow(), self.label.text().strip()
        if row >= 0 and label and label != self._accounts[row].label:
            self._accounts[row] = self._accounts[row]._replace(label=label)
            self._fill(row)
            self.changed.emit()

    def _add(self) -> None:
        row = self.list.currentRow()
        like = self._accounts[row]
        name = text("structure.new_account")
        self._accounts.insert(row + 1, Wanted(f"account-{uuid4().hex[:8]}", name, like.like or like.key))
        self._fill(row + 1)
        self.changed.emit()

    def _remove(self) -> None:
        row = self.list.currentRow()
        del self._accounts[row]
        self._fill(min(row, len(self._accounts) - 1))
        self.changed.emit()

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        account = self._accounts.pop(row)
        self._accounts.insert(row + by, account)
        self._fill(row + by)
        self.changed.emit()


class StructureDialog(QDialog):
    """Changes the frame of the plan in one step.

    Attributes:
        lines, columns, accounts: the pages.
        gone: what goes with the change.
        understood: has to be ticked where something goes.
        edit: the one step; None where nothing would change or it cannot be done.
    """

    def __init__(
        self, plan: Plan, key: TableKey, line: str, column: str, parent: QWidget | None = None
    ) -> None:
        """Shows the frame of a table, with a line and a column chosen."""
        super().__init__(parent)
        self.setWindowTitle(text("structure.title"))
        self._plan, self._key = plan, key
        self.edit: Edit | None = None
        template = plan.table(key).template
        statement, account = text(f"statement.{key.statement}"), plan.account(key.account).label
        self.lines = LinePage(template.lines.nodes, line)
        self.columns = ColumnPage(template.columns.nodes, column)
        self.accounts = AccountPage(plan.accounts, key.account)
        self.pages = QTabWidget()
        self.pages.addTab(self.lines, text("structure.lines", statement=statement))
        self.pages.addTab(self.columns, text("structure.columns", account=account))
        self.pages.addTab(self.accounts, text("structure.accounts"))
        self.problem = problem_line()
        self.gone = PlainTable(
            [Column(text("structure.gone")), Column(text("structure.figure"), 10, figures=True)],
            text("structure.gone"),
        )
        self.understood = QCheckBox()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._do = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._do.setText(text("structure.do"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(self.pages, 3)
        layout.addWidget(self.problem)
        layout.addWidget(self.gone, 1)
        layout.addWidget(self.understood)
        layout.addWidget(self.buttons)
        for page in (self.lines, self.columns, self.accounts):
            page.changed.connect(self._show)
        self.understood.toggled.connect(self._enable)
        self._show()
        resize_within_screen(self, 760, 420, 10)

    def _show(self) -> None:
        """Finds out what the change comes to."""
        plan = self._plan
        wanted = self.columns.nodes
        frames = {
            key: (table.template.lines.nodes, wanted)
            for key, table in plan.tables.items()
            if key.account == self._key.account
        }
        frames[self._key] = (self.lines.nodes, wanted)
        kept = {account.key for account in self.accounts.accounts}
        if self._key.account not in kept:
            frames = {}
        self._edit: Edit | None = None
        gone: tuple[Gone, ...] = ()
        problem = ""
        try:
            if not any(not line.heading for line in self.lines.nodes):
                problem = text("structure.no_line")
            else:
                found = rearranged(plan, frames, self.columns.renamed, self.accounts.accounts)
                self._edit, gone = found.edit, found.gone
        except SmrjError as error:
            problem = text(error.message, **error.parameters)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        words = PlaceWords(plan)
        rows = [[_said(item, words), show(item.figure)] for item in gone[:MOST]]
        if len(gone) > MOST:
            rows.append([text("paste.more", count=len(gone) - MOST), ""])
        self.gone.fill(rows)
        for widget in (self.gone, self.understood):
            widget.setVisible(bool(gone))
        with QSignalBlocker(self.understood):
            self.understood.setChecked(False)
            self.understood.setText(text("structure.understood", count=len(gone)))
        self._needs_word = bool(gone)
        self._enable()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field takes what is typed there and leaves the dialog open."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (enter and isinstance(self.focusWidget(), QLineEdit)):
            super().keyPressEvent(event)

    def _enable(self) -> None:
        self.edit = None if self._needs_word and not self.understood.isChecked() else self._edit
        self._do.setEnabled(self.edit is not None)


def _said(item: Gone, words: PlaceWords) -> str:
    if item.cell is not None:
        return text(f"structure.gone_{item.what}", place=words.said(of_cell(item.cell)))
    name = text(f"structure.rule_{item.name}") if item.what == "rule" else item.name
    return text(f"structure.gone_{item.what}", place=name)
