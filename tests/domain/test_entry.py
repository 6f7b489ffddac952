"""Arithmetic on entry: exact, rounded once, and never in the way of a plain figure."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, Rounding, Unit
from smrj_desktop.domain.entry import parse
from smrj_desktop.domain.errors import (
    AmountError,
    AmountTooLargeError,
    DivisionByZeroError,
    NothingToReckonError,
    SmrjError,
)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1200+35", 1235),
        ("=1,200 + 35", 1235),
        ("（1,200＋35）×２", 2470),
        ("1200-35*2", 1130),
        ("100/3", 33),
        ("200*5%", 10),
        ("2*-3", -6),
        ("△82-18", -100),
        ("10-ー3", 13),
        ("=1.5", 2),
        ("*1.05", 105),
        ("/3", 33),
        ("*2+1", 201),
        ("+5%", 105),
        ("-5%", 95),
        ("△ 5 %", 95),
        ("+82", 82),
        ("-82", -82),
        ("1.2億", 120),
        ("35千円", None),
        ("500千", 1),
        ("1.2億+30百万", 150),
        ("3百万円*2", 6),
    ],
)
def test_what_is_reckoned_comes_out_in_the_unit_of_the_cell(typed, amount):
    expected = TRACE if amount is None else Figure(amount)
    assert parse(typed, Figure(100), Unit.MILLION) == expected


def test_marks_stay_what_they_are():
    assert parse("-", Figure(100), Unit.MILLION) == NOTHING
    assert parse("0", Figure(100), Unit.MILLION) == TRACE
    assert parse("100-100", Figure(100), Unit.MILLION) == NOTHING
    assert parse("*1.05", TRACE, Unit.MILLION) == TRACE
    assert parse("+5%", NOTHING, Unit.MILLION) == NOTHING
    assert parse("/1000", Figure(7), Unit.MILLION) == TRACE
    assert parse("100/40", Figure(7), Unit.MILLION, Rounding.TRUNCATE) == Figure(2)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("1/0", DivisionByZeroError),
        ("1/(2-2)", DivisionByZeroError),
        ("/0", DivisionByZeroError),
        ("999999999999999+1", AmountTooLargeError),
        ("1.5", AmountError),
        ("5%", AmountError),
        ("(82)", AmountError),
        ("=", AmountError),
        ("1+", AmountError),
        ("1++*2", AmountError),
        ("(1+2", AmountError),
        ("1+2)", AmountError),
        ("12x", AmountError),
        ("1,23+1", AmountError),
        ("A1+1", AmountError),
        ("1+" * 150 + "1", AmountError),
        ("9" * 5000, AmountTooLargeError),
    ],
)
def test_what_is_no_figure_is_refused_by_its_own_name(typed, error):
    with pytest.raises(AmountError) as caught:
        parse(typed, Figure(100), Unit.MILLION)
    assert type(caught.value) is error


@pytest.mark.parametrize("typed", ["*1.05", "/2", "+5%", "-5%"])
def test_nothing_goes_on_from_a_blank_cell(typed):
    with pytest.raises(NothingToReckonError):
        parse(typed, BLANK, Unit.MILLION)


def _join(parts: tuple[str, tuple[str, Fraction], tuple[str, Fraction]]) -> tuple[str, Fraction]:
    sign, (left, a), (right, b) = parts
    value = a + b if sign == "+" else a - b if sign == "-" else a * b
    return f"(({left}){sign}({right}))", value


trees = st.recursive(
    st.decimals(min_value=0, max_value=10**6, places=2).map(lambda n: (f"{n:f}", Fraction(n))),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-*"), inner, inner).map(_join),
        inner.map(lambda item: (f"-{item[0]}" if item[0][0] != "-" else f"({item[0]})*-1", -item[1])),
        inner.map(lambda item: (f"({item[0]})%", item[1] / 100)),
    ),
    max_leaves=6,
)


@given(trees, st.sampled_from(Rounding))
def test_expressions_come_to_what_fractions_come_to(tree, mode):
    written, value = tree
    expected = amounts.figure_of(value, mode)
    if len(written) > amounts.LONGEST:
        return
    if not amounts.is_sound(expected):
        with pytest.raises(AmountTooLargeError):
            parse(f"={written}", BLANK, Unit.MILLION, mode)
        return
    assert parse(f"={written}", BLANK, Unit.MILLION, mode) == expected


@given(st.one_of(st.text(max_size=300), st.text(alphabet="0123456789+-*/%().,△=億百万千円 ", max_size=220)))
def test_any_text_is_a_figure_or_refused_with_a_sentence(typed):
    try:
        plain = amounts.parse(typed, unit=Unit.MILLION)
    except SmrjError:
        plain = None
    try:
        figure = parse(typed, Figure(100), Unit.MILLION)
    except SmrjError:
        assert plain is None
        return
    assert amounts.is_sound(figure) and plain in (None, figure)
