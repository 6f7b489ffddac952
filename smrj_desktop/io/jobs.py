"""The jobs of the worker process: each takes a `progress` function and its arguments and gives plain data."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from smrj_desktop.domain import codec
from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.checks.mining import Proposal, propose
from smrj_desktop.domain.checks.review import Review
from smrj_desktop.domain.compare import Difference, compare
from smrj_desktop.domain.errors import FileError, SaveHeldError
from smrj_desktop.domain.merge import Merged, merge
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import (
    atomic,
    exchange_jobs,
    generations,
    print_jobs,
    recovery,
    report_workbook,
    saving,
    sharing,
    workbook_read,
)
from smrj_desktop.io.atomic import Saved
from smrj_desktop.io.generations import Generation
from smrj_desktop.io.lost_parts import what_would_be_lost
from smrj_desktop.io.origin import origin_of
from smrj_desktop.io.recovery import Step
from smrj_desktop.io.sharing import Claim, Holder, fingerprint

Say = Callable[[float, str], None]
Restriction = Literal["", "mail", "archive", "temporary", "generation", "denied"]
"""Why a file is not to be saved to, whoever else has it: it stands in a passing place, it is a kept
generation, or it may not be written."""
DiskState = Literal["none", "same", "ours", "changed", "missing", "unreadable"]
"""What became of a plan's file: there was none; it is as it was; a save of ours was finished in it; it is
somebody else's now; it is gone; it is no sound plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """A workbook that was read.

    Attributes:
        plan: canonical JSON with history.
        findings: all there is to say about the file, what a save could not keep included.
        fingerprint: SHA-256 of the file's bytes.
        plan_hash: the hash of all but the history.
        claim: whether the lock beside it is ours; None where none was asked for.
        restriction: why it is not to be saved to; empty where it may.
    """

    plan: bytes
    findings: tuple[Finding, ...]
    fingerprint: str
    plan_hash: str
    claim: Claim | None
    restriction: Restriction


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A document brought back from its journal; plans as canonical JSON with history.

    Attributes:
        plan: with all edits.
        steps, index, saved_number, whole: as `recovery.Replayed` has them.
        saved_plan: the state that was opened or saved last, and `saved_hash` its hash.
        path: its file; None where there was none.
        disk: what became of that file.
        fingerprint, known: SHA-256 of its bytes now, and as the journal knew them last.
    """

    plan: bytes
    steps: tuple[Step, ...]
    index: int
    saved_number: int
    saved_plan: bytes
    saved_hash: str
    whole: bool
    path: Path | None
    disk: DiskState
    fingerprint: str
    known: str
    claim: Claim | None
    restriction: Restriction


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """What stands in a file that was changed elsewhere, and what a merge would do with it."""

    plan: bytes
    plan_hash: str
    fingerprint: str
    merged: Merged


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the checks of a plan have found, as `Review` tells it."""

    findings: tuple[Finding, ...]
    holds: bool | None
    exhausted: bool


def open_workbook(progress: Say, *, path: Path, me: Holder | None = None) -> OpenedFile:
    """The plan in a workbook, and all there is to say about the file.

    The lock beside it is taken first, so that what is read is what it holds from then on.
    """
    progress(0.0, "worker.reading")
    restriction = _restriction(path)
    claim = _claim(path, me, restriction)
    try:
        before = fingerprint(path)
        plan, findings = workbook_read.read(path)
        if fingerprint(path) != before:
            # somebody replaced it meanwhile
            before = fingerprint(path)
            plan, findings = workbook_read.read(path)
        progress(0.8, "worker.preparing")
        return OpenedFile(
            plan=codec.canonical(plan.to_json()),
            findings=(*findings, *what_would_be_lost(path)),
            fingerprint=before,
            plan_hash=plan.whole_hash(),
            claim=claim,
            restriction=restriction,
        )
    except BaseException:
        if me:
            sharing.release(path, me)
        raise


def save(
    progress: Say,
    *,
    plan: bytes,
    path: Path,
    keep_from: Path | None = None,
    terms: sharing.Terms | None = None,
    claim: bool = False,
) -> Saved:
    """Writes a plan (canonical JSON) as a workbook; `keep_from` as `workbook_write.write` takes it.

    Args:
        progress: told how far it is.
        plan, path, keep_from: what is written where.
        terms: on what terms the file may be replaced.
        claim: whether the lock beside the file is to be taken first, because it is another file than before.
    """
    progress(0.0, "worker.preparing")
    terms = terms or sharing.Terms()
    content = _plan(plan)
    taken = sharing.claim(path, terms.me) if claim and terms.me else None
    if taken and not taken.mine and taken.holder and not taken.stale:
        raise SaveHeldError(name=path.name, user=taken.holder.user, host=taken.holder.host)
    progress(0.3, "worker.writing")
    try:
        return saving.save(content, path, keep_from, lambda: datetime.now(UTC), terms)
    except BaseException:
        if claim and terms.me:
            sharing.release(path, terms.me)
        raise


def take_over(progress: Say, *, path: Path, me: Holder) -> Claim:
    """Takes the lock of a plan from somebody who left it behind."""
    progress(0.0, "worker.reading")
    return sharing.take_over(path, me)


def recover(progress: Say, *, folder: Path, me: Holder | None = None) -> Recovered:
    """Brings a document back from its journal, and looks what became of its file."""
    progress(0.0, "worker.reading")
    log = recovery.read(folder)
    path = log.path
    restriction = _restriction(path) if path else ""
    claim = _claim(path, me, restriction) if path else None
    disk, now, ours = _state_of(path, log)
    progress(0.3, "worker.preparing")
    replayed = recovery.replay(log, ours=ours)
    return Recovered(
        plan=codec.canonical(replayed.plan.to_json()),
        steps=tuple(replayed.steps),
        index=replayed.index,
        saved_number=replayed.saved_number,
        saved_plan=replayed.saved_plan,
        saved_hash=_plan(replayed.saved_plan).whole_hash(),
        whole=replayed.whole,
        path=path,
        disk=disk,
        fingerprint=now,
        known=log.fingerprint,
        claim=claim,
        restriction=restriction,
    )


def _restriction(path: Path) -> Restriction:
    if origin := origin_of(path):
        return origin
    if generations.holds(path):
        return "generation"
    return "denied" if path.exists() and not os.access(path, os.W_OK) else ""


def _claim(path: Path, me: Holder | None, restriction: Restriction) -> Claim | None:
    """Takes the lock of a plan that may be saved to, and clears away what killed processes left beside it."""
    if me is None or restriction or not path.exists():
        return None
    atomic.sweep(path, time.time())
    return sharing.claim(path, me)


def _state_of(path: Path | None, log: recovery.Log) -> tuple[DiskState, str, str]:
    """What became of a file since its journal last knew it, its SHA-256 now, the hash of our plan in it."""
    if path is None:
        return "none", "", ""
    try:
        now = fingerprint(path)
    except OSError:
        return "unreadable", "", ""
    if not now:
        return "missing", "", ""
    if now == log.fingerprint:
        return "same", now, ""
    try:
        plan, _ = workbook_read.read(path)
    except FileError:
        return "unreadable", now, ""
    plan_hash = plan.whole_hash()
    return ("ours", now, plan_hash) if plan_hash in log.announced else ("changed", now, "")


def compare_plans(progress: Say, *, old: bytes | Path, new: bytes | Path) -> list[Difference]:
    """How two plans differ, each given as canonical JSON or as the workbook it stands in."""
    progress(0.0, "worker.reading")
    return compare(_any_plan(old), _any_plan(new))


def merge_file(progress: Say, *, base: bytes, mine: bytes, path: Path) -> Theirs:
    """What somebody else wrote into a file since it was `base`, and how it goes together with `mine`."""
    progress(0.0, "worker.reading")
    before = fingerprint(path)
    theirs, _ = workbook_read.read(path)
    progress(0.6, "worker.preparing")
    return Theirs(
        plan=codec.canonical(theirs.to_json()),
        plan_hash=theirs.whole_hash(),
        fingerprint=before,
        merged=merge(_plan(base), _plan(mine), theirs),
    )


def list_generations(progress: Say, *, path: Path) -> list[Generation]:
    """The earlier generations of a file, the latest first."""
    progress(0.0, "worker.reading")
    return generations.of(path)


def check(progress: Say, *, plan: bytes) -> Checked:
    """Checks a plan (canonical JSON): all there is to find, with the cells that may be wrong."""
    progress(0.0, "worker.checking")
    review = Review(_plan(plan))
    progress(0.3, "worker.checking")
    review.complete()
    return Checked(findings=tuple(review.findings()), holds=review.holds, exhausted=review.exhausted)


def export_report(progress: Say, *, plan: bytes, path: Path) -> None:
    """Checks a plan (canonical JSON) and writes the report as a workbook."""
    progress(0.0, "worker.checking")
    content = _plan(plan)
    review = Review(content)
    review.complete()
    progress(0.6, "worker.writing")
    report_workbook.write(content, review, path)


def mine(progress: Say, *, plan: bytes, last: Path | None = None) -> list[Proposal]:
    """The ties that a plan's figures suggest, and those of last year's file where one is given."""
    progress(0.0, "worker.mining")
    return propose(_plan(plan), workbook_read.read(last)[0] if last else None)


def _plan(content: bytes) -> Plan:
    return Plan.from_json(json.loads(content))


def _any_plan(source: bytes | Path) -> Plan:
    return _plan(source) if isinstance(source, bytes) else workbook_read.read(source)[0]


JOBS: dict[str, Callable[..., Any]] = {
    "open": open_workbook,
    "save": save,
    "take_over": take_over,
    "recover": recover,
    "compare": compare_plans,
    "merge": merge_file,
    "generations": list_generations,
    "check": check,
    "mine": mine,
    "export_report": export_report,
    **exchange_jobs.JOBS,
    **print_jobs.JOBS,
}
