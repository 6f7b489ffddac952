"""The end of the user's session is told in time and without a question, and the process ends as asked."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import SIGNAL, QTimer
from PySide6.QtWidgets import QMainWindow

from smrj_desktop.ui.session_end import SessionEnd
from tests.support import tree

posix = pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
linux = pytest.mark.skipif(
    sys.platform != "linux", reason="looks into Qt's library and the process as Linux has them"
)

ENDS = {"SIGTERM": 143, "SIGINT": 130, "SIGHUP": 129}

PROGRAM = """
import os, signal, sys
# whoever runs the tests in the background may have them ignored, and a child inherits that
for name in ("SIGTERM", "SIGINT", "SIGHUP"):
    signal.signal(getattr(signal, name), signal.SIG_DFL)
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox
from smrj_desktop.ui.session_end import SessionEnd

kind = sys.argv[1]

class Late(SessionEnd):
    def _on_arrived(self, number):
        super()._on_arrived(number)
        # as the loop of some platform may do before it looks whether it is to end
        QCoreApplication.sendPostedEvents()

application = QApplication([])
window = QMainWindow()
window.show()
end = (Late if kind == "late" else SessionEnd)(application)

def on_ending():
    print("ending", end.is_ending)
    if kind == "fails":
        raise ValueError
    if kind != "refuses":
        window.close()

def say_ready():
    if os.path.isdir("/proc/self/fd"):
        links = [os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")
                 if os.path.lexists(f"/proc/self/fd/{name}")]
        print("sockets", [link for link in links if link.startswith("socket:")])
    # what is printed later is left to the end of the process
    print("ready", flush=True)

end.ending.connect(on_ending)
end.install()
QTimer.singleShot(0, say_ready)
if kind == "thrice":
    # amid one event: from outside, one might come after the others have been told and listening has ended
    QTimer.singleShot(0, lambda: [os.kill(os.getpid(), signal.SIGTERM) for _ in range(3)])
if kind == "modal":
    box = QMessageBox(window)
    QTimer.singleShot(0, lambda: (box.exec(), print("answered")))
