"""Files are written beside their target and put in its place when they are whole.

Where a share refuses the second name or the exchange of names, the file is written over, but only after what
it held has been copied to a safe place and read back; what cannot be finished is put back from there.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from smrj_desktop.domain.errors import (
    FileError,
    SaveDeniedError,
    SaveDiskFullError,
    SaveFailedError,
    SaveFolderMissingError,
    SaveReadOnlyError,
    SaveShareLostError,
    SaveTornError,
    SaveUnverifiedError,
)
from smrj_desktop.io.disk import DISK, Disk, number_of, write_all, write_new

LEFT_AFTER_S = 3600.0
RETRIES_S = (0.05, 0.1, 0.2, 0.4, 0.8)
"""A virus scanner holds a new file for a moment; so often and so long a replacement is tried again."""


def _numbers(*names: str) -> set[int]:
    """The error numbers that this system has of those named."""
    return {getattr(errno, name) for name in names if hasattr(errno, name)}


_FULL = _numbers("ENOSPC", "EDQUOT", "EFBIG")
_LOST = _numbers(
    "EHOSTDOWN",
    "EHOSTUNREACH",
    "ENETDOWN",
    "ENETUNREACH",
    "ENETRESET",
    "ENOTCONN",
    "ECONNRESET",
    "ECONNABORTED",
    "ESTALE",
    "ETIMEDOUT",
)
_LOST_ON_WINDOWS = {53, 55, 59, 64, 67, 121, 1231, 1232}
_HELD = _numbers("EACCES", "EPERM", "EBUSY")
"""Somebody has the file for the moment, or for good."""
_REFUSED = _HELD | _numbers("ENOTSUP", "EOPNOTSUPP", "EINVAL", "EXDEV", "ENOSYS")
"""How a share says that it has no second names, or does not exchange them."""


class Saved(NamedTuple):
    """A workbook that was written and verified.

    Attributes:
        kept: a copy of the file that was replaced, made where it held what could not be kept.
        fingerprint: SHA-256 of the bytes that stand in the file now.
        unkept: True where the earlier content could not be kept as a generation.
    """

    path: Path
    kept: Path | None = None
    fingerprint: str = ""
    unkept: bool = False


Around = Callable[[Path], AbstractContextManager[Path | None]]


@contextmanager
def alone(_target: Path) -> Iterator[Path | None]:
    """Nothing to do around a replacement, and no copy of the old file."""
    yield None


def temporary_beside(path: Path, process_id: int) -> Path:
    """Where the process with this id writes what will become `path`."""
    target = real_path(path)
    return target.with_name(f".{target.name}.{process_id}.tmp")


def real_path(path: Path) -> Path:
    """What a path leads to; unlike `Path.resolve` it also answers for links that run in a circle."""
    return Path(os.path.realpath(path))


def sweep(path: Path, now: float, disk: Disk = DISK) -> None:
    """Removes what processes that were killed left beside a file; what is younger than an hour may be in use.

    Args:
        path: the file.
        now: the time in seconds since the epoch.
        disk: where it is removed.
    """
    target = real_path(path)
    left = re.compile(rf"{re.escape(f'.{target.name}.')}\d+\.tmp")
    with suppress(OSError):
        for beside in target.parent.iterdir():
            if left.fullmatch(beside.name) and now - beside.stat().st_mtime > LEFT_AFTER_S:
                disk.remove(beside)


def digest(content: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def write(
    path: Path,
    content: bytes,
    *,
    verify: Callable[[Path], None] | None = None,
    around: Around = alone,
    disk: Disk = DISK,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Puts a file with this content in the place of `path`, or leaves `path` as it was.

    Args:
        path: the target; where it is a link, what it points to.
        content: all that is to stand in it.
        verify: looks at the new file before it replaces anything and raises where it is not as it should be.
        around: entered with the target once the new file is whole, left when it is in its place; gives a safe
            copy of the old file, without which a file is never written over in place.
        disk: what is written to.
        pause: waits before a replacement is tried again.

    Raises:
        FileError: `SaveDeniedError`, `SaveDiskFullError` and so on; the target is as it was but for
            `SaveTornError`, which names the copy of what it held.
    """
    target = real_path(path)
    with told(path.name), _staged(target, content, disk) as (staged, beside):
        if disk.read(staged) != content:
            raise SaveUnverifiedError(name=path.name)
        if verify:
            verify(staged)
        with around(target) as copy:
            if not (beside and _replaced(staged, target, copy, disk, pause)):
                _write_over(target, content, copy, disk)
            elif disk.read(target) != content:
                raise SaveTornError(name=path.name, copy=_named(copy))


