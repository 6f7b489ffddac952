"""What crashes and log-offs left behind: finding it, reading it, bringing the plan back as it was."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from smrj_desktop.domain import codec, edits
from smrj_desktop.domain.edits import Edit, Stamp
from smrj_desktop.domain.errors import DataError, JournalUnreadableError, SmrjError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import journal
from smrj_desktop.io.disk import DISK, Disk, write_new
from smrj_desktop.io.journal import Header
from smrj_desktop.io.process_lock import ProcessLock

KEEP_DAYS = 14
"""A journal of a document that was saved or given up is kept so long."""
_DAY_S = 86_400.0
_LONGEST_CLOSING = 200
"""So many bytes at the end of a journal hold the line that says it was closed."""
_STEPS = ("do", "undo", "redo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What can be read of a journal.

    Attributes:
        header: its first line.
        records: all sound records after it, in order.
        length: how many bytes are sound.
        last_sum: the check sum of the last sound line.
        damaged: True where sound lines may follow the damage, so that not only a torn last line is missing.
    """

    folder: Path
    header: Header
    records: tuple[dict[str, Any], ...]
    length: int
    last_sum: str
    damaged: bool

    @property
    def closed(self) -> bool:
        """True where the document was closed by its user."""
        return bool(self.records) and self.records[-1]["k"] == "closed"

    def saved_at(self, *, ours: str = "") -> int:
        """How many records stand before the state that is known to be saved; 0 for the state as opened.

        Args:
            ours: the hash of an announced save that is known to have been finished; empty for none.
        """
        at, begun, last = 0, {}, ""
        for index, record in enumerate(self.records):
            if record["k"] == "saving":
                last = record["plan"]
                begun[last] = index
            elif record["k"] == "saved":
                # earlier builds wrote no hash here: they meant the save announced last
                at = begun.get(record.get("plan", last), at)
        return begun.get(ours, at)

    @property
    def path(self) -> Path | None:
        """The file the document belonged to last."""
        named = [record["path"] for record in self.records if record["k"] in ("saved", "file")]
        name = named[-1] if named else self.header.path
        return Path(name) if name else None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file's bytes as they were last known; empty where there was none."""
        known = [record["fingerprint"] for record in self.records if record["k"] in ("saved", "file")]
        return known[-1] if known else self.header.fingerprint

    @property
    def announced(self) -> frozenset[str]:
        """The hashes of saves begun since the last confirmed one; any of them may stand in the file."""
        kinds = [record["k"] for record in self.records]
        since = len(kinds) - kinds[::-1].index("saved") if "saved" in kinds else 0
        return frozenset(record["plan"] for record in self.records[since:] if record["k"] == "saving")

    @property
    def unsaved(self) -> int:
        """How many edits, undos and redos are not known to be in the file."""
        return sum(record["k"] in _STEPS for record in self.records[self.saved_at() :])


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A document that was left behind with edits in it.

    Attributes:
        last_at: when its journal was written last, in seconds since the epoch.
        unsaved: how many edits, undos and redos are not in the file.
        damaged: True where a part in the middle of the journal cannot be read.
    """

    folder: Path
    title: str
    path: Path | None
    last_at: float
    unsaved: int
    damaged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An edit on the undo stack; `number` names the state after it."""

    edit: Edit
    inverse: Edit
    name: str
    number: int


@dataclass(slots=True, kw_only=True)
class Replayed:
    """A document as it was.

    Attributes:
        plan: with all edits in it.
        steps: the undo stack, undone steps last.
        index: how many of the steps are done.
        saved_number: the state that is in the file: a step's number, or 0 for the state as opened.
        saved_plan: canonical JSON of that state, history included.
        whole: False where a record could not be applied; everything before it is there.
    """

    plan: Plan
    steps: list[Step] = field(default_factory=list)
    index: int = 0
    saved_number: int = 0
    saved_plan: bytes = b""
    whole: bool = True


