"""Amounts, marks and units: reading them, printing them, and the only rounding of the program.

A printed figure is an integer in a unit and a mark. `-` is exactly nothing; `0` is something below half a
unit; both have the amount 0 and are told apart by the mark alone. A cell nobody has filled in is blank.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, StrEnum
from fractions import Fraction
from typing import NamedTuple

from smrj_desktop.domain.errors import AmountError, AmountTooLargeError


class Figure(NamedTuple):
    """One cell's figure.

    Attributes:
        amount: an integer in the entry unit of its table; None where nothing is filled in.
        mark: `-` or `0` where the amount is 0, else empty.
    """

    amount: int | None
    mark: str = ""

    @property
    def value(self) -> int:
        """What the figure adds to a sum: 0 where it is blank."""
        return self.amount or 0


BLANK = Figure(None)
NOTHING = Figure(0, "-")
TRACE = Figure(0, "0")
MARKS = ("", "-", "0")


LONGEST = 200
"""No amount takes more characters; Python itself refuses to read some thousand digits."""

LIMIT = 10**15
"""Amounts are below this: a spreadsheet keeps 15 digits, and sums of a thousand stay within 64 bits."""


def is_sound(figure: Figure) -> bool:
    """True where the mark belongs to the amount, and the amount is below `LIMIT`."""
    if figure.amount is None or abs(figure.amount) >= LIMIT:
        return figure == BLANK
    return (figure.mark in ("-", "0")) if figure.amount == 0 else (figure.mark == "")


class Unit(Enum):
    """A unit of money, as the number of yen it stands for."""

    YEN = 1
    THOUSAND = 1_000
    MILLION = 1_000_000
    HUNDRED_MILLION = 100_000_000

    @property
    def label(self) -> str:
        """The unit as a plan prints it: 円, 千円, 百万円, 億円."""
        return _UNIT_LABELS[self]

    @classmethod
    def of(cls, label: str) -> Unit:
        """The unit a plan prints as `label`.

        Raises:
            AmountError: no unit is called that.
        """
        for unit, name in _UNIT_LABELS.items():
            if name == label:
                return unit
        raise AmountError(text=label)


_UNIT_LABELS = {
    Unit.YEN: "円",
    Unit.THOUSAND: "千円",
    Unit.MILLION: "百万円",
    Unit.HUNDRED_MILLION: "億円",
}


class Rounding(StrEnum):
    """How an amount becomes a printed one: 四捨五入 (halves away from zero) or 切捨て (towards zero)."""

    NEAREST = "nearest"
    TRUNCATE = "truncate"


def round_exact(value: Fraction, mode: Rounding) -> int:
    """Rounds an exact number to an integer. Every rounding in the program is this one."""
    magnitude = abs(value)
    if mode is Rounding.NEAREST:
        magnitude += Fraction(1, 2)
    whole = magnitude.numerator // magnitude.denominator
    return whole if value >= 0 else -whole


def figure_of(value: Fraction | int, mode: Rounding = Rounding.NEAREST) -> Figure:
    """The printed figure of an exact amount: `-` for exactly nothing, `0` for what rounds to nothing."""
    if value == 0:
        return NOTHING
    amount = value if isinstance(value, int) else round_exact(value, mode)
    return Figure(amount) if amount else TRACE


def convert(figure: Figure, source: Unit, target: Unit, mode: Rounding = Rounding.NEAREST) -> Figure:
    """The figure in another unit, rounded once; a `0` stays `0` in a coarser unit and `-` stays `-`."""
    if figure.amount is None or figure.amount == 0:
        return figure
    return figure_of(Fraction(figure.amount * source.value, target.value), mode)


DASHES = "-‐‑‒–—―−─ー"
NEGATIVE = "△▲"
_AMOUNT = re.compile(
    rf"(?P<sign>[+{NEGATIVE}{re.escape(DASHES)}]?)\s*"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fraction>\d+))?\s*"
    r"(?P<unit>億円|百万円|千円|円)?"
)


def normalise(text: str) -> str:
    """Full-width characters become their plain forms and outer spaces go."""
    return unicodedata.normalize("NFKC", text).strip()


def parse(
    text: str,
    unit: Unit | None = None,
    *,
    mode: Rounding = Rounding.NEAREST,
    parentheses: bool = False,
) -> Figure:
    """Reads a figure in any notation a plan or an officer uses.

    Args:
        text: `1,234`, `１，２３４`, `△ 82`, `▲82`, `-82`, `-`, `0`, or empty for a blank cell; with a unit of
            its own (`1,234,567千円`, `1.5億円`) where `unit` says what to convert it to.
        unit: the unit of the figure asked for; without it a text with a unit is refused.
        mode: the rounding used where the text's own unit is another.
        parentheses: `(82)` is minus 82; only where a document declares it so.

    Raises:
        AmountError: the text is none of these, or not a whole number of the unit it is in.
        AmountTooLargeError: the amount is not below `LIMIT`.
    """
    plain = normalise(text)
    if not plain:
        return BLANK
    if len(plain) == 1 and plain in DASHES:
        return NOTHING
    number = read(text, parentheses=parentheses)
    exact = number.amount
    if number.unit:
        if unit is None:
            raise AmountError(text=text)
        exact = exact * Fraction(number.unit.value, unit.value)
    elif not isinstance(exact, int):
        raise AmountError(text=text)
    if exact == 0:
        return TRACE
    figure = figure_of(exact, mode)
    if not is_sound(figure):
        raise AmountTooLargeError(text=text)
    return figure


class Number(NamedTuple):
    """A number as it is written.

    Attributes:
        amount: exact, in `unit`; an integer where it is written without decimals.
        unit: the unit written behind it; None where there is none.
    """

    amount: Fraction | int
    unit: Unit | None


def read(text: str, *, parentheses: bool = False) -> Number:
    """The number a text writes, as `parse` takes it, but for blanks and `-`.

    Raises:
        AmountError: it writes none.
        AmountTooLargeError: it has more characters than an amount takes.
    """
    plain = normalise(text)
    negative = False
    if parentheses and plain.startswith("(") and plain.endswith(")"):
        negative, plain = True, plain[1:-1].strip()
    match = _AMOUNT.fullmatch(plain)
    if not match or (negative and match["sign"]):
        raise AmountError(text=text)
    if len(plain) > LONGEST:
        raise AmountTooLargeError(text=text)
    negative = negative or match["sign"] not in ("", "+")
    digits, decimals = match["digits"].replace(",", ""), match["fraction"]
    exact = Fraction(f"{digits}.{decimals}") if decimals else int(digits)
    return Number(-exact if negative else exact, Unit.of(match["unit"]) if match["unit"] else None)


def show(figure: Figure) -> str:
    """Prints a figure as a plan does: `1,507`, `△ 82`, `-`, `0`, or empty for a blank cell."""
    if figure.amount is None:
        return ""
    if figure.amount == 0:
        return figure.mark or "0"
    digits = f"{abs(figure.amount):,}"
    return f"△ {digits}" if figure.amount < 0 else digits


def show_difference(difference: int) -> str:
    """Prints a difference with its sign: `+1`, `△ 1`, `0`."""
    return f"+{difference:,}" if difference > 0 else show(Figure(difference))
