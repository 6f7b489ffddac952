"""A file that comes back, from the command to the one step it becomes; or to nothing at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.errors import EditError, FileMissingError
from smrj_desktop.domain.exchange.book import Book, BookCell, BookSheet
from smrj_desktop.domain.exchange.errors import NoTableError, PasswordNeededError, WrongPasswordError
from smrj_desktop.domain.exchange.found import Assigned, Doubt, Recognised
from smrj_desktop.domain.exchange.review import Choice
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import sender_profiles, sent
from smrj_desktop.ui.dialogs.assigning import Assigning
from smrj_desktop.ui.dialogs.password import PasswordDialog
from smrj_desktop.ui.dialogs.read_findings import ReadFindings
from smrj_desktop.ui.dialogs.reviewing import Reviewing
from smrj_desktop.ui.import_desk import ImportDesk
from tests.support.desks import Bench
from tests.support.reviews import ALONE, BASE, CELL, came_back, mine
from tests.support.windows import dialog_of

BUDGET = TableKey("budget", "general")
SHEET = BookSheet(title="予算", cells={(5, 1): BookCell("一般管理経費"), (6, 1): BookCell("業務諸費")})
BOOK = Book(name="a.xlsx", form="xlsx", sheets=(SHEET,))


@pytest.fixture
def bench(qtbot, tmp_path) -> Bench:
    bench = Bench(qtbot, ImportDesk, mine(), tmp_path)
    bench.door.to_open = tmp_path / "計画（修正）.xlsx"
    bench.worker.answers["read_incoming"] = came_back()
    return bench


def start(bench: Bench) -> None:
    bench.actions["import"].trigger()


def figure(bench: Bench, cell) -> int:
    return bench.document.plan.figure(cell).value


def told(bench: Bench) -> list[str]:
    return [message for message, _ in bench.door.told]


def click(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# ---- reading


def test_every_kind_of_file_is_offered(bench, tmp_path):
    bench.door.to_open = None
    start(bench)
    assert bench.door.kinds == ["foreign"] and bench.worker.asked == []


@pytest.mark.parametrize("error", [FileMissingError(name="a"), NoTableError(name="a", sheets="表紙")])
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(bench, error):
    bench.worker.answers["read_incoming"] = error
    start(bench)
    assert bench.door.told == [(error.message, error.parameters)]
    assert bench.document.undo_stack.count() == 0


def test_passwords_are_asked_for_until_one_fits(qtbot, bench):
    def read(arguments):
        match arguments["passwords"]:
            case ():
                raise PasswordNeededError(name="a.xlsx")
            case (*_, "開けゴマ"):
                return came_back()
        raise WrongPasswordError(name="a.xlsx")

    bench.worker.answers["read_incoming"] = read
    start(bench)
    first = dialog_of(qtbot, bench, PasswordDialog)
    assert not first.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    first.field.setText("違う")
    QTest.keyClick(first.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(bench.worker.asked) == 2)
    second = dialog_of(qtbot, bench, PasswordDialog)
    assert second.problem.isVisible() and "a.xlsx" in second.problem.text()
    second.field.setText("開けゴマ")
    second.accept()
    assert dialog_of(qtbot, bench, Reviewing)
    assert bench.worker.asked[-1][1]["passwords"] == ("違う", "開けゴマ")


def test_without_a_password_nothing_happens(qtbot, bench):
    bench.worker.answers["read_incoming"] = PasswordNeededError(name="a.xlsx")
    start(bench)
    QTest.keyClick(dialog_of(qtbot, bench, PasswordDialog), Qt.Key.Key_Escape)
    assert len(bench.worker.asked) == 1 and bench.door.told == []


def test_what_is_edited_meanwhile_takes_part(qtbot, bench):
    def read(arguments):
        if len(bench.worker.asked) == 1:
            bench.document.do(SetCell(cell=ALONE, figure=Figure(9)), "")
        return came_back()

    bench.worker.answers["read_incoming"] = read
    start(bench)
    assert len(bench.worker.asked) == 2
    assert bench.worker.asked[0][1]["mine"] != bench.worker.asked[1][1]["mine"]


@pytest.mark.parametrize(("version", "said"), [("", "exchange.identical"), ("第2版", "exchange.unchanged")])
def test_a_file_without_changes_is_said_to_be_the_same_only_where_it_is(bench, version, said):
    # the plan has moved on since 第2版 was sent
    theirs = came_back((), version=version)
    bench.worker.answers["read_incoming"] = theirs if version else replace(theirs, theirs=theirs.base)
    start(bench)
    assert bench.door.told == [(said, {"name": "計画（修正）.xlsx"})]


def test_a_file_that_says_the_same_may_have_been_read_in_part(qtbot, bench):
    finding = Finding(kind="lost_macros", severity=Severity.INFO)
    bench.worker.answers["read_incoming"] = came_back((), findings=(finding,), unread=(BUDGET,))
    start(bench)
    shown = dialog_of(qtbot, bench, ReadFindings)
    assert shown.windowTitle() == "読み取りの注意" and shown.table.rowCount() == 1
    nothing, remarks, unread = shown.said.text().split("\n")
    assert "取り込む変更はありません" in nothing and "1 件" in remarks and "予算・一般勘定" in unread
    # it is not said to be the same, as part of it may be missing
    assert told(bench) == []


# ---- what labels mean


def doubtful(*doubts: Doubt):
    return came_back(books=(BOOK,), recognised=(Recognised(tables=(), doubts=doubts),))


LINE = Doubt(what="line", sheet="予算", row=5, column=1, label="一般管理経費", table=BUDGET)
NEXT = Doubt(what="line", sheet="予算", row=6, column=1, label="業務諸費", table=BUDGET)
ADMIN = Assigned("line", "一般管理経費", *BUDGET, "general_admin")


def answer(dialog: Assigning, meaning: str) -> None:
    at = dialog.meaning.findText(meaning)
    dialog.meaning.setCurrentIndex(at)
    dialog.meaning.activated.emit(at)


def test_a_file_is_read_again_with_what_was_said_and_that_is_remembered(qtbot, bench):
    sender_profiles.save("主務省", (Assigned("unit", "予算", "", "", "千円"), ADMIN._replace(key="")))
    bench.worker.answers["read_incoming"] = lambda arguments: (
        came_back() if arguments["assigned"] else doubtful(LINE)
    )
    start(bench)
    dialog = dialog_of(qtbot, bench, Assigning)
    assert dialog.source.currentText() == "主務省"
    answer(dialog, "支出・一般管理費")
    dialog.remember.setChecked(True)
    click(dialog.again)
    assert bench.worker.asked[-1][1]["assigned"] == (ADMIN,)
    assert dialog_of(qtbot, bench, Reviewing)
    assert sender_profiles.load("主務省") == (Assigned("unit", "予算", "", "", "千円"), ADMIN)


def test_what_becomes_doubtful_only_then_is_asked_as_well(qtbot, bench):
    answers = {0: doubtful(LINE), 1: doubtful(LINE, NEXT), 2: doubtful(NEXT)}
    bench.worker.answers["read_incoming"] = lambda arguments: answers[len(arguments["assigned"])]
    start(bench)
    first = dialog_of(qtbot, bench, Assigning)
    answer(first, "支出・一般管理費")
    click(first.again)
    second = dialog_of(qtbot, bench, Assigning)
    second.doubts.setCurrentCell(1, 2)
    answer(second, "使わない")
    click(second.again)
    # nobody is asked the same twice
    assert dialog_of(qtbot, bench, Reviewing)


def test_it_can_be_gone_on_without(qtbot, bench):
    bench.worker.answers["read_incoming"] = doubtful(LINE)
    start(bench)
    click(dialog_of(qtbot, bench, Assigning).skip)
    assert dialog_of(qtbot, bench, Reviewing)
    assert len(bench.worker.asked) == 1


def test_it_can_be_given_up(qtbot, bench):
    bench.worker.answers["read_incoming"] = doubtful(LINE)
    start(bench)
    dialog_of(qtbot, bench, Assigning).reject()
    assert len(bench.worker.asked) == 1 and not bench.window.findChildren(Reviewing)


# ---- taking it in


def test_what_was_decided_becomes_one_step_with_its_source(qtbot, bench, tmp_path):
    start(bench)
    dialog = dialog_of(qtbot, bench, Reviewing)
    click(dialog.take)
    assert (figure(bench, ALONE), figure(bench, CELL)) == (7, 112)
    assert bench.document.undo_stack.count() == 1
    assert bench.document.undo_stack.undoText() == "「計画（修正）.xlsx」の変更を取り込み"
    assert {entry.source for entry in bench.document.plan.history} == {"計画（修正）.xlsx"}
    assert bench.door.asked == ["exchange.imported"]
    bench.document.undo_stack.undo()
    assert bench.document.plan.content_hash() == mine().content_hash()


@pytest.mark.parametrize("kind", ["workbooks", "word"])
def test_a_report_is_offered_afterwards(qtbot, bench, tmp_path, kind):
    path = bench.door.to_save = tmp_path / "報告"
    bench.door.kind = kind
    start(bench)
    click(dialog_of(qtbot, bench, Reviewing).take)
    job, arguments = bench.worker.asked[-1]
    assert job == "export_merge_report" and arguments["path"] == path
    assert len(arguments["outcome"].rows) == 4
    assert (arguments["file_name"], arguments["base_version"]) == ("計画（修正）.xlsx", "第2版")
    assert bench.door.suggested[-1] == tmp_path / "計画（修正）（取り込み結果）"
    assert told(bench) == ["exchange.written"]


def test_a_report_can_be_written_before(qtbot, bench, tmp_path):
    bench.door.to_save = tmp_path / "報告.docx"
    start(bench)
    dialog = dialog_of(qtbot, bench, Reviewing)
    click(dialog.report)
    assert bench.worker.asked[-1][0] == "export_merge_report"
    assert dialog.isVisible() and bench.document.undo_stack.count() == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [("計画.xlsx", "exchange.own_file"), ("計画（修正）.xlsx", "exchange.read_file")],
)
def test_a_report_never_takes_the_place_of_the_plan_or_of_the_file(qtbot, bench, tmp_path, name, message):
    bench.document.learn(type(bench.document.standing)(path=tmp_path / "計画.xlsx"))
    bench.door.to_save = tmp_path / name
    start(bench)
    click(dialog_of(qtbot, bench, Reviewing).report)
    assert [job for job, _ in bench.worker.asked] == ["read_incoming"] and told(bench) == [message]


def test_where_nothing_is_taken_the_plan_stays_without_a_step(qtbot, bench):
    start(bench)
    dialog = dialog_of(qtbot, bench, Reviewing)
    dialog.model.decide(range(len(dialog.model.rows)), Choice.MINE)
    click(dialog.take)
    assert bench.document.undo_stack.count() == 0 and bench.door.asked == ["exchange.nothing_taken"]


def test_a_step_that_does_not_fit_is_refused_and_the_window_stays(qtbot, bench, monkeypatch):
    start(bench)
    dialog = dialog_of(qtbot, bench, Reviewing)

    def refuse(*_arguments, **_more):
        raise EditError(what="試験")

    monkeypatch.setattr(bench.document, "do", refuse)
    click(dialog.take)
    assert dialog.isVisible() and bench.door.told == [("error.edit", {"what": "試験"})]
    assert bench.document.plan.content_hash() == mine().content_hash()


def test_decisions_are_not_thrown_away_unasked(qtbot, bench, monkeypatch):
    start(bench)
    dialog = dialog_of(qtbot, bench, Reviewing)
    dialog.model.decide((1,), Choice.MINE)
    monkeypatch.setattr(bench.door, "confirm", lambda message, **_parameters: message != "exchange.discard")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    monkeypatch.undo()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert bench.door.asked == ["exchange.discard"] and bench.document.undo_stack.count() == 0


def test_it_says_what_it_was_compared_with(qtbot, bench):
    start(bench)
    dialog = dialog_of(qtbot, bench, Reviewing)
    assert dialog.intro.text() == "「計画（修正）.xlsx」を、第2版の内容と比べています。"
    assert dialog.windowModality() is Qt.WindowModality.ApplicationModal, "nothing else may change the plan"


def test_it_says_when_that_was_sent(qtbot, bench):
    sent.remember(BASE, "第2版", "計画.xlsx", datetime(2023, 3, 20, 17, 30, tzinfo=UTC), "ministry")
    start(bench)
    assert "第2版（2023-03-20 17:30 に送付）" in dialog_of(qtbot, bench, Reviewing).intro.text()


@pytest.mark.parametrize(
    ("plan", "kind", "warned"),
    [(mine(), "ministry", True), (BASE, "ministry", False), (mine(), "input", False)],
)
def test_it_says_that_a_later_version_was_sent(qtbot, bench, plan, kind, warned):
    for day, version, of, how in ((20, "第2版", BASE, "ministry"), (25, "第3版", plan, kind)):
        sent.remember(of, version, "計画.xlsx", datetime(2023, 3, day, tzinfo=UTC), how)
    start(bench)
    assert ("その後に第3版を送付しています" in dialog_of(qtbot, bench, Reviewing).intro.text()) is warned


def test_without_a_known_base_it_is_two_way_and_says_so(qtbot, bench):
    bench.worker.answers["read_incoming"] = came_back(version="")
    start(bench)
    dialog = dialog_of(qtbot, bench, Reviewing)
    assert "区別できません" in dialog.intro.text()
    assert dialog.table.isColumnHidden(1) and dialog.detail.texts.isColumnHidden(0)
