"""A slower, separate judge of what rounding can explain: by the definition of rounding, in exact numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations

from smrj_desktop.domain.amounts import Figure, Rounding, figure_of

Row = tuple[dict[int, Fraction], Fraction, bool]
"""sum of coefficient x variable <= bound, or < bound where the last is True."""

_TENTH = Fraction(1, 10)


def prints(amount: Fraction, figure: Figure, mode: Rounding) -> bool:
    """Whether an exact amount prints as a figure; a blank one is nothing."""
    if figure.amount is None:
        return amount == 0
    return figure_of(amount, mode) == figure


def ends(figure: Figure, mode: Rounding) -> tuple[Fraction, bool, Fraction, bool]:
    """The least and greatest amount that print a figure, each with whether it does so itself.

    Found by trying: amounts a tenth apart around the figure, and whether the ends between them belong.
    """
    if figure.amount is None or figure.mark == "-":
        return Fraction(0), True, Fraction(0), True
    near = [figure.amount + Fraction(step, 20) for step in range(-41, 42, 2)]
    inside = [amount for amount in near if prints(amount, figure, mode)]
    low, high = min(inside) - Fraction(1, 20), max(inside) + Fraction(1, 20)
    return low, prints(low, figure, mode), high, prints(high, figure, mode)


def possible(terms: Iterable[tuple[int, Figure]], mode: Rounding) -> bool:
    """Whether amounts that print these figures have a weighted sum of nothing."""
    low = high = Fraction(0)
    low_there = high_there = True
    for weight, figure in terms:
        least, least_there, most, most_there = ends(figure, mode)
        if weight < 0:
            least, least_there, most, most_there = most, most_there, least, least_there
        low, high = low + weight * least, high + weight * most
        low_there, high_there = low_there and least_there, high_there and most_there
    above = low <= 0 if low_there else low < 0
    return above and (high >= 0 if high_there else high > 0)


def feasible(
    figures: Sequence[Figure],
    sums: Iterable[tuple[dict[int, int], Figure]],
    mode: Rounding,
    free: Iterable[int] = (),
) -> bool:
    """Whether amounts exist that print all figures and satisfy all sums: Fourier and Motzkin's elimination.

    Args:
        figures: what each variable prints.
        sums: weights by variable, and the constant the sum comes to, itself a printed figure.
        mode: how figures are rounded.
        free: variables whose amounts may be anything.
    """
    loose = set(free)
    values: list[dict[int, Fraction]] = [{variable: Fraction(1)} for variable in range(len(figures))]
    rows: list[Row] = []
    for weights, constant in sums:
        low, low_there, high, high_there = ends(constant, mode)
        total = _combined(values, weights)
        if low != high:
            rows.append((total, high, not high_there))
            rows.append((_times(total, Fraction(-1)), -low, not low_there))
        elif total:
            # a sum that must come to nothing gives one variable away
            assert low == 0
            last = max(total)
            given = _times({name: value for name, value in total.items() if name != last}, -1 / total[last])
            values = [_put(value, last, given) for value in values]
            rows = [(_put(row, last, given), bound, strict) for row, bound, strict in rows]
    for variable, figure in enumerate(figures):
        if variable not in loose:
            low, low_there, high, high_there = ends(figure, mode)
            rows.append((_times(values[variable], Fraction(-1)), -low, not low_there))
            rows.append((values[variable], high, not high_there))
    for variable in range(len(figures)):
        rows = _without(rows, variable)
    return all(bound > 0 if strict else bound >= 0 for _, bound, strict in rows)


def _combined(values: list[dict[int, Fraction]], weights: dict[int, int]) -> dict[int, Fraction]:
    total: dict[int, Fraction] = {}
    for variable, weight in weights.items():
        for name, value in values[variable].items():
            total[name] = total.get(name, Fraction(0)) + weight * value
    return {name: value for name, value in total.items() if value}


def _times(row: dict[int, Fraction], factor: Fraction) -> dict[int, Fraction]:
    return {name: factor * value for name, value in row.items()}


def _put(row: dict[int, Fraction], variable: int, given: dict[int, Fraction]) -> dict[int, Fraction]:
    """A row with something put in for a variable."""
    factor = row.get(variable)
    if factor is None:
        return row
    rest = {name: value for name, value in row.items() if name != variable}
    for name, value in given.items():
        rest[name] = rest.get(name, Fraction(0)) + factor * value
    return {name: value for name, value in rest.items() if value}


def _without(rows: list[Row], variable: int) -> list[Row]:
    """The same constraints on the other variables."""
    kept = [row for row in rows if variable not in row[0]]
    above = [row for row in rows if row[0].get(variable, 0) > 0]
    below = [row for row in rows if row[0].get(variable, 0) < 0]
    found: dict[tuple[tuple[int, Fraction], ...], tuple[Fraction, bool]] = {}
    for one, one_bound, one_strict in above:
        for other, other_bound, other_strict in below:
            scale, other_scale = -other[variable], one[variable]
            weights = {
                name: value
                for name in one.keys() | other.keys()
                if name != variable
                and (value := scale * one.get(name, Fraction(0)) + other_scale * other.get(name, Fraction(0)))
            }
            bound = scale * one_bound + other_scale * other_bound
            strict = one_strict or other_strict
            largest = max((abs(value) for value in weights.values()), default=Fraction(1))
            key = tuple(sorted((name, value / largest) for name, value in weights.items()))
            bound /= largest
            # of constraints on the same sum the tightest is enough
            known = found.get(key)
            if known is None or (bound, not strict) < (known[0], not known[1]):
                found[key] = (bound, strict)
    return [*kept, *((dict(key), bound, strict) for key, (bound, strict) in found.items())]


def smallest_subsets(count: int, works: object, most: int) -> list[frozenset[int]]:
    """The smallest subsets of `range(count)` for which `works` holds, up to a size; empty where none does."""
    assert callable(works)
    for size in range(1, most + 1):
        found = [frozenset(chosen) for chosen in combinations(range(count), size) if works(frozenset(chosen))]
        if found:
            return found
    return []
