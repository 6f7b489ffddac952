"""The journal: every committed edit, undo and redo of one document, on the disk before the window shows it.

A journal is a folder of its own in the user's local data folder:

- `base.json`: the plan as it was when the document was opened, as canonical JSON with its history;
- `journal.jsonl`: a header and then one record a line, in the order things happened;
- `lock`: held by the window that writes the journal, so that one nobody holds is one a crash left behind.

Format 1, see docs/spec/journal.md. Every line is a JSON object that begins with its check sum, which is taken
over the line and the check sum before it, so that no line can be lost, changed or moved unnoticed.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from smrj_desktop.domain import codec, edits
from smrj_desktop.domain.edits import Edit, Stamp
from smrj_desktop.io.disk import DISK, Disk, number_of, write_all, write_new
from smrj_desktop.io.process_lock import ProcessLock

VERSION = 1
SYNC_AFTER_S = 0.04
"""An edit waits so long for others before all are synced together."""
RETRY_S = 2.0
BASE, RECORDS, LOCK = "base.json", "journal.jsonl", "lock"
_SUM_DIGITS = 16
_PREFIX, _BETWEEN = '{"sum":"', '",'


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The first line of a journal: what was opened, and by whom.

    Attributes:
        base: SHA-256 of the bytes of `base.json`.
        plan: the hash of the base, all but its history.
        path: the plan's file, empty for one that has none yet.
        fingerprint: SHA-256 of that file's bytes as they were read.
        opened: when, ISO 8601 with offset.
    """

    version: int
    program: str
    base: str
    plan: str
    title: str
    path: str
    fingerprint: str
    opened: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a journal is begun with; `base` is the plan's canonical JSON with its history."""

    base: bytes
    plan_hash: str
    title: str
    path: Path | None
    fingerprint: str
    program: str
    opened: str


def pause_s(last_sync_s: float) -> float:
    """How long to wait for more edits before a sync, given how long the last one took.

    An edit made while a slow disk was syncing has waited already. So it is on the disk after at most 0.1 s
    where a sync takes up to 0.05 s.
    """
    return max(0.0, SYNC_AFTER_S - last_sync_s)


def line_of(record: dict[str, Any], before: str) -> tuple[bytes, str]:
    """A record as a line, and its check sum, given the check sum of the line before (empty for the first)."""
    body = codec.canonical(record)
    check = check_sum(body, before)
    return b'{"sum":"%b",%b\n' % (check.encode(), body[1:]), check


def remove(folder: Path) -> None:
    """Removes a journal; what cannot be removed stays."""
    if folder.is_dir():
        for path in folder.iterdir():
            with suppress(OSError):
                path.unlink()
        with suppress(OSError):
            folder.rmdir()


