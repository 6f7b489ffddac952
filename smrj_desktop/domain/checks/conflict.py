"""The smallest set of relations that cannot hold together, found as an integer program over multipliers.

Relations contradict each other where some multiples of them add up to a sum that no rounding errors can make
(Farkas). Of all such multiples those of the fewest relations are sought.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import highspy

from smrj_desktop.domain.checks import intervals
from smrj_desktop.domain.checks.intervals import Grade, Interval
from smrj_desktop.domain.checks.proof import Proof
from smrj_desktop.domain.checks.relations import System

STEP = 1 / 1024
"""How far inside an open end a bound is set: what one solver's tolerance cannot blur, and some hundred cells
do not add up to half a unit."""
MOST_SECONDS = 2.0
MOST_RELATIONS = 2000


def smallest_conflict(system: System, known: Sequence[int]) -> tuple[int, ...]:
    """The fewest relations that contradict each other, by number.

    Args:
        system: a system that cannot be satisfied.
        known: relations that contradict each other, as the proof found them.
    """
    alone = [
        number
        for number in range(len(system.relations))
        if system.grade(system.relations[number]) is Grade.IMPOSSIBLE
    ]
    if alone:
        return (alone[0],)
    least = irreducible(system, known)
    # two are the fewest where none is impossible by itself
    if len(least) > 2 and len(system.relations) <= MOST_RELATIONS:
        found = _solved(system, len(least) - 1)
        if found and not Proof(system, found).holds():
            return irreducible(system, found)
    return least


def irreducible(system: System, known: Sequence[int]) -> tuple[int, ...]:
    """What is left of a contradiction when everything it can do without is taken out."""
    left = list(known)
    for number in known:
        fewer = [other for other in left if other != number]
        if not Proof(system, fewer).holds():
            left = fewer
    return tuple(left)


def _solved(system: System, most: int) -> tuple[int, ...]:
    """At most so many relations that contradict each other; none where the solver finds none in time."""
    solver: Any = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "mip_rel_gap": 0.0, "time_limit": MOST_SECONDS}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    sums: dict[int, list[Any]] = {}
    gain: list[Any] = []
    chosen = []
    for relation in system.relations:
        taken = solver.addBinary(obj=1.0)
        up, down = (solver.addVariable(lb=0.0, ub=1.0) for _ in range(2))
        solver.addConstr(up + down <= taken)
        chosen.append(taken)
        low, high = _ends(intervals.error(relation.constant, system.mode))
        difference = system.difference(relation)
        gain += [(low - difference) * up, (difference - high) * down]
        for term in relation.terms:
            sums.setdefault(term.cell, []).append(term.weight * (up - down))
    for cell, multiples in sums.items():
        low, high = _ends(intervals.error(system.figures[cell], system.mode))
        over, under = (solver.addVariable(lb=0.0) for _ in range(2))
        solver.addConstr(solver.qsum(multiples) == over - under)
        gain += [-high * over, low * under]
    solver.addConstr(solver.qsum(gain) >= STEP / 2)
    solver.addConstr(solver.qsum(chosen) <= most)
    solver.solve()
    if solver.getInfo().primal_solution_status != 2:
        return ()
    values = solver.getSolution().col_value
    return tuple(number for number in range(len(system.relations)) if values[3 * number] > 0.5)


def _ends(span: Interval) -> tuple[float, float]:
    low = span.low / 2 + (STEP if span.low_open else 0.0)
    return low, span.high / 2 - (STEP if span.high_open else 0.0)
