"""What some selected figures come to, as a status bar says it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from smrj_desktop.domain.amounts import Figure


class Summary(NamedTuple):
    """Of the cells that are filled, in their unit.

    Attributes:
        number: how many there are.
        total: their sum.
        mean: exact; None where there is none.
        difference: the first less the second; None where there are not just two.
    """

    number: int
    total: int
    mean: Fraction | None
    difference: int | None


def summarise(figures: Iterable[Figure]) -> Summary:
    """Sums figures up; blank ones are no figures, `-` and `0` are."""
    values = [figure.value for figure in figures if figure.amount is not None]
    total = sum(values)
    return Summary(
        number=len(values),
        total=total,
        mean=Fraction(total, len(values)) if values else None,
        difference=values[0] - values[1] if len(values) == 2 else None,
    )
