"""The log, and what happens when something unforeseen does: it is written down, said once, and work goes on.

No text of the plan reaches the log or a report. An exception's own message may quote a cell, so only its type
and the places it came through are written.
"""

from __future__ import annotations

import faulthandler
import logging
import platform
import re
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import count
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, TextIO

import PySide6
from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
    qVersion,
)

from smrj_desktop import __version__, messages, paths
from smrj_desktop.ui.notices import Door

LOG_NAME = "smrj-workbook.log"
FAULT_NAME = "fault.log"
MAX_BYTES = 1_000_000
BACKUPS = 3
MAX_REPORTS = 20
LAST_LINES = 50
LAST_STEPS = 20

_PACKAGE = __name__.partition(".")[0]
# to the closing quote, or to the end of the line, because a path may hold spaces
_PATH = re.compile(r"""(?<![\w.])(?:[A-Za-z]:[\\/]|\\\\|/)(?=\S)[^'"]*""")
_log = logging.getLogger("smrj")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class _SharedLogHandler(RotatingFileHandler):
    """A rotating log that another window, a process of its own, may be writing to as well."""

    def doRollover(self) -> None:
        try:
            super().doRollover()
        except OSError:
            # Windows does not rename a file somebody else has open; a later start will
            self.maxBytes = 0
            if self.stream is None:
                self.stream = self._open()


class _LastLines(logging.Handler):
    """What this process has logged last, for a report."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=LAST_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def install(
    notices: Door,
    *,
    keep_edits: Callable[[], None] | None = None,
    recent_steps: Callable[[], Sequence[str]] | None = None,
) -> CrashGuard:
    """Opens the log and guards the application from here on.

    Args:
        notices: the door the user is told through.
        keep_edits: brings every edit made so far onto the disk; called before anything else is done.
        recent_steps: the kinds of the last edits, without their content, the latest last.
    """
    guard = CrashGuard(
        notices,
        start_log(),
        QCoreApplication.instance(),
        keep_edits=keep_edits,
        recent_steps=recent_steps,
    )
    guard.install()
    return guard


def start_log(folder: Path | None = None) -> Path | None:
    """Opens the rotating log; may be called again to move it.

    Args:
        folder: where; the user's log folder by default.

    Returns:
        The log file, or None where none can be written: the program runs without.
    """
    stop_log()
    _log.setLevel(logging.INFO)
    _log.propagate = False
    handlers: list[logging.Handler] = [_LastLines()]
    path = None
    with suppress(OSError):
        path = (folder or paths.log_dir()) / LOG_NAME
        handlers.append(_SharedLogHandler(path, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8"))
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"))
        _log.addHandler(handler)
    _log.info(
        "start %s, Python %s, Qt %s, %s",
        __version__,
        platform.python_version(),
        PySide6.__version__,
        sys.platform,
    )
    return path if len(handlers) > 1 else None


def stop_log() -> None:
    """Closes the log."""
    for handler in [h for h in _log.handlers if isinstance(h, _SharedLogHandler | _LastLines)]:
        _log.removeHandler(handler)
        handler.close()


def describe(error: BaseException) -> str:
    """An exception without its message: type and places, its causes first.

    For instance `KeyError at plan.py:41 line_of < document.py:88 apply`, the innermost place first.
    """
    parts: list[str] = []
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        frames = traceback.extract_tb(at.__traceback__)
        places = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
        parts.append(f"{type(at).__qualname__} at {places or 'an unknown place'}")
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "; then ".join(reversed(parts))


def innermost(error: BaseException) -> str:
    """The last place in the program's own modules an exception came through, such as `plan.py:41 line_of`."""
    own, other = "", "?"
    for frame, line in traceback.walk_tb(error.__traceback__):
        other = f"{Path(frame.f_code.co_filename).name}:{line} {frame.f_code.co_name}"
        # not by its file, which a frozen program does not have
        if frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
            own = other
    return own or other


class Fault(NamedTuple):
    """What is told of an exception: its type, its innermost place, and all that `describe` says."""

    kind: str
    place: str
    description: str


