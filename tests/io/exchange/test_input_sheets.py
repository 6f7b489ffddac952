from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from smrj_desktop import messages
from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.domain.exchange.book import Book
from smrj_desktop.domain.exchange.errors import NoOpenCellError
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.domain.exchange.input_reading import InputReading, read_input, scope_of
from smrj_desktop.domain.exchange.input_scope import InputOptions, InputScope, departments, segments
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution
from smrj_desktop.io import builtin, foreign, input_sheets
from smrj_desktop.io.workbook_layout import statement_names
from tests.support.plans import cell, put
from tests.support.print_forms import opened
from tests.support.workbooks import NASTY, filled_plan, saved_as, through_gnumeric, through_libreoffice

KIKAKU = InputScope(department="企画部")
OPTIONS = InputOptions(version="第1版", date="令和8年1月15日")
GRANT = cell("grant", "b")
FIRST = 9


def plan_with_items() -> Plan:
    """Items of two departments, of the kinds that spreadsheet programs like to change."""
    plan = filled_plan()
    put(plan, "other_revenue", "b", Figure(40))
    items = [
        (GRANT, "企画部", "=1+1", 2_000, Unit.THOUSAND),
        (GRANT, "企画部", "旅費（円まで）", -1_234_567, Unit.YEN),
        (GRANT, "総務部", "総務部の秘密", 77, Unit.THOUSAND),
        (cell("grant", "a1", "cash"), "企画部", "改行\nのある項目", 3, Unit.MILLION),
    ]
    for number, (at, department, item, amount, unit) in enumerate(items):
        table = plan.table(at)
        index = len(table.build_ups.get(table.locate(at), ()))
        kept = Contribution(key=f"k{number}", department=department, item=item, amount=amount, unit=unit)
        edits.apply(plan, edits.PutContribution(cell=at, contribution=kept, index=index))
    return plan


def write(path: Path, plan: Plan, scope: InputScope = KIKAKU, options: InputOptions = OPTIONS) -> Path:
    path.write_bytes(input_sheets.content(plan, scope, options))
    return path


def book_of(path: Path) -> Book:
    (book,), _ = foreign.read(path)
    return book


def reading_of(path: Path, sent: Plan, mine: Plan | None = None) -> InputReading:
    return read_input(book_of(path), sent, mine or sent.copy(), statement_names())


def said(reading: InputReading) -> list[str]:
    return [messages.text(f"finding.{item.kind}", **item.parameters) for item in reading.findings]


def test_a_sheet_that_comes_back_untouched_changes_nothing(tmp_path):
    plan = plan_with_items()
    path = write(tmp_path / "a.xlsx", plan)
    book = book_of(path)
    assert scope_of(book)
    assert book.imprint == Imprint("small", "第1版", plan.content_hash())
    reading = reading_of(path, plan)
    assert (reading.department, reading.changes, said(reading)) == ("企画部", (), [])
    assert [(item.item, item.yen) for item in reading.items] == [
        ("委託費", 1_499_000),
        ("=1+1", 2_000_000),
        ("旅費（円まで）", -1_234_567),
        ("改行\nのある項目", 3_000_000),
    ]


def test_it_looks_as_it_should(tmp_path):
    plan = plan_with_items()
    workbook = openpyxl.load_workbook(write(tmp_path / "a.xlsx", plan))
    assert workbook.sheetnames == ["積算", "予算・一般", "資金計画・一般", "記入先"]
    sheet = workbook["積算"]
    assert sheet["B2"].value == "企画部"
    assert sheet["D2"].value == "第1版　令和8年1月15日"
    assert [cell.value for cell in sheet[8]] == [
        *("表", "科目", "業務区分・経理", "項目", "金額（千円）", "メモ（計画には入りません）", "確認"),
    ]
    rows = [[cell.value for cell in row[:5]] for row in sheet.iter_rows(min_row=FIRST)]
    grant = [row for row in rows if row[:3] == ["予算・一般勘定", "収入／運営費交付金", "共通"]]
    assert [row[3:] for row in grant] == [
        *(["委託費", 1_499], ["=1+1", 2_000], ["旅費（円まで）", -1_234.567], [None, None]),
    ]
    assert rows[-1] == [None] * 5
    assert sheet["D17"].data_type != "f"


def opens(sheet: Any) -> set[str]:
    """The columns in which something may be written; with a + in the rows that have no place yet."""
    return {
        f"{cell.column_letter}{'' if row[0].value else '+'}"
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }


