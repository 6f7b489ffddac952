"""Differences that are the file's way of writing: one each, however many cells they are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure, is_sound
from smrj_desktop.domain.elements import At
from smrj_desktop.domain.exchange.cell_figures import Said
from smrj_desktop.domain.exchange.interpret_cells import ALMOST_ALL, SeenTable
from smrj_desktop.domain.exchange.reading import Systematic
from smrj_desktop.domain.template import TableKey


class _Turned(NamedTuple):
    """A mark that a file may write otherwise all along.

    Attributes:
        kind: what `Systematic` calls that.
        sent: the mark.
        becomes: what stands in its place.
        least: from so many cells on it is one difference.
    """

    kind: str
    sent: Figure
    becomes: Figure
    least: int

    def is_there(self, figure: Said) -> bool:
        """Whether a cell has the other mark; a 0 without a format may be either and has none."""
        if figure.amount is None:
            return self.becomes == BLANK
        return figure.amount == 0 and bool(figure.mark) and figure.figure == self.becomes


_TURNED = (
    _Turned("nothing_as_zero", NOTHING, TRACE, 10),
    _Turned("nothing_as_blank", NOTHING, BLANK, 10),
    _Turned("trace_as_nothing", TRACE, NOTHING, 5),
)


class Explained(NamedTuple):
    """The systematic differences of a file, and the cells that say nothing else."""

    differences: tuple[Systematic, ...]
    cells: frozenset[tuple[TableKey, At]]


def explain(tables: Sequence[SeenTable]) -> Explained:
    """The systematic differences of all tables of a file."""
    differences: list[Systematic] = []
    cells: set[tuple[TableKey, At]] = set()
    for turned in _TURNED:
        found = {table: _turned_in(table, turned) for table in tables}
        if sum(map(len, found.values())) >= turned.least:
            cells.update((table.found.key, at) for table, there in found.items() for at in there)
            differences.append(_difference(turned.kind, found))
    units = {table: _amounts(table, unit=True) for table in tables if table.other_unit}
    signs = {table: _amounts(table, sign=True) for table in tables if table.other_sign}
    for kind, scaled in (("unit", units), ("sign", signs)):
        if scaled:
            differences.append(_difference(kind, scaled))
    return Explained(tuple(differences), frozenset(cells))


def _turned_in(table: SeenTable, turned: _Turned) -> dict[At, Figure]:
    """Where a mark is written otherwise, if it is so nearly wherever there is no amount now."""
    marks = {
        at: figure
        for at, figure in table.figures.items()
        if table.sent.get(at) == turned.sent and not figure.amount
    }
    found = [at for at, figure in marks.items() if turned.is_there(figure)]
    return dict.fromkeys(found, turned.becomes) if len(found) >= ALMOST_ALL * len(marks) else {}


def _amounts(table: SeenTable, *, unit: bool = False, sign: bool = False) -> dict[At, Figure]:
    """What the cells with an amount say if the sheet is right about its unit, or its signs."""
    return {
        at: table.by_label(at, unit=unit, sign=sign).figure
        for at, sent in table.sent.items()
        if sent.value and table.amount(at)
    }


def _difference(kind: str, found: Mapping[SeenTable, Mapping[At, Figure]]) -> Systematic:
    """A difference; of its cells those are kept that a hand could set."""
    return Systematic(
        kind=kind,
        tables=tuple(table.found.key for table, there in found.items() if there),
        count=sum(map(len, found.values())),
        cells=tuple(
            (table.cell_key(at), figure)
            for table, there in found.items()
            for at, figure in there.items()
            if table.is_leaf(at) and not table.built_up(at) and is_sound(figure)
        ),
    )
