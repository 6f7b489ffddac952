"""Every call by which saving, the journal and sharing change the disk, in one place.

Each is a single call of the system, so that a test can let each of them fail in turn, or lose what was not
yet synced. Functions that change files take a `Disk` and use nothing else.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

# Windows has both, and neither must let a child keep the file open or a line feed grow
_FLAGS = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0) | getattr(os, "O_CLOEXEC", 0)
PRIVATE = 0o600


class Disk:
    """The disk as it is. All calls raise `OSError` as the system does."""

    def create(self, path: Path) -> int:
        """A descriptor to write to a new file, readable by its owner alone; fails where there is one."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, PRIVATE)

    def open(self, path: Path) -> int:
        """A descriptor to read and write a file that is there, at its beginning."""
        return os.open(path, os.O_RDWR | _FLAGS)

    def write(self, descriptor: int, data: bytes) -> int:
        """Writes where the descriptor stands; returns how many bytes were taken, which may be fewer."""
        return os.write(descriptor, data)

    def seek(self, descriptor: int, offset: int) -> None:
        """Puts the descriptor at an offset from the beginning."""
        os.lseek(descriptor, offset, os.SEEK_SET)

    def truncate(self, descriptor: int, length: int) -> None:
        """Cuts a file off after `length` bytes."""
        os.ftruncate(descriptor, length)

    def sync(self, descriptor: int) -> None:
        """Returns when all that was written has reached the disk."""
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Lets go of a file."""
        os.close(descriptor)

    def read(self, path: Path) -> bytes:
        """All that stands in a file."""
        return path.read_bytes()

    def replace(self, source: Path, target: Path) -> None:
        """Gives a file another name, in place of the one that has it."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Removes a file; one that is gone already is no error."""
        path.unlink(missing_ok=True)

    def make_folder(self, path: Path) -> None:
        """Makes a folder of the user's own, with those above it."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def allow(self, path: Path, mode: int) -> None:
        """Sets who may read and write a file."""
        path.chmod(mode)

    def sync_folder(self, folder: Path) -> None:
        """Makes new names and removals in a folder last; Windows has no such call and needs none."""
        if os.name != "posix":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            # some network shares cannot; the files' content is safe by then
            with suppress(OSError):
                os.fsync(descriptor)
        finally:
            os.close(descriptor)


DISK = Disk()


def number_of(error: OSError) -> str:
    """What support looks up about an error; what the system says of it is not in the user's language."""
    windows = getattr(error, "winerror", None)
    return f"WinError {windows}" if windows else str(error.errno or type(error).__name__)


def write_all(disk: Disk, descriptor: int, data: bytes) -> None:
    """Writes all of `data`, however little the system takes at a time."""
    rest = memoryview(data)
    while rest:
        taken = disk.write(descriptor, bytes(rest) if len(rest) < len(data) else data)
        if not taken:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        rest = rest[taken:]


def write_new(disk: Disk, path: Path, data: bytes) -> None:
    """Writes and syncs a new file, readable by its owner alone; on failure none is left."""
    descriptor = disk.create(path)
    try:
        try:
            write_all(disk, descriptor, data)
            disk.sync(descriptor)
        finally:
            disk.close(descriptor)
    except BaseException:
        with suppress(OSError):
            disk.remove(path)
        raise
