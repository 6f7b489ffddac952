"""Workbooks for tests: plans with figures, edits by hand through openpyxl, other programs' re-saves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from smrj_desktop import messages
from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure
from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.indicators import parse_target
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution
from smrj_desktop.io import builtin, package_write, workbook_read, workbook_write
from tests.support.plans import cell, put, small_plan

BUDGET = "予算・一般"

NASTY = (
    "=1+1", "+1", "-1", "@x", "'quoted", "#N/A", "TRUE", "1,234", "0012", "2023-03-30", "  lead and trail  ",
    "a\r\nb\rc\nd", "tab\there", "\x00\x01\x1f", "_x0041_", "_x005F_x0041_", "x005F_", "<b>&amp;</b>",
    "\ufffe\uffff", "\u2028\u2029\x85", "𠮷野家", "　全角　", "e\u0301", "\n\n a", "\t", "a" * 40_000, "100%",
    "△ 5", "\xa0", "\u200b", "]]>", "1E5", " ", "\ufeffBOM", "\x7f\x80\x9f", "_x000D_", "ｱｲｳ", "漢\ufe00字",
)  # fmt: skip


def filled_plan() -> Plan:
    """The small plan with figures of every kind, stated totals, a build-up, an indicator with a target."""
    plan = small_plan()
    for at, (line, column) in enumerate(
        (line, column)
        for line in ("grant", "other_revenue", "operating_cost")
        for column in ("a1", "a2", "b")
    ):
        put(plan, line, column, Figure(1000 + 111 * at))
    put(plan, "other_revenue", "a1", NOTHING)
    put(plan, "other_revenue", "a2", TRACE)
    put(plan, "operating_cost", "b", Figure(-82))
    total = plan.figure(cell("income_total", "total"))
    edits.apply(plan, edits.StateTotal(cell=cell("income_total", "total"), figure=Figure(total.value + 1)))
    item = Contribution(key="c1", department="企画部", item="委託費", amount=1_499)
    edits.apply(plan, edits.PutContribution(cell=cell("grant", "b"), contribution=item, index=0))
    indicator = plan.indicators[0]
    changed = type(indicator)(
        key=indicator.key, section="I-1", name="支援者数", target=parse_target("5,000者以上"), core=True
    )
    edits.apply(plan, edits.SetIndicator(indicator=changed))
    return plan


@cache
def built_in_book() -> bytes:
    """The built-in plan as a workbook; the same bytes each time it is written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "p.xlsx")
        workbook_write.write(builtin.load(), path)
        return path.read_bytes()


def nasty_plan() -> Plan:
    """The filled plan with passages whose texts, marks and keys spreadsheet programs like to change."""
    plan = filled_plan()
    for at, text in enumerate(NASTY):
        passage = Passage(
            key=f"n {at}/_x0041_漢",
            kind=PassageKind.PASSAGE,
            parent="II",
            mark=text[:5],
            text=text,
            repeat_of=text[:9],
        )
        edits.apply(plan, edits.InsertPassage(passage=passage, index=at))
    return plan


def address(worksheet: Any, row_key: str, column_key: str) -> Any:
    """The cell of a sheet of ours by its keys, found as any program would: by the hidden row and column."""
    row = next(c.row for c in worksheet["A"] if c.value == row_key)
    column = next(c.column for c in worksheet[1] if c.value == column_key)
    return worksheet.cell(row, column)


def by_hand(path: Path, change: Callable[[Any], None]) -> None:
    """Changes a workbook as a person would, through openpyxl; the values of formulas are gone then."""
    workbook = openpyxl.load_workbook(path)
    change(workbook)
    workbook.save(path)


def type_into(path: Path, title: str, row_key: str, column_key: str, value: object) -> None:
    """Types a value into one cell."""

    def change(workbook: Any) -> None:
        address(workbook[title], row_key, column_key).value = value

    by_hand(path, change)