def check_sum(body: bytes, before: str) -> str:
    """The check sum of a line without its own `sum`, after a line that has the one `before`."""
    return hashlib.blake2b(before.encode() + body, digest_size=_SUM_DIGITS // 2).hexdigest()


def parse_line(line: bytes, before: str) -> tuple[dict[str, Any], str]:
    """The record in a whole line, and its check sum.

    Raises:
        ValueError: the line is not what was written after the one with the check sum `before`.
    """
    text = line.decode("utf-8", "surrogatepass")
    check, rest = text[len(_PREFIX) :][:_SUM_DIGITS], text[len(_PREFIX) + _SUM_DIGITS :]
    if not text.startswith(_PREFIX) or not rest.startswith(_BETWEEN):
        raise ValueError(line)
    body = "{" + rest[len(_BETWEEN) :]
    if check_sum(body.encode("utf-8", "surrogatepass"), before) != check:
        raise ValueError(line)
    record = json.loads(body)
    if not isinstance(record, dict):
        raise ValueError(line)  # noqa: TRY004 - a line that is no record is a damaged one
    return record, check


class Journal:
    """Writes one journal. No call raises for what the disk does: `trouble` says it, and writing is retried.

    A record is handed to the system before the call returns, so that the death of this process loses
    nothing; a thread syncs it within a tenth of a second, so that a power cut loses no more than that. What
    is not known to be synced is kept in memory and is written again where the disk refused it.
    """

    def __init__(
        self,
        root: Path,
        opened: Callable[[], Opened],
        *,
        disk: Disk = DISK,
        threaded: bool = True,
        on_trouble: Callable[[str], None] = lambda _number: None,
    ) -> None:
        """Writes nothing before `begin` or the first record.

        Args:
            root: the folder of all journals.
            opened: what the journal begins with; asked for once.
            disk: what is written to.
            threaded: False where the caller calls `sync` itself.
            on_trouble: told from any thread the number of the error for which nothing can be written, and ""
                when it can again.
        """
        self.folder = root / uuid4().hex
        self._opened: Callable[[], Opened] | None = opened
        self._disk, self._on_trouble = disk, on_trouble
        self._lock = threading.RLock()
        self._syncing = threading.Lock()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="smrj-journal", daemon=True)
        self._threaded, self._closed = threaded, False
        self._base: bytes | None = None
        self._held = ProcessLock(self.folder / LOCK)
        self._descriptor = -1
        self._synced_at = 0
        self._unsynced = bytearray()
        self._written = 0
        self._names_synced = False
        self._worth_keeping = False
        self._sum = ""
        self.trouble = ""

    @classmethod
    def adopt(
        cls,
        folder: Path,
        held: ProcessLock,
        *,
        length: int,
        last_sum: str,
        disk: Disk = DISK,
        threaded: bool = True,
        on_trouble: Callable[[str], None] = lambda _number: None,
    ) -> Journal:
        """Goes on writing a journal that was left behind, after its last sound line.

        Args:
            folder: the journal's folder.
            held: its lock, taken.
            length: how many bytes of it are sound; what stands behind them is cut off.
            last_sum: the check sum of the last sound line.
            disk, threaded, on_trouble: as for a new journal.
        """

        def never() -> Opened:
            raise AssertionError(folder)

        journal = cls(folder.parent, never, disk=disk, threaded=threaded, on_trouble=on_trouble)
        journal.folder, journal._held, journal._opened = folder, held, None
        journal._synced_at, journal._sum = length, last_sum
        journal._names_synced = journal._worth_keeping = True
        return journal

    # ---- what happens to a document

    def did(self, edit: Edit, name: str) -> None:
        """An edit was made, as a step called `name`."""
        self._worth_keeping = True
        self.append({"k": "do", "name": name, "edit": edits.to_json(edit)})

    def undid(self, stamp: Stamp) -> None:
        """The last step was undone."""
        self.append({"k": "undo", "stamp": codec.encode(stamp)})

    def redid(self, stamp: Stamp) -> None:
        """The last undone step was done again."""
        self.append({"k": "redo", "stamp": codec.encode(stamp)})

    def saving(self, path: Path, plan_hash: str) -> None:
        """The plan as it is now, with this hash, is about to be saved."""
        self.append({"k": "saving", "path": str(path), "plan": plan_hash})

    def saved(self, path: Path, fingerprint: str, plan_hash: str) -> None:
        """The save announced with this hash stands in the file, whose bytes have that SHA-256."""
        self.append({"k": "saved", "path": str(path), "fingerprint": fingerprint, "plan": plan_hash})

    def file(self, path: Path, fingerprint: str) -> None:
        """What stands in the file now was taken over, so that it is what the next save replaces."""
        self.append({"k": "file", "path": str(path), "fingerprint": fingerprint})

    # ---- writing

    def begin(self) -> None:
        """Writes the base and the header, so that the first edit need not wait for them."""
        with self._lock:
            if self._opened is None or self._closed:
                return
            self._make_header()
            self._flush()
        self._wake_thread()

    def append(self, record: dict[str, Any]) -> None:
        """Hands a record to the system; never raises."""
        with self._lock:
            if self._closed:
                return
            if self._opened is not None:
                self._make_header()
            self._take(record)
            self._flush()
        self._wake_thread()

    def sync(self) -> None:
        """Returns when all records so far have reached the disk, or `trouble` says why they have not."""
        with self._syncing:
            with self._lock:
                if self.trouble:
                    self._flush()
                descriptor, upto, names = self._descriptor, self._written, self._names_synced
                if self.trouble or descriptor < 0 or (names and not self._unsynced):
                    return
            try:
                self._disk.sync(descriptor)
                if not names:
                    self._disk.sync_folder(self.folder)
                    self._disk.sync_folder(self.folder.parent)
            except OSError as error:
                with self._lock:
                    self._fail(error)
                return
            with self._lock:
                if descriptor == self._descriptor:
                    del self._unsynced[: upto - self._synced_at]
                    self._synced_at, self._names_synced = upto, True

    def close(self, how: str = "") -> None:
        """Ends writing and lets go of the journal.

        Args:
            how: `saved` or `discarded`, which is recorded, so that nothing is offered for recovery; empty
                where the next start is to find the journal.
        """
        empty = bool(how) and not self._worth_keeping
        if how and not empty and self._opened is None:
            self.append({"k": "closed", "how": how})
        self.sync()
        if self.trouble:
            # there is no later call to write again what was refused
            self.sync()
        with self._lock:
            self._closed = True
            self._let_go()
        self._wake.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(1.0)
        self._held.free()
        if empty:
            remove(self.folder)

    def _make_header(self) -> None:
        assert self._opened is not None
        opened = self._opened()
        self._opened = None
        self._base = opened.base
        header = Header(
            version=VERSION,
            program=opened.program,
            base=hashlib.sha256(opened.base).hexdigest(),
            plan=opened.plan_hash,
            title=opened.title,
            path=str(opened.path) if opened.path else "",
            fingerprint=opened.fingerprint,
            opened=opened.opened,
        )
        self._take({"k": "header", **codec.encode(header)})

    def _take(self, record: dict[str, Any]) -> None:
        line, self._sum = line_of(record, self._sum)
        self._unsynced += line

    def _flush(self) -> None:
        """Hands to the system what it does not have yet; on failure all that is not synced is begun again."""
        try:
            if self._base is not None:
                self._write_base(self._base)
                self._base = None
            if self._descriptor < 0:
                self._open_records()
            write_all(self._disk, self._descriptor, bytes(self._unsynced[self._written - self._synced_at :]))
            self._written = self._synced_at + len(self._unsynced)
        except OSError as error:
            self._fail(error)
            return
        if self.trouble:
            self.trouble = ""
            self._on_trouble("")

    def _write_base(self, base: bytes) -> None:
        self._disk.make_folder(self.folder)
        self._held.take()
        # a piece of it may be left from an attempt that failed
        self._disk.remove(self.folder / BASE)
        write_new(self._disk, self.folder / BASE, base)

    def _open_records(self) -> None:
        path = self.folder / RECORDS
        try:
            self._descriptor = self._disk.open(path)
        except FileNotFoundError:
            self._descriptor = self._disk.create(path)
        # what stands behind the synced part may be torn, or lost without a word after a failed sync
        self._disk.truncate(self._descriptor, self._synced_at)
        self._disk.seek(self._descriptor, self._synced_at)
        self._written = self._synced_at

    def _fail(self, error: OSError) -> None:
        self._let_go()
        number = number_of(error)
        if number != self.trouble:
            self.trouble = number
            self._on_trouble(number)

    def _let_go(self) -> None:
        if self._descriptor >= 0:
            with suppress(OSError):
                self._disk.close(self._descriptor)
            self._descriptor = -1

    def _wake_thread(self) -> None:
        if self._threaded and self._thread.ident is None:
            self._thread.start()
        self._wake.set()

    def _run(self) -> None:
        last_sync_s = 0.0
        while True:
            self._wake.wait(RETRY_S if self.trouble else None)
            self._wake.clear()
            if self._closed:
                return
            time.sleep(pause_s(last_sync_s))
            begin = time.monotonic()
            self.sync()
            last_sync_s = time.monotonic() - begin
