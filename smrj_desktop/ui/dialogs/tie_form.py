"""One tie: its name, the lines on both sides, where it is tested."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain import STATEMENTS
from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.checks.tie_terms import TieTerm
from smrj_desktop.domain.plan import Plan
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import RoomyRows, problem_line
from smrj_desktop.ui.models.cell_words import column_name
from smrj_desktop.ui.tokens import GRID

_KEY = Qt.ItemDataRole.UserRole


class TermRow(QWidget):
    """A term: sign, statement, line, and where it stands if that is not where the tie is tested."""

    def __init__(self, plan: Plan, term: TieTerm | None, parent: QWidget | None = None) -> None:
        """The choices are the lines and columns of the plan's tables."""
        super().__init__(parent)
        self._plan = plan
        self.sign, self.statement, self.line, self.account, self.column = (
            self._chooser(name) for name in ("sign", "statement", "line", "account", "column")
        )
        self.remove = QPushButton(text("tie_form.remove_term"))
        for sign, shown in ((1, "＋"), (-1, "−")):
            self.sign.addItem(shown, sign)
        for statement in STATEMENTS:
            self.statement.addItem(text(f"statement.{statement}"), statement)
        self.account.addItem(text("tie_form.tested_account"), "")
        for account in plan.accounts:
            self.account.addItem(account.label, account.key)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget, stretch in (
            (self.sign, 0),
            (self.statement, 0),
            (self.line, 3),
            (self.account, 1),
            (self.column, 1),
            (self.remove, 0),
        ):
            row.addWidget(widget, stretch)
        self.statement.currentIndexChanged.connect(self._offer_lines)
        self.account.currentIndexChanged.connect(self._offer_lines)
        self._offer_lines()
        if term:
            _choose(self.sign, term.sign)
            _choose(self.account, term.account)
            _choose(self.statement, term.statement)
            _choose(self.line, term.line)
            _choose(self.column, term.column)

    def _chooser(self, name: str) -> QComboBox:
        chooser = QComboBox()
        chooser.setAccessibleName(text(f"tie_form.{name}"))
        chooser.setToolTip(text(f"tie_form.{name}"))
        chooser.setMinimumContentsLength(4 if name != "line" else 16)
        return chooser

    def _offer_lines(self) -> None:
        """Offers what the tables of the statement have, or those of the one account chosen."""
        statement, account = self.statement.currentData(), self.account.currentData()
        lines: dict[str, str] = {}
        columns: dict[str, str] = {}
        for key, table in self._plan.tables.items():
            if key.statement == statement and account in ("", key.account):
                for line in table.template.lines.nodes:
                    if not line.heading:
                        section = f"（{line.section}）" if line.section else ""
                        lines.setdefault(line.key, f"{line.label}{section}")
                columns.update((node.key, column_name(node)) for node in table.template.columns.nodes)
        _fill(self.line, lines)
        _fill(self.column, {"": text("tie_form.tested_column")} | (columns if account else {}))

    def term(self) -> TieTerm:
        """What is chosen."""
        return TieTerm(
            sign=self.sign.currentData(),
            account=self.account.currentData(),
            statement=self.statement.currentData(),
            line=self.line.currentData() or "",
            column=self.column.currentData() or "",
        )


