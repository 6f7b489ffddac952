"""Names of the elements that a merge takes over or disputes one by one; a cell's is its `CellKey`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey

AxisName = Literal["lines", "columns"]
Word = Literal["passage", "indicator"]


@dataclass(frozen=True, slots=True)
class NodeName:
    """A line or a column of a table."""

    axis: AxisName
    table: TableKey
    key: str


@dataclass(frozen=True, slots=True)
class NodeOrder:
    """In which order the lines or the columns of a table stand."""

    axis: AxisName
    table: TableKey


@dataclass(frozen=True, slots=True)
class ItemName:
    """A passage or an indicator: a field, what it stands below (`parent`), or that it is there (no field)."""

    word: Word
    key: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class ItemOrder:
    """In which order passages stand below another one, or indicators at all."""

    word: Word
    parent: str


@dataclass(frozen=True, slots=True)
class ProfileName:
    """A field of the profile."""

    field: str


@dataclass(frozen=True, slots=True)
class RecordName:
    """Something that the checks rest on, by its key in `records`."""

    key: str


Name = CellKey | NodeName | NodeOrder | ItemName | ItemOrder | ProfileName | RecordName
