"""The figures in a file's cells, exactly as they stand there, and what they say in the plan's own unit."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import BLANK, Figure, Rounding, Unit, figure_of, is_sound, round_exact
from smrj_desktop.domain.cell_notation import hides_zero, zero_mark
from smrj_desktop.domain.errors import AmountError
from smrj_desktop.domain.exchange.book import BookCell, Value

_DUST = 1e-6
"""What a spreadsheet's own arithmetic leaves of a whole number."""


class Written(NamedTuple):
    """A figure as a cell has it.

    Attributes:
        amount: exact, in `unit`; None where the cell is blank.
        mark: of a 0 `-` or `0`; empty where the file keeps no formats, so that it may be either.
        unit: the unit that is written behind it; None where it is in the table's.
    """

    amount: Fraction | int | None
    mark: str = ""
    unit: Unit | None = None


EMPTY = Written(None)


class Said(NamedTuple):
    """What a figure says in the unit of the plan.

    Attributes:
        amount: exact; None where the cell is blank.
        mark: as in `Written`.
        step: what one of the unit it is written in comes to.
        rounding: how the plan rounds.
    """

    amount: Fraction | int | None
    mark: str
    step: Fraction
    rounding: Rounding

    @property
    def figure(self) -> Figure:
        """The figure as the plan would print it."""
        if self.amount is None:
            return BLANK
        return figure_of(self.amount, self.rounding) if self.amount else Figure(0, self.mark or "0")

    @property
    def whole(self) -> bool:
        """Whether it is written without decimals."""
        return self.amount is None or Fraction(self.amount / self.step).denominator == 1

    def agrees(self, figure: Figure) -> bool:
        """Whether it is what a plan that prints `figure` looks like in the unit it is written in."""
        if self.amount is None or figure.amount is None:
            return self.amount is figure.amount
        if figure.amount == self.amount == 0:
            return self.mark in ("", figure.mark)
        if self.amount == figure.amount or self.figure == figure:
            return True
        # a coarser unit, in which a small amount is 0 but never nothing
        coarse = self.step > 1 and self.mark != "-"
        return coarse and round_exact(figure.amount / self.step, self.rounding) * self.step == self.amount

    def rounds(self, finer: Said) -> bool:
        """Whether it is what a figure of a finer unit comes to in the unit it is written in."""
        exact = Fraction(finer.amount or 0) / self.step
        return round_exact(exact, self.rounding) * self.step == (self.amount or 0)

    @property
    def is_sound(self) -> bool:
        """Whether it is an amount a plan may have."""
        return is_sound(self.figure)


def written(cell: BookCell, *, parentheses: bool = False) -> Written:
    """The figure in a cell.

    Args:
        cell: a cell that is not without a value.
        parentheses: `(82)` is minus 82.

    Raises:
        AmountError: it holds none.
    """
    value = cell.value
    if isinstance(value, str):
        return _written_text(value, parentheses=parentheses)
    if value is None or isinstance(value, bool | datetime) or not math.isfinite(value):
        raise AmountError(text=text_of(value))
    if value == 0 or abs(value) < _DUST:
        if hides_zero(cell.number_format):
            return EMPTY
        # a format that does not say how a 0 reads shows it
        return Written(0, zero_mark(cell.number_format) or ("0" if cell.number_format else ""))
    nearest = round(value)
    return Written(nearest if abs(value - nearest) < _DUST else Fraction(f"{value:.15g}"))


def _written_text(text: str, *, parentheses: bool) -> Written:
    plain = amounts.normalise(text)
    if not plain:
        return EMPTY
    if len(plain) == 1 and plain in amounts.DASHES:
        return Written(0, "-")
    number = amounts.read(plain, parentheses=parentheses)
    return Written(number.amount, "" if number.amount else "0", number.unit)


def text_of(value: Value) -> str:
    """A cell as text, whatever it holds."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


class Scale(NamedTuple):
    """How a table's figures are to be taken: the unit they are in, and -1 where all signs are turned."""

    unit: Unit
    sign: int = 1


def said(figure: Written, scale: Scale, unit: Unit, rounding: Rounding) -> Said:
    """What a figure says in another unit; one with a unit of its own keeps to that."""
    own = figure.unit or scale.unit
    step = Fraction(own.value, unit.value)
    amount = figure.amount
    if amount:
        amount = amount * scale.sign if own is unit else amount * scale.sign * step
    return Said(amount, figure.mark, step, rounding)


def means_minus(cells: Iterable[tuple[BookCell, Figure]], scale: Scale, unit: Unit) -> bool:
    """Whether parentheses around a figure are a minus in a table: some stand for one, and none for a plus.

    Args:
        cells: cells with what they held when they were sent.
        scale: how the table's figures are taken.
        unit: the plan's.
    """
    minus = False
    for cell, sent in cells:
        if isinstance(cell.value, str) and amounts.normalise(cell.value).startswith("(") and sent.value:
            try:
                found = said(written(cell, parentheses=True), scale, unit, Rounding.NEAREST)
            except AmountError:
                continue
            if found.agrees(Figure(-sent.value)):
                return False
            minus = minus or found.agrees(sent)
    return minus
