"""A table that stands in a file in 百万円 and, exactly, in 千円: each change counts once, whoever has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.domain.edit_kinds import SetEntryUnit
from smrj_desktop.domain.exchange.interpret import interpret
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution
from smrj_desktop.domain.template import TableKey
from tests.support.books import Look
from tests.support.found import Sent, filled, kinds
from tests.support.plans import cell

BUDGET = TableKey("budget", "general")
AT, PLAIN = cell("grant", "a1"), cell("grant", "a2")


def built_up() -> Plan:
    plan = filled()
    item = Contribution(key="c", department="企画部", item="旅費", amount=106_700)
    edits.apply(plan, edits.PutContribution(cell=AT, contribution=item, index=0))
    return plan


class Twins:
    """A plan that was sent in 百万円, with the exact amounts in 千円 beside."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.coarse = Sent(plan, Look(unit=Unit.MILLION), tables=[BUDGET])
        self.fine = Sent(plan, Look(unit=Unit.THOUSAND), tables=[BUDGET])
        self.fine.put(AT, 106_700)

    def read(self) -> Reading:
        found = self.coarse.recognised()
        twins = (replace(table, sheet="千円") for table in self.fine.recognised().tables)
        alone = replace(found, twins=tuple(twins), text=None, indicators=None)
        return interpret(alone, self.plan, "plan.xlsx")


def typed_in_both(at: CellKey, fine: int, coarse: int) -> Reading:
    """What is read of a file in which a cell was typed over in either table."""
    file = Twins(built_up())
    file.fine.put(at, fine)
    file.coarse.put(at, coarse)
    return file.read()


def items_of(plan: Plan) -> list[int]:
    table = plan.table(AT)
    return [item.amount for item in table.build_ups[table.locate(AT)]]


def said(reading: Reading) -> list[str]:
    return [kind for kind in kinds(reading) if kind.startswith("twin")]


@pytest.mark.parametrize("unit", [Unit.MILLION, Unit.THOUSAND])
def test_a_file_nobody_touched_says_nothing(unit: Unit) -> None:
    plan = built_up()
    if unit is not plan.profile.unit:
        edits.apply(plan, SetEntryUnit(unit=unit))
    reading = Twins(plan).read()
    assert reading.theirs.content_hash() == plan.content_hash()
    assert not said(reading) and not reading.typed_totals


@pytest.mark.parametrize(("typed", "printed"), [(106_900, 107), (112_345, 112)])
def test_what_was_changed_in_the_finer_table_is_an_item_to_the_last_digit(typed: int, printed: int) -> None:
    reading = typed_in_both(AT, typed, printed)
    assert items_of(reading.theirs) == [106_700, typed - 106_700]
    assert not said(reading)
    (told,) = (item for item in reading.findings if item.kind == "incoming_build_up")
    assert (told.parameters["kept"], told.parameters["figure"]) == ("106,700千円", f"{typed:,}千円")


@pytest.mark.parametrize(("fine", "coarse", "total", "followed"), [
    (106_700, 112, 112_000, "budget"),
    (112_345, 107, 112_345, "千円"),
    (112_345, 109, 112_345, "千円"),
])  # fmt: skip
def test_where_the_two_contradict_both_are_named(fine: int, coarse: int, total: int, followed: str) -> None:
    reading = typed_in_both(AT, fine, coarse)
    assert sum(items_of(reading.theirs)) == total
    (told,) = (item for item in reading.findings if item.kind == "incoming_twins_differ")
    sheets = {told.parameters["sheet"], told.parameters["other"]}
    assert told.cell == AT and len(sheets) == 2 and "千円" in sheets
    assert (told.parameters["sheet"] == "千円") == (followed == "千円")


@pytest.mark.parametrize(("typed", "figure"), [(101_400, 101), (108_400, 108)])
def test_what_is_finer_than_the_plan_keeps_is_told(typed: int, figure: int) -> None:
    reading = typed_in_both(PLAIN, typed, figure)
    assert reading.theirs.figure(PLAIN) == Figure(figure)
    (told,) = (item for item in reading.findings if item.kind == "incoming_below_unit")
    assert told.parameters["value"] == f"{typed:,}千円"


def test_a_total_typed_over_in_the_finer_table_is_told() -> None:
    file = Twins(built_up())
    file.fine.put(cell("grant", "total"), 777_000)
    assert said(file.read()) == ["twins_differ"]


def test_a_line_that_only_one_of_them_has_is_told() -> None:
    file = Twins(built_up())
    file.fine.insert(BUDGET, "新しい行", "grant", {"a1": 5_000})
    reading = file.read()
    assert said(reading) == ["twin_lines"]
    assert reading.theirs.tables[BUDGET].template is file.plan.tables[BUDGET].template
