"""How the print form for the ministry is to be written."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.plan import Plan
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import Sentence, problem_line, resize_to_lines
from smrj_desktop.ui.password_fields import NewPassword
from smrj_desktop.ui.tokens import GRID

_WIDTH = 72 * GRID


class ExportMinistry(QDialog):
    """Asks what the print form is to look like.

    Attributes:
        version, date: as printed on the cover.
        unit: of the figures.
        values, formulas: how totals go out.
        thousand: whether tables with build-ups go along in 千円; only formulas rest on them.
        lock, draft, comments: as `PrintOptions` has them.
        secret: the password.
        problem: what is still wrong.
        buttons: OK goes on to the choice of a file.
    """

    def __init__(self, plan: Plan, *, version: str, date: str, parent: QWidget | None = None) -> None:
        """Proposes a name for the version, and a date."""
        super().__init__(parent)
        self.setWindowTitle(text("export_ministry.title"))
        self.version, self.date = QLineEdit(version), QLineEdit(date)
        self.unit = QComboBox()
        for unit in Unit:
            self.unit.addItem(unit.label, unit)
        self._own_unit = plan.profile.unit
        self.unit.setCurrentIndex(self.unit.findData(self._own_unit))
        self.values = QRadioButton(text("export_ministry.values"))
        self.formulas = QRadioButton(text("export_ministry.formulas"))
        self.values.setChecked(True)
        self.thousand, self.lock, self.draft, self.comments = (
            QCheckBox(text(f"export_ministry.{name}")) for name in ("thousand", "lock", "draft", "comments")
        )
        self.problem = problem_line()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(text("export_ministry.go_on"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.version.textChanged.connect(self._judge)
        self.formulas.toggled.connect(self._judge)
        self.unit.currentIndexChanged.connect(self._judge)
        self.secret.changed.connect(self._judge)
        self._judge()
        resize_to_lines(self, _WIDTH)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(text("export_ministry.version"), self.version)
        form.addRow(text("export_ministry.date"), self.date)
        form.addRow(text("export_ministry.unit"), self.unit)
        form.addRow(text("export_ministry.totals"), self.values)
        for widget in (self.formulas, self.thousand):
            form.addRow("", widget)
        form.addRow(text("export_ministry.also"), self.lock)
        for widget in (self.draft, self.comments):
            form.addRow("", widget)
        self.secret = NewPassword(form)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(Sentence(text("export_ministry.intro")))
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def _judge(self) -> None:
        """Says what is still missing, and lets go on where nothing is."""
        coarse = self.unit.currentData().value > Unit.THOUSAND.value
        self.thousand.setEnabled(self.formulas.isChecked() and coarse)
        problem = ""
        if not self.version.text().strip():
            problem = text("export_ministry.no_version")
        else:
            problem = self.secret.problem
        self.problem.setText(problem)
        self._ok.setEnabled(not problem)

    @property
    def options(self) -> PrintOptions:
        """What was chosen."""
        unit = self.unit.currentData()
        return PrintOptions(
            version=self.version.text().strip(),
            date=self.date.text().strip(),
            totals="formulas" if self.formulas.isChecked() else "values",
            unit=None if unit is self._own_unit else unit,
            thousand=self.thousand.isEnabled() and self.thousand.isChecked(),
            lock=self.lock.isChecked(),
            comments=self.comments.isChecked(),
            draft=self.draft.isChecked(),
        )

    @property
    def password(self) -> str:
        """The password; empty where there is to be none."""
        return self.secret.password
