"""What a person does to the workbook in a spreadsheet program, and what the plan makes of it."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from smrj_desktop import messages
from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure
from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.edits import Stamp
from smrj_desktop.domain.indicators import parse_target
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io import workbook_read, workbook_write
from tests.support.plans import cell
from tests.support.workbooks import (
    BUDGET,
    address,
    by_hand,
    filled_plan,
    replace_in_part,
    sheet_part,
    through_libreoffice,
    type_into,
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "p.xlsx"
    workbook_write.write(filled_plan(), path)
    return path


def kinds(findings: list[Finding]) -> list[str]:
    for finding in findings:
        assert messages.text(f"finding.{finding.kind}", **finding.parameters)
    return [finding.kind for finding in findings]


def read(path: Path) -> tuple[Plan, list[str]]:
    plan, findings = workbook_read.read(path)
    return plan, kinds(findings)


def unchanged(plan: Plan) -> bool:
    return plan.content_hash() == filled_plan().content_hash()


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        (1234, Figure(1234)),
        (1234.0, Figure(1234)),
        ("1,234", Figure(1234)),
        ("１，２３４", Figure(1234)),
        ("△5", Figure(-5)),
        ("▲ 5", Figure(-5)),
        (-5, Figure(-5)),
        ("-", NOTHING),
        ("－", NOTHING),
        ("0", TRACE),
        (0, TRACE),
        (None, BLANK),
        ("  ", BLANK),
        ("1,234,567千円", Figure(1235)),
    ],
)
def test_a_leaf_changed_by_hand_wins_and_totals_follow(book, typed, figure):
    before = filled_plan()
    type_into(book, BUDGET, "grant", "a1", typed)
    plan, findings = workbook_read.read(book)
    assert plan.figure(cell("grant", "a1")) == figure
    assert kinds(findings) == ["workbook_leaf_taken"]
    assert findings[0].severity is Severity.INFO
    assert (findings[0].place.line, findings[0].place.segment) == ("運営費交付金", "甲業務")
    change = figure.value - before.figure(cell("grant", "a1")).value
    for total in (("grant", "total"), ("income_total", "total"), ("result", "a")):
        assert plan.figure(cell(*total)).value == before.figure(cell(*total)).value + change
    assert plan.table(cell("grant", "a1")).sheet().residual(3, 4) == 1


@pytest.mark.parametrize(
    "typed", ["約千円", "#N/A", 1.5, "12.3", True, datetime.datetime(2023, 4, 1), 10**15, "1" * 30]  # noqa: DTZ001
)
def test_a_leaf_that_cannot_be_read_keeps_the_stored_figure(book, typed):
    type_into(book, BUDGET, "grant", "a1", typed)
    plan, found = read(book)
    assert found == ["workbook_unreadable"]
    assert unchanged(plan)


def test_a_zero_typed_over_nothing_still_shows_nothing(book):
    """The cell's format prints `-` for it, so that is what the person saw."""
    type_into(book, BUDGET, "other_revenue", "a1", 0)
    plan, found = read(book)
    assert found == []
    assert unchanged(plan)


def test_marks_are_read_as_they_look(book):
    def swap(workbook):
        sheet = workbook[BUDGET]
        one, other = address(sheet, "other_revenue", "a1"), address(sheet, "other_revenue", "a2")
        one.number_format, other.number_format = other.number_format, one.number_format

    by_hand(book, swap)
    plan, found = read(book)
    assert found == ["workbook_leaf_taken"] * 2
    assert plan.figure(cell("other_revenue", "a1")) == TRACE
    assert plan.figure(cell("other_revenue", "a2")) == NOTHING


def test_marks_stay_where_a_program_lost_the_format(book):
    def plain(workbook):
        for row in workbook[BUDGET].iter_rows(min_row=6, min_col=3):
            for each in row:
                each.number_format = "General"

    by_hand(book, plain)
    plan, found = read(book)
    assert found == []
    assert unchanged(plan)


@pytest.mark.parametrize("typed", [9999, "9,999", "９，９９９"])
def test_a_constant_over_a_total_s_formula_is_a_published_total(book, typed):
    before = filled_plan()
    type_into(book, BUDGET, "grant", "total", typed)
    plan, found = read(book)
    assert found == ["workbook_total_typed"]
    assert plan.figure(cell("grant", "total")) == Figure(9999)
    assert (1, 4) in plan.table(cell("grant", "total")).sheet().stated
    assert plan.figure(cell("income_total", "total")) == before.figure(cell("income_total", "total"))
    workbook_write.write(plan, book)
    assert kinds(workbook_read.read(book)[1]) == []


