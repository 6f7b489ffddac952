"""Which cells are wrong: the smallest set whose change satisfies everything (Fellegi and Holt, 1976).

Every contradiction that the proof comes to names the cells it rests on, and at least one of them is wrong. So
the wrong cells hit all contradictions there are. The smallest set that hits those known so far is set free;
where the rest still contradicts itself, that is one more to hit, until nothing does. Which of the smallest
sets it was is judged by what a hand would have done to make these figures, and by how well the identities
then foot. Where only ties are broken, as by an edit that its totals followed, such an edit counts as one
change, of a leaf and the totals above it.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from math import ceil, copysign, exp, floor, inf, log
from typing import NamedTuple

from smrj_desktop.domain.amounts import LIMIT, NOTHING, TRACE, Figure, Rounding, round_exact
from smrj_desktop.domain.checks import hitting, intervals, slips
from smrj_desktop.domain.checks.intervals import Grade
from smrj_desktop.domain.checks.proof import STEP, Proof
from smrj_desktop.domain.checks.relations import Relation, System, Term
from smrj_desktop.domain.checks.slips import Slip

MOST_SETS = 24
"""So many of the smallest sets are tried and ranked."""
MOST_ROUNDS = 400
"""After so many contradictions the search gives up: there is too much wrong to name cells."""
MOST_IMPOSSIBLE = 150
"""Where so many relations cannot hold by themselves, it does not begin."""
MOST_VALUES = 60
"""So many amounts of a range are weighed one by one; of a wider one those that something speaks for."""
_RECENT = 9.0
"""How much, as a logarithm, speaks for an edit made since everything held."""
_SLACK = float(STEP) / 5
"""More than the solver is off by, less than a step."""
_IMPOSSIBLE = -20.0
"""The logarithm that stands for a probability of nothing."""


class Suspect(NamedTuple):
    """A cell that may be wrong.

    Attributes:
        cell: its number.
        likely: what it probably should print; None where everything fits as well.
        low, high: the least and greatest printed amounts that satisfy everything; None where unbounded.
        slip: what a hand did to make the figure that stands there.
        score: logarithm of how likely; comparable within one answer.
        follow: whether the totals above it are to move along, as they do when it is typed.
        moved: the cell and all that move with it.
    """

    cell: int
    likely: Figure | None
    low: int | None
    high: int | None
    slip: Slip
    score: float
    follow: bool
    moved: tuple[int, ...]


class _Change(NamedTuple):
    """Something that can be set free: a cell by itself, or a leaf that totals follow.

    Attributes:
        cell: the cell, or the leaf.
        cells: all that move, by so much for each unit.
        effects: by how much relations' sums change for each unit.
        follow: whether totals follow.
    """

    cell: int
    cells: tuple[Term, ...]
    effects: Mapping[int, int]
    follow: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong figure, and the cells it may be, most likely first."""

    suspects: tuple[Suspect, ...]


