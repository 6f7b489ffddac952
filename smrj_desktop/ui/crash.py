"""The log, and what happens when something unforeseen does: it is written down, said once, and work goes on.

No text of the plan reaches the log. An exception's own message may quote a cell, so only its type and the
places it came through are written.
"""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from smrj_desktop import __version__, paths
from smrj_desktop.ui.notices import Door

LOG_NAME = "smrj-workbook.log"
MAX_BYTES = 1_000_000
BACKUPS = 3

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


def install(notices: Door) -> CrashGuard:
    """Opens the log and guards the application from here on.

    Args:
        notices: the door the user is told through.
    """
    guard = CrashGuard(notices, start_log(), QCoreApplication.instance())
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
    try:
        path = (folder or paths.log_dir()) / LOG_NAME
        handler = _SharedLogHandler(path, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    _log.propagate = False
    _log.info(
        "start %s, Python %s, Qt %s, %s",
        __version__,
        platform.python_version(),
        PySide6.__version__,
        sys.platform,
    )
    return path


def stop_log() -> None:
    """Closes the log."""
    for handler in [h for h in _log.handlers if isinstance(h, _SharedLogHandler)]:
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


class CrashGuard(QObject):
    """Takes every exception nobody caught, from any thread, and every message of Qt.

    The same fault is said once: one in a paint event would otherwise come back for ever.

    Args:
        notices: the door the window is shown through.
        log_path: the log the window names; None where there is none.
        parent: the owner, usually the application.
    """

    _raised = Signal(str)

    def __init__(self, notices: Door, log_path: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._log_path = log_path
        self._said: set[str] = set()
        self._showing = False
        self._hooks = (sys.excepthook, threading.excepthook)
        self._qt_handler: object = None
        # queued: to the window's thread, and out of whatever paint event it happened in
        self._raised.connect(self._say, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Puts the hooks in place."""
        self._hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        self._qt_handler = qInstallMessageHandler(log_qt_message)

    def remove(self) -> None:
        """Puts back what was there before `install`."""
        sys.excepthook, threading.excepthook = self._hooks
        qInstallMessageHandler(self._qt_handler)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        # a windowed program has no standard error
        if sys.stderr is not None:
            self._hooks[0](kind, error, trace)
        if not isinstance(error, KeyboardInterrupt):
            self._take(error.with_traceback(trace))

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if sys.stderr is not None:
            self._hooks[1](args)
        if args.exc_value is not None:
            self._take(args.exc_value)

    def _take(self, error: BaseException) -> None:
        description = describe(error)
        _log.error("unhandled %s", description)
        self._raised.emit(description)

    def _say(self, description: str) -> None:
        if self._showing or description in self._said:
            return
        self._said.add(description)
        self._showing = True
        try:
            if self._log_path is None:
                self._notices.error("crash.unlogged")
            else:
                self._notices.error("crash.logged", log=self._log_path)
        finally:
            self._showing = False


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    """Writes what Qt says to the log, with the category it says it under."""
    category = getattr(context, "category", None) or "default"
    _log.log(_LEVELS.get(kind, logging.WARNING), "Qt %s: %s", category, message)
