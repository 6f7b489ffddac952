"""Everything in a plan that must add up, as one system of linear relations between numbered cells.

A relation says that the weighted sum of exact amounts is its constant: total less parts is nothing, the left
side of a tie less its right side is the explained difference. What can be compared are printed figures; what
rounding allows between the two is said by `intervals`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from smrj_desktop.domain.amounts import NOTHING, Figure, Rounding
from smrj_desktop.domain.changes import CellRange
from smrj_desktop.domain.checks import chance, intervals
from smrj_desktop.domain.checks.intervals import Grade, WeightedFigure
from smrj_desktop.domain.checks.tie_terms import TieTerm
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Table
from smrj_desktop.domain.template import TableKey, TableTemplate


class Rule(StrEnum):
    """What a relation comes from: the sum of lines, the sum of columns, or a tie."""

    DOWN = "down"
    ACROSS = "across"
    TIE = "tie"


class Term(NamedTuple):
    """A cell by its number, and its weight."""

    cell: int
    weight: int


class Spot(NamedTuple):
    """Where a numbered cell stands."""

    table: TableKey
    row: int
    column: int


class Move(NamedTuple):
    """An edit of a leaf that the totals above follow: sums stay as they are, ties may not.

    Attributes:
        cell: the leaf.
        cells: all that move, the leaf first, by so much for each unit of the leaf.
        effects: by how much the weighted sums of relations change, by their numbers; none is 0.
    """

    cell: int
    cells: tuple[Term, ...]
    effects: dict[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A sum that must come to a constant.

    Attributes:
        rule: what it comes from.
        terms: every cell once, none with the weight 0; the first one is where a finding is placed.
        constant: what the sum comes to, itself a printed figure; `-` but for explained differences.
        exact: whether even the printed figures must agree.
        tie, account, column: the tie's key and where it is tested; empty for sums.
        left: how many of the terms stand on the left side of a tie, the total alone in a sum.
    """

    rule: Rule
    terms: tuple[Term, ...]
    constant: Figure = NOTHING
    exact: bool = False
    tie: str = ""
    account: str = ""
    column: str = ""
    left: int = 1

    def weight_of(self, cell: int) -> int:
        """The weight of a cell; 0 where it takes no part."""
        return next((term.weight for term in self.terms if term.cell == cell), 0)


class Undecidable(NamedTuple):
    """A tie that names what the plan does not have."""

    tie: str
    account: str
    what: str


