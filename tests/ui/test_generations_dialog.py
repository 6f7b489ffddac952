"""The dialog of earlier generations: what it lists, what it asks for, how many are kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel

from smrj_desktop.io.generations import Generation
from smrj_desktop.ui.dialogs.generations import Generations
from smrj_desktop.ui.settings import MAX_GENERATIONS

LATE = Generation(Path("/控え/b.xlsx"), datetime(2023, 3, 30, 8, 0, 5, tzinfo=UTC), 1_234_567)
EARLY = Generation(Path("/控え/a.xlsx"), datetime(2023, 3, 29, 8, 0, 0, tzinfo=UTC), 900)


@pytest.fixture
def dialog(shown):
    """Shows generations; what was asked for is in `asked`."""

    def show(*generations: Generation) -> Generations:
        made = Generations("計画.xlsx", generations, 10)
        made.asked = []
        made.open_wanted.connect(lambda path: made.asked.append(("open", path)))
        made.compare_wanted.connect(lambda path: made.asked.append(("compare", path)))
        made.count_changed.connect(lambda count: made.asked.append(("keep", count)))
        shown(made)
        (made.table if generations else made.count).setFocus()
        return made

    return show


def test_it_lists_when_each_was_saved_and_how_large_it_is(dialog):
    made = dialog(LATE, EARLY)
    assert [[made.table.cell(row, at).text for at in range(2)] for row in range(2)] == [
        ["2023/03/30 17:00:05", "1,206 KB"],
        ["2023/03/29 17:00:00", "1 KB"],
    ]
    assert made.table.cell(0, 1).figure
    assert "計画.xlsx" in made.windowTitle()
    assert made.count.value() == 10 and made.asked == []


def test_the_chosen_one_is_opened_or_compared(dialog, qtbot):
    made = dialog(LATE, EARLY)
    QTest.mouseClick(made.open_button, Qt.MouseButton.LeftButton)
    QTest.keyClick(made.table, Qt.Key.Key_Down)
    QTest.mouseClick(made.compare_button, Qt.MouseButton.LeftButton)
    for key in (Qt.Key.Key_C, Qt.Key.Key_O):
        before = len(made.asked)
        QTest.keyClick(made, key, Qt.KeyboardModifier.AltModifier)
        # the button is seen to go down first
        qtbot.waitUntil(lambda before=before: len(made.asked) > before)
    assert made.asked == [
        ("open", LATE.path),
        ("compare", EARLY.path),
        ("compare", EARLY.path),
        ("open", EARLY.path),
    ]
    assert made.isVisible()


def test_enter_and_a_double_click_open_and_the_dialog_stays(dialog):
    made = dialog(LATE, EARLY)
    QTest.keyClick(made.table, Qt.Key.Key_Return)
    assert made.asked == [("open", LATE.path)] and made.isVisible()
    place = QPoint(made.table.visualRect(made.table.model().index(1, 0)).center())
    QTest.mouseClick(made.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(made.asked) == 1
    QTest.mouseDClick(made.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert made.asked[1:] == [("open", EARLY.path)]


def test_how_many_are_kept_is_typed_and_enter_does_no_more(dialog):
    made = dialog(LATE)
    QTest.keyClick(made, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert made.count.hasFocus()
    made.count.selectAll()
    QTest.keyClicks(made.count, "25")
    QTest.keyClick(made.count, Qt.Key.Key_Return)
    assert made.asked[-1] == ("keep", 25)
    assert {what for what, _ in made.asked} == {"keep"} and made.isVisible()
    made.count.setValue(MAX_GENERATIONS + 1)
    assert made.count.value() == MAX_GENERATIONS
    made.count.setValue(-1)
    assert made.asked[-1] == ("keep", 0)


def test_where_there_is_none_it_says_so_and_the_number_can_still_be_set(dialog):
    made = dialog()
    assert not made.table.isVisible()
    assert not made.open_button.isEnabled() and not made.compare_button.isEnabled()
    assert any("まだありません" in label.text() for label in made.findChildren(QLabel) if label.isVisible())
    QTest.keyClick(made.count, Qt.Key.Key_Up)
    assert made.asked == [("keep", 11)]


def test_escape_and_the_button_close_it(dialog):
    made = dialog(LATE)
    QTest.keyClick(made.table, Qt.Key.Key_Escape)
    assert not made.isVisible()
    made.show()
    close = made.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not made.isVisible() and made.asked == []


def test_tab_follows_what_is_seen(dialog):
    made = dialog(LATE)
    close = made.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    order = [made.table, made.open_button, made.compare_button, made.count, close]
    for at in range(len(order)):
        assert made.focusWidget() is order[at]
        QTest.keyClick(order[at], Qt.Key.Key_Tab)
    assert made.focusWidget() is order[0]
