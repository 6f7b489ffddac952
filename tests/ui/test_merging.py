"""The merge before it is made: what is taken, what has to be chosen, and what comes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edits import Edit, PutContribution, SetCell, SetIndicator, SetPassage, SetProfile
from smrj_desktop.domain.merge import merge
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution
from smrj_desktop.io import builtin
from smrj_desktop.messages import text
from smrj_desktop.ui.dialogs.merging import CHOICE, MINE, THEIRS, Merging
from tests.support.merges import applied

CELL = CellKey("budget", "general", "general_admin", "environment_general")
ALONE = CellKey("budget", "facilities", "general_admin", "newbiz")
BASE = builtin.load()
PASSAGE = max(BASE.outline, key=lambda passage: len(passage.text))
INDICATOR = BASE.indicators[2]


def both(side: str, figure: int) -> tuple[Edit, ...]:
    """What both sides change, each in its own way: a title, a passage, a figure."""
    return (
        SetProfile(name="title", value=f"計画（{side}案）"),
        SetPassage(passage=replace(PASSAGE, text=PASSAGE.text.replace("、", f"、{side}の", 1))),
        SetCell(cell=CELL, figure=Figure(figure)),
    )


ONLY_THEIRS = (
    SetCell(cell=ALONE, figure=Figure(7)),
    SetIndicator(indicator=replace(INDICATOR, core=not INDICATOR.core)),
)
ONLY_MINE = (SetProfile(name="agency", value="別の機構"),)


class Case:
    """A merge in a dialog that is shown.

    Attributes:
        mine, theirs: the two plans.
        dialog: the dialog.
        results: how the dialog was closed.
    """

    def __init__(self, shown, mine: tuple[Edit, ...], theirs: tuple[Edit, ...]) -> None:
        self.mine, self.theirs = applied(BASE, mine), applied(BASE, theirs)
        merged = merge(BASE, self.mine, self.theirs)
        self.dialog = Merging(self.mine, merged, file_name="計画.xlsx")
        self.results: list[int] = []
        self.dialog.finished.connect(self.results.append)
        shown(self.dialog)
        self.cancel = self.dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Cancel)
        (self.dialog.conflicts if merged.conflicts else self.dialog).setFocus()

    def button(self, name: str) -> QPushButton:
        return next(each for each in self.dialog.findChildren(QPushButton) if name in each.text())

    def click(self, row: int, column: int) -> None:
        table = self.dialog.conflicts
        place = table.visualRect(table.model().index(row, column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def chosen(self) -> list[str]:
        table = self.dialog.conflicts
        return [table.cell(row, CHOICE).text for row in range(table.rowCount())]

    def merged(self) -> Plan:
        return applied(self.mine, self.dialog.edits())


@pytest.fixture
def case(shown) -> Case:
    return Case(shown, (*ONLY_MINE, *both("自分", 112)), (*ONLY_THEIRS, *both("相手", 120)))


def expected(title: str, text: str, figure: int) -> Plan:
    """What the merge comes to where these are chosen."""
    changes = (
        SetProfile(name="title", value=f"計画（{title}案）"),
        SetPassage(passage=replace(PASSAGE, text=PASSAGE.text.replace("、", f"、{text}の", 1))),
        SetCell(cell=CELL, figure=Figure(figure)),
    )
    return applied(BASE, (*ONLY_MINE, *ONLY_THEIRS, *changes))


def same(one: Plan, other: Plan) -> bool:
    return one.content_hash() == other.content_hash()


def test_it_shows_what_is_taken_and_what_both_changed(case):
    taken, conflicts = case.dialog.taken, case.dialog.conflicts
    assert [tuple(taken.cell(row, at).text for at in range(3)) for row in range(taken.rowCount())] == [
        (f"指標・{INDICATOR.section}・{INDICATOR.name}・基幹目標", "なし", "◎"),
        ("予算・施設整備等勘定・支出・一般管理費・新事業展開・創業支援業務", "30", "7"),
    ]
    assert [tuple(conflicts.cell(row, at).text for at in (0, 1, MINE, THEIRS)) for row in (0, 2)] == [
        ("計画の名称", BASE.profile.title, "計画（自分案）", "計画（相手案）"),
        ("予算・一般勘定・支出・一般管理費・経営環境変化対応業務・一般経理", "106", "112", "120"),
    ]
    assert conflicts.rowCount() == 3 and case.chosen() == ["自分"] * 3
    assert [conflicts.cell(2, at).figure for at in range(5)] == [False, True, True, True, False]
    mine, theirs = conflicts.cell(1, MINE), conflicts.cell(1, THEIRS)
    assert mine.text[slice(*mine.underlined)] == "自分の"
    assert theirs.text[slice(*theirs.underlined)] == "相手の"
    assert "計画.xlsx" in case.dialog.windowTitle()


def test_left_alone_one_s_own_values_stay(case):
    assert same(case.merged(), expected("自分", "自分", 112))


def test_the_space_bar_changes_the_choice_of_the_current_row(case):
    table = case.dialog.conflicts
    assert table.hasFocus() and table.currentRow() == 0
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert case.chosen() == ["相手", "自分", "自分"]
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert table.currentRow() == 2 and case.chosen() == ["相手", "自分", "相手"]
    assert same(case.merged(), expected("相手", "自分", 120))
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert case.chosen() == ["相手", "自分", "自分"]


def test_a_click_on_a_value_chooses_it_and_one_on_the_choice_changes_it(case):
    case.click(1, THEIRS)
    case.click(1, THEIRS)
    assert case.chosen() == ["自分", "相手", "自分"]
    case.click(2, CHOICE)
    assert case.chosen() == ["自分", "相手", "相手"]
    case.click(2, CHOICE)
    case.click(1, MINE)
    # what is neither of the two chooses nothing
    case.click(0, 0)
    case.click(0, 1)
    assert case.chosen() == ["自分"] * 3
    case.click(1, THEIRS)
    assert same(case.merged(), expected("自分", "相手", 112))


def test_all_of_one_side_are_chosen_at_once(case, qtbot):
    QTest.mouseClick(case.button("すべて相手"), Qt.MouseButton.LeftButton)
    assert case.chosen() == ["相手"] * 3
    assert same(case.merged(), expected("相手", "相手", 120))
    QTest.keyClick(case.dialog, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: case.chosen() == ["自分"] * 3)
    assert same(case.merged(), expected("自分", "自分", 112))
    assert case.results == []


def test_enter_merges(case):
    QTest.keyClick(case.dialog.conflicts, Qt.Key.Key_Return)
    assert case.results == [Merging.DialogCode.Accepted]


def test_enter_on_a_button_presses_that_button(case):
    button = case.button("すべて相手")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert case.results == [] and case.chosen() == ["相手"] * 3


def test_escape_and_the_cancel_button_do_not_merge(case):
    QTest.keyClick(case.dialog.conflicts, Qt.Key.Key_Escape)
    case.dialog.show()
    QTest.mouseClick(case.cancel, Qt.MouseButton.LeftButton)
    assert case.results == [Merging.DialogCode.Rejected] * 2


def test_without_conflicts_nothing_has_to_be_chosen(shown):
    case = Case(shown, ONLY_MINE, ONLY_THEIRS)
    assert not case.dialog.conflicts.isVisible() and case.dialog.taken.isVisible()
    assert not any("すべて" in button.text() for button in case.dialog.findChildren(QPushButton))
    QTest.keyClick(case.dialog, Qt.Key.Key_Return)
    assert case.results == [Merging.DialogCode.Accepted]
    assert same(case.merged(), applied(BASE, (*ONLY_MINE, *ONLY_THEIRS)))


def test_only_conflicts(shown):
    case = Case(shown, both("自分", 112), both("相手", 120))
    assert case.dialog.conflicts.isVisible() and not case.dialog.taken.isVisible()
    assert case.dialog.edits() == ()
    said = [label.text() for label in case.dialog.findChildren(QLabel) if label.isVisible()]
    assert "相手だけが変更した箇所はありません。" in said


def test_what_taking_theirs_in_a_build_up_means_is_said(shown, case):
    def item(amount: int) -> tuple[Edit, ...]:
        added = Contribution(key="k", department="企画部", item="旅費", amount=amount)
        return (PutContribution(cell=CELL, contribution=added, index=0),)

    sentence = text("merging.build_ups")
    built = Case(shown, item(1_000), item(2_000))
    assert sentence in [label.text() for label in built.dialog.findChildren(QLabel)]
    assert sentence not in [label.text() for label in case.dialog.findChildren(QLabel)]


def test_the_conflicts_have_as_much_room_as_what_is_taken(case):
    assert case.dialog.conflicts.height() >= case.dialog.taken.height()


def test_tab_reaches_both_tables_and_every_button(case):
    order = [
        case.dialog.conflicts,
        case.button("すべて自分"),
        case.button("すべて相手"),
        # each system has its own order of these two
        *sorted((case.button("統合する"), case.cancel), key=lambda button: button.x()),
        case.dialog.taken,
    ]
    for at in range(len(order)):
        assert case.dialog.focusWidget() is order[at]
        QTest.keyClick(order[at], Qt.Key.Key_Tab)
    assert case.dialog.focusWidget() is order[0]
