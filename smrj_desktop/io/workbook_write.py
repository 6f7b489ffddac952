"""Writes the native workbook, beside a user's own sheets, and proves it before it replaces anything."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

import openpyxl

from smrj_desktop.domain.errors import FileError, SaveUnverifiedError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import atomic, package_write
from smrj_desktop.io.atomic import Around, Saved
from smrj_desktop.io.disk import DISK, Disk, write_new
from smrj_desktop.io.lost_parts import what_would_be_lost
from smrj_desktop.io.package_scan import open_package, told
from smrj_desktop.io.workbook_cells import WorkbookCells
from smrj_desktop.io.workbook_layout import (
    is_statement_key,
    payload_cells,
    sheet_keys,
    stored_titles,
    word,
)
from smrj_desktop.io.workbook_layout import titles as sheet_titles
from smrj_desktop.io.workbook_sheets import Sheets, new_workbook

Clock = Callable[[], datetime]


def write(
    plan: Plan,
    path: Path,
    keep_from: Path | None = None,
    clock: Clock | None = None,
    *,
    around: Around = atomic.alone,
    disk: Disk = DISK,
) -> Saved:
    """Writes a plan as a workbook. The same plan, sheets and time give the same bytes.

    The file is written beside `path`, read back, and only then put in its place; on any failure `path` is as
    it was.

    Args:
        plan: the plan.
        path: the workbook to write or replace.
        keep_from: the workbook the plan came from, whose other sheets, titles and order are kept. One that is
            gone or can no longer be read is left out, and is not overwritten without a copy.
        clock: the document's time; the plan's date where there is none.
        around, disk: as `atomic.write` takes them.

    Raises:
        FileError: one of those `atomic.write` raises, `SaveUnverifiedError` too where what was written did
            not read back as the plan.
    """
    payload = payload_cells(plan)
    workbook, sheets, whole = _prepared(plan, keep_from, payload)
    modified = clock() if clock else _time_of(plan)
    content = package_write.packed(workbook, sheets.rows, title=plan.profile.title, modified=modified)
    kept: list[Path] = []

    @contextmanager
    def keeping(target: Path) -> Iterator[Path | None]:
        with around(target) as copy:
            if not whole and target.exists():
                kept.append(_copy_beside(path, disk))
            yield copy

    atomic.write(
        path, content, verify=lambda staged: _verify(staged, path.name, payload), around=keeping, disk=disk
    )
    return Saved(path, next(iter(kept), None), atomic.digest(content))


def _verify(temporary: Path, name: str, payload: list[str]) -> None:
    """Reads a file back: every part whole by its check sum and sound XML, the stored plan as it was given.

    What the visible sheets say follows from the same plan; that they read back as nothing else is tested
    with random plans, and reading them again here would double the time of every save.
    """
    try:
        with open_package(temporary) as package, told(name):
            for part in package.names:
                content = package.read(part)
                if part.endswith((".xml", ".rels", ".vml")):
                    ParserCreate().Parse(content, True)
            same = WorkbookCells(package).payload() == payload
    except (FileError, ExpatError) as error:
        raise SaveUnverifiedError(name=name) from error
    if not same:
        raise SaveUnverifiedError(name=name)


def _prepared(plan: Plan, keep_from: Path | None, payload: list[str]) -> tuple[Any, Sheets, bool]:
    """The workbook with all our sheets in place, and whether all that was in `keep_from` is still there."""
    try:
        gone = keep_from is None or not keep_from.exists()
    except OSError:
        # the share it stands on is lost, which must not keep the plan from being saved elsewhere
        return *_arranged(plan, new_workbook(), [], payload), False
    if keep_from is None or gone:
        return *_arranged(plan, new_workbook(), [], payload), True
    try:
        known = _sheets_of(plan, keep_from)
        whole = not what_would_be_lost(keep_from)
        workbook = new_workbook() if all(key for _, key in known) else _load(keep_from)
    except FileError:
        return *_arranged(plan, new_workbook(), [], payload), False
    return *_arranged(plan, workbook, known, payload), whole


def _sheets_of(plan: Plan, path: Path) -> list[tuple[str, str]]:
    """Titles in order with our keys; a user's own sheet, or a copy of one of ours, has none.

    A sheet whose title nobody has changed gets the one it has in the plan now.
    """
    ours, seen = set(sheet_keys(plan)), set[str]()
    with open_package(path) as package:
        cells = WorkbookCells(package)
        found, former = cells.keys, _former_titles(cells)
    present, result = sheet_titles(plan, taken=[title for title, key in found if not key]), []
    for title, key in found:
        # the sheet of an account that is no more is ours as well, and goes
        own = key not in seen and (key in ours or is_statement_key(key))
        seen.add(key)
        renamed = own and key in ours and title == former.get(key)
        result.append((present[key] if renamed else title, key if own else ""))
    return result


def _former_titles(cells: WorkbookCells) -> dict[str, str]:
    """The titles our sheets got when the workbook was written; none where it does not say."""
    try:
        return stored_titles(cells.payload())
    except FileError:
        return {}


def _load(path: Path) -> Any:
    """A user's workbook with all that openpyxl keeps of it."""
    with told(path.name), path.open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(stream, rich_text=True)


def _arranged(
    plan: Plan, workbook: Any, known: list[tuple[str, str]], payload: list[str]
) -> tuple[Any, Sheets]:
    """Builds our sheets in the order and under the titles they have in `known`, beside those not ours."""
    foreign = {title for title, key in known if not key}
    named = {key: title for title, key in known if key}
    sheets = Sheets(plan, workbook, payload)
    for worksheet in workbook.worksheets:
        if worksheet.title not in foreign:
            workbook.remove(worksheet)
    titles = {**sheet_titles(plan, taken=[title for title, _ in known]), **named}
    new = [titles[key] for key in sheet_keys(plan) if key not in named]
    for key in sheet_keys(plan):
        sheets.build(key, workbook.create_sheet(titles[key]))
    rank = {title: at for at, title in enumerate([*(title for title, _ in known), *new])}
    workbook._sheets.sort(key=lambda sheet: rank.get(sheet.title, len(rank)))  # noqa: SLF001
    workbook.active = next(at for at, s in enumerate(workbook._sheets) if s.sheet_state == "visible")  # noqa: SLF001
    for worksheet in workbook.worksheets:
        worksheet.sheet_view.tabSelected = worksheet is workbook.active
    return workbook, sheets


def _time_of(plan: Plan) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(plan.profile.date), datetime.min.time(), UTC)
    except ValueError:
        return None


def _copy_beside(path: Path, disk: Disk) -> Path:
    number = 1
    while True:
        suffix = word("kept_copy").format(number="" if number == 1 else number)
        copy = path.with_name(f"{path.stem}{suffix}{path.suffix}")
        if not copy.exists():
            write_new(disk, copy, disk.read(path))
            return copy
        number += 1
