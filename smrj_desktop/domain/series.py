"""Chart data: rows of bars with the cells they stand for. No plotting and no words of the program.

Amounts are in the entry unit. A chart whose rows differ much in size is broken down into panels, each with a
scale of its own, so that a small amount can be read beside a large one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from smrj_desktop.domain.statements import CellKey

AGENCY = ""
"""In place of an account's key: the whole agency."""

PER_CENT = "%"
"""The unit of what is no money."""
ALL_PER_CENT = 100
"""Where a target is reached; a scale of per cent goes as far in any case."""


class Kind(StrEnum):
    """What a chart shows."""

    SEGMENTS = "segments"
    """Income against expenditure: of an account by segment, of the agency by account."""
    COMPOSITION = "composition"
    """What income and expenditure are made of."""
    WATERFALL = "waterfall"
    """From last year's carry-over to next year's."""
    STATEMENTS = "statements"
    """The two sides of the three statements side by side."""
    LAST_YEAR = "last_year"
    """This year against last year."""
    INDICATORS = "indicators"
    """How far indicators have come, in per cent of their targets."""
    SECTION = "section"
    """Income against expenditure of a section's segments, by account."""


class Bar(NamedTuple):
    """One bar.

    Attributes:
        series: which of the chart's series it belongs to.
        start, end: from where to where it reaches.
        amount: what it stands for, with its sign.
        cell: where the amount stands; None for what is computed from several.
        share: of the whole of its side, or of its target, exactly; where the chart is about that.
        is_change: whether the amount is printed with its sign, as a step of a path.
        mark: `-` or `0` where the amount is 0 and a cell prints it so.
    """

    series: str
    start: int
    end: int
    amount: int
    cell: CellKey | None = None
    share: Fraction | None = None
    is_change: bool = False
    mark: str = ""


class Row(NamedTuple):
    """A label and its bars from top to bottom.

    Attributes:
        label: a name of the plan's; empty where `word` says it all.
        bars: none where nothing is known yet.
        word: the id of a message that is the label; `label` stands in it where there is one.
        remark: what is printed where there are no bars, or beside them: a target.
        known: what is known of it: the latest result, then its year.
        key: of the indicator the row is about.
        strong: whether it is a total.
    """

    label: str
    bars: tuple[Bar, ...]
    word: str = ""
    remark: str = ""
    known: str = ""
    key: str = ""
    strong: bool = False

    @property
    def size(self) -> int:
        """How far its bars reach from 0."""
        return max((max(abs(bar.start), abs(bar.end)) for bar in self.bars), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart.

    Attributes:
        subject: the key of the account or section it is about; `AGENCY` for all accounts.
        name: what the subject is called; empty for `AGENCY`.
        series: in the order of the legend.
        rows: from top to bottom.
        unit: of the amounts: a unit of money, or `PER_CENT`.
        remarks: ids of messages that say what to know, such as that transfers are taken out.
        together: whether the rows must share one scale, as the steps of a path do.
    """

    kind: Kind
    subject: str
    name: str
    series: tuple[str, ...]
    rows: tuple[Row, ...]
    unit: str
    remarks: tuple[str, ...] = ()
    together: bool = False

    def without(self, hidden: Iterable[str]) -> Chart:
        """The chart with some series taken out, of its legend too; rows stay, be it without bars."""
        away = frozenset(hidden)
        if not away:
            return self
        rows = (
            row._replace(bars=tuple(bar for bar in row.bars if bar.series not in away)) for row in self.rows
        )
        return replace(self, series=tuple(one for one in self.series if one not in away), rows=tuple(rows))

    def scaled(self, convert: Callable[[int], int], unit: str) -> Chart:
        """The chart in another unit of money; every number is converted by itself, and so rounded once."""
        if self.unit == PER_CENT:
            return self

        def bar(item: Bar) -> Bar:
            return item._replace(
                start=convert(item.start), end=convert(item.end), amount=convert(item.amount)
            )

        rows = (row._replace(bars=tuple(map(bar, row.bars))) for row in self.rows)
        return replace(self, rows=tuple(rows), unit=unit)

    @property
    def is_empty(self) -> bool:
        """Whether there is no bar of any length."""
        return not any(bar.start or bar.end for row in self.rows for bar in row.bars)


class Panel(NamedTuple):
    """Rows on one scale.

    Attributes:
        rows: in the order of the chart.
        low, high: the range of the scale; it holds 0.
        magnified: how many times as long an amount is drawn as in the first panel, about; 1 there.
    """

    rows: tuple[Row, ...]
    low: int
    high: int
    magnified: int = 1


_UNEQUAL = 30
"""Where a row is less than one such part of the longest, it is drawn on a scale of its own."""
_MOST_PANELS = 3


def panels(chart: Chart) -> tuple[Panel, ...]:
    """The rows of a chart by their size, the longest ones first, each group on a scale of its own.

    Rows without bars stand with the rows before them. A path stays whole.
    """
    least = ALL_PER_CENT if chart.unit == PER_CENT else 0
    made: list[Panel] = []
    for rows in [chart.rows] if chart.together else _groups(chart.rows, least):
        ends = [0, least, *(end for row in rows for bar in row.bars for end in (bar.start, bar.end))]
        low, high = min(ends), max(ends)
        first = made[0].high - made[0].low if made else 0
        span = high - low
        made.append(Panel(rows, low, high, max(1, round(first / span)) if made and span else 1))
    return tuple(made)


def _groups(rows: Sequence[Row], least: int) -> list[tuple[Row, ...]]:
    """Rows of about one size; a scale goes as far as `least`, so that what is shorter counts as that long."""
    sizes = [max(row.size, least) if row.size else 0 for row in rows]
    limits: list[int] = []
    for size in sorted(filter(None, sizes), reverse=True):
        if not limits or (size * _UNEQUAL < limits[-1] and len(limits) < _MOST_PANELS):
            limits.append(size)
    groups: list[list[Row]] = [[] for _ in limits or (0,)]
    at = 0
    for row, size in zip(rows, sizes, strict=True):
        if size:
            at = max(number for number, limit in enumerate(limits) if size <= limit)
        groups[at].append(row)
    return [tuple(group) for group in groups]
