"""Differences that are a file's way of writing: one item each, with single changes still seen beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, Unit
from smrj_desktop.domain.compare import compare
from smrj_desktop.domain.exchange.found import Recognised
from smrj_desktop.domain.exchange.interpret import interpret
from smrj_desktop.domain.exchange.reading import Systematic
from smrj_desktop.domain.exchange.review import ImportReview
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin
from tests.support.books import Look
from tests.support.found import Sent, filled, kinds
from tests.support.plans import cell

BUDGET = TableKey("budget", "general")
GRANT = CellKey("budget", "general", "grant", "productivity_general")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return builtin.load()


def rewrite(sent: Sent, change: Callable[[Figure], Figure | None]) -> int:
    """Writes figures anew; gives how many."""
    count = 0
    for key in sent.all_cells():
        new = change(sent.plan.figure(key))
        if new is not None:
            sent.figure(key, new)
            count += 1
    return count


def change_one(sent: Sent, figure: Figure, *, shown: Figure | None = None) -> None:
    """Changes one leaf beside all the others."""
    assert sent.plan.figure(GRANT).value not in (0, figure.value)
    sent.figure(GRANT, shown or figure)


@pytest.mark.parametrize(
    ("kind", "was", "becomes"),
    [
        ("nothing_as_zero", NOTHING, TRACE),
        ("nothing_as_blank", NOTHING, BLANK),
        ("trace_as_nothing", TRACE, NOTHING),
    ],
)
def test_a_mark_written_otherwise_all_along_is_one_difference(plan, kind, was, becomes):
    sent = Sent(plan)
    count = rewrite(sent, lambda figure: becomes if figure == was else None)
    change_one(sent, Figure(1234))
    reading = sent.read()
    (difference,) = reading.systematic
    assert (difference.kind, difference.count) == (kind, count)
    assert {figure for _, figure in difference.cells} == {becomes}
    assert all(plan.figure(key) == was for key, _ in difference.cells)
    assert changed_leaves(plan, reading.theirs) == {GRANT}
    assert "blanks" not in kinds(reading)


def changed_leaves(plan: Plan, theirs: Plan) -> set[CellKey]:
    return {CellKey(*item.key.split("/")) for item in compare(plan, theirs) if item.what == "cell"}


def test_all_457_of_the_real_plan_are_one_line(plan):
    sent = Sent(plan)
    assert rewrite(sent, lambda figure: TRACE if figure == NOTHING else None) == 457
    reading = sent.read()
    assert [item.count for item in reading.systematic] == [457]
    having = {key.table for key in sent.all_cells() if plan.figure(key) == NOTHING}
    assert set(reading.systematic[0].tables) == having
    assert (reading.typed_totals, reading.findings) == ((), ())
    assert reading.theirs.content_hash() == plan.content_hash()


def test_cells_that_were_filled_in_speak_not_against_it(plan):
    sent = Sent(plan)
    rewrite(sent, lambda figure: TRACE if figure == NOTHING else None)
    empty = [key for key in sent.all_cells() if key.table == BUDGET and is_leaf(plan, key)]
    empty = [key for key in empty if plan.figure(key) == NOTHING][::2]
    for key in empty:
        sent.figure(key, Figure(5))
    reading = sent.read()
    assert [item.count for item in reading.systematic] == [457 - len(empty)]
    assert changed_leaves(plan, reading.theirs) == set(empty)


def is_leaf(plan: Plan, key: CellKey) -> bool:
    table = plan.table(key)
    return table.template.is_leaf(*table.locate(key))


def test_a_few_marks_are_single_changes(plan):
    sent = Sent(plan)
    few = [key for key in sent.all_cells() if plan.figure(key) == NOTHING and is_leaf(plan, key)][:9]
    for key in few:
        sent.figure(key, TRACE)
    reading = sent.read()
    assert reading.systematic == ()
    assert changed_leaves(plan, reading.theirs) == set(few)


@pytest.mark.parametrize("unit", [Unit.YEN, Unit.THOUSAND, Unit.HUNDRED_MILLION])
@pytest.mark.parametrize("named", [True, False])
def test_figures_in_another_unit_than_the_sheet_says_are_one_difference(plan, unit, named):
    sent = Sent(plan, Look(unit=unit))
    sent.unit = Unit.MILLION if named else None
    wanted = Figure(120_000)
    change_one(sent, wanted, shown=Figure(wanted.value * Unit.MILLION.value // unit.value))
    reading = sent.read()
    assert "unit" in [item.kind for item in reading.systematic]
    # small tables in a coarse unit may be all 0, which says nothing of the unit
    assert GRANT in changed_leaves(plan, reading.theirs)
    assert reading.theirs.figure(GRANT) == wanted
    assert ("unit_unknown" in kinds(reading)) is not named
    if unit is not Unit.HUNDRED_MILLION:
        assert changed_leaves(plan, reading.theirs) == {GRANT}
        (difference,) = reading.systematic
        sizes = {key: figure.value for key, figure in difference.cells}
        factor = Unit.MILLION.value // unit.value
        assert sizes.pop(GRANT) == wanted.value * factor
        assert all(size == plan.figure(key).value * factor for key, size in sizes.items())


def test_a_label_alone_that_was_changed_is_the_same_difference_the_other_way(plan):
    sent = Sent(plan)
    sent.unit = Unit.THOUSAND
    reading = sent.read()
    (difference,) = reading.systematic
    assert difference.kind == "unit"
    by_cell = dict(difference.cells)
    assert by_cell[GRANT] == Figure(round(plan.figure(GRANT).value / 1000))
    assert reading.theirs.content_hash() == plan.content_hash()


def test_signs_turned_all_along_are_one_difference(plan):
    sent = Sent(plan)
    rewrite(sent, lambda figure: Figure(-figure.value) if figure.value else None)
    change_one(sent, Figure(1234), shown=Figure(-1234))
    reading = sent.read()
    (difference,) = reading.systematic
    assert difference.kind == "sign"
    assert dict(difference.cells)[GRANT] == Figure(-1234)
    assert changed_leaves(plan, reading.theirs) == {GRANT}


def test_unit_and_sign_together_are_two(plan):
    sent = Sent(plan, Look(unit=Unit.THOUSAND))
    sent.unit = Unit.MILLION
    for key in sent.all_cells():
        if value := plan.figure(key).value:
            sent.put(key, -value * 1000, "0")
    reading = sent.read()
    assert [item.kind for item in reading.systematic] == ["unit", "sign"]
    value = plan.figure(GRANT).value
    assert [dict(item.cells)[GRANT].value for item in reading.systematic] == [value * 1000, -value]
    assert reading.theirs.content_hash() == plan.content_hash()


def test_one_table_alone_may_differ(plan):
    sent = Sent(plan)
    for key in sent.all_cells():
        if key.table == BUDGET and (value := plan.figure(key).value):
            sent.put(key, value * 1000, "0")
    (difference,) = sent.read().systematic
    assert (difference.kind, difference.tables) == ("unit", (BUDGET,))


def test_a_few_figures_say_nothing_of_their_unit():
    plan = filled()
    sent = Sent(plan, tables=[BUDGET])
    sent.put(cell("grant", "a1"), 100_000)
    reading = sent.read()
    assert reading.systematic == ()
    assert reading.theirs.figure(cell("grant", "a1")) == Figure(100_000)


def test_figures_too_large_for_a_plan_are_not_offered():
    plan = filled()
    sent = Sent(plan, tables=[BUDGET])
    sent.unit = Unit.HUNDRED_MILLION
    for key in sent.all_cells():
        sent.put(key, plan.figure(key).value * 10**6, "0")
    reading = sent.read()
    assert [item.kind for item in reading.systematic] == ["unit"]
    assert isinstance(reading.systematic[0], Systematic)
    assert reading.theirs.content_hash() == plan.content_hash()


def test_an_extract_of_totals_alone_in_another_unit_is_one_difference_with_nothing_to_take(plan):
    sent = Sent(plan, Look(unit=Unit.THOUSAND), tables=[BUDGET])
    (table,) = sent.recognised().tables
    totals = {at: cell for at, cell in table.cells.items() if at[1] == "total"}
    extract = replace(table, unit=Unit.MILLION, cells=totals, columns={"total": table.columns["total"]})
    reading = interpret(Recognised(tables=(extract,)), plan, "plan.xlsx")
    (difference,) = reading.systematic
    assert (difference.kind, difference.tables, difference.cells) == ("unit", (BUDGET,), ())
    assert [item.kind for item in ImportReview(plan, plan, reading).items] == ["systematic"]
