"""Arithmetic on entry: what is typed into a figure cell may be reckoned with, exactly, and is rounded once.

    expression = term (("+" | "-") term)*
    term       = factor (("*" | "/") factor)*
    factor     = ("+" | "-") factor | primary "%"*
    primary    = number [unit] | "(" expression ")"

A text that begins with `*` or `/`, and a signed percentage (`+5%`), go on from the figure that is in the
cell. A signed number alone stays what it is everywhere else, a figure: `-82` is minus 82.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NoReturn

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure, Rounding, Unit
from smrj_desktop.domain.errors import (
    AmountError,
    AmountTooLargeError,
    DivisionByZeroError,
    NothingToReckonError,
)

_PLAIN = str.maketrans({"×": "*", "÷": "/"} | dict.fromkeys(amounts.NEGATIVE + amounts.DASHES, "-"))
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?)\s*(?P<unit>億円?|百万円?|千円?|円)?"
    r"|(?P<sign>[-+*/%()]))\s*"
)
_UNITS = {unit.label.removesuffix("円"): unit for unit in Unit}
_SHARE = re.compile(r"(?P<sign>[-+])\s*(?P<percent>\d+(?:\.\d+)?)\s*%")


def parse(
    text: str,
    current: Figure,
    unit: Unit,
    mode: Rounding = Rounding.NEAREST,
    *,
    typed_in: Unit | None = None,
) -> Figure:
    """The figure that a text typed into a cell stands for.

    Args:
        text: a figure as `amounts.parse` takes it; or `1200+35`, `=(1,200+35)*1.05`, `1.2億`, `35千円`,
            `*1.05`, `/2`, `+5%`, `-5%`.
        current: what is in the cell, for the last four.
        unit: the unit of the cell; a number without a unit is in it, and stays a mere number beside `*`.
        typed_in: the unit of a number without one, where it is not the cell's; decimals are then welcome.
        mode: the rounding of what does not come out whole.

    Raises:
        AmountError: the text is none of these.
        AmountTooLargeError: the amount is not below the limit.
        DivisionByZeroError: it divides by nothing.
        NothingToReckonError: it goes on from a cell that is blank.
    """
    foreign = typed_in is not None and typed_in is not unit
    plain = amounts.normalise(text)
    if not foreign or not plain or plain in amounts.DASHES:
        try:
            return amounts.parse(text, unit=unit, mode=mode)
        except AmountTooLargeError:
            raise
        except AmountError:
            pass
    # which also bounds how deep parentheses nest and how large numbers grow
    if len(text) > amounts.LONGEST:
        raise AmountError(text=text)
    reading = _Reading(text, current, unit, typed_in or unit)
    figure = amounts.figure_of(reading.value(), mode)
    if foreign and figure == NOTHING and not reading.relative:
        # a plain 0 is the figure 0, as everywhere
        return TRACE
    if figure == NOTHING and reading.relative and current == TRACE:
        # five per cent more than next to nothing is not exactly nothing
        return TRACE
    if not amounts.is_sound(figure):
        raise AmountTooLargeError(text=text)
    return figure


class _Reading:
    """One pass over a text.

    Attributes:
        relative: whether the text went on from what is in the cell.
    """

    def __init__(self, text: str, current: Figure, unit: Unit, typed_in: Unit) -> None:
        self._text, self._current, self._unit = text, current, typed_in
        self._scale = Fraction(typed_in.value, unit.value)
        self._tokens: list[Fraction | str] = []
        self._at = 0
        self._reckoned = False
        self.relative = False

    def value(self) -> Fraction:
        """What the text comes to, in the cell's unit."""
        return self._value() * self._scale

    def _value(self) -> Fraction:
        """What it comes to in the unit it is typed in."""
        plain = amounts.normalise(self._text).translate(_PLAIN)
        self._reckoned = plain.startswith("=")
        plain = plain.removeprefix("=").strip()
        if share := _SHARE.fullmatch(plain):
            percent = Fraction(share["percent"]) / 100
            return self._present() * (1 + percent if share["sign"] == "+" else 1 - percent)
        self._tokens = self._split(plain)
        if self._next() in ("*", "/"):
            result = self._term(self._present())
            while self._next() in ("+", "-"):
                result = self._sum(result)
        else:
            result = self._expression()
        # a mere 1.5 or 5% is more likely a slip than a sum
        meant = self._reckoned or (self._scale != 1 and "%" not in self._tokens)
        return result if self._next() == "" and meant else self._refuse()

    def _split(self, plain: str) -> list[Fraction | str]:
        tokens: list[Fraction | str] = []
        at = 0
        while at < len(plain):
            match = _TOKEN.match(plain, at)
            if match is None:
                self._refuse()
            at = match.end()
            if match["number"] is None:
                tokens.append(match["sign"])
                continue
            number = Fraction(match["number"].replace(",", ""))
            if match["unit"]:
                self._reckoned = True
                number = number * _UNITS[match["unit"].removesuffix("円")].value / self._unit.value
            tokens.append(number)
        return tokens

    def _present(self) -> Fraction:
        if self._current.amount is None:
            raise NothingToReckonError(text=self._text)
        self.relative = self._reckoned = True
        return self._current.amount / self._scale

    def _refuse(self) -> NoReturn:
        raise AmountError(text=self._text)

    def _next(self) -> Fraction | str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> Fraction | str:
        token = self._next()
        self._at += 1
        return token

    def _expression(self) -> Fraction:
        result = self._term(self._factor())
        while self._next() in ("+", "-"):
            result = self._sum(result)
        return result

    def _sum(self, left: Fraction) -> Fraction:
        self._reckoned = True
        sign = self._take()
        right = self._term(self._factor())
        return left + right if sign == "+" else left - right

    def _term(self, left: Fraction) -> Fraction:
        while self._next() in ("*", "/"):
            self._reckoned = True
            sign, right = self._take(), self._factor()
            if sign == "*":
                left *= right
            elif right:
                left /= right
            else:
                raise DivisionByZeroError(text=self._text)
        return left

    def _factor(self) -> Fraction:
        if self._next() in ("+", "-"):
            return self._factor() if self._take() == "+" else -self._factor()
        found = self._take()
        if found == "(":
            result = self._expression()
            if self._take() != ")":
                self._refuse()
        elif isinstance(found, Fraction):
            result = found
        else:
            self._refuse()
        while self._next() == "%":
            self._take()
            result /= 100
        return result
