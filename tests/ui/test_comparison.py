"""Two plans beside each other: every difference in words, cut to what differs, filtered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.domain.compare import compare
from smrj_desktop.domain.indicators import parse_target
from smrj_desktop.domain.measures import Passage
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution
from smrj_desktop.io import builtin
from smrj_desktop.ui import differences
from smrj_desktop.ui.dialogs import comparison as module
from smrj_desktop.ui.dialogs.comparison import Comparison
from tests.support.merges import copy
from tests.support.plans import small_plan

CELL = CellKey("budget", "general", "general_admin", "environment_general")
BUILT_UP = CellKey("budget", "facilities", "general_admin", "newbiz")
NAMES = {"title": "比較", "intro": "違いは次のとおりです。", "old_name": "以前", "new_name": "今"}


def longest(plan: Plan) -> Passage:
    return max(plan.outline, key=lambda passage: len(passage.text))


@pytest.fixture
def dialog(qtbot, shown):
    """Shows the comparison of two plans."""

    def show(old: Plan, new: Plan) -> Comparison:
        made = Comparison(new, compare(old, new), **NAMES)
        shown(made)
        made.table.setFocus()
        return made

    return show


def changed(plan: Plan, *changes: edits.Edit) -> Plan:
    result = copy(plan)
    for change in changes:
        edits.apply(result, change)
    return result


def rows(dialog: Comparison) -> list[tuple[str, str, str]]:
    return [
        tuple(dialog.table.cell(row, column).text for column in range(3))
        for row in range(dialog.table.rowCount())
        if not dialog.table.isRowHidden(row)
    ]


def many(plan: Plan, count: int) -> Plan:
    """The plan with so many leaves of the budget changed."""
    leaves = [
        CellKey(*key, line.key, column.key)
        for key, table in plan.tables.items()
        for row, line in enumerate(table.template.lines.nodes)
        for at, column in enumerate(table.template.columns.nodes)
        if not table.template.lines.is_heading(row) and table.template.is_leaf(row, at)
    ]
    chosen = leaves[:: len(leaves) // count][:count]
    return changed(
        plan,
        *(edits.SetCell(cell=cell, figure=Figure(1_000_000 + at)) for at, cell in enumerate(chosen)),
    )


def test_every_kind_of_difference_has_its_words(dialog):
    old = builtin.load()
    indicator = old.indicators[0]
    item = Contribution(key="1", department="企画部", item="旅費", amount=12_450, unit=Unit.THOUSAND)
    new = changed(
        old,
        edits.SetProfile(name="date", value="2024-03-29"),
        edits.SetIndicator(indicator=replace(indicator, target=parse_target("6,000者以上"))),
        edits.SetCell(cell=CELL, figure=Figure(112)),
        edits.SetCell(cell=CELL._replace(layer="last_plan"), figure=Figure(-82)),
        edits.PutContribution(cell=BUILT_UP, contribution=item, index=0),
    )
    shown = rows(dialog(old, new))
    assert ("策定日", old.profile.date, "2024-03-29") in shown
    assert (
        f"指標・{indicator.section}・{indicator.name}・目標値",
        str(indicator.target),
        "6,000者以上",
    ) in shown
    place = "一般勘定・支出・一般管理費・経営環境変化対応業務・一般経理"
    assert (f"予算・{place}", "106", "112") in shown
    assert (f"前年度計画・予算・{place}", "空欄", "△ 82") in shown
    ((where, _, figure),) = [row for row in shown if "積算" in row[0]]
    assert where.startswith("予算・施設整備等勘定") and figure == "12"
    assert len(shown) == 5


def test_figures_are_right_aligned_and_texts_are_not(dialog):
    old = builtin.load()
    new = changed(
        old, edits.SetProfile(name="title", value="案"), edits.SetCell(cell=CELL, figure=Figure(112))
    )
    made = dialog(old, new)
    table = made.table
    kinds = [[table.cell(row, column).figure for column in range(3)] for row in range(2)]
    assert kinds == [[False, False, False], [False, True, True]]
    assert all(table.item(1, at).textAlignment() & Qt.AlignmentFlag.AlignRight for at in (1, 2))


def test_a_long_text_is_cut_around_what_differs(dialog):
    old = builtin.load()
    passage = longest(old)
    middle = len(passage.text) // 2
    text = f"{passage.text[:middle]}令和六年度からは{passage.text[middle:]}"
    made = dialog(old, changed(old, edits.SetPassage(passage=replace(passage, text=text))))
    table = made.table
    before, after = table.cell(0, 1), table.cell(0, 2)
    assert after.text.startswith("…") and after.text.endswith("…")
    assert len(after.text) == 8 + 2 * differences.AROUND + 2
    start, end = after.underlined
    assert after.text[start:end] == "令和六年度からは"
    assert before.underlined[0] == before.underlined[1]
    assert before.text == after.text.replace("令和六年度からは", "")
    # whole for the mouse and for screen readers
    assert (before.tip, after.tip) == (passage.text, text)
    assert table.item(0, 2).data(Qt.ItemDataRole.AccessibleDescriptionRole) == text


@pytest.mark.parametrize(
    ("texts", "underlined"),
    [
        (("5,000者以上", "6,000者以上"), ("5", "6")),
        # a voicing mark of its own belongs to the character before it, as does the variant of a kanji
        (("かき", "か\u3099き"), ("か", "か\u3099")),
        (("葛\U000e0100城", "葛\U000e0101城"), ("葛\U000e0100", "葛\U000e0101")),
        (("同同", "同同同"), ("", "同")),
        # nothing is alike, so nothing has to be pointed out
        (("案", "別"), ("", "")),
    ],
)
def test_what_differs_is_underlined_in_whole_characters(texts, underlined):
    cells = differences.contrast(list(texts))
    assert tuple(cell.text for cell in cells) == texts
    assert tuple(cell.text[slice(*cell.underlined)] for cell in cells) == underlined


def test_what_is_there_in_one_plan_alone_is_told(dialog):
    old = small_plan()
    passage = Passage(key="new", kind=old.outline["I-1-p1"].kind, parent="I-1", text="新しい項目")
    new = changed(old, edits.InsertPassage(passage=passage, index=0), edits.RemoveIndicator(key="I-1-i1"))
    assert rows(dialog(old, new)) == [
        ("計画本文・I 1.", "なし", "新しい項目"),
        ("指標", "支援者数", "なし"),
    ]


def test_no_difference_is_said_in_a_sentence(dialog):
    plan = builtin.load()
    made = dialog(plan, copy(plan))
    assert not made.table.isVisible() and not made.filter.isVisible()
    said = {label.text() for label in made.findChildren(QLabel) if label.isVisible()}
    assert said == {NAMES["intro"], "違いはありません。"}


def test_few_rows_need_no_filter(dialog):
    plan = builtin.load()
    assert not dialog(plan, many(plan, module.FEW)).filter.isVisible()
    made = dialog(plan, many(plan, module.FEW + 1))
    assert made.filter.isVisible() and made.count.text() == "21 / 21 件"


def test_the_filter_finds_what_is_typed_however_it_is_typed(dialog):
    plan = builtin.load()
    made = dialog(plan, many(plan, 30))
    QTest.keyClick(made, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    assert made.filter.hasFocus()
    whole = rows(made)
    QTest.keyClicks(made.filter, "1000007")
    assert [row[2] for row in rows(made)] == ["1,000,007"]
    assert made.count.text() == "1 / 30 件"
    made.filter.clear()
    # from a Japanese keyboard: no width, no comma matters, and every word has to be there
    made.filter.insert("１，０００，０　資金計画")
    expected = [row for row in whole if row[0].startswith("資金計画")]
    assert rows(made) == expected and 0 < len(expected) < len(whole)
    made.filter.clear()
    assert rows(made) == whole


def test_the_filter_looks_into_what_is_cut_away(dialog):
    old = builtin.load()
    passage = longest(old)
    new = changed(many(old, 30), edits.SetPassage(passage=replace(passage, text=passage.text + "別表")))
    made = dialog(old, new)
    hidden = passage.text[: differences.AROUND // 2]
    assert hidden not in "".join(row[1] for row in rows(made))
    made.filter.setText(hidden)
    assert len(rows(made)) == 1


def test_enter_in_the_filter_leaves_the_dialog_open_and_escape_closes_it(dialog, qtbot):
    plan = builtin.load()
    made = dialog(plan, many(plan, 30))
    made.filter.setFocus()
    QTest.keyClick(made.filter, Qt.Key.Key_Return)
    assert made.isVisible()
    QTest.keyClick(made.filter, Qt.Key.Key_Escape)
    assert not made.isVisible()


def test_tab_goes_from_the_filter_over_the_rows_to_the_buttons(dialog):
    plan = builtin.load()
    made = dialog(plan, many(plan, 30))
    close = made.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close)
    made.filter.setFocus()
    for expected in (made.table, made.print, close, made.filter):
        QTest.keyClick(made.focusWidget(), Qt.Key.Key_Tab)
        assert made.focusWidget() is expected
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not made.isVisible()
