"""The joint proof: whether exact amounts exist that satisfy every relation and round to every printed figure.

One linear feasibility problem in the rounding errors, not in the amounts, so that its numbers stay small: for
every relation the weighted errors make up for the difference of the printed figures. HiGHS keeps its basis
between edits, so that proving again after one costs a fraction of the first proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import inf
from typing import Any, NamedTuple

import highspy
import numpy as np

from smrj_desktop.domain.amounts import Figure, Rounding
from smrj_desktop.domain.checks import intervals
from smrj_desktop.domain.checks.intervals import Interval
from smrj_desktop.domain.checks.relations import Move, System, Term
from smrj_desktop.domain.errors import ProofError

STEP = Fraction(1, 2**20)
"""How far inside an open end a bound is set. Where amounts strictly inside all open ends exist, some exist
this far inside: the sum of errors has half units to share among some thousand of them."""

_TOLERANCE = 1e-9
_PROVED, _REFUTED = "kOptimal", "kInfeasible"


class Conflict(NamedTuple):
    """Relations that cannot hold together.

    Attributes:
        relations: their numbers.
        cells: the cells whose printed figures, and the moves on whose not being made, the contradiction
            rests: at least one of them is wrong.
    """

    relations: tuple[int, ...]
    cells: tuple[int, ...]


def ends(span: Interval, step: Fraction = STEP) -> tuple[float, float]:
    """The bounds of an interval in units, open ends a step inside."""
    low = Fraction(span.low, 2) + (step if span.low_open else 0)
    high = Fraction(span.high, 2) - (step if span.high_open else 0)
    return float(low), float(high)


class Proof:
    """The feasibility problem of a system, solved anew after every change of its figures."""

    def __init__(
        self,
        system: System,
        relations: Sequence[int] | None = None,
        *,
        step: Fraction = STEP,
        moves: Sequence[Move] = (),
    ) -> None:
        """Sets the problem up with some relations, by default all; nothing is solved yet.

        Args:
            system: the relations and figures.
            relations: the numbers of those that must hold.
            step: how far inside an open end an amount must be.
            moves: edits that can be set free as well as cells; they are numbered on from the last cell.
        """
        self._system = system
        self._step = step
        self._rows = range(len(system.relations)) if relations is None else relations
        self._effects: dict[int, list[Term]] = {}
        for number, move in enumerate(moves, start=len(system.spots)):
            for relation, weight in move.effects.items():
                self._effects.setdefault(relation, []).append(Term(number, weight))
        self._bounds = _Bounds(system.mode, step)
        self._free: set[int] = set()
        self._solver = _solver()
        self._load()

    def _load(self) -> None:
        system = self._system
        problem = highspy.HighsLp()
        moves = {term.cell for terms in self._effects.values() for term in terms}
        cells = [self._bounds.of(figure) for figure in system.figures] + [(0.0, 0.0)] * len(moves)
        sums = [self._row(number) for number in self._rows]
        terms = [self._terms(number) for number in self._rows]
        problem.num_col_, problem.num_row_ = len(cells), len(sums)
        problem.col_cost_ = np.zeros(len(cells))
        problem.col_lower_, problem.col_upper_ = np.array(cells).reshape(-1, 2).T
        problem.row_lower_, problem.row_upper_ = np.array(sums).reshape(-1, 2).T
        matrix = problem.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.cumsum([0, *map(len, terms)]).astype(np.int32)
        entries = np.array([term for row in terms for term in row], dtype=np.int32).reshape(-1, 2)
        matrix.index_, matrix.value_ = entries[:, 0], entries[:, 1].astype(float)
        self._solver.passModel(problem)

    def _terms(self, number: int) -> list[Term]:
        """The cells and moves that a relation's weighted sum depends on."""
        return [*self._system.relations[number].terms, *self._effects.get(number, ())]

    def _row(self, number: int) -> tuple[float, float]:
        """What the weighted errors of a relation must come to."""
        relation = self._system.relations[number]
        difference = self._system.difference(relation)
        low, high = ends(intervals.error(relation.constant, self._system.mode), self._step)
        return low - difference, high - difference

    def update(self, cells: Iterable[int]) -> None:
        """Takes over the figures of cells that have changed; for a problem with all relations."""
        rows: set[int] = set()
        for cell in cells:
            rows.update(self._system.of_cell[cell])
            if cell not in self._free:
                self._bind(cell)
        for row in rows:
            self._solver.changeRowBounds(row, *self._row(row))

    def _bind(self, number: int) -> None:
        figures = self._system.figures
        bounds = self._bounds.of(figures[number]) if number < len(figures) else (0.0, 0.0)
        self._solver.changeColBounds(number, *bounds)

    def free(self, cells: Iterable[int]) -> None:
        """Lets the amounts behind these cells, or these moves, be anything, and binds all others."""
        wanted = set(cells)
        for cell in self._free - wanted:
            self._bind(cell)
        for cell in wanted - self._free:
            self._solver.changeColBounds(cell, -inf, inf)
        self._free = wanted

    def holds(self) -> bool:
        """Whether such amounts exist.

        Raises:
            ProofError: the solver found no answer.
        """
        self._solver.run()
        status = self._solver.getModelStatus().name
        if status not in (_PROVED, _REFUTED):
            # a basis that led nowhere is given up, once
            self._solver.clearSolver()
            self._solver.run()
            status = self._solver.getModelStatus().name
        if status not in (_PROVED, _REFUTED):
            raise ProofError(what=status)
        return bool(status == _PROVED)

    def contradiction(self) -> Conflict:
        """What the last answer, a refutation, rests on: relations with multipliers, and cells left over.

        Cells that are free, or whose multiples cancel, are not among them.

        Raises:
            ProofError: the last answer was no refutation, or the solver does not say why.
        """
        _, there, ray = self._solver.getDualRay()
        if not there:
            raise ProofError(what="ray")
        return self._resting_on({int(row): float(ray[row]) for row in np.flatnonzero(np.abs(ray) > 1e-7)})

    def _resting_on(self, multipliers: dict[int, float]) -> Conflict:
        sums: dict[int, float] = {}
        for row, multiplier in multipliers.items():
            for term in self._terms(self._rows[row]):
                sums[term.cell] = sums.get(term.cell, 0.0) + multiplier * term.weight
        cells = (cell for cell, total in sums.items() if abs(total) > 1e-7)
        return Conflict(tuple(sorted(self._rows[row] for row in multipliers)), tuple(sorted(cells)))

    def amounts_of(self, cell: int) -> tuple[float, float]:
        """The least and the greatest amount a cell can stand for, or a move can come to, as things are.

        Infinite where there is no such end.

        Raises:
            ProofError: there are none, or the solver found no answer.
        """
        solver, found = self._solver, []
        solver.changeColCost(cell, 1.0)
        try:
            for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
                solver.changeObjectiveSense(sense)
                solver.run()
                status = solver.getModelStatus().name
                if status == _PROVED:
                    found.append(solver.getObjectiveValue())
                elif status in ("kUnbounded", "kUnboundedOrInfeasible"):
                    found.append(-inf if sense == highspy.ObjSense.kMinimize else inf)
                else:
                    raise ProofError(what=status)
        finally:
            solver.changeColCost(cell, 0.0)
            solver.changeObjectiveSense(highspy.ObjSense.kMinimize)
        figures = self._system.figures
        printed = figures[cell].value if cell < len(figures) else 0
        return found[0] + printed, found[1] + printed

    def amounts(self) -> list[Fraction]:
        """The amounts of the last proof, one for each cell, as multiples of a step.

        Raises:
            ProofError: the last answer was no proof.
        """
        if self._solver.getModelStatus().name != _PROVED:
            raise ProofError(what="witness")
        values = self._solver.getSolution().col_value
        return [
            figure.value + round(value / self._step) * self._step
            for figure, value in zip(self._system.figures, values, strict=True)
        ]


