"""Files are written beside their target and put in its place when they are whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from smrj_desktop.domain.errors import SaveDeniedError, SaveFailedError, SaveFolderMissingError


class Saved(NamedTuple):
    """A workbook that was written and verified.

    Attributes:
        kept: a copy of the file that was replaced, made where it held what could not be kept.
    """

    path: Path
    kept: Path | None = None


def temporary_beside(path: Path, process_id: int) -> Path:
    """Where the process with this id writes what will become `path`."""
    target = _target(path)
    return target.with_name(f".{target.name}.{process_id}.tmp")


def _target(path: Path) -> Path:
    """What a path leads to; unlike `Path.resolve` it also answers for links that run in a circle."""
    return Path(os.path.realpath(path))


@contextmanager
def replacing(path: Path, verify: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """Gives a temporary file's path to write to, and puts that file in the place of `path`.

    The file is flushed to the disk, then verified, then renamed. Whatever fails, `path` is as it was and the
    temporary file is gone.

    Args:
        path: the target; where it is a link, what it points to.
        verify: looks at the temporary file and raises where it is not as it should be.

    Raises:
        SaveDeniedError: the target is in use or may not be written.
        SaveFolderMissingError: there is no such folder.
        SaveFailedError: the disk is full, the target is a folder, and the like.
    """
    target, temporary = _target(path), temporary_beside(path, os.getpid())
    try:
        try:
            yield temporary
            with temporary.open("rb+") as stream:
                os.fsync(stream.fileno())
            if verify:
                verify(temporary)
            if target.exists():
                shutil.copymode(target, temporary)
            temporary.replace(target)
            _sync_folder(target.parent)
        finally:
            temporary.unlink(missing_ok=True)
    except FileNotFoundError as error:
        raise SaveFolderMissingError(name=path.name) from error
    except PermissionError as error:
        raise SaveDeniedError(name=path.name) from error
    except OSError as error:
        raise SaveFailedError(name=path.name, reason=error.strerror or str(error)) from error


def _sync_folder(folder: Path) -> None:
    """Makes the rename itself last; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        # some network shares cannot; the file's content is safe by then
        return
    finally:
        os.close(descriptor)
