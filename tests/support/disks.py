"""Disks that fail where they are told to, and disks whose power is cut: stand-ins for `io.disk.Disk`."""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smrj_desktop.io.disk import Disk

CALLS = (
    "create",
    "open",
    "write",
    "seek",
    "truncate",
    "sync",
    "close",
    "read",
    "replace",
    "remove",
    "make_folder",
    "allow",
    "sync_folder",
)


class NoWait(Disk):
    """A disk that does not wait until something lasts: no real power is cut here."""

    def sync(self, descriptor: int) -> None:
        os.fstat(descriptor)

    def sync_folder(self, folder: Path) -> None:
        folder.stat()


class FailingDisk(NoWait):
    """Counts its calls, and lets some of them fail.

    Attributes:
        calls: the names of all calls so far.
        fails: the number of the call that fails first (0 for the first of all); None for none.
        error: how it fails; `"short"` takes one byte of a write and has no room for the rest.
        lasting: whether all later calls of the same kind fail too.
    """

    def __init__(
        self, fails: int | None = None, error: int | str = errno.EIO, *, lasting: bool = False
    ) -> None:
        self.calls: list[str] = []
        self.fails, self.error, self.lasting = fails, error, lasting
        self.failed: str | None = None
        self._short_of: int | None = None

    def _call(self, name: str, *arguments: Any) -> Any:
        number = len(self.calls)
        self.calls.append(name)
        real: Callable[..., Any] = getattr(super(), name)
        due = number == self.fails or (self.lasting and self.failed == name)
        if due:
            self.failed = name
            if self.error == "short":
                if name == "write" and self._short_of is None and len(arguments[1]) > 1:
                    self._short_of = number
                    return real(arguments[0], arguments[1][:1])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            assert isinstance(self.error, int)
            if name == "close":
                real(*arguments)  # the system lets go of a descriptor even where it complains
            raise OSError(self.error, os.strerror(self.error))
        if self._short_of is not None and name == "write" and number == self._short_of + 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments)


def _through(name: str) -> Callable[..., Any]:
    def call(self: Any, *arguments: Any) -> Any:
        return self._call(name, *arguments)

    return call


for _name in CALLS:
    setattr(FailingDisk, _name, _through(_name))


@dataclass
class _File:
    """A file as the system has it, and what of it has surely reached the disk."""

    content: bytearray = field(default_factory=bytearray)
    durable: bytes = b""


