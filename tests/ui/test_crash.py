"""The unforeseen: written down without plan text, said once, and work goes on."""

from __future__ import annotations

import logging
import os
import re
import stat
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QTimer, QtMsgType, qWarning

from smrj_desktop import messages, paths
from smrj_desktop.ui import crash
from tests.support import tree

SECRET = "一般管理費 1,234"


class Told:
    """A door that remembers what was said through it."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.during = lambda: None

    def error(self, message: str, /, **parameters: object) -> None:
        self.told.append(messages.text(message, **parameters))
        self.during()


@pytest.fixture
def printed(monkeypatch) -> list[type]:
    """What reaches the terminal, as types of exceptions; stands in for pytest's own hooks."""
    kinds: list[type] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: kinds.append(kind))
    monkeypatch.setattr(threading, "excepthook", lambda args: kinds.append(args.exc_type))
    return kinds


@pytest.fixture
def guarded(qapp, printed):
    told = Told()
    guard = crash.install(told)
    yield told
    guard.remove()
    guard.setParent(None)
    crash.stop_log()


@pytest.fixture
def guard_with(qapp, printed):
    """Guards the application with what the window would supply; gives the door and the guard."""
    guards = []

    def make(**supplied: object) -> Told:
        told = Told()
        guards.append(crash.install(told, **supplied))
        return told

    yield make
    for guard in guards:
        guard.remove()
        guard.setParent(None)
    crash.stop_log()


def reports() -> list[Path]:
    return sorted(paths.log_dir().glob("report-*.txt"))


def log_text() -> str:
    return (paths.log_dir() / crash.LOG_NAME).read_text(encoding="utf-8")


def fail(kind: type[Exception] = ValueError) -> None:
    raise kind(SECRET)


def fail_in_slot() -> None:
    QTimer.singleShot(0, fail)


def test_an_exception_in_a_slot_is_said_and_the_program_goes_on(qtbot, guarded, printed):
    fail_in_slot()
    qtbot.waitUntil(lambda: len(guarded.told) == 1)
    [report] = reports()
    assert str(report) in guarded.told[0]
    assert printed == [ValueError]
    done = []
    QTimer.singleShot(0, lambda: done.append(True))
    qtbot.waitUntil(lambda: done == [True])


def test_the_log_names_type_and_places_but_quotes_nothing(qtbot, guarded):
    fail_in_slot()
    qtbot.waitUntil(lambda: len(guarded.told) == 1)
    assert "ValueError at test_crash.py:" in log_text() and " fail" in log_text()
    assert SECRET not in log_text()


def test_the_same_fault_is_said_once_and_another_one_too(qtbot, guarded):
    for _ in range(3):
        fail_in_slot()
    QTimer.singleShot(0, lambda: fail(KeyError))
    qtbot.waitUntil(lambda: len(guarded.told) == 2)
    assert log_text().count("unhandled ValueError") == 3


def test_a_fault_while_the_window_is_open_opens_no_second_one(qtbot, guarded, qapp):
    def during() -> None:
        QTimer.singleShot(0, lambda: fail(KeyError))
        qtbot.waitUntil(lambda: "unhandled KeyError" in log_text())
        qapp.processEvents()

    guarded.during = during
    fail_in_slot()
    qtbot.waitUntil(lambda: len(guarded.told) == 1)
    qapp.processEvents()
    assert len(guarded.told) == 1


def test_an_exception_of_a_thread_is_said_in_the_window_s_thread(qtbot, guarded):
    where = []
    guarded.during = lambda: where.append(threading.current_thread())
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert guarded.told == []
    qtbot.waitUntil(lambda: where == [threading.main_thread()])


def test_an_interrupt_is_no_fault(qapp, guarded, printed):
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    qapp.processEvents()
    assert (printed, guarded.told) == ([KeyboardInterrupt], [])


