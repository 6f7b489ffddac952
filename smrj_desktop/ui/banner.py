"""The strip above the tabs that says what lasts: why the plan is read-only, that its file was changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.dialog_parts import Sentence
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
        said = _Said(text, tuple(buttons), level, closable)
        before = self._messages.get(key)
        if before and before.said == said:
            # said again, it must neither take the focus from its buttons nor be read out anew
            return
        message = _Message(said)
        message.closer.clicked.connect(lambda: self.withdraw(key))
        if before:
            self._rows.replaceWidget(before, message)
            _drop(before)
        else:
            self._rows.addWidget(message)
        self._messages[key] = message
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(message.label, QAccessible.Event.Alert))

    def withdraw(self, key: str) -> None:
        """Takes a message away; nothing happens where there is none with this key."""
        message = self._messages.pop(key, None)
        if message:
            self._rows.removeWidget(message)
            _drop(message)
            self.setVisible(bool(self._messages))

    def keys(self) -> tuple[str, ...]:
        """The keys of all messages shown, from top to bottom."""
        return tuple(self._messages)

    def message(self, key: str) -> _Message:
        """The widget of a message; raises `KeyError` where there is none."""
        return self._messages[key]

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
        rules.append(f"QLabel#mark {{ color: {tokens.warning}; font-weight: bold; }}")
        self.setStyleSheet("\n".join(rules))


class _Said(NamedTuple):
    """All that makes a message what it is."""

    text: str
    buttons: tuple[Answer, ...]
    level: Level
    closable: bool


class _Message(QWidget):
    """One message.

    Attributes:
        said: what it says and offers.
        label: its sentence.
        buttons: in order.
        closer: puts it away; hidden where it may not be.
    """

    def __init__(self, said: _Said) -> None:
        super().__init__()
        self.said = said
        # a plain widget paints the ground of its style sheet only when told to
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("level", said.level)
        self.label = Sentence(said.text)
        self.buttons = [QPushButton(label) for label, _ in said.buttons]
        self.closer = QToolButton()
        self.closer.setText("×")
        self.closer.setToolTip(text("banner.close"))
        self.closer.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.closer.setAccessibleName(text("banner.close"))
        self.closer.setHidden(not said.closable)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID + _EDGE, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        if said.level == "warning":
            mark = QLabel(text("banner.warning"))
            mark.setObjectName("mark")
            row.addWidget(mark)
        row.addWidget(self.label, 1)
        for button, (_, answer) in zip(self.buttons, said.buttons, strict=True):
            button.clicked.connect(lambda _checked=False, answer=answer: answer())
            row.addWidget(button)
        row.addWidget(self.closer)


def _drop(message: _Message) -> None:
    """Removes a message that may be in the middle of a click on itself."""
    message.hide()
    message.deleteLater()
