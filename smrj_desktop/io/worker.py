"""One separate process that opens, saves and exports, so that the window never waits and can end it.

The parent's side imports nothing heavy. A plan crosses as canonical JSON; an error as its message id and
parameters. What is written is written beside its target, so that a killed job leaves the target as it was;
what it leaves beside the target is removed here.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from smrj_desktop.domain.errors import (
    SmrjError,
    WorkerCrashedError,
    WorkerFailedError,
    WorkerHungError,
    WorkerMemoryError,
)
from smrj_desktop.io.atomic import temporary_beside
from smrj_desktop.io.sharing import clear_guard

JOBS = "smrj_desktop.io.jobs"
MEMORY_BYTES = 4 * 2**30
CPU_SECONDS = 300
SILENCE_SECONDS = 300.0
_CLOSE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is, from 0 to 1, and the id of the message that says what it is doing."""

    fraction: float
    message: str


@dataclass(frozen=True, slots=True)
class Done:
    """A job's result."""

    result: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a job has no result."""

    error: SmrjError


Event = Progress | Done | Failed


class Worker:
    """The parent's side of the process. One job at a time; then the process waits for the next."""

    def __init__(
        self, *, jobs: str = JOBS, silence_seconds: float = SILENCE_SECONDS, memory_bytes: int = MEMORY_BYTES
    ) -> None:
        """Starts nothing yet.

        Args:
            jobs: the module whose `JOBS` are run.
            silence_seconds: how long a job may be without a word before it is ended.
            memory_bytes: the address space the process may have, where the system can limit it.
        """
        self._jobs, self._silence_seconds, self._memory_bytes = jobs, silence_seconds, memory_bytes
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._writes: Path | None = None
        self._busy = False
        self._heard = 0.0

    @property
    def busy(self) -> bool:
        """True from a request until its last event was polled, or it was cancelled."""
        return self._busy

    @property
    def process_id(self) -> int | None:
        """The id of the running process, if there is one."""
        return self._process.pid if self._process and self._process.is_alive() else None

    def start(self) -> None:
        """Starts the process ahead of its first job; does nothing where it runs."""
        if self.process_id is not None:
            return
        self._kill()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, self._jobs, self._memory_bytes), daemon=True, name="smrj-worker"
        )
        self._process.start()
        theirs.close()

    def request(self, job: str, **arguments: Any) -> None:
        """Starts a job; its events come from `poll`.

        Args:
            job: one of `jobs.JOBS`.
            arguments: the job's, as `jobs` describes them; `path` is what it reads or writes.

        Raises:
            RuntimeError: a job is under way.
        """
        if self._busy:
            raise RuntimeError(job)
        self._writes = arguments.get("path")
        for first in (True, False):
            self.start()
            assert self._connection
            try:
                self._connection.send((job, arguments))
                break
            except OSError:
                # the process died since its last job; poll tells of a second one that dies at once
                if first:
                    self._kill()
        self._busy, self._heard = True, time.monotonic()

    def poll(self) -> list[Event]:
        """What happened since the last call; never waits. The last event of a job is `Done` or `Failed`."""
        events: list[Event] = []
        while self._busy and self._connection:
            try:
                if not self._connection.poll():
                    break
                event = _event(self._connection.recv())
            except (EOFError, OSError):
                event = Failed(WorkerCrashedError())
                self._kill()
            self._heard = time.monotonic()
            self._busy = isinstance(event, Progress)
            events.append(event)
        if self._busy and time.monotonic() - self._heard > self._silence_seconds:
            self._kill()
            self._busy = False
            events.append(Failed(WorkerHungError()))
        return events

    def cancel(self) -> None:
        """Ends the job under way and its process; no event follows. The next request starts a new process."""
        if self._busy:
            self._kill()
            self._busy = False

    def close(self) -> None:
        """Ends the process; a job under way is ended with it."""
        if self._connection and not self._busy:
            with contextlib.suppress(OSError):
                self._connection.send(None)
            if self._process:
                self._process.join(_CLOSE_SECONDS)
        self._kill()
        self._busy = False

    def _kill(self) -> None:
        """Ends the process at once and removes what it left half written."""
        if self._process:
            process_id = self._process.pid
            self._process.kill()
            self._process.join()
            self._process.close()
            if self._writes and process_id:
                path = Path(self._writes)
                with contextlib.suppress(OSError):
                    temporary_beside(path, process_id).unlink(missing_ok=True)
                clear_guard(path, process_id)
        if self._connection:
            self._connection.close()
        self._process = self._connection = None


def _event(message: tuple[str, Any]) -> Event:
    kind, content = message
    if kind == "progress":
        return Progress(*content)
    return Done(content) if kind == "done" else Failed(_error(*content))


def _error(message: str, parameters: dict[str, object]) -> SmrjError:
    """The error with this message id; the one class that has it, else a plain one."""
    classes = [SmrjError]
    for kind in classes:
        classes.extend(kind.__subclasses__())
    kind = next((kind for kind in classes if kind.message == message), SmrjError)
    return kind(**parameters)


def _serve(connection: Connection, jobs: str, memory_bytes: int) -> None:
    """The child's side: runs jobs until the parent says or is gone."""
    # each thread of these libraries reserves address space of its own, and the work is one job at a time
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _limit_memory(memory_bytes)
    table: dict[str, Callable[..., Any]] = importlib.import_module(jobs).JOBS

    def progress(fraction: float, message: str) -> None:
        connection.send(("progress", (fraction, message)))

    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while (request := connection.recv()) is not None:
            job, arguments = request
            _limit_time()
            connection.send(_run(table[job], progress, arguments))


def _run(
    job: Callable[..., Any], progress: Callable[[float, str], None], arguments: dict[str, Any]
) -> tuple[str, Any]:
    try:
        return "done", job(progress, **arguments)
    except SmrjError as error:
        return "failed", (error.message, error.parameters)
    except MemoryError:
        return "failed", (WorkerMemoryError.message, {})
    except Exception as error:  # whatever it is, the window must hear of it
        logging.getLogger(__name__).exception("job failed")
        return "failed", (WorkerFailedError.message, {"kind": type(error).__name__})


if sys.platform == "linux":
    import resource

    def _limit_memory(memory_bytes: int) -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))

    def _limit_time() -> None:
        """The limit counts the life of the process, which is no job's fault."""
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + CPU_SECONDS, hard))

else:

    def _limit_memory(memory_bytes: int) -> None:
        """Nothing to limit it with here."""

    def _limit_time() -> None:
        """The parent's patience is the only limit here."""
