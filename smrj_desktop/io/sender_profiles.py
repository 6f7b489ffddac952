"""What hands have said the labels of a sender's files mean, kept for his next file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from smrj_desktop import paths
from smrj_desktop.domain import codec
from smrj_desktop.domain.errors import DataError
from smrj_desktop.domain.exchange.found import Assigned
from smrj_desktop.io import private_file
from smrj_desktop.io.atomic import told
from smrj_desktop.io.disk import DISK, Disk

_ASIDE = ".damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Profile:
    sender: str
    assigned: tuple[Assigned, ...]


def load(sender: str, disk: Disk = DISK) -> tuple[Assigned, ...]:
    """What is known of a sender's labels; nothing where his profile cannot be read, which is put aside."""
    profile = _read(_path(sender), disk)
    return profile.assigned if profile else ()


def save(sender: str, assigned: Sequence[Assigned], disk: Disk = DISK) -> None:
    """Keeps what is known of a sender's labels in place of what was known.

    Raises:
        FileError: one of those about saving.
    """
    profile = _Profile(sender=sender, assigned=tuple(assigned))
    with told(sender):
        private_file.put(disk, _path(sender), codec.canonical(codec.encode(profile)))


def senders(disk: Disk = DISK) -> tuple[str, ...]:
    """The senders of whom something is known, by name."""
    found = (_read(path, disk) for path in _folder().glob("*.json"))
    return tuple(sorted(profile.sender for profile in found if profile))


def _folder() -> Path:
    return paths.keep_dir() / "senders"


def _path(sender: str) -> Path:
    return _folder() / f"{private_file.name_for(sender)}.json"


def _read(path: Path, disk: Disk) -> _Profile | None:
    try:
        return codec.decode(_Profile, json.loads(disk.read(path)))
    except OSError:
        return None
    except (DataError, ValueError):
        with suppress(OSError):
            disk.replace(path, path.with_name(path.name + _ASIDE))
        return None
