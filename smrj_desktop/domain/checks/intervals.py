"""How far printed figures may be apart for rounding's sake alone."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from smrj_desktop.domain.amounts import Figure, Rounding


class Grade(StrEnum):
    """What a difference between two sides of an identity means."""

    EXACT = "exact"
    ROUNDING = "rounding"
    IMPOSSIBLE = "impossible"


def grade(difference: int, figures: Iterable[Figure], mode: Rounding) -> Grade:
    """Grades a difference between sums of printed figures.

    A figure stands for any amount that rounds to it: within half a unit where rounding is to the nearest,
    within one unit on the far side of it from zero where it truncates. `-` is exactly nothing.

    Args:
        difference: one side less the other, in the entry unit.
        figures: every printed figure in the identity, both sides.
    """
    if difference == 0:
        return Grade.EXACT
    uncertain = sum(1 for figure in figures if figure.amount is not None and figure.mark != "-")
    if mode is Rounding.NEAREST:
        return Grade.ROUNDING if 2 * abs(difference) <= uncertain else Grade.IMPOSSIBLE
    return Grade.ROUNDING if abs(difference) < uncertain else Grade.IMPOSSIBLE
