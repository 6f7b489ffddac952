"""What of a plan was recognised in a file: tables, text, indicators, and what could not be matched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.elements import At
from smrj_desktop.domain.exchange.book import Address, BookCell
from smrj_desktop.domain.template import TableKey


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraLine:
    """A row among the lines of a table whose label is no line of it.

    Attributes:
        label: as it stands there; empty where figures stand without one.
        after: the key of the nearest line of the table above it; empty where there is none.
        row: its row on the sheet.
        cells: what stands in it, by the key of the column.
    """

    label: str
    after: str
    row: int
    cells: Mapping[str, BookCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTable:
    """A table of the plan as a sheet has it.

    Attributes:
        sheet: the sheet's title.
        unit: what its figures are in, as the sheet, the profile or a hand says; None where nobody says.
        cells: by the keys of line and column; cells that are empty are left out.
        rows, columns: the row of every line that was found, and the column of every column.
        extra: rows that are no lines of the table, in order.
        renamed: labels that stand where a line should be and is not, by the line's key, where order and
            figures leave no doubt which line it is. Its cells are in `cells`, its row in `rows`.
        reworded: labels of other lines that are written otherwise than in the plan, by the line's key.
    """

    key: TableKey
    sheet: str
    unit: Unit | None
    cells: Mapping[At, BookCell]
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    extra: tuple[ExtraLine, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    reworded: Mapping[str, str] = field(default_factory=dict)


class FoundPassage(NamedTuple):
    """A row of the text: its numbering mark, what it says, the row it stands in."""

    mark: str
    text: str
    row: int


class FoundIndicator(NamedTuple):
    """A row of the indicators, every field as text; None for a field of which the sheet says nothing."""

    row: int
    section: str | None
    core: str | None
    name: str
    target: str | None
    basis: str | None
    period_years: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundText:
    """The plan's text as a sheet has it, in order.

    Attributes:
        without_value: formulas in its columns of which no program saved what they give; what their rows say
            is not known.
        columns: in which it stands, with its marks.
    """

    sheet: str
    passages: tuple[FoundPassage, ...]
    without_value: Mapping[Address, str] = field(default_factory=dict)
    columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundIndicators:
    """The indicators as a sheet has them, in order.

    Attributes:
        without_value: formulas in its columns of which no program saved what they give.
        columns: in which their fields stand.
    """

    sheet: str
    indicators: tuple[FoundIndicator, ...]
    without_value: Mapping[Address, str] = field(default_factory=dict)
    columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something on a sheet that could not be matched.

    Attributes:
        what: `table` (which statement and account is it?), `line`, `column` or `unit`.
        sheet, row, column: where it is; 0 where it is no cell.
        label: as it stands there; for a row without one `#` and its number.
        table: the table it is in, where that is known.
    """

    what: Literal["table", "line", "column", "unit"]
    sheet: str
    row: int
    column: int
    label: str
    table: TableKey | None = None


class Assigned(NamedTuple):
    """What a hand has said a label means.

    Attributes:
        what: as in `Doubt`.
        label: the label in its canonical form (`labels.canonical`); the sheet's title for a table or a unit.
        statement, account: the table it is in, or is; empty for a unit of all tables.
        key: of the line or the column, the label of the unit (千円); empty for a table, and for a line or a
            column that is to be left out.
    """

    what: Literal["table", "line", "column", "unit"]
    label: str
    statement: str
    account: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """All that was recognised in a file."""

    tables: tuple[FoundTable, ...]
    twins: tuple[FoundTable, ...] = ()
    """Some of these tables once more, in another unit, mostly a finer one that shows what is behind them."""
    text: FoundText | None = None
    indicators: FoundIndicators | None = None
    doubts: tuple[Doubt, ...] = ()
    unread_sheets: tuple[str, ...] = ()
    """Titles of sheets in which nothing of the plan was found, and hidden ones that others make up for."""
    hidden_sheets: tuple[str, ...] = ()
    """Titles of hidden sheets that were read, since no other sheet has what stands there."""
    partly_hidden: tuple[str, ...] = ()
    """Titles of other sheets with rows or columns that are hidden; what stands there was read as well."""
