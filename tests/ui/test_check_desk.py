"""Ties, explained differences, proposals, rules and the report, from the menu."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox

from smrj_desktop.domain.amounts import Figure, Rounding
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.statements import Totals
from smrj_desktop.ui.dialogs.explained_form import ExplainedForm
from smrj_desktop.ui.dialogs.report import Report
from smrj_desktop.ui.dialogs.rule_inputs import GROSS, YEAR, RuleInputsDialog
from smrj_desktop.ui.dialogs.tie_form import TieForm
from smrj_desktop.ui.dialogs.ties import Ties
from tests.support.windows import CELL, dialog_of, idle, session

OK = QDialogButtonBox.StandardButton.Ok


def ties(qtbot, opened) -> Ties:
    opened.window.actions_by_key["ties"].trigger()
    return dialog_of(qtbot, opened, Ties)


def press(qtbot, dialog, name: str) -> None:
    qtbot.mouseClick(dialog._buttons[name], Qt.MouseButton.LeftButton)


def choose(combo: QComboBox, value: str) -> None:
    index = combo.findData(value)
    assert index >= 0, value
    combo.setCurrentIndex(index)


def test_a_tie_is_added_checked_changed_and_removed(qtbot, opened):
    plan, dialog = opened.document.plan, ties(qtbot, opened)
    count = len(plan.ties)
    assert dialog.ties.rowCount() == count
    press(qtbot, dialog, "add")
    form = dialog_of(qtbot, opened, TieForm)
    qtbot.mouseClick(form.buttons.button(OK), Qt.MouseButton.LeftButton)
    assert form.isVisible() and "名称" in form.problem.text()
    form.label.insert("貸付金は業務経費と同額")
    choose(form.left.rows[0].line, "lending")
    choose(form.right.rows[0].line, "operating_cost")
    qtbot.mouseClick(form.buttons.button(OK), Qt.MouseButton.LeftButton)
    assert form.isVisible() and "勘定" in form.problem.text()
    form.accounts.item(0).setCheckState(Qt.CheckState.Checked)
    qtbot.mouseClick(form.buttons.button(OK), Qt.MouseButton.LeftButton)
    assert len(plan.ties) == count + 1 == dialog.ties.rowCount()
    assert plan.ties[-1].left == ("budget.lending",) and plan.ties[-1].accounts == ("general",)
    errors = [item for item in opened.checking.findings if item.kind == "tie_impossible"]
    assert errors and errors[0].parameters["tie"] == "貸付金は業務経費と同額"
    dialog.ties.setCurrentCell(count, 0)
    press(qtbot, dialog, "change")
    form = dialog_of(qtbot, opened, TieForm)
    assert form.label.text() == "貸付金は業務経費と同額"
    choose(form.right.rows[0].line, "lending")
    qtbot.mouseClick(form.buttons.button(OK), Qt.MouseButton.LeftButton)
    # both sides are the same line, so there is nothing to compare: undecidable, no alarm
    assert not [item for item in opened.checking.findings if item.kind == "tie_impossible"]
    dialog.ties.setCurrentCell(count, 0)
    press(qtbot, dialog, "remove")
    assert len(plan.ties) == count
    for _ in range(3):
        opened.document.undo_stack.undo()
    assert len(plan.ties) == count == dialog.ties.rowCount()


def test_removing_a_tie_takes_its_explanations_and_undo_brings_all_back(qtbot, opened):
    plan, dialog = opened.document.plan, ties(qtbot, opened)
    before = plan.content_hash()
    row = next(at for at, tie in enumerate(plan.ties) if tie.key == "operating_inflow_less_borrowing")
    dialog.ties.setCurrentCell(row, 0)
    press(qtbot, dialog, "remove")
    assert not [item for item in plan.explained if item.tie == "operating_inflow_less_borrowing"]
    opened.document.undo_stack.undo()
    assert plan.content_hash() == before


def test_a_difference_without_its_explanation_is_an_error_until_it_is_explained(qtbot, opened):
    plan, dialog = opened.document.plan, ties(qtbot, opened)
    dialog.pages.setCurrentIndex(1)
    assert dialog.explained.rowCount() == len(plan.explained) == 14
    dialog.explained.setCurrentCell(12, 0)
    known = plan.explained[12]
    assert known.amount == 3
    press(qtbot, dialog, "forget")
    qtbot.waitUntil(lambda: opened.checking.holds is False)
    press(qtbot, dialog, "explain")
    form = dialog_of(qtbot, opened, ExplainedForm)
    places = [form.place.itemData(at)[:3] for at in range(form.place.count())]
    form.place.setCurrentIndex(places.index((known.tie, known.account, known.column)))
    assert form.amount.text() == "3"
    qtbot.mouseClick(form.buttons.button(OK), Qt.MouseButton.LeftButton)
    assert form.isVisible() and "理由" in form.problem.text()
    form.reason.insert("収納時期の違い")
    form.amount.setText("三")
    qtbot.mouseClick(form.buttons.button(OK), Qt.MouseButton.LeftButton)
    assert form.isVisible() and "三" in form.problem.text()
    form.amount.setText("3")
    qtbot.mouseClick(form.buttons.button(OK), Qt.MouseButton.LeftButton)
    explained = plan.explained[-1]
    assert (explained.amount, explained.reason) == (3, "収納時期の違い") and explained.at
    assert opened.checking.holds is True
    dialog.explained.setCurrentCell(13, 0)
    press(qtbot, dialog, "reexplain")
    form = dialog_of(qtbot, opened, ExplainedForm)
    form.amount.setText("30")
    qtbot.mouseClick(form.buttons.button(OK), Qt.MouseButton.LeftButton)
    (error,) = [item for item in opened.checking.findings if item.kind == "tie_explained_impossible"]
    assert error.parameters["explained"] == "+30"


def test_proposals_are_found_adopted_and_declined(qtbot, opened):
    plan, dialog = opened.document.plan, ties(qtbot, opened)
    dialog.pages.setCurrentIndex(2)
    press(qtbot, dialog, "mine")
    idle(qtbot, opened)
    found = dialog.proposals.rowCount()
    assert 0 < found < 40 and str(found) in dialog.said.text()
    dialog.proposals.setCurrentCell(0, 0)
    named = dialog.proposals.cell(0, 0).text
    press(qtbot, dialog, "adopt")
    assert plan.ties[-1].label == named and dialog.proposals.rowCount() == found - 1
    assert opened.checking.holds is True
    declined = dialog.proposals.cell(0, 0).text
    press(qtbot, dialog, "dismiss")
    assert len(plan.dismissed) == 1 and dialog.proposals.rowCount() == found - 2
    press(qtbot, dialog, "mine")
    idle(qtbot, opened)
    shown = [dialog.proposals.cell(row, 0).text for row in range(dialog.proposals.rowCount())]
    assert declined not in shown and named not in shown
    assert dialog.dismissed.cell(0, 0).text == declined
    dialog.dismissed.setCurrentCell(0, 0)
    press(qtbot, dialog, "restore")
    assert plan.dismissed == ()


def test_last_years_plan_must_agree_with_a_proposal(qtbot, opened, plan_file):
    dialog = ties(qtbot, opened)
    dialog.pages.setCurrentIndex(2)
    press(qtbot, dialog, "mine")
    idle(qtbot, opened)
    alone = {dialog.proposals.cell(row, 0).text for row in range(dialog.proposals.rowCount())}
    opened.door.to_open = plan_file
    press(qtbot, dialog, "mine_last")
    idle(qtbot, opened)
    both = {dialog.proposals.cell(row, 0).text for row in range(dialog.proposals.rowCount())}
    # the same figures once more confirm most of what was found, and carry weaker ones over the threshold
    assert len(alone & both) > len(alone) / 2 and len(both) >= len(alone)


def test_rules_are_decided_once_their_inputs_are_there(qtbot, opened):
    def kinds() -> set[str]:
        return {item.kind for item in opened.checking.findings if item.kind.startswith("rule_")}

    assert {"rule_efficiency_undecided", "rule_borrowing_undecided", "rule_reserve_undecided"} <= kinds()
    opened.window.actions_by_key["rules"].trigger()
    dialog = dialog_of(qtbot, opened, RuleInputsDialog)
    assert dialog.limit.text() == "35,100"
    for amount in ("10,000", "9,950"):
        qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
        dialog.years.item(dialog.years.currentRow(), GROSS).setText(amount)
    assert [dialog.years.item(row, YEAR).text() for row in range(2)] == ["2023", "2024"]
    dialog.planned.setText("四万")
    qtbot.mouseClick(dialog.buttons.button(OK), Qt.MouseButton.LeftButton)
    assert dialog.isVisible() and "四万" in dialog.problem.text()
    dialog.planned.setText("40,000")
    dialog.reserves["general"].setText("1")
    qtbot.mouseClick(dialog.buttons.button(OK), Qt.MouseButton.LeftButton)
    assert {"rule_efficiency_missed", "rule_borrowing_exceeded", "rule_reserve_exceeded"} <= kinds()
    missed = next(item for item in opened.checking.findings if item.kind == "rule_efficiency_missed")
    assert missed.parameters["average"] == "0.50"
    opened.document.undo_stack.undo()
    assert "rule_borrowing_undecided" in kinds()


def test_the_way_of_rounding_is_changed_and_the_other_one_is_suggested(qtbot, opened):
    act, plan = opened.window.actions_by_key, opened.document.plan
    assert act["rounding_nearest"].isChecked()
    act["rounding_truncate"].trigger()
    assert plan.profile.rounding is Rounding.TRUNCATE and opened.checking.holds is False
    looks = [item for item in opened.checking.findings if item.kind == "rounding_looks_nearest"]
    assert len(looks) > 5
    opened.document.undo_stack.undo()
    assert act["rounding_nearest"].isChecked() and opened.checking.holds is True


def test_the_report_is_shown_and_saved(qtbot, opened, tmp_path):
    opened.document.do(SetCell(cell=CELL, figure=Figure(160), totals=Totals.HOLD), "160")
    qtbot.waitUntil(lambda: not opened.checking.searching)
    opened.window.actions_by_key["report"].trigger()
    dialog = dialog_of(qtbot, opened, Report)
    shown = {dialog.table.cell(row, 0).text for row in range(dialog.table.rowCount())}
    assert {"概要", "誤り（2 件）", "端数（133 件）", "説明済みの差異（14 件）"} <= shown
    opened.door.to_save = tmp_path / "report.xlsx"
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    idle(qtbot, opened)
    assert ("report.saved", {"name": "report.xlsx"}) in opened.door.told
    assert "令和5年度計画" in opened.door.suggested[-1].name
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx").worksheets[0]
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("160 → 106" in str(value) for value in values)


def test_a_report_does_not_replace_the_plan(qtbot, plan_file: Path):
    with session(qtbot, file=plan_file) as opened:
        before = plan_file.read_bytes()
        opened.window.actions_by_key["report"].trigger()
        opened.door.to_save = plan_file
        qtbot.mouseClick(dialog_of(qtbot, opened, Report).save, Qt.MouseButton.LeftButton)
        assert ("report.own_file", {}) in opened.door.told
        assert plan_file.read_bytes() == before
