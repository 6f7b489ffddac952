"""The unforeseen: written down without plan text, said once, and work goes on."""

from __future__ import annotations

import logging
import sys
import threading
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QTimer, QtMsgType, qWarning

from smrj_desktop import messages, paths
from smrj_desktop.ui import crash

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


def log_text() -> str:
    return (paths.log_dir() / crash.LOG_NAME).read_text(encoding="utf-8")


def fail(kind: type[Exception] = ValueError) -> None:
    raise kind(SECRET)


def fail_in_slot() -> None:
    QTimer.singleShot(0, fail)


def test_an_exception_in_a_slot_is_said_and_the_program_goes_on(qtbot, guarded, printed):
    fail_in_slot()
    qtbot.waitUntil(lambda: len(guarded.told) == 1)
    assert str(paths.log_dir() / crash.LOG_NAME) in guarded.told[0]
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


def test_without_a_log_folder_the_program_still_guards_itself(qtbot, printed, monkeypatch):
    def refuse() -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(paths, "log_dir", refuse)
    told = Told()
    guard = crash.install(told)
    fail_in_slot()
    qtbot.waitUntil(lambda: told.told == [messages.text("crash.unlogged")])
    guard.remove()
    guard.setParent(None)
