"""How likely rounding alone makes so large a difference: exact sums of independent uniform roundings.

The identity's exact amounts add up; each printed figure is off by a rounding error, uniform over what rounds
to it. The difference of the printed figures is an integer, and one of the errors follows from the others, so
that a difference d has the probability f(d), the density of the sum of all errors (Irwin-Hall) at d; over the
integers these add up to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import factorial, prod

from smrj_desktop.domain.amounts import Rounding
from smrj_desktop.domain.checks.intervals import WeightedFigure, error


def probability(difference: int, terms: Iterable[WeightedFigure], mode: Rounding | None) -> Fraction:
    """The probability that a difference has exactly this size; arguments as `intervals.grade` takes them."""
    widths, low = _shape(terms, mode)
    if len(widths) < 2:
        # what is alone against exact amounts cannot be off
        return Fraction(not difference)
    return _probability(widths, -2 * difference - low)


def tail(difference: int, terms: Iterable[WeightedFigure], mode: Rounding | None) -> Fraction:
    """The probability of a difference at least as far from what is to be expected as this one."""
    widths, low = _shape(terms, mode)
    if len(widths) < 2:
        return Fraction(not difference)
    return _tail(widths, -2 * difference - low)


def _shape(terms: Iterable[WeightedFigure], mode: Rounding | None) -> tuple[tuple[int, ...], int]:
    """The widths of the errors, ascending, and where their sum begins, all in half units."""
    spans = [error(figure, mode).scaled(weight) for weight, figure in terms]
    spans = [span for span in spans if span.low != span.high]
    return tuple(sorted(span.high - span.low for span in spans)), sum(span.low for span in spans)


@lru_cache(maxsize=4096)
def _probability(widths: tuple[int, ...], at: int) -> Fraction:
    """The probability of the lattice point `at` half units from the lower end of the sum."""
    if not 0 <= at <= sum(widths):
        return Fraction(0)
    power = len(widths) - 1
    # the density is a sum of truncated powers, one for each product of shifts by a width
    shifts = {0: 1}
    for width in widths:
        moved = dict(shifts)
        for shift, count in shifts.items():
            moved[shift + width] = moved.get(shift + width, 0) - count
        shifts = moved
    total = sum(count * (at - shift) ** power for shift, count in shifts.items() if shift <= at)
    # a unit is two half units, and the probability of a lattice point is the density of one unit
    return Fraction(2 * total, factorial(power) * prod(widths))


@lru_cache(maxsize=4096)
def _tail(widths: tuple[int, ...], at: int) -> Fraction:
    whole = sum(widths)
    distance = abs(2 * at - whole)
    points = range(at % 2, whole + 1, 2)
    return sum(
        (_probability(widths, point) for point in points if abs(2 * point - whole) >= distance), Fraction(0)
    )
