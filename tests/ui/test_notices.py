"""The door to dialogs: what they ask, what each button answers, what name a file gets."""

from __future__ import annotations

from collections.abc import Callable
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


class Dialog:
    """Waits for the one dialog, remembers what it says and does something to it."""

    def __init__(self, qapp, act: Callable[[QMessageBox], object]) -> None:
        self.said = ""
        self.buttons: list[str] = []
        self._application, self._act = qapp, act
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        box = self._application.activeModalWidget()
        if not isinstance(box, QMessageBox):
            return
        self._timer.stop()
        self.said = box.text()
        self.buttons = [each.text() for each in sorted(box.buttons(), key=lambda each: each.x())]
        assert box.textFormat() == Qt.TextFormat.PlainText
        self._act(box)


class Clicker(Dialog):
    """Presses a button of the dialog, or Escape."""

    def __init__(self, qapp, button: str | None) -> None:
        super().__init__(qapp, self._press)
        self._button = button

    def _press(self, box: QMessageBox) -> None:
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


HELD = {"name": "<b>案</b>.xlsx", "user": "鈴木", "host": "PC-2", "since": "03/30 09:15"}


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        ("読み取り専用で開く", "read"),
        ("写しとして開く", "copy"),
        ("引き継ぐ", "take_over"),
        ("キャンセル", None),
        (None, None),
    ],
)
def test_of_several_answers_one_or_none_is_given(japanese, button, answer):
    clicker = Clicker(japanese, button)
    answers = ("read", "copy", "take_over")
    assert Notices().choose("share.held_stale", answers, default="read", **HELD) == answer
    assert clicker.said == messages.text("share.held_stale", **HELD)
    assert clicker.buttons == ["読み取り専用で開く", "写しとして開く", "引き継ぐ", "キャンセル"]


@pytest.mark.parametrize("default", ["read", "copy"])
def test_enter_gives_the_answer_that_was_named(japanese, default):
    dialog = Dialog(japanese, lambda box: QTest.keyClick(box, Qt.Key.Key_Return))
    assert Notices().choose("share.held", ("read", "copy"), default=default, **HELD) == default
    assert dialog.said


def test_enter_after_tab_gives_the_answer_the_focus_is_on(japanese):
    def press(box: QMessageBox) -> None:
        QTest.keyClick(box.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClick(box.focusWidget(), Qt.Key.Key_Return)

    dialog = Dialog(japanese, press)
    assert Notices().choose("share.held", ("read", "copy"), default="read", **HELD) == "copy"
    assert dialog.said


def test_closing_the_box_answers_nothing(japanese):
    dialog = Dialog(japanese, lambda box: box.close())
    assert Notices().choose("save.conflict", ("merge", "save_as"), default="merge", name="案.xlsx") is None
    assert dialog.said


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


@pytest.mark.parametrize(
    ("typed", "filtered", "chosen"),
    [
        ("報告", "", ("報告.xlsx", "workbooks")),
        ("報告", "word", ("報告.docx", "word")),
        ("報告.docx", "workbooks", ("報告.docx", "word")),
        ("報告.v2", "word", ("報告.v2.docx", "word")),
        ("表.csv", "csv_cp932", ("表.csv", "csv_cp932")),
        ("表.CSV", "workbooks", ("表.CSV", "csv")),
    ],
)
def test_an_export_follows_the_filter_and_the_ending(qapp, monkeypatch, tmp_path, typed, filtered, chosen):
    kinds = ("csv", "csv_cp932") if "csv" in chosen[1] else ()
    offered = []

    def choose(_parent, _title, _start, filters, **_options):
        offered.append(filters.split(";;"))
        return str(tmp_path / typed), messages.text(f"notice.{filtered}") if filtered else ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(choose))
    found = Notices().choose_export(tmp_path / "x", ("workbooks", "word", *kinds))
    assert found == (tmp_path / chosen[0], chosen[1])
    assert offered[0][:2] == ["Excel ブック (*.xlsx)", "Word 文書 (*.docx)"]


def test_an_import_offers_every_kind_that_is_read(qapp, monkeypatch, tmp_path):
    offered = []

    def choose(_parent, title, _start, filters):
        assert "取り込む" in title
        offered.extend(filters.split(";;"))
        return str(tmp_path / "相手.ods"), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(choose))
    assert Notices().choose_open(tmp_path, "foreign") == tmp_path / "相手.ods"
    assert "*.xlsb" in offered[0] and "*.zip" in offered[0]


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
