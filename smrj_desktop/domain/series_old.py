"""Chart data of one account. No plotting: numbers in the entry unit with the labels they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Table
from smrj_desktop.domain.template import TableKey


class Bar(NamedTuple):
    """One segment's planned income and expenditure."""

    label: str
    column: str
    income: int
    expenditure: int


class Step(NamedTuple):
    """One step of a waterfall: from where to where, or a level that is reached (`is_level`)."""

    label: str
    line: str
    start: int
    end: int
    is_level: bool


def income_and_expenditure(plan: Plan, account: str) -> list[Bar]:
    """The budget's income and expenditure by business segment, one bar a segment, in print order.

    A segment with several accounting classes is its subtotal; an account of one segment is split by class.
    """
    key = TableKey("budget", account)
    table = plan.table(key)

    def value(line: str, column: str) -> int:
        return plan.figure(CellKey(*key, line, column)).value

    return [
        Bar(label, column, value("income_total", column), value("expenditure_total", column))
        for label, column in _parts_of_the_whole(table)
    ]


def _parts_of_the_whole(table: Table) -> Iterator[tuple[str, str]]:
    columns = table.template.columns
    one_segment = len({column.segment for column in columns.nodes}) == 1
    roots = [index for index, column in enumerate(columns.nodes) if not column.parent]
    for root in roots:
        parts = [step.position for step in columns.children[root]] or [root]
        for position in sorted(parts):
            column = columns.nodes[position]
            yield (column.accounting_class if one_segment else "") or column.segment, column.key


CASH_STEPS = (
    ("operating_inflow", 1),
    ("operating_outflow", -1),
    ("investing_inflow", 1),
    ("investing_outflow", -1),
    ("financing_inflow", 1),
    ("financing_outflow", -1),
)


def carry_over_waterfall(plan: Plan, account: str) -> list[Step]:
    """The path from last year's carry-over to next year's in the whole account's cash plan.

    The last level is the printed carry-over; a difference left by rounding shows as a gap of its size.
    Lines the account does not print are passed over.
    """
    key = TableKey("cash", account)
    template = plan.table(key).template
    lines = template.lines
    whole = next(column.key for column in template.columns.nodes if not column.parent)

    def value(line: str) -> int:
        return plan.figure(CellKey(*key, line, whole)).value

    level = value("carry_over_in")
    steps = [Step(lines["carry_over_in"].label, "carry_over_in", 0, level, is_level=True)]
    for line, sign in CASH_STEPS:
        if line in lines.position:
            change = sign * value(line)
            steps.append(Step(lines[line].label, line, level, level + change, is_level=False))
            level += change
    label = lines["carry_over_out"].label
    steps.append(Step(label, "carry_over_out", 0, value("carry_over_out"), is_level=True))
    return steps
