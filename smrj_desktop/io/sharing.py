"""Who has a plan open, and who may replace it: two small files beside it that name their holder.

The lock says for hours who has the plan open; the guard is held for the moment in which the plan is replaced.
See docs/decisions/0007-sharing.md.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from smrj_desktop.domain.errors import SaveBusyError
from smrj_desktop.io import holder_file
from smrj_desktop.io.atomic import digest, real_path
from smrj_desktop.io.disk import DISK, Disk, write_all
from smrj_desktop.io.holder_file import STALE_SECONDS, Holder, Left, myself

__all__ = [
    "STALE_SECONDS",
    "Claim",
    "Holder",
    "claim",
    "excel_owner",
    "fingerprint",
    "guarded",
    "holder_of",
    "lock_of",
    "myself",
    "release",
    "renew",
    "take_over",
]

GUARD_SECONDS = 2.0
"""So long a save waits for another one."""
_LONGEST_NAME_BYTES = 200
# a share may answer in any of these ways that somebody on another PC has a file open
_HELD = {errno.EACCES, errno.EPERM, errno.EBUSY, getattr(errno, "ETXTBSY", errno.EBUSY)}


class Claim(NamedTuple):
    """What came of asking for a lock.

    Attributes:
        mine: the lock is ours.
        holder: who has it where it is not ours; None where that cannot be read.
        stale: it may be taken over.
        writable: False where no lock can be written beside the plan.
    """

    mine: bool
    holder: Holder | None
    stale: bool
    writable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a file may be replaced.

    Attributes:
        expected: SHA-256 of the bytes that must stand in it; None where the user has chosen to replace
            whatever does. A file that is gone may always be written anew.
        me: who saves, for others who want to at the same moment.
        generations: how many earlier contents are kept.
    """

    expected: str | None = None
    me: Holder | None = None
    generations: int = 10


_MINE = Claim(mine=True, holder=None, stale=False, writable=True)


def lock_of(path: Path) -> Path:
    """The lock beside a plan, or beside the plan that a link leads to."""
    return _beside(path, "smrj-lock")


def _beside(path: Path, ending: str) -> Path:
    target = real_path(path)
    name = target.name
    content = os.fsencode(name)
    if len(content) > _LONGEST_NAME_BYTES:
        name = hashlib.sha256(content).hexdigest()
    return target.with_name(f".{name}.{ending}")


def claim(path: Path, me: Holder, disk: Disk = DISK) -> Claim:
    """Takes the lock of a plan where it is free, or was left by a dead process of this very PC."""
    return _take(path, me, holder_file.dead, disk)


def take_over(path: Path, me: Holder, disk: Disk = DISK) -> Claim:
    """Takes the lock where it is free or stale; of several who try, one gets it."""
    return _take(path, me, holder_file.left, disk)


def _take(path: Path, me: Holder, left: Left, disk: Disk) -> Claim:
    lock = lock_of(path)
    seen = Claim(mine=False, holder=None, stale=False, writable=True)
    for _ in holder_file.tries():
        refused = False
        try:
            holder_file.put(lock, me, path, disk)
        except FileExistsError:
            pass
        except OSError:
            refused = True
        # looked at also where ours was made: not every share lets only one of several make a file
        if holder_file.ours(lock, me, disk):
            return _MINE
        with suppress(OSError):
            if holder_file.remove(lock, me, left, disk):
                continue
        seen = _of_another(lock, me, disk)
        may_come = refused or left(lock, me, disk) or not lock.exists()
        if not (seen.writable and may_come):
            break
    return seen


def _of_another(lock: Path, me: Holder, disk: Disk) -> Claim:
    holder, now = holder_file.named_in(lock, disk), holder_file.server_time(lock.parent, disk)
    stale = now is not None and (
        (holder is not None and holder_file.is_dead(holder, me)) or holder_file.is_old(lock, now)
    )
    return Claim(mine=False, holder=holder, stale=stale, writable=now is not None)


def renew(path: Path, me: Holder, disk: Disk = DISK) -> Claim:
    """Shows that we still have a plan open; `mine` is False where somebody took the lock over.

    Raises:
        OSError: the share does not answer, or the plan is gone.
    """
    lock = lock_of(path)
    holder = holder_file.named_in(lock, disk)
    if holder and holder.token != me.token:
        return Claim(mine=False, holder=holder, stale=False, writable=True)
    try:
        descriptor = disk.open(lock)
    except FileNotFoundError:
        # a share that went away may leave an empty folder, where a lock would be of no use
        real_path(path).stat()
        return claim(path, me, disk)
    try:
        if not holder_file.ours(lock, me, disk):
            holder = holder_file.named_in(lock, disk)
            return Claim(mine=False, holder=holder, stale=False, writable=True)
        # the same bytes again make the file new; were another put in its place just now, this one is nobody's
        write_all(disk, descriptor, holder_file.encoded(me))
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)
    return _MINE


