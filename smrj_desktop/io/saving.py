"""Saving a plan to the file it belongs to: nobody else's work is replaced, and what is replaced is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from smrj_desktop.domain.errors import SaveConflictError, SaveOpenElsewhereError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import atomic, generations, workbook_write
from smrj_desktop.io.atomic import Saved
from smrj_desktop.io.disk import DISK, Disk
from smrj_desktop.io.sharing import Terms, excel_owner, guarded


def save(
    plan: Plan,
    path: Path,
    keep_from: Path | None,
    clock: Callable[[], datetime],
    terms: Terms,
    disk: Disk = DISK,
) -> Saved:
    """Writes a plan over its file; arguments as `workbook_write.write` takes them.

    Raises:
        FileError: one of those `workbook_write.write` raises.
        SaveConflictError: the file holds something else than was expected.
        SaveOpenElsewhereError: Excel has it open and would write over it.
        SaveBusyError: somebody else is saving it.
    """
    unkept: list[OSError] = []

    @contextmanager
    def around(target: Path) -> Iterator[Path | None]:
        with guarded(target, terms.me, disk):
            copy = None
            if target.exists():
                owner = excel_owner(target)
                if owner is not None:
                    raise SaveOpenElsewhereError(name=path.name, user=owner or "-")
                old = disk.read(target)
                if terms.expected is not None and atomic.digest(old) != terms.expected:
                    raise SaveConflictError(name=path.name)
                try:
                    copy = generations.keep(target, old, disk)
                except OSError as error:
                    # without room for a copy the exchange of names is still safe
                    unkept.append(error)
            yield copy
        generations.prune(target, terms.generations, disk)

    saved = workbook_write.write(plan, path, keep_from, clock, around=around, disk=disk)
    return saved._replace(unkept=bool(unkept))
