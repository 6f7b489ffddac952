from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.exchange import input_scope
from smrj_desktop.domain.exchange.book import Book, BookCell, BookSheet
from smrj_desktop.domain.exchange.input_reading import scope_of
from smrj_desktop.domain.exchange.input_scope import InputScope
from tests.support.input_drafts import COST, GRANT, KIKAKU, draft_of, items_of, own, read, take, told
from tests.support.plans import small_plan
from tests.support.workbooks import kinds


@pytest.mark.parametrize(
    ("amount", "yen"),
    [
        (12, 12_000),
        (12.345, 12_345),
        (0.1 + 0.2, 300),
        ("1,234", 1_234_000),
        ("△ １２", -12_000),
        ("1.5億円", 150_000_000),
        ("777円", 777),
        ("-", 0),
        (0, 0),
        (BookCell(36, "=12*3"), 36_000),
    ],
)
def test_amounts_as_people_write_them(amount: Any, yen: int):
    plan = small_plan()
    draft = draft_of(plan, KIKAKU)
    draft.add(GRANT, "委託費", amount)
    reading = read(draft, plan.copy(), plan)
    assert kinds(reading.findings) == []
    assert [item.yen for item in reading.items] == [yen]
    take(plan, reading)
    (item,) = plan.table(GRANT).build_ups[plan.table(GRANT).locate(GRANT)]
    assert item.amount * item.unit.value == yen
    assert item.unit is (Unit.YEN if yen % 1000 else Unit.THOUSAND)


@pytest.mark.parametrize(
    ("amount", "kind"),
    [
        ("約百万", "input_unreadable"),
        ("#REF!", "input_unreadable"),
        (True, "input_unreadable"),
        (datetime(2026, 4, 1, tzinfo=UTC), "input_unreadable"),
        (10.0**15, "input_unreadable"),
        (BookCell(None, "=A1"), "input_formula_without_value"),
    ],
)
def test_a_cell_with_an_unreadable_row_stays_as_it_is(amount: Any, kind: str):
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    draft = draft_of(plan, KIKAKU)
    draft.add(GRANT, "旅費", 5)
    draft.add(GRANT, "ほか", amount)
    draft.add(COST, "委託費", 8)
    reading = read(draft, plan.copy(), plan)
    assert kinds(reading.findings) == [kind]
    assert "E" in told(reading)
    take(plan, reading)
    assert items_of(plan, GRANT) == [("企画部", "委託費", 1_000)]
    assert items_of(plan, COST) == [("企画部", "委託費", 8)]


def test_fractions_of_a_yen_are_rounded_and_told():
    plan = small_plan()
    draft = draft_of(plan, KIKAKU)
    draft.add(GRANT, "三等分", BookCell(1000 / 3, "=1000/3"))
    reading = read(draft, plan.copy(), plan)
    assert kinds(reading.findings) == ["input_rounded_to_yen"]
    assert [item.yen for item in reading.items] == [333_333]


def test_what_is_outside_the_scope_is_told_and_not_taken():
    plan = small_plan()
    scope = InputScope(department="企画部", segments=("甲業務",))
    draft = draft_of(plan, scope)
    draft.add(GRANT, "よその欄", 5)
    draft.rows.append(["予算・一般勘定", "収入／ない科目", "共通", "不明", 6, None])
    draft.rows.append([None, None, None, "行き先なし", 7, None])
    draft.rows.append([None, None, None, None, None, None])
    reading = read(draft, plan.copy(), plan)
    assert kinds(reading.findings) == ["input_outside_scope", "input_unknown_place", "input_unknown_place"]
    assert all(text in told(reading) for text in ("よその欄", "ない科目", "行き先なし"))
    assert reading.changes == ()


def test_places_are_found_however_they_are_written():
    plan = small_plan()
    draft = draft_of(plan, KIKAKU)
    draft.rows.append(["予算 ・一般勘定", "収入/運営費 交付金", "共　通", "委託費", 5, None])
    take(plan, read(draft, plan.copy(), plan))
    assert items_of(plan, GRANT) == [("企画部", "委託費", 5)]


