"""The panel of findings, in the real window: live, filtered, put right, accepted, asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QTreeWidgetItem

from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.domain.edits import PutContribution, PutTie, SetCell, StateTotal
from smrj_desktop.domain.statements import Contribution, Totals
from smrj_desktop.ui.dialogs.acceptance import AcceptanceDialog
from smrj_desktop.ui.dialogs.query import Query
from tests.support.windows import CELL, at_cell, dialog_of, put

TOTAL = CELL._replace(line="expenditure_total", column="total")


@pytest.fixture
def opened(opened):
    return at_cell(opened)


def settle(qtbot, opened) -> None:
    """Waits until the wrong cells have been looked for."""
    qtbot.waitUntil(lambda: not opened.checking.searching)


def slip(qtbot, opened, amount: int = 160) -> None:
    """A slip under published totals, typed with keys; the totals are held."""
    budget = opened.window.pages.statement("budget")
    budget.hold.setChecked(True)
    budget.view.setFocus()
    for key in str(amount):
        QTest.keyClick(QApplication.focusWidget(), key)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle(qtbot, opened)


def rows(panel) -> list[QTreeWidgetItem]:
    groups = map(panel.list.topLevelItem, range(panel.list.topLevelItemCount()))
    return [group.child(at) for group in groups for at in range(group.childCount())]


def click(qtbot, tree, item) -> None:
    qtbot.mouseClick(
        tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualItemRect(item).center() - QPoint(4, 0)
    )


def test_the_published_plan_has_nothing_to_look_at(opened):
    panel = opened.window.docks.findings
    assert panel.isVisible() and panel.list.isHidden() and panel.empty.isVisible()
    assert "正確な金額があります" in panel.verdict.text()
    assert panel.filters["error"].text().endswith("誤り 0")
    assert panel.details.isHidden()


def test_a_slip_is_named_and_one_click_puts_it_right_under_the_published_total(qtbot, opened):
    panel, plan = opened.window.docks.findings, opened.document.plan
    published = plan.figure(TOTAL)
    slip(qtbot, opened)
    assert plan.figure(CELL) == Figure(160) and plan.figure(TOTAL) == published
    assert "不一致" in panel.verdict.text() and panel.filters["error"].text().endswith("誤り 2")
    assert len(rows(panel)) == 2 and all("誤り" in row.text(0) for row in rows(panel))
    suspects = panel.details.suspects
    assert suspects.topLevelItem(0).text(1) == "160" and suspects.topLevelItem(0).text(2) == "106"
    assert "入れ替わり" in suspects.topLevelItem(0).text(3)
    qtbot.mouseClick(panel.details.apply, Qt.MouseButton.LeftButton)
    assert plan.figure(CELL) == Figure(106) and plan.figure(TOTAL) == published
    settle(qtbot, opened)
    assert panel.list.isHidden() and "正確な金額があります" in panel.verdict.text()
    QTest.keyClick(opened.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert plan.figure(CELL) == Figure(160)
    settle(qtbot, opened)
    assert len(rows(panel)) == 2


def test_nothing_is_said_of_suspects_before_they_were_looked_for(qtbot, opened):
    put(opened, 160)
    details = opened.window.docks.findings.details
    assert opened.checking.searching and details.remedy.text() == "疑わしい欄を探しています…"
    settle(qtbot, opened)
    assert details.remedy.text().startswith("次の欄のいずれか") and details.suspects.isVisible()


def test_words_of_the_plan_are_no_markup_in_the_panel(qtbot, opened):
    tie = next(tie for tie in opened.document.plan.ties if tie.within == "exact")
    wrong = replace(tie, label="<b>x</b>", left=tie.left[:1], right=())
    opened.document.do(PutTie(tie=wrong, index=opened.document.plan.ties.index(tie)), "tie")
    settle(qtbot, opened)
    tips = [row.toolTip(column) for row in rows(opened.window.docks.findings) for column in range(3)]
    assert any("&lt;b&gt;" in tip for tip in tips) and not any("<b>" in tip for tip in tips)


def test_a_wrong_total_is_stated_anew(qtbot, opened):
    at = CELL._replace(column="environment_total")
    published = opened.document.plan.figure(at)
    wrong = StateTotal(cell=at, figure=Figure(published.value * 10))
    opened.document.do(wrong, "合計")
    settle(qtbot, opened)
    panel = opened.window.docks.findings
    assert panel.details.suspect().cell == at
    qtbot.mouseClick(panel.details.apply, Qt.MouseButton.LeftButton)
    assert opened.document.plan.figure(at) == published


def test_an_edit_that_breaks_a_tie_is_the_first_suspect(qtbot, opened):
    opened.document.do(SetCell(cell=CELL, figure=Figure(112)), "112")
    settle(qtbot, opened)
    suspect = opened.window.docks.findings.details.suspect()
    assert suspect.cell == CELL and suspect.follow
    total = opened.document.plan.figure(TOTAL)
    qtbot.mouseClick(opened.window.docks.findings.details.apply, Qt.MouseButton.LeftButton)
    assert opened.document.plan.figure(TOTAL).value == total.value + suspect.likely.value - 112
    settle(qtbot, opened)
    assert opened.checking.holds is True


def test_a_click_goes_to_the_cell_and_arrows_stay_in_the_list(qtbot, opened):
    panel, pages = opened.window.docks.findings, opened.window.pages
    slip(qtbot, opened)
    pages.setCurrentIndex(0)
    first, second = rows(panel)
    click(qtbot, panel.list, first)
    assert pages.current_key == "budget"
    assert pages.statement("budget").current_cell().column == "environment_total"
    panel.list.setFocus()
    panel.list.setCurrentItem(first)
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    assert panel.list.currentItem() is second and panel.list.hasFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert pages.statement("budget").current_cell().line == "expenditure_total"
    click(qtbot, panel.details.suspects, panel.details.suspects.topLevelItem(0))
    assert pages.statement("budget").current_cell() == CELL


def test_f4_goes_from_finding_to_finding(qtbot, opened):
    slip(qtbot, opened)
    budget = opened.window.pages.statement("budget")
    seen = set()
    for _ in range(2):
        QTest.keyClick(opened.window, Qt.Key.Key_F4)
        seen.add(budget.current_cell())
    assert {cell.line for cell in seen} == {"general_admin", "expenditure_total"}
    last = budget.current_cell()
    QTest.keyClick(opened.window, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    assert budget.current_cell() in seen - {last}


def test_what_is_accepted_is_out_of_sight_and_lapses_with_its_figures(qtbot, opened):
    panel = opened.window.docks.findings
    slip(qtbot, opened)
    panel.list.setCurrentItem(rows(panel)[0])
    qtbot.mouseClick(panel.details.accept, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, opened, AcceptanceDialog)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    dialog.line.insert("原資料と照合済み")
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    (acceptance,) = opened.document.plan.accepted
    assert acceptance.reason == "原資料と照合済み" and acceptance.at and acceptance.key.startswith("across/")
    assert len(rows(panel)) == 1 and panel.filters["error"].text().endswith("誤り 1")
    qtbot.mouseClick(panel.accepted, Qt.MouseButton.LeftButton, pos=QPoint(8, panel.accepted.height() // 2))
    accepted = next(row for row in rows(panel) if "確認済み" in row.text(0))
    panel.list.setCurrentItem(accepted)
    assert "原資料と照合済み" in panel.details.sentence.text()
    # the figures change, and it is an error again
    opened.document.do(SetCell(cell=CELL, figure=Figure(170), totals=Totals.HOLD), "170")
    settle(qtbot, opened)
    assert not any("確認済み" in row.text(0) for row in rows(panel)) and len(rows(panel)) == 2
    opened.document.undo_stack.undo()
    settle(qtbot, opened)
    panel.list.setCurrentItem(next(row for row in rows(panel) if "確認済み" in row.text(0)))
    qtbot.mouseClick(panel.details.accept, Qt.MouseButton.LeftButton)
    assert opened.document.plan.accepted == ()


def test_filters_and_words_narrow_the_list(qtbot, opened):
    panel = opened.window.docks.findings
    qtbot.mouseClick(panel.filters["rounding"], Qt.MouseButton.LeftButton)
    many = len(rows(panel))
    assert many == 133 and all("端数" in row.text(0) for row in rows(panel))
    panel.search.insert("資金計画　一般勘定")
    assert 0 < len(rows(panel)) < many and panel.list.topLevelItemCount() == 1
    panel.search.setText("４２３４５６７８９")
    assert panel.list.isHidden() and panel.empty.isVisible()
    panel.search.clear()
    qtbot.mouseClick(panel.filters["note"], Qt.MouseButton.LeftButton)
    assert len(rows(panel)) == many + 21
    row = next(row for row in rows(panel) if "クラウドサービス" in row.text(2))
    panel.list.scrollToItem(row)
    click(qtbot, panel.list, row)
    assert opened.window.pages.current_key == "indicators"


def test_a_query_says_what_stands_there_and_what_would_fit(qtbot, opened):
    panel, plan = opened.window.docks.findings, opened.document.plan
    slip(qtbot, opened)
    before = plan.content_hash()
    qtbot.mouseClick(panel.details.query, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, opened, Query)
    said = dialog.text.toPlainText()
    for part in (
        "一般管理費",
        "一般勘定",
        "160（百万円）",
        "106（百万円）",
        "担当部・グループ：",
        "令和5年度計画",
    ):
        assert part in said
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == said
    dialog.close()
    assert plan.content_hash() == before


def test_a_cell_with_a_build_up_is_not_overwritten_and_its_department_is_named(qtbot, opened):
    item = Contribution(key="1", department="総務課", item="借料", amount=160_000, unit=Unit.THOUSAND)
    opened.document.do(
        PutContribution(cell=CELL, contribution=item, index=0, totals=Totals.HOLD), "積算を変更"
    )
    settle(qtbot, opened)
    panel = opened.window.docks.findings
    qtbot.mouseClick(panel.details.apply, Qt.MouseButton.LeftButton)
    details = panel.details
    assert details.problem.isVisible() and "積算" in details.problem.text()
    # nothing lies over anything else, however low the panel is
    assert details.suspects.geometry().bottom() < details.problem.geometry().top()
    assert details.problem.geometry().bottom() < details.apply.geometry().top()
    assert opened.document.plan.figure(CELL) == Figure(160)
    qtbot.mouseClick(panel.details.query, Qt.MouseButton.LeftButton)
    assert "総務課" in dialog_of(qtbot, opened, Query).text.toPlainText()


def test_the_list_keeps_what_is_chosen_while_figures_change(qtbot, opened):
    panel = opened.window.docks.findings
    slip(qtbot, opened)
    panel.list.setCurrentItem(rows(panel)[1])
    chosen = panel.current().key
    opened.document.do(
        SetCell(cell=CELL._replace(line="grant"), figure=Figure(2_036), totals=Totals.HOLD), "同じ値"
    )
    opened.document.do(SetCell(cell=CELL, figure=Figure(161), totals=Totals.HOLD), "161")
    settle(qtbot, opened)
    assert panel.current().key == chosen
    opened.window.actions_by_key["findings"].trigger()
    assert not panel.isVisible()
    opened.document.do(SetCell(cell=CELL, figure=Figure(106), totals=Totals.HOLD), "106")
    opened.window.actions_by_key["findings"].trigger()
    assert panel.isVisible() and panel.list.isHidden()
