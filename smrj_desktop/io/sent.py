"""What was sent to others: every file that leaves the house is remembered as a base for merging it back.

Of each plan a folder in the user's local data folder holds one file a content, and beside these one small
record a sending. A record stands by itself, so that several windows can write at once and nothing but itself
is lost with a damaged one.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from smrj_desktop import paths
from smrj_desktop.domain import codec
from smrj_desktop.domain.errors import DataError
from smrj_desktop.domain.exchange.errors import NotRememberedError
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import private_file
from smrj_desktop.io.atomic import digest
from smrj_desktop.io.disk import DISK, Disk, number_of

KEPT = 50
"""So many sendings of a plan to one recipient are remembered, whatever others are sent."""

_TIME = "%Y%m%dT%H%M%S%fZ"
_RECORD, _BASE = ".json", ".base"
_NUMBERED = re.compile(r"第(\d{1,6})版")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that was sent.

    Attributes:
        version: what the sender called it.
        content_hash: the plan's when the file was written.
        file_name: without folders.
        at: when, ISO 8601 with offset.
        kind: what it is: `ministry`, `machine` or `input`.
        recipient: whom it was for, such as a department; may be empty.
    """

    version: str
    content_hash: str
    file_name: str
    at: str
    kind: str
    recipient: str = ""


def remember(
    plan: Plan,
    version: str,
    file_name: str,
    when: datetime,
    kind: str,
    recipient: str = "",
    disk: Disk = DISK,
) -> Imprint:
    """Keeps what a plan holds, but for its history and notes, as it is in a file that was sent.

    Args:
        plan: the plan.
        version: what the sender calls it.
        file_name: the file's, without folders.
        when: with its offset from UTC.
        kind: as in `Sent`.
        recipient: as in `Sent`.
        disk: what is written to.

    Returns:
        What the file says of where it comes from.

    Raises:
        NotRememberedError: it cannot be kept; the file itself is not touched.
    """
    content = codec.canonical(plan.content())
    imprint = Imprint(plan.profile.id, version, digest(content))
    record = Sent(
        version=version,
        content_hash=imprint.content_hash,
        file_name=file_name,
        at=when.isoformat(timespec="seconds"),
        kind=kind,
        recipient=recipient,
    )
    written = codec.canonical(codec.encode(record))
    folder = _folder(plan.profile.id)
    name = f"{when.astimezone(UTC).strftime(_TIME)}-{digest(written)[:12]}{_RECORD}"
    try:
        if _content(imprint, disk) != content:
            private_file.put(disk, _base_path(imprint), gzip.compress(content, mtime=0))
        private_file.put(disk, folder / name, written)
    except OSError as error:
        raise NotRememberedError(name=file_name, number=number_of(error)) from error
    _prune(folder, disk)
    return imprint


def base(imprint: Imprint, disk: Disk = DISK) -> Plan | None:
    """The plan as it was sent; None where that is not known, or not as it was any more."""
    content = _content(imprint, disk)
    if content is None:
        return None
    try:
        return Plan.from_json(json.loads(content))
    except (DataError, ValueError):
        return None


def of(plan_id: str, disk: Disk = DISK) -> list[Sent]:
    """What was sent of a plan, the latest first."""
    return [record for path in _records(_folder(plan_id)) if (record := _record(path, disk))]


def next_version(plan_id: str) -> str:
    """What the next version of a plan is called where nobody calls it otherwise: 第1版, 第2版."""
    numbers = (_NUMBERED.fullmatch(record.version) for record in of(plan_id))
    return f"第{max((int(match[1]) for match in numbers if match), default=0) + 1}版"


def _folder(plan_id: str) -> Path:
    return paths.keep_dir() / "sent" / private_file.name_for(plan_id)


def _base_path(imprint: Imprint) -> Path:
    return _folder(imprint.plan_id) / f"{imprint.content_hash}{_BASE}"


def _content(imprint: Imprint, disk: Disk) -> bytes | None:
    """The canonical JSON that is kept; None where it is not there or is not what its name says."""
    try:
        content = gzip.decompress(disk.read(_base_path(imprint)))
    except (OSError, EOFError, zlib.error):
        return None
    return content if digest(content) == imprint.content_hash else None


def _records(folder: Path) -> list[Path]:
    """The records, the latest first: their names begin with the time in UTC."""
    return sorted(folder.glob(f"*{_RECORD}"), key=lambda path: path.name, reverse=True)


def _record(path: Path, disk: Disk) -> Sent | None:
    try:
        record = codec.decode(Sent, json.loads(disk.read(path)))
        datetime.fromisoformat(record.at)
    except (OSError, DataError, ValueError):
        return None
    return record


def _prune(folder: Path, disk: Disk) -> None:
    """Forgets all but each recipient's last sendings, and what no sending is of any more.

    What cannot be removed stays.
    """
    records = _records(folder)
    if len(records) <= KEPT:
        return
    to_each: Counter[tuple[str, str] | None] = Counter()
    dropped, kept = list[Path](), set[str]()
    for path in records:
        record = _record(path, disk)
        recipient = (record.kind, record.recipient) if record else None
        to_each[recipient] += 1
        if to_each[recipient] > KEPT:
            dropped.append(path)
        elif record:
            kept.add(record.content_hash)
    bases = [path for path in folder.glob(f"*{_BASE}") if path.stem not in kept] if dropped else []
    for path in dropped + bases:
        with suppress(OSError):
            disk.remove(path)
