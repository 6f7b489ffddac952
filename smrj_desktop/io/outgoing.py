"""Files that leave the house: written, protected where that is wanted, and remembered as bases of a merge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.exchange.input_scope import InputOptions, InputScope
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import atomic, bundle, input_sheets, machine_form, passwords, print_form, sent


def ministry(
    plan: Plan, path: Path, options: PrintOptions, *, when: datetime, password: str = ""
) -> list[Finding]:
    """Writes the print form.

    Args:
        plan: the plan.
        path: the target.
        options: how it is written.
        when: now, with its offset from UTC.
        password: of the workbook; none where it is empty.

    Returns:
        What the reader of the file should know, such as totals that stay values.

    Raises:
        FileError: it cannot be written, or (`NotRememberedError`) was written and cannot be remembered.
        PasswordError: the password is none that Excel takes.
    """
    content, findings = print_form.content(plan, options)
    atomic.write(path, passwords.protected(content, password))
    sent.remember(plan, options.version, path.name, when, "ministry")
    return findings


def machine(
    plan: Plan, path: Path, *, when: datetime, version: str = "", encoding: machine_form.Encoding
) -> int:
    """Writes the machine form; gives the number of rows.

    Raises:
        FileError: what `machine_form.write` raises, or `NotRememberedError`.
    """
    version = version or sent.next_version(plan.profile.id)
    rows = machine_form.write(plan, path, encoding, version)
    sent.remember(plan, version, path.name, when, "machine")
    return rows


def to_departments(
    plan: Plan,
    path: Path,
    scopes: Sequence[InputScope],
    options: InputOptions,
    *,
    when: datetime,
    password: str = "",
) -> None:
    """Writes the input sheets of departments: one workbook, or an archive of one for each.

    Raises:
        FileError, PasswordError: as `ministry`.
        NoOpenCellError: no cell is open to one of them.
    """
    contents = [input_sheets.content(plan, scope, options) for scope in scopes]
    files = dict(zip(input_sheets.file_names(scopes), contents, strict=True))
    if len(files) == 1:
        (content,) = files.values()
        atomic.write(path, passwords.protected(content, password))
    else:
        atomic.write(path, bundle.zipped(files, password))
    for scope in scopes:
        sent.remember(plan, options.version, path.name, when, "input", scope.department)