def test_an_item_without_an_amount_and_a_memo_are_told():
    plan = small_plan()
    draft = draft_of(plan, KIKAKU)
    draft.add(GRANT, "未定の件")
    draft.add(GRANT, None, 4, "根拠は別紙")
    reading = read(draft, plan.copy(), plan)
    assert kinds(reading.findings) == ["input_without_amount", "input_memo"]
    assert "未定の件" in told(reading)
    assert "根拠は別紙" in told(reading)
    take(plan, reading)
    assert items_of(plan, GRANT) == [("企画部", "", 4)]


def test_a_cell_that_was_deleted_from_the_list_stays():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    draft = draft_of(plan, KIKAKU)
    draft.remove(GRANT)
    draft.remove(COST)
    reading = read(draft, plan.copy(), plan)
    assert [(item.kind, item.cell) for item in reading.findings] == [("input_cell_missing", GRANT)]
    assert reading.changes == ()


@pytest.mark.parametrize(
    ("head", "yen", "found"),
    [("金額（円）", 5, []), ("金額　(百万円)", 5_000_000, []), ("金額", 5_000, ["input_unit_unknown"])],
)
def test_the_unit_is_the_one_above_the_amounts(head: str, yen: int, found: list[str]):
    plan = small_plan()
    draft = draft_of(plan, KIKAKU)
    draft.heads[4] = head
    draft.add(GRANT, "委託費", 5)
    reading = read(draft, plan.copy(), plan)
    assert kinds(reading.findings) == found
    assert [item.yen for item in reading.items] == [yen]


def test_columns_are_found_by_their_heads():
    plan = small_plan()
    draft = draft_of(plan, KIKAKU)
    draft.add(GRANT, "委託費", 5)
    draft.heads = [*draft.heads[3:], "自分の計算", *draft.heads[:3]]
    draft.rows = [[*row[3:], "100×50", *row[:3]] for row in draft.rows]
    take(plan, read(draft, plan.copy(), plan))
    assert items_of(plan, GRANT) == [("企画部", "委託費", 5)]


def test_a_sum_that_was_typed_over_is_told_and_not_taken():
    plan = small_plan()
    draft = draft_of(plan, KIKAKU)
    draft.add(GRANT, "委託費", 5)
    draft.tables["予算・一般"] = {
        (1, 1): BookCell("予算・一般勘定"),
        (3, 1): BookCell("科目"),
        (3, 2): BookCell("甲業務・一般経理"),
        (3, 3): BookCell("共通"),
        (5, 1): BookCell("収入／運営費交付金"),
        (5, 2): BookCell(800),
        (5, 3): BookCell(5),
        (6, 1): BookCell("支出／業務経費"),
        (6, 2): BookCell(9, "=SUMIFS(1)"),
        (6, 3): BookCell("五十"),
    }
    reading = read(draft, plan.copy(), plan)
    assert kinds(reading.findings) == ["input_sum_typed", "input_sum_typed"]
    assert "B5" in told(reading)
    assert "C6" in told(reading)


def test_another_department_s_name_on_the_sheet_is_told():
    plan = small_plan()
    draft = draft_of(plan, KIKAKU)
    draft.department = "総務部"
    assert kinds(read(draft, plan.copy(), plan).findings) == ["input_department_changed"]


def test_a_file_without_its_list_is_told():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    draft = draft_of(plan, KIKAKU)
    draft.heads[4] = "数量"
    reading = read(draft, plan.copy(), plan)
    assert (kinds(reading.findings), reading.changes) == (["input_no_list"], ())


def test_a_scope_reads_back_from_the_line_on_the_sheet():
    scope = InputScope(
        department="企画;部,1 号", accounts=("a,b", "c"), segments=("甲 業務", "乙;業務"), own_cells=True
    )
    assert input_scope.find(f"対象 {scope} です") == scope
    assert input_scope.find("smrj-input:;;;all") == InputScope(department="")
    assert input_scope.find("smrj:abc;1;" + "0" * 64) is None


def test_an_input_sheet_is_known_by_that_line_alone():
    plan = small_plan()
    assert scope_of(draft_of(plan, KIKAKU).book())
    other = BookSheet(title="積算", cells={(1, 1): BookCell("積算"), (2, 1): BookCell(5)})
    assert not scope_of(Book(name="a.xlsx", form="xlsx", sheets=(other,)))
