"""Earlier generations of saved files, kept in the user's local data folder.

They stand there and not beside the plan, so that a shared folder holds one file of the plan and no more, and
none of them goes to the ministry by mistake.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from smrj_desktop import paths
from smrj_desktop.io.atomic import digest, real_path
from smrj_desktop.io.disk import DISK, Disk, write_new

_TIME = "%Y%m%dT%H%M%SZ"
_ORIGIN = "path.txt"


class Generation(NamedTuple):
    """An earlier content of a file, and when it had been saved."""

    path: Path
    saved_at: datetime
    size_bytes: int


def folder_of(path: Path) -> Path:
    """Where the generations of a file are kept; the same for every way to name it."""
    name = os.path.normcase(real_path(path))
    key = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return paths.keep_dir() / "generations" / key


def holds(path: Path) -> bool:
    """Whether a file is itself a generation of another."""
    return real_path(path).is_relative_to(real_path(paths.keep_dir() / "generations"))


def original_of(generation: Path) -> Path | None:
    """The file a generation was kept of; None where that cannot be read."""
    try:
        return Path((generation.parent / _ORIGIN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def keep(path: Path, content: bytes, disk: Disk = DISK) -> Path:
    """Keeps what stands in a file that is about to be replaced, unless the last generation says the same.

    Args:
        path: the file.
        content: what stands in it.
        disk: what is written to.

    Returns:
        The copy, synced and read back.

    Raises:
        OSError: it cannot be kept.
    """
    folder, check = folder_of(path), digest(content)[:12]
    saved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    copy = folder / f"{saved_at.strftime(_TIME)}-{check}.xlsx"
    newest = next(iter(of(path)), None)
    if newest and newest.path.stem.endswith(check) and disk.read(newest.path) == content:
        return newest.path
    if not folder.is_dir():
        disk.make_folder(folder)
        origin = str(real_path(path)).encode("utf-8", "backslashreplace")
        write_new(disk, folder / _ORIGIN, origin)
    disk.remove(copy)
    write_new(disk, copy, content)
    disk.sync_folder(folder)
    if disk.read(copy) != content:
        raise OSError(copy)
    return copy


def prune(path: Path, count: int, disk: Disk = DISK) -> None:
    """Removes all but the last `count` generations of a file; what cannot be removed stays."""
    for generation in of(path)[count:]:
        with suppress(OSError):
            disk.remove(generation.path)


def of(path: Path) -> list[Generation]:
    """The generations of a file, the latest first."""
    found = []
    for copy in folder_of(path).glob("*.xlsx"):
        with suppress(ValueError, OSError):
            saved_at = datetime.strptime(copy.stem.partition("-")[0], _TIME).replace(tzinfo=UTC)
            found.append(Generation(copy, saved_at, copy.stat().st_size))
    return sorted(found, key=lambda item: (item.saved_at, item.path.stat().st_mtime), reverse=True)
