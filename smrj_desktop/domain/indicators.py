"""Indicators (指標) and their targets as values: comparison, number, unit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from smrj_desktop.domain.errors import DataError, TargetError


class Comparison(StrEnum):
    """How a result is held against the target."""

    AT_LEAST = "以上"
    EXCEED_BY = "以上上回る"
    RISE_BY = "以上向上"


UNITS = ("件", "者", "人", "本", "社", "機関", "ファンド", "地域", "億円", "%", "%ポイント", "ポイント", "割")
"""The units the plan's targets are counted in."""


@dataclass(frozen=True, slots=True)
class Target:
    """A target value.

    Attributes:
        number: exact, as printed.
        unit: what is counted, such as 者 or %ポイント.
        comparison: None where the target is the number itself (2本).
    """

    number: Decimal
    unit: str
    comparison: Comparison | None = None

    def __str__(self) -> str:
        """As printed: `5,000者以上`, `1割以上上回る`, `2本`."""
        return f"{self.number:,f}{self.unit}{self.comparison or ''}"


_TARGET = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<unit>{'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})"
    r"(?P<comparison>以上(?:上回る|向上)?)?"
)


def parse_target(text: str) -> Target:
    """Reads a target in any notation an officer types: full-width characters, spaces, 「以上、上回る」.

    Raises:
        TargetError: the text is no number with a unit and, if any, a comparison.
    """
    plain = re.sub(r"[\s、を]", "", unicodedata.normalize("NFKC", text))
    match = _TARGET.fullmatch(plain)
    if not match:
        raise TargetError(text=text)
    comparison = Comparison(match["comparison"]) if match["comparison"] else None
    return Target(Decimal(match["number"].replace(",", "")), match["unit"], comparison)


_CORE_MARKS = ("◎", "○", "◯", "〇", "●", "1")
_LONGEST_PERIOD = 10


def parse_core(text: str) -> bool:
    """Whether a cell marks a core target, with ◎ or a mark like it; raises `TargetError` for any other."""
    plain = text.strip()
    if plain and plain not in _CORE_MARKS:
        raise TargetError(text=text)
    return bool(plain)


def parse_period_years(text: str) -> int:
    """Over how many years an indicator is judged; raises `TargetError` unless it is a number from 1 to 10."""
    try:
        years = int(text.strip())
    except ValueError as error:
        raise TargetError(text=text) from error
    if not 1 <= years <= _LONGEST_PERIOD:
        raise TargetError(text=text)
    return years


class Accumulation(StrEnum):
    """How results of several years come together: added up (累計), their mean (平均), the latest (最新)."""

    SUM = "sum"
    MEAN = "mean"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Result:
    """What was reached in a fiscal year, in the target's unit."""

    fiscal_year: int
    number: Decimal

    def __str__(self) -> str:
        """As it is listed: `2022=4,870`."""
        return f"{self.fiscal_year}={self.number:,f}"


_RESULT = re.compile(r"(?P<year>\d{4})=(?P<number>-?(?:\d{1,3}(?:,\d{3})*|\d+)(?:\.\d+)?)")


def parse_result(text: str) -> Result:
    """Reads what `str` makes of a result.

    Raises:
        TargetError: the text is none.
    """
    match = _RESULT.fullmatch(text)
    if not match:
        raise TargetError(text=text)
    return Result(int(match["year"]), Decimal(match["number"].replace(",", "")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An indicator of the plan.

    Attributes:
        section: the section it belongs to, such as `I-1`.
        target: None where the plan sets none.
        basis: what the result is held against, such as a survey or an earlier period.
        period_years: over how many years it is judged.
        core: the core target (基幹目標) of its section.
        passages: keys of the passages that speak of it.
        midterm_target: what is to be reached over the mid-term period (中期目標期間).
        results: of past years, in order of the years.
        accumulation: how these come together on the way to the mid-term target.
        measured: how the result is measured.
        department: who is in charge of it.
    """

    key: str
    section: str
    name: str
    target: Target | None = None
    basis: str = ""
    period_years: int = 1
    core: bool = False
    passages: tuple[str, ...] = ()
    midterm_target: Target | None = None
    results: tuple[Result, ...] = ()
    accumulation: Accumulation = Accumulation.SUM
    measured: str = ""
    department: str = ""

    def __post_init__(self) -> None:
        """Raises `DataError` where years are double or out of order."""
        years = [result.fiscal_year for result in self.results]
        if years != sorted(set(years)):
            raise DataError(what=self.key)
