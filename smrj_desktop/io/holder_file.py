"""Small files that name who holds something: of several at once, one makes it, and one removes it.

Making one fails where there is one already. Removing one that was left takes more care: of two who saw the
same file left, the second would remove what the first has made since. So whoever removes one holds its mark,
and looks again first. See docs/decisions/0007-sharing.md.
"""

from __future__ import annotations

import getpass
import json
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path

from smrj_desktop.io.disk import Disk, write_new

STALE_SECONDS = 180.0
"""A file that was not renewed for so long, by the server's clock, counts as left behind."""
PAUSE_SECONDS = 0.05
_TRIES = 5
_TRIES_TO_LET_GO = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds something, as the file says.

    Attributes:
        token: this and no other opening of a plan.
        host: the name of the PC.
        user: who is logged on there.
        since: from when on, ISO 8601 with the offset from UTC.
        process_id: the process on that PC.
    """

    token: str
    host: str
    user: str
    since: str
    process_id: int


Left = Callable[[Path, Holder, Disk], bool]
"""Whether a file may be removed by this holder."""


def myself(since: datetime) -> Holder:
    """This process, on this PC, with a new token."""
    user = ""
    with suppress(OSError, KeyError, ImportError):
        user = getpass.getuser()
    at = since.astimezone().isoformat(timespec="seconds")
    return Holder(token=new_token(), host=_host(), user=user, since=at, process_id=os.getpid())


def new_token() -> str:
    """What no other holder has."""
    return os.urandom(16).hex()


def encoded(holder: Holder) -> bytes:
    """What stands in a file that names this holder; no two holders' are the same."""
    return json.dumps(asdict(holder)).encode("ascii")


def put(file: Path, me: Holder, like: Path, disk: Disk) -> None:
    """Makes a file that names us, for all to read who may read `like`.

    Raises:
        FileExistsError: somebody holds it already.
        OSError: the folder takes no files.
    """
    write_new(disk, file, encoded(me))
    with suppress(OSError):
        disk.allow(file, stat.S_IMODE(like.stat().st_mode) & 0o666 | 0o600)


def named_in(file: Path, disk: Disk) -> Holder | None:
    """Who a file names; None where there is no such file, or it cannot be read."""
    try:
        stored = json.loads(disk.read(file))
    except (OSError, ValueError, RecursionError):
        return None
    *texts, number = (field.name for field in fields(Holder))
    if not isinstance(stored, dict) or not all(isinstance(stored.get(name), str) for name in texts):
        return None
    if type(stored.get(number)) is not int or stored[number] <= 0:
        return None
    return Holder(**{name: stored[name] for name in (*texts, number)})


def ours(file: Path, me: Holder, disk: Disk) -> bool:
    """Whether a file names us."""
    holder = named_in(file, disk)
    return holder is not None and holder.token == me.token


def dead(file: Path, me: Holder, disk: Disk) -> bool:
    """Whether a file was left by a process that ran on this PC and has ended."""
    holder = named_in(file, disk)
    return holder is not None and is_dead(holder, me)


def left(file: Path, me: Holder, disk: Disk) -> bool:
    """Whether a file was left by a dead process, or its holder was not heard of for too long."""
    if dead(file, me, disk):
        return True
    now = server_time(file.parent, disk)
    return now is not None and is_old(file, now)


def is_dead(holder: Holder, me: Holder) -> bool:
    """Whether a holder ran on this PC and has ended; of other PCs nobody knows."""
    return holder.host.casefold() == me.host.casefold() and not alive(holder.process_id)


def is_old(file: Path, now: float) -> bool:
    """Whether a file was not renewed for too long, at a time of the server's clock."""
    with suppress(OSError):
        return now - file.stat().st_mtime > STALE_SECONDS
    return False


def server_time(folder: Path, disk: Disk) -> float | None:
    """What the clock says that stamps the files in a folder; None where no file can be made there."""
    probe = folder / f".{new_token()}.smrj-clock"
    try:
        write_new(disk, probe, b"")
        try:
            return probe.stat().st_mtime
        finally:
            _unlink(probe, disk)
    except OSError:
        return None


def remove(file: Path, me: Holder, may: Left, disk: Disk) -> bool:
    """Removes a file where it may be; False where not, or where somebody else is about to remove it.

    Raises:
        OSError: the folder does not let us.
    """
    if not may(file, me, disk):
        return False
    mark = file.with_name(f"{file.name}-")
    try:
        # whoever writes the mark may be another process than the holder, and die alone
        write_new(disk, mark, encoded(replace(me, process_id=os.getpid())))
    except FileExistsError:
        # a mark is such a file too, and may have been left by a process that died
        remove(mark, me, left, disk)
        return False
    try:
        if not may(file, me, disk):
            return False
        _unlink(file, disk)
        return True
    finally:
        with suppress(OSError):
            _unlink(mark, disk)


def let_go(file: Path, me: Holder, disk: Disk) -> None:
    """Removes a file that names us, and no other; what fails is left to become stale."""
    with suppress(OSError):
        # whoever looks at it meanwhile may be slow; given up too early, it keeps others out for minutes
        for _ in tries(_TRIES_TO_LET_GO):
            holder = named_in(file, disk)
            if holder and holder.token != me.token:
                return
            with suppress(OSError):
                if remove(file, me, ours, disk):
                    return
            if not file.exists():
                return


def tries(count: int = _TRIES) -> Iterator[None]:
    """A few turns with a pause between them, for what others do at this very moment."""
    for attempt in range(count):
        if attempt:
            time.sleep(PAUSE_SECONDS)
        yield


def _unlink(file: Path, disk: Disk) -> None:
    """Windows refuses to remove what somebody reads at this moment."""
    for _ in tries():
        with suppress(PermissionError):
            disk.remove(file)
            return
    disk.remove(file)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    def _host() -> str:
        # `platform.node` may ask the management service, which takes seconds
        return os.environ.get("COMPUTERNAME", "")

    def alive(process_id: int) -> bool:
        """Whether a process of this PC runs."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.WaitForSingleObject.argtypes = (wintypes.HANDLE, wintypes.DWORD)
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        handle = kernel.OpenProcess(0x0010_0000, False, process_id & 0xFFFF_FFFF)  # SYNCHRONIZE
        if not handle:
            return ctypes.get_last_error() != 87  # no such process; else it is another user's
        try:
            # a process is signalled once it has ended
            return bool(kernel.WaitForSingleObject(handle, 0) != 0)
        finally:
            kernel.CloseHandle(handle)

else:

    def _host() -> str:
        return os.uname().nodename

    def alive(process_id: int) -> bool:
        """Whether a process of this PC runs."""
        try:
            os.kill(process_id, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:
            return True  # another user's
        return True
