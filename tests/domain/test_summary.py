"""What selected figures come to."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure
from smrj_desktop.domain.summary import Summary, summarise
from tests.support.plans import figures


def test_marks_are_figures_and_blank_cells_are_none():
    assert summarise([]) == summarise([BLANK]) == Summary(0, 0, None, None)
    assert summarise([Figure(7), NOTHING, TRACE]) == Summary(3, 7, Fraction(7, 3), None)
    assert summarise([Figure(3), BLANK, Figure(10)]) == Summary(2, 13, Fraction(13, 2), -7)


@given(st.lists(figures), st.lists(figures))
def test_the_parts_add_up(left, right):
    whole, one, other = summarise(left + right), summarise(left), summarise(right)
    assert (whole.number, whole.total) == (one.number + other.number, one.total + other.total)
    assert whole.mean is None or whole.mean * whole.number == whole.total
