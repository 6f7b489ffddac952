"""The strip above the tabs that says what lasts: why the plan is read-only, that its file was changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.dialog_parts import sentence
from smrj_desktop.ui.tokens import GRID

Level = Literal["info", "warning"]
Answer = tuple[str, Callable[[], object]]
_EDGE = GRID // 2


class Banner(QWidget):
    """Messages by key, one below the other; hidden where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages: dict[str, _Message] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def say(
        self,
        key: str,
        text: str,
        *,
        buttons: Sequence[Answer] = (),
        level: Level = "info",
        closable: bool = True,
    ) -> None:
        """Shows a message in the place of the one with its key, or below all others.

        Args:
            key: names the message.
            text: what it says, in plain text.
            buttons: the text of each and what it does; the message stays until it is withdrawn.
            level: a warning is told apart by a word and by its edge.
            closable: whether the user may put it away.
        """
        face = _Face(text, tuple(label for label, _ in buttons), level, closable)
        answers = [answer for _, answer in buttons]
        before = self._messages.get(key)
        if before and before.face == face:
            # said again, it must neither take the focus from its buttons nor be read out anew
            before.answers = answers
            return
        message = _Message(face, answers)
        message.closer.clicked.connect(lambda: self.withdraw(key))
        at = self._rows.indexOf(before) if before else self._rows.count()
        if before:
            self._drop(before)
        self._rows.insertWidget(at, message)
        self._messages[key] = message
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(message.label, QAccessible.Event.Alert))

    def withdraw(self, key: str) -> None:
        """Takes a message away; nothing happens where there is none with this key."""
        message = self._messages.pop(key, None)
        if message:
            self._drop(message)
            self.setVisible(bool(self._messages))

    def keys(self) -> tuple[str, ...]:
        """The keys of all messages shown, from top to bottom."""
        shown = {message: key for key, message in self._messages.items()}
        rows = (self._rows.itemAt(at).widget() for at in range(self._rows.count()))
        return tuple(shown[row] for row in rows if isinstance(row, _Message))

    def message(self, key: str) -> _Message:
        """The widget of a message; raises `KeyError` where there is none."""
        return self._messages[key]

    def _drop(self, message: _Message) -> None:
        self._rows.removeWidget(message)
        message.hide()
        message.deleteLater()

    def _dress(self) -> None:
        tokens = theme.current()
        rules = [f"_Message {{ border-bottom: 1px solid {tokens.border}; }}"]
        for level, ground, edge in (
            ("info", tokens.header, tokens.accent),
            ("warning", tokens.computed, tokens.warning),
        ):
            rules.append(
                f'_Message[level="{level}"] {{ background: {ground}; border-left: {_EDGE}px solid {edge}; }}'
            )
        rules.append(f"QLabel {{ color: {tokens.text}; }} QLabel#mark {{ color: {tokens.warning}; }}")
        rules.append("QLabel#mark { font-weight: bold; }")
        self.setStyleSheet("\n".join(rules))


class _Face(NamedTuple):
    """What of a message is seen."""

    text: str
    labels: tuple[str, ...]
    level: Level
    closable: bool


class _Message(QWidget):
    """One message.

    Attributes:
        face: what it shows.
        answers: what its buttons do, in their order.
        label: its sentence.
        buttons: in order.
        closer: puts it away; hidden where it may not be.
    """

    def __init__(self, face: _Face, answers: list[Callable[[], object]]) -> None:
        super().__init__()
        self.face, self.answers = face, answers
        # a plain widget paints the ground of its style sheet only when told to
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("level", face.level)
        self.label = sentence(face.text)
        self.buttons = [QPushButton(label) for label in face.labels]
        self.closer = QToolButton()
        self.closer.setText("×")
        self.closer.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.closer.setToolTip(text("banner.close"))
        self.closer.setAccessibleName(text("banner.close"))
        self.closer.setVisible(face.closable)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID + _EDGE, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        if face.level == "warning":
            mark = QLabel(text("banner.warning"))
            mark.setObjectName("mark")
            row.addWidget(mark)
        row.addWidget(self.label, 1)
        for at, button in enumerate(self.buttons):
            button.clicked.connect(lambda _checked=False, at=at: self.answers[at]())
            row.addWidget(button)
        row.addWidget(self.closer)
