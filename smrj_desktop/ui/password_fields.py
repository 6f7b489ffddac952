"""A password that is asked for twice, since nobody sees what is typed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit

from smrj_desktop.messages import text


class HiddenField(QLineEdit):
    """A field whose characters are not shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)


class NewPassword(QObject):
    """Two fields that must hold the same; empty ones mean no password.

    Signals:
        changed: something else stands there.

    Attributes:
        first, again: the fields.
    """

    changed = Signal()

    def __init__(self, form: QFormLayout) -> None:
        """Adds the fields to a form."""
        super().__init__(form)
        self.first, self.again = HiddenField(), HiddenField()
        self.first.setPlaceholderText(text("password.none"))
        form.addRow(text("password.new"), self.first)
        form.addRow(text("password.again"), self.again)
        for field in (self.first, self.again):
            field.textChanged.connect(self.changed)

    @property
    def problem(self) -> str:
        """Says that the fields differ; empty where they do not."""
        return "" if self.first.text() == self.again.text() else text("password.differs")

    @property
    def password(self) -> str:
        """What was typed."""
        return self.first.text()