def test_a_published_total_typed_again_changes_nothing(book):
    figure = filled_plan().figure(cell("income_total", "total"))
    type_into(book, BUDGET, "income_total", "total", figure.amount)
    plan, found = read(book)
    assert found == ["workbook_total_typed"]
    assert unchanged(plan)


@pytest.mark.parametrize(("typed", "kind"), [(None, "total_cleared"), ("abc", "unreadable")])
def test_a_total_without_a_figure_gets_its_formula_back(book, typed, kind):
    type_into(book, BUDGET, "grant", "total", typed)
    plan, found = read(book)
    assert found == [f"workbook_{kind}"]
    assert unchanged(plan)


def test_a_changed_formula_without_a_value_is_put_back(book):
    type_into(book, BUDGET, "grant", "total", "=E7+F7+5")
    plan, found = read(book)
    assert found == ["workbook_formula_kept"]
    assert unchanged(plan)


def test_a_changed_formula_is_stated_at_its_value(book):
    before = filled_plan().figure(cell("grant", "total")).value
    part = sheet_part(book, BUDGET)
    replace_in_part(book, part, r"<f>E7\+F7</f><v>\d+</v>", f"<f>SUM(E7:F7)+5</f><v>{before + 5}</v>")
    plan, findings = workbook_read.read(book)
    assert kinds(findings) == ["workbook_formula_changed"]
    assert findings[0].parameters["formula"] == "=SUM(E7:F7)+5"
    assert plan.figure(cell("grant", "total")) == Figure(before + 5)


def test_a_formula_written_another_way_is_the_same(book):
    part = sheet_part(book, BUDGET)
    replace_in_part(book, part, r"<f>E7\+F7</f>", "<f> $F$7 + E7</f>")
    plan, found = read(book)
    assert found == []
    assert unchanged(plan)


def test_shared_formulas_are_understood(book):
    part = sheet_part(book, BUDGET)
    replace_in_part(book, part, r"<f>E7\+F7</f>", '<f t="shared" ref="G7:G8" si="0">E7+F7</f>')
    replace_in_part(book, part, r"<f>E8\+F8</f>", '<f t="shared" si="0"/>')
    plan, found = read(book)
    assert found == []
    assert unchanged(plan)


def test_a_formula_in_a_leaf_gives_its_value(book):
    part = sheet_part(book, BUDGET)
    replace_in_part(book, part, r'(<c r="C7"[^>]*>)<v>1000</v>', r"\1<f>900+150</f><v>1050</v>")
    plan, found = read(book)
    assert found == ["workbook_leaf_formula"]
    assert plan.figure(cell("grant", "a1")) == Figure(1050)


def test_a_formula_in_a_leaf_without_a_value_is_not_guessed(book):
    type_into(book, BUDGET, "grant", "a1", "=900+150")
    plan, found = read(book)
    assert found == ["workbook_leaf_formula_kept"]
    assert unchanged(plan)


@pytest.mark.other_program
def test_leaf_and_total_changed_in_another_program(book, tmp_path):
    type_into(book, BUDGET, "grant", "a1", 1100)
    type_into(book, BUDGET, "grant", "total", "=E7+F7+7")
    plan, found = read(through_libreoffice(book, tmp_path))
    before = filled_plan()
    assert sorted(found) == ["workbook_formula_changed", "workbook_leaf_taken"]
    assert plan.figure(cell("grant", "total")).value == before.figure(cell("grant", "total")).value + 107
    assert plan.figure(cell("result", "total")).value == before.figure(cell("result", "total")).value + 100


def test_a_build_up_wins_over_what_was_typed(book):
    type_into(book, BUDGET, "grant", "b", 77)
    plan, found = read(book)
    assert found == ["workbook_build_up_kept"]
    assert unchanged(plan)


def test_a_deleted_row_keeps_its_figures(book):
    def delete(workbook):
        sheet = workbook[BUDGET]
        row = address(sheet, "other_revenue", "a1").row
        # what a spreadsheet program leaves of formulas that used the row
        for cells in sheet.iter_rows():
            for each in cells:
                if each.data_type == "f" and f"{each.column_letter}{row}" in each.value:
                    each.value = each.value.replace(f"{each.column_letter}{row}", "#REF!")
        for each in sheet[row]:
            each.value = None

    by_hand(book, delete)
    plan, findings = workbook_read.read(book)
    assert kinds(findings) == ["workbook_row_missing"]
    assert findings[0].place.line == "その他収入"
    assert unchanged(plan)


