"""Pairs what a template has in order with what a sheet has in order, by how well each two fit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

Fits = Sequence[Mapping[int, float]]
"""For each item on the left those on the right that fit it at all, and how well."""

SURE = 1.0
"""What fits as well as this is paired out of order too, where nothing else fits as well."""


def by_the_letter(
    fits: Sequence[dict[int, float]],
    alike: Sequence[Any],
    names: Sequence[Any],
    spelt: Sequence[Collection[Any]],
) -> None:
    """Takes from items that are alike what spells the name of another one of them, as it stands.

    Args:
        fits: by item on the left, which are changed.
        alike: what items that cannot be told apart otherwise have in common, such as labels without width
            and case.
        names: how each of them is spelt.
        spelt: by item on the right the names that stand there.
    """
    of_a_kind: dict[Any, set[Any]] = {}
    for kind, name in zip(alike, names, strict=True):
        of_a_kind.setdefault(kind, set()).add(name)
    for fit, kind, name in zip(fits, alike, names, strict=True):
        others = of_a_kind[kind] - {name}
        for at in [at for at in fit if others.intersection(spelt[at]) and name not in spelt[at]]:
            del fit[at]


def pairs(fits: Fits, count: int) -> dict[int, int]:
    """The item on the right for each on the left that has one; none is given twice.

    First the items that keep their order and together fit best; then those that were moved, where there is no
    doubt which is meant.

    Args:
        fits: by item on the left.
        count: how many items there are on the right.
    """
    paired = _in_order(fits, count)
    free = set(range(count)) - set(paired.values())
    left = [at for at in range(len(fits)) if at not in paired]
    while True:
        best = max(
            (fit for at in left for other, fit in fits[at].items() if other in free and fit >= SURE),
            default=0,
        )
        if not best:
            return paired
        found = [
            (at, other) for at in left for other, fit in fits[at].items() if other in free and fit == best
        ]
        for at, other in found:
            if sum(at == item for item, _ in found) == 1 == sum(other == item for _, item in found):
                paired[at] = other
        # what several items claim alike stays without one
        free -= {other for _, other in found}
        left = [at for at in left if at not in {item for item, _ in found}]


def _in_order(fits: Fits, count: int) -> dict[int, int]:
    best = [[0.0] * (count + 1)]
    for row in fits:
        above = best[-1]
        here = [0.0] * (count + 1)
        reach = 0.0
        for at in range(count):
            value = above[at + 1]
            if at in row and above[at] + row[at] > value:
                value = above[at] + row[at]
            reach = max(reach, value)
            here[at + 1] = reach
        best.append(here)
    paired: dict[int, int] = {}
    at = count
    for index in range(len(fits) - 1, -1, -1):
        while at and best[index + 1][at] == best[index + 1][at - 1]:
            at -= 1
        if at and best[index + 1][at] != best[index][at]:
            paired[index] = at - 1
            at -= 1
    return paired
