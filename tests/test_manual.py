"""The manual behind F1 says what the program does: its shortcuts, tabs, commands and notations."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow

from smrj_desktop import cli, messages
from smrj_desktop.domain.amounts import parse
from smrj_desktop.domain.errors import AmountError
from smrj_desktop.domain.indicators import parse_target
from smrj_desktop.ui import actions
from smrj_desktop.ui.tabs import measures_tab
from tests.support import tree

VOID = {"br", "hr", "meta"}


class Page(HTMLParser):
    """One manual, read once: its elements, its references and its marked texts.

    Attributes:
        marked: the text of every element that carries a `data-` attribute, as (attribute, value, text).
        references: what `href` and `src` point to.
        titles: the ids of the headings in order.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self.marked: list[tuple[str, str, str]] = []
        self.references: list[str] = []
        self.ids: list[str] = []
        self.titles: list[str] = []
        self.language = ""
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(tree.ROOT.joinpath("resources", "manual", f"{language}.html").read_text(encoding="utf-8"))
        self.close()
        assert self._open == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.references += [given[name] for name in ("href", "src") if name in given]
        self.language = given.get("lang", self.language)
        if "id" in given:
            self.ids.append(given["id"])
            if tag in {"h1", "h2", "h3"}:
                self.titles.append(given["id"])
        if tag not in VOID:
            self._open.append((tag, given, []))

    def handle_data(self, data: str) -> None:
        for _, _, texts in self._open:
            texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        opened, given, texts = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        self.marked += [
            (name, value, " ".join("".join(texts).split()))
            for name, value in given.items()
            if name.startswith("data-")
        ]

    def texts(self, attribute: str) -> list[tuple[str, str]]:
        return [(value, text) for name, value, text in self.marked if name == attribute]


@cache
def page(language: str) -> Page:
    return Page(language)


def named(text: str) -> str:
    """A text of the screen without its mnemonic, a colon at its end or a digit that is a mnemonic alone."""
    return re.sub(r"^\d |[：:]$", "", actions.plain(text))


@pytest.fixture(params=messages.LANGUAGES)
def manual(request):
    messages.set_language(request.param)
    yield page(request.param)
    messages.set_language("ja")


def test_every_shortcut_is_told_under_the_name_its_menu_has(manual, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    made = actions.make_actions(window)
    expected = {
        key: f"{keys} {named(action.text())}"
        for key, action in made.items()
        if (keys := action.shortcut().toString(QKeySequence.SequenceFormat.PortableText))
    }
    assert expected, "no command has a shortcut"
    assert dict(manual.texts("data-command")) == expected


def test_the_keys_of_the_outline_are_told(manual):
    assert dict(manual.texts("data-outline")) == {
        key: f"{keys} {messages.text(f'measures.{key}')}" for key, keys in measures_tab._KEYS.items()
    }


def test_every_tab_is_explained_under_its_name(manual):
    assert dict(manual.texts("data-tab")) == {
        key: messages.text(f"tab.{key}") for key in ("measures", "indicators", "budget", "income", "cash")
    }


def test_every_command_is_told_and_no_other(manual):
    told = {words.split()[1] for _, words in manual.texts("data-cli")} - {"p.xlsx"}
    assert told == set(cli._COMMANDS)


def test_notations_are_read_as_the_manual_says(manual):
    told = manual.texts("data-amount")
    assert len(told) >= 6
    for figure, text in told:
        if figure == "refused":
            with pytest.raises(AmountError):
                parse(text)
        else:
            assert parse(text) == parse(figure), text
    targets = manual.texts("data-target")
    assert targets
    for printed, text in targets:
        assert str(parse_target(text)) == printed


def test_what_the_manual_quotes_from_the_screen_stands_there(manual):
    quoted = manual.texts("data-message")
    assert quoted
    for message, text in quoted:
        assert text == named(messages.text(message))


def test_the_manual_stands_alone(manual):
    assert manual.language == messages.language()
    assert {reference for reference in manual.references if not reference.startswith("#")} == set()
    assert {reference[1:] for reference in manual.references} <= set(manual.ids)
    assert len(manual.ids) == len(set(manual.ids))


def test_both_manuals_have_the_same_chapters():
    ja, en = page("ja"), page("en")
    assert ja.titles == en.titles
    for attribute in ("data-cli", "data-amount", "data-target", "data-message"):
        assert sorted(value for value, _ in ja.texts(attribute)) == sorted(
            value for value, _ in en.texts(attribute)
        )
