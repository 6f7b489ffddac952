"""One cell: what it is made of, what it takes part in, how much rounding explains of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.check_records import ExplainedDifference
from smrj_desktop.domain.checks import intervals
from smrj_desktop.domain.checks.intervals import Grade, Interval
from smrj_desktop.domain.checks.relations import Relation, Rule, System
from smrj_desktop.domain.history import entries_of
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.plan import HistoryEntry, Plan
from smrj_desktop.domain.statements import CellKey, Contribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A cell with the weight it has in a sum."""

    cell: CellKey
    weight: int
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Involvement:
    """A relation that a cell takes part in.

    Attributes:
        rule: what it comes from.
        tie: the tie's label; empty for sums.
        head: the total of a sum, the first line of a tie.
        parts: all its cells, the head first, with the weights they have on the head's side of the equation.
        difference: by how much the printed figures are apart, what is explained deducted.
        least, most: between what rounding alone may bring it.
        grade: what it means.
        chance: how often rounding makes a difference at least as large.
        explained: the difference that is known, if there is one.
    """

    rule: Rule
    tie: str
    head: CellKey
    parts: tuple[Part, ...]
    difference: int
    least: int
    most: int
    grade: Grade
    chance: Fraction
    explained: ExplainedDifference | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What is known about a cell.

    Attributes:
        figure: what it prints.
        span: where the exact amount behind it lies, in half units.
        residual: by how much a published total differs from its leaves; None where it is computed.
        down, across: the cells it adds up, if any.
        contributions: its build-up, if it has one.
        involvements: the relations it takes part in, those it is the head of first.
        history: its changes, the latest first.
    """

    cell: CellKey
    figure: Figure
    span: Interval
    residual: int | None
    down: tuple[Part, ...]
    across: tuple[Part, ...]
    contributions: tuple[Contribution, ...]
    involvements: tuple[Involvement, ...]
    history: tuple[HistoryEntry, ...]


def inspect(plan: Plan, system: System, cell: CellKey) -> Inspection:
    """Looks at one cell of this year's plan.

    Raises:
        EditError: the plan does not have it.
    """
    number = system.find(cell)
    table, figure = plan.table(cell), system.figures[number]
    at = table.locate(cell)
    sheet = table.sheet()
    error = intervals.error(figure, system.mode)
    numbers = sorted(system.of_cell[number], key=lambda item: _head(system, item) != number)
    return Inspection(
        cell=cell,
        figure=figure,
        span=Interval(
            2 * figure.value + error.low, 2 * figure.value + error.high, error.low_open, error.high_open
        ),
        residual=sheet.residual(*at) if at in sheet.stated else None,
        down=tuple(_parts(system, number, Rule.DOWN)),
        across=tuple(_parts(system, number, Rule.ACROSS)),
        contributions=table.build_ups.get(at, ()),
        involvements=tuple(_involvement(plan, system, item) for item in numbers),
        history=tuple(entries_of(plan, of_cell(cell))),
    )


def _head(system: System, number: int) -> int:
    return system.relations[number].terms[0].cell


def _parts(system: System, cell: int, rule: Rule) -> Iterator[Part]:
    """What a total adds up in one direction."""
    for number in system.of_cell[cell]:
        relation = system.relations[number]
        if relation.rule is rule and relation.terms[0].cell == cell:
            for term in relation.terms[1:]:
                yield Part(cell=system.key(term.cell), weight=-term.weight, figure=system.figures[term.cell])


def _involvement(plan: Plan, system: System, number: int) -> Involvement:
    relation = system.relations[number]
    # the weighted sum of the errors makes up for the difference
    room = intervals.room(system.printed(relation), system.mode).scaled(-1)
    return Involvement(
        rule=relation.rule,
        tie=next((tie.label for tie in plan.ties if tie.key == relation.tie), ""),
        head=system.key(relation.terms[0].cell),
        parts=tuple(
            Part(cell=system.key(term.cell), weight=term.weight, figure=system.figures[term.cell])
            for term in relation.terms
        ),
        difference=system.difference(relation),
        least=_whole(room.low, room.low_open, up=True),
        most=_whole(room.high, room.high_open, up=False),
        grade=system.grade(relation),
        chance=system.tail(relation),
        explained=_explained(plan, relation),
    )


def _whole(half_units: int, is_open: bool, *, up: bool) -> int:
    """The whole number of units nearest to an end, inside it."""
    if up:
        return half_units // 2 + 1 if is_open else -(-half_units // 2)
    return -(-half_units // 2) - 1 if is_open else half_units // 2


def _explained(plan: Plan, relation: Relation) -> ExplainedDifference | None:
    place = (relation.tie, relation.account, relation.column)
    return next((item for item in plan.explained if (item.tie, item.account, item.column) == place), None)
