"""The check report as a workbook to print, and the witness of the joint proof on a sheet of its own."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from smrj_desktop.domain.amounts import NOTHING, show
from smrj_desktop.domain.checks.finding import cell_place
from smrj_desktop.domain.checks.review import Review
from smrj_desktop.domain.errors import ProofError
from smrj_desktop.domain.exact import decimal
from smrj_desktop.domain.grid import Grid, GridCell, Role, heads
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import atomic, check_report, grid_xlsx
from smrj_desktop.io.report_grid import report_grid
from smrj_desktop.messages import text

_WITNESS = ("table", "line", "column", "printed", "amount")


def write(plan: Plan, review: Review, path: Path) -> None:
    """Writes the report of a plan's checks, and exact amounts that prove it where there are such.

    Raises:
        SaveDeniedError: the target is in use or may not be written.
        SaveFailedError: it cannot be written.
    """
    grid = report_grid(plan, review.findings(), review.holds)
    sheets = {text("report.sheet"): grid}
    if amounts := _amounts(review):
        sheets[text("report.witness")] = _witness_grid(plan, amounts)
    atomic.write(path, grid_xlsx.content(sheets, title=grid.title))


def _amounts(review: Review) -> Sequence[tuple[CellKey, Fraction]]:
    try:
        return review.witness() if review.holds else ()
    except ProofError:
        return ()


def _witness_grid(plan: Plan, amounts: Sequence[tuple[CellKey, Fraction]]) -> Grid:
    return Grid(
        title=text("report.witness"),
        subtitle="",
        unit=plan.profile.entry_unit,
        note=text("report.witness_note", unit=plan.profile.entry_unit),
        header=(heads(text(f"report.witness_{name}") for name in _WITNESS),),
        rows=tuple(_witness_row(plan, cell, amount) for cell, amount in amounts),
        line_keys=(),
        column_keys=_WITNESS,
    )


def _witness_row(plan: Plan, cell: CellKey, amount: Fraction) -> tuple[GridCell, ...]:
    table = plan.table(cell)
    row, column = table.locate(cell)
    place = cell_place(table.template, row, column)
    names = (
        check_report.table_of(plan, place),
        "・".join(filter(None, (place.section, place.line))),
        "・".join(filter(None, (place.segment, place.accounting_class))),
    )
    figures = (show(table.sheet().figure(row, column)), decimal(amount) if amount else NOTHING.mark)
    return (
        *(GridCell(text=name) for name in names),
        *(GridCell(text=figure, role=Role.LEAF) for figure in figures),
    )
