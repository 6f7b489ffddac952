"""The plan's figures for machines: one row a printed cell, as CSV or as a workbook by the file's ending."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from openpyxl.styles import Font

from smrj_desktop.domain.errors import quoted
from smrj_desktop.domain.exchange.errors import NotInEncodingError
from smrj_desktop.domain.exchange.imprint import Imprint
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


Encoding = Literal["utf-8-sig", "cp932"]
"""Of CSV: UTF-8 with a byte order mark, or what Excel in Japan takes text files for."""


def write(plan: Plan, path: Path, encoding: Encoding = "utf-8-sig", version: str = "") -> int:
    """Writes the machine form, a workbook where `path` ends in `.xlsx`, else CSV with CRLF.

    Args:
        plan: the plan.
        path: the target.
        encoding: of CSV.
        version: what the sender calls this version; a workbook says so in its properties. In CSV nothing but
            the table stands.

    Returns:
        How many rows were written.

    Raises:
        NotInEncodingError: a label has a character that the encoding lacks.
        SaveDeniedError: the target is in use or may not be written.
        SaveFailedError: it cannot be written.
    """
    found = list(rows(plan))
    if path.suffix.lower() == ".xlsx":
        content = _workbook(plan, found, version)
    else:
        content = _encoded(found, encoding, path.name)
    atomic.write(path, content)
    return len(found)


def _encoded(found: list[MachineRow], encoding: Encoding, name: str) -> bytes:
    text = _csv(found)
    if encoding != "cp932":
        return text.encode(encoding, errors="replace")
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        character = text[error.start]
        label = next(item for row in found for item in row if isinstance(item, str) and character in item)
        raise NotInEncodingError(name=name, character=character, text=quoted(label)) from error


def _csv(found: list[MachineRow]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in found:
        writer.writerow(
            item if name == "mark" else _inert(item) for name, item in zip(COLUMNS, row, strict=True)
        )
    return stream.getvalue()


def _workbook(plan: Plan, found: list[MachineRow], version: str) -> bytes:
    workbook = new_workbook()
    sheet = workbook.active
    sheet.title = word("machine")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:K{len(found) + 1}"
    palette = Palette(workbook)
    plain = palette.style(font=Font(name=FACE, size=SIZE_POINTS))
    head = palette.style(font=Font(name=FACE, size=SIZE_POINTS, bold=True))
    text = palette.style(font=Font(name=FACE, size=SIZE_POINTS), quoted=True)
    body = [Row([Put(name, head) for name in COLUMNS])]
    body += [
        Row(
            [
                Put(None if item == "" else item, text if name != "mark" and _is_risky(item) else plain)
                for name, item in zip(COLUMNS, row, strict=True)
            ]
        )
        for row in found
    ]
    return package_write.packed(
        workbook,
        {sheet.title: body},
        title=plan.profile.title,
        modified=None,
        imprint=Imprint(plan.profile.id, version, plan.content_hash()),
    )


_OUTER_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")


def plain_label(label: str) -> str:
    """A label without inner spaces and outer brackets: `共 通` and `（計）` are `共通` and `計`."""
    plain = "".join(label.split())
    match = _OUTER_BRACKETS.fullmatch(plain)
    return match[1] if match else plain


def _inert(item: str | int | None) -> str | int | None:
    """A text that a spreadsheet program would take for a formula gets an apostrophe in front."""
    return f"'{item}" if _is_risky(item) else item


def _is_risky(item: str | int | None) -> bool:
    return isinstance(item, str) and bool(item) and (item[0] in "=+-@" or item[0] < " ")
