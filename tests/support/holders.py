"""Holders of a plan, a folder with one, and a folder that takes no files."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from smrj_desktop.io import sharing
from smrj_desktop.io.disk import Disk
from smrj_desktop.io.sharing import Holder

NO_PROCESS = 2**30  # beyond any number a system gives


def holder(name: str, host: str = "PC-1", process_id: int = os.getpid()) -> Holder:
    return Holder(
        token=f"token-{name}",
        host=host,
        user=name,
        since="2023-04-03T09:00:00+09:00",
        process_id=process_id,
    )


SUZUKI = holder("suzuki")
TANAKA = holder("tanaka", host="PC-2")
DEAD = holder("sato", host="pc-1", process_id=NO_PROCESS)


def shared_plan(folder: Path) -> Path:
    """A file in a folder of its own."""
    path = folder / "共有" / "計画.xlsx"
    path.parent.mkdir()
    path.write_bytes(b"plan")
    path.chmod(0o644)
    return path


def names(plan: Path) -> set[str]:
    """All that stands in the plan's folder."""
    return {each.name for each in plan.parent.iterdir()}


def age(file: Path, seconds: float = sharing.STALE_SECONDS + 20) -> None:
    """Makes a file older."""
    status = file.stat()
    os.utime(file, (status.st_atime, status.st_mtime - seconds))


class Refusing(Disk):
    """Takes no new files, as a folder that may only be read."""

    def __init__(self, number: int = errno.EACCES, times: int = sys.maxsize) -> None:
        self.number, self.times = number, times

    def create(self, path: Path) -> int:
        if path.exists():
            return super().create(path)
        if self.times > 0:
            self.times -= 1
            raise OSError(self.number, os.strerror(self.number))
        return super().create(path)
