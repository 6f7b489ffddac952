"""Why a finding may stand."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import Sentence


class AcceptanceDialog(QDialog):
    """Asks for a reason; `reason` is what the user wrote."""

    def __init__(self, sentence: str, parent: QWidget | None = None) -> None:
        """Asks about the finding that says `sentence`."""
        super().__init__(parent)
        self.setWindowTitle(text("acceptance.title"))
        self.resize(560, 200)
        self.line = QLineEdit()
        self.line.setPlaceholderText(text("acceptance.example"))
        form = QFormLayout()
        form.addRow(text("acceptance.reason"), self.line)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(Sentence(sentence))
        layout.addLayout(form)
        layout.addWidget(Sentence(text("acceptance.lapses")))
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.line.textChanged.connect(self._judge)
        self._judge()

    def _judge(self) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self.reason()))

    def reason(self) -> str:
        """The reason."""
        return self.line.text().strip()
