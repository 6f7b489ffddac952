"""A short query (照会) to the department that owns a figure, to be copied into a mail."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from smrj_desktop.domain.amounts import show
from smrj_desktop.domain.checks.finding import Finding, SuspectCell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import check_report
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import Sentence
from smrj_desktop.ui.prose_edit import ProseEdit


class Query(QDialog):
    """The text of a query, which can be changed and copied; nothing of the plan changes."""

    def __init__(
        self, plan: Plan, finding: Finding, suspect: SuspectCell | None, parent: QWidget | None = None
    ) -> None:
        """Writes the query about a finding and, where one is chosen, the cell that may be wrong."""
        super().__init__(parent)
        self.setWindowTitle(text("query.title"))
        self.resize(680, 460)
        self.text = ProseEdit(self)
        self.text.put(write(plan, finding, suspect))
        self.text.setAccessibleName(text("query.text"))
        self.said = Sentence("")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = buttons.addButton(text("query.copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setDefault(True)
        self.copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(Sentence(text("query.intro")))
        layout.addWidget(self.text, 1)
        layout.addWidget(self.said)
        layout.addWidget(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.said.setText(text("query.copied"))


def write(plan: Plan, finding: Finding, suspect: SuspectCell | None) -> str:
    """The query's text: to whom, which figure, why it does not fit, what would."""
    cell, place = (suspect.cell, suspect.place) if suspect else (finding.cell, finding.place)
    table = plan.table(cell) if cell else None
    figure = show(plan.figure(cell)) if cell else ""
    items = table.build_ups.get(table.locate(cell), ()) if table and cell else ()
    departments = "、".join(dict.fromkeys(item.department for item in items if item.department))
    lines = [
        text("query.to", department=departments),
        "",
        text("query.about", plan=plan.profile.title),
        "",
        text("query.place", place=check_report.where(plan, place)),
        text("query.figure", figure=figure or text("check.blank"), unit=plan.profile.entry_unit),
        text("query.reason", reason=check_report.sentence(finding)),
    ]
    if suspect and suspect.likely is not None:
        lines.append(text("query.likely", figure=show(suspect.likely), unit=plan.profile.entry_unit))
    lines += ["", text("query.request")]
    return "\n".join(lines)