class CrashGuard(QObject):
    """Takes every exception nobody caught, from any thread, and every message of Qt.

    The same fault is said once: one in a paint event would otherwise come back for ever.

    Args:
        notices: the door the window is shown through.
        log_path: the log; reports and the trace of a hard crash stand beside it. None where there is none.
        parent: the owner, usually the application.
        keep_edits: brings every edit made so far onto the disk.
        recent_steps: the kinds of the last edits, the latest last.
    """

    _raised = Signal(object)
    _kept = Signal(object, bool, object)

    def __init__(
        self,
        notices: Door,
        log_path: Path | None,
        parent: QObject | None = None,
        *,
        keep_edits: Callable[[], None] | None = None,
        recent_steps: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        super().__init__(parent)
        self._notices = notices
        self._log_path = log_path
        self._keep_edits, self._recent_steps = keep_edits, recent_steps
        self._said: set[str] = set()
        self._reports: dict[str, Path | None] = {}
        self._busy = self._showing = False
        self._hooks = (sys.excepthook, threading.excepthook)
        self._qt_handler: object = None
        self._fault_log: TextIO | None = None
        # at once where it was raised in the window's thread, else as soon as that thread comes to it
        self._raised.connect(self._take, Qt.ConnectionType.AutoConnection)
        # queued: out of whatever paint event it happened in
        self._kept.connect(self._say, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Puts the hooks in place."""
        self._hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        self._qt_handler = qInstallMessageHandler(log_qt_message)
        # one that is on already is a developer's, and writes where he reads
        if self._log_path is not None and not faulthandler.is_enabled():
            with suppress(OSError):
                self._fault_log = _open_fault_log(self._log_path.with_name(FAULT_NAME))
                faulthandler.enable(self._fault_log)

    def remove(self) -> None:
        """Puts back what was there before `install`."""
        sys.excepthook, threading.excepthook = self._hooks
        qInstallMessageHandler(self._qt_handler)
        if self._fault_log is not None:
            faulthandler.disable()
            self._fault_log.close()
            self._fault_log = None

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        # a windowed program has no standard error
        if sys.stderr is not None:
            self._hooks[0](kind, error, trace)
        if not isinstance(error, KeyboardInterrupt):
            self._pass_on(error.with_traceback(trace))

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if sys.stderr is not None:
            self._hooks[1](args)
        if args.exc_value is not None:
            self._pass_on(args.exc_value)

    def _pass_on(self, error: BaseException) -> None:
        fault = Fault(type(error).__qualname__, innermost(error), describe(error))
        self._raised.emit(fault)
        _log.error("unhandled %s", fault.description)

    def _take(self, fault: Fault) -> None:
        """Keeps the edits before all else, then writes the report where this fault is a new one."""
        if self._busy:
            return
        self._busy = True
        try:
            kept = self._keep()
            if fault.description not in self._reports:
                self._reports[fault.description] = self._report(fault)
            self._kept.emit(fault, kept, self._reports[fault.description])
        finally:
            self._busy = False

    def _keep(self) -> bool:
        if self._keep_edits is None:
            return False
        try:
            self._keep_edits()
        except Exception as error:  # noqa: BLE001 - what fails here must not hide the fault that led here
            _log.error("edits not kept: %s", describe(error))
            return False
        return True

    def _report(self, fault: Fault) -> Path | None:
        if self._log_path is None:
            return None
        try:
            steps = list(self._recent_steps())[-LAST_STEPS:] if self._recent_steps else []
        except Exception as error:  # noqa: BLE001 - a report without them is better than none
            steps = [f"? {type(error).__qualname__}"]
        try:
            return write_report(self._log_path.parent, fault, steps)
        except OSError:
            return None

    def _say(self, fault: Fault, kept: bool, report: Path | None) -> None:
        if self._showing or fault.description in self._said:
            return
        self._said.add(fault.description)
        self._showing = True
        what = messages.text("crash.what", kind=fault.kind, place=fault.place)
        edits = messages.text("crash.kept" if kept else "crash.not_kept")
        try:
            if report is not None:
                self._notices.error("crash.reported", what=what, edits=edits, report=report)
            elif self._log_path is not None:
                self._notices.error("crash.logged", what=what, edits=edits, log=self._log_path)
            else:
                self._notices.error("crash.unlogged", what=what, edits=edits)
        finally:
            self._showing = False


def write_report(folder: Path, fault: Fault, steps: Sequence[str]) -> Path:
    """Writes what is known of a fault for those who look into it, and removes the oldest reports.

    Args:
        folder: where; made private to the user by `paths.log_dir`.
        fault: the fault.
        steps: the kinds of the last edits, the latest last.

    Returns:
        The file.

    Raises:
        OSError: it cannot be written.
    """
    now = datetime.now().astimezone()
    text = "\n".join(_report_lines(fault, now, steps))
    name = f"report-{now:%Y%m%d-%H%M%S}"
    for number in count(1):
        path = folder / (f"{name}.txt" if number == 1 else f"{name}-{number}.txt")
        with suppress(FileExistsError):
            path.touch(0o600, exist_ok=False)
            break
    path.write_text(text, encoding="utf-8", errors="replace")
    for old in sorted(folder.glob("report-*.txt"))[:-MAX_REPORTS]:
        with suppress(OSError):
            old.unlink()
    return path


def _report_lines(fault: Fault, now: datetime, steps: Sequence[str]) -> Iterator[str]:
    yield messages.text("crash.report_head")
    yield ""
    yield f"time     {now.isoformat(timespec='seconds')}"
    yield f"program  {paths.APP_NAME} {__version__}{' frozen' if getattr(sys, 'frozen', False) else ''}"
    yield f"Python   {platform.python_version()}"
    yield f"Qt       {qVersion()}, PySide6 {PySide6.__version__}"
    yield f"system   {platform.system()} {platform.release()} {platform.version()} {platform.machine()}"
    yield f"error    {fault.description}"
    yield ""
    yield f"last edits: {', '.join(steps) or '-'}"
    yield ""
    yield "log:"
    for handler in _log.handlers:
        if isinstance(handler, _LastLines):
            # a copy: another thread may be logging
            yield from map(without_paths, list(handler.lines))
    yield ""


def without_paths(line: str) -> str:
    """A line of the log without paths: folders bear the names of users, and files those of plans."""
    return _PATH.sub("<path>", line)


def _open_fault_log(path: Path) -> TextIO:
    """Opens the file a hard crash is traced to, afresh where it has grown large."""
    path.touch(0o600)
    return path.open("w" if path.stat().st_size > MAX_BYTES else "a", encoding="utf-8")


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    """Writes what Qt says to the log, with the category it says it under."""
    category = getattr(context, "category", None) or "default"
    _log.log(_LEVELS.get(kind, logging.WARNING), "Qt %s: %s", category, message)
