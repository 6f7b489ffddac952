"""Every command of the window in one table: what it is called, its keys, its picture and its menu."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar

from smrj_desktop import messages
from smrj_desktop.domain.amounts import Rounding, Unit
from smrj_desktop.ui import icons, theme

Keys = QKeySequence.StandardKey | str | None


@dataclass(frozen=True)
class Command:
    """One row of the table.

    Attributes:
        key: names the command and its texts: `action.<key>.text` (with its mnemonic) and `action.<key>.tip`.
        menu: the menu it stands in, as a path: `view/theme` is a menu within the menu `view`.
        keys: its shortcut: the platform's own, or one written out.
        icon: a file of `resources/icons`; empty for none.
        choice: where given, the command is one of several that exclude one another within its menu; this is
            what the settings store for it, and what `QAction.data` returns.
        checkable: whether it is switched on and off.
        separated: whether a line stands above it in the menu.
    """

    key: str
    menu: str
    keys: Keys = None
    icon: str = ""
    choice: str = ""
    checkable: bool = False
    separated: bool = False


_STANDARD = QKeySequence.StandardKey
COMMANDS = (
    Command("new", "file", _STANDARD.New, "new"),
    Command("new_empty", "file"),
    Command("open", "file", _STANDARD.Open, "open"),
    Command("recent", "file", icon="recent"),
    Command("save", "file", _STANDARD.Save, "save", separated=True),
    Command("save_as", "file", "Ctrl+Shift+S", "save_as"),
    Command("print", "file", "Ctrl+Shift+P", "print", separated=True),
    Command("export_pdf", "file"),
    Command("import", "file/exchange", "Ctrl+I"),
    Command("export_ministry", "file/exchange", separated=True),
    Command("export_input", "file/exchange"),
    Command("export_machine", "file/exchange"),
    Command("versions", "file", separated=True),
    Command("recover", "file"),
    Command("quit", "file", "Ctrl+Q", "quit", separated=True),
    Command("undo", "edit", _STANDARD.Undo, "undo"),
    Command("redo", "edit", "Ctrl+Y", "redo"),
    Command("cut", "edit", _STANDARD.Cut, separated=True),
    Command("copy", "edit", _STANDARD.Copy),
    Command("copy_raw", "edit", "Ctrl+Shift+C"),
    Command("copy_labelled", "edit"),
    Command("paste", "edit", _STANDARD.Paste),
    Command("paste_special", "edit", "Ctrl+Shift+V"),
    Command("fill_down", "edit", "Ctrl+D", separated=True),
    Command("fill_right", "edit", "Ctrl+R"),
    Command("clear_total", "edit"),
    Command("structure", "edit", separated=True),
    Command("entry_unit", "edit"),
    Command("today", "edit", "Ctrl+;"),
    Command("find", "edit", _STANDARD.Find, separated=True),
    Command("replace", "edit", "Ctrl+H"),
    Command("go_to", "edit", "Ctrl+P"),
    Command("note", "edit", "Shift+F2"),
    Command("history", "edit", "Ctrl+Shift+H"),
    *(Command(f"tab_{number}", "view", f"Alt+{number}") for number in range(1, 6)),
    Command("previous_tab", "view", "Ctrl+PgUp", separated=True),
    Command("next_tab", "view", "Ctrl+PgDown"),
    *(Command(f"unit_{unit.name.lower()}", "view/unit", choice=unit.name, checkable=True) for unit in Unit),
    Command("zoom_in", "view", "Ctrl+Alt+=", separated=True),
    Command("zoom_out", "view", "Ctrl+Alt+-"),
    Command("zoom_reset", "view", "Ctrl+Alt+0"),
    Command("fit_columns", "view", separated=True),
    Command("fold", "view", "Alt+Shift+Left"),
    Command("unfold", "view", "Alt+Shift+Right"),
    Command("details", "view", checkable=True),
    Command("highlight", "view", checkable=True),
    Command("chart", "view", "F8", "chart", checkable=True, separated=True),
    *(Command(f"theme_{choice}", "view/theme", choice=choice, checkable=True) for choice in theme.CHOICES),
    *(
        Command(f"language_{choice}", "view/language", choice=choice, checkable=True)
        for choice in messages.LANGUAGES
    ),
    Command("findings", "check", "F9", "findings", checkable=True),
    Command("inspector", "check", "F7", "inspector", checkable=True),
    Command("notes", "check", "F6", "notes", checkable=True),
    Command("next_finding", "check", "F4", separated=True),
    Command("previous_finding", "check", "Shift+F4"),
    Command("ties", "check", separated=True),
    Command("rules", "check"),
    *(Command(f"rounding_{mode}", "check/rounding", choice=mode.value, checkable=True) for mode in Rounding),
    Command("report", "check", separated=True),
    Command("manual", "help", _STANDARD.HelpContents, "manual"),
    Command("shortcuts", "help", "Ctrl+/"),
    Command("about", "help", icon="about"),
)

CONTEXT = (
    "cut",
    "copy",
    "copy_raw",
    "copy_labelled",
    "paste",
    "paste_special",
    "fill_down",
    "fill_right",
    "note",
    "history",
    "clear_total",
    "structure",
)
"""The commands that tables offer under the right mouse button."""

TOOL_BAR = ("open", "save", "print", "", "undo", "redo", "", "chart", "findings", "inspector", "notes")
"""The commands of the tool bar in order; an empty one is a gap."""


def make_actions(parent: QObject) -> dict[str, QAction]:
    """An action for each command, by the command's key; they belong to `parent` and follow the theme.

    Nothing is connected yet: whoever owns a command connects `triggered`.
    """
    actions: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for command in COMMANDS:
        action = QAction(parent)
        action.setObjectName(command.key)
        action.setCheckable(command.checkable)
        # beside an icon a menu has no room for the tick
        action.setIconVisibleInMenu(not command.checkable)
        if command.keys is not None:
            action.setShortcut(QKeySequence(command.keys))
        if command.choice:
            action.setData(command.choice)
            groups.setdefault(command.menu, QActionGroup(parent)).addAction(action)
        if command.key == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        elif command.key == "about":
            action.setMenuRole(QAction.MenuRole.AboutRole)
        actions[command.key] = action
    retranslate(actions)
    # a slot without a receiver would outlive the window and draw on deleted actions
    _Redrawer(parent, actions)
    return actions


def retranslate(actions: dict[str, QAction]) -> None:
    """Puts the texts of the chosen language onto the actions."""
    for command in COMMANDS:
        action = actions[command.key]
        text, tip = (messages.text(f"action.{command.key}.{part}") for part in ("text", "tip"))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setText(text)
        action.setToolTip(f"{plain(text)} ({keys})" if keys else plain(text))
        action.setStatusTip(tip)


def plain(text: str) -> str:
    """A menu text without mnemonic and ellipsis: `開く(&O)…` is 開く, `Save &as…` is Save as."""
    return re.sub(r"\(&.\)|…$", "", text).replace("&", "")


def fill_menu_bar(bar: QMenuBar, actions: dict[str, QAction]) -> dict[str, QMenu]:
    """Puts every command into its menu, in the order of the table.

    Returns:
        The menus by their path; their titles come from the table `menu`.
    """
    menus: dict[str, QMenu] = {}
    for command in COMMANDS:
        menu = menus.get(command.menu)
        if menu is None:
            menu = menus[command.menu] = _add_menu(bar, menus, command.menu)
        if command.separated:
            menu.addSeparator()
        menu.addAction(actions[command.key])
    retranslate_menus(menus)
    return menus


def retranslate_menus(menus: dict[str, QMenu]) -> None:
    """Puts the titles of the chosen language onto the menus."""
    for path, menu in menus.items():
        menu.setTitle(menu_title(path))


def menu_title(path: str) -> str:
    """The title of a menu, by its path."""
    return messages.text(f"menu.{path.replace('/', '_')}")


def fill_tool_bar(bar: QToolBar, actions: dict[str, QAction]) -> None:
    """Puts the commands of `TOOL_BAR` onto a bar."""
    bar.setIconSize(QSize(icons.TOOL_SIZE, icons.TOOL_SIZE))
    for key in TOOL_BAR:
        if key:
            bar.addAction(actions[key])
        else:
            bar.addSeparator()


def _add_menu(bar: QMenuBar, menus: dict[str, QMenu], path: str) -> QMenu:
    owner: QMenuBar | QMenu = menus[path.rpartition("/")[0]] if "/" in path else bar
    menu = QMenu(owner)
    owner.addMenu(menu)
    return menu


class _Redrawer(QObject):
    """Draws the actions' icons anew after each change of the theme, as long as their owner lives."""

    def __init__(self, parent: QObject, actions: dict[str, QAction]) -> None:
        super().__init__(parent)
        self._actions = actions
        self.draw()
        theme.changed.connect(self.draw)

    def draw(self) -> None:
        for command in COMMANDS:
            if command.icon:
                self._actions[command.key].setIcon(icons.icon(command.icon))
