"""The password of a file that is to be read."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import Sentence, problem_line, resize_to_lines
from smrj_desktop.ui.password_fields import HiddenField
from smrj_desktop.ui.tokens import GRID

_WIDTH = 56 * GRID


class PasswordDialog(QDialog):
    """Asks for a password.

    Attributes:
        field: where it is typed.
        problem: what was wrong with the one before.
    """

    def __init__(self, file_name: str, *, problem: str = "", parent: QWidget | None = None) -> None:
        """Asks for the password of a file; `problem` says what was wrong with the one before."""
        super().__init__(parent)
        self.setWindowTitle(text("password.title"))
        self.field = HiddenField()
        self.problem = problem_line()
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setEnabled(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(text("password.field"), self.field)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(Sentence(text("password.intro", name=file_name)))
        layout.addWidget(self.problem)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.field.textChanged.connect(self._enable)
        resize_to_lines(self, _WIDTH)

    def _enable(self) -> None:
        self._ok.setEnabled(bool(self.field.text()))

    @property
    def password(self) -> str:
        """What was typed."""
        return self.field.text()
