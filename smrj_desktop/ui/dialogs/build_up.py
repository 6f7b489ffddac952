"""The build-up (積算) of one cell: items of departments that add up exactly and are rounded once."""

from __future__ import annotations

import uuid

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.domain.edits import Batch, Edit, PutContribution, RemoveContribution
from smrj_desktop.domain.errors import AmountError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution, Totals, built_up
from smrj_desktop.messages import text
from smrj_desktop.ui import theme

DEPARTMENT, ITEM, AMOUNT, UNIT = range(4)
_KEY = Qt.ItemDataRole.UserRole
_UNITS = (Unit.YEN, Unit.THOUSAND)


class BuildUpDialog(QDialog):
    """Edits a copy of a cell's contributions; `edit` is what the user decided."""

    def __init__(self, plan: Plan, cell: CellKey, name: str, parent: QWidget | None = None) -> None:
        """Shows the contributions of `cell`, which is called `name` in the title."""
        super().__init__(parent)
        self._plan, self.cell = plan, cell
        table = plan.table(cell)
        self._before = table.build_ups.get(table.locate(cell), ())
        self.setWindowTitle(text("build_up.title", cell=name))
        self.resize(760, 420)
        self.table = QTableWidget(0, 4, self)
        self.table.setHorizontalHeaderLabels(
            [text(f"build_up.{key}") for key in ("department", "item", "amount", "unit")]
        )
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(DEPARTMENT, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(ITEM, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(DEPARTMENT, 200)
        self.table.setColumnWidth(AMOUNT, 140)
        self.add = QPushButton(text("build_up.add"))
        self.remove = QPushButton(text("build_up.remove"))
        self.sum = QLabel()
        self.problem = QLabel(wordWrap=True)
        self.problem.setAccessibleName(text("build_up.problem"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._lay_out()
        for contribution in self._before:
            self._append(contribution)
        if not self._before:
            self._add_empty()
        self.table.itemChanged.connect(self._judge)
        self.add.clicked.connect(self._add_empty)
        self.remove.clicked.connect(self._remove_current)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._judge()

    def _lay_out(self) -> None:
        commands = QHBoxLayout()
        commands.addWidget(self.add)
        commands.addWidget(self.remove)
        commands.addStretch(1)
        commands.addWidget(self.sum)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(text("build_up.intro", unit=self._plan.profile.entry_unit), wordWrap=True))
        layout.addWidget(self.table, 1)
        layout.addLayout(commands)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def _append(self, contribution: Contribution) -> int:
        blocker = QSignalBlocker(self.table)  # a row is judged when it is whole
        row = self.table.rowCount()
        self.table.insertRow(row)
        first = QTableWidgetItem(contribution.department)
        first.setData(_KEY, contribution.key)
        self.table.setItem(row, DEPARTMENT, first)
        self.table.setItem(row, ITEM, QTableWidgetItem(contribution.item))
        shown = f"{contribution.amount:,}".replace("-", "△ ") if contribution.amount else ""
        amount = QTableWidgetItem(shown)
        amount.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.setItem(row, AMOUNT, amount)
        units = QComboBox()
        for unit in _UNITS:
            units.addItem(unit.label, unit)
        units.setCurrentIndex(_UNITS.index(contribution.unit) if contribution.unit in _UNITS else 1)
        units.setAccessibleName(text("build_up.unit"))
        units.currentIndexChanged.connect(self._judge)
        self.table.setCellWidget(row, UNIT, units)
        blocker.unblock()
        return row

    def _add_empty(self) -> None:
        row = self._append(Contribution(key=uuid.uuid4().hex, department="", item="", amount=0))
        self.table.setCurrentCell(row, DEPARTMENT)
        self.table.setFocus()

    def _remove_current(self) -> None:
        if self.table.currentRow() >= 0:
            self.table.removeRow(self.table.currentRow())
        self._judge()

    def contributions(self) -> tuple[Contribution, ...]:
        """What stands in the table; rows with nothing in them are passed over.

        Raises:
            AmountError: an amount cannot be read.
        """
        found = []
        for row in range(self.table.rowCount()):
            department, item, amount = (
                self.table.item(row, column).text().strip() for column in (DEPARTMENT, ITEM, AMOUNT)
            )
            if not (department or item or amount):
                continue
            units = self.table.cellWidget(row, UNIT)
            assert isinstance(units, QComboBox)
            unit = units.currentData()
            found.append(
                Contribution(
                    key=self.table.item(row, DEPARTMENT).data(_KEY),
                    department=department,
                    item=item,
                    amount=amounts.parse(amount, unit).value,
                    unit=unit,
                )
            )
        return tuple(found)

    def _judge(self) -> None:
        """Shows the sum and the printed figure, or what is wrong."""
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        try:
            items = self.contributions()
        except AmountError as error:
            self.problem.setText(text(error.message, **error.parameters))
            self.problem.setStyleSheet(f"color: {theme.current().error}")
            self.sum.clear()
            ok.setEnabled(False)
            return
        profile = self._plan.profile
        yen = sum(item.yen for item in items)
        figure = built_up(items, profile.unit, profile.rounding) if items else self._plan.figure(self.cell)
        self.problem.clear()
        self.sum.setText(
            text(
                "build_up.sum",
                sum=amounts.show(Figure(yen)),
                figure=amounts.show(figure) or text("build_up.blank"),
                unit=profile.entry_unit,
            )
        )
        ok.setEnabled(True)

    def edit(self, totals: Totals) -> Edit | None:
        """The step from the contributions before to those in the table; None where nothing changed."""
        after = self.contributions()
        if after == self._before:
            return None
        kept = {item.key for item in after}
        # rows keep their order here, so what stays is at its index once all before it is in
        steps: list[Edit] = [
            RemoveContribution(cell=self.cell, key=item.key, totals=totals)
            for item in self._before
            if item.key not in kept
        ]
        steps += [
            PutContribution(cell=self.cell, contribution=item, index=index, totals=totals)
            for index, item in enumerate(after)
            if item not in self._before or len(self._before) != len(after)
        ]
        return Batch(edits=tuple(steps))