def test_a_windowed_program_without_a_terminal_still_says_it(qtbot, guarded, monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    try:
        fail()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    qtbot.waitUntil(lambda: len(guarded.told) == 1)


def test_causes_come_first_and_a_circle_ends():
    first, second = ValueError(SECRET), KeyError(SECRET)
    first.__cause__, second.__cause__ = second, first
    assert crash.describe(first) == "KeyError at an unknown place; then ValueError at an unknown place"
    third = OSError(SECRET)
    third.__context__, third.__suppress_context__ = first, True
    assert crash.describe(third) == "OSError at an unknown place"


def test_qt_s_messages_reach_the_log(guarded):
    qWarning("QPainter::begin: Paint device returned engine == 0")
    crash.log_qt_message(QtMsgType.QtCriticalMsg, SimpleNamespace(category="qt.svg"), "Cannot open")
    assert "WARNING smrj Qt default: QPainter::begin" in log_text()
    assert "ERROR smrj Qt qt.svg: Cannot open" in log_text()


def test_the_log_rotates(tmp_path, monkeypatch):
    monkeypatch.setattr(crash, "MAX_BYTES", 2_000)
    crash.start_log(tmp_path)
    for number in range(200):
        logging.getLogger("smrj").info("line %d", number)
    crash.stop_log()
    names = sorted(path.name for path in tmp_path.glob(f"{crash.LOG_NAME}*"))
    assert names == [crash.LOG_NAME, *(f"{crash.LOG_NAME}.{n}" for n in range(1, crash.BACKUPS + 1))]
    assert all(path.stat().st_size <= 2_000 for path in tmp_path.glob(f"{crash.LOG_NAME}*"))


def test_a_log_another_window_holds_is_written_on_without_rotating(tmp_path, monkeypatch):
    def in_use(*_names: object) -> None:
        raise PermissionError(13, "in use by another process")

    monkeypatch.setattr(crash, "MAX_BYTES", 500)
    path = crash.start_log(tmp_path)
    monkeypatch.setattr(crash.RotatingFileHandler, "rotate", in_use)
    for number in range(50):
        logging.getLogger("smrj").info("line %d", number)
    crash.stop_log()
    assert "line 49" in path.read_text(encoding="utf-8")
    assert list(tmp_path.glob(f"{crash.LOG_NAME}.*")) == []


@pytest.mark.parametrize("blocked", ["no folder", "a file in its place"])
def test_without_a_log_folder_the_program_still_guards_itself(qtbot, guard_with, monkeypatch, blocked):
    def refuse() -> None:
        raise PermissionError(13, "no")

    if blocked == "no folder":
        monkeypatch.setattr(paths, "log_dir", refuse)
    else:
        folder = paths.log_dir()
        folder.rmdir()
        folder.write_bytes(b"in the way")
    told = guard_with()
    fail_in_slot()
    qtbot.waitUntil(lambda: len(told.told) == 1)
    assert "ValueError" in told.told[0]
    assert told.told[0].endswith(messages.text("crash.unlogged").rpartition("\n")[2])


# what the window says


def test_the_window_names_the_kind_and_the_place_in_the_program_s_own_modules(qtbot, guarded):
    # raised by the standard library, called from a module of the program
    QTimer.singleShot(0, lambda: messages.text("crash.kept", **{SECRET: 1}) and messages.text(SECRET))
    qtbot.waitUntil(lambda: len(guarded.told) == 1)
    assert re.search(r"KeyError、場所は messages\.py:\d+ text です。", guarded.told[0])
    assert SECRET not in guarded.told[0]


def test_an_error_without_a_place_has_a_sentence_too():
    assert crash.innermost(ValueError(SECRET)) == "?"


def test_the_edits_are_kept_before_all_else(qtbot, guard_with):
    order = []

    def keep() -> None:
        order.append(("kept", len(reports()), "unhandled" in log_text()))

    told = guard_with(keep_edits=keep)
    try:
        fail()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    # not only when the event loop comes to it: there may be none any more
    assert order == [("kept", 0, False)]
    assert len(reports()) == 1
    qtbot.waitUntil(lambda: len(told.told) == 1)
    assert messages.text("crash.kept") in told.told[0]


def test_the_edits_are_kept_by_the_window_s_thread(qtbot, guard_with):
    where = []
    told = guard_with(keep_edits=lambda: where.append(threading.current_thread()))
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(told.told) == 1)
    assert where == [threading.main_thread()]


def test_what_fails_while_keeping_hides_nothing_and_claims_nothing(qtbot, guard_with):
    told = guard_with(keep_edits=lambda: fail(OSError), recent_steps=lambda: fail(KeyError))
    fail_in_slot()
    qtbot.waitUntil(lambda: len(told.told) == 1)
    assert "ValueError" in told.told[0]
    assert messages.text("crash.not_kept") in told.told[0]
    assert messages.text("crash.kept") not in told.told[0]
    text = reports()[0].read_text(encoding="utf-8")
    assert "edits not kept: OSError at test_crash.py:" in text
    assert SECRET not in text + log_text()


