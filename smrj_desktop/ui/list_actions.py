"""The commands of a list, which has them in its keys and in a row of buttons above it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from smrj_desktop.messages import text
from smrj_desktop.ui.tokens import GRID


def list_actions(
    owner: QWidget, view: QWidget, keys: Mapping[str, str], said: Callable[[str], tuple[str, str]]
) -> dict[str, QAction]:
    """An action for each command, whose keys work in the list.

    Args:
        owner: does what they ask for: the command `add` by its method `_add`.
        view: the list.
        keys: the shortcut of each command.
        said: gives a command's name and what it does.
    """
    actions = {}
    for key, shortcut in keys.items():
        name, does = said(key)
        action = actions[key] = QAction(name, owner)
        action.setShortcut(QKeySequence(shortcut))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(text("measures.action_tip", what=does, keys=shown))
        action.triggered.connect(getattr(owner, f"_{key}"))
        view.addAction(action)
    return actions


def buttons_of(actions: Iterable[QAction], owner: QWidget) -> QHBoxLayout:
    """A row of buttons, one for each action."""
    row = QHBoxLayout()
    row.setSpacing(GRID // 2)
    for action in actions:
        button = QToolButton(owner)
        button.setDefaultAction(action)
        row.addWidget(button)
    row.addStretch(1)
    return row
