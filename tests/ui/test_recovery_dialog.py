"""The dialog of what was left behind: what it shows, and which wish each key and button is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from smrj_desktop.io.recovery import Left
from smrj_desktop.ui.dialogs.recovery import Recovery

SAVED = Left(
    folder=Path("/控え/1"),
    title="令和6年度計画",
    path=Path("/共有/企画部/<b>計画.xlsx"),
    last_at=1_680_163_200.0,  # 2023-03-30 17:00 in Tokyo
    unsaved=1234,
    damaged=False,
)
UNSAVED = Left(
    folder=Path("/控え/2"), title="令和7年度計画", path=None, last_at=1e12, unsaved=1, damaged=True
)


@pytest.fixture
def dialog(shown) -> Recovery:
    """The dialog of both, shown, with what was wished for in `wished`."""
    made = Recovery([SAVED, UNSAVED])
    made.wished = []
    made.restore_wanted.connect(lambda left: made.wished.append(("restore", left)))
    made.give_up_wanted.connect(lambda left: made.wished.append(("give up", left)))
    shown(made)
    made.table.setFocus()
    return made


def button(dialog: Recovery, name: str) -> QPushButton:
    return next(each for each in dialog.findChildren(QPushButton) if name in each.text())


def test_it_shows_which_plan_when_and_how_much(dialog):
    texts = [[dialog.table.cell(row, at).text for at in range(4)] for row in range(2)]
    assert texts[0] == ["<b>計画.xlsx", "2023/03/30 17:00:00", "1,234", ""]
    # a clock gone wild does no harm
    assert texts[1][0] == "未保存の計画（令和7年度計画）" and texts[1][1]
    assert texts[1][2:] == ["1", "控えの一部を読めません"]
    assert dialog.table.cell(0, 0).tip == str(SAVED.path)
    assert dialog.table.cell(0, 2).figure and not dialog.table.cell(0, 3).figure


def test_enter_brings_back_the_chosen_one(dialog):
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.wished == [("restore", SAVED), ("restore", UNSAVED)]
    assert dialog.isVisible()


def test_a_double_click_brings_back(dialog):
    place = dialog.table.visualRect(dialog.table.model().index(1, 0)).center()
    QTest.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    QTest.mouseDClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert dialog.wished == [("restore", UNSAVED)]


def test_each_button_is_pressed_by_mouse_by_its_letter_and_by_enter_on_it(dialog, qtbot):
    QTest.mouseClick(button(dialog, "復元"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(button(dialog, "破棄"), Qt.MouseButton.LeftButton)
    for key in (Qt.Key.Key_R, Qt.Key.Key_D):
        before = len(dialog.wished)
        QTest.keyClick(dialog, key, Qt.KeyboardModifier.AltModifier)
        # the button is seen to go down first
        qtbot.waitUntil(lambda before=before: len(dialog.wished) > before)
    give_up = button(dialog, "破棄")
    give_up.setFocus()
    QTest.keyClick(give_up, Qt.Key.Key_Return)
    assert [wish for wish, _ in dialog.wished] == ["restore", "give up", "restore", "give up", "give up"]
    assert dialog.isVisible()


@pytest.mark.parametrize("way", ["escape", "button", "letter", "close"])
def test_later_closes_and_wishes_nothing(dialog, qtbot, way):
    results: list[int] = []
    dialog.finished.connect(results.append)
    if way == "escape":
        QTest.keyClick(dialog.table, Qt.Key.Key_Escape)
    elif way == "button":
        QTest.mouseClick(button(dialog, "後で"), Qt.MouseButton.LeftButton)
    elif way == "letter":
        QTest.keyClick(dialog, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    else:
        dialog.close()
    qtbot.waitUntil(lambda: bool(results))
    assert results == [Recovery.DialogCode.Rejected] and dialog.wished == []


def test_what_was_dealt_with_goes_and_the_last_one_closes_the_dialog(dialog):
    dialog.remove(SAVED)
    dialog.remove(SAVED)
    assert dialog.table.rowCount() == 1 and dialog.isVisible()
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.wished == [("restore", UNSAVED)]
    dialog.remove(UNSAVED)
    assert not dialog.isVisible()
    assert dialog.result() == Recovery.DialogCode.Accepted


def test_while_busy_nothing_can_be_wished_and_afterwards_enter_works_again(dialog):
    dialog.set_busy(True)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    QTest.mouseClick(button(dialog, "破棄"), Qt.MouseButton.LeftButton)
    place = dialog.table.visualRect(dialog.table.model().index(0, 0)).center()
    QTest.mouseDClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    QTest.mouseClick(button(dialog, "後で"), Qt.MouseButton.LeftButton)
    assert dialog.wished == [] and dialog.isVisible()
    dialog.set_busy(False)
    assert dialog.table.hasFocus()
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.wished == [("restore", SAVED)]


def test_escape_closes_it_even_while_busy(dialog):
    dialog.set_busy(True)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_tab_goes_from_the_table_over_the_buttons(dialog):
    order = [dialog.table, *(button(dialog, name) for name in ("復元", "破棄", "後で"))]
    for at in range(len(order)):
        assert dialog.focusWidget() is order[at]
        QTest.keyClick(order[at], Qt.Key.Key_Tab)
    assert dialog.focusWidget() is order[0]