def test_a_fault_of_keeping_the_edits_does_not_go_round_in_circles(qtbot, guard_with):
    calls = []

    def keep() -> None:
        calls.append(True)
        # as Qt does with what a slot raises
        sys.excepthook(OSError, OSError(SECRET), None)

    told = guard_with(keep_edits=keep)
    fail_in_slot()
    qtbot.waitUntil(lambda: len(told.told) == 1)
    assert calls == [True]


# the report


def test_a_report_says_what_is_needed_and_quotes_nothing(qtbot, guard_with, own_home):
    told = guard_with(recent_steps=lambda: ["set_cell"] * 50 + ["state_total"])
    qWarning(f"QImage: cannot open {own_home}/{SECRET}.png")

    def fail_with_a_local(figure: str) -> None:
        raise ValueError(figure)

    QTimer.singleShot(0, lambda: fail_with_a_local(SECRET))
    qtbot.waitUntil(lambda: len(told.told) == 1)
    [report] = reports()
    assert re.fullmatch(r"report-\d{8}-\d{6}\.txt", report.name)
    text = report.read_text(encoding="utf-8")
    for needed in (
        "ValueError at test_crash.py:",
        "fail_with_a_local",
        "Python   3.",
        "Qt       6.",
        "system   ",
    ):
        assert needed in text
    assert f"last edits: {', '.join(['set_cell'] * 19)}, state_total\n" in text
    assert "Qt default: QImage: cannot open <path>\n" in text
    for private in (SECRET, str(own_home), own_home.name + "/", str(tree.ROOT), str(Path.home())):
        assert private not in text
    if os.name == "posix":
        assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_a_report_holds_the_last_lines_of_this_process_alone(qtbot, guarded):
    other = paths.log_dir() / crash.LOG_NAME
    with other.open("a", encoding="utf-8") as stream:
        stream.write("of another window\n")
    for number in range(70):
        logging.getLogger("smrj").info("line %d.", number)
    fail_in_slot()
    qtbot.waitUntil(lambda: len(guarded.told) == 1)
    lines = reports()[0].read_text(encoding="utf-8").partition("\nlog:\n")[2].splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == [f"{number}." for number in range(20, 70)]


def test_the_same_fault_makes_one_report_and_another_one_too(qtbot, guarded):
    for _ in range(3):
        fail_in_slot()
    QTimer.singleShot(0, lambda: fail(KeyError))
    qtbot.waitUntil(lambda: len(guarded.told) == 2)
    assert len(reports()) == 2


def test_the_last_twenty_reports_are_kept(tmp_path):
    for day in range(1, 32):
        (tmp_path / f"report-202301{day:02}-120000.txt").write_text("old")
    (tmp_path / "unrelated.txt").write_text("stays")
    written = crash.write_report(tmp_path, crash.Fault("ValueError", "?", "ValueError"), [])
    left = sorted(path.name for path in tmp_path.glob("report-*"))
    expected = [f"report-202301{day:02}-120000.txt" for day in range(13, 32)]
    assert left == [*expected, written.name]
    assert (tmp_path / "unrelated.txt").exists()


def test_where_no_report_can_be_written_the_log_is_named(qtbot, guarded, monkeypatch):
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(crash, "write_report", full)
    fail_in_slot()
    qtbot.waitUntil(lambda: len(guarded.told) == 1)
    assert str(paths.log_dir() / crash.LOG_NAME) in guarded.told[0]


@pytest.mark.parametrize(
    ("line", "without"),
    [
        ("Cannot open 'C:\\Users\\山田 太郎\\計画.xlsx': denied", "Cannot open '<path>': denied"),
        ('Cannot open "//server/総務 部/計画.xlsx"', 'Cannot open "<path>"'),
        ("Cannot open \\\\server\\総務 部\\計画.xlsx", "Cannot open <path>"),
        ("file:///share/計画 案.xlsx", "file:<path>"),
        ("ValueError at plan.py:41 line_of < document.py:88 do", None),
        ("12:30:00,123 INFO smrj 1 / 2", None),
    ],
)
def test_paths_are_taken_out_of_lines(line, without):
    assert crash.without_paths(line) == (line if without is None else without)


def test_a_fault_handler_that_is_on_already_is_left_alone(guarded):
    assert not (paths.log_dir() / crash.FAULT_NAME).exists()