def test_only_items_amounts_memos_and_the_places_of_new_rows_are_open(tmp_path):
    workbook = openpyxl.load_workbook(write(tmp_path / "a.xlsx", plan_with_items()))
    for sheet in workbook:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert not sheet.protection.autoFilter
    assert opens(workbook["積算"]) == {"D", "E", "F", "A+", "B+", "C+", "D+", "E+", "F+"}
    assert [opens(sheet) for sheet in workbook.worksheets[1:]] == [set()] * 3
    amounts, *places = workbook["積算"].data_validations.dataValidation
    assert amounts.type == "decimal"
    assert "単位" not in amounts.error
    assert [item.type for item in places] == ["list"] * 3


def test_without_locks_nothing_is_protected(tmp_path):
    options = InputOptions(version="第1版", lock=False)
    workbook = openpyxl.load_workbook(write(tmp_path / "a.xlsx", plan_with_items(), options=options))
    assert not any(sheet.protection.sheet for sheet in workbook)


def test_the_rest_of_the_tables_is_left_out_or_shown_with_its_unit(tmp_path):
    plan = plan_with_items()
    scope = InputScope(department="企画部", segments=("共通",))
    alone = openpyxl.load_workbook(write(tmp_path / "a.xlsx", plan, scope))["予算・一般"]
    assert [cell.value for cell in alone[3]] == ["科目", "共通"]
    assert [row[0].value for row in alone.iter_rows(min_row=5)] == [
        *("収入", "収入／運営費交付金", "収入／その他収入", "支出／業務経費"),
    ]
    options = InputOptions(version="第1版", show_rest=True)
    whole = openpyxl.load_workbook(write(tmp_path / "b.xlsx", plan, scope, options))["予算・一般"]
    assert [cell.value for cell in whole[3]][::2] == [
        *("科目", None, None, None, None, None),
    ]
    assert [cell.value for cell in whole[4]][1:3] == ["部署の計（千円）", "計画（百万円）"]
    assert whole["I6"].value == plan.figure(GRANT).value
    assert "SUMIFS" in whole["H6"].value
    assert whole["B6"].value is None


def test_other_departments_items_stay_in_the_house(tmp_path):
    plan = plan_with_items()
    for options in (OPTIONS, InputOptions(version="第1版", show_rest=True)):
        book = book_of(write(tmp_path / "a.xlsx", plan, options=options))
        texts = [str(cell.value) for sheet in book.sheets for cell in sheet.cells.values()]
        assert not any("総務部" in text for text in texts)
        assert not any(sheet.hidden or sheet.hidden_rows or sheet.hidden_columns for sheet in book.sheets)


def test_the_same_plan_gives_the_same_bytes():
    assert input_sheets.content(plan_with_items(), KIKAKU, OPTIONS) == input_sheets.content(
        plan_with_items(), KIKAKU, OPTIONS
    )


def test_a_department_without_a_cell_gets_no_sheet():
    scope = InputScope(department="監査室", own_cells=True)
    with pytest.raises(NoOpenCellError) as caught:
        input_sheets.content(filled_plan(), scope, OPTIONS)
    assert "監査室" in messages.text(caught.value.message, **caught.value.parameters)


def test_files_are_named_after_their_departments():
    names = ("企画部", "支援/部", "支援:部", "企画部")
    assert input_sheets.file_names([InputScope(department=name) for name in names]) == (
        *("積算入力_企画部.xlsx", "積算入力_支援_部.xlsx", "積算入力_支援_部（2）.xlsx"),
        "積算入力_企画部（2）.xlsx",
    )


def test_what_there_is_to_choose_from():
    plan = plan_with_items()
    assert departments(plan) == ("企画部", "総務部")
    assert segments(plan) == ("甲業務", "共通")
    whole = builtin.load()
    assert segments(whole, ["industrial_base"]) != segments(whole)
    assert len(InputScope(department="").open_cells(whole)) == 766


