from __future__ import annotations

import subprocess
import sys
import tempfile
import warnings
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import BLANK, Figure, show
from smrj_desktop.domain.cell_notation import zero_mark
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import builtin, workbook_read, workbook_write
from smrj_desktop.io import workbook_layout as layout
from tests.support import tree
from tests.support.plans import one_edit, small_plan
from tests.support.workbooks import (
    BUDGET,
    cells_of,
    filled_plan,
    nasty_plan,
    printed_text,
    replace_in_part,
    sheet_part,
    through_gnumeric,
    through_libreoffice,
)

PLANS = {"builtin": builtin.load, "filled": filled_plan, "nasty": nasty_plan}


def assert_same(plan: Plan, path: Path) -> None:
    again, findings = workbook_read.read(path)
    assert findings == []
    assert again.to_json() == plan.to_json()
    assert again.content_hash() == plan.content_hash()


@given(st.data())
def test_any_plan_comes_back_as_it_was(data):
    plan = small_plan()
    for fresh in range(data.draw(st.integers(0, 12))):
        edits.apply(plan, data.draw(one_edit(plan, fresh)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plan.xlsx")
        workbook_write.write(plan, path)
        assert_same(plan, path)


@pytest.mark.parametrize("make", PLANS.values(), ids=PLANS)
def test_known_plans_come_back(make, tmp_path):
    workbook_write.write(make(), tmp_path / "p.xlsx")
    assert_same(make(), tmp_path / "p.xlsx")


@pytest.mark.other_program
@pytest.mark.parametrize("make", PLANS.values(), ids=PLANS)
@pytest.mark.parametrize("resave", [through_libreoffice, through_gnumeric])
def test_other_programs_change_nothing(make, resave, tmp_path):
    plan, path = make(), tmp_path / "p.xlsx"
    workbook_write.write(plan, path)
    assert_same(plan, resave(path, tmp_path))


@pytest.mark.other_program
@pytest.mark.parametrize("resave", [through_libreoffice, through_gnumeric])
def test_formulas_give_the_plan_s_totals_in_every_cell(resave, tmp_path):
    plan, path = builtin.load(), tmp_path / "p.xlsx"
    workbook_write.write(plan, path)
    for title in openpyxl.load_workbook(path, read_only=True).sheetnames[3:-1]:
        # without values in the file every one of them has to be computed
        replace_in_part(path, sheet_part(path, title), r"</f><v>-?\d+</v>", "</f>")
    workbook = computed(resave(path, tmp_path))
    assert values(plan, workbook) == {key: plan.figure(key).value for key in cells_of(plan)}


def test_values_of_formulas_are_in_the_file(tmp_path):
    plan, path = builtin.load(), tmp_path / "p.xlsx"
    workbook_write.write(plan, path)
    assert values(plan, computed(path)) == {key: plan.figure(key).value for key in cells_of(plan)}


def computed(path: Path) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Gnumeric names no default style
        return openpyxl.load_workbook(path, data_only=True)


def values(plan: Plan, workbook: openpyxl.Workbook) -> dict[object, int]:
    titles = layout.titles(plan)
    found = {}
    for key in cells_of(plan):
        sheet = workbook[titles[layout.statement_key(key.table)]]
        row = next(cell.row for cell in sheet["A"] if cell.value == key.line)
        column = next(cell.column for cell in sheet[1] if cell.value == key.column)
        found[key] = sheet.cell(row, column).value or 0
    return found


def test_totals_are_formulas_over_their_direct_parts_and_the_rest(tmp_path):
    plan, path = filled_plan(), tmp_path / "p.xlsx"
    workbook_write.write(plan, path)
    sheet = openpyxl.load_workbook(path)[BUDGET]
    formulas = {cell.coordinate: cell.value for row in sheet for cell in row if cell.data_type == "f"}
    assert formulas["E7"] == "=C7+D7"
    assert formulas["C9"] == "=C7+C8"
    assert formulas["G9"] == "=G7+G8+1"
    assert formulas["C11"] == "=C9-C10"


def test_a_cell_reads_as_the_plan_prints_it(tmp_path):
    plan, path = filled_plan(), tmp_path / "p.xlsx"
    workbook_write.write(plan, path)
    sheet = openpyxl.load_workbook(path)[BUDGET]
    shown = {"C8": "-", "D8": "0", "F10": "△ 82"}
    for coordinate, text in shown.items():
        value, number_format = sheet[coordinate].value, sheet[coordinate].number_format
        mark = zero_mark(number_format) if value == 0 else ""
        assert show(Figure(value, mark)) == text
    assert '"△ "' in sheet["F10"].number_format
    cash = openpyxl.load_workbook(path)["資金計画・一般"]
    assert cash["C7"].value is None
    assert plan.figure(cells_of(plan)[-1]) == BLANK


def test_the_same_plan_gives_the_same_bytes(tmp_path):
    code = (
        "import sys, pathlib, datetime\n"
        "from smrj_desktop.io import builtin, workbook_write\n"
        "clock = lambda: datetime.datetime(2023, 3, 30, 12, tzinfo=datetime.UTC)\n"
        "workbook_write.write(builtin.load(), pathlib.Path(sys.argv[1]), clock=clock)\n"
    )
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code, str(tmp_path / f"{seed}.xlsx")]
        subprocess.run(command, check=True, cwd=tree.ROOT, env={"PYTHONHASHSEED": seed, "PATH": ""})
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_saving_what_was_read_gives_the_same_bytes(tmp_path):
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    workbook_write.write(builtin.load(), first)
    plan, _ = workbook_read.read(first)
    workbook_write.write(plan, second, keep_from=first)
    assert first.read_bytes() == second.read_bytes()


def test_the_document_s_time_comes_from_the_clock_and_no_name_is_in_it(tmp_path):
    path = tmp_path / "p.xlsx"
    workbook_write.write(filled_plan(), path, clock=lambda: datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC))
    properties = openpyxl.load_workbook(path).properties
    assert properties.modified == properties.created == datetime(2024, 1, 2, 3, 4, 5)  # noqa: DTZ001
    with zipfile.ZipFile(path) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert "creator" not in core
    assert "lastModifiedBy" not in core


def test_looks(tmp_path):
    path = tmp_path / "p.xlsx"
    workbook_write.write(filled_plan(), path)
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["表紙", "計画本文", "指標", "予算・一般", "資金計画・一般", "_smrj"]
    assert workbook["_smrj"].sheet_state == "hidden"
    sheet = workbook[BUDGET]
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == "C6"
    assert {str(area) for area in sheet.merged_cells.ranges} == {"B4:B5", "C4:E4", "F4:F5", "G4:G5"}
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$2:$5"
    assert sheet["B2"].value == "予算（一般勘定）"
    assert sheet["G3"].value == "（単位：百万円）"
    assert sheet["G9"].font.b
    assert sheet["C7"].font.name == "BIZ UDGothic"
    assert sheet["C7"].fill.fgColor.rgb[2:] == "E8F1FE"
    # a build-up is changed through its items
    assert sheet["F7"].fill.fill_type is None


@pytest.mark.other_program
def test_every_figure_of_the_plan_has_room_in_its_cell(tmp_path):
    plan, path = builtin.load(), tmp_path / "p.xlsx"
    workbook_write.write(plan, path)
    text = printed_text(path, tmp_path)
    assert "###" not in text
    assert plan.profile.rounding_note in text
    for table in plan.tables.values():
        for figures in table.sheet().figures():
            for figure in figures:
                assert show(figure) in text
