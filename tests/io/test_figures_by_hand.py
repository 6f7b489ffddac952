"""Figures a person changes in a spreadsheet program, and what the plan makes of them."""

from __future__ import annotations

import datetime as dt

import pytest

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure
from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.edits import Stamp
from smrj_desktop.io import workbook_read, workbook_write
from tests.support.plans import cell
from tests.support.workbooks import (
    BUDGET,
    address,
    by_hand,
    filled_plan,
    kinds,
    read,
    replace_in_part,
    sheet_part,
    through_libreoffice,
    type_into,
    unchanged,
)


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
        (None, NOTHING),
        ("  ", NOTHING),
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
    "typed",
    ["約千円", "#N/A", 1.5, "12.3", True, dt.datetime(2023, 4, 1), 10**15, "1" * 30],  # noqa: DTZ001
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


def test_a_changed_formula_that_shows_nothing_is_put_back(book):
    part = sheet_part(book, BUDGET)
    old = r'(<c r="G7"[^>]*)><f>E7\+F7</f><v>\d+</v>'
    replace_in_part(book, part, old, r'\1 t="str"><f>IF(E7,"","")</f><v></v>')
    plan, found = read(book)
    assert found == ["workbook_unreadable"]
    assert unchanged(plan)


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
    for line in ("grant", "other_revenue"):
        edit = edits.SetCell(cell=cell(line, "a1", "cash"), figure=Figure(999_999_999_999_999))
        edits.apply(plan, edit)
    total = plan.figure(cell("income_total", "a1", "cash")).value
    assert len(str(total)) == 16
    path = tmp_path / "p.xlsx"
    workbook_write.write(plan, path)
    part = sheet_part(path, "資金計画・一般")
    replace_in_part(path, part, rf"<v>{total}</v>", f"<v>{total:.14E}</v>")
    again, findings = workbook_read.read(path)
    assert findings == []
    assert again.content_hash() == plan.content_hash()
