"""What a file would change, decided by single keys or clicks, with the checks of what would come of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from smrj_desktop import messages
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edit_kinds import LeafFigure, SetCell, SetCells
from smrj_desktop.domain.exchange.reading import Systematic, TypedTotal
from smrj_desktop.domain.exchange.review import Choice, Verdict
from smrj_desktop.domain.statements import CellKey, cell_at
from smrj_desktop.ui import checking, theme
from smrj_desktop.ui.models.review_model import (
    ACCEPT_ALL,
    BASE,
    CHOICE,
    MINE,
    PLACE,
    REASON,
    REFUSE_ALL,
    THEIRS,
)
from tests.support.reviewing import PLAN, Case
from tests.support.reviews import CELL, INDICATOR, PASSAGE

TOTAL = CellKey("budget", "general", "expenditure_total", "environment_general")
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def case(shown) -> Case:
    return Case(shown)


def test_items_stand_under_the_part_of_the_plan_they_are_in(case):
    headings = [row.heading for row in case.model.rows if row.heading]
    named = ("計画本文", "指標", "予算・一般勘定", "予算・施設整備等勘定")
    assert headings == [f"{name}（1 件）" for name in named]
    row = case.row("経営環境変化対応業務")
    assert [case.text(row, at) for at in (PLACE, BASE, MINE, THEIRS)] == [
        "支出・一般管理費・経営環境変化対応業務・一般経理",
        "106",
        "112",
        "120",
    ]
    assert [case.model.cell(row, at).figure for at in range(6)] == [False, True, True, True, False, False]
    assert case.table.columnSpan(0, 0) == CHOICE
    theirs = case.model.cell(case.row("及び"), THEIRS)
    assert theirs.text[slice(*theirs.underlined)] == "及び" and theirs.tip


def test_what_only_they_changed_is_taken_and_a_conflict_is_open(case):
    assert case.text(case.row("及び"), CHOICE) == "✓ 採用"
    assert case.text(case.row("112"), CHOICE) == "？ 未決"
    assert "未決の 1 件" in case.dialog.undecided.text()


def test_single_keys_decide(case):
    row = case.row("112")
    case.at(row)
    for key, choice, said in (
        (Qt.Key.Key_T, Choice.THEIRS, "✓ 採用"),
        (Qt.Key.Key_M, Choice.MINE, "✕ 見送り"),
        (Qt.Key.Key_O, Choice.OPEN, "？ 未決"),
    ):
        case.key(key)
        assert case.choice(row) is choice and case.text(row, CHOICE) == said
    seen = []
    for _ in range(4):
        case.key(Qt.Key.Key_Space)
        seen.append(case.choice(row))
    assert {Choice.MINE, Choice.THEIRS} <= set(seen) and Choice.TYPED not in seen and seen[0] == seen[3]


def test_a_choice_that_an_item_does_not_have_changes_nothing(case):
    row = case.row("112")
    case.at(row)
    case.key(Qt.Key.Key_S)
    assert case.choice(row) is Choice.OPEN


def test_only_what_can_be_chosen_is_offered(case):
    offered = {}
    for name, row in (("conflict", case.row("112")), ("heading", 0)):
        case.at(row)
        offered[name] = {key for key, action in case.table.actions_by_key.items() if action.isEnabled()}
    assert offered["conflict"] == {"take", "refuse", "other", "leave", "turn", "reason"}
    assert offered["heading"] == {"take", "refuse", "turn"}


def test_a_total_that_was_typed_over_is_published_spread_or_refused(shown):
    before = PLAN.figure(TOTAL)
    typed = TypedTotal(cell=TOTAL, before=before, computed=before, typed=Figure(before.value + 60))
    case = Case(shown, (), typed_totals=(typed,))
    row = case.row("合計欄への記入")
    assert case.text(row, CHOICE) == "？ 未決" and case.dialog.filters["suspicion"].text() == "要確認 1"
    assert case.dialog.detail.remark.isVisible() and case.dialog.detail.remark.text()
    case.at(row)
    for key, said, verdict in (
        (Qt.Key.Key_T, "✓ 公表値とする", Verdict.STATED),
        (Qt.Key.Key_S, "÷ 内訳に配分", Verdict.SPREAD),
        (Qt.Key.Key_M, "✕ 見送り", Verdict.REFUSED),
    ):
        case.key(key)
        assert case.text(row, CHOICE) == said
        assert [row.verdict for row in case.review.outcome().rows] == [verdict]


def test_what_is_written_otherwise_throughout_is_one_item_above_all_else(shown):
    nothing = tuple(
        cell_at(table.template, row, column)
        for table in PLAN.tables.values()
        for row, figures in enumerate(table.sheet().figures())
        for column, figure in enumerate(figures)
        if figure.mark == "-" and table.template.is_leaf(row, column)
    )
    zeros = tuple((cell, Figure(0, "0")) for cell in nothing)
    tables = tuple(dict.fromkeys(cell.table for cell in nothing))
    found = Systematic(kind="nothing_as_zero", tables=tables, count=len(zeros), cells=zeros)
    case = Case(shown, systematic=(found,))
    assert case.model.rows[0].heading == "ファイル全体（1 件）"
    assert case.text(1, PLACE) == "「-」が 0 と書かれている" and case.text(1, CHOICE) == "✕ 見送り"


def test_another_value_is_typed_in_place(case):
    row = case.row("112")
    case.at(row, PLACE)
    case.key(Qt.Key.Key_E)
    assert case.editor.text() == "120"
    case.type("△ 1,500")
    assert case.editor is None and case.choice(row) is Choice.TYPED
    assert case.text(row, CHOICE).startswith("＝ △ 1,500")
    case.key(Qt.Key.Key_E)
    case.type("9", Qt.Key.Key_Escape)
    assert "1,500" in case.text(row, CHOICE)


def test_what_does_not_fit_leaves_the_field_open_and_says_why(case):
    row = case.row("112")
    case.at(row)
    case.key(Qt.Key.Key_E)
    case.type("百くらい")
    assert case.editor and "百くらい" in case.table.hint.text() and case.table.hint.isVisible()
    assert case.choice(row) is Choice.OPEN
    # nothing is taken as long as it stands there
    QTest.mouseClick(case.dialog.take, Qt.MouseButton.LeftButton)
    assert case.ends == [] and case.editor
    case.type("115")
    assert not case.table.hint.isVisible()
    QTest.mouseClick(case.dialog.take, Qt.MouseButton.LeftButton)
    assert case.ends == ["take_wanted"]


def test_a_reason_is_typed_and_survives_another_choice(case):
    row = case.row("112")
    case.at(row)
    case.key(Qt.Key.Key_F2)
    case.type("協議のとおり")
    assert (case.choice(row), case.reason(row)) == (Choice.OPEN, "協議のとおり")
    case.key(Qt.Key.Key_T)
    assert (case.choice(row), case.reason(row)) == (Choice.THEIRS, "協議のとおり")
    assert case.text(row, REASON) == "協議のとおり"


def test_several_rows_at_once(case):
    first, last = case.row("及び"), case.row("7")
    case.at(first, REASON)
    for _ in range(last - first):
        case.key(Qt.Key.Key_Down, SHIFT)
    case.key(Qt.Key.Key_M)
    items = [row for row in range(len(case.model.rows)) if not case.model.rows[row].heading]
    assert {case.choice(row) for row in items} == {Choice.MINE}
    case.key(Qt.Key.Key_F2)
    case.type("差し戻し", Qt.Key.Key_Return, CONTROL)
    assert {case.reason(row) for row in items} == {"差し戻し"} and case.editor is None


def test_a_click_on_a_value_chooses_it(case):
    row = case.row("112")
    case.click(row, THEIRS)
    assert case.choice(row) is Choice.THEIRS
    case.click(row, MINE)
    assert case.choice(row) is Choice.MINE
    case.click(row, THEIRS, CONTROL)
    case.click(row, PLACE)
    assert case.choice(row) is Choice.MINE


def test_a_heading_decides_for_all_below_it(case):
    heading = case.row("112") - 1
    case.click(heading, ACCEPT_ALL)
    assert case.choice(heading + 1) is Choice.THEIRS
    case.click(heading, REFUSE_ALL)
    assert case.choice(heading + 1) is Choice.MINE
    case.at(heading, PLACE)
    case.key(Qt.Key.Key_T)
    assert case.choice(heading + 1) is Choice.THEIRS
    case.at(heading, REFUSE_ALL)
    case.key(Qt.Key.Key_Space)
    assert case.choice(heading + 1) is Choice.MINE
    case.key(Qt.Key.Key_F2)
    assert case.editor is None


def test_filters_count_and_narrow(case):
    filters = case.dialog.filters
    assert [filters[name].text() for name in ("all", "theirs", "both", "suspicion", "open")] == [
        "すべて 4",
        "相手の変更 3",
        "双方の変更（競合） 1",
        "要確認 0",
        "未決 1",
    ]
    QTest.mouseClick(filters["open"], Qt.MouseButton.LeftButton)
    assert [bool(row.heading) for row in case.model.rows] == [True, False]
    case.table.setFocus()
    case.key(Qt.Key.Key_T)
    assert filters["open"].text() == "未決 0" and len(case.model.rows) == 2, "it stays until asked again"
    QTest.mouseClick(filters["all"], Qt.MouseButton.LeftButton)
    QTest.keyClick(case.dialog, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    assert case.dialog.search.hasFocus()
    case.dialog.search.setText("新事業展開 一般管理")
    assert len(case.model.rows) == 2 and case.text(1, THEIRS) == "7"
    QTest.keyClick(case.dialog.search, Qt.Key.Key_Return)
    assert case.ends == []
    case.dialog.search.setText("どこにもない")
    assert case.model.rows == [] and case.table.current is None
    assert case.dialog.detail.place.text() == "行を選ぶと、全文を表示します。"
    for key in (Qt.Key.Key_T, Qt.Key.Key_E, Qt.Key.Key_Space, Qt.Key.Key_F2):
        case.key(key)


def test_the_whole_text_stands_below(case):
    case.at(case.row("及び"))
    texts = case.dialog.detail.texts
    assert texts.cell(0, 0).text == PASSAGE.text and texts.cell(0, 2).text.count("及び") >= 1
    theirs = texts.cell(0, 2)
    assert theirs.text[slice(*theirs.underlined)] == "及び"
    case.at(case.row(INDICATOR.name))
    assert INDICATOR.name in case.dialog.detail.place.text()


def checked(qtbot, case: Case) -> str:
    qtbot.waitUntil(lambda: bool(case.dialog.findings.said.text()))
    return case.dialog.findings.said.text()


def test_the_checks_follow_the_decisions(qtbot, shown):
    case = Case(shown)
    before = checked(qtbot, case)
    assert "誤り" in before and "要確認" in before
    row = case.row("112")
    case.at(row)
    case.key(Qt.Key.Key_E)
    case.type("99,999")
    qtbot.waitUntil(lambda: case.dialog.findings.said.text() != before)
    assert case.plan.figure(CELL).value == 112, "the plan itself stays"


def test_new_findings_are_listed(qtbot, shown):
    tie = CellKey("cash", "general", "grant", "environment_general")
    change = SetCell(cell=tie, figure=Figure(PLAN.figure(tie).value + 500))
    case = Case(shown, (change,))
    said = checked(qtbot, case)
    assert "新しい指摘 0 件" not in said
    assert case.dialog.findings.table.rowCount() > 0


def test_a_large_plan_is_checked_afterwards(qtbot, shown, monkeypatch):
    monkeypatch.setattr(checking, "LIVE_CELLS", 10)
    case = Case(shown)
    case.at(case.row("112"))
    case.key(Qt.Key.Key_T)
    assert "取り込んだ後に点検" in case.dialog.findings.said.text()
    assert not case.dialog.findings.table.isVisible()


def test_leaving_asks_only_where_something_was_decided(shown):
    untouched = Case(shown, may_leave=False)
    QTest.keyClick(untouched.dialog, Qt.Key.Key_Escape)
    assert untouched.ends == ["rejected"]
    case = Case(shown, may_leave=False)
    case.at(case.row("112"))
    case.key(Qt.Key.Key_T)
    QTest.keyClick(case.dialog, Qt.Key.Key_Escape)
    assert case.ends == [] and case.dialog.isVisible()


def test_enter_takes_nothing_but_from_its_button(qtbot, case):
    case.at(case.row("112"))
    case.key(Qt.Key.Key_Return)
    assert case.ends == []
    case.dialog.take.setFocus()
    QTest.keyClick(case.dialog.take, Qt.Key.Key_Return)
    for key in (Qt.Key.Key_R, Qt.Key.Key_N):
        QTest.keyClick(case.dialog, key, Qt.KeyboardModifier.AltModifier)
    wanted = {"take_wanted", "report_wanted", "remarks_wanted"}
    qtbot.waitUntil(lambda: set(case.ends) == wanted)


def test_the_keyboard_reaches_everything(case):
    seen = set()
    for _ in range(40):
        focus = case.dialog.focusWidget()
        seen.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    dialog = case.dialog
    wanted = {dialog.filters["all"], dialog.search, dialog.table, dialog.detail.texts, dialog.findings.table}
    assert wanted | {dialog.take, dialog.report, dialog.remarks} <= seen
    dialog.filters["all"].setFocus()
    QTest.keyClick(dialog.filters["all"], Qt.Key.Key_Right)
    assert dialog.filters["theirs"].isChecked() and len(case.model.rows) == 6


def test_screen_readers_hear_every_part(case):
    named = (case.table, case.dialog.detail.texts, case.dialog.findings.table)
    assert all(widget.accessibleName() for widget in named)
    case.at(case.row("112"))
    case.key(Qt.Key.Key_E)
    assert case.editor.accessibleName() == "ほかの値"


def test_single_keys_are_no_words_of_an_input_method(case):
    assert case.table.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is False


def test_hundreds_of_items_are_decided_at_once(shown):
    changes = []
    for key, table in PLAN.tables.items():
        lines, columns = table.template.lines.nodes, table.template.columns.nodes
        cells = tuple(
            LeafFigure(line.key, column.key, Figure(row + at + 3))
            for row, line in enumerate(lines)
            for at, column in enumerate(columns)
            if key.account == "general" and table.template.is_leaf(row, at)
        )
        changes += [SetCells(table=key, cells=cells)] if cells else []
    case = Case(shown, changes)
    assert len(case.review.items) > 100
    assert sum(bool(row.heading) for row in case.model.rows) == len(changes)
    case.table.selectAll()
    case.key(Qt.Key.Key_M)
    items = case.review.items
    assert {case.review.decision(item.number).choice for item in items} == {Choice.MINE}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_it_fits_a_narrow_screen_with_large_type(qapp, shown, language):
    messages.set_language(language)
    theme.apply(qapp, "light", 1.5)
    try:
        # a screen of 1,024 pixels without the frame of a window
        assert Case(shown).dialog.minimumSizeHint().width() <= 1008
    finally:
        theme.apply(qapp, "light")
        messages.set_language("ja")
