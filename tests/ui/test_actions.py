"""The table of commands: named in both languages, no key or mnemonic twice, icons in the theme's ink."""

from __future__ import annotations

import re

import pytest
import shiboken6
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QMainWindow, QToolBar

from smrj_desktop import messages, paths
from smrj_desktop.ui import actions, icons, theme
from smrj_desktop.ui.chart_tools import TOOLS
from smrj_desktop.ui.tokens import SCHEMES


@pytest.fixture
def window(qtbot, qapp):
    theme.apply(qapp, "light")
    window = QMainWindow()
    qtbot.addWidget(window)
    yield window
    messages.set_language("ja")
    theme.apply(qapp, "light")


def inks(icon: QIcon, size: int, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    """The colours of the pixels of an icon that are nowhere transparent."""
    image = icon.pixmap(QSize(size, size), mode).toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_mnemonics_are_there_and_differ_within_a_menu(window, language):
    messages.set_language(language)
    made = actions.make_actions(window)
    menus = actions.fill_menu_bar(window.menuBar(), made)
    bars = [window.menuBar(), *menus.values()]
    for bar in bars:
        texts = [entry.text() for entry in bar.actions() if not entry.isSeparator()]
        letters = [re.findall(r"&(.)", text) for text in texts]
        assert all(len(found) == 1 for found in letters), texts
        flat = [found[0].lower() for found in letters]
        assert len(set(flat)) == len(flat), texts


def test_every_command_stands_in_its_menu(window):
    made = actions.make_actions(window)
    menus = actions.fill_menu_bar(window.menuBar(), made)
    assert made.keys() == {command.key for command in actions.COMMANDS}
    for command in actions.COMMANDS:
        assert made[command.key] in menus[command.menu].actions()
    assert menus["view/theme"].menuAction() in menus["view"].actions()
    assert [a.text() for a in window.menuBar().actions()] == [
        "ファイル(&F)",
        "編集(&E)",
        "表示(&V)",
        "点検(&C)",
        "ヘルプ(&H)",
    ]


def test_no_shortcut_is_given_twice(window):
    made = actions.make_actions(window)
    keys = [action.shortcut().toString() for action in made.values() if not action.shortcut().isEmpty()]
    assert len(set(keys)) == len(keys)
    expected = {
        "open": "Ctrl+O",
        "save": "Ctrl+S",
        "undo": "Ctrl+Z",
        "next_tab": "Ctrl+PgDown",
        "previous_tab": "Ctrl+PgUp",
        "tab_5": "Alt+5",
        "manual": "F1",
    }
    assert {key: made[key].shortcut().toString() for key in expected} == expected


def test_texts_follow_the_language(window):
    made = actions.make_actions(window)
    menus = actions.fill_menu_bar(window.menuBar(), made)
    assert made["open"].text() == "開く(&O)…"
    assert made["open"].toolTip() == "開く (Ctrl+O)"
    assert made["open"].statusTip() == messages.text("action.open.tip")
    assert made["about"].toolTip() == "このプログラムについて"
    messages.set_language("en")
    actions.retranslate(made)
    actions.retranslate_menus(menus)
    assert made["save_as"].toolTip() == "Save as (Ctrl+Shift+S)"
    assert menus["file"].title() == "&File"


@pytest.mark.parametrize(
    ("menu", "choices"), [("view/theme", theme.CHOICES), ("view/language", messages.LANGUAGES)]
)
def test_choices_exclude_one_another(window, menu, choices):
    made = actions.make_actions(window)
    group = [made[command.key] for command in actions.COMMANDS if command.menu == menu]
    assert tuple(action.data() for action in group) == choices
    for chosen in group:
        chosen.trigger()
        assert [action for action in group if action.isChecked()] == [chosen]


def test_the_tool_bar_has_pictures(window):
    made = actions.make_actions(window)
    bar = QToolBar(window)
    actions.fill_tool_bar(bar, made)
    shown = [action for action in bar.actions() if not action.isSeparator()]
    assert shown == [made[key] for key in actions.TOOL_BAR if key]
    assert not any(action.icon().isNull() for action in shown)
    assert bar.iconSize().width() == icons.TOOL_SIZE


@pytest.mark.parametrize("scheme", SCHEMES)
def test_icons_are_drawn_in_the_theme_s_ink(window, qapp, scheme):
    made = actions.make_actions(window)
    theme.apply(qapp, scheme)
    tokens = theme.current()
    for command in actions.COMMANDS:
        if command.icon:
            icon = made[command.key].icon()
            assert tokens.text in inks(icon, icons.TOOL_SIZE), command.key
            assert tokens.disabled in inks(icon, icons.TOOL_SIZE, QIcon.Mode.Disabled), command.key


def test_actions_whose_window_is_gone_hear_of_no_theme(qapp):
    owner = QObject()
    made = actions.make_actions(owner)
    shiboken6.delete(owner)
    assert not shiboken6.isValid(made["open"])
    theme.apply(qapp, "dark")
    theme.apply(qapp, "light")


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_icons_are_sharp_on_every_screen(qapp, monkeypatch, ratio):
    monkeypatch.setattr(type(qapp.primaryScreen()), "devicePixelRatio", lambda _screen: ratio)
    for size in (icons.MENU_SIZE, icons.TOOL_SIZE):
        assert QSize(round(size * ratio), round(size * ratio)) in icons.icon("save").availableSizes()


def test_the_application_icon_has_every_size_of_the_system(qapp):
    icon = icons.icon(icons.APPLICATION)
    assert {size.width() for size in icon.availableSizes()} == {16, 24, 32, 48, 64, 128, 256}
    assert QColor("#0017c1").name() in inks(icon, 64)


def test_every_icon_file_is_used_and_takes_the_theme_s_colour():
    files = {path.stem: path.read_text() for path in paths.resource_dir("icons").glob("*.svg")}
    assert files.keys() == {c.icon for c in actions.COMMANDS if c.icon} | {*TOOLS, icons.APPLICATION}
    del files[icons.APPLICATION]
    assert all("currentColor" in source and "#" not in source for source in files.values())


def test_an_unknown_icon_is_an_error(qapp):
    with pytest.raises(FileNotFoundError):
        icons.icon("no such icon")


def test_plain_names():
    assert actions.plain("開く(&O)…") == "開く"
    assert actions.plain("Save &as…") == "Save as"
