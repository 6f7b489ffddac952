"""Grades and chances against judges that go about it otherwise."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, Rounding, figure_of
from smrj_desktop.domain.checks import chance
from smrj_desktop.domain.checks.intervals import Grade, Interval, error, grade, room
from tests.support import oracle

figures = st.one_of(st.sampled_from([BLANK, NOTHING, TRACE]), st.integers(-40, 40).filter(bool).map(Figure))
terms = st.lists(st.tuples(st.sampled_from([-1, 1]), figures), min_size=1, max_size=9)


@given(terms, st.sampled_from(Rounding))
@settings(max_examples=500)
def test_grades_agree_with_the_definition_of_rounding(items, mode):
    difference = sum(weight * figure.value for weight, figure in items)
    found = grade(difference, items, mode)
    assert (found is not Grade.IMPOSSIBLE) == (difference == 0 or oracle.possible(items, mode))
    assert (found is Grade.EXACT) == (difference == 0)


@given(st.lists(st.fractions(-30, 30, max_denominator=60), min_size=1, max_size=9), st.sampled_from(Rounding))
@settings(max_examples=250)
def test_what_rounding_makes_is_never_impossible(parts, mode):
    printed = [(-1, figure_of(part, mode)) for part in parts]
    items = [(1, figure_of(sum(parts), mode)), *printed]
    difference = sum(weight * figure.value for weight, figure in items)
    assert grade(difference, items, mode) is not Grade.IMPOSSIBLE


@given(figures, st.sampled_from(Rounding))
def test_the_range_of_an_error_is_that_of_the_definition(figure, mode):
    low, low_there, high, high_there = oracle.ends(figure, mode)
    found = error(figure, mode)
    assert (found.low, found.high) == (2 * (low - figure.value), 2 * (high - figure.value))
    if low != high:
        assert (found.low_open, found.high_open) == (not low_there, not high_there)


def test_a_total_of_one_part_prints_as_the_part():
    items = [(1, Figure(11)), (-1, Figure(10))]
    assert grade(1, items, Rounding.NEAREST) is grade(1, items, Rounding.TRUNCATE) is Grade.IMPOSSIBLE
    # but a part below nothing is rounded the other way: 0.5 prints 1, minus 0.5 prints minus 1
    opposite = [(1, Figure(1)), (1, Figure(-1)), (-1, TRACE)]
    assert grade(0, opposite, Rounding.NEAREST) is Grade.EXACT


def test_amounts_in_yen_are_not_rounded():
    items = [(1, Figure(11)), (-1, Figure(10)), (-1, TRACE)]
    assert grade(1, items, None) is Grade.IMPOSSIBLE
    assert room(items, None) == Interval(0, 0)


# ---- chances


@given(terms, st.sampled_from(Rounding))
@settings(max_examples=150)
def test_the_chances_of_all_differences_add_up_to_1(items, mode):
    reach = range(-len(items) * 2 - 2, len(items) * 2 + 3)
    assert sum(chance.probability(difference, items, mode) for difference in reach) == 1


@given(terms, st.sampled_from(Rounding))
@settings(max_examples=150)
def test_what_is_likely_is_possible_and_the_other_way_round(items, mode):
    uncertain = sum(1 for weight, figure in items if error(figure, mode).low != error(figure, mode).high)
    for difference in range(-4, 5):
        probable = chance.probability(difference, items, mode) > 0
        inside = -2 * difference in room(items, mode)
        span = room(items, mode)
        # a single point of a range has no width: it can be, but chance does not make it
        assert inside or not probable
        if uncertain > 1 and inside and -2 * difference not in (span.low, span.high):
            assert probable


@pytest.mark.parametrize("mode", Rounding)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_chances_agree_with_counting_exact_roundings(mode, count):
    """All combinations of fractions on a fine grid, each rounded, against the density."""
    grid = 24
    fractions = [Fraction(2 * step + 1, 2 * grid) for step in range(grid)]
    counted: Counter[int] = Counter()
    for combination in product(fractions, repeat=count):
        parts = [20 + fraction for fraction in combination]
        printed = [figure_of(part, mode).value for part in parts]
        counted[figure_of(sum(parts), mode).value - sum(printed)] += 1
    items = [(1, Figure(20 * count)), *((-1, Figure(20)) for _ in range(count))]
    for difference, number in counted.items():
        exact = chance.probability(difference, items, mode)
        assert abs(exact - Fraction(number, grid**count)) < Fraction(count, grid)


def test_known_values_of_irwin_and_hall():
    def items(count: int) -> list[tuple[int, Figure]]:
        return [(1, Figure(9))] * count

    assert chance.probability(0, items(2), Rounding.NEAREST) == 1
    assert chance.probability(0, items(3), Rounding.NEAREST) == Fraction(3, 4)
    assert chance.probability(1, items(4), Rounding.NEAREST) == Fraction(1, 6)
    assert chance.tail(1, items(4), Rounding.NEAREST) == Fraction(1, 3)
    assert chance.tail(2, items(6), Rounding.NEAREST) == Fraction(1, 60)
    assert chance.tail(0, items(6), Rounding.NEAREST) == 1