class System:
    """The relations of a plan and the figures they are tested on.

    Attributes:
        mode: how figures were rounded; None where nothing was.
        spots: where each numbered cell stands, in print order.
        figures: what each cell prints.
        relations: all of them, sums first.
        of_cell: for each cell the numbers of the relations it takes part in.
        undecidable: ties that cannot be tested.
    """

    def __init__(self, plan: Plan) -> None:
        """Numbers all printed cells of this year's plan and lists what they must add up to."""
        self.mode = plan.profile.precision
        self.spots: list[Spot] = []
        self.figures: list[Figure] = []
        self._first: dict[TableKey, dict[int, int]] = {}
        self._templates: dict[TableKey, TableTemplate] = {}
        for key, table in plan.tables.items():
            self._number(key, table)
        self.relations: list[Relation] = []
        for key, table in plan.tables.items():
            self.relations.extend(self._sums(key, table.template))
        self.undecidable: list[Undecidable] = []
        self._add_ties(plan)
        self.of_cell: list[list[int]] = [[] for _ in self.spots]
        for number, relation in enumerate(self.relations):
            for term in relation.terms:
                self.of_cell[term.cell].append(number)

    def _number(self, key: TableKey, table: Table) -> None:
        self._templates[key] = table.template
        rows = self._first[key] = {}
        width = len(table.template.columns)
        for row, figures in enumerate(table.sheet().figures()):
            if not table.template.lines.is_heading(row):
                rows[row] = len(self.spots)
                self.spots.extend(Spot(key, row, column) for column in range(width))
                self.figures.extend(figures)

    def _sums(self, key: TableKey, template: TableTemplate) -> Iterator[Relation]:
        first, width = self._first[key], len(template.columns)
        for row, start in first.items():
            below = [(first[step.position], -step.weight) for step in template.lines.children[row]]
            for column in range(width):
                total = Term(start + column, 1)
                if below:
                    parts = (Term(at + column, weight) for at, weight in below)
                    yield Relation(rule=Rule.DOWN, terms=(total, *parts))
                if beside := template.columns.children[column]:
                    parts = (Term(start + step.position, -step.weight) for step in beside)
                    yield Relation(rule=Rule.ACROSS, terms=(total, *parts))

    def _add_ties(self, plan: Plan) -> None:
        explained = {(item.tie, item.account, item.column): item.amount for item in plan.explained}
        for tie in plan.ties:
            for account in tie.accounts or ("",):
                try:
                    sides = [[TieTerm.parse(text) for text in side] for side in (tie.left, tie.right)]
                    first = sides[0][0]
                    columns = tie.columns or self._columns(first, account)
                    tested = []
                    for column in columns:
                        terms, left = self._tie_terms(sides, account, column)
                        amount = explained.get((tie.key, account, column), 0)
                        tested.append(
                            Relation(
                                rule=Rule.TIE,
                                terms=terms,
                                constant=Figure(amount) if amount else NOTHING,
                                exact=tie.within == "exact",
                                tie=tie.key,
                                account=account,
                                column=column,
                                left=left,
                            )
                        )
                    self.relations.extend(tested)
                except EditError as problem:
                    self.undecidable.append(Undecidable(tie.key, account, str(problem.parameters["what"])))

    def _columns(self, first: TieTerm, account: str) -> tuple[str, ...]:
        if not account:
            return (first.column,)
        template = self.template(TableKey(first.statement, account))
        return tuple(column.key for column in template.columns.nodes)

    def _tie_terms(
        self, sides: list[list[TieTerm]], account: str, column: str
    ) -> tuple[tuple[Term, ...], int]:
        weights: dict[int, int] = {}
        left = 0
        for sign, side in zip((1, -1), sides, strict=True):
            for term in side:
                cell = self.find(term.cell(account, column))
                weights[cell] = weights.get(cell, 0) + sign * term.sign
            left = left or len(weights)
        terms = tuple(Term(cell, weight) for cell, weight in weights.items() if weight)
        if not terms:
            raise EditError(what="/".join(map(str, sides)))
        return terms, left

    # ---- cells

    @property
    def tables(self) -> tuple[TableKey, ...]:
        """The tables of the plan, in its order."""
        return tuple(self._templates)

    def template(self, key: TableKey) -> TableTemplate:
        """The template of a table; raises `EditError` where the plan has none."""
        try:
            return self._templates[key]
        except KeyError:
            raise EditError(what="/".join(key)) from None

    def find(self, cell: CellKey) -> int:
        """The number of a cell; raises `EditError` where the plan does not have it."""
        template = self.template(cell.table)
        row = template.lines.position.get(cell.line, -1)
        column = template.columns.position.get(cell.column)
        start = self._first[cell.table].get(row)
        if start is None or column is None:
            raise EditError(what="/".join(cell))
        return start + column

    def key(self, cell: int) -> CellKey:
        """The key of a numbered cell."""
        spot = self.spots[cell]
        template = self._templates[spot.table]
        return CellKey(
            *spot.table, template.lines.nodes[spot.row].key, template.columns.nodes[spot.column].key
        )

    def neighbours(self, cell: int) -> list[Figure]:
        """The figures printed above, below, left and right of a cell."""
        spot = self.spots[cell]
        width = len(self._templates[spot.table].columns)
        beside = [
            cell + step for step, there in ((-1, spot.column > 0), (1, spot.column + 1 < width)) if there
        ]
        above = [at for at in (cell - width, cell + width) if 0 <= at < len(self.spots)]
        return [self.figures[at] for at in (*beside, *above) if self.spots[at].table == spot.table]

    def cells_in(self, area: CellRange) -> Iterator[int]:
        """The numbers of the printed cells in a range."""
        first = self._first.get(area.table, {})
        for row in range(area.top, area.bottom + 1):
            if (start := first.get(row)) is not None:
                yield from range(start + area.left, start + area.right + 1)

    def refresh(self, plan: Plan, areas: Iterable[CellRange]) -> list[int]:
        """Takes over the figures of these ranges; the cells whose figure is another one now."""
        changed = []
        for area in areas:
            sheet = plan.tables[area.table].sheet()
            for cell in self.cells_in(area):
                figure = sheet.figure(self.spots[cell].row, self.spots[cell].column)
                if figure != self.figures[cell]:
                    self.figures[cell] = figure
                    changed.append(cell)
        return changed

    @cached_property
    def leaves(self) -> dict[TableKey, list[int]]:
        """The numbers of the leaf cells of each table."""
        found: dict[TableKey, list[int]] = {key: [] for key in self._templates}
        for cell, spot in enumerate(self.spots):
            if self._templates[spot.table].is_leaf(spot.row, spot.column):
                found[spot.table].append(cell)
        return found

    @cached_property
    def moves(self) -> list[Move]:
        """The edits of leaves that have an effect when the totals above follow; ties alone feel it."""
        tied = {
            term.cell for relation in self.relations if relation.rule is Rule.TIE for term in relation.terms
        }
        found = []
        for cell, spot in enumerate(self.spots):
            template = self._templates[spot.table]
            if not template.is_leaf(spot.row, spot.column):
                continue
            first = self._first[spot.table]
            above = template.above(spot.row, spot.column)
            cells = (Term(cell, 1), *(Term(first[row] + column, weight) for row, column, weight in above))
            if tied.isdisjoint(term.cell for term in cells):
                continue
            effects: dict[int, int] = {}
            for moved in cells:
                for number in self.of_cell[moved.cell]:
                    weight = self.relations[number].weight_of(moved.cell)
                    effects[number] = effects.get(number, 0) + moved.weight * weight
            if effects := {number: weight for number, weight in effects.items() if weight}:
                found.append(Move(cell, cells, effects))
        return found

    # ---- relations

    def relation_key(self, number: int) -> str:
        """A name of a relation that lasts: its rule and the keys of what it adds up."""
        relation = self.relations[number]
        if relation.rule is Rule.TIE:
            return f"tie/{relation.tie}/{relation.account}/{relation.column}"
        return "/".join((relation.rule, *self.key(relation.terms[0].cell)[:4]))

    def printed(
        self, relation: Relation, instead: Mapping[int, Figure] | None = None
    ) -> list[WeightedFigure]:
        """Every figure of a relation with its weight, the explained difference last.

        Args:
            relation: the relation.
            instead: figures to take in place of what cells print.
        """
        put = instead or {}
        figures = [(weight, put.get(cell, self.figures[cell])) for cell, weight in relation.terms]
        return [*figures, (-1, relation.constant)]

    def difference(self, relation: Relation, instead: Mapping[int, Figure] | None = None) -> int:
        """The weighted sum of what is printed, less the constant; in the entry unit."""
        return sum(weight * figure.value for weight, figure in self.printed(relation, instead))

    def is_off(self, number: int) -> bool:
        """Whether a relation's printed figures do not agree; quick, so that few need a closer look."""
        relation, figures = self.relations[number], self.figures
        total = sum(weight * (figures[cell].amount or 0) for cell, weight in relation.terms)
        return total != relation.constant.value

    def grade(self, relation: Relation, instead: Mapping[int, Figure] | None = None) -> Grade:
        """What a relation's difference means."""
        figures = self.printed(relation, instead)
        difference = sum(weight * figure.value for weight, figure in figures)
        if relation.exact and difference:
            return Grade.IMPOSSIBLE
        return intervals.grade(difference, figures, self.mode)

    def probability(self, relation: Relation, instead: Mapping[int, Figure] | None = None) -> Fraction:
        """How likely rounding makes a relation's difference; 0 where it cannot."""
        figures = self.printed(relation, instead)
        difference = sum(weight * figure.value for weight, figure in figures)
        if difference and (relation.exact or self.mode is None):
            return Fraction(0)
        return chance.probability(difference, figures, self.mode)

    def tail(self, relation: Relation) -> Fraction:
        """How likely rounding makes a difference at least as large as a relation's."""
        figures = self.printed(relation)
        return chance.tail(sum(weight * figure.value for weight, figure in figures), figures, self.mode)


def other_mode(mode: Rounding | None) -> Rounding | None:
    """The way of rounding that a plan does not say it uses."""
    if mode is None:
        return None
    return Rounding.TRUNCATE if mode is Rounding.NEAREST else Rounding.NEAREST
