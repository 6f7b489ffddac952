"""Another unit for all figures of the plan: which of them would be rounded, before anything changes."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.amounts import Unit, show
from smrj_desktop.domain.edit_kinds import SetEntryUnit
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.unit_edits import rounded
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import Sentence, problem_line, resize_within_screen
from smrj_desktop.ui.place_words import PlaceWords
from smrj_desktop.ui.plain_table import Column, PlainTable
from smrj_desktop.ui.tokens import GRID

MOST = 300
"""So many figures are listed one by one."""


def _residuals(plan: Plan) -> Iterator[int]:
    """By how much the published totals of this year's plan differ from their parts."""
    return (entry.residual for table in plan.tables.values() for entry in table.sheet().stated.values())


class EntryUnitDialog(QDialog):
    """Asks for the unit and shows every figure that would lose digits.

    Attributes:
        unit: the unit all figures are to be entered in.
        table: what would be rounded.
        edit: the one step that does it; None where it cannot be done or nothing would change.
    """

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        """Shows the plan's own unit at first."""
        super().__init__(parent)
        self.setWindowTitle(text("entry_unit.title"))
        self._plan = plan
        self.edit: SetEntryUnit | None = None
        self.unit = QComboBox()
        for unit in Unit:
            self.unit.addItem(unit.label, unit)
        self.unit.setCurrentIndex(self.unit.findData(plan.profile.unit))
        self.said, self.problem = Sentence(""), problem_line()
        columns = [
            Column(text("entry_unit.place")),
            Column(text("entry_unit.before"), 10, figures=True),
            Column(text("entry_unit.after"), 10, figures=True),
        ]
        self.table = PlainTable(columns, text("entry_unit.rounded"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(text("entry_unit.do"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        asked = QHBoxLayout()
        asked.setSpacing(GRID)
        label = QLabel(text("entry_unit.unit"))
        label.setBuddy(self.unit)
        asked.addWidget(label)
        asked.addWidget(self.unit)
        asked.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(Sentence(text("entry_unit.intro")))
        layout.addLayout(asked)
        layout.addWidget(self.said)
        layout.addWidget(self.problem)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.buttons)
        self.unit.currentIndexChanged.connect(self._show)
        self._show()
        resize_within_screen(self, 760, 260, 10)

    def _show(self) -> None:
        plan, unit = self._plan, self.unit.currentData()
        problem, said, self.edit = "", "", None
        rows: list[list[str]] = []
        if unit is plan.profile.unit:
            said = text("entry_unit.same")
        else:
            try:
                found = rounded(plan, unit)
            except SmrjError as error:
                problem = text(error.message, **error.parameters)
            else:
                words = PlaceWords(plan)
                said = text("entry_unit.count" if found else "entry_unit.exact", count=len(found))
                if unit.value < plan.profile.unit.value and any(_residuals(plan)):
                    said = f"{said}{text('entry_unit.residuals')}"
                rows = [
                    [words.said(of_cell(item.cell)), show(item.before), show(item.after)]
                    for item in found[:MOST]
                ]
                if len(found) > MOST:
                    rows.append([text("paste.more", count=len(found) - MOST), "", ""])
                self.edit = SetEntryUnit(unit=unit)
        self.said.setText(said)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.table.fill(rows)
        self.table.scrollToTop()
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self.edit is not None)
