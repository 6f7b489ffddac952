"""Reading, printing and rounding of amounts."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import (
    BLANK,
    NOTHING,
    TRACE,
    Figure,
    Rounding,
    Unit,
    convert,
    figure_of,
    is_sound,
    parse,
    round_exact,
    show,
)
from smrj_desktop.domain.errors import LONGEST_QUOTE, AmountError, AmountTooLargeError
from tests.support.plans import figures


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("1,507", Figure(1507)),
        ("１，５０７", Figure(1507)),
        ("1507", Figure(1507)),
        (" 1,711,897 ", Figure(1711897)),
        ("△ 82", Figure(-82)),
        ("△82", Figure(-82)),
        ("△　３,４４４", Figure(-3444)),
        ("▲82", Figure(-82)),
        ("-82", Figure(-82)),
        ("−82", Figure(-82)),
        ("－８２", Figure(-82)),
        ("+5", Figure(5)),
        ("-", NOTHING),
        ("－", NOTHING),
        ("―", NOTHING),
        ("ー", NOTHING),
        ("0", TRACE),
        ("０", TRACE),
        ("△ 0", TRACE),
        ("", BLANK),
        ("　", BLANK),
    ],
)
def test_every_notation_is_read(text: str, figure: Figure) -> None:
    assert parse(text) == figure


@pytest.mark.parametrize(
    "text",
    [
        "1,23",
        "12,3456",
        "abc",
        "1 234",
        "(82)",
        "1.5",
        "△",
        "△△5",
        "1,234千円",
        "1-2",
        "△-5",
        ",5",
        "--",
        "-‐",
        "――",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountError) as caught:
        parse(text)
    assert caught.value.parameters == {"text": text}


def test_parentheses_are_negative_only_where_declared() -> None:
    assert parse("(82)", parentheses=True) == Figure(-82)
    assert parse("（１,082）", parentheses=True) == Figure(-1082)
    assert parse("82", parentheses=True) == Figure(82)
    for wrong in ("(-82)", "(82", "()"):
        with pytest.raises(AmountError):
            parse(wrong, parentheses=True)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("1,234,567千円", Figure(1235)),
        ("499千円", TRACE),
        ("500千円", Figure(1)),
        ("△500千円", Figure(-1)),
        ("0千円", TRACE),
        ("1.2億円", Figure(120)),
        ("5百万円", Figure(5)),
        ("１，５００，０００円", Figure(2)),
    ],
)
def test_a_text_with_its_own_unit_is_converted_once(text: str, figure: Figure) -> None:
    assert parse(text, Unit.MILLION) == figure


@given(figures)
def test_what_is_printed_is_read_back(figure: Figure) -> None:
    assert is_sound(figure)
    assert parse(show(figure)) == figure


@given(figures.filter(lambda figure: figure.amount), st.sampled_from(["△", "▲", "-", "－", "△ "]))
def test_notations_of_one_amount_agree(figure: Figure, sign: str) -> None:
    digits = f"{abs(figure.value):,}"
    wide = digits.translate(str.maketrans("0123456789,", "０１２３４５６７８９，"))
    prefix = sign if figure.value < 0 else ""
    assert parse(prefix + digits) == parse(prefix + wide) == parse(prefix + digits.replace(",", "")) == figure


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    try:
        figure = parse(text, Unit.MILLION, parentheses=True)
    except AmountError:
        return
    assert is_sound(figure)


@given(st.integers(-(10**15), 10**15), st.sampled_from([1, 2, 3, 7, 1000, 10**6]))
def test_rounding_agrees_with_decimal_arithmetic(numerator: int, denominator: int) -> None:
    value = Fraction(numerator, denominator)
    nearest = round_exact(value, Rounding.NEAREST)
    truncated = round_exact(value, Rounding.TRUNCATE)
    assert abs(value - nearest) <= Fraction(1, 2)
    assert abs(truncated) <= abs(value) < abs(truncated) + 1
    if denominator in (1, 2, 1000, 10**6):
        exact = Decimal(numerator) / Decimal(denominator)
        assert nearest == exact.quantize(Decimal(1), ROUND_HALF_UP)
        assert truncated == exact.quantize(Decimal(1), ROUND_DOWN)


@given(st.fractions(), st.sampled_from(Rounding))
def test_rounding_is_odd_and_keeps_integers(value: Fraction, mode: Rounding) -> None:
    assert round_exact(-value, mode) == -round_exact(value, mode)
    assert round_exact(Fraction(int(value)), mode) == int(value)


def test_exactly_nothing_and_next_to_nothing_are_told_apart() -> None:
    assert figure_of(0) == NOTHING
    assert figure_of(Fraction(4, 10)) == TRACE
    assert figure_of(Fraction(9, 10), Rounding.TRUNCATE) == TRACE
    assert figure_of(Fraction(-1, 2)) == Figure(-1)


@given(figures, st.sampled_from(Unit), st.sampled_from(Unit))
def test_conversion_keeps_marks_and_is_exact_towards_finer_units(figure: Figure, a: Unit, b: Unit) -> None:
    fine, coarse = sorted((a, b), key=lambda unit: unit.value)
    there = convert(figure, coarse, fine)
    assert convert(there, fine, coarse) == figure
    assert is_sound(convert(figure, fine, coarse))


def test_units_are_found_by_what_a_plan_prints() -> None:
    assert [Unit.of(unit.label) for unit in Unit] == list(Unit)
    with pytest.raises(AmountError):
        Unit.of("ドル")


def test_amounts_a_spreadsheet_could_not_hold_are_refused() -> None:
    assert parse("999,999,999,999,999") == Figure(10**15 - 1)
    with pytest.raises(AmountError):
        parse("1,000,000,000,000,000")
    with pytest.raises(AmountError):
        parse("9" * 400, Unit.MILLION)


@pytest.mark.parametrize(("text", "error"), [("9" * 16, AmountTooLargeError), ("x" * 400, AmountError)])
def test_what_is_refused_is_quoted_only_so_far(text, error):
    with pytest.raises(AmountError) as caught:
        parse(text)
    assert type(caught.value) is error
    assert len(str(caught.value.parameters["text"])) <= LONGEST_QUOTE
