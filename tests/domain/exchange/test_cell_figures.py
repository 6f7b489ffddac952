"""A figure in a cell, however it is written, and what it says in the plan's unit."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import BLANK, LIMIT, NOTHING, TRACE, Figure, Rounding, Unit, convert, show
from smrj_desktop.domain.errors import AmountError
from smrj_desktop.domain.exchange.book import BookCell
from smrj_desktop.domain.exchange.cell_figures import Scale, means_minus, said, written
from smrj_desktop.io.workbook_layout import format_of
from tests.support.plans import figures

units = st.sampled_from(Unit)


def says(cell: BookCell, unit: Unit = Unit.MILLION, into: Unit = Unit.MILLION) -> Figure:
    return said(written(cell), Scale(unit), into, Rounding.NEAREST).figure


@pytest.mark.parametrize(
    ("value", "number_format", "figure"),
    [
        (1507, "#,##0", Figure(1507)),
        (-82.0, "", Figure(-82)),
        (1506.9999999999998, "", Figure(1507)),
        (5.7e-14, '#,##0;-#,##0;"-"', NOTHING),
        (0, "#,##0", TRACE),
        (0, "General", TRACE),
        (0.0, '#,##0;"△ "#,##0;"-"', NOTHING),
        (0, '#,##0;"△ "#,##0;0', TRACE),
        (1234.4, "#,##0", Figure(1234)),
        ("１，５０７", "", Figure(1507)),
        ("△ 82", "", Figure(-82)),
        ("▲82", "", Figure(-82)),
        (" －82 ", "", Figure(-82)),
        ("—", "", NOTHING),
        ("0", "", TRACE),
        (" ", "", BLANK),
        ("1,234,567千円", "", Figure(1235)),
        ("1.5億円", "", Figure(150)),
    ],
)
def test_every_notation_is_read(value, number_format, figure):
    assert says(BookCell(value, number_format=number_format)) == figure


@pytest.mark.parametrize(
    "value",
    [
        "#REF!",
        "(82)",
        "1,50",
        "n/a",
        "12a",
        True,
        datetime(2023, 4, 1, tzinfo=UTC),
        float("inf"),
        float("nan"),
        "△",
    ],
)
def test_what_is_no_figure_is_refused(value):
    with pytest.raises(AmountError):
        written(BookCell(value))


@pytest.mark.parametrize("figure", [NOTHING, TRACE])
def test_a_zero_without_a_format_may_be_either(figure):
    assert said(written(BookCell(0)), Scale(Unit.MILLION), Unit.MILLION, Rounding.NEAREST).agrees(figure)


@given(figures, units, units, st.sampled_from(Rounding), st.booleans())
def test_a_figure_in_another_unit_still_says_what_was_sent(figure, into, unit, mode, text):
    converted = convert(figure, unit, into, mode)
    if converted.amount is None or abs(converted.amount) >= LIMIT:
        return
    value = show(converted) if text else converted.amount
    cell = BookCell(value, number_format="" if text else format_of(converted, total=False))
    found = said(written(cell), Scale(into), unit, mode)
    assert found.agrees(figure)
    assert not found.agrees(Figure(figure.value + 10**12))


@given(figures, st.sampled_from([BLANK, NOTHING, TRACE, Figure(1), Figure(-5)]))
def test_in_one_unit_only_the_same_figure_is_the_same(figure, other):
    found = said(written(BookCell(show(figure))), Scale(Unit.YEN), Unit.YEN, Rounding.NEAREST)
    assert found.agrees(other) is (figure == other)


def test_an_amount_is_rounded_once():
    assert says(BookCell(1_499_500), Unit.THOUSAND, Unit.HUNDRED_MILLION) == Figure(15)
    assert said(written(BookCell(1.25)), Scale(Unit.MILLION), Unit.THOUSAND, Rounding.NEAREST).amount == 1250


def test_a_small_amount_is_0_in_a_coarser_unit_and_never_nothing():
    coarse = Scale(Unit.HUNDRED_MILLION)
    zero, nothing = BookCell("0"), BookCell("-")
    assert said(written(zero), coarse, Unit.MILLION, Rounding.NEAREST).agrees(Figure(49))
    assert not said(written(zero), coarse, Unit.MILLION, Rounding.NEAREST).agrees(Figure(51))
    assert not said(written(nothing), coarse, Unit.MILLION, Rounding.NEAREST).agrees(Figure(49))


@pytest.mark.parametrize(
    ("cells", "minus"),
    [
        ([("(82)", -82)], True),
        ([("(82)", -82), ("(9)", -10)], True),
        ([("(82)", -82), ("（9）", 9)], False),
        ([("(82)", 82)], False),
        ([("(82)", 100)], False),
        ([("(注)", -82)], False),
        ([("82", -82)], False),
        ([], False),
    ],
)
def test_parentheses_are_a_minus_where_other_cells_show_it(cells, minus):
    known = [(BookCell(text), Figure(amount)) for text, amount in cells]
    assert means_minus(known, Scale(Unit.MILLION), Unit.MILLION) is minus


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.booleans()), st.text(max_size=20))
def test_nothing_in_a_cell_is_too_odd(value, number_format):
    try:
        found = said(
            written(BookCell(value, number_format=number_format)),
            Scale(Unit.MILLION),
            Unit.MILLION,
            Rounding.NEAREST,
        )
    except AmountError:
        return
    assert found.amount is None or isinstance(found.amount, int | Fraction)
    assert found.is_sound or abs(found.amount or 0) >= LIMIT - 1
