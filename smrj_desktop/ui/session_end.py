"""Tells when the system ends the user's session, or asks this process to end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSocketNotifier, Qt, Signal
from PySide6.QtGui import QGuiApplication

# those that ask a process to end, as far as the system has them: the last is Ctrl+Break of a Windows console
_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)


class SessionEnd(QObject):
    """Listens to the session manager and to the signals that ask a process to end.

    There is no time to ask the user anything: the system kills whoever makes it wait. After a signal the
    application quits by itself, with 128 and the signal's number as its exit code, as a shell says it.

    Signals:
        ending: the end has come; emitted once, in the window's thread. What is done there is done before the
            session manager goes on and before the application quits.

    Attributes:
        is_ending: True from then on. The session manager closes the windows later, and nothing may be asked
            then either.
    """

    ending = Signal()
    _arrived = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_ending = False
        self._listening = False
        self._before: dict[int, Any] = {}
        self._forget_waker: Callable[[], None] | None = None
        # queued: a handler runs between any two steps of a Python program, in the middle of an edit too
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Begins to listen; to be called in the main thread, once there is an application."""
        _application().commitDataRequest.connect(self._tell, Qt.ConnectionType.DirectConnection)
        self._listening = True
        if os.name == "posix":
            self._forget_waker = self._make_waker()
        for number in _SIGNALS:
            before = signal.getsignal(number)
            # ignored on purpose, as under nohup; or handled outside of Python, which cannot be put back
            if before not in (signal.SIG_IGN, None):
                self._before[number] = signal.signal(number, self._on_signal)

    def remove(self) -> None:
        """Puts back what was there before `install`."""
        for number, before in self._before.items():
            signal.signal(number, before)
        self._before.clear()
        if self._forget_waker is not None:
            self._forget_waker()
            self._forget_waker = None
        if self._listening:
            self._listening = False
            _application().commitDataRequest.disconnect(self._tell)

    def _make_waker(self) -> Callable[[], None]:
        """Makes signals wake Qt's loop, which would wait on without ever running Python's handlers.

        Returns:
            What undoes it.
        """
        read, write = os.pipe()
        for end in (read, write):
            os.set_blocking(end, False)
        before = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        notifier = QSocketNotifier(read, QSocketNotifier.Type.Read, self)

        def empty() -> None:
            # that this is Python is what matters: the handlers run on the way
            with suppress(BlockingIOError):
                os.read(read, 512)

        def forget() -> None:
            signal.set_wakeup_fd(before)
            notifier.setEnabled(False)
            notifier.deleteLater()
            os.close(read)
            os.close(write)

        notifier.activated.connect(empty)
        return forget

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._arrived.emit(number)

    def _on_arrived(self, number: int) -> None:
        self._tell()
        # closing the last window has asked for an end too, whose code would take the place of this one
        QCoreApplication.removePostedEvents(_application(), QEvent.Type.Quit.value)
        QCoreApplication.exit(128 + number)

    def _tell(self) -> None:
        if not self.is_ending:
            self.is_ending = True
            self.ending.emit()


def _application() -> QGuiApplication:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    return application
