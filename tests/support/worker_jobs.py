"""Jobs that go wrong in every way, run in a worker process by its tests."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from smrj_desktop.domain.errors import ForeignWorkbookError
from smrj_desktop.io import atomic, foreign, sharing
from smrj_desktop.io.jobs import JOBS as REAL_JOBS


def crash(_progress: Any) -> None:
    os._exit(3)


def hang(progress: Any) -> None:
    progress(0.5, "worker.reading")
    time.sleep(600)


def hoard(_progress: Any) -> int:
    return len(bytearray(64 * 2**30))


def fail(_progress: Any) -> None:
    raise ForeignWorkbookError(name="x.xlsx")


def blunder(_progress: Any) -> None:
    raise ZeroDivisionError


def modules(_progress: Any) -> list[str]:
    return sorted(sys.modules)


def read_foreign(_progress: Any, *, path: Path) -> int:
    return len(foreign.read(path)[0])


def hang_while_writing(progress: Any, *, path: Path) -> None:
    def hang_before_the_end(_staged: Path) -> None:
        progress(0.5, "worker.writing")
        time.sleep(600)

    atomic.write(path, b"half", verify=hang_before_the_end)


def hang_while_replacing(progress: Any, *, path: Path) -> None:
    with sharing.guarded(path, None):
        hang_while_writing(progress, path=path)


JOBS = {
    **REAL_JOBS,
    **{
        job.__name__: job
        for job in (
            crash,
            hang,
            hoard,
            fail,
            blunder,
            modules,
            read_foreign,
            hang_while_writing,
            hang_while_replacing,
        )
    },
}