code = application.exec()
end.remove()
print("over")
sys.exit(code)
"""


def ended_by(name: str, kind: str = "plain") -> tuple[int, list[str]]:
    """The exit code and the lines of a small program that got a signal while it waited.

    Args:
        name: the signal's; empty for a program that sends its own.
        kind: what is special about the program.
    """
    command = [sys.executable, "-W", "error", "-c", PROGRAM, kind]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=tree.ROOT
    )
    assert process.stdout is not None
    lines = []
    while not lines or lines[-1] != "ready":
        line = process.stdout.readline()
        assert line, "the program ended before it was ready"
        lines.append(line.strip())
    if name:
        process.send_signal(getattr(signal, name))
    # not by `communicate`, which passes over what has been read ahead already
    hung = threading.Timer(60, process.kill)
    hung.start()
    with process.stdout:
        rest = process.stdout.read()
    code = process.wait()
    hung.cancel()
    return code, [*lines, *rest.split("\n")[:-1]]


@posix
@pytest.mark.parametrize("name", ENDS)
def test_a_signal_is_told_and_ends_the_waiting_program_with_its_code(name):
    code, lines = ended_by(name)
    assert code == ENDS[name]
    assert lines[lines.index("ready") + 1 :] == ["ending True", "over"]


@posix
def test_the_code_stands_although_closing_the_last_window_asks_for_success():
    assert ended_by("SIGTERM", "late")[0] == 143


@posix
@pytest.mark.parametrize("kind", ["fails", "refuses"])
def test_what_goes_wrong_at_the_end_does_not_hold_it_up(kind):
    code, lines = ended_by("SIGTERM", kind)
    assert (code, lines[-2:]) == (143, ["ending True", "over"])


@posix
def test_an_open_question_does_not_hold_up_the_end():
    code, lines = ended_by("SIGTERM", "modal")
    assert (code, lines[-3:]) == (143, ["ending True", "answered", "over"])


@posix
def test_several_signals_are_told_once():
    code, lines = ended_by("", "thrice")
    assert (code, lines.count("ending True")) == (143, 1)


@linux
def test_no_socket_is_opened():
    assert "sockets []" in ended_by("SIGTERM")[1]


# inside one process


@pytest.fixture
def end(qapp):
    listening = SessionEnd()
    listening.install()
    yield listening
    listening.remove()
    listening.deleteLater()


def commit_data(qapp) -> None:
    """Does what Qt does when the session manager asks it to: nobody else can make a session manager."""
    application = shiboken6.getCppPointer(qapp)[0]
    private = ctypes.c_void_p.from_address(application + ctypes.sizeof(ctypes.c_void_p)).value
    ctypes.CDLL("libQt6Gui.so.6")._ZN22QGuiApplicationPrivate10commitDataEv(ctypes.c_void_p(private))


@linux
def test_the_session_manager_s_request_is_told_before_it_goes_on(qapp, end):
    told = []
    end.ending.connect(lambda: told.append((end.is_ending, qapp.isSavingSession())))
    assert not end.is_ending
    commit_data(qapp)
    commit_data(qapp)
    assert told == [(True, True)]


@linux
def test_a_window_the_session_manager_closes_later_knows_not_to_ask(qtbot, qapp, end):
    asked = []

    class Window(QMainWindow):
        def closeEvent(self, event):
            asked.append(not end.is_ending)
            event.accept()

    window = Window()
    qtbot.addWidget(window)
    window.show()
    commit_data(qapp)
    qapp.closeAllWindows()
    assert asked == [False]


@linux
def test_nobody_listens_any_more_once_removed(qapp):
    receivers = SIGNAL("commitDataRequest(QSessionManager&)")
    before = qapp.receivers(receivers)
    end = SessionEnd()
    end.install()
    assert qapp.receivers(receivers) == before + 1
    end.remove()
    end.remove()
    commit_data(qapp)
    assert (qapp.receivers(receivers), end.is_ending) == (before, False)


def open_file_count() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


@posix
def test_what_was_there_before_is_put_back(qapp):
    open_files = open_file_count()
    mine = {signal.SIGHUP: signal.signal(signal.SIGHUP, signal.SIG_IGN)}
    mine |= {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGTERM, signal.SIGINT)}
    pipe = os.pipe()
    os.set_blocking(pipe[1], False)
    waker = signal.set_wakeup_fd(pipe[1])
    try:
        before = {name: signal.getsignal(getattr(signal, name)) for name in ENDS}
        end = SessionEnd()
        end.install()
        during = {name: signal.getsignal(getattr(signal, name)) for name in ENDS}
        assert during == {"SIGTERM": end._on_signal, "SIGINT": end._on_signal, "SIGHUP": signal.SIG_IGN}
        end.remove()
        assert {name: signal.getsignal(getattr(signal, name)) for name in ENDS} == before
        assert signal.set_wakeup_fd(waker) == pipe[1]
    finally:
        signal.set_wakeup_fd(waker)
        for number, handler in mine.items():
            signal.signal(number, handler)
        for each in pipe:
            os.close(each)
    assert open_file_count() == open_files


@posix
def test_a_signal_amid_an_edit_waits_for_the_event_loop(qtbot, qapp, end, monkeypatch):
    codes = []
    monkeypatch.setattr("smrj_desktop.ui.session_end.QCoreApplication.exit", codes.append)
    with qtbot.waitSignal(end.ending):
        QTimer.singleShot(0, interrupted := Interrupted(end))
    qtbot.waitUntil(lambda: codes == [143])
    assert interrupted.ending_inside is False


class Interrupted:
    """An edit in whose middle the process gets a signal."""

    def __init__(self, end: SessionEnd) -> None:
        self._end = end
        self.ending_inside: bool | None = None

    def __call__(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(1_000):
            self.ending_inside = self._end.is_ending


# what is missing on this machine

START = """
import sys
from PySide6.QtCore import QTimer
from smrj_desktop import app
from smrj_desktop.ui import settings, theme

stored = settings.Settings()
application = app.make_application(stored)
session = app.Session(stored)
session.window.first_painted.connect(session.start)
session.window.show()

def end_when_whole():
    if session.window.whole:
        application.quit()

timer = QTimer(interval=20)
timer.timeout.connect(end_when_whole)
timer.start()
application.exec()
session.close()
with open("/proc/self/maps") as maps:
    loaded = {line.rstrip().rpartition("/")[2].lower() for line in maps}
found = [name for name in [*sys.modules, *loaded] if "printsupport" in name.lower() or "cups" in name]
print("printing", found)
print("workbooks", sorted({"openpyxl", "et_xmlfile"} & sys.modules.keys()))
print("no Japanese font", theme.missing_japanese_font())
"""


def started(**environment: str) -> list[str]:
    """What the real window says of this machine once it is whole."""
    done = subprocess.run(
        [sys.executable, "-c", START],
        capture_output=True,
        text=True,
        cwd=tree.ROOT,
        env=os.environ | environment,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@linux
def test_the_start_touches_no_printer_and_loads_no_workbook_library():
    lines = started()
    assert lines[0] == "printing []"
    assert lines[1] == "workbooks []", "they are the worker's, and cost the first key its time"
    assert lines[2] == "no Japanese font False"


@linux
def test_the_window_starts_where_there_is_no_font(tmp_path):
    nothing = tmp_path / "fonts.conf"
    nothing.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig/>')
    assert "no Japanese font True" in started(FONTCONFIG_FILE=str(nothing))
