"""All shortcuts, made from the tables that the menus and the grids are made from."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from smrj_desktop.domain.search_text import plain as searched
from smrj_desktop.domain.search_text import words_in
from smrj_desktop.messages import text
from smrj_desktop.ui.actions import COMMANDS, menu_title, plain
from smrj_desktop.ui.dialog_parts import resize_within_screen
from smrj_desktop.ui.grid_keys import GRID_KEYS
from smrj_desktop.ui.plain_table import Cell, Column, PlainTable

_KEYS_EM = 22


class Shortcuts(QDialog):
    """A list to read, narrowed by what is typed above it.

    Attributes:
        words: what is looked for.
        table: the keys and what they do.
    """

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        """Lists the shortcuts of the window's commands by their menu, then those of the tables."""
        super().__init__(parent)
        self.setWindowTitle(text("shortcuts.title"))
        self._groups = [*_commands(actions), _grid()]
        self.words = QLineEdit(clearButtonEnabled=True)
        self.words.setPlaceholderText(text("shortcuts.words"))
        self.words.setAccessibleName(text("shortcuts.words"))
        self.words.textChanged.connect(self._fill)
        columns = [Column(text("shortcuts.keys"), _KEYS_EM), Column(text("shortcuts.does"))]
        self.table = PlainTable(columns, text("shortcuts.title"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.words, self.table, buttons):
            layout.addWidget(widget)
        resize_within_screen(self, 720, 160, sum(1 + len(rows) for _, rows in self._groups))
        self._fill()

    def _fill(self) -> None:
        wanted = words_in(self.words.text())
        shown: list[list[Cell | str]] = []
        for title, rows in self._groups:
            found = [row for row in rows if all(word in searched("".join(row)) for word in wanted)]
            if found:
                shown.append([Cell(title, heading=True), ""])
                shown.extend([keys, does] for keys, does in found)
        self.table.fill(shown)


def _commands(actions: Mapping[str, QAction]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for command in COMMANDS:
        action = actions[command.key]
        if command.keys is not None:
            title = plain(menu_title(command.menu))
            name = plain(text(f"action.{command.key}.text"))
            groups.setdefault(title, []).append((_written(action.shortcut()), name))
    return list(groups.items())


def _grid() -> tuple[str, list[tuple[str, str]]]:
    rows = [
        ("、".join(_written(QKeySequence(keys)) for keys in row.keys), text(f"grid.{row.key}"))
        for row in GRID_KEYS
    ]
    return text("shortcuts.grid"), rows


def _written(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.NativeText)
