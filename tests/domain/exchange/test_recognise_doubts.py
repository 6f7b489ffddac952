"""What cannot be matched is told and not guessed, and a hand may say what it is."""

from __future__ import annotations

import pytest

from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.exchange.book import BookCell, Span
from smrj_desktop.domain.exchange.found import Assigned
from smrj_desktop.domain.exchange.interpret import interpret
from smrj_desktop.domain.exchange.labels import canonical
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey
from tests.support.books import Look
from tests.support.recognised import GENERAL, INCOME, cells_of, found_in, one_table, the_plan, the_table


def test_an_inserted_row_is_an_extra_line_and_a_doubt() -> None:
    draft, sheet = one_table()
    row = sheet.row_of(GENERAL, "lending")
    sheet.insert_rows(row)
    sheet.put(row, 1, "特別の経費")
    sheet.put(row, 2, 12)
    found = found_in(draft)
    table = the_table(found)
    (line,) = table.extra
    assert (line.label, line.after, line.row) == ("特別の経費", "operating_cost", row)
    assert line.cells == {"succession_general": BookCell(12)}
    assert [(doubt.what, doubt.label, doubt.row, doubt.table) for doubt in found.doubts] == [
        ("line", "特別の経費", row, GENERAL)
    ]
    assert cells_of(found) == draft.printed()


def test_rows_right_above_and_below_all_lines_belong_to_the_table() -> None:
    draft, sheet = one_table(TableKey("cash", "general"))
    first, last = min(at[0] for at in sheet.keys), max(at[0] for at in sheet.keys)
    sheet.insert_rows(last + 1)
    sheet.insert_rows(first)
    for row, label in ((first, "前書き"), (last + 2, "参考")):
        sheet.put(row, 1, label)
        sheet.put(row, 2, 5)
    extra = the_table(found_in(draft)).extra
    assert [(line.label, line.after) for line in extra] == [("前書き", ""), ("参考", "carry_over_in")]


def test_figures_below_the_note_belong_to_the_table_and_those_of_another_do_not() -> None:
    draft, sheet = one_table()
    row = sheet.last_row + 1
    sheet.put(row, 1, "差引残高")
    sheet.put(row, 2, 5)
    _, other = one_table(INCOME)
    sheet.add(other, down=row)
    found = found_in(draft)
    assert [[(line.label, line.row) for line in table.extra] for table in found.tables] == [
        [("差引残高", row)],
        [],
    ]
    assert cells_of(found) == draft.printed()


def test_a_row_with_figures_and_no_label_is_told_and_a_doubt() -> None:
    draft, sheet = one_table()
    row = sheet.row_of(GENERAL, "lending")
    sheet.insert_rows(row)
    sheet.put(row, 2, 12)
    found = found_in(draft)
    (line,) = the_table(found).extra
    assert (line.label, line.after, line.row) == ("", "operating_cost", row)
    assert [(doubt.what, doubt.label, doubt.row) for doubt in found.doubts] == [("line", f"#{row}", row)]
    (finding,) = (each for each in interpret(found, the_plan(), "x").findings if each.place.statement)
    assert (finding.kind, finding.severity) == ("incoming_line_unnamed", Severity.WARNING)


def test_a_hand_says_which_line_a_row_without_a_label_is() -> None:
    draft, sheet = one_table()
    row = sheet.row_of(GENERAL, "lending")
    sheet.cells.pop((row, 1))
    sheet.insert_rows(row)
    sheet.put(row, 2, 12)
    assert [doubt.label for doubt in found_in(draft).doubts] == [f"#{row}", f"#{row + 1}"]
    found = found_in(
        draft,
        Assigned("line", canonical(f"#{row}"), *GENERAL, ""),
        Assigned("line", canonical(f"#{row + 1}"), *GENERAL, "lending"),
    )
    assert not found.doubts and not the_table(found).extra
    assert cells_of(found) == draft.printed()


@pytest.mark.parametrize("labelled", [False, True])
def test_a_long_list_below_a_table_costs_no_more_than_it_is_long(labelled: bool) -> None:
    draft, sheet = one_table()
    last = max(row for row, _ in sheet.keys)
    below = range(last, last + 20_000)
    # the last line is gone, so that any of the rows may be that one, renamed
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at[0] < last}
    sheet.cells |= {(row, 2): BookCell(5) for row in below}
    if labelled:
        sheet.cells |= {(row, 1): BookCell(f"費目{row}") for row in below}
    found = found_in(draft)
    assert [doubt.row for doubt in found.doubts if doubt.what == "line"] == [*below]
    said = {finding.kind: finding.parameters for finding in interpret(found, the_plan(), "a.xlsx").findings}
    assert ("incoming_lines_too_many" in said) is labelled


