"""The plan's figures for machines: one row a printed cell, as CSV or as a workbook by the file's ending."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from openpyxl.styles import Font

from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import atomic, package_write
from smrj_desktop.io.package_write import Palette, Put, Row
from smrj_desktop.io.workbook_layout import statement_title, word
from smrj_desktop.io.workbook_sheets import new_workbook
from smrj_desktop.io.workbook_styles import FACE, SIZE_POINTS

COLUMNS = (
    "fiscal_year",
    "statement",
    "account",
    "section",
    "line",
    "segment",
    "class",
    "value",
    "mark",
    "unit",
    "role",
)


class MachineRow(NamedTuple):
    """A printed cell; `value` is None for `-` and for a blank cell. The fields are `COLUMNS` in order."""

    fiscal_year: int
    statement: str
    account: str
    section: str
    line: str
    segment: str
    accounting_class: str
    value: int | None
    mark: str
    unit: str
    role: str


def rows(plan: Plan) -> Iterator[MachineRow]:
    """Every printed cell in the order of the printed tables."""
    for key, table in plan.tables.items():
        template, sheet = table.template, table.sheet()
        account = plain_label(plan.account(key.account).label)
        for row, line in enumerate(template.lines.nodes):
            if line.heading:
                continue
            for at, column in enumerate(template.columns.nodes):
                figure = sheet.figure(row, at)
                yield MachineRow(
                    plan.profile.fiscal_year,
                    statement_title(key.statement),
                    account,
                    plain_label(line.section),
                    plain_label(line.label),
                    plain_label(column.segment),
                    plain_label(column.accounting_class),
                    None if figure.mark == "-" else figure.amount,
                    figure.mark,
                    plan.profile.entry_unit,
                    template.role(row, at),
                )


def write(plan: Plan, path: Path) -> int:
    """Writes the machine form, a workbook where `path` ends in `.xlsx`, else CSV (UTF-8 with BOM, CRLF).

    Returns:
        How many rows were written.

    Raises:
        SaveDeniedError: the target is in use or may not be written.
        SaveFailedError: it cannot be written.
    """
    found = list(rows(plan))
    content = _workbook(plan, found) if path.suffix.lower() == ".xlsx" else _csv(found)
    atomic.write(path, content)
    return len(found)


def _csv(found: list[MachineRow]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in found:
        writer.writerow(
            item if name == "mark" else _inert(item) for name, item in zip(COLUMNS, row, strict=True)
        )
    return stream.getvalue().encode("utf-8-sig", errors="replace")


def _workbook(plan: Plan, found: list[MachineRow]) -> bytes:
    workbook = new_workbook()
    sheet = workbook.active
    sheet.title = word("machine")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:K{len(found) + 1}"
    palette = Palette(workbook)
    plain = palette.style(font=Font(name=FACE, size=SIZE_POINTS))
    head = palette.style(font=Font(name=FACE, size=SIZE_POINTS, bold=True))
    body = [Row([Put(name, head) for name in COLUMNS])]
    body += [Row([Put(None if item == "" else item, plain) for item in row]) for row in found]
    return package_write.packed(workbook, {sheet.title: body}, title=plan.profile.title, modified=None)


_OUTER_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")


def plain_label(label: str) -> str:
    """A label without inner spaces and outer brackets: `共 通` and `（計）` are `共通` and `計`."""
    plain = "".join(label.split())
    match = _OUTER_BRACKETS.fullmatch(plain)
    return match[1] if match else plain


def _inert(item: str | int | None) -> str | int | None:
    """A text that a spreadsheet program would take for a formula gets an apostrophe in front."""
    return f"'{item}" if isinstance(item, str) and item.startswith(("=", "+", "-", "@", "\t", "\r")) else item
