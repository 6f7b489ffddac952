"""The door to dialogs: what they ask, what each button answers, what name a file gets."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTimer, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from smrj_desktop import messages
from smrj_desktop.ui import notices
from smrj_desktop.ui.notices import Notices, with_suffix


@pytest.fixture
def japanese(qapp):
    messages.set_language("ja")
    assert notices.install_translator(qapp, "ja")
    yield qapp
    notices.install_translator(qapp, "en")


class Clicker:
    """Waits for the one dialog, remembers what it says and presses a button, or Escape."""

    def __init__(self, qapp, button: str | None) -> None:
        self.said = ""
        self.buttons: list[str] = []
        self._application, self._button = qapp, button
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        box = self._application.activeModalWidget()
        if not isinstance(box, QMessageBox):
            return
        self._timer.stop()
        self.said = box.text()
        self.buttons = [button.text() for button in box.buttons()]
        assert box.textFormat() == Qt.TextFormat.PlainText
        if self._button is None:
            QTest.keyClick(box, Qt.Key.Key_Escape)
        else:
            next(b for b in box.buttons() if self._button in b.text()).click()


@pytest.mark.parametrize(
    ("button", "answer"),
    [("保存する", "save"), ("保存しない", "discard"), ("キャンセル", "cancel"), (None, "cancel")],
)
def test_unsaved_changes_are_asked_about(japanese, button, answer):
    clicker = Clicker(japanese, button)
    assert Notices().ask_discard_or_save("<b>案</b>.xlsx") == answer
    assert clicker.said == "「<b>案</b>.xlsx」の変更が保存されていません。保存しますか。"
    assert len(clicker.buttons) == 3


@pytest.mark.parametrize(("button", "answer"), [("はい", True), ("いいえ", False), (None, False)])
def test_a_question_goes_on_only_when_told_to(japanese, button, answer):
    clicker = Clicker(japanese, button)
    assert Notices().confirm("notice.replace", name="案.xlsx") is answer
    assert "案.xlsx" in clicker.said


@pytest.mark.parametrize("method", ["error", "information"])
def test_a_sentence_is_shown_until_it_is_closed(japanese, method):
    clicker = Clicker(japanese, "OK")
    getattr(Notices(), method)("settings.broken")
    assert clicker.said == messages.text("settings.broken")


def test_about_names_the_versions(japanese):
    clicker = Clicker(japanese, "OK")
    Notices().about()
    assert notices.__version__ in clicker.said and notices.PySide6.__version__ in clicker.said


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("案", "案.xlsx"),
        ("案.xlsx", "案.xlsx"),
        ("案.XLSX", "案.XLSX"),
        ("案.v2", "案.v2.xlsx"),
        ("案.", "案..xlsx"),
    ],
)
def test_a_saved_file_ends_in_xlsx(typed, saved):
    assert with_suffix(Path("/計画") / typed) == Path("/計画") / saved


@pytest.fixture
def chooser(monkeypatch):
    """A file dialog that gives the names listed, one after the other, and remembers where it started."""
    answers: list[str] = []
    started: list[str] = []

    def choose(_parent, _title, start, *_filters, **_options):
        started.append(start)
        return (answers.pop(0), "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(choose))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(choose))
    return answers, started


def test_saving_under_a_new_name_asks_nothing(qapp, tmp_path, chooser):
    answers, started = chooser
    answers.append(str(tmp_path / "新"))
    assert Notices().choose_save(tmp_path / "令和6年度") == tmp_path / "新.xlsx"
    assert started == [str(tmp_path / "令和6年度.xlsx")]


def test_an_existing_file_is_replaced_only_after_a_yes(japanese, tmp_path, chooser):
    answers, started = chooser
    there = tmp_path / "案.xlsx"
    there.touch()
    answers += [str(tmp_path / "案"), str(tmp_path / "別")]
    clicker = Clicker(japanese, "いいえ")
    assert Notices().choose_save(tmp_path / "案.xlsx") == tmp_path / "別.xlsx"
    assert "案.xlsx" in clicker.said and started[1] == str(there)
    answers.append(str(there))
    clicker = Clicker(japanese, "はい")
    assert Notices().choose_save(there) == there


def test_thinking_better_of_it_chooses_nothing(qapp, tmp_path, chooser):
    answers, started = chooser
    answers += ["", ""]
    assert Notices().choose_save(tmp_path / "a.xlsx") is None
    assert Notices().choose_open(tmp_path) is None
    assert started[1] == str(tmp_path)


def test_opening_gives_the_file(qapp, tmp_path, chooser):
    chooser[0].append(str(tmp_path / "計画.xlsx"))
    assert Notices().choose_open(tmp_path) == tmp_path / "計画.xlsx"


def test_qt_s_own_buttons_follow_the_language(qapp):
    def cancel() -> str:
        return QCoreApplication.translate("QPlatformTheme", "Cancel")

    for _ in range(3):
        assert notices.install_translator(qapp, "ja")
    assert cancel() == "キャンセル"
    assert len(qapp.findChildren(QTranslator)) == 1
    assert notices.install_translator(qapp, "en")
    assert cancel() == "Cancel"


def test_missing_translations_are_told_of(qapp, monkeypatch):
    monkeypatch.setattr(QTranslator, "load", lambda *_: False)
    assert not notices.install_translator(qapp, "ja")
    assert qapp.findChildren(QTranslator) == []
