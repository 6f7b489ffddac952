"""Totals of a file: verified against the file's own parts, and told apart where somebody typed over one."""

from __future__ import annotations

import pytest

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin
from tests.support.found import Sent, filled, kinds
from tests.support.plans import cell, put

BUDGET = TableKey("budget", "general")


def sent_of(plan: Plan) -> Sent:
    return Sent(plan, tables=[BUDGET])


def add(sent: Sent, amount: int, *cells: tuple[str, str]) -> None:
    """Adds an amount to figures as they were sent."""
    for line, column in cells:
        key = cell(line, column)
        sent.put(key, sent.plan.figure(key).value + amount)


def totals_of(reading: Reading) -> list[tuple[str, str, str, int]]:
    """The totals in question: line, column, kind, what was typed."""
    return [(item.cell.line, item.cell.column, item.kind, item.typed.value) for item in reading.typed_totals]


def test_totals_that_moved_with_their_parts_are_fine():
    sent = sent_of(filled())
    add(sent, 7, *[(line, at) for line in ("grant", "income_total", "result") for at in ("a1", "a", "total")])
    reading = sent.read()
    assert reading.typed_totals == ()
    assert kinds(reading) == ["tables_missing"]


def test_a_total_that_stayed_while_its_parts_changed_is_left():
    sent = sent_of(filled())
    add(sent, 7, ("grant", "b"))
    reading = sent.read()
    # the lowest on either way; what stands above them stayed for the same reason
    assert totals_of(reading) == [("grant", "total", "left", 303), ("income_total", "b", "left", 304)]
    first = reading.typed_totals[0]
    assert (first.before, first.computed, first.typed) == (Figure(303), Figure(310), Figure(303))


def test_a_typed_total_is_reported_once_and_what_follows_from_it_is_not():
    sent = sent_of(filled())
    add(sent, 20, ("income_total", "a1"), ("income_total", "a"), ("income_total", "total"))
    add(sent, 20, ("result", "a1"), ("result", "a"), ("result", "total"))
    reading = sent.read()
    assert totals_of(reading) == [("income_total", "a1", "typed", 320)]
    assert reading.theirs.content_hash() == sent.plan.content_hash()


def test_a_typed_total_below_which_nothing_follows_is_reported_alone():
    sent = sent_of(filled())
    add(sent, -5, ("income_total", "total"))
    assert totals_of(sent.read()) == [("income_total", "total", "typed", 901)]


def test_a_weighted_total_follows_its_parts_against_their_sign():
    sent = sent_of(filled())
    for line, amount in (("operating_cost", 9), ("result", -9)):
        add(sent, amount, (line, "b"), (line, "total"))
    assert sent.read().typed_totals == ()


def test_a_total_typed_over_with_its_parts_changed_too_is_typed():
    sent = sent_of(filled())
    add(sent, 7, ("grant", "b"), ("grant", "total"))
    add(sent, 50, ("income_total", "b"))
    reading = sent.read()
    assert ("income_total", "b", "typed", 354) in totals_of(reading)
    assert reading.theirs.figure(cell("grant", "b")) == Figure(109)


def published() -> Plan:
    """A plan in which a total is published one above its sum."""
    plan = filled()
    edits.apply(plan, edits.StateTotal(cell=cell("income_total", "b"), figure=Figure(305)))
    return plan


def test_a_published_total_that_was_reckoned_anew_is_no_item_but_told():
    sent = sent_of(published())
    sent.put(cell("income_total", "b"), 304)
    reading = sent.read()
    assert reading.typed_totals == ()
    assert kinds(reading) == ["total_recomputed", "tables_missing"]
    assert reading.findings[0].parameters["count"] == 1
    assert reading.theirs.content_hash() == sent.plan.content_hash()


def test_a_published_total_moves_by_as_much_as_its_parts():
    sent = sent_of(published())
    lines = ("grant", "income_total", "result")
    add(sent, 7, *[(line, column) for line in lines for column in ("b", "total")])
    reading = sent.read()
    assert (reading.typed_totals, kinds(reading)) == ((), ["tables_missing"])
    assert reading.theirs.figure(cell("income_total", "b")) == Figure(312)


def test_blank_totals_are_counted():
    sent = sent_of(filled())
    sent.put(cell("income_total", "b"), None)
    sent.put(cell("result", "total"), None)
    reading = sent.read()
    assert kinds(reading) == ["totals_blank", "tables_missing"]
    assert reading.findings[0].parameters["count"] == 2