def release(path: Path, me: Holder, disk: Disk = DISK) -> None:
    """Gives a lock back where it is still ours; never raises. What fails is left to become stale."""
    holder_file.let_go(lock_of(path), me, disk)


def holder_of(path: Path, disk: Disk = DISK) -> Holder | None:
    """Who has a plan open; None where nobody has, or where that cannot be read."""
    return holder_file.named_in(lock_of(path), disk)


@contextmanager
def guarded(path: Path, me: Holder | None, disk: Disk = DISK) -> Iterator[None]:
    """The exclusive right to replace a plan, for the moment that takes.

    Where the folder takes no files the body runs without it: its own writing fails and says why, or needs no
    new file.

    Args:
        path: the plan.
        me: who replaces it, for others to read.
        disk: what is written to.

    Raises:
        SaveBusyError: somebody else is replacing it.
    """
    guard = _beside(path, "smrj-save")
    # the process that writes is not the one that shows the plan, and may die alone
    me = replace(me or myself(datetime.now(UTC)), token=holder_file.new_token(), process_id=os.getpid())
    held = _entered(guard, me, path, disk)
    try:
        yield
    finally:
        if held:
            holder_file.let_go(guard, me, disk)


def clear_guard(path: Path, process_id: int, disk: Disk = DISK) -> None:
    """Takes away the guard of a process of this PC that was ended while it replaced the plan."""

    def is_its(guard: Path, me: Holder, disk: Disk) -> bool:
        holder = holder_file.named_in(guard, disk)
        return holder is not None and (holder.host, holder.process_id) == (me.host, process_id)

    with suppress(OSError):
        holder_file.remove(_beside(path, "smrj-save"), myself(datetime.now(UTC)), is_its, disk)


def _entered(guard: Path, me: Holder, path: Path, disk: Disk) -> bool:
    """True once we hold the guard; False where the folder takes none."""
    end = time.monotonic() + GUARD_SECONDS
    while True:
        over = time.monotonic() >= end
        try:
            holder_file.put(guard, me, path, disk)
            return True
        except FileExistsError:
            pass
        except OSError:
            # Windows refuses a name for the moment in which the file that had it goes away
            if over or holder_file.server_time(guard.parent, disk) is None:
                return False
        with suppress(OSError):
            # to tell the age of a file takes writing another one, so that comes last
            if holder_file.remove(guard, me, _left_guard if over else _ended_guard, disk):
                continue
        if over:
            holder = holder_file.named_in(guard, disk)
            raise SaveBusyError(name=path.name, user=(holder and (holder.user or holder.host)) or "-")
        time.sleep(holder_file.PAUSE_SECONDS)


def _ended_guard(guard: Path, me: Holder, disk: Disk) -> bool:
    """Whether a guard's process has ended, or is this one, which saves one plan at a time."""
    holder = holder_file.named_in(guard, disk)
    return holder is not None and (
        holder_file.is_dead(holder, me) or (holder.host, holder.process_id) == (me.host, me.process_id)
    )


def _left_guard(guard: Path, me: Holder, disk: Disk) -> bool:
    return _ended_guard(guard, me, disk) or holder_file.left(guard, me, disk)


def fingerprint(path: Path, disk: Disk = DISK) -> str:
    """SHA-256 of a file's bytes as 64 hexadecimal digits; empty where the file is gone.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return digest(disk.read(path))
    except FileNotFoundError:
        return ""


def excel_owner(path: Path, disk: Disk = DISK) -> str | None:
    """Who has a plan open in Excel: empty where the name cannot be read, None where nobody has.

    Excel keeps a file "~$" and the plan's name beside it, open so that others can read it but not write. One
    that can be written to was left by an Excel that died.
    """
    target = real_path(path)
    owner = target.with_name(f"~${target.name}")
    try:
        disk.close(disk.open(owner))
        return None
    except OSError as error:
        if error.errno not in _HELD:
            return None
    try:
        content = disk.read(owner)
    except OSError:
        return ""
    # the name twice, each time after its length: in the system's code page, and at a fixed place in UTF-16
    count = int.from_bytes(content[55:57], "little")
    wide = content[57 : 57 + 2 * count]
    if len(wide) == 2 * count > 0:
        return wide.decode("utf-16-le", "ignore").strip("\0 ")
    return content[1 : 1 + content[0]].decode("cp932", "ignore").strip("\0 ") if content else ""
