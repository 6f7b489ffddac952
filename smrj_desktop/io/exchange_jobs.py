"""The jobs of the worker process about files for others and from others; `jobs` lists them with the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.exchange.found import Assigned
from smrj_desktop.domain.exchange.input_scope import InputOptions, InputScope
from smrj_desktop.domain.exchange.outcome import Outcome
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import incoming, merge_report, outgoing
from smrj_desktop.io.incoming import Incoming
from smrj_desktop.io.machine_form import Encoding

Say = Callable[[float, str], None]


def export_machine(progress: Say, *, plan: bytes, path: Path, encoding: Encoding = "utf-8-sig") -> int:
    """Writes a plan (canonical JSON) in the machine form; the number of rows."""
    progress(0.3, "worker.writing")
    return outgoing.machine(_plan(plan), path, when=_now(), encoding=encoding)


def export_ministry(
    progress: Say, *, plan: bytes, path: Path, options: PrintOptions, password: str = ""
) -> list[Finding]:
    """Writes a plan (canonical JSON) in the print form; what its reader should know."""
    progress(0.3, "worker.writing")
    return outgoing.ministry(_plan(plan), path, options, when=_now(), password=password)


def export_input(
    progress: Say,
    *,
    plan: bytes,
    path: Path,
    scopes: tuple[InputScope, ...],
    options: InputOptions,
    password: str = "",
) -> None:
    """Writes the input sheets of departments from a plan (canonical JSON)."""
    progress(0.3, "worker.writing")
    outgoing.to_departments(_plan(plan), path, scopes, options, when=_now(), password=password)


def read_incoming(
    progress: Say,
    *,
    path: Path,
    mine: bytes | None,
    passwords: tuple[str, ...] = (),
    assigned: tuple[Assigned, ...] = (),
    base: bytes | None = None,
) -> Incoming:
    """Reads a file of somebody else beside the plan now and the one that was sent (canonical JSON)."""
    return incoming.read(
        path,
        _plan(mine) if mine is not None else None,
        passwords=passwords,
        assigned=assigned,
        base=_plan(base) if base is not None else None,
        progress=progress,
    )


def export_merge_report(
    progress: Say, *, outcome: Outcome, plan: bytes, path: Path, file_name: str, base_version: str
) -> None:
    """Writes what became of what a file brought to a plan (canonical JSON)."""
    progress(0.3, "worker.writing")
    merge_report.write(
        outcome, _plan(plan), path, file_name=file_name, base_version=base_version, modified=_now()
    )


def _plan(content: bytes) -> Plan:
    return Plan.from_json(json.loads(content))


def _now() -> datetime:
    return datetime.now().astimezone()


JOBS: dict[str, Callable[..., Any]] = {
    "export_machine": export_machine,
    "export_ministry": export_ministry,
    "export_input": export_input,
    "read_incoming": read_incoming,
    "export_merge_report": export_merge_report,
}
