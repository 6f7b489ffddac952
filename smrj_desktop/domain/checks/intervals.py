"""How far printed figures may be apart for rounding's sake alone: in half units, so that all is exact."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from smrj_desktop.domain.amounts import Figure, Rounding

WeightedFigure = tuple[int, Figure]


class Grade(StrEnum):
    """What a difference between two sides of an identity means."""

    EXACT = "exact"
    ROUNDING = "rounding"
    IMPOSSIBLE = "impossible"


class Interval(NamedTuple):
    """A range of amounts in half units; an open end does not belong to it."""

    low: int
    high: int
    low_open: bool = False
    high_open: bool = False

    def scaled(self, weight: int) -> Interval:
        """The range of `weight` times the amount."""
        if weight < 0:
            return Interval(weight * self.high, weight * self.low, self.high_open, self.low_open)
        return Interval(weight * self.low, weight * self.high, self.low_open, self.high_open)

    def plus(self, other: Interval) -> Interval:
        """The range of a sum of two amounts."""
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __contains__(self, amount: object) -> bool:
        """Whether an amount in half units belongs to it."""
        if not isinstance(amount, int):
            return False
        above = self.low < amount if self.low_open else self.low <= amount
        return above and (amount < self.high if self.high_open else amount <= self.high)


POINT = Interval(0, 0)


def error(figure: Figure, mode: Rounding | None) -> Interval:
    """By how much the exact amount behind a printed figure may exceed it, in half units.

    `-` and a blank cell are exactly nothing; `0` is anything that rounds to it, of either sign.

    Args:
        figure: the printed figure.
        mode: how it was rounded; None where nothing was, as in a plan in 円.
    """
    if mode is None or figure.amount is None or figure.mark == "-":
        return POINT
    half = 1 if mode is Rounding.NEAREST else 2
    if figure.amount == 0:
        return Interval(-half, half, low_open=True, high_open=True)
    # halves go away from zero; what is cut off lies on the far side from zero
    low, high = (-1, 1) if mode is Rounding.NEAREST else (0, 2)
    outward = Interval(low, high, high_open=True)
    return outward if figure.amount > 0 else outward.scaled(-1)


def room(terms: Iterable[WeightedFigure], mode: Rounding | None) -> Interval:
    """By how much the weighted sum of exact amounts may exceed that of the printed figures."""
    total = POINT
    for weight, figure in terms:
        total = total.plus(error(figure, mode).scaled(weight))
    return total


def grade(difference: int, terms: Iterable[WeightedFigure], mode: Rounding | None) -> Grade:
    """Grades an identity whose weighted sum is nothing where amounts are exact.

    Args:
        difference: the weighted sum of the printed figures, in the entry unit.
        terms: every figure with its weight, the total among them.
        mode: how the figures were rounded.
    """
    if difference == 0:
        return Grade.EXACT
    return Grade.ROUNDING if -2 * difference in room(terms, mode) else Grade.IMPOSSIBLE
