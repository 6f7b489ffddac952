"""Smallest sets that hit every one of some sets: searched while small, else as an integer program."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import highspy

Cells = frozenset[int]
Cost = Callable[[int], float]
"""What a cell costs within sets of one size, from 0 to 1: how unlikely it is the one."""

SEARCHED = 3
"""Up to this size all sets are searched; larger ones are found by the solver, one only."""


def groups(conflicts: Sequence[Cells]) -> list[list[Cells]]:
    """The conflicts in groups that share no cell, so that each can be looked at alone."""
    found: list[tuple[set[int], list[Cells]]] = []
    for conflict in conflicts:
        touching = [group for group in found if not group[0].isdisjoint(conflict)]
        found = [group for group in found if group[0].isdisjoint(conflict)]
        cells = set(conflict).union(*(group[0] for group in touching))
        found.append((cells, [*(item for group in touching for item in group[1]), conflict]))
    return [items for _, items in found]


def smallest(conflicts: Sequence[Cells], cost: Cost) -> Cells | None:
    """A set of the fewest cells that hits every conflict, of these the cheapest; None where one is empty."""
    if not all(conflicts):
        return None
    chosen: set[int] = set()
    for group in groups(conflicts):
        for size in range(1, SEARCHED + 1):
            if sets := all_of(group, size, cost, 1):
                chosen |= sets[0]
                break
        else:
            chosen |= _solved(group, cost)
    return frozenset(chosen)


def all_of(conflicts: Sequence[Cells], size: int, cost: Cost, most: int) -> list[Cells]:
    """The sets of one size, the smallest there is, that hit every conflict: at most so many, cheapest first.

    Of sizes that are not searched there is one alone.
    """
    if size > SEARCHED:
        return [_solved(conflicts, cost)]
    hits: dict[int, int] = {}
    for number, conflict in enumerate(conflicts):
        for cell in conflict:
            hits[cell] = hits.get(cell, 0) | 1 << number
    found: set[Cells] = set()
    narrow = sorted(range(len(conflicts)), key=lambda number: len(conflicts[number]))

    def extend(chosen: tuple[int, ...], left: int) -> None:
        number = next(number for number in narrow if left >> number & 1)
        for cell in conflicts[number]:
            rest = left & ~hits[cell]
            if not rest:
                if len(chosen) + 1 == size:
                    found.add(frozenset((*chosen, cell)))
            elif len(chosen) + 1 < size:
                extend((*chosen, cell), rest)

    extend((), (1 << len(conflicts)) - 1)
    costs = {cell: cost(cell) for cell in frozenset().union(*found)}
    return sorted(found, key=lambda cells: (sum(costs[cell] for cell in cells), sorted(cells)))[:most]


def _solved(conflicts: Sequence[Cells], cost: Cost) -> Cells:
    solver = highspy.Highs()
    for name, value in {"output_flag": False, "threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-6}.items():
        solver.setOptionValue(name, value)
    cells = sorted(frozenset().union(*conflicts))
    # what cells cost must not outweigh how many there are
    share = 0.5 / len(cells)
    chosen = {cell: solver.addBinary(obj=1 + share * cost(cell)) for cell in cells}
    for conflict in conflicts:
        solver.addConstr(solver.qsum([chosen[cell] for cell in sorted(conflict)]) >= 1)
    solver.solve()
    values = solver.getSolution().col_value
    return frozenset(cell for number, cell in enumerate(cells) if values[number] > 0.5)
