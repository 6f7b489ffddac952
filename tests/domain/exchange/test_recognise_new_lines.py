"""Lines that somebody put in without figures, and what stands among the rows and is no line."""

from __future__ import annotations

import pytest

from smrj_desktop.domain.exchange.book import Value
from smrj_desktop.domain.exchange.found import ExtraLine, Recognised
from smrj_desktop.domain.exchange.interpret import interpret
from smrj_desktop.domain.template import TableKey
from tests.support.books import Draft, DraftSheet
from tests.support.recognised import GENERAL, cells_of, found_in, one_table, the_plan, the_table


def with_row(
    label: str, value: Value = None, *, line: str = "general_admin", column: int = 1
) -> tuple[Draft, int]:
    """A file with a row above a line, and the row."""
    draft, sheet = one_table()
    row = sheet.row_of(GENERAL, line)
    put_in(sheet, row, label, column)
    sheet.put(row, 2, value)
    return draft, row


def put_in(sheet: DraftSheet, row: int, label: str, column: int = 1) -> None:
    sheet.insert_rows(row)
    sheet.put(row, column, label)


def extra_in(found: Recognised) -> tuple[ExtraLine, ...]:
    return the_table(found).extra


@pytest.mark.parametrize("value", [None, "（新設）", "新規", "　"])
@pytest.mark.parametrize("label", ["特別対策費", "（１）特別対策費", "うち特別対策費", "特別対策費（仮称）"])
def test_a_label_between_two_lines_is_a_line_without_figures(label, value) -> None:
    draft, row = with_row(label, value)
    found = found_in(draft)
    assert extra_in(found) == (ExtraLine(label=label, after="borrowing_repayment", row=row, cells={}),)
    assert [(doubt.what, doubt.label, doubt.row) for doubt in found.doubts] == [("line", label, row)]
    assert cells_of(found) == draft.printed()
    reading = interpret(found, the_plan(), "x")
    table = reading.theirs.tables[GENERAL]
    (line,) = (line for line in table.template.lines.nodes if line.label == label)
    assert (line.section, line.parent) == ("支出", "expenditure_total")
    figures = table.sheet().figures()[table.template.lines.position[line.key]]
    assert {figure.mark for figure in figures} == {"-"}
    assert [finding.kind for finding in reading.findings if finding.place.statement] == [
        "incoming_line_inserted"
    ]


def test_what_such_a_line_says_in_place_of_a_figure_is_told() -> None:
    draft, _ = with_row("特別対策費", "別途協議")
    findings = interpret(found_in(draft), the_plan(), "x").findings
    assert "incoming_unreadable" in {finding.kind for finding in findings}


def test_lines_without_figures_may_follow_one_another() -> None:
    draft, sheet = one_table()
    row = sheet.row_of(GENERAL, "general_admin")
    for label in ("特別対策費", "臨時対策費"):
        put_in(sheet, row, label)
    assert [line.label for line in extra_in(found_in(draft))] == ["臨時対策費", "特別対策費"]


@pytest.mark.parametrize(
    "text",
    [
        "※ 端数処理の関係で合計が合わない",
        "（注）人件費を含む",
        "注１ 人件費を含む",
        "備考 前年度と同じ",
        "人件費を含む。",
        "（前年度と同額）",
        "【内訳】",
        "支出の内訳",
        "支出",
        "一般管理費",
        "予算（一般勘定）",
        "（単位：百万円）",
        "業務区分",
        "3",
        "業務経費のうち中小企業の事業承継と引継ぎの促進に要する経費で今年度に限るもの",
    ],
)
def test_remarks_headings_and_titles_are_no_lines(text) -> None:
    draft, _ = with_row(text)
    found = found_in(draft)
    assert extra_in(found) == ()
    assert cells_of(found) == draft.printed()


def test_a_label_in_another_column_or_at_the_end_of_a_section_is_no_line() -> None:
    draft, _ = with_row("特別対策費", line="general_admin", column=13)
    assert extra_in(found_in(draft)) == ()
    draft, sheet = one_table()
    put_in(sheet, sheet.row_of(GENERAL, "operating_cost") - 1, "特別対策費")
    assert extra_in(found_in(draft)) == ()
    draft, sheet = one_table()
    put_in(sheet, sheet.row_of(GENERAL, "expenditure_total") + 1, "特別対策費")
    assert extra_in(found_in(draft)) == ()


def test_a_label_written_into_two_rows_is_no_line() -> None:
    key = TableKey("income", "general")
    draft, sheet = one_table(key)
    row = sheet.row_of(key, "asset_offset_grant")
    put_in(sheet, row, "資産見返運営")
    sheet.put(row + 1, 1, "費交付金戻入")
    found = found_in(draft)
    assert extra_in(found) == ()
    assert cells_of(found) == draft.printed()
