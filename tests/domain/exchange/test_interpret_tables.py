"""The tables of a file: leaves that changed, cells that say nothing, lines and columns that are missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, Unit
from smrj_desktop.domain.compare import compare
from smrj_desktop.domain.exchange.book import BookCell
from smrj_desktop.domain.exchange.found import Doubt
from smrj_desktop.domain.exchange.interpret import interpret
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin
from tests.support.books import Look
from tests.support.found import Sent, filled, kinds
from tests.support.plans import cell, put, small_plan

BUDGET = TableKey("budget", "general")
GRANT = CellKey("budget", "general", "grant", "productivity_general")


@pytest.fixture(scope="module")
def whole() -> Plan:
    return builtin.load()


@pytest.fixture(scope="module")
def plan(whole: Plan) -> Plan:
    """One table of the real plan, which is enough for most."""
    return replace(whole, tables={BUDGET: whole.tables[BUDGET]})


@pytest.mark.parametrize(
    "look",
    [
        Look(),
        Look(as_text=True),
        Look(unit=Unit.YEN),
        Look(unit=Unit.THOUSAND, as_text=True),
        Look(unit=Unit.HUNDRED_MILLION),
    ],
)
def test_what_came_back_as_it_was_sent_changes_nothing(whole, look):
    before = whole.content_hash()
    reading = Sent(whole, look).read()
    assert reading.theirs is not whole
    assert reading.theirs.content_hash() == whole.content_hash() == before
    assert (reading.findings, reading.typed_totals, reading.systematic, reading.unread) == ((), (), (), ())


@pytest.mark.parametrize(
    ("value", "figure"), [(1234, Figure(1234)), ("△ 82", Figure(-82)), ("-", NOTHING), ("0", TRACE)]
)
def test_a_leaf_that_changed_is_taken_and_published_totals_move_along(plan, value, figure):
    sent = Sent(plan)
    sent.put(GRANT, value)
    reading = sent.read()
    assert reading.theirs.figure(GRANT) == figure
    changed = [item for item in compare(plan, reading.theirs) if item.what != "stated"]
    assert [item.key for item in changed] == ["/".join(GRANT)]
    total = GRANT._replace(line="income_total")
    moved = figure.value - plan.figure(GRANT).value
    assert reading.theirs.figure(total).value == plan.figure(total).value + moved


def test_a_change_in_a_finer_unit_is_rounded_once(plan):
    sent = Sent(plan, Look(unit=Unit.THOUSAND))
    sent.put(GRANT, 1_234_500)
    assert sent.read().theirs.figure(GRANT) == Figure(1235)


def test_what_prints_the_same_in_a_finer_unit_is_no_change():
    plan = filled()
    sent = Sent(plan, Look(unit=Unit.THOUSAND))
    sent.put(cell("grant", "a1"), 99_750)
    sent.put(cell("grant", "a"), 200_750)
    sent.put(cell("grant", "total"), 302_750)
    for column, value in (("a1", 299_750), ("a", 601_750), ("total", 905_750)):
        sent.put(cell("income_total", column), value)
        # the plain sum: 業務経費 is taken off
        cost = plan.figure(cell("operating_cost", column)).value * 1000
        sent.put(cell("result", column), value - cost)
    reading = sent.read()
    assert reading.theirs.content_hash() == plan.content_hash()
    assert reading.typed_totals == ()


@pytest.mark.parametrize("value", ["#REF!", "未定", "(82)", True, datetime(2023, 4, 1, tzinfo=UTC), 1e18])
def test_what_cannot_be_read_is_said_with_its_address_and_left(plan, value):
    sent = Sent(plan)
    sent.put(GRANT, value)
    reading = sent.read()
    row, column = sent.address(GRANT)
    (finding,) = reading.findings
    assert finding.kind == "incoming_unreadable"
    assert finding.parameters["address"] == f"{'ABCDEFGHIJ'[column - 1]}{row}"
    assert finding.parameters["sheet"] == "予算・一般"
    assert finding.cell == GRANT
    assert reading.theirs.content_hash() == plan.content_hash()


def test_a_formula_counts_by_what_it_gave(plan):
    sent = Sent(plan)
    sent.put(GRANT, 4321, formula="='x'!B5*2")
    assert sent.read().theirs.figure(GRANT) == Figure(4321)


def test_a_formula_that_nobody_reckoned_is_said(plan):
    sent = Sent(plan)
    sent.put(GRANT, None, formula="=C5+C6")
    reading = sent.read()
    assert kinds(reading) == ["formula_without_value"]
    assert reading.theirs.content_hash() == plan.content_hash()


def test_figures_with_decimals_are_rounded_and_counted(plan):
    sent = Sent(plan)
    sent.put(GRANT, plan.figure(GRANT).value + 0.4)
    reading = sent.read()
    assert kinds(reading) == ["rounded"]
    assert reading.theirs.content_hash() == plan.content_hash()


def test_a_sheet_without_a_unit_is_taken_to_be_in_the_plans_and_says_so():
    plan = filled()
    sent = Sent(plan, tables=[BUDGET])
    sent.unit = None
    sent.put(cell("grant", "b"), 5)
    reading = sent.read()
    assert "unit_unknown" in kinds(reading)
    assert reading.theirs.figure(cell("grant", "b")) == Figure(5)


def test_a_leaf_that_was_emptied_is_nothing_and_said():
    plan = filled()
    sent = Sent(plan, tables=[BUDGET])
    sent.put(cell("grant", "b"), None)
    reading = sent.read()
    assert kinds(reading)[0] == "emptied"
    assert reading.findings[0].parameters["old"] == "102"
    assert reading.theirs.figure(cell("grant", "b")) == NOTHING


def test_a_blank_cell_where_nothing_was_is_no_change():
    plan = filled()
    put(plan, "grant", "b", NOTHING)
    sent = Sent(plan, tables=[BUDGET])
    sent.put(cell("grant", "b"), None)
    reading = sent.read()
    assert kinds(reading) == ["blanks", "tables_missing"]
    assert reading.theirs.content_hash() == plan.content_hash()


def test_a_form_that_nobody_has_filled_in_is_not_taken_for_a_plan_of_nothing():
    plan = filled()
    sent = Sent(plan, tables=[BUDGET])
    for key in sent.all_cells():
        sent.put(key, None)
    reading = sent.read()
    assert kinds(reading)[0] == "table_empty"
    assert BUDGET in reading.unread
    assert reading.theirs.content_hash() == plan.content_hash()


def test_lines_and_columns_that_are_missing_stay_and_are_said():
    plan = filled()
    sent = Sent(plan, tables=[BUDGET])
    for key in sent.all_cells():
        if key.line == "other_revenue" or key.column == "a2":
            sheet, at = sent.draft.at(key)
            del sheet.cells[at], sheet.keys[at]
    reading = sent.read()
    labels = {
        item.kind: item.parameters["labels"] for item in reading.findings if "labels" in item.parameters
    }
    assert labels == {"incoming_lines_missing": "その他収入", "incoming_columns_missing": "甲業務・特定経理"}
    assert reading.theirs.content_hash() == plan.content_hash()


def test_tables_that_are_missing_are_named_and_counted(whole):
    reading = Sent(whole, tables=[BUDGET]).read()
    assert reading.unread == tuple(key for key in whole.tables if key != BUDGET)
    (finding,) = reading.findings
    assert finding.parameters == {"file": "plan.xlsx", "count": 17}


def test_in_a_list_a_cell_that_is_not_there_is_not_an_empty_one():
    plan = filled()
    sent = Sent(plan, tables=[BUDGET])
    sent.put(cell("grant", "a1"), "未定")
    sent.put(cell("grant", "b"), None)
    found = sent.recognised()
    table = replace(found.tables[0], columns=dict.fromkeys(found.tables[0].columns, 9))
    reading = interpret(replace(found, tables=(table,)), plan, "plan.csv")
    assert kinds(reading) == ["unreadable", "tables_missing"]
    assert reading.findings[0].parameters["address"] == "I"
    assert reading.theirs.content_hash() == plan.content_hash()


def test_a_figure_in_a_heading_is_said():
    plan = filled()
    sent = Sent(plan, tables=[BUDGET])
    found = sent.recognised()
    table = found.tables[0]
    table = replace(
        table,
        rows={**table.rows, "income": 1},
        cells={**table.cells, ("income", "b"): BookCell(5)},
    )
    reading = interpret(replace(found, tables=(table,)), plan, "plan.xlsx")
    assert kinds(reading)[0] == "heading_filled"


def test_what_could_not_be_matched_is_said(plan):
    sent = Sent(plan)
    sent.doubts = [
        Doubt(what="table", sheet="Sheet1", row=3, column=2, label="内訳"),
        Doubt(what="column", sheet="予算・一般", row=4, column=28, label="新業務", table=BUDGET),
        Doubt(what="table", sheet="予算", row=9, column=2, label="予算・一般（千円）", table=BUDGET),
        Doubt(what="unit", sheet="予算・一般", row=0, column=0, label="予算・一般", table=BUDGET),
        Doubt(what="line", sheet="予算・一般", row=9, column=2, label="新収入", table=BUDGET),
    ]
    reading = sent.read()
    assert kinds(reading) == ["table_unknown", "column_unknown", "tables_twice"]
    assert reading.findings[1].parameters["address"] == "AB4"
    assert reading.findings[2].parameters["labels"] == "予算・一般（千円）"


def test_parentheses_are_a_minus_where_the_table_writes_it_so():
    plan = filled()
    put(plan, "operating_cost", "a2", -301)
    sent = Sent(plan, tables=[BUDGET])
    sent.put(cell("operating_cost", "a2"), "(301)")
    sent.put(cell("operating_cost", "b"), "(5)")
    assert sent.read().theirs.figure(cell("operating_cost", "b")) == Figure(-5)


def test_blank_leaves_stay_blank():
    plan = small_plan()
    assert plan.figure(cell("grant", "a1")) == BLANK
    reading = Sent(plan).read()
    assert reading.theirs.content_hash() == plan.content_hash()
    assert reading.findings == ()