class _Bounds:
    """The bounds of the error of a figure; there are few kinds of figures."""

    def __init__(self, mode: Rounding | None, step: Fraction) -> None:
        self._mode, self._step = mode, step
        self._known: dict[tuple[int, str], tuple[float, float]] = {}

    def of(self, figure: Figure) -> tuple[float, float]:
        kind = ((figure.value > 0) - (figure.value < 0), "-" if figure.amount is None else figure.mark)
        if kind not in self._known:
            self._known[kind] = ends(intervals.error(figure, self._mode), self._step)
        return self._known[kind]


def _solver() -> Any:
    solver = highspy.Highs()
    options = {
        "output_flag": False,
        "presolve": "off",
        "solver": "simplex",
        "threads": 1,
        "primal_feasibility_tolerance": _TOLERANCE,
        "dual_feasibility_tolerance": _TOLERANCE,
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    return solver


GRAINS = (Fraction(1, 1000), Fraction(1, 10**6), STEP)
"""What amounts of a witness are multiples of: of plain decimals where that can be."""


def witness(system: System) -> list[Fraction]:
    """Exact amounts that satisfy all relations and round to every printed figure, one for each cell.

    Raises:
        ProofError: there are none, or the solver's are not exact enough to be a proof.
    """
    for grain in GRAINS:
        proof = Proof(system, step=grain)
        if proof.holds() and verify(system, amounts := proof.amounts()):
            return amounts
    raise ProofError(what="witness")


def verify(system: System, amounts: Sequence[Fraction]) -> bool:
    """Whether exact amounts satisfy every relation and round to every printed figure; in exact arithmetic."""
    for figure, amount in zip(system.figures, amounts, strict=True):
        if not _inside(2 * (amount - figure.value), intervals.error(figure, system.mode)):
            return False
    for relation in system.relations:
        total = sum((term.weight * amounts[term.cell] for term in relation.terms), Fraction(0))
        if not _inside(
            2 * (total - relation.constant.value), intervals.error(relation.constant, system.mode)
        ):
            return False
        if relation.exact and system.difference(relation):
            return False
    return True


def _inside(amount: Fraction, span: Interval) -> bool:
    above = span.low < amount if span.low_open else span.low <= amount
    return above and (amount < span.high if span.high_open else amount <= span.high)
