"""How a place of the plan is named in a text, by the history and by notes.

A cell by its `CellKey`, an indicator or a passage by its key, one field of these as `key/field`; what is none
of them by its kind and its key, such as `profile/title` or `tie/KEY`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import NamedTuple

from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import LAYERS, CellKey
from smrj_desktop.domain.template import TableKey

INDICATOR_FIELDS = tuple(field.name for field in fields(Indicator) if field.name != "key")
PASSAGE_FIELDS = ("kind", "mark", "figures", "repeat_of")
"""A passage's own name stands for its text."""
OTHERS = ("profile", "tie", "explained", "accepted", "note", "table", "account")
"""Kinds whose name is followed by a key of theirs."""


def of_cell(cell: CellKey) -> str:
    """The name of a cell."""
    return "/".join(cell)


def namer(table: TableKey, layer: str) -> Callable[[str, str], str]:
    """Names the cells of one layer of one table by their lines and columns, for thousands of them."""
    before, behind = of_cell(CellKey(*table, "\0", "", layer)).split("\0")

    def name(line: str, column: str) -> str:
        return f"{before}{line}/{column}{behind[1:]}"

    return name


def of_field(key: str, field: str) -> str:
    """The name of one field of an indicator or a passage."""
    return f"{key}/{field}"


class Named(NamedTuple):
    """What a name stands for.

    Attributes:
        kind: `cell`, `indicator`, `passage`, `rules`, `sections`, one of `OTHERS`, or `gone` for what there
            is no more.
        key: of the indicator, the passage or the other thing; the whole name of what is gone.
        field: the field, where the name is that of one.
        cell: the cell.
    """

    kind: str
    key: str = ""
    field: str = ""
    cell: CellKey | None = None


class Names:
    """Reads names of places of one plan as it is now."""

    def __init__(self, plan: Plan) -> None:
        """Takes stock of the plan's indicators."""
        self._plan = plan
        self._indicators = {indicator.key for indicator in plan.indicators}

    def read(self, name: str) -> Named:
        """What a name stands for."""
        parts = name.split("/")
        if len(parts) == len(CellKey._fields) and TableKey(*parts[:2]) in self._plan.tables:
            return self._cell(CellKey(*parts), name)
        if name in self._indicators:
            return Named("indicator", name)
        if name in self._plan.outline:
            return Named("passage", name)
        key, _, field = name.rpartition("/")
        if key in self._indicators and field in INDICATOR_FIELDS:
            return Named("indicator", key, field)
        if key in self._plan.outline and field in PASSAGE_FIELDS:
            return Named("passage", key, field)
        kind, _, rest = name.partition("/")
        if kind in OTHERS or name in ("rules", "sections"):
            return Named(kind, rest)
        return Named("gone", name)

    def _cell(self, cell: CellKey, name: str) -> Named:
        try:
            self._plan.table(cell).locate(cell)
        except EditError:
            return Named("gone", name)
        return Named("cell", name, cell=cell) if cell.layer in LAYERS else Named("gone", name)
