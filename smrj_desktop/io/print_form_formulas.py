"""Which figures of a printed table are formulas: sums of parts, and amounts in 千円 rounded to its unit.

A formula stands only where it gives exactly the printed figure. Nothing is ever added to make it fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from openpyxl.utils import quote_sheetname

from smrj_desktop.domain.amounts import LIMIT, Figure, Rounding, Unit, convert, round_exact
from smrj_desktop.domain.statements import Position, Sheet, Table, built_up
from smrj_desktop.domain.template import TableTemplate
from smrj_desktop.io.table_sheet import Corner, terms
from smrj_desktop.io.workbook_layout import in_thousands

CORNER = Corner(1, 1)
"""Where a table begins on its sheet."""

_FUNCTIONS = {Rounding.NEAREST: "ROUND", Rounding.TRUNCATE: "ROUNDDOWN"}


class Thousands(NamedTuple):
    """What a table comes to in 千円.

    Attributes:
        yen: the exact amounts; leaves that are blank have none.
        shown: the same rounded to 千円, with the mark each prints.
    """

    yen: Mapping[Position, int]
    shown: Sequence[Sequence[Figure]]

    def amount(self, at: Position) -> int | Decimal:
        """An amount in 千円 to the last yen."""
        return in_thousands(self.yen[at])


def thousands(table: Table, unit: Unit) -> Thousands | None:
    """What a table entered in `unit` comes to in 千円: build-ups exactly, other leaves as they are entered.

    Returns:
        None where an amount has more digits than a spreadsheet keeps.
    """
    yen = table.yen(unit)
    shown: dict[Position, Figure] = {}
    for at, figure in table.sheet().leaves():
        if not _kept(yen[at]):
            return None
        items = table.build_ups.get(at, ())
        shown[at] = (
            built_up(items, Unit.THOUSAND, Rounding.NEAREST)
            if items
            else convert(figure, unit, Unit.THOUSAND)
        )
    return Thousands(yen, Sheet(table.template, shown).figures())


def _kept(yen: int) -> bool:
    """Whether a spreadsheet keeps an amount in 千円 to its last digit."""
    return abs(yen) < LIMIT * (1 if yen % Unit.THOUSAND.value else Unit.THOUSAND.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finer:
    """The sheet in 千円 that stands beside a printed table.

    Attributes:
        title: the sheet's.
        amounts: what stands there.
        unit: the printed table's unit.
        mode: how its figures are rounded.
    """

    title: str
    amounts: Thousands
    unit: Unit
    mode: Rounding

    def formula(self, at: Position, figure: Figure) -> str:
        """The amount at a position rounded to the unit; empty where that is not the printed figure."""
        yen = self.amounts.yen.get(at)
        if yen is None or not _kept(yen):
            return ""
        if round_exact(Fraction(yen, self.unit.value), self.mode) != figure.value:
            return ""
        place = f"{quote_sheetname(self.title)}!{CORNER.address(at)}"
        return f"{_FUNCTIONS[self.mode]}({place}/{self.unit.value // Unit.THOUSAND.value},0)"


def sums(template: TableTemplate, at: Position) -> Iterator[dict[Position, int]]:
    """What a total adds up directly, with weights: its lines, and its columns, whichever there are."""
    for parts in template.sums(*at):
        yield {(row, column): weight for row, column, weight in parts}


def sum_of(parts: Mapping[Position, int], figures: Sequence[Sequence[Figure]]) -> int:
    """What parts come to as they are printed."""
    return sum(weight * figures[row][column].value for (row, column), weight in parts.items())


def sum_formula(parts: Mapping[Position, int]) -> str:
    """Parts as a formula: `SUM(C5:C9)` where all are added and neighbours, else `C5+C6-C7`."""
    places = sorted(parts)
    (top, left), (bottom, right) = places[0], places[-1]
    block = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    if len(places) > 1 and places == block and set(parts.values()) == {1}:
        return f"SUM({CORNER.address(places[0])}:{CORNER.address(places[-1])})"
    return terms(parts, CORNER)


def figure_formula(
    template: TableTemplate, figures: Sequence[Sequence[Figure]], at: Position, finer: Finer | None
) -> str:
    """The formula that gives a printed figure, without its `=`; empty where none does.

    Args:
        template: the table's template.
        figures: what it prints.
        at: the figure's position, not in a heading.
        finer: the sheet in 千円 beside the table; None where there is none.
    """
    figure = figures[at[0]][at[1]]
    for parts in sums(template, at):
        if sum_of(parts, figures) == figure.value:
            return sum_formula(parts)
    return finer.formula(at, figure) if finer else ""
