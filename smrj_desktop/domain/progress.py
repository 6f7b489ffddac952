"""What an indicator has reached, and how far that is on the way to its mid-term target (中期目標)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from smrj_desktop.domain.exact import decimal
from smrj_desktop.domain.indicators import Accumulation, Indicator


class Progress(NamedTuple):
    """What the results so far come to.

    Attributes:
        reached: together, in the target's unit.
        share: of the mid-term target; None where none is set, or it is 0.
    """

    reached: Fraction
    share: Fraction | None


def progress(indicator: Indicator) -> Progress | None:
    """What an indicator's results come to as its accumulation says; None where there are none."""
    numbers = [Fraction(result.number) for result in indicator.results]
    if not numbers:
        return None
    match indicator.accumulation:
        case Accumulation.SUM:
            reached = sum(numbers, Fraction(0))
        case Accumulation.MEAN:
            reached = sum(numbers, Fraction(0)) / len(numbers)
        case Accumulation.LATEST:
            reached = numbers[-1]
    target = indicator.midterm_target
    share = reached / Fraction(target.number) if target and target.number else None
    return Progress(reached, share)


def counted(indicator: Indicator, number: Decimal | Fraction) -> str:
    """A result in the unit of the targets, whose decimals come to an end: `4,870者`, `△ 0.5%ポイント`."""
    target = indicator.target or indicator.midterm_target
    return f"{decimal(Fraction(number))}{target.unit if target else ''}"
