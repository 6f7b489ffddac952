"""Tables are found by their labels: every cell comes back under its key, however a sheet was rearranged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.exchange.book import BookCell
from smrj_desktop.domain.exchange.found import Assigned
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import TableKey
from tests.support.books import Draft, DraftSheet, Look, draft_of
from tests.support.plans import small_plan
from tests.support.recognised import BASE, GENERAL, cells_of, found_in, one_table, the_plan, the_table
from tests.support.spellings import bracketed, older, plain, spaced

DOCUMENT = Path(__file__).resolve().parents[4] / "shared" / "plan-r5.txt"


@pytest.mark.parametrize(
    "look",
    [
        Look(),
        Look(title="two", head=True),
        Look(title="name", merged=False, head=True, top=4, left=3),
        Look(title="none", indented=True),
        Look(line=spaced, column=bracketed, as_text=True),
        Look(line=older, column=older, unit=Unit.THOUSAND, unit_at="title"),
    ],
)
def test_a_whole_plan_is_found_however_it_is_laid_out(look: Look) -> None:
    draft = draft_of(the_plan(), look)
    found = found_in(draft)
    assert cells_of(found) == draft.printed()
    assert [table.key for table in found.tables] == list(the_plan().tables)
    assert {table.unit for table in found.tables} == {look.unit or Unit.MILLION}
    assert found.doubts == ()
    assert found.unread_sheets == ("表紙",)
    for table in found.tables:
        template = the_plan().tables[table.key].template
        assert list(table.rows) == [line.key for line in template.lines.nodes]
        assert list(table.columns) == [column.key for column in template.columns.nodes]


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("title", ["above", "two", "none"])
def test_all_tables_are_found_on_one_sheet(beside: bool, title: str) -> None:
    draft = draft_of(the_plan(), Look(title=title), cover=False, text=False, indicators=False)  # type: ignore[arg-type]
    draft.join(beside=beside)
    assert cells_of(found_in(draft)) == draft.printed()


@st.composite
def looks(draw: st.DrawFn) -> Look:
    return Look(
        title=draw(st.sampled_from(["above", "two", "name", "none"])),
        merged=draw(st.booleans()),
        head=draw(st.booleans()),
        unit=draw(st.sampled_from([None, Unit.THOUSAND, Unit.YEN])),
        unit_at=draw(st.sampled_from(["above", "title", "nowhere"])),
        line=draw(st.sampled_from([plain, spaced, older])),
        column=draw(st.sampled_from([plain, spaced, older, bracketed])),
        as_text=draw(st.booleans()),
        indented=draw(st.booleans()),
        top=draw(st.integers(1, 5)),
        left=draw(st.integers(1, 3)),
    )


@st.composite
def rearranged(draw: st.DrawFn) -> Draft:
    """Some tables of the plan as hands leave them."""
    plan = the_plan()
    keys = draw(st.lists(st.sampled_from(list(plan.tables)), min_size=1, max_size=4, unique=True))
    look = draw(looks())
    draft = draft_of(plan, look, tables=keys, cover=False, text=False, indicators=False)
    for sheet in draft.sheets:
        if look.merged and draw(st.booleans()):
            _move_columns(draw, sheet)
        if draw(st.booleans()):
            _move_rows(draw, sheet, plan)
        for _ in range(draw(st.integers(0, 3))):
            sheet.insert_rows(draw(st.integers(1, sheet.last_row)))
        for _ in range(draw(st.integers(0, 2))):
            sheet.insert_columns(draw(st.integers(1, sheet.last_column)))
        sheet.hidden_rows = set(draw(st.lists(st.integers(1, sheet.last_row), max_size=5)))
        sheet.hidden_columns = set(draw(st.lists(st.integers(1, sheet.last_column), max_size=2)))
    if draw(st.booleans()):
        draft.join(beside=draw(st.booleans()), gap=draw(st.integers(2, 4)))
    else:
        draft.sheets = draw(st.permutations(draft.sheets))
    return draft


def _move_columns(draw: st.DrawFn, sheet: DraftSheet) -> None:
    sheet.unmerge(fill=True)
    columns = sorted({column for _, column in sheet.keys})
    sheet.order_columns(columns, draw(st.permutations(columns)))


def _move_rows(draw: st.DrawFn, sheet: DraftSheet, plan: Plan) -> None:
    """Puts the leaves of one section into another order."""
    key = next(iter(sheet.keys.values())).table
    lines = plan.tables[key].template.lines
    section = draw(st.sampled_from([line.section for line in lines.nodes]))
    rows = [
        sheet.row_of(key, line.key)
        for at, line in enumerate(lines.nodes)
        if line.section == section and lines.is_leaf(at)
    ]
    sheet.order_rows(rows, draw(st.permutations(rows)))


@given(rearranged())
def test_every_cell_comes_back_under_its_key(draft: Draft) -> None:
    found = found_in(draft)
    assert cells_of(found) == draft.printed()
    assert not [line for table in found.tables for line in table.extra]
    assert not [doubt for doubt in found.doubts if doubt.what != "unit"]


def test_the_unit_is_that_of_the_file_only_where_the_file_speaks_of_one() -> None:
    draft = draft_of(the_plan(), Look(unit_at="nowhere"), tables=[GENERAL, BASE])
    found = found_in(draft)
    assert {table.unit for table in found.tables} == {None}
    assert [(doubt.what, doubt.label, doubt.table) for doubt in found.doubts] == [
        ("unit", "予算・一般", GENERAL),
        ("unit", "予算・産業基盤整備", BASE),
    ]
    draft.sheets[0].put(8, 2, "金額の単位：千円")
    assert {table.unit for table in found_in(draft).tables} == {Unit.THOUSAND}
    draft.sheets[0].put(9, 2, "（単位：円）")
    assert {table.unit for table in found_in(draft).tables} == {None}


def test_a_hand_says_the_unit() -> None:
    draft, _ = one_table(look=Look(unit_at="nowhere"))
    assert the_table(found_in(draft, Assigned("unit", "予算・一般", "", "", "千円"))).unit is Unit.THOUSAND
    other = Assigned("unit", "予算・一般", "cash", "general", "千円")
    assert the_table(found_in(draft, other)).unit is None


def test_the_nearest_unit_counts() -> None:
    draft = draft_of(the_plan(), tables=[GENERAL, BASE], cover=False, text=False, indicators=False)
    thousand, _ = one_table(BASE, Look(unit=Unit.THOUSAND))
    draft.sheets[1] = thousand.sheets[0]
    draft.join()
    assert [table.unit for table in found_in(draft).tables] == [Unit.MILLION, Unit.THOUSAND]


def test_the_same_label_in_two_sections_is_told_by_the_headings() -> None:
    draft, sheet = one_table()
    sheet.delete_row(sheet.row_of(GENERAL, "income_total"))
    table = the_table(found_in(draft))
    assert "income_total" not in table.rows
    assert table.rows["expenditure_total"] == sheet.row_of(GENERAL, "expenditure_total")


def test_sections_may_change_places() -> None:
    draft, sheet = one_table()
    rows = sorted({at[0] for at in sheet.cells if at[0] >= sheet.row_of(GENERAL, "grant") - 1})[:-1]
    half = next(at for at, row in enumerate(rows) if sheet.cells[row, 1].value == "支出")
    sheet.order_rows(rows, [*rows[half:], *rows[:half]])
    assert cells_of(found_in(draft)) == draft.printed()


def test_a_total_may_be_called_by_its_section() -> None:
    draft, sheet = one_table()
    sheet.put(sheet.row_of(GENERAL, "income_total"), 1, "収入合計")
    sheet.put(sheet.row_of(GENERAL, "expenditure_total"), 1, "支出　計")
    found = found_in(draft)
    assert cells_of(found) == draft.printed()
    assert the_table(found).renamed == {}


def test_a_segment_may_be_written_into_two_cells() -> None:
    draft, sheet = one_table(TableKey("cash", "facilities"), Look(merged=False, title="none"))
    row, column = next(at for at, cell in sheet.cells.items() if cell.value == "新事業展開・創業支援業務")
    sheet.put(row, column, "新事業展開・")
    sheet.put(row + 1, column, "創業　支援業務")
    assert cells_of(found_in(draft)) == draft.printed()


@pytest.mark.parametrize("total", ["計", "小計", "（合　計）", "経営環境変化対応業務計"])
def test_a_column_of_totals_may_have_any_of_their_names(total: str) -> None:
    draft, sheet = one_table()
    row, column = sheet.row_of(GENERAL, "grant") - 2, sheet.column_of(GENERAL, "environment_total")
    assert sheet.cells[row, column].value == "合計"
    sheet.put(row, column, total)
    assert cells_of(found_in(draft)) == draft.printed()


def test_the_class_may_be_missing_where_a_segment_has_only_one() -> None:
    draft, sheet = one_table()
    row = sheet.row_of(GENERAL, "grant") - 2
    for column in ("productivity_general", "newbiz_general", "common_general"):
        sheet.put(row, sheet.column_of(GENERAL, column), None)
    assert cells_of(found_in(draft)) == draft.printed()


def test_the_segments_may_be_missing_where_all_columns_are_of_one() -> None:
    key = TableKey("income", "small_enterprise")
    draft, sheet = one_table(key)
    sheet.delete_row(next(at[0] for at, cell in sheet.cells.items() if cell.value == "経営環境変化対応業務"))
    assert cells_of(found_in(draft)) == draft.printed()


def test_a_table_goes_on_below_a_header_that_is_repeated() -> None:
    draft, sheet = one_table()
    row = sheet.row_of(GENERAL, "general_admin")
    first = sheet.row_of(GENERAL, "grant") - 3
    sheet.insert_rows(row, 3)
    for at, cell in list(sheet.cells.items()):
        if at[0] in (first, first + 1):
            sheet.cells[row + 1 + at[0] - first, at[1]] = cell
    sheet.merges += [
        span._replace(row=row + 1 + span.row - first) for span in sheet.merges if span.row >= first
    ]
    found = found_in(draft)
    assert cells_of(found) == draft.printed()
    assert found.doubts == ()


def test_a_table_whose_title_names_it_needs_only_a_part_of_it() -> None:
    draft, sheet = one_table()
    for column in sorted({column for _, column in sheet.keys}, reverse=True)[:7]:
        sheet.delete_column(column)
    assert cells_of(found_in(draft)) == draft.printed()


def test_two_tables_with_the_same_lines_and_columns_are_not_told_apart_without_a_title() -> None:
    plan = small_plan()
    for title, expected in (("above", 2), ("none", 0)):
        draft = draft_of(plan, Look(title=title), cover=False, text=False, indicators=False)  # type: ignore[arg-type]
        found = found_in(draft, plan=plan)
        assert len(found.tables) == expected
    assert [doubt.label for doubt in found.doubts] == []


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 30), st.integers(1, 12)),
        st.sampled_from(["計", "合計", "共通", "収入", "業務経費", "一般経理", "予算", "x", "", " "])
        | st.text(max_size=5)
        | st.integers()
        | st.floats(allow_nan=True)
        | st.booleans(),
        max_size=60,
    )
)
def test_a_random_sheet_is_no_table_and_never_fails(values: dict) -> None:
    draft = Draft([DraftSheet("x", {at: BookCell(value) for at, value in values.items()})])
    assert found_in(draft).tables == ()


def test_a_sheet_full_of_labels_takes_no_time_that_grows_with_its_square() -> None:
    words = ["業務経費", "計", "合計", "共通", "一般経理", "予算", "一般勘定", 5]
    cells = {
        (row, column): BookCell(words[(row * 7 + column * column) % len(words)])
        for row in range(1, 1_001)
        for column in range(1, 21)
    }
    assert found_in(Draft([DraftSheet("x", cells)])).tables == ()


def test_the_tables_of_the_printed_plan_are_found_in_one_long_sheet() -> None:
    if not DOCUMENT.exists():
        pytest.skip("the text of the published plan is not beside the repository (../shared/plan-r5.txt)")
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    sheet = DraftSheet("年度計画")
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line.split("\t"), 1):
            sheet.put(row, column, text)
    found = found_in(Draft([sheet]))
    assert [table.key for table in found.tables] == list(the_plan().tables)
    assert found.doubts == ()
    for key, cell in cells_of(found).items():
        assert amounts.parse(str(cell.value)) == the_plan().figure(key)
    assert len(cells_of(found)) == 1_263
