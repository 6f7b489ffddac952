"""Print forms for tests: a plan with everything in it that could leave, and what the sheets of a file say."""

from __future__ import annotations

import re
import warnings
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure, Rounding, Unit, round_exact, show
from smrj_desktop.domain.cell_notation import parse_sum, zero_mark
from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.edit_kinds import PutNote
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution, cell_at
from smrj_desktop.io import builtin, print_form
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.print_form_formulas import CORNER
from tests.support.workbooks import NASTY, cells_of

AUTHOR, NOTE, SETTLED, ASTRAY = "kaita-hito", "=naisho-no-memo\n二行目", "sunda-memo", "maigo-no-memo"
FINER = "予算・一般（千円）"
FORMULAS: dict[str, Any] = {"totals": "formulas", "thousand": True}
AT = "2023-03-01T09:00:00+09:00"
BUILD_UPS = (
    (Contribution(key="c", department="企画部", item="委託費", amount=1_499),) * 3,
    (Contribution(key="c", department="企画部", item="返還", amount=-2_500),),
    (Contribution(key="c", department="企画部", item="端数", amount=1_234_567_891, unit=Unit.YEN),),
    (Contribution(key="c", department="企画部", item="少額", amount=400),),
)


def options(**chosen: Any) -> PrintOptions:
    """Options with a version and a date."""
    return PrintOptions(version="第2案 <確認用>", date="令和5年3月30日", **chosen)


def built_up_cells(plan: Plan) -> list[CellKey]:
    """Leaves of one table of the built-in plan, which get the build-ups."""
    template = plan.tables[next(iter(plan.tables))].template
    rows, columns = range(len(template.lines)), range(len(template.columns))
    leaves = [(row, column) for row in rows for column in columns if template.is_leaf(row, column)]
    return [cell_at(template, *at) for at in leaves[:: len(leaves) // len(BUILD_UPS)][: len(BUILD_UPS)]]


def full_plan() -> Plan:
    """The built-in plan with build-ups, odd texts, notes and a history."""
    plan = builtin.load()
    stamp = edits.Stamp(author=AUTHOR, at=AT)
    for cell, items in zip(built_up_cells(plan), BUILD_UPS, strict=True):
        for at, item in enumerate(items):
            named = Contribution(
                key=f"c{at}", department=item.department, item=item.item, amount=item.amount, unit=item.unit
            )
            edit = edits.PutContribution(cell=cell, contribution=named, index=at, stamp=stamp)
            edits.apply(plan, edit)
    for at, text in enumerate(NASTY):
        passage = Passage(key=f"n{at}", kind=PassageKind.PASSAGE, parent="II", mark=text[:5], text=text)
        edits.apply(plan, edits.InsertPassage(passage=passage, index=at))
    places = {
        of_cell(built_up_cells(plan)[0]): NOTE,
        "I-1-i1/target": NOTE,
        "I-1": NOTE,
        of_cell(built_up_cells(plan)[0]._replace(layer="outturn")): ASTRAY,
    }
    for at, (place, text) in enumerate(places.items()):
        note = Note(key=f"n{at}", place=place, text=text, author=AUTHOR, at=AT)
        edits.apply(plan, PutNote(note=note, stamp=stamp))
    settled = Note(
        key="s", place="I-2", text=SETTLED, author=AUTHOR, at=AT, resolved_by=AUTHOR, resolved_at=AT
    )
    edits.apply(plan, PutNote(note=settled, stamp=stamp))
    return plan


def without_values(path: Path) -> Path:
    """The file with the formulas alone, so that whoever opens it has to compute them."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", content))
    return path


def opened(path: Path, *, values: bool = False) -> Any:
    """A workbook as openpyxl reads it, with formulas or the values they had."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Gnumeric names no default style
        return openpyxl.load_workbook(path, data_only=values)


def write_form(plan: Plan, path: Path, chosen: PrintOptions) -> list[Finding]:
    """Writes a plan's print form; gives what its sender should know."""
    made, findings = print_form.content(plan, chosen)
    path.write_bytes(made)
    return findings


def written(plan: Plan, path: Path, **chosen: Any) -> Any:
    """The workbook of a plan's print form, with its formulas."""
    write_form(plan, path, options(**chosen))
    return opened(path)


def place_of(plan: Plan, key: CellKey) -> tuple[str, str]:
    """Where a cell of the plan stands: the sheet's title and the address."""
    at = plan.table(key).locate(key)
    return layout.titles(plan)[layout.statement_key(key.table)], CORNER.address(at)


def printed(workbook: Any, plan: Plan) -> dict[CellKey, str]:
    """What every cell of every table reads as."""
    titles = layout.titles(plan)
    found = {}
    for key in cells_of(plan):
        sheet = workbook[titles[layout.statement_key(key.table)]]
        found[key] = reads_as(sheet[CORNER.address(plan.table(key).locate(key))])
    return found


def reads_as(cell: Any) -> str:
    """A figure as its cell shows it."""
    if cell.value is None:
        return ""
    assert isinstance(cell.value, int), (cell.coordinate, cell.value)
    return show(Figure(cell.value)) if cell.value else zero_mark(cell.number_format)


def expected(plan: Plan) -> dict[CellKey, str]:
    """What every cell of every table of the plan prints."""
    figures = {key: table.sheet().figures() for key, table in plan.tables.items()}
    found = {}
    for key in cells_of(plan):
        row, column = plan.table(key).locate(key)
        found[key] = show(figures[key.table][row][column])
    return found


_ROUNDED = re.compile(r"=(ROUND|ROUNDDOWN)\('((?:[^']|'')+)'!([A-Z]+)(\d+)/(\d+),0\)")
_MODES = {"ROUND": Rounding.NEAREST, "ROUNDDOWN": Rounding.TRUNCATE}


def computed(workbook: Any, title: str, address: str) -> Fraction:
    """What a cell comes to, its formula worked out exactly; a formula with a constant in it is refused."""
    value = workbook[title][address].value
    if not isinstance(value, str):
        return Fraction(str(value or 0))
    if match := _ROUNDED.fullmatch(value):
        function, other, column, row, divisor = match.groups()
        exact = computed(workbook, other.replace("''", "'"), f"{column}{row}") / int(divisor)
        return Fraction(round_exact(exact, _MODES[function]))
    found = parse_sum(value)
    assert found and not found.constant, value
    return sum(
        (
            weight * computed(workbook, title, f"{column}{row}")
            for (column, row), weight in found.parts.items()
        ),
        Fraction(0),
    )