def test_a_deleted_column_keeps_its_figures(book):
    def delete(workbook):
        workbook[BUDGET].unmerge_cells("C4:E4")
        for each in workbook[BUDGET]["D"]:
            each.value = None
        for each in workbook[BUDGET]["E"][6:]:
            if each.data_type == "f":
                each.value = each.value.replace(f"D{each.row}", "#REF!")

    by_hand(book, delete)
    plan, findings = workbook_read.read(book)
    assert kinds(findings) == ["workbook_column_missing"]
    assert findings[0].place.accounting_class == "特定経理"
    assert unchanged(plan)


@pytest.mark.other_program
def test_rows_and_columns_put_in_by_a_person_move_nothing(book, tmp_path):
    """Formulas are shifted by hand here, as a spreadsheet program does on inserting."""

    def insert(workbook):
        sheet = workbook[BUDGET]
        moved = [(each.row, each.column, each.value) for row in sheet.iter_rows(min_row=7) for each in row]
        for row, column, _ in moved:
            sheet.cell(row, column).value = None
        for row, column, value in moved:
            target = sheet.cell(row + 2, column)
            if isinstance(value, str) and value.startswith("="):
                value = openpyxl.formula.translate.Translator(value, f"A{row}").translate_formula(f"A{row + 2}")
            target.value = value
            target.number_format = sheet.cell(row, column).number_format

    formats = {}
    for row in openpyxl.load_workbook(book)[BUDGET].iter_rows(min_row=7):
        for each in row:
            formats[each.row + 2, each.column] = each.number_format
    by_hand(book, insert)

    def formatted(workbook):
        for (row, column), number_format in formats.items():
            workbook[BUDGET].cell(row, column).number_format = number_format

    by_hand(book, formatted)
    plan, found = read(through_libreoffice(book, tmp_path))
    assert found == []
    assert unchanged(plan)


def test_rows_in_another_order_are_the_same_lines(book):
    def swap(workbook):
        sheet = workbook[BUDGET]
        for column in (1, 2, 3, 4, 6):
            one, other = sheet.cell(7, column), sheet.cell(8, column)
            one.value, other.value = other.value, one.value
            one.number_format, other.number_format = other.number_format, one.number_format

    by_hand(book, swap)
    plan, found = read(book)
    assert found == []
    assert unchanged(plan)


def test_a_row_that_stands_twice_is_not_guessed(book):
    def copy(workbook):
        sheet = workbook[BUDGET]
        for each in sheet[7]:
            sheet.cell(14, each.column).value = 5 if each.column > 2 else each.value

    by_hand(book, copy)
    plan, found = read(book)
    assert found == ["workbook_row_double"]
    assert unchanged(plan)


def test_a_column_that_stands_twice_is_not_guessed(book):
    def copy(workbook):
        sheet = workbook[BUDGET]
        for each in sheet["C"]:
            sheet.cell(each.row, 9).value = 5 if each.row > 5 else each.value

    by_hand(book, copy)
    plan, found = read(book)
    assert found == ["workbook_column_double"]
    assert unchanged(plan)


def test_unknown_keys_and_stray_notes_are_told(book):
    def scribble(workbook):
        sheet = workbook[BUDGET]
        sheet["A20"], sheet["C20"] = "no_such_line", 5
        sheet["J7"], sheet["K30"] = "要確認", 1

    by_hand(book, scribble)
    plan, findings = workbook_read.read(book)
    assert kinds(findings) == ["workbook_row_unknown", "workbook_stray"]
    assert findings[1].parameters["count"] == 2
    assert findings[1].parameters["address"] == "J7"
    assert unchanged(plan)


def test_a_changed_label_and_a_figure_in_a_heading_are_told(book):
    def scribble(workbook):
        sheet = workbook[BUDGET]
        sheet["B7"], sheet["C6"] = "交付金", 5

    by_hand(book, scribble)
    plan, found = read(book)
    assert found == ["workbook_heading_filled", "workbook_label_kept"]
    assert unchanged(plan)


def test_sheets_are_known_by_their_keys(book):
    def shuffle(workbook):
        workbook[BUDGET].title = "なまえ"
        workbook["指標"].title = "KPI"
        workbook.move_sheet("なまえ", -3)
        workbook["_smrj"].sheet_state = "visible"

    by_hand(book, shuffle)
    plan, found = read(book)
    assert found == []
    assert unchanged(plan)


def test_a_deleted_sheet_keeps_what_was_stored(book):
    def delete(workbook):
        del workbook[BUDGET]
        del workbook["指標"]

    by_hand(book, delete)
    plan, findings = workbook_read.read(book)
    assert kinds(findings) == ["workbook_sheet_missing"] * 2
    assert findings[1].parameters["sheet"] == BUDGET
    assert findings[1].place.statement == "budget"
    assert unchanged(plan)


