"""Rows, columns, sheets and texts a person changes in a spreadsheet program."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formula.translate import Translator

from smrj_desktop.domain.indicators import parse_target
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io import workbook_read, workbook_write
from tests.support.plans import cell
from tests.support.workbooks import (
    BUDGET,
    address,
    by_hand,
    kinds,
    read,
    through_libreoffice,
    unchanged,
)


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
        moved = [each for row in sheet.iter_rows(min_row=7) for each in row]
        held = [(each.row + 2, each.column, each.value, each.number_format) for each in moved]
        for each in moved:
            each.value, each.number_format = None, "General"
        for row, column, value, number_format in held:
            formula = isinstance(value, str) and value.startswith("=")
            target = sheet.cell(row, column)
            target.value = Translator(value, "A7").translate_formula("A9") if formula else value
            target.number_format = number_format

    by_hand(book, insert)
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


def test_what_is_struck_through_is_left_out_and_told(book):
    def strike(workbook):
        figure = address(workbook[BUDGET], "other_revenue", "a1")
        old, new = TextBlock(InlineFont(strike=True), str(figure.value)), TextBlock(InlineFont(), "7")
        figure.value = CellRichText(old, new)

    by_hand(book, strike)
    plan, findings = workbook_read.read(book)
    assert kinds(findings) == ["workbook_struck", "workbook_leaf_taken"]
    assert plan.figure(cell("other_revenue", "a1")).amount == 7


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
        address(workbook["表紙"], "date", layout.VALUE).value = dt.datetime(2024, 3, 29)  # noqa: DTZ001
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
