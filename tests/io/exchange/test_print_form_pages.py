from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from smrj_desktop.domain.amounts import LIMIT
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.domain.plan import Account
from smrj_desktop.domain.statements import Table
from smrj_desktop.domain.template import Axis, TableTemplate
from smrj_desktop.io import builtin, print_form
from tests.support import tree
from tests.support.plans import small_plan
from tests.support.print_forms import (
    ASTRAY,
    AUTHOR,
    FINER,
    FORMULAS,
    NOTE,
    SETTLED,
    full_plan,
    opened,
    options,
    place_of,
    written,
)
from tests.support.workbooks import BUDGET, cells_of, filled_plan, kinds


def parts_of(content: bytes, folder: Path) -> dict[str, bytes]:
    path = folder / "parts.xlsx"
    path.write_bytes(content)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_is_laid_out_as_the_plan_prints_it(tmp_path):
    workbook = written(builtin.load(), tmp_path / "p.xlsx", draft=True)
    assert len(workbook.sheetnames) == 3 + 18
    sheet = workbook["予算・一般"]
    assert sheet["A1"].value == "予算（一般勘定）"
    assert sheet["L2"].value == "（単位：百万円）"
    assert {"A3:A4", "B3:D3", "L3:L4"} <= {str(area) for area in sheet.merged_cells.ranges}
    assert (sheet["B3"].value, sheet["B4"].value) == ("事業承継・引継ぎ促進業務", "一般経理")
    assert sheet["A5"].value == "収入" and sheet["A6"].alignment.indent == 1
    assert sheet.cell(sheet.max_row, 1).value == builtin.load().profile.rounding_note
    assert sheet["B6"].font.name == "BIZ UDGothic"
    for sheet in workbook:
        table = sheet.title not in ("表紙", "計画本文")
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == ("landscape" if table else "portrait")
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.center.text == "&P / &N"
        assert sheet.oddHeader.right.text == "（案）"
    assert workbook["予算・一般"].print_title_rows == "$1:$4"


def test_the_cover_says_what_is_there(tmp_path):
    plan = full_plan()
    workbook = written(plan, tmp_path / "p.xlsx")
    said = {str(cell.value) for row in workbook["表紙"].iter_rows() for cell in row}
    imprint = Imprint(plan.profile.id, options().version, plan.content_hash())
    assert {plan.profile.title, plan.profile.agency, options().version, options().date, "百万円"} <= said
    assert {"18 表", str(imprint), *workbook.sheetnames[1:]} <= said
    assert workbook.custom_doc_props["smrj-imprint"].value == str(imprint)


def test_the_text_stands_in_order_below_the_preamble(tmp_path):
    plan = builtin.load()
    sheet = written(plan, tmp_path / "p.xlsx")["計画本文"]
    rows = [(mark.value or "", text.value or "") for mark, text in sheet.iter_rows(min_row=2)]
    assert rows[0] == ("番号", "本文")
    assert rows[1] == ("", plan.profile.preamble)
    assert rows[2:] == [(passage.mark, passage.text) for passage in plan.outline]


def test_what_a_program_might_take_for_a_formula_is_marked_as_text(tmp_path):
    plan = small_plan()
    plan.accounts = (Account(key="general", label="=勘定"),)
    table = plan.tables[next(iter(plan.tables))]
    lines = [replace(line, label=f"-{line.label}") for line in table.template.lines.nodes]
    columns = [replace(column, segment=f"@{column.segment}") for column in table.template.columns.nodes]
    plan.tables[table.template.key] = Table(TableTemplate(table.template.key, Axis(lines), Axis(columns)))
    plan.profile = replace(plan.profile, title="=1+1", agency="+1", preamble="\t=1")
    workbook = written(plan, tmp_path / "p.xlsx")
    risky = [
        cell
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))
    ]
    assert len(risky) > 8
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky)


def checked_cells(sheet: Any) -> set[str]:
    """The addresses of the cells whose input is checked."""
    return {
        f"{get_column_letter(column)}{row}"
        for validation in sheet.data_validations.dataValidation
        for area in validation.sqref.ranges
        for row, column in area.cells
    }