def read(folder: Path) -> Log:
    """Reads a journal's records. A torn last line is passed over; a damaged one ends the reading.

    Raises:
        JournalUnreadableError: there is no sound header of a format this program knows.
    """
    try:
        content = (folder / journal.RECORDS).read_bytes()
    except OSError as error:
        raise JournalUnreadableError(name=folder.name) from error
    found: list[dict[str, Any]] = []
    length, before = 0, ""
    for line, end in _lines(content):
        try:
            record, before = journal.parse_line(line, before)
            _check(record, first=not found)
        except (ValueError, DataError, RecursionError):
            break
        found.append(record)
        length = end
    if not found:
        raise JournalUnreadableError(name=folder.name)
    header = codec.decode(Header, {key: item for key, item in found[0].items() if key != "k"})
    if header.version != journal.VERSION:
        raise JournalUnreadableError(name=folder.name)
    return Log(
        folder=folder,
        header=header,
        records=tuple(found[1:]),
        length=length,
        last_sum=before,
        damaged=_more_follows(content[length:]),
    )


def _lines(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Every line that was ended, and where the next one begins."""
    start = 0
    while (end := content.find(b"\n", start)) >= 0:
        yield content[start:end], end + 1
        start = end + 1


def _more_follows(rest: bytes) -> bool:
    """Whether what stands behind the last sound line is more than one torn line."""
    ended = rest.rstrip(b"\0").split(b"\n")[:-1]
    return len(ended) > 1 or any(_is_json(line) for line in ended)


def _is_json(line: bytes) -> bool:
    with suppress(ValueError, RecursionError):
        return isinstance(json.loads(line), dict)
    return False


def _check(record: dict[str, Any], *, first: bool) -> None:
    """Raises `DataError` where a record is none of ours."""
    kind = record.get("k")
    if (kind == "header") != first:
        raise DataError(what="journal")
    texts = {"saving": ("path", "plan"), "saved": ("path", "fingerprint"), "file": ("path", "fingerprint")}
    if not first and kind not in (*_STEPS, *texts, "closed"):
        raise DataError(what="journal")
    if not all(isinstance(record.get(name), str) for name in texts.get(str(kind), ())):
        raise DataError(what="journal")


def scan(root: Path, now: float | None = None) -> list[Left]:
    """The documents left behind, the latest first; removes journals that nobody needs any more.

    Never raises: what cannot be read or removed is left as it is.
    """
    now = time.time() if now is None else now
    found = []
    folders = sorted(root.iterdir()) if root.is_dir() else []
    for folder in folders:
        with suppress(OSError):
            held = ProcessLock(folder / journal.LOCK)
            if folder.is_dir() and held.take():
                try:
                    if left := _judge(folder, now):
                        found.append(left)
                finally:
                    held.free()
    return sorted(found, key=lambda left: -left.last_at)


def _judge(folder: Path, now: float) -> Left | None:
    """What a journal that nobody writes has to offer; an old one without anything is removed."""
    records = folder / journal.RECORDS
    last_at = (records if records.exists() else folder).stat().st_mtime
    log = None
    # what was closed is kept for a while and need not be read at every start
    if not _ends_closed(records):
        with suppress(JournalUnreadableError):
            log = read(folder)
    if log is not None and log.unsaved and not log.closed:
        return Left(
            folder=folder,
            title=log.header.title,
            path=log.path,
            last_at=last_at,
            unsaved=log.unsaved,
            damaged=log.damaged,
        )
    if now - last_at > KEEP_DAYS * _DAY_S:
        journal.remove(folder)
    return None


def _ends_closed(records: Path) -> bool:
    with suppress(OSError), records.open("rb") as stream:
        stream.seek(max(0, records.stat().st_size - _LONGEST_CLOSING))
        return b'"k":"closed"' in stream.read().rpartition(b"\n")[0].rpartition(b"\n")[2]
    return False


def give_up(left: Left, disk: Disk = DISK) -> None:
    """Notes that the user does not want a document back; its journal is still kept for a while.

    Raises:
        JournalUnreadableError: another window has opened it, or the disk refuses.
    """
    adopted = adopt(left.folder, disk=disk, threaded=False)
    adopted.close("discarded")
    if adopted.trouble:
        raise JournalUnreadableError(name=left.title)


def adopt(folder: Path, *, disk: Disk = DISK, **options: Any) -> journal.Journal:
    """The journal of a document left behind, to go on with; `disk` and options as `Journal` takes them.

    Raises:
        JournalUnreadableError: it cannot be read, or another window has it.
    """
    held = ProcessLock(folder / journal.LOCK)
    try:
        taken = held.take()
    except OSError as error:
        raise JournalUnreadableError(name=folder.name) from error
    if not taken:
        raise JournalUnreadableError(name=folder.name)
    try:
        log = read(folder)
        if log.damaged:
            _keep_damaged(folder, disk)
        return journal.Journal.adopt(
            folder, held, length=log.length, last_sum=log.last_sum, disk=disk, **options
        )
    except BaseException as error:
        held.free()
        if isinstance(error, OSError):
            raise JournalUnreadableError(name=folder.name) from error
        raise


def _keep_damaged(folder: Path, disk: Disk) -> None:
    """A copy of a journal whose end is about to be cut off, for whoever can read more of it."""
    number = next(n for n in count(1) if not (folder / f"damaged-{n}.jsonl").exists())
    write_new(disk, folder / f"damaged-{number}.jsonl", disk.read(folder / journal.RECORDS))


def replay(log: Log, *, ours: str = "") -> Replayed:
    """Brings a document back as it was, undo history included; `ours` as `Log.saved_at` takes it.

    Raises:
        JournalUnreadableError: the base is missing or is not the one the journal was begun with.
    """
    base, plan = _base(log)
    replayed = Replayed(plan=plan, saved_plan=base)
    saved_at = log.saved_at(ours=ours)
    numbers = count(1)
    for index, record in enumerate(log.records):
        if saved_at and index == saved_at:
            replayed.saved_number = _number(replayed)
            replayed.saved_plan = codec.canonical(plan.to_json())
        try:
            _play(replayed, record, numbers)
        except (SmrjError, IndexError, KeyError, TypeError, AttributeError, ValueError):
            replayed.whole = False
            break
    return replayed


def _number(replayed: Replayed) -> int:
    return replayed.steps[replayed.index - 1].number if replayed.index else 0


def _base(log: Log) -> tuple[bytes, Plan]:
    try:
        content = (log.folder / journal.BASE).read_bytes()
        if hashlib.sha256(content).hexdigest() != log.header.base:
            raise JournalUnreadableError(name=log.header.title)
        return content, Plan.from_json(json.loads(content))
    except (OSError, ValueError, DataError) as error:
        raise JournalUnreadableError(name=log.header.title) from error


def _play(replayed: Replayed, record: dict[str, Any], numbers: Iterator[int]) -> None:
    kind = record["k"]
    if kind == "do":
        edit = edits.from_json(record["edit"])
        inverse = edits.apply(replayed.plan, edit).inverse
        step = Step(edit=edit, inverse=inverse, name=str(record["name"]), number=next(numbers))
        del replayed.steps[replayed.index :]
        replayed.steps.append(step)
        replayed.index += 1
    elif kind in ("undo", "redo"):
        stamp = codec.decode(Stamp, record["stamp"])
        at = replayed.index - 1 if kind == "undo" else replayed.index
        if at < 0:
            raise IndexError(at)
        step = replayed.steps[at]
        edits.apply(replayed.plan, edits.stamped(step.inverse if kind == "undo" else step.edit, stamp))
        replayed.index = at if kind == "undo" else at + 1