def test_a_copy_of_a_sheet_is_not_read_but_kept(book):
    def copy(workbook):
        twin = workbook.copy_worksheet(workbook[BUDGET])
        twin["C7"] = 1

    by_hand(book, copy)
    plan, found = read(book)
    assert found == ["workbook_sheet_double"]
    assert unchanged(plan)
    workbook_write.write(plan, book, keep_from=book)
    again = openpyxl.load_workbook(book)
    assert again[f"{BUDGET} Copy"]["C7"].value == 1
    assert again[BUDGET]["C7"].value == 1000


def test_texts_changed_by_hand_win(book):
    def change(workbook):
        address(workbook["表紙"], "title", layout.VALUE).value = "令和6年度計画"
        address(workbook["表紙"], "date", layout.VALUE).value = datetime.datetime(2024, 3, 29)  # noqa: DTZ001
        address(workbook["計画本文"], "I-1-p1", layout.TEXT).value = "支援を\n続ける。"
        address(workbook["計画本文"], "I-1-p1", layout.FIGURES).value = "3,000者以上; ７０％以上"
        indicators = workbook["指標"]
        address(indicators, "I-1-i1", layout.TARGET).value = "6千者以上".replace("6千", "6,000")
        address(indicators, "I-1-i1", layout.CORE).value = None
        address(indicators, "I-1-i1", layout.YEARS).value = 2
        address(indicators, "I-1-i1", layout.BASIS).value = 5

    by_hand(book, change)
    plan, findings = workbook_read.read(book)
    assert set(kinds(findings)) == {"workbook_text_taken"}
    assert len(findings) == 8
    assert (plan.profile.title, plan.profile.date) == ("令和6年度計画", "2024-03-29")
    passage = plan.outline["I-1-p1"]
    assert passage.text == "支援を\n続ける。"
    assert passage.figures == (parse_target("3,000者以上"), parse_target("70%以上"))
    indicator = plan.indicators[0]
    assert indicator.target == parse_target("6,000者以上")
    assert (indicator.core, indicator.period_years, indicator.basis) == (False, 2, "5")


def test_texts_that_cannot_be_taken_over_keep_the_stored_ones(book):
    def change(workbook):
        address(workbook["表紙"], "entry_unit", layout.VALUE).value = "千円"
        address(workbook["表紙"], "fiscal_year", layout.VALUE).value = 2024
        address(workbook["表紙"], "agency", layout.VALUE).value = "=1+1"
        address(workbook["計画本文"], "I-1-p1", layout.FIGURES).value = "たくさん"
        indicators = workbook["指標"]
        address(indicators, "I-1-i1", layout.TARGET).value = "5,000くらい"
        address(indicators, "I-1-i1", layout.CORE).value = "はい"
        address(indicators, "I-1-i1", layout.YEARS).value = "数年"

    by_hand(book, change)
    plan, found = read(book)
    assert sorted(found) == sorted(
        ["workbook_fixed_kept"] * 2 + ["workbook_text_formula_kept"] + ["workbook_field_unreadable"] * 4
    )
    assert unchanged(plan)


def test_passages_deleted_or_added_are_told(book):
    def change(workbook):
        sheet = workbook["計画本文"]
        row = address(sheet, "I-1-p1", layout.TEXT).row
        sheet.delete_rows(row)
        sheet.append([None, "・", "新しい取組"])

    by_hand(book, change)
    plan, findings = workbook_read.read(book)
    assert kinds(findings) == ["workbook_row_missing", "workbook_stray"]
    assert findings[0].place.passage == "I-1-p1"
    assert unchanged(plan)


def test_changes_are_entered_in_the_history_where_asked(book):
    type_into(book, BUDGET, "grant", "a1", 1100)
    stamp = Stamp(author="officer", at="2024-01-01T00:00:00+09:00", source="p.xlsx")
    plan, _ = workbook_read.read(book, stamp)
    assert [(entry.place, entry.old, entry.new) for entry in plan.history] == [
        ("budget/general/grant/a1/plan", "1,000", "1,100")
    ]
    assert plan.history[0].source == "p.xlsx"


def test_large_figures_survive_a_program_with_fifteen_digits(tmp_path):
    plan = filled_plan()
    huge = 1_234_567_890_123_456_789
    edits.apply(plan, edits.SetCell(cell=cell("grant", "a1", "cash"), figure=Figure(huge)))
    path = tmp_path / "p.xlsx"
    workbook_write.write(plan, path)
    part = sheet_part(path, "資金計画・一般")
    replace_in_part(path, part, rf'(<c r="C7"[^>]*>)<v>{huge}</v>', r"\1<v>1.23456789012346E+18</v>")
    again, findings = workbook_read.read(path)
    assert findings == []
    assert again.content_hash() == plan.content_hash()
