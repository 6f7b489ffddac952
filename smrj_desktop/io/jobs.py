"""The jobs of the worker process: each takes a `progress` function and its arguments and gives plain data."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smrj_desktop.domain import codec
from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import machine_form, workbook_read, workbook_write
from smrj_desktop.io.atomic import Saved
from smrj_desktop.io.lost_parts import what_would_be_lost

Say = Callable[[float, str], None]


def open_workbook(progress: Say, *, path: Path) -> tuple[bytes, tuple[Finding, ...]]:
    """The plan in a workbook as canonical JSON, and all there is to say about the file.

    That includes what a save could not keep, so that it is known before the first one.
    """
    progress(0.0, "worker.reading")
    plan, findings = workbook_read.read(path)
    progress(0.8, "worker.preparing")
    return codec.canonical(plan.to_json()), (*findings, *what_would_be_lost(path))


def save(progress: Say, *, plan: bytes, path: Path, keep_from: Path | None = None) -> Saved:
    """Writes a plan (canonical JSON) as a workbook; `keep_from` as `workbook_write.write` takes it."""
    progress(0.0, "worker.preparing")
    content = _plan(plan)
    progress(0.3, "worker.writing")
    return workbook_write.write(content, path, keep_from, clock=lambda: datetime.now(UTC))


def export_machine(progress: Say, *, plan: bytes, path: Path) -> int:
    """Writes a plan (canonical JSON) in the machine form; the number of rows."""
    progress(0.0, "worker.preparing")
    content = _plan(plan)
    progress(0.3, "worker.writing")
    return machine_form.write(content, path)


def _plan(content: bytes) -> Plan:
    return Plan.from_json(json.loads(content))


JOBS: dict[str, Callable[..., Any]] = {
    "open": open_workbook,
    "save": save,
    "export_machine": export_machine,
}
