"""The keys of every table in one list: what the tables obey and what the list of shortcuts shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence


@dataclass(frozen=True)
class GridKey:
    """One row of the list.

    Attributes:
        key: names what the keys do; the list of shortcuts shows the text `grid.<key>`.
        keys: the keys, as `QKeySequence` reads them; the first is the one to teach.
    """

    key: str
    keys: tuple[str, ...]


GRID_KEYS = (
    GridKey("enter", ("Return", "Enter")),
    GridKey("enter_back", ("Shift+Return", "Shift+Enter")),
    GridKey("next", ("Tab",)),
    GridKey("previous", ("Shift+Tab",)),
    GridKey("edit", ("F2",)),
    GridKey("leave", ("Esc",)),
    GridKey("empty", ("Del", "Backspace")),
    GridKey("edge", ("Ctrl+Up", "Ctrl+Down", "Ctrl+Left", "Ctrl+Right")),
    GridKey("extend", ("Shift+Up", "Shift+Down", "Shift+Left", "Shift+Right")),
    GridKey("extend_edge", ("Ctrl+Shift+Up", "Ctrl+Shift+Down", "Ctrl+Shift+Left", "Ctrl+Shift+Right")),
    GridKey("row_start", ("Home",)),
    GridKey("row_end", ("End",)),
    GridKey("first", ("Ctrl+Home",)),
    GridKey("last", ("Ctrl+End",)),
    GridKey("page", ("PgUp", "PgDown")),
    GridKey("column", ("Ctrl+Space",)),
    GridKey("row", ("Shift+Space",)),
    GridKey("many", ("Ctrl+Return", "Ctrl+Enter")),
)


def pressed(event: QKeyEvent) -> str:
    """What the keys of an event do, as named in the list; empty where the list has none such."""
    key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key == Qt.Key.Key_Backtab:
        key, modifiers = Qt.Key.Key_Tab, modifiers | Qt.KeyboardModifier.ShiftModifier
    return _by_keys().get(_written(QKeySequence(key | modifiers.value)), "")


def _written(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.PortableText)


@cache
def _by_keys() -> dict[str, str]:
    return {_written(QKeySequence(keys)): row.key for row in GRID_KEYS for keys in row.keys}