def fill(path: Path) -> Path:
    """What a department does: changes an amount, adds items, and makes three mistakes."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["積算"]
    rows = {
        (row[0].value, row[1].value, row[2].value, row[3].value): row
        for row in sheet.iter_rows(min_row=FIRST)
        if row[0].value
    }
    grant = ("予算・一般勘定", "収入／運営費交付金", "共通")
    rows[*grant, "委託費"][4].value = 9_999
    rows[*grant, None][3].value, rows[*grant, None][4].value = "式の項目", "=12*3"
    cost = ("予算・一般勘定", "支出／業務経費", "甲業務・一般経理")
    rows[*cost, None][3].value, rows[*cost, None][4].value = "文字の金額", "1.5億円"
    spare = [row for row in sheet.iter_rows(min_row=FIRST) if not row[0].value]
    for row, place, item in (
        (spare[0], ("資金計画・一般勘定", "支出／業務経費", "共通"), "空いた行"),
        (spare[1], ("資金計画・一般勘定", "支出／雑費", "共通"), "ない科目"),
        (spare[2], (None, None, None), "記入先なし"),
    ):
        for at, value in enumerate((*place, item, 5)):
            row[at].value = value
    workbook["予算・一般"]["B6"].value = 123
    workbook.save(path)
    return path


def check_filled(path: Path, plan: Plan) -> None:
    """The file says what `fill` has done, and nothing else."""
    mine = plan.copy()
    reading = reading_of(path, plan, mine)
    assert sorted(item.kind for item in reading.findings) == [
        *("input_replaces_figure", "input_sum_typed", "input_unknown_place", "input_unknown_place"),
    ]
    text = "\n".join(said(reading))
    assert "支出／雑費" in text
    assert "記入先なし" in text
    assert "B6" in text
    for edit in reading.edits:
        edits.apply(mine, edit)

    def items(at: CellKey) -> list[tuple[str, int]]:
        table = mine.table(at)
        found = table.build_ups.get(table.locate(at), ())
        return [(item.item, item.amount * item.unit.value) for item in found if item.department == "企画部"]

    assert items(GRANT) == [
        *(("委託費", 9_999_000), ("=1+1", 2_000_000), ("旅費（円まで）", -1_234_567), ("式の項目", 36_000)),
    ]
    assert mine.figure(GRANT) == Figure(11)
    assert items(cell("operating_cost", "a1")) == [("文字の金額", 150_000_000)]
    assert items(cell("operating_cost", "b", "cash")) == [("空いた行", 5_000)]
    assert {change.cell for change in reading.changes} == {
        *(GRANT, cell("operating_cost", "a1"), cell("operating_cost", "b", "cash")),
    }


@pytest.mark.other_program
def test_what_a_department_has_filled_in_with_libreoffice(tmp_path):
    plan = plan_with_items()
    path = through_libreoffice(fill(write(tmp_path / "a.xlsx", plan)), tmp_path)
    check_filled(path, plan)
    assert book_of(path).imprint == Imprint("small", "第1版", plan.content_hash())
    workbook = openpyxl.load_workbook(path, data_only=True)
    sums = workbook["予算・一般"]
    assert [sums.cell(6, column).value for column in range(2, 5)] == [123, 0, 10_800.433]
    status = {row[3].value: row[6].value for row in workbook["積算"].iter_rows(min_row=FIRST) if row[3].value}
    assert {item: text for item, text in status.items() if text} == {
        "文字の金額": "金額を数字で記入してください",
        "ない科目": "この記入先はありません",
        "記入先なし": "この記入先はありません",
    }


@pytest.mark.other_program
def test_what_comes_back_in_a_format_without_formulas(tmp_path):
    plan = plan_with_items()
    check_filled(saved_as(fill(write(tmp_path / "a.xlsx", plan)), tmp_path, "xls"), plan)


@pytest.mark.other_program
def test_gnumeric_adds_up_the_same(tmp_path):
    plan = plan_with_items()
    path = through_gnumeric(write(tmp_path / "a.xlsx", plan), tmp_path)
    assert opened(path, values=True)["予算・一般"]["D6"].value == 2_264.433
    assert (reading_of(path, plan).changes, said(reading_of(path, plan))) == ((), [])


def test_the_sums_that_are_stored_are_those_of_the_formulas(tmp_path):
    workbook = openpyxl.load_workbook(write(tmp_path / "a.xlsx", plan_with_items()), data_only=True)
    assert workbook["予算・一般"]["D6"].value == 2_264.433
    assert workbook["資金計画・一般"]["B6"].value == 3_000


def test_texts_that_programs_like_to_change_are_no_changes(tmp_path):
    plan = filled_plan()
    at = cell("other_revenue", "b")
    for number, text in enumerate(NASTY):
        item = Contribution(key=f"n{number}", department="企画部", item=text, amount=number)
        edits.apply(plan, edits.PutContribution(cell=at, contribution=item, index=number))
    reading = reading_of(write(tmp_path / "a.xlsx", plan), plan)
    assert (reading.changes, said(reading)) == ((), [])
