"""Small files of the program's own in the user's data folder, each written whole or not at all."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from smrj_desktop.io.atomic import temporary_beside
from smrj_desktop.io.disk import Disk, write_new


def name_for(text: str) -> str:
    """A file's name that stands for a text, which may hold anything."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def put(disk: Disk, path: Path, content: bytes) -> None:
    """Writes a file that its owner alone can read, in the place of one that may be there; makes its folder.

    Raises:
        OSError: it cannot be written; what was there is as it was.
    """
    beside = temporary_beside(path, os.getpid())
    disk.make_folder(path.parent)
    # a process with this number may have died here
    disk.remove(beside)
    write_new(disk, beside, content)
    try:
        disk.replace(beside, path)
    except OSError:
        with suppress(OSError):
            disk.remove(beside)
        raise
    disk.sync_folder(path.parent)
