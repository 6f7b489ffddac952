"""Files for others from the window: what is asked, what the worker is told, what is said afterwards."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.edits import PutContribution
from smrj_desktop.domain.errors import FileDeniedError
from smrj_desktop.domain.exchange.input_scope import InputScope
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.statements import CellKey, Contribution
from smrj_desktop.io import builtin
from smrj_desktop.ui import theme
from smrj_desktop.ui.dialogs.export_ministry import ExportMinistry
from smrj_desktop.ui.dialogs.input_sheets import InputSheets
from smrj_desktop.ui.dialogs.read_findings import ReadFindings
from smrj_desktop.ui.exchange_desk import ExchangeDesk
from tests.support.desks import Bench
from tests.support.windows import dialog_of

OK = QDialogButtonBox.StandardButton.Ok
PLAN = builtin.load()


@pytest.fixture
def bench(qtbot, tmp_path) -> Bench:
    return Bench(qtbot, ExchangeDesk, builtin.load(), tmp_path)


def accept(dialog) -> None:
    QTest.mouseClick(dialog.buttons.button(OK), Qt.MouseButton.LeftButton)


def test_the_print_form_is_written_as_it_was_asked_for(qtbot, bench, tmp_path):
    path = bench.door.to_save = tmp_path / "提出.xlsx"
    bench.actions["export_ministry"].trigger()
    dialog = dialog_of(qtbot, bench, ExportMinistry)
    assert dialog.version.text() == "第1版" and dialog.date.text()
    dialog.formulas.setChecked(True)
    dialog.thousand.setChecked(True)
    dialog.draft.setChecked(True)
    dialog.secret.first.setText("秘密")
    assert not dialog.buttons.button(OK).isEnabled() and dialog.problem.isVisible()
    dialog.secret.again.setText("秘密")
    date = dialog.date.text()
    accept(dialog)
    ((job, arguments),) = bench.worker.asked
    assert job == "export_ministry" and arguments["path"] == path and arguments["password"] == "秘密"
    assert arguments["options"] == PrintOptions(
        version="第1版", date=date, totals="formulas", thousand=True, draft=True
    )
    assert json.loads(arguments["plan"]) == json.loads(json.dumps(bench.document.plan.to_json()))
    assert bench.door.suggested == [tmp_path / f"{PLAN.profile.title}（第1版）.xlsx"]
    assert bench.door.told == [("exchange.written", {"name": "提出.xlsx"})]


def test_what_stays_a_value_is_said(qtbot, bench, tmp_path):
    bench.door.to_save = tmp_path / "提出.xlsx"
    bench.worker.answers["export_ministry"] = [Finding(kind="lost_macros", severity=Severity.INFO)]
    bench.actions["export_ministry"].trigger()
    accept(dialog_of(qtbot, bench, ExportMinistry))
    shown = dialog_of(qtbot, bench, ReadFindings)
    assert shown.table.rowCount() == 1 and shown.windowTitle() == "書き出しの結果"
    assert bench.door.told == []
    shown.reject()


def test_nothing_is_written_unless_a_file_is_chosen(qtbot, bench):
    bench.actions["export_ministry"].trigger()
    accept(dialog_of(qtbot, bench, ExportMinistry))
    assert bench.worker.asked == [] and bench.door.told == []


def test_a_file_that_cannot_be_written_is_said(bench, tmp_path):
    bench.door.to_save = tmp_path / "a.csv"
    bench.worker.answers["export_machine"] = FileDeniedError(name="a.csv")
    bench.actions["export_machine"].trigger()
    assert bench.door.told == [(FileDeniedError.message, {"name": "a.csv"})]


@pytest.mark.parametrize("kind", ["csv", "csv_cp932", "workbooks"])
def test_the_machine_form_follows_the_kind_that_was_chosen(bench, tmp_path, kind):
    bench.door.to_save, bench.door.kind = tmp_path / "a.csv", kind
    bench.worker.answers["export_machine"] = 4321
    bench.actions["export_machine"].trigger()
    ((job, arguments),) = bench.worker.asked
    assert job == "export_machine"
    assert arguments.get("encoding") == ("cp932" if kind == "csv_cp932" else None)
    assert bench.door.kinds == ["csv", "csv_cp932", "workbooks"]
    assert bench.door.told == [("exchange.written", {"name": "a.csv"})]


def test_the_open_plan_s_own_file_is_never_written_over(bench, tmp_path):
    bench.document.learn(type(bench.document.standing)(path=tmp_path / "計画.xlsx"))
    bench.door.to_save = tmp_path / "計画.xlsx"
    bench.actions["export_machine"].trigger()
    assert bench.worker.asked == [] and bench.door.told == [("exchange.own_file", {})]


def test_nothing_starts_while_a_job_is_under_way(opened, monkeypatch):
    monkeypatch.setattr(type(opened.tasks), "busy", property(lambda _tasks: True))
    for key in ("export_ministry", "export_input", "export_machine", "import"):
        opened.window.actions_by_key[key].trigger()
    assert opened.door.told == [("file.busy", {})] * 4
    monkeypatch.undo()


# ---- the dialogs by themselves


@pytest.fixture
def ministry(shown) -> ExportMinistry:
    return shown(ExportMinistry(PLAN, version="第2版", date="令和5年3月30日"))


def test_values_are_what_the_ministry_gets_by_default(ministry):
    assert ministry.options == PrintOptions(version="第2版", date="令和5年3月30日")
    assert ministry.password == ""


def test_thousands_make_sense_below_formulas_in_a_coarser_unit_alone(ministry):
    assert not ministry.thousand.isEnabled()
    ministry.formulas.setChecked(True)
    ministry.thousand.setChecked(True)
    assert ministry.options.thousand
    ministry.unit.setCurrentIndex(ministry.unit.findData(Unit.THOUSAND))
    assert not ministry.thousand.isEnabled() and not ministry.options.thousand
    assert ministry.options.unit is Unit.THOUSAND


def test_a_version_without_a_name_is_not_sent(ministry):
    ministry.version.setText(" ")
    assert not ministry.buttons.button(OK).isEnabled()
    assert ministry.problem.text() == "版の名称を入力してください。"


def test_what_is_wrong_takes_no_room_from_the_fields(ministry):
    fields = (ministry.version, ministry.date, ministry.secret.first, ministry.problem)
    ministry.secret.first.setText("a")
    QApplication.processEvents()
    assert ministry.problem.text()
    assert all(field.height() >= field.sizeHint().height() for field in fields)


def planned_by_departments():
    plan = builtin.load()
    from smrj_desktop.domain import edits

    cell = CellKey("budget", "facilities", "general_admin", "newbiz")
    for number, department in enumerate(("総務部", "経営支援部", "総務部")):
        item = Contribution(
            key=str(number), department=department, item="", amount=10_000, unit=Unit.THOUSAND
        )
        edits.apply(plan, PutContribution(cell=cell, contribution=item, index=number))
    return plan


@pytest.fixture
def sheets(shown) -> InputSheets:
    return shown(InputSheets(planned_by_departments(), version="第2版", date="令和5年3月30日"))


def ticked(checklist, *rows: int) -> None:
    for row in rows:
        checklist.item(row).setCheckState(Qt.CheckState.Checked)


def test_departments_are_known_from_the_build_ups_and_others_can_be_added(sheets):
    names = [sheets.departments.item(row).text() for row in range(sheets.departments.count())]
    assert names == ["総務部", "経営支援部"]
    assert not sheets.buttons.button(OK).isEnabled()
    sheets.fresh.setFocus()
    QTest.keyClicks(sheets.fresh, "x1")
    QTest.keyClick(sheets.fresh, Qt.Key.Key_Return)
    assert sheets.isVisible() and sheets.departments.ticked == ("x1",)
    sheets.fresh.setText("総務部")
    sheets._add()
    assert sheets.departments.ticked == ("総務部", "x1") and sheets.departments.count() == 3
    assert sheets.buttons.button(OK).isEnabled()


def test_without_departments_one_is_typed_at_once(qtbot):
    sheets = InputSheets(builtin.load(), version="第2版", date="令和5年3月30日")
    qtbot.addWidget(sheets)
    assert sheets.focusWidget() is sheets.fresh


def test_what_may_be_ticked_has_room_however_large_the_type(qapp, shown):
    theme.apply(qapp, "light", 2.0)
    try:
        dialog = shown(InputSheets(planned_by_departments(), version="第2版", date="令和5年3月30日"))
        lists = (dialog.departments, dialog.accounts, dialog.segments)
        widths = [checklist.width() for checklist in lists]
        assert max(widths) - min(widths) <= 1
    finally:
        theme.apply(qapp, "light")


def test_a_department_that_was_only_typed_is_not_lost(sheets):
    ticked(sheets.departments, 0)
    sheets.fresh.setText(" 経理部 ")
    accept(sheets)
    assert [scope.department for scope in sheets.scopes][1:] == ["経理部"]


def test_a_single_department_may_be_typed_alone(sheets):
    assert not sheets.buttons.button(OK).isEnabled()
    sheets.fresh.setText("経理部")
    accept(sheets)
    assert [scope.department for scope in sheets.scopes] == ["経理部"]


def test_each_department_gets_the_same_scope(sheets):
    ticked(sheets.departments, 0, 1)
    ticked(sheets.accounts, 2)
    ticked(sheets.segments, 0)
    sheets.own_cells.setChecked(True)
    account = PLAN.accounts[2].key
    segment = sheets.segments.item(0).text()
    assert sheets.scopes == tuple(
        InputScope(department=name, accounts=(account,), segments=(segment,), own_cells=True)
        for name in ("総務部", "経営支援部")
    )
    assert sheets.options.lock and not sheets.options.show_rest
    assert (sheets.options.version, sheets.options.date) == ("第2版", "令和5年3月30日")


@pytest.mark.parametrize(("rows", "kind"), [((0,), "workbooks"), ((0, 1), "archives")])
def test_several_departments_go_into_an_archive(qtbot, bench, tmp_path, rows, kind):
    bench.document.replace(planned_by_departments())
    bench.door.to_save = tmp_path / "入力"
    bench.actions["export_input"].trigger()
    dialog = dialog_of(qtbot, bench, InputSheets)
    ticked(dialog.departments, *rows)
    accept(dialog)
    ((job, arguments),) = bench.worker.asked
    assert job == "export_input" and len(arguments["scopes"]) == len(rows)
    assert bench.door.kinds == [kind]