def replace_in_part(path: Path, part: str, pattern: str, replacement: str) -> None:
    """Changes the text of a part of the package in place; the pattern must be there."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text, count = re.subn(pattern, replacement, parts[part].decode())
    assert count, pattern
    parts[part] = text.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def sheet_part(path: Path, title: str) -> str:
    """The part a sheet stands in."""
    return (
        f"xl/worksheets/sheet{openpyxl.load_workbook(path, read_only=True).sheetnames.index(title) + 1}.xml"
    )


def put_together_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of what becomes of a workbook's bytes gets those of the same plan, file before and time anew."""
    prepare, pack = workbook_write._prepared, package_write.packed
    known: dict[Any, Any] = {}

    def prepared(plan: Plan, keep_from: Path | None, payload: list[str]) -> Any:
        before = keep_from.read_bytes() if keep_from and keep_from.exists() else None
        key = tuple(payload), before
        if key not in known:
            known[key] = prepare(plan, keep_from, payload)
        return known[key]

    def packed(workbook: Any, rows: Any, **about: Any) -> bytes:
        key = id(workbook), *about.items()
        if key not in known:
            known[key] = pack(workbook, rows, **about)
        return known[key]

    monkeypatch.setattr(workbook_write, "_prepared", prepared)
    monkeypatch.setattr(package_write, "packed", packed)


def needs(program: str) -> str:
    """A program's path; without it the test is skipped, but fails where everything must be there."""
    found = shutil.which(program)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is not installed")
        pytest.skip(f"{program} is not installed")
    return found


def through_libreoffice(path: Path, folder: Path) -> Path:
    """The file as LibreOffice saves it, all formulas recalculated."""
    return _converted(path, folder, "xlsx:Calc MS Excel 2007 XML") / path.name


def pasted_into_libreoffice(html: str, folder: Path) -> list[list[Any]]:
    """The cells, as openpyxl reads them, that LibreOffice makes of HTML on the clipboard."""
    page = folder / "copied.html"
    page.write_text(html, encoding="utf-8")
    form = "xlsx:Calc MS Excel 2007 XML"
    out = _converted(page, folder, form, "--infilter=calc_HTML_WebQuery") / "copied.xlsx"
    return [list(row) for row in openpyxl.load_workbook(out).worksheets[0].iter_rows()]


def printed_text(path: Path, folder: Path) -> str:
    """The text of the workbook as LibreOffice prints it."""
    return text_of_pdf(saved_as(path, folder, "pdf"))


def text_of_pdf(pdf: Path) -> str:
    """The text of a PDF document, line by line as it stands on its pages."""
    done = subprocess.run([needs("pdftotext"), "-layout", str(pdf), "-"], check=True, capture_output=True)
    return done.stdout.decode()


def written_text(path: Path, folder: Path) -> str:
    """The text of a Word document as LibreOffice reads it, each paragraph on a line of its own."""
    needs("lowriter")
    text = _converted(path, folder, "txt:Text (encoded):UTF8") / f"{path.stem}.txt"
    return text.read_text(encoding="utf-8-sig")


def saved_as(path: Path, folder: Path, ending: str) -> Path:
    """The file as LibreOffice saves it in another format, such as `ods` or `xls`."""
    return _converted(path, folder, ending) / f"{path.stem}.{ending}"


def _converted(path: Path, folder: Path, form: str, *options: str) -> Path:
    out = folder / "libreoffice"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [
            *(needs("soffice"), "--headless", profile, *options),
            *("--convert-to", form, "--outdir", str(out), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return out


def through_gnumeric(path: Path, folder: Path) -> Path:
    """The file as Gnumeric saves it, all formulas recalculated."""
    out = folder / "gnumeric"
    out.mkdir()
    subprocess.run(
        [needs("ssconvert"), "--recalc", str(path), str(out / path.name)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return out / path.name


def cells_of(plan: Plan) -> list[CellKey]:
    """Every cell of every table of the plan that prints a figure."""
    return [
        CellKey(*key, line.key, column.key)
        for key, table in plan.tables.items()
        for line in table.template.lines.nodes
        if not line.heading
        for column in table.template.columns.nodes
    ]


def kinds(findings: Iterable[Finding]) -> list[str]:
    """The findings' kinds; every one of them can be said in a sentence."""
    found = list(findings)
    assert all(messages.text(f"finding.{item.kind}", **item.parameters) for item in found)
    return [item.kind for item in found]


def read(path: Path) -> tuple[Plan, list[str]]:
    """The plan in a workbook and the kinds of what was found."""
    plan, findings = workbook_read.read(path)
    return plan, kinds(findings)


def unchanged(plan: Plan) -> bool:
    """Whether a plan is the filled one."""
    return plan.content_hash() == filled_plan().content_hash()
