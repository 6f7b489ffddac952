"""Printing from the window: what is proposed, live pages, PDF and printer, replaced pages, any grids."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from smrj_desktop.domain import codec, edits, restructuring
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.compare import compare
from smrj_desktop.domain.edit_kinds import SetProfile
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.errors import FileMissingError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import AGENCY
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io.generations import Generation
from smrj_desktop.io.jobs import Checked, OpenedFile
from smrj_desktop.render.parts import Wanted, whole_plan
from smrj_desktop.ui.checking import Checking
from smrj_desktop.ui.comparing import Comparing
from smrj_desktop.ui.dialogs.comparison import Comparison
from smrj_desktop.ui.dialogs.printing import Printing
from smrj_desktop.ui.dialogs.report import Report
from smrj_desktop.ui.dialogs.reviewing import Reviewing
from smrj_desktop.ui.import_desk import ImportDesk
from smrj_desktop.ui.notices import Notices
from smrj_desktop.ui.print_desk import PrintDesk
from smrj_desktop.ui.print_work import PrintWork
from smrj_desktop.ui.settings import Settings
from tests.support.desks import Bench
from tests.support.merges import copy
from tests.support.plans import cell, put, small_plan
from tests.support.reviews import came_back, mine
from tests.support.windows import CELL, dialog_of, idle
from tests.support.windows import put as type_figure
from tests.support.workbooks import needs

BUDGET, CASH = TableKey("budget", "general"), TableKey("cash", "general")
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def filled() -> Plan:
    plan = small_plan()
    put(plan, "grant", "a1", 1507)
    put(plan, "operating_cost", "a1", 82)
    return plan


@pytest.fixture
def bench(qtbot, tmp_path) -> Bench:
    """A desk on the small plan, with its text in front and nothing chosen in it."""
    said, settings = [], Settings()

    def make(document, door, pages, **rest) -> PrintDesk:
        pages.table, pages.current_key, pages.place = None, "measures", ""
        checking = Checking(document, pages.window())
        say = lambda message, parameters: said.append((message, parameters))  # noqa: E731
        return PrintDesk(document, door, pages, checking=checking, settings=settings, say=say, **rest)

    bench = Bench(qtbot, make, filled(), tmp_path)
    bench.said, bench.settings = said, settings
    return bench


def opened_on(qtbot, bench: Bench, wanted: Wanted | None = None) -> Printing:
    """The dialog with its pages there, of what is in front or of what is `wanted`."""
    bench.actions["print"].trigger()
    dialog = dialog_of(qtbot, bench, Printing)
    if wanted is not None:
        dialog.choice.set_wanted(wanted)
        dialog.changed.emit()
    settled(qtbot, dialog)
    return dialog


def settled(qtbot, dialog: Printing) -> None:
    """Waits until the pages are those that are wanted."""
    work = dialog.findChild(PrintWork)
    qtbot.waitUntil(lambda: work.settled)


def shown(dialog: Printing) -> str:
    """All that stands on the pages."""
    pages = dialog.printout.pages
    return " ".join(getattr(mark, "text", "") for page in pages for mark in (*page.marks, *page.furniture))


def click(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def text_of(pdf: Path) -> str:
    done = subprocess.run([needs("pdftotext"), "-layout", str(pdf), "-"], check=True, capture_output=True)
    return done.stdout.decode()


# ---- in the window


def test_each_tab_proposes_itself_and_edits_show_at_once(qtbot, opened, tmp_path):
    pages = opened.window.pages
    proposed = []
    for turn in (
        lambda: pages.show_cell(CELL),
        lambda: pages.show_indicator(opened.document.plan.indicators[0].key),
        lambda: pages.show_place("I-2"),
    ):
        turn()
        QTest.keyClick(opened.window, Qt.Key.Key_P, CONTROL_SHIFT)
        dialog = dialog_of(qtbot, opened, Printing)
        proposed.append(dialog.choice.wanted)
        settled(qtbot, dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not opened.window.findChildren(Printing))
        opened.window.activateWindow()
        qtbot.waitUntil(opened.window.isActiveWindow)
    assert proposed == [Wanted(tables=(BUDGET,)), Wanted(indicators=True), Wanted(sections=("I-2",))]

    pages.show_cell(CELL)
    opened.window.actions_by_key["print"].trigger()
    dialog = dialog_of(qtbot, opened, Printing)
    settled(qtbot, dialog)
    before = shown(dialog)
    assert "1,711,897" in before and opened.document.plan.content_hash()[:12] in before
    type_figure(opened, 987_654)
    qtbot.waitUntil(lambda: "987,654" in shown(dialog))
    assert opened.document.plan.content_hash()[:12] in shown(dialog)
    QTest.keyClicks(dialog.furniture.version, "V2")
    opened.door.to_save = tmp_path / "表.pdf"
    click(dialog.pdf)
    qtbot.waitUntil(lambda: ("exchange.written", {"name": "表.pdf"}) in opened.door.told)
    idle(qtbot, opened)
    written = text_of(tmp_path / "表.pdf")
    assert "987,654" in written and "V2" in written
    assert opened.door.suggested[-1].name == "令和5年度計画_予算（一般勘定）"
    dialog.reject()
    assert opened.settings.printing.version == "V2" and opened.settings.dialogs["printing"]


def test_the_check_report_prints_through_the_same_door(qtbot, opened):
    opened.window.actions_by_key["report"].trigger()
    report = dialog_of(qtbot, opened, Report)
    click(report.print)
    dialog = dialog_of(qtbot, opened, Printing)
    qtbot.waitUntil(lambda: dialog.view.count > 0)
    assert dialog.choice is None and dialog.parent() is report
    assert "点検報告書" in shown(dialog) and dialog.isActiveWindow()
    dialog.reject()
    report.reject()


# ---- what is printed


def test_the_merge_report_is_offered_for_printing(qtbot, tmp_path):
    bench = Bench(qtbot, ImportDesk, mine(), tmp_path)
    bench.door.to_open = tmp_path / "計画（修正）.xlsx"
    bench.worker.answers["read_incoming"] = came_back()
    bench.actions["import"].trigger()
    wanted = []
    bench.desk.print_wanted.connect(lambda title, grids: wanted.append((title, len(grids))))
    click(dialog_of(qtbot, bench, Reviewing).print)
    assert len(wanted) == 1 and "取り込み結果報告書" in wanted[0][0] and wanted[0][1] >= 2


def test_a_comparison_is_offered_for_printing(qtbot, bench):
    old, new = bench.document.plan, copy(bench.document.plan)
    edits.apply(new, SetCell(cell=cell("grant", "a1"), figure=Figure(4711)))
    bench.worker.answers["compare"] = compare(old, new)
    comparing = Comparing(bench.document, bench.worker, bench.door, bench.window)
    comparing.print_wanted.connect(bench.desk.print_grids)
    names = {"title": "比較", "intro": "違い", "old_name": "以前", "new_name": "今"}
    comparing.show(b"", b"", **names)
    click(dialog_of(qtbot, bench, Comparison).print)
    dialog = dialog_of(qtbot, bench, Printing)
    settled(qtbot, dialog)
    stand = {mark.text: mark.y for mark in dialog.printout.pages[0].marks if hasattr(mark, "text")}
    assert stand["違い"] < stand["以前"] < stand["1,507"] and "4,711" in stand
    assert dialog.furniture.headline.text() == "試験計画　比較"
    bench.door.to_save = Path("nowhere.pdf")
    click(dialog.pdf)
    qtbot.waitUntil(lambda: [job for job, _ in bench.worker.asked] == ["compare", "export_pdf"])
    assert bench.door.suggested[-1].name == "比較"


def test_choices_change_the_pages_and_nothing_chosen_is_said(qtbot, bench):
    dialog = opened_on(qtbot, bench)
    assert dialog.choice.wanted == Wanted(text=True), "no section is chosen"
    click(dialog.choice.whole)
    settled(qtbot, dialog)
    assert dialog.choice.wanted.contents and set(dialog.choice.wanted.tables) == {BUDGET, CASH}
    assert "目次" in shown(dialog) and "1,507" in shown(dialog)
    dialog.furniture.draft.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "未定稿" in shown(dialog))
    bench.desk._pages.place = "I-1-p1"
    click(dialog.choice.front)
    assert dialog.choice.wanted.sections == ("I-1",)
    dialog.choice.set_wanted(Wanted())
    click(dialog.print)
    qtbot.waitUntil(lambda: not dialog.print.isEnabled())
    assert not dialog.pdf.isEnabled() and "印刷するものを選んで" in dialog.state.text()
    assert dialog.view.count == 0 and bench.door.asked == []
    click(dialog.choice.whole)
    settled(qtbot, dialog)
    assert dialog.print.isEnabled() and dialog.pdf.isEnabled()


def test_what_an_undo_brings_back_is_printed_again(qtbot, bench):
    dialog = opened_on(qtbot, bench, replace(whole_plan(bench.document.plan), charts_of=(AGENCY, "general")))
    wanted, before = dialog.choice.wanted, shown(dialog)
    assert "グラフ（一般勘定）" in before
    bench.document.do(restructuring.without_account(bench.document.plan, "general").edit, "勘定を削除")
    settled(qtbot, dialog)
    assert dialog.choice.wanted == replace(wanted, tables=(), charts_of=(AGENCY,))
    bench.document.undo_stack.undo()
    settled(qtbot, dialog)
    assert dialog.choice.wanted == wanted and shown(dialog) == before


def test_another_title_of_the_plan_is_printed_unless_one_was_typed(qtbot, bench):
    dialog = opened_on(qtbot, bench, Wanted(tables=(BUDGET,)))
    bench.document.do(SetProfile(name="title", value="長い題: " * 50), "改名")
    settled(qtbot, dialog)
    assert dialog.furniture.headline.text().startswith("長い題: 長い題: ")
    click(dialog.pdf)
    name = bench.door.suggested[-1].name
    assert name.startswith("長い題_ ") and name.endswith("_予算（一般勘定）") and len(name) <= 80
    dialog.furniture.headline.setText("配布資料")
    bench.document.do(SetProfile(name="title", value="短い題"), "改名")
    settled(qtbot, dialog)
    assert dialog.furniture.headline.text() == "配布資料"


def test_a_character_no_face_has_is_told_before_it_is_printed(qtbot, bench):
    dialog = opened_on(qtbot, bench, Wanted(tables=(BUDGET,)))
    assert dialog.state.text() == "1 ページあります。"
    dialog.furniture.headline.setText("\ue000計画")
    qtbot.waitUntil(lambda: "\ue000（U+E000、1 ページ）" in dialog.state.text())


def test_pages_go_to_the_printer_as_they_are_wanted_at_that_moment(qtbot, bench, tmp_path):
    dialog = opened_on(qtbot, bench, Wanted(tables=(BUDGET, CASH)))
    printer = bench.door.printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    # half a moment before the pages follow
    bench.document.do(SetCell(cell=cell("grant", "b"), figure=Figure(4711)), "4711")
    dialog.print.setFocus()
    QTest.keyClick(dialog.print, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(bench.said) == 1)
    assert bench.said == [("printing.printed", {"name": "試験計画（抜粋）", "count": 2})]
    assert bench.door.asked == ["2 pages"] and dialog.print.hasFocus()
    assert "4,711" in text_of(tmp_path / "out.pdf")
    assert dialog.state.text() == "「試験計画（抜粋）」を 2 ページ印刷しました。"
    # one that is given up is not said to have been printed
    click(dialog.print)
    click(dialog.progress.cancel)
    assert dialog.state.text() == "2 ページあります。"


def test_closing_ends_a_run_without_a_question(qtbot, bench, tmp_path):
    dialog = opened_on(qtbot, bench, Wanted(tables=(BUDGET, CASH), text=True))
    bench.door.to_save = tmp_path / "a.pdf"
    click(dialog.pdf)
    assert dialog.progress.isVisible() and not dialog.print.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not bench.window.findChildren(Printing))
    qtbot.wait(20)
    assert bench.worker.asked == [] and bench.door.told == [] and bench.door.asked == []


def test_the_plan_s_own_file_is_never_written_to(qtbot, bench, tmp_path):
    bench.document.learn(type(bench.document.standing)(path=tmp_path / "計画.xlsx"))
    bench.door.to_save = tmp_path / "計画.xlsx"
    bench.actions["export_pdf"].trigger()
    dialog = dialog_of(qtbot, bench, Printing)
    qtbot.waitUntil(dialog.pdf.hasFocus)
    click(dialog.pdf)
    qtbot.waitUntil(lambda: bench.door.told == [("exchange.own_file", {})])
    assert bench.worker.asked == [] and not dialog.progress.isVisible()


def test_a_printer_is_chosen_in_the_system_s_dialog(qtbot, bench):
    printers = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QPrintDialog) and (dialog.fromPage(), dialog.toPage()) == (1, 3)
        assert dialog.parent() is bench.window
        dialog.done(len(printers))

    for _ in range(2):
        QTimer.singleShot(0, bench.window, answer)
        printers.append(Notices(bench.window).choose_printer(3))
    assert printers[0] is None and isinstance(printers[1], QPrinter)


# ---- pages that replace others


def as_opened(plan: Plan) -> OpenedFile:
    return OpenedFile(
        plan=codec.canonical(plan.to_json()),
        findings=(),
        fingerprint="",
        plan_hash="",
        claim=None,
        restriction="",
    )


@pytest.fixture
def earlier(bench, tmp_path) -> Plan:
    """An earlier version, in which one table differs."""
    plan = copy(bench.document.plan)
    edits.apply(plan, SetCell(cell=cell("grant", "a1", "cash"), figure=Figure(3)))
    bench.door.to_open = tmp_path / "前の版.xlsx"
    bench.worker.answers["open"] = lambda _arguments: as_opened(plan)
    bench.worker.answers["check"] = Checked(findings=(), holds=True, exhausted=False)
    return plan


def test_only_changed_pages_are_left_under_their_numbers(qtbot, bench, earlier):
    dialog = opened_on(qtbot, bench, Wanted(tables=(BUDGET, CASH)))
    click(dialog.replacing)
    settled(qtbot, dialog)
    assert dialog.replacing.isChecked() and "前の版.xlsx" in dialog.earlier_name.text()
    pages = dialog.printout.pages
    assert [page.number for page in pages] == ["", "2"] and dialog.printout.total == 2
    assert "変更 1、追加 0、移動 0、削除 0" in dialog.state.text()
    # the table as it was
    bench.document.do(SetCell(cell=cell("grant", "a1", "cash"), figure=Figure(3)), "3")
    settled(qtbot, dialog)
    assert dialog.view.count == 0 and dialog.state.text() == "前の版と異なるページはありません。"
    assert not dialog.print.isEnabled() and not dialog.pdf.isEnabled()
    click(dialog.replacing)
    settled(qtbot, dialog)
    assert dialog.view.count == 2


@pytest.mark.parametrize("of", [{"id": "another"}, {"fiscal_year": 2022}])
def test_an_earlier_version_of_another_plan_is_told(qtbot, bench, earlier, of):
    dialog = opened_on(qtbot, bench, Wanted(tables=(BUDGET,)))
    click(dialog.replacing)
    assert "別の計画" not in dialog.earlier_name.text()
    earlier.profile = replace(earlier.profile, title="昨年度の計画", **of)
    click(dialog.earlier)
    said = dialog.earlier_name.text()
    assert "前の版.xlsx" in said and "別の計画（昨年度の計画）" in said
    settled(qtbot, dialog)
    assert dialog.replacing.isChecked()
    earlier.profile = bench.document.plan.profile
    click(dialog.earlier)
    assert "別の計画" not in dialog.earlier_name.text()


def test_a_file_that_cannot_be_read_changes_nothing(qtbot, bench, earlier):
    dialog = opened_on(qtbot, bench, Wanted(tables=(BUDGET,)))
    bench.worker.answers["open"] = FileMissingError(name="前の版.xlsx")
    click(dialog.earlier)
    assert bench.door.told == [(FileMissingError.message, {"name": "前の版.xlsx"})]
    assert not dialog.replacing.isChecked() and dialog.view.count == 1
    bench.door.to_open = None
    click(dialog.replacing)
    assert not dialog.replacing.isChecked() and len(bench.worker.asked) == 1


# a menu that opens by itself asks of the platform what a screen without a display has not
@pytest.mark.qt_log_ignore("does not support raise", "does not support grabbing", extend=True)
def test_the_generations_of_the_file_are_offered(qtbot, bench, earlier, tmp_path):
    bench.document.learn(type(bench.document.standing)(path=tmp_path / "計画.xlsx"))
    kept = Generation(tmp_path / "b.xlsx", datetime(2023, 3, 30, 8, 0, 5, tzinfo=UTC), 1)
    bench.worker.answers["generations"] = [kept]
    dialog = opened_on(qtbot, bench, Wanted(tables=(CASH,)))
    click(dialog.earlier)
    (menu,) = dialog.findChildren(QMenu)
    qtbot.waitUntil(menu.isVisible)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    settled(qtbot, dialog)
    assert [job for job, _ in bench.worker.asked] == ["generations", "open", "check"]
    assert bench.worker.asked[1][1] == {"path": kept.path, "me": None}
    assert "2023/03/30 17:00:05" in dialog.earlier_name.text() and dialog.view.count == 2
