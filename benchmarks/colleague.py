"""One of two who save the same plan, held before each call of the disk until the other side says go.

`python -m benchmarks.colleague FILE FIELD` reads one line a round from standard input: what to enter into
that field of the profile. It opens the plan, enters it, and saves; where the file has changed meanwhile it
merges and saves again. Before each call of the disk it writes `at` and waits for a line; at the end of the
round it writes `done`.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smrj_desktop.domain import edits
from smrj_desktop.domain.errors import SaveBusyError, SaveConflictError
from smrj_desktop.domain.merge import merge
from smrj_desktop.io import saving, sharing, workbook_read
from smrj_desktop.io.disk import Disk
from smrj_desktop.io.sharing import Terms, fingerprint

CALLS = ("create", "open", "write", "truncate", "sync", "close", "read", "replace", "remove", "sync_folder")


class HeldDisk(Disk):
    """Waits before each call until it is let go."""


def _held(name: str) -> Any:
    def call(self: HeldDisk, *arguments: Any) -> Any:
        say("at")
        if not sys.stdin.readline():
            raise SystemExit
        return getattr(Disk, name)(self, *arguments)

    return call


for _name in CALLS:
    setattr(HeldDisk, _name, _held(_name))


def say(word: str) -> None:
    """A line that is with the reader when this returns."""
    os.write(1, f"{word}\n".encode())


def enter(file: Path, field: str, value: str, disk: Disk) -> None:
    """Opens the plan, puts a text into a field of its profile and saves, however often that takes."""
    me = sharing.myself(datetime.now(UTC))
    known = fingerprint(file)
    base, _ = workbook_read.read(file)
    mine, _ = workbook_read.read(file)
    edits.apply(mine, edits.SetProfile(name=field, value=value))
    while True:
        try:
            terms = Terms(expected=known, me=me, generations=0)
            saving.save(mine, file, file, lambda: datetime.now(UTC), terms, disk)
            return
        except SaveBusyError:
            continue
        except SaveConflictError:
            known = fingerprint(file)
            theirs, _ = workbook_read.read(file)
            merged = merge(base, mine, theirs)
            assert not merged.conflicts
            edits.apply(mine, edits.Batch(edits=merged.edits))
            base = theirs


def main() -> None:
    """One entry a line of standard input, until there are no more."""
    file, field = Path(sys.argv[1]), sys.argv[2]
    while value := sys.stdin.readline().strip():
        enter(file, field, value, HeldDisk())
        say("done")


if __name__ == "__main__":
    main()
