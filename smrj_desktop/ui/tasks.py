"""Work that the window does not wait for: one job at a time in the worker process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.io.worker import Done, Failed, Progress, Worker

POLL_MS = 20


class Tasks(QObject):
    """Runs jobs in the worker process and reports through signals and callbacks.

    Signals:
        started: a job began; carries its name.
        progressed: fraction from 0 to 1 and the id of the message that says what is going on.
        finished: the job ended, one way or another.
        cancelled: the user ended it.
    """

    started = Signal(str)
    progressed = Signal(float, str)
    finished = Signal()
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker()
        self._closed = False
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._on_done: Callable[[Any], object] | None = None
        self._on_failed: Callable[[SmrjError], object] | None = None
        self._on_cancelled: Callable[[], object] | None = None

    @property
    def busy(self) -> bool:
        """True while a job is under way."""
        return self._timer.isActive()

    def warm_up(self) -> None:
        """Starts the process ahead of its first job."""
        if not self._closed:
            self._worker.start()

    def run(
        self,
        job: str,
        *,
        on_done: Callable[[Any], object],
        on_failed: Callable[[SmrjError], object],
        on_cancelled: Callable[[], object] | None = None,
        **arguments: Any,
    ) -> None:
        """Starts a job; exactly one of the callbacks follows."""
        if self.busy:
            raise RuntimeError(job)
        self._on_done, self._on_failed, self._on_cancelled = on_done, on_failed, on_cancelled
        self._worker.request(job, **arguments)
        self._timer.start()
        self.started.emit(job)

    def cancel(self) -> None:
        """Ends the job under way; what it was writing stays as it was."""
        if self.busy:
            on_cancelled = self._on_cancelled
            self._worker.cancel()
            self._end()
            if on_cancelled:
                on_cancelled()
            self.cancelled.emit()

    def close(self) -> None:
        """Ends the process."""
        self._closed = True
        self.cancel()
        self._worker.close()

    def _end(self) -> None:
        self._timer.stop()
        self._on_done = self._on_failed = self._on_cancelled = None
        self.finished.emit()

    def _poll(self) -> None:
        for event in self._worker.poll():
            if isinstance(event, Progress):
                self.progressed.emit(event.fraction, event.message)
                continue
            done, failed = self._on_done, self._on_failed
            self._end()
            if isinstance(event, Done) and done:
                done(event.result)
            elif isinstance(event, Failed) and failed:
                failed(event.error)
