"""What rules need beyond the tables: expenses of the efficiency, short-term borrowing, approved reserves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.check_records import ApprovedReserve, EfficiencyYear, RuleInputs
from smrj_desktop.domain.errors import AmountError, DataError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import Sentence, problem_line

YEAR, GROSS, RETIREMENT, ADDED, TREASURY = range(5)
_COLUMNS = ("year", "gross", "retirement", "added", "treasury")


class RuleInputsDialog(QDialog):
    """Edits a copy of the rules' inputs; `rules` is what the user decided."""

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        """Shows what the plan has."""
        super().__init__(parent)
        self._plan = plan
        given = plan.rules
        self.setWindowTitle(text("rules.title"))
        self.resize(860, 680)
        self.percent = QLineEdit(str(given.efficiency_percent))
        self.years = QTableWidget(0, len(_COLUMNS))
        self.years.setHorizontalHeaderLabels([text(f"rules.{name}") for name in _COLUMNS])
        self.years.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.years.verticalHeader().hide()
        self.years.setTabKeyNavigation(False)
        self.years.setAccessibleName(text("rules.efficiency"))
        self.add = QPushButton(text("rules.add"))
        self.remove = QPushButton(text("rules.remove"))
        self.limit, self.planned = (
            _amount(item) for item in (given.borrowing_limit, given.borrowing_planned)
        )
        approved = {item.account: item.amount for item in given.reserves}
        self.reserves = {account.key: _amount(approved.get(account.key)) for account in plan.accounts}
        self.problem = problem_line()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        for year in given.efficiency:
            self._append(year)
        self._lay_out()
        self.add.clicked.connect(self._add_year)
        self.remove.clicked.connect(self._remove_year)
        self.buttons.accepted.connect(self._finish)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(Sentence(text("rules.intro", unit=self._plan.profile.entry_unit)))
        efficiency = QGroupBox(text("rules.efficiency"))
        column = QVBoxLayout(efficiency)
        form = QFormLayout()
        form.addRow(text("rules.percent"), self.percent)
        column.addLayout(form)
        column.addWidget(self.years, 1)
        commands = QHBoxLayout()
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
            commands.addWidget(button)
        commands.addStretch(1)
        column.addLayout(commands)
        layout.addWidget(efficiency, 1)
        borrowing = QGroupBox(text("rules.borrowing"))
        form = QFormLayout(borrowing)
        form.addRow(text("rules.limit"), self.limit)
        form.addRow(text("rules.planned"), self.planned)
        layout.addWidget(borrowing)
        reserves = QGroupBox(text("rules.reserves"))
        form = QFormLayout(reserves)
        for account in self._plan.accounts:
            form.addRow(f"{account.label}：", self.reserves[account.key])
        layout.addWidget(reserves)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def _append(self, year: EfficiencyYear | None) -> None:
        row = self.years.rowCount()
        self.years.insertRow(row)
        values = (year.gross, year.retirement, year.added, year.treasury) if year else ()
        shown = [str(year.fiscal_year) if year else "", *map(_shown, values)]
        for column in range(len(_COLUMNS)):
            item = QTableWidgetItem(shown[column] if column < len(shown) else "")
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.years.setItem(row, column, item)

    def _add_year(self) -> None:
        self._append(None)
        row = self.years.rowCount() - 1
        before = self.years.item(row - 1, YEAR).text() if row else ""
        following = (
            int(before) + 1 if len(before) == 4 and before.isdecimal() else self._plan.profile.fiscal_year
        )
        self.years.item(row, YEAR).setText(str(following))
        self.years.setCurrentCell(row, GROSS)
        self.years.setFocus()

    def _remove_year(self) -> None:
        if self.years.currentRow() >= 0:
            self.years.removeRow(self.years.currentRow())

    def _finish(self) -> None:
        """Closes the dialog where everything can be read; else says what cannot."""
        try:
            self.rules()
        except AmountError as error:
            self.problem.setText(text(error.message, **error.parameters))
        except (DataError, InvalidOperation, ValueError):
            self.problem.setText(text("rules.wrong"))
        else:
            self.accept()

    def rules(self) -> RuleInputs:
        """The inputs as they stand in the dialog.

        Raises:
            AmountError: an amount cannot be read.
            DataError, InvalidOperation, ValueError: a year or the percentage cannot.
        """
        years = []
        for row in range(self.years.rowCount()):
            texts = [self.years.item(row, column).text().strip() for column in range(len(_COLUMNS))]
            if any(texts[GROSS:]):
                values = [self._read(item) or 0 for item in texts[GROSS:]]
                year = int(amounts.normalise(texts[YEAR]))
                years.append(
                    EfficiencyYear(fiscal_year=year, **dict(zip(_COLUMNS[GROSS:], values, strict=True)))
                )
        return replace(
            self._plan.rules,
            efficiency=tuple(sorted(years, key=lambda year: year.fiscal_year)),
            efficiency_percent=Decimal(amounts.normalise(self.percent.text()).rstrip("%")),
            borrowing_limit=self._read(self.limit.text()),
            borrowing_planned=self._read(self.planned.text()),
            reserves=tuple(
                ApprovedReserve(account=account, amount=amount)
                for account, field in self.reserves.items()
                if (amount := self._read(field.text())) is not None
            ),
        )

    def _read(self, shown: str) -> int | None:
        return amounts.parse(shown, self._plan.profile.unit).amount


def _shown(amount: int | None) -> str:
    return "" if amount is None else amounts.show(Figure(amount, "" if amount else "0"))


def _amount(amount: int | None) -> QLineEdit:
    field = QLineEdit(_shown(amount))
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    return field