class Localiser:
    """The search in steps, so that whoever waits for it can do other things in between.

    Attributes:
        faults: what was found, when `steps` has come to its end; empty where nothing is wrong, or too much.
        exhausted: whether the search gave up.
    """

    def __init__(self, system: System, recent: Collection[int] = ()) -> None:
        """Looks at nothing yet; `recent` are the cells that were edited since everything held."""
        self._system = system
        self._recent = recent
        self._proof = Proof(system, moves=system.moves)
        self._costs: dict[int, float] = {}
        self.faults: tuple[Fault, ...] = ()
        self.exhausted = False

    def run(self) -> tuple[Fault, ...]:
        """The whole search at once."""
        for _ in self.steps():
            pass
        return self.faults

    def steps(self) -> Iterator[None]:
        """Searches, and comes back after each problem solved.

        Raises:
            ProofError: the solver found no answer.
        """
        conflicts = self._plain_conflicts()
        if len(conflicts) > MOST_IMPOSSIBLE:
            self.exhausted = True
            return
        chosen: frozenset[int] = frozenset()
        for round_ in count():
            smallest = hitting.smallest(conflicts, self._cost)
            if smallest is None or round_ >= MOST_ROUNDS:
                self.exhausted = True
                return
            chosen = smallest
            if (found := self._contradiction(chosen)) is None:
                break
            conflicts.append(found)
            yield
        faults = []
        for group in hitting.groups(conflicts):
            own = chosen & frozenset().union(*group)
            others = chosen - own
            sets = yield from self._alternatives(group, len(own), others)
            faults.extend(self._rank(sets, others))
            yield
        self.faults = tuple(faults)

    def _plain_conflicts(self) -> list[frozenset[int]]:
        """The cells and moves on which every relation rests that cannot hold by itself."""
        system = self._system
        found = {
            number: {term.cell for term in relation.terms}
            for number, relation in enumerate(system.relations)
            if system.grade(relation) is Grade.IMPOSSIBLE
        }
        for number, move in enumerate(system.moves, start=len(system.spots)):
            for relation in move.effects.keys() & found.keys():
                found[relation].add(number)
        return [frozenset(cells) for cells in found.values()]

    def _contradiction(self, freed: frozenset[int]) -> frozenset[int] | None:
        """The cells of a contradiction that is left when some are set free; None where there is none."""
        self._proof.free(freed)
        if self._proof.holds():
            return None
        return frozenset(self._proof.contradiction().cells)

    def _alternatives(
        self, conflicts: list[frozenset[int]], size: int, others: frozenset[int]
    ) -> Generator[None, None, list[frozenset[int]]]:
        """The sets of a size that satisfy a group of conflicts, the likeliest first, found one by one."""
        found: list[frozenset[int]] = []
        tried: set[frozenset[int]] = set()
        while len(found) < MOST_SETS and len(tried) < MOST_ROUNDS:
            candidates = hitting.all_of(conflicts, size, self._cost, MOST_SETS + len(tried))
            fresh = [item for item in candidates if item not in tried]
            if not fresh:
                break
            for candidate in fresh:
                tried.add(candidate)
                contradiction = self._contradiction(candidate | others)
                yield
                if contradiction is None:
                    found.append(candidate)
                    if len(found) == MOST_SETS:
                        break
                else:
                    conflicts.append(contradiction)
                    # which leaves fewer candidates
                    break
        return found

    # ---- how likely

    def _change(self, number: int) -> _Change:
        """What a number that can be set free stands for."""
        system = self._system
        if number < len(system.spots):
            effects = {
                relation: system.relations[relation].weight_of(number) for relation in system.of_cell[number]
            }
            return _Change(number, (Term(number, 1),), effects, follow=False)
        move = system.moves[number - len(system.spots)]
        return _Change(move.cell, move.cells, move.effects, follow=True)

    def _cost(self, number: int) -> float:
        """How unlikely a change is the right one, seen by itself, between 0 and 1."""
        if number not in self._costs:
            change = self._change(number)
            best = self._best(change, *self._range_by_itself(change), {})
            self._costs[number] = 1.0 if best is None else 1.0 / (1.0 + exp(best.score / 8))
        return self._costs[number]

    def _range_by_itself(self, change: _Change) -> tuple[float, float]:
        """The amounts of a change's cell with which each of the relations could hold by itself."""
        low, high = -inf, inf
        printed = self._system.figures[change.cell].value
        for number, weight in change.effects.items():
            relation = self._system.relations[number]
            span = intervals.room(self._system.printed(relation), self._system.mode).scaled(-1)
            rest = self._system.difference(relation)
            bounds = sorted(((span.low / 2 - rest) / weight, (span.high / 2 - rest) / weight))
            low, high = max(low, printed + bounds[0]), min(high, printed + bounds[1])
        return low, high

    def _rank(self, sets: Sequence[frozenset[int]], others: frozenset[int]) -> list[Fault]:
        """The wrong cells of the likeliest set, each with what else it could be."""
        weighed = [self._weigh(numbers, others) for numbers in sets]
        weighed.sort(key=lambda suspects: -sum(item.score for item in suspects.values()))
        if not weighed:
            return []
        best = weighed[0]
        faults = []
        for number, own in best.items():
            rest = best.keys() - {number}
            same = {number: own}
            for other in weighed[1:]:
                left = other.keys() - rest
                if len(left) == 1:
                    same.update((item, other[item]) for item in left if item not in same)
            faults.append(Fault(tuple(sorted(same.values(), key=lambda item: -item.score))))
        return faults

    def _weigh(self, numbers: frozenset[int], others: frozenset[int]) -> dict[int, Suspect]:
        """What each change of a set would come to if the set were the wrong one, and how likely that is."""
        self._proof.free(numbers | others)
        self._proof.holds()
        ranges = {}
        for number in sorted(numbers):
            change, (low, high) = self._change(number), self._proof.amounts_of(number)
            start = self._system.figures[change.cell].value if change.follow else 0
            ranges[number] = (start + low, start + high)
        instead: dict[int, Figure] = {}
        suspects = {}
        for number in sorted(ranges, key=lambda item: ranges[item][1] - ranges[item][0]):
            change = self._change(number)
            suspect = self._best(change, *ranges[number], instead)
            if suspect is None:
                suspect = self._suspect(change, None, None, None, Slip.OTHER, _IMPOSSIBLE)
            elif suspect.likely is not None:
                instead.update(self._put(change, suspect.likely))
            suspects[number] = suspect
        return suspects

    def _best(
        self, change: _Change, low: float, high: float, instead: Mapping[int, Figure]
    ) -> Suspect | None:
        """The likeliest figure of a cell whose amount is between two bounds; None where none fits."""
        system = self._system
        printed = system.figures[change.cell]
        neighbours = system.neighbours(change.cell)
        # what follows moves by whole units
        mode = None if change.follow else system.mode
        least, most = _figure_at(low, mode, upward=True), _figure_at(high, mode, upward=False)
        if least is not None and most is not None and least > most:
            return None
        weighed = []
        for meant in self._figures(change, least, most, (low, high)):
            if meant == printed:
                continue
            slip, logarithm = slips.likelihood(printed, meant, neighbours)
            put = {**instead, **self._put(change, meant)}
            for number in change.effects:
                relation = system.relations[number]
                logarithm += self._logarithm(relation, put) - self._logarithm(relation, instead)
            weighed.append((logarithm, meant, slip))
        if not weighed:
            return None
        score, figure, slip = max(weighed, key=lambda item: item[0])
        # all the figures it could have been speak for the cell
        total = score + log(sum(exp(item[0] - score) for item in weighed))
        return self._suspect(change, figure, least, most, slip, total)

    def _suspect(
        self,
        change: _Change,
        likely: Figure | None,
        low: int | None,
        high: int | None,
        slip: Slip,
        score: float,
    ) -> Suspect:
        moved = tuple(term.cell for term in change.cells)
        if change.follow and change.cell in self._recent:
            score += _RECENT
        return Suspect(change.cell, likely, low, high, slip, score, change.follow, moved)

    def _put(self, change: _Change, meant: Figure) -> dict[int, Figure]:
        """What the cells of a change print when its own cell prints a figure."""
        if not change.follow:
            return {change.cell: meant}
        figures = self._system.figures
        by = meant.value - figures[change.cell].value
        moved = {cell: figures[cell].value + weight * by for cell, weight in change.cells[1:]}
        return {change.cell: meant} | {
            cell: Figure(value) if value else TRACE for cell, value in moved.items()
        }

    def _logarithm(self, relation: Relation, instead: Mapping[int, Figure]) -> float:
        chance = self._system.probability(relation, instead)
        return max(_IMPOSSIBLE, log(chance)) if chance else _IMPOSSIBLE

    def _figures(
        self, change: _Change, least: int | None, most: int | None, amounts: tuple[float, float]
    ) -> list[Figure]:
        """The figures of a range that are weighed."""
        printed = self._system.figures[change.cell]
        if least is not None and most is not None and most - least < MOST_VALUES:
            values = set(range(least, most + 1))
        else:
            values = slips.origins(printed, self._system.neighbours(change.cell))
            for number, weight in change.effects.items():
                difference = self._system.difference(self._system.relations[number])
                values.add(printed.value - difference // weight)
            values = {
                value
                for value in values
                if (least is None or value >= least) and (most is None or value <= most)
            }
        figures = [Figure(value) for value in sorted(values) if value and abs(value) < LIMIT]
        if 0 in values:
            if amounts[0] - _SLACK <= 0 <= amounts[1] + _SLACK:
                figures.append(NOTHING)
            figures.append(TRACE)
        return figures


def _figure_at(amount: float, mode: Rounding | None, *, upward: bool) -> int | None:
    """The printed amount that an end of a range stands for; None where the range has no such end."""
    if abs(amount) == inf:
        return None
    if mode is None:
        return ceil(amount - _SLACK) if upward else floor(amount + _SLACK)
    # closed ends lie on the side away from zero or are hit exactly; open ones were set a step inside
    return round_exact(Fraction(amount + copysign(_SLACK, amount)), mode)