class PowerDisk(NoWait):
    """Works on real folders and remembers what would be left of them were the power cut now.

    A file's bytes are sure to last once it was synced; of later ones any beginning may last, the end of it
    torn. A name made, changed or removed is sure to last once its folder was synced; of later changes, in
    their order, any number may last. `cut` writes one of the outcomes into another folder.

    Attributes:
        on_call: called after each call that changes something.
        lasts_from: when a sync that is called now has reached the disk; None for at once.
    """

    def __init__(self, root: Path, on_call: Callable[[], None] = lambda: None) -> None:
        self.root, self.on_call = root, on_call
        self.lasts_from: float | None = None
        self._due: list[tuple[float, Callable[[], None]]] = []
        self._open: dict[int, _File] = {}
        self._names: dict[Path, _File] = {}
        self._durable: dict[Path, _File] = {}
        self._pending: list[tuple[str, Path, Path | None, _File | None]] = []
        self._folders: set[Path] = set()
        self._offsets: dict[int, int] = {}

    def know(self, path: Path) -> None:
        """Takes a file that is there for one that reached the disk long ago."""
        self._named(path)

    def _named(self, path: Path) -> _File:
        if path not in self._names:
            content = path.read_bytes() if path.exists() else b""
            self._names[path] = self._durable[path] = _File(bytearray(content), content)
        return self._names[path]

    def create(self, path: Path) -> int:
        descriptor = super().create(path)
        made = self._names[path] = _File()
        self._pending.append(("name", path, None, made))
        self._open[descriptor], self._offsets[descriptor] = made, 0
        self.on_call()
        return descriptor

    def open(self, path: Path) -> int:
        known = self._named(path) if path.exists() else None
        descriptor = super().open(path)
        assert known is not None
        self._open[descriptor], self._offsets[descriptor] = known, 0
        return descriptor

    def write(self, descriptor: int, data: bytes) -> int:
        taken = super().write(descriptor, data)
        at, content = self._offsets[descriptor], self._open[descriptor].content
        content[at : at + taken] = data[:taken]
        self._offsets[descriptor] = at + taken
        self.on_call()
        return taken

    def seek(self, descriptor: int, offset: int) -> None:
        super().seek(descriptor, offset)
        self._offsets[descriptor] = offset

    def truncate(self, descriptor: int, length: int) -> None:
        super().truncate(descriptor, length)
        del self._open[descriptor].content[length:]
        self.on_call()

    def sync(self, descriptor: int) -> None:
        super().sync(descriptor)
        file = self._open[descriptor]
        content = bytes(file.content)
        self._lasting(lambda: setattr(file, "durable", content))
        self.on_call()

    def close(self, descriptor: int) -> None:
        super().close(descriptor)
        del self._open[descriptor]

    def replace(self, source: Path, target: Path) -> None:
        moved = self._named(source)
        self._named(target)
        super().replace(source, target)
        self._names[target] = moved
        del self._names[source]
        self._pending.append(("move", source, target, moved))
        self.on_call()

    def remove(self, path: Path) -> None:
        there = path.exists()
        if there:
            self._named(path)
        super().remove(path)
        if there:
            del self._names[path]
            self._pending.append(("gone", path, None, None))
        self.on_call()

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self._folders.add(path)

    def sync_folder(self, folder: Path) -> None:
        super().sync_folder(folder)
        made = [c for c in self._pending if c[1].parent == folder or (c[2] and c[2].parent == folder)]

        def last() -> None:
            for change in made:
                if change in self._pending:
                    self._pending.remove(change)
                    _change(self._durable, change)

        self._lasting(last)
        self.on_call()

    def _lasting(self, effect: Callable[[], None]) -> None:
        if self.lasts_from is None:
            effect()
        else:
            self._due.append((self.lasts_from, effect))

    def elapse(self, now: float) -> None:
        """Time has come so far: what was synced and took until then lasts."""
        while self._due and self._due[0][0] <= now:
            self._due.pop(0)[1]()

    def cut(self, chance: random.Random, into: Path) -> None:
        """Writes what is left after a power cut, as chance has it, below another folder."""
        names = dict(self._durable)
        for change in self._pending[: chance.randint(0, len(self._pending))]:
            _change(names, change)
        for folder in self._folders:
            (into / folder.relative_to(self.root)).mkdir(parents=True, exist_ok=True)
        for path, file in names.items():
            copy = into / path.relative_to(self.root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(_left_of(file, chance))


def _change(names: dict[Path, _File], change: tuple[str, Path, Path | None, _File | None]) -> None:
    kind, path, target, file = change
    if kind == "gone":
        names.pop(path, None)
    elif kind == "name":
        assert file is not None
        names[path] = file
    else:
        assert target is not None and file is not None
        names.pop(path, None)
        names[target] = file


def _left_of(file: _File, chance: random.Random) -> bytes:
    """What was synced, and any beginning of what was added since, its last bytes perhaps other ones."""
    content, sure = bytes(file.content), file.durable
    if content[: len(sure)] != sure:
        # written over: any mixture of the old and the new
        at = chance.randint(0, max(len(sure), len(content)))
        return content[:at] + sure[at:]
    end = chance.randint(len(sure), len(content))
    left = content[:end]
    if end > len(sure) and chance.random() < 0.3:
        left = left[:-1] + bytes([chance.randrange(256)])
    if len(content) > len(sure) and chance.random() < 0.2:
        # the length was noted, the bytes were not
        left += b"\0" * chance.randint(1, 600)
    return left