def test_a_header_of_many_merged_cells_is_read() -> None:
    draft, sheet = one_table()
    header = min(row for row, _ in sheet.keys) - 1
    right = max(column for _, column in sheet.keys) + 1
    sheet.cells |= {(header, column): BookCell("x") for column in range(right, right + 8_000)}
    sheet.merges += [Span(header, column, 1, 2) for column in range(right, right + 8_000, 2)]
    found = found_in(draft)
    assert cells_of(found) == draft.printed()
    assert found.doubts == ()


@pytest.mark.parametrize("label", ["業務経費等", "事業に要する費用"])
def test_a_line_of_another_name_with_the_same_figures_or_a_like_name_is_renamed(label: str) -> None:
    draft, sheet = one_table(look=Look(unit=Unit.THOUSAND))
    sheet.put(sheet.row_of(GENERAL, "operating_cost"), 1, label)
    found = found_in(draft)
    assert the_table(found).renamed == {"operating_cost": label}
    assert cells_of(found) == draft.printed()
    assert found.doubts == ()


def test_a_line_of_another_name_with_other_figures_is_not_guessed() -> None:
    draft, sheet = one_table()
    sheet.put(sheet.row_of(GENERAL, "operating_cost"), 1, "新しい事業")
    draft.write(CellKey(*GENERAL, "operating_cost", "total"), Figure(5))
    table = the_table(found_in(draft))
    assert "operating_cost" not in table.rows
    assert [line.label for line in table.extra] == ["新しい事業"]


def test_a_heading_of_a_like_name_is_renamed() -> None:
    draft, sheet = one_table(INCOME)
    row = next(at[0] for at, cell in sheet.cells.items() if cell.value == "費用の部")
    sheet.put(row, 1, "費用等の部")
    found = found_in(draft)
    assert the_table(found).renamed == {"expenses": "費用等の部"}
    assert cells_of(found) == draft.printed()


def test_figures_in_a_heading_are_a_doubt_and_no_cells() -> None:
    draft, sheet = one_table()
    row = next(at[0] for at, cell in sheet.cells.items() if cell.value == "収入")
    sheet.put(row, 2, 7)
    found = found_in(draft)
    assert [(doubt.what, doubt.label) for doubt in found.doubts] == [("line", "収入")]
    assert cells_of(found) == draft.printed()


def test_a_section_named_beside_its_lines_is_no_label_of_theirs() -> None:
    draft, sheet = one_table()
    sheet.insert_columns(1)
    for label in ("収入", "支出"):
        row = next(at[0] for at, cell in sheet.cells.items() if cell.value == label)
        sheet.delete_row(row)
        sheet.put(row, 1, label)
    assert cells_of(found_in(draft)) == draft.printed()


def test_a_column_that_is_none_of_the_table_is_a_doubt() -> None:
    draft, sheet = one_table()
    column = sheet.last_column + 1
    sheet.put(4, column, "前年度予算額")
    sheet.put(sheet.row_of(GENERAL, "grant"), column, 1_234)
    found = found_in(draft)
    assert [(doubt.what, doubt.label, doubt.column) for doubt in found.doubts] == [
        ("column", "前年度予算額", column)
    ]
    assert cells_of(found) == draft.printed()
    left_out = Assigned("column", canonical("前年度予算額"), *GENERAL, "")
    assert found_in(draft, left_out).doubts == ()


def test_a_renamed_segment_is_not_taken_for_the_one_that_is_missing_until_a_hand_says_so() -> None:
    draft, sheet = one_table()
    column = sheet.column_of(GENERAL, "productivity_general")
    for row in range(1, sheet.row_of(GENERAL, "grant")):
        if (row, column) in sheet.cells and sheet.cells[row, column].value == "生産性向上業務":
            sheet.put(row, column, "生産性革命業務")
    found = found_in(draft)
    assert "productivity_general" not in the_table(found).columns
    (doubt,) = found.doubts
    assert (doubt.what, doubt.label) == ("column", "生産性革命業務 一般経理")
    said = Assigned("column", canonical(doubt.label), *GENERAL, "productivity_general")
    again = found_in(draft, said)
    assert cells_of(again) == draft.printed()
    assert again.doubts == ()


