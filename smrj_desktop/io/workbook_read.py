"""Reads the native workbook: the stored plan first, then what a person changed on the visible sheets.

A figure, text or target that was changed by hand wins; what cannot be taken over keeps the stored value and
becomes a finding. Nothing is ever taken over silently.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from smrj_desktop.domain.checks.finding import Finding, Place
from smrj_desktop.domain.edits import Stamp
from smrj_desktop.domain.errors import DamagedPayloadError, DataError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.package_scan import open_package
from smrj_desktop.io.workbook_cells import SeenSheet, WorkbookCells
from smrj_desktop.io.workbook_compare import note
from smrj_desktop.io.workbook_figures import read_statement
from smrj_desktop.io.workbook_texts import read_cover, read_indicators, read_measures


def read(path: Path, stamp: Stamp | None = None) -> tuple[Plan, list[Finding]]:
    """The plan in a workbook, and all that is not as the program wrote it.

    Args:
        path: the file.
        stamp: who and when changes made by hand are entered in the history as; none are without it.

    Raises:
        FileError: one of its kinds, where the file is no sound workbook of a plan.
    """
    with open_package(path) as package:
        cells = WorkbookCells(package)
        plan = _stored(path, cells)
        return plan, _take_over(plan, cells, stamp)


def read_beside(path: Path) -> tuple[Plan, Plan, list[Finding]]:
    """The plan as the program stored it in a workbook, and what `read` gives. Raises as that does."""
    with open_package(path) as package:
        cells = WorkbookCells(package)
        stored = _stored(path, cells)
        plan = stored.copy()
        return stored, plan, _take_over(plan, cells, None)


def _take_over(plan: Plan, cells: WorkbookCells, stamp: Stamp | None) -> list[Finding]:
    """Changes the plan by what was changed on the visible sheets, and tells what was found."""
    findings: list[Finding] = []
    for key, (place, reader) in _readers(plan, stamp).items():
        titles = cells.titles(key)
        if not titles:
            findings.append(note("sheet_missing", place, sheet=layout.titles(plan)[key]))
            continue
        findings += [note("sheet_double", place, sheet=copy, read=titles[0]) for copy in titles[1:]]
        findings += reader(cells.sheet(titles[0]))
    return findings


def _stored(path: Path, cells: WorkbookCells) -> Plan:
    payload = cells.payload()
    try:
        content = layout.payload_json(payload)
        if content is None:
            raise DamagedPayloadError(name=path.name)
        return Plan.from_json(content)
    except (DataError, ArithmeticError, AttributeError, LookupError, RecursionError, ValueError) as error:
        # whoever makes a payload with sound check digits can put anything into it
        raise DamagedPayloadError(name=path.name) from error


_Reader = Callable[[SeenSheet], list[Finding]]


def _readers(plan: Plan, stamp: Stamp | None) -> dict[str, tuple[Place, _Reader]]:
    """For every visible sheet of ours what it is about and who reads it."""
    texts = {layout.COVER: read_cover, layout.MEASURES: read_measures, layout.INDICATORS: read_indicators}
    return {
        **{key: (Place(), partial(reader, plan, stamp)) for key, reader in texts.items()},
        **{
            layout.statement_key(table): (
                Place(statement=table.statement, account=table.account),
                partial(read_statement, plan, table, stamp),
            )
            for table in plan.tables
        },
    }