@contextmanager
def _staged(target: Path, content: bytes, disk: Disk) -> Iterator[tuple[Path, bool]]:
    """The new file under another name: beside the target or, and then False, where only this user looks."""
    beside = temporary_beside(target, os.getpid())
    refused = False
    try:
        # a process with this number may have died here
        disk.remove(beside)
        write_new(disk, beside, content)
    except OSError as error:
        refused = error.errno in _REFUSED
        if not refused:
            raise
    if refused:
        with tempfile.TemporaryDirectory(prefix="smrj-") as private:
            elsewhere = Path(private, target.name)
            write_new(disk, elsewhere, content)
            yield elsewhere, False
        return
    try:
        yield beside, True
    finally:
        with suppress(OSError):
            disk.remove(beside)


def _replaced(
    staged: Path, target: Path, copy: Path | None, disk: Disk, pause: Callable[[float], None]
) -> bool:
    """Puts the new file in the place of the old one; False where that is refused and there is another way."""
    with suppress(OSError):
        disk.allow(staged, _mode(target))
    for delay_s in (*RETRIES_S, None):
        try:
            disk.replace(staged, target)
        except OSError as error:
            if error.errno in _HELD and delay_s is not None:
                pause(delay_s)
                continue
            if error.errno in _REFUSED and (copy is not None or not target.exists()):
                return False
            raise
        with suppress(OSError):
            # the exchange is made; a folder that cannot be synced does not take it back
            disk.sync_folder(target.parent)
        return True
    raise AssertionError(target)


def _mode(target: Path) -> int:
    """Who may use the new file: those who may use the old one, else as the user's rule for new files."""
    with suppress(OSError):
        return stat.S_IMODE(target.stat().st_mode)
    rule = os.umask(0)
    os.umask(rule)
    return 0o666 & ~rule


def _write_over(target: Path, content: bytes, copy: Path | None, disk: Disk) -> None:
    """Writes over a file in place, with a copy of what it holds to put back."""
    if not target.exists():
        write_new(disk, target, content)
        if disk.read(target) != content:
            raise SaveUnverifiedError(name=target.name)
        return
    if copy is None:
        raise SaveDeniedError(name=target.name)
    old = disk.read(copy)
    if disk.read(target) != old:
        raise SaveUnverifiedError(name=target.name)
    failure: Exception = SaveUnverifiedError(name=target.name)
    try:
        _fill(target, content, disk)
        if disk.read(target) == content:
            return
    except OSError as error:
        failure = error
    try:
        if disk.read(target) != old:
            _fill(target, old, disk)
        whole = disk.read(target) == old
    except OSError:
        whole = False
    if not whole:
        raise SaveTornError(name=target.name, copy=_named(copy)) from failure
    raise failure


def _fill(target: Path, content: bytes, disk: Disk) -> None:
    descriptor = disk.open(target)
    try:
        write_all(disk, descriptor, content)
        disk.truncate(descriptor, len(content))
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)


def _named(copy: Path | None) -> str:
    return str(copy) if copy else "-"


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turns what the system says while a file is written into the one error that tells the user.

    Raises:
        FileError: one of those about saving.
    """
    try:
        yield
    except FileError:
        raise
    except FileNotFoundError as error:
        raise SaveFolderMissingError(name=name) from error
    except OSError as error:
        if error.errno in _LOST or getattr(error, "winerror", None) in _LOST_ON_WINDOWS:
            raise SaveShareLostError(name=name) from error
        if error.errno in _FULL:
            raise SaveDiskFullError(name=name) from error
        if error.errno == errno.EROFS:
            raise SaveReadOnlyError(name=name) from error
        if isinstance(error, PermissionError):
            raise SaveDeniedError(name=name) from error
        raise SaveFailedError(name=name, number=number_of(error)) from error