def test_a_hand_says_which_line_a_label_is_or_that_it_is_none() -> None:
    draft, sheet = one_table()
    sheet.put(sheet.row_of(GENERAL, "operating_cost"), 1, "新しい事業")
    draft.write(CellKey(*GENERAL, "operating_cost", "total"), Figure(5))
    is_line = found_in(draft, Assigned("line", "新しい事業", *GENERAL, "operating_cost"))
    assert cells_of(is_line) == draft.printed()
    assert (the_table(is_line).renamed, is_line.doubts) == ({}, ())
    is_none = found_in(draft, Assigned("line", "新しい事業", *GENERAL, ""))
    assert (the_table(is_none).extra, is_none.doubts) == ((), ())
    elsewhere = found_in(draft, Assigned("line", "新しい事業", *INCOME, ""))
    assert len(elsewhere.doubts) == 1


def test_two_areas_of_one_table_leave_the_fuller_one_and_a_doubt() -> None:
    draft, sheet = one_table()
    _, other = one_table()
    other.title = "予算・一般 (2)"
    other.delete_row(other.row_of(GENERAL, "grant"))
    draft.sheets.insert(0, other)
    found = found_in(draft)
    assert the_table(found).sheet == sheet.title
    assert [(doubt.what, doubt.sheet, doubt.table) for doubt in found.doubts] == [
        ("table", "予算・一般 (2)", GENERAL)
    ]
    other_way = found_in(draft, Assigned("table", "予算・一般 (2)", *GENERAL, ""))
    assert the_table(other_way).sheet == "予算・一般 (2)"


def test_of_two_areas_that_in_the_unit_of_the_plan_is_the_table() -> None:
    draft, sheet = one_table(look=Look(unit=Unit.THOUSAND))
    sheet.title = "予算・一般（千円）"
    draft.sheets.append(one_table()[1])
    assert the_table(found_in(draft)).unit is Unit.MILLION


def test_a_table_of_another_year_is_a_doubt() -> None:
    draft, sheet = one_table()
    sheet.put(1, 1, "令和4年度予算（一般勘定）")
    found = found_in(draft)
    assert found.tables == ()
    assert [(doubt.what, doubt.label) for doubt in found.doubts] == [("table", "予算・一般")]
    sheet.put(1, 1, "令和5年度予算（一般勘定）")
    assert found_in(draft).doubts == ()


def test_a_table_of_an_account_that_the_plan_does_not_have_is_a_doubt() -> None:
    draft, sheet = one_table(TableKey("cash", "investment_succession"))
    sheet.put(1, 1, "資金計画（新しい勘定）")
    assert found_in(draft).tables == ()
    assert [doubt.what for doubt in found_in(draft).doubts] == ["table"]
    said = Assigned("table", sheet.title, "cash", "investment_succession", "")
    assert cells_of(found_in(draft, said)) == draft.printed()
    assert found_in(draft, Assigned("table", sheet.title, "", "", "")).doubts == ()


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    for hide in ("hidden_rows", "hidden_columns"):
        draft, sheet = one_table()
        setattr(sheet, hide, {3})
        found = found_in(draft)
        assert cells_of(found) == draft.printed()
        assert found.partly_hidden == (sheet.title,)
        (finding,) = interpret(found, the_plan(), "plan.xlsx").findings[:1]
        assert (finding.kind, finding.parameters) == ("incoming_partly_hidden", {"sheets": sheet.title})


def test_what_is_beyond_the_limits_beside_a_table_is_a_doubt() -> None:
    draft, sheet = one_table()
    printed, below = draft.printed(), range(sheet.last_row + 50, sheet.last_row + 2_100)
    sheet.cells |= {(row, 1): BookCell("一般管理費") for row in below}
    sheet.cells |= {(row, 2): BookCell(5) for row in below}
    found = found_in(draft)
    assert cells_of(found) == printed
    assert [(doubt.what, doubt.row, doubt.table) for doubt in found.doubts] == [("table", below[0], None)]


def test_more_labels_than_are_looked_at_beside_a_table_are_a_doubt() -> None:
    draft, sheet = one_table()
    printed, below = draft.printed(), range(sheet.last_row + 50, sheet.last_row + 50 + 30 * 500, 30)
    sheet.cells |= {(row, 1): BookCell("一般管理費") for row in below}
    found = found_in(draft)
    assert cells_of(found) == printed
    assert [(doubt.what, doubt.row, doubt.table) for doubt in found.doubts] == [("table", 1, None)]
