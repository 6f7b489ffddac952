"""The strip above the tabs: what it shows, in what order, and what its buttons do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from smrj_desktop.ui import banner as module
from smrj_desktop.ui import theme, tokens
from smrj_desktop.ui.banner import Banner


@pytest.fixture
def banner(shown) -> Iterator[Banner]:
    """A banner at the top of a window that is shown."""
    window = QWidget()
    layout = QVBoxLayout(window)
    made = Banner()
    layout.addWidget(made)
    layout.addStretch(1)
    shown(window)
    yield made
    window.close()


def test_it_is_there_only_while_it_says_something(banner):
    assert not banner.isVisible() and banner.keys() == ()
    banner.say("a", "一つ目")
    assert banner.isVisible() and banner.message("a").label.text() == "一つ目"
    banner.withdraw("nothing of this name")
    banner.withdraw("a")
    assert not banner.isVisible() and banner.keys() == ()
    with pytest.raises(KeyError):
        banner.message("a")


def test_messages_stand_below_one_another_and_each_keeps_its_place(banner):
    for key in ("a", "b", "c"):
        banner.say(key, f"{key} 一回目")
    banner.say("a", "a 二回目")
    banner.withdraw("b")
    QApplication.processEvents()
    assert banner.keys() == ("a", "c")
    tops = [banner.message(key).y() for key in ("a", "c")]
    assert tops == sorted(set(tops))
    assert banner.message("a").label.text() == "a 二回目"


def test_a_long_message_takes_the_lines_it_needs(banner):
    banner.say("a", "短い")
    banner.say("b", "「計画.xlsx」は、開いた後にほかで変更されました。" * 6)
    QApplication.processEvents()
    for width in (1200, 500, 800):
        banner.window().resize(width, 800)
        QApplication.processEvents()
        short, long = (banner.message(key).label for key in ("a", "b"))
        assert long.height() >= long.heightForWidth(long.width()) > short.heightForWidth(short.width())


def test_the_buttons_do_what_they_say_and_the_message_stays(banner):
    done: list[str] = []
    banner.say(
        "a", "?", buttons=[("保存", lambda: done.append("save")), ("統合", lambda: done.append("merge"))]
    )
    first, second = banner.message("a").buttons
    assert (first.text(), second.text()) == ("保存", "統合")
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert done == ["merge", "save"]
    assert banner.keys() == ("a",)


def test_a_button_may_take_its_own_message_away(banner):
    banner.say("a", "?", buttons=[("わかった", lambda: banner.withdraw("a"))])
    QTest.mouseClick(banner.message("a").buttons[0], Qt.MouseButton.LeftButton)
    assert banner.keys() == ()


def test_the_user_puts_away_what_may_be_put_away(banner):
    banner.say("a", "読み取り専用")
    banner.say("b", "変更されました", closable=False)
    assert not banner.message("b").closer.isVisible()
    closer = banner.message("a").closer
    assert closer.accessibleName() == closer.toolTip() == "閉じる"
    closer.setFocus(Qt.FocusReason.TabFocusReason)
    assert closer.hasFocus()
    QTest.keyClick(closer, Qt.Key.Key_Space)
    assert banner.keys() == ("b",)


def test_said_again_it_keeps_the_focus_and_is_not_read_out_anew(banner, monkeypatch):
    read_out: list[str] = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: read_out.append(event.object().text())
    )
    said = {"buttons": [("保存", print)], "level": "warning"}
    banner.say("a", "変更されました", **said)
    button = banner.message("a").buttons[0]
    button.setFocus()
    banner.say("a", "変更されました", **said)
    assert button.hasFocus() and read_out == ["変更されました"]
    banner.say("a", "元に戻りました", **said)
    assert read_out == ["変更されました", "元に戻りました"]


def test_a_name_that_looks_like_markup_is_shown_as_it_is(banner):
    banner.say("a", "「<b>計画</b>.xlsx」")
    assert banner.message("a").label.textFormat() == Qt.TextFormat.PlainText


def test_a_warning_is_told_by_a_word_and_by_its_edge(qapp, banner):
    banner.say("a", "知らせ")
    banner.say("b", "警告", level="warning")
    words = [sorted(label.text() for label in banner.message(key).findChildren(QLabel)) for key in ("a", "b")]
    assert words == [["知らせ"], ["注意", "警告"]]
    before = theme.current().scheme
    try:
        for scheme in tokens.SCHEMES.values():
            theme.apply(qapp, scheme.scheme)
            for key, edge in (("a", scheme.accent), ("b", scheme.warning)):
                QApplication.processEvents()
                message = banner.message(key)
                pixel = message.grab().toImage().pixelColor(module._EDGE // 2, message.height() // 2)
                assert pixel.name() == edge
    finally:
        theme.apply(qapp, before)
