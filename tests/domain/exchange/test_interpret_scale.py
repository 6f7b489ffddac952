"""Files in another unit, or with other signs, than they say, in which some figures were changed as well."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.exchange.interpret import interpret
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.exchange.review import Choice, ImportReview
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin
from tests.support.found import Sent, kinds

BUDGET = TableKey("budget", "general")
SMALL = TableKey("income", "facilities")
TINY = TableKey("budget", "investment_succession")
SMALL_LEAF = CellKey(*SMALL, "operating_cost", "newbiz")


@cache
def the_plan() -> Plan:
    return builtin.load()


@cache
def leaves_of(key: TableKey) -> list[CellKey]:
    """The leaves of a table that have an amount."""
    template = the_plan().tables[key].template
    return [
        CellKey(*key, line.key, column.key)
        for row, line in enumerate(template.lines.nodes)
        for at, column in enumerate(template.columns.nodes)
        if template.is_leaf(row, at) and the_plan().tables[key].sheet().figure(row, at).value
    ]


def came_back(
    changed: Mapping[CellKey, int],
    factor: int,
    *,
    tables: Collection[TableKey] | None = None,
    all_tables: Collection[TableKey] | None = None,
) -> Reading:
    """The plan with some leaves changed and all totals moved along, figures of some tables multiplied.

    Args:
        changed: the leaves.
        factor: what figures are multiplied by, which the sheet does not say.
        tables: those whose figures are; all where it is None.
        all_tables: those that are in the file; all where it is None.
    """
    theirs = the_plan().copy()
    for key, amount in changed.items():
        edits.apply(theirs, SetCell(cell=key, figure=Figure(amount)))
    sent = Sent(the_plan(), tables=all_tables)
    for key in sent.all_cells():
        if value := theirs.figure(key).value:
            sent.put(key, value * (factor if tables is None or key.table in tables else 1), "0")
    return sent.read()


def items(reading: Reading) -> dict[str, tuple[str, ...]]:
    """What a review of it lists, by kind."""
    found: dict[str, tuple[str, ...]] = {}
    for item in ImportReview(the_plan(), the_plan(), reading).items:
        found[item.kind] = (*found.get(item.kind, ()), item.key)
    return found


@pytest.mark.parametrize(("factor", "kind"), [(1000, "unit"), (10**6, "unit"), (-1, "sign")])
def test_a_small_table_with_a_change_and_its_totals_is_as_the_rest_of_the_file(factor, kind):
    reading = came_back({SMALL_LEAF: 1300}, factor)
    assert [(item.kind, len(item.tables)) for item in reading.systematic] == [(kind, 18)]
    assert items(reading)["cell"] == ("/".join(SMALL_LEAF),)
    assert reading.theirs.figure(SMALL_LEAF) == Figure(1300)
    assert (reading.typed_totals, kinds(reading)) == ((), [])


@pytest.mark.parametrize("key", [SMALL, BUDGET])
@pytest.mark.parametrize("factor", [1000, -1])
def test_one_table_alone_may_be_so_with_changes_and_their_totals(key, factor):
    changed = {leaf: 4_321 + number for number, leaf in enumerate(leaves_of(key)[1:3])}
    reading = came_back(changed, factor, tables=[key])
    assert [item.tables for item in reading.systematic] == [(key,)]
    assert items(reading)["cell"] == tuple("/".join(leaf) for leaf in changed)
    assert {leaf: reading.theirs.figure(leaf).value for leaf in changed} == changed
    assert reading.typed_totals == ()


def test_changed_figures_in_the_unit_of_the_label_are_changes_and_no_more():
    changed = {leaf: 4_321 + number for number, leaf in enumerate(leaves_of(SMALL))}
    reading = came_back(changed, 1)
    assert reading.systematic == ()
    assert len(items(reading)["cell"]) == len(changed)
    assert "unit_doubtful" not in kinds(reading)


def test_a_table_of_which_every_figure_was_changed_is_taken_for_what_the_others_are():
    changed = {leaf: the_plan().figure(leaf).value + 1 for leaf in leaves_of(TINY)}
    reading = came_back(changed, 1000)
    assert [item.kind for item in reading.systematic] == ["unit"]
    assert {leaf: reading.theirs.figure(leaf).value for leaf in changed} == changed
    assert kinds(reading) == []


def test_a_table_in_the_unit_of_its_label_stays_so_in_a_file_that_is_not():
    changed = {leaf: the_plan().figure(leaf).value + 1 for leaf in leaves_of(TINY)}
    others = [key for key in the_plan().tables if key != TINY]
    reading = came_back(changed, 1000, tables=others)
    assert [len(item.tables) for item in reading.systematic] == [17]
    assert {leaf: reading.theirs.figure(leaf).value for leaf in changed} == changed


def test_a_table_with_a_label_of_its_own_is_not_taken_for_what_others_are():
    file = Sent(the_plan())
    for key in file.all_cells():
        value = the_plan().figure(key).value
        if value and key.table != TINY:
            file.put(key, value * 1000, "0")
        elif value:
            file.put(key, value * 10**6, "0")
    found = file.recognised()
    tables = tuple(replace(table, unit=Unit.YEN) if table.key == TINY else table for table in found.tables)
    reading = interpret(replace(found, tables=tables), the_plan(), "plan.xlsx")
    assert [len(item.tables) for item in reading.systematic] == [17]
    assert reading.theirs.content_hash() == the_plan().content_hash()


@pytest.mark.parametrize(("factor", "times"), [(1000, "1,143"), (10**6, "1,142,857")])
def test_figures_of_another_size_are_said_where_no_unit_fits(factor, times):
    changed = {leaf: the_plan().figure(leaf).value + 1 for leaf in leaves_of(TINY)}
    reading = came_back(changed, factor, all_tables=[TINY])
    assert reading.systematic == ()
    (said,) = (item for item in reading.findings if item.kind == "incoming_unit_doubtful")
    assert (said.severity, said.parameters["times"]) == (Severity.WARNING, times)
    assert (said.place.statement, said.place.account) == TINY


@settings(max_examples=8)
@given(
    changed=st.dictionaries(
        st.sampled_from([leaf for key in (SMALL, BUDGET) for leaf in leaves_of(key)]),
        st.integers(1, 99_999),
        max_size=6,
    ),
    factor=st.sampled_from([1, 1000, 10**6, -1, -1000]),
)
def test_changes_are_the_same_by_whatever_the_file_is_multiplied(changed, factor):
    expected = {key: amount for key, amount in changed.items() if amount != the_plan().figure(key).value}
    reading = came_back(changed, factor)
    found = items(reading)
    assert found.get("cell", ()) == tuple("/".join(key) for key in sorted(expected, key=order))
    assert {key: reading.theirs.figure(key).value for key in expected} == expected
    due = (abs(factor) != 1) + (factor < 0)
    assert len(found.get("systematic", ())) == due
    assert found.keys() <= {"cell", "systematic"}
    review = ImportReview(the_plan(), the_plan(), reading)
    assert all(item.default is Choice.MINE for item in review.items if item.kind == "systematic")


def order(cell: CellKey) -> tuple[int, int, int]:
    """Where a cell stands in the plan."""
    return list(the_plan().tables).index(cell.table), *the_plan().table(cell).locate(cell)
