"""The text and the indicators are found by what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.exchange.book import BookCell, CellError, Span
from smrj_desktop.domain.exchange.found import FoundIndicator, FoundPassage, FoundText, Recognised
from smrj_desktop.domain.exchange.recognise import recognise
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import builtin
from tests.support.books import STATEMENT_NAMES, Draft, DraftSheet, draft_of, indicator_sheet, text_sheet
from tests.support.plans import small_plan

PLAN = builtin.load()
MARKS = [(passage.mark, passage.text) for passage in PLAN.outline]


def found_in(*sheets: DraftSheet, plan: Plan = PLAN) -> Recognised:
    return recognise(Draft(list(sheets)).book(), plan, statement_names=STATEMENT_NAMES)


def text_in(*sheets: DraftSheet, plan: Plan = PLAN) -> FoundText:
    text = found_in(*sheets, plan=plan).text
    assert text
    return text


def told(text: FoundText) -> list[tuple[str, str]]:
    return [(passage.mark, passage.text) for passage in text.passages]


def test_a_formula_without_a_value_is_told_and_its_row_stays() -> None:
    sheet = text_sheet(PLAN)
    for at in ((5, 2), (7, 1)):
        sheet.cells[at] = BookCell(None, '="支援者数"&"6,000者"')
    text = text_in(sheet)
    assert text.without_value == dict.fromkeys(((5, 2), (7, 1)), '="支援者数"&"6,000者"')
    assert [passage.row for passage in text.passages] == list(range(1, sheet.last_row + 1))


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (BookCell(None, "=1+1"), "=1+1"),
        (BookCell(CellError("#REF!"), "=Sheet2!A1"), "=Sheet2!A1"),
        (BookCell(CellError("#REF!")), "#REF!"),
    ],
)
def test_a_field_whose_formula_gives_nothing_says_nothing(cell: BookCell, told: str) -> None:
    sheet = indicator_sheet(PLAN)
    sheet.cells[4, 4] = cell
    found = found_in(sheet).indicators
    assert found and found.without_value == {(4, 4): told}
    assert [item.target is None for item in found.indicators] == [True] + [False] * (len(PLAN.indicators) - 1)


def test_the_text_comes_back_in_order_with_what_leads_up_to_it() -> None:
    text = text_in(text_sheet(PLAN))
    assert text.sheet == "計画本文"
    assert told(text) == [("", PLAN.profile.title), ("", PLAN.profile.preamble), *MARKS]
    assert [passage.row for passage in text.passages] == list(range(1, len(MARKS) + 3))


def test_mark_and_text_may_stand_in_one_cell() -> None:
    sheet = DraftSheet("別紙")
    for row, (mark, text) in enumerate(MARKS, 1):
        dot = "." if mark and mark[0] in "IVX" else ""
        sheet.put(row, 1, f"{mark}{dot} {text}")
    passages = told(text_in(sheet))
    assert [text for _, text in passages] == [text for _, text in MARKS]
    assert [mark.rstrip(".") for mark, _ in passages] == [mark.rstrip(".") for mark, _ in MARKS]


def test_the_text_may_be_set_in_by_cells_and_have_a_head_and_further_columns() -> None:
    sheet = text_sheet(PLAN)
    sheet.insert_columns(1)
    sheet.insert_rows(1, 2)
    for column, head in enumerate(("番号", "本文", "目標値", "再掲元"), 2):
        sheet.put(2, column, head)
    for row in range(3, sheet.last_row + 1):
        sheet.put(row, 1, f"key-{row}")
        sheet.put(row, 4, "5者以上")
    sheet.put(1, 2, "計画本文")
    assert told(text_in(sheet))[2:] == MARKS


def test_texts_of_different_depth_in_different_columns_are_one_text() -> None:
    sheet = DraftSheet("本文案")
    for row, (mark, text) in enumerate(MARKS, 1):
        sheet.put(row, 1, mark)
        sheet.put(row, 2 + row % 3, text)
    assert told(text_in(sheet)) == MARKS


@given(st.data())
def test_changed_inserted_and_missing_rows_are_as_the_sheet_has_them(data: st.DataObject) -> None:
    sheet = text_sheet(PLAN)
    expected = dict(enumerate([("", PLAN.profile.title), ("", PLAN.profile.preamble), *MARKS], 1))
    for row in data.draw(st.lists(st.integers(3, len(expected)), max_size=20)):
        text = data.draw(st.text(st.characters(categories=["Lo"]), min_size=1, max_size=20))
        sheet.put(row, 2, text)
        expected[row] = (expected[row][0], text)
    assert text_in(sheet).passages == tuple(FoundPassage(*expected[row], row) for row in sorted(expected))


def test_a_sheet_of_other_prose_is_no_text_of_the_plan() -> None:
    sheet = DraftSheet("送付状")
    for row in range(1, 30):
        sheet.put(row, 1, f"{row}. 標記について、下記のとおり送付します。")
    found = found_in(sheet)
    assert (found.text, found.indicators, found.unread_sheets) == (None, None, ("送付状",))


def test_a_small_plan_needs_two_passages() -> None:
    plan = small_plan()
    assert len(text_in(text_sheet(plan), plan=plan).passages) == 5
    sheet = DraftSheet("x")
    sheet.put(1, 1, "支援を行う。")
    assert found_in(sheet, plan=plan).text is None


def test_the_text_and_tables_may_share_a_sheet() -> None:
    draft = draft_of(PLAN, cover=False, indicators=False)
    draft.join()
    found = recognise(draft.book(), PLAN, statement_names=STATEMENT_NAMES)
    assert len(found.tables) == len(PLAN.tables)
    assert found.text
    assert told(found.text)[2 : 2 + len(MARKS)] == MARKS
    assert not {passage.text for passage in found.text.passages} & {"業務経費", "収入"}


def test_the_indicators_come_back_with_every_field() -> None:
    found = found_in(indicator_sheet(PLAN)).indicators
    assert found
    assert found.sheet == "指標"
    assert [
        (item.section, item.core, item.name, item.target, item.basis, item.period_years)
        for item in found.indicators
    ] == [
        (
            item.section,
            "◎" if item.core else "",
            item.name,
            str(item.target or ""),
            item.basis,
            str(item.period_years),
        )
        for item in PLAN.indicators
    ]


def test_columns_may_be_moved_and_missing() -> None:
    sheet = indicator_sheet(PLAN)
    sheet.delete_column(5)
    sheet.delete_column(2)
    sheet.order_columns([1, 2, 3, 4], [4, 2, 3, 1])
    found = found_in(sheet).indicators
    assert found
    first, expected = found.indicators[0], PLAN.indicators[0]
    assert first == FoundIndicator(
        4, expected.section, None, expected.name, str(expected.target), None, str(expected.period_years)
    )


def test_a_section_merged_over_its_indicators_is_that_of_each() -> None:
    sheet = indicator_sheet(PLAN)
    same = [row for row, item in enumerate(PLAN.indicators, 4) if item.section == "I-2"]
    for row in same[1:]:
        sheet.put(row, 1, None)
    sheet.merges.append(Span(same[0], 1, len(same), 1))
    found = found_in(sheet).indicators
    assert found
    assert [item.section for item in found.indicators] == [item.section for item in PLAN.indicators]


def test_names_alone_are_enough_where_there_is_no_header() -> None:
    sheet = DraftSheet("一覧")
    for row, item in enumerate(PLAN.indicators, 1):
        sheet.put(row, 2, item.name)
    found = found_in(sheet).indicators
    assert found
    assert [item.name for item in found.indicators] == [item.name for item in PLAN.indicators]
    assert {item.target for item in found.indicators} == {None}


def test_a_header_is_enough_where_all_names_are_new() -> None:
    plan = replace_indicators()
    found = found_in(indicator_sheet(PLAN), plan=plan).indicators
    assert found
    assert len(found.indicators) == len(PLAN.indicators)


def replace_indicators() -> Plan:
    plan = small_plan()
    plan.indicators = [replace(plan.indicators[0], name="別の指標")]
    return plan


@pytest.mark.parametrize("value", [True, 3.0, float("nan"), None, " "])
def test_cells_of_any_kind_do_no_harm(value: object) -> None:
    sheet = indicator_sheet(PLAN)
    sheet.cells[4, 4] = BookCell(value)  # type: ignore[arg-type]
    text = text_sheet(PLAN)
    text.cells[4, 1] = BookCell(value)  # type: ignore[arg-type]
    found = found_in(sheet, text)
    assert found.indicators
    assert found.text
