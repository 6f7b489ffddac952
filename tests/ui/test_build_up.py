"""The build-up of a cell: what the dialog shows, refuses and decides."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.domain.statements import Contribution, Totals
from smrj_desktop.ui.dialogs.build_up import AMOUNT, DEPARTMENT, UNIT, BuildUpDialog
from tests.support.plans import cell, put, small_plan

AT = cell("operating_cost", "a1")


def dialog_for(qtbot, plan) -> BuildUpDialog:
    dialog = BuildUpDialog(plan, AT, "業務経費")
    qtbot.addWidget(dialog)
    return dialog


def fill(dialog: BuildUpDialog, row: int, department: str, amount: str) -> None:
    dialog.table.item(row, DEPARTMENT).setText(department)
    dialog.table.item(row, AMOUNT).setText(amount)


def test_three_items_are_added_exactly_and_rounded_once(qtbot):
    plan = small_plan()
    put(plan, "operating_cost", "a1", 9)
    dialog = dialog_for(qtbot, plan)
    for row in range(3):
        if row:
            QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
        fill(dialog, row, f"第{row}課", "1,499")
    assert "4,497,000" in dialog.sum.text() and " 4（" in dialog.sum.text()
    edit = dialog.edit(Totals.FOLLOW)
    assert edit is not None
    inverse = edits.apply(plan, edit).inverse
    assert plan.figure(AT) == Figure(4)
    edits.apply(plan, inverse)
    assert plan.figure(AT) == Figure(9) and not plan.table(AT).build_ups


def test_an_amount_that_is_none_is_refused_in_place(qtbot):
    dialog = dialog_for(qtbot, small_plan())
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    fill(dialog, 0, "総務課", "千五百")
    assert not ok.isEnabled() and "千五百" in dialog.problem.text()
    fill(dialog, 0, "総務課", "△ 1,500")
    assert ok.isEnabled() and not dialog.problem.text()


def test_rows_left_empty_are_passed_over_and_nothing_changed_is_no_step(qtbot):
    dialog = dialog_for(qtbot, small_plan())
    assert dialog.contributions() == () and dialog.edit(Totals.FOLLOW) is None


def test_a_row_is_removed_and_its_unit_chosen(qtbot):
    plan = small_plan()
    item = Contribution(key="old", department="経理課", item="旅費", amount=700, unit=Unit.THOUSAND)
    edits.apply(plan, edits.PutContribution(cell=AT, contribution=item, index=0))
    dialog = dialog_for(qtbot, plan)
    assert dialog.contributions() == (item,)
    dialog.table.cellWidget(0, UNIT).setCurrentIndex(0)
    assert dialog.contributions()[0].unit is Unit.YEN
    dialog.table.setCurrentCell(0, DEPARTMENT)
    QTest.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    edits.apply(plan, dialog.edit(Totals.FOLLOW))
    assert not plan.table(AT).build_ups and plan.figure(AT) == Figure(1)


items = st.tuples(st.sampled_from("abcdef"), st.integers(1, 5000))
rows = st.lists(items, max_size=6, unique_by=lambda item: item[0])


@pytest.mark.usefixtures("qtbot")
@settings(suppress_health_check=list(HealthCheck), max_examples=40)
@given(rows, rows)
def test_any_table_becomes_exactly_itself_and_back(before, after):
    plan = small_plan()
    for index, (key, amount) in enumerate(before):
        item = Contribution(key=key, department=key, item="", amount=amount)
        edits.apply(plan, edits.PutContribution(cell=AT, contribution=item, index=index))
    content = plan.content()
    dialog = BuildUpDialog(plan, AT, "")
    order = {key: index for index, (key, _) in enumerate(before)}
    wanted = [row for row in before if row[0] in dict(after)] + [row for row in after if row[0] not in order]
    dialog.table.setRowCount(0)
    for key, _ in wanted:
        dialog._append(Contribution(key=key, department=key, item="", amount=dict(after)[key]))
    edit = dialog.edit(Totals.HOLD)
    if edit is not None:
        inverse = edits.apply(plan, edit).inverse
        shown = [(item.key, item.amount) for item in plan.table(AT).build_ups.get((4, 0), ())]
        assert shown == [(key, dict(after)[key]) for key, _ in wanted]
        edits.apply(plan, inverse)
    assert plan.content() == content
    dialog.deleteLater()