def test_a_mark_written_over_another_one_on_a_total_is_typed():
    plan = filled()
    for column in ("a1", "a2", "b"):
        put(plan, "grant", column, NOTHING)
    sent = sent_of(plan)
    sent.figure(cell("grant", "total"), TRACE)
    (item,) = sent.read().typed_totals
    assert (item.cell, item.before, item.typed) == (cell("grant", "total"), NOTHING, TRACE)


def test_a_total_that_keeps_its_mark_while_parts_get_another_is_no_news():
    plan = filled()
    for column in ("a1", "a2", "b"):
        put(plan, "grant", column, NOTHING)
    sent = sent_of(plan)
    sent.figure(cell("grant", "b"), TRACE)
    reading = sent.read()
    assert reading.theirs.figure(cell("grant", "b")) == TRACE
    assert reading.typed_totals == ()


@pytest.mark.parametrize("formula", ["={grant}+{other}", "=SUM({grant}:{other})"])
def test_a_formula_out_of_date_is_said(formula):
    sent = sent_of(filled())
    key = cell("income_total", "b")
    column, rows = "ABCDEFG"[sent.address(key)[1] - 1], [sent.address(cell(n, "b"))[0] for n in LEAVES]
    names = {"grant": f"{column}{rows[0]}", "other": f"{column}{rows[1]}"}
    sent.put(key, 304, formula=formula.format(**names))
    assert "stale_formula" not in kinds(sent.read())
    add(sent, 7, ("grant", "b"), ("grant", "total"))
    reading = sent.read()
    (stale,) = (item for item in reading.findings if item.kind == "incoming_stale_formula")
    assert (stale.parameters["value"], stale.parameters["sum"]) == ("304", "311")
    assert stale.cell == key
    # no formula leads from there to the sums above, which stayed as well
    assert totals_of(reading) == [("income_total", "b", "left", 304)]
    assert reading.typed_totals[0].formula == formula.format(**names)


LEAVES = ("grant", "other_revenue")


def test_a_formula_of_cells_that_are_none_of_the_table_is_taken_at_its_word():
    sent = sent_of(filled())
    sent.put(cell("income_total", "b"), 304, formula="=Z99+Z98")
    assert "stale_formula" not in kinds(sent.read())


def test_every_published_total_of_the_real_plan_reckoned_anew_is_told_and_no_item():
    plan = builtin.load()
    sent = Sent(plan)
    count = 0
    for key, table in plan.tables.items():
        sheet, template = table.sheet().copy(), table.template
        for at in list(sheet.stated):
            sheet.clear(*at)
        for row, line in enumerate(template.lines.nodes):
            for column, node in enumerate(template.columns.nodes):
                if sheet.figure(row, column) != table.sheet().figure(row, column):
                    count += 1
                    sent.figure(CellKey(*key, line.key, node.key), sheet.figure(row, column))
    reading = sent.read()
    assert reading.typed_totals == ()
    assert reading.theirs.content_hash() == plan.content_hash()
    told = [item for item in reading.findings if item.kind == "incoming_total_recomputed"]
    assert 0 < sum(int(str(item.parameters["count"])) for item in told) <= count


def test_totals_that_lack_a_missing_line_are_one_hint_that_it_was_deleted():
    sent = sent_of(filled())
    for column in ("a1", "a2", "a", "b", "total"):
        gone = sent.plan.figure(cell("other_revenue", column)).value
        add(sent, -gone, ("income_total", column), ("result", column))
    for key in sent.all_cells():
        if key.line == "other_revenue":
            sheet, at = sent.draft.at(key)
            del sheet.cells[at], sheet.keys[at]
    reading = sent.read()
    assert reading.typed_totals == ()
    assert kinds(reading) == ["lines_missing", "totals_without", "tables_missing"]
    # those right above it; the others follow from these
    assert reading.findings[1].parameters["count"] == 5
    assert reading.theirs.content_hash() == sent.plan.content_hash()


def test_totals_above_a_missing_column_that_stayed_are_fine():
    sent = sent_of(filled())
    for key in sent.all_cells():
        if key.column == "a2":
            sheet, at = sent.draft.at(key)
            del sheet.cells[at], sheet.keys[at]
    reading = sent.read()
    assert reading.typed_totals == ()
    assert kinds(reading) == ["columns_missing", "tables_missing"]
