"""One note: what it is about, and a field to write it in."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from smrj_desktop.domain.notes import Note
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import Sentence, minute
from smrj_desktop.ui.prose_edit import ProseEdit
from smrj_desktop.ui.tokens import GRID


class NoteDialog(QDialog):
    """Asks for the text of a note.

    Attributes:
        text: the field; Ctrl+Enter takes it.
    """

    def __init__(self, place: str, note: Note | None, parent: QWidget | None = None) -> None:
        """Shows a note to be changed, or an empty field; `place` is what it is about, in words."""
        super().__init__(parent)
        self.setWindowTitle(text("notes.change" if note else "notes.add"))
        self.resize(560, 300)
        self.text = ProseEdit(self)
        self.text.setAccessibleName(text("notes.text"))
        self.text.put(note.text if note else "")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._take = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._take.setText(text("notes.write"))
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(Sentence(place))
        if note:
            said = Sentence(text("notes.written", author=note.author, at=minute(note.at)))
            said.setProperty("role", "secondary")
            layout.addWidget(said)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.buttons)
        self.text.textChanged.connect(self._enable)
        # leaving the field is no wish to close the dialog; Ctrl+Enter, while it is in the field, is
        self.text.committed.connect(self._on_committed)
        self._enable()
        self.text.setFocus()

    @property
    def written(self) -> str:
        """What is in the field, without outer spaces."""
        return self.text.toPlainText().strip()

    def _enable(self) -> None:
        self._take.setEnabled(bool(self.written))

    def _on_committed(self) -> None:
        if self.text.hasFocus() and self.written:
            self.accept()