class TieForm(QDialog):
    """Edits a copy of a tie; `tie` is what the user decided."""

    def __init__(self, plan: Plan, tie: Tie | None = None, parent: QWidget | None = None) -> None:
        """Shows a tie, or an empty form for a new one."""
        super().__init__(parent)
        self._plan = plan
        self._key = tie.key if tie else f"own_{uuid.uuid4().hex[:12]}"
        self._columns = tie.columns if tie else ()
        self.setWindowTitle(text("tie_form.title"))
        self.resize(880, 600)
        self.label = QLineEdit(tie.label if tie else "")
        self.within = QComboBox()
        for within in ("rounding", "exact"):
            self.within.addItem(text(f"tie_form.within_{within}"), within)
        _choose(self.within, tie.within if tie else "rounding")
        self.accounts = QListWidget()
        for account in plan.accounts:
            item = QListWidgetItem(account.label)
            item.setData(_KEY, account.key)
            chosen = tie is not None and account.key in tie.accounts
            item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
            self.accounts.addItem(item)
        self.accounts.setItemDelegate(RoomyRows(self.accounts))
        self.accounts.setMaximumHeight(20 * GRID)
        self.left, self.right = _Side(plan, "left", self), _Side(plan, "right", self)
        for side, terms in ((self.left, tie.left if tie else ()), (self.right, tie.right if tie else ())):
            side.show_terms([TieTerm.parse(term) for term in terms] or [None])
        self.problem = problem_line()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._lay_out()
        self.buttons.accepted.connect(self._finish)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(text("tie_form.label"), self.label)
        form.addRow(text("tie_form.within"), self.within)
        form.addRow(text("tie_form.accounts"), self.accounts)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.left)
        layout.addWidget(self.right)
        layout.addStretch(1)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def _finish(self) -> None:
        """Closes the form where it holds a tie; else says what is missing."""
        if not self.label.text().strip():
            self._complain("tie_form.no_label", self.label)
        elif not self.left.rows or not self.right.rows:
            self._complain("tie_form.no_terms", self.left)
        elif not self._accounts() and any(not row.account.currentData() for row in self._rows()):
            self._complain("tie_form.no_account", self.accounts)
        else:
            self.accept()

    def _complain(self, message: str, widget: QWidget) -> None:
        self.problem.setText(text(message))
        widget.setFocus()

    def _rows(self) -> list[TermRow]:
        return [*self.left.rows, *self.right.rows]

    def _accounts(self) -> tuple[str, ...]:
        items = (self.accounts.item(row) for row in range(self.accounts.count()))
        return tuple(item.data(_KEY) for item in items if item.checkState() == Qt.CheckState.Checked)

    def tie(self) -> Tie:
        """The tie as it stands in the form; where it is tested in certain columns alone, it stays so."""
        left, right = (tuple(str(row.term()) for row in side.rows) for side in (self.left, self.right))
        return Tie(
            key=self._key,
            label=self.label.text().strip(),
            left=left,
            right=right,
            accounts=self._accounts(),
            columns=self._columns,
            within=self.within.currentData(),
        )


class _Side(QGroupBox):
    """The terms of one side, in rows."""

    def __init__(self, plan: Plan, name: str, parent: QWidget) -> None:
        super().__init__(text(f"tie_form.{name}"), parent)
        self._plan = plan
        self.rows: list[TermRow] = []
        self.add = QPushButton(text(f"tie_form.add_{name}"))
        self.add.clicked.connect(lambda: self._append(None))
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_terms(self, terms: Sequence[TieTerm | None]) -> None:
        """Shows these terms; None is a row nothing has been chosen in."""
        for term in terms:
            self._append(term)

    def _append(self, term: TieTerm | None) -> None:
        row = TermRow(self._plan, term, self)
        row.remove.clicked.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._layout.insertWidget(self._layout.count() - 1, row)

    def _remove(self, row: TermRow) -> None:
        self.rows.remove(row)
        self._layout.removeWidget(row)
        row.deleteLater()


def _choose(chooser: QComboBox, value: object) -> None:
    index = chooser.findData(value)
    if index < 0 and value:
        # what the plan does not have is shown as it is written, and stays
        chooser.addItem(str(value), value)
        index = chooser.count() - 1
    chooser.setCurrentIndex(max(index, 0))


def _fill(chooser: QComboBox, choices: dict[str, str]) -> None:
    kept = chooser.currentData()
    chooser.clear()
    for key, shown in choices.items():
        chooser.addItem(shown, key)
    chooser.setCurrentIndex(max(0, chooser.findData(kept)))