@pytest.mark.parametrize("chosen", [{}, FORMULAS], ids=["values", "formulas"])
def test_what_may_be_typed_is_checked_and_the_rest_can_be_locked(tmp_path, chosen):
    plan = filled_plan()
    workbook = written(plan, tmp_path / "p.xlsx", lock=True, **chosen)
    checked = {title: checked_cells(workbook[title]) for title in (BUDGET, "資金計画・一般")}
    for key in cells_of(plan):
        title, address = place_of(plan, key)
        sheet, table = workbook[title], plan.table(key)
        typed = table.template.is_leaf(*table.locate(key)) and sheet[address].data_type != "f"
        assert (address in checked[title]) == typed
        assert sheet[address].protection.locked != typed
        assert sheet.protection.sheet and not sheet.protection.password
    (validation,) = workbook["資金計画・一般"].data_validations.dataValidation
    assert (validation.type, validation.formula1, validation.formula2) == (
        "whole",
        str(1 - LIMIT),
        str(LIMIT - 1),
    )
    assert validation.allowBlank and validation.showErrorMessage and "整数" in validation.error
    assert not workbook["計画本文"].protection.sheet and not workbook["指標"].protection.sheet
    assert workbook["表紙"].protection.sheet
    if chosen:
        assert not workbook[FINER]["B6"].protection.locked
        assert workbook[FINER]["F6"].protection.locked


def test_nothing_is_locked_unless_asked_for(tmp_path):
    assert not any(sheet.protection.sheet for sheet in written(filled_plan(), tmp_path / "p.xlsx"))


@pytest.mark.parametrize(
    "chosen", [{}, {**FORMULAS, "lock": True, "draft": True}], ids=["values", "formulas"]
)
def test_nothing_else_leaves(tmp_path, chosen):
    plan = full_plan()
    assert plan.history and plan.notes
    content, findings = print_form.content(plan, options(**chosen))
    assert "print_form_note_left_out" not in kinds(findings)
    parts = parts_of(content, tmp_path)
    whole = b"\n".join(parts.values()).decode()
    notes = [NOTE.split("\n")[0].lstrip("="), SETTLED, ASTRAY]
    lines = {line.key for table in plan.tables.values() for line in table.template.lines.nodes}
    keys = [key for key in (*lines, *(passage.key for passage in plan.outline)) if re.search(r"_|-p\d", key)]
    for secret in (AUTHOR, "2023-03-01T09", "企画部", "委託費", *notes, str(tmp_path), str(tree.ROOT)):
        assert secret not in whole
    assert keys and not [key for key in keys if key in whole]
    assert not re.search(r'hidden="1"|state="(?:veryH|h)idden"', whole)
    odd = ("external", "printersettings", "comment", "vml", "vba", "media", "embedding", "connection")
    assert not [name for name in parts if any(word in name.lower() for word in odd)]
    assert not re.search(r"TargetMode=.External", whole)
    core = parts["docProps/core.xml"].decode()
    assert "creator" not in core and "lastModifiedBy" not in core


def test_open_notes_go_along_where_that_is_asked_for(tmp_path):
    plan = full_plan()
    content, findings = print_form.content(plan, options(comments=True))
    parts = parts_of(content, tmp_path)
    whole = b"\n".join(parts.values()).decode()
    assert AUTHOR not in whole and SETTLED not in whole and ASTRAY not in whole
    assert kinds(findings) == ["print_form_note_left_out", "print_form_text_cut"]
    assert findings[0].parameters == {"note": ASTRAY}
    workbook = opened(tmp_path / "parts.xlsx")
    said = {
        (sheet.title, str(cell.value)[:4]): cell.comment.text
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    title, address = place_of(plan, next(key for key in cells_of(plan) if plan.figure(key).amount == 4))
    first = next(iter(plan.outline.children("I")))
    assert said == {
        ("計画本文", plan.outline[first].text[:4]): NOTE,
        ("指標", plan.indicators[0].name[:4]): NOTE,
        (title, str(workbook[title][address].value)): NOTE,
    }


def test_the_same_plan_and_options_give_the_same_bytes(tmp_path):
    code = (
        "import sys, pathlib\n"
        "from tests.support.print_forms import full_plan, options, write_form\n"
        "chosen = options(totals='formulas', thousand=True, lock=True, comments=True, draft=True)\n"
        "write_form(full_plan(), pathlib.Path(sys.argv[1]), chosen)\n"
    )
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code, str(tmp_path / f"{seed}.xlsx")]
        subprocess.run(command, check=True, cwd=tree.ROOT, env={"PYTHONHASHSEED": seed, "PATH": ""})
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()
