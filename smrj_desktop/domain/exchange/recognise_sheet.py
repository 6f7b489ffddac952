"""A sheet looked over once: where it says what a plan says, and which areas may be tables."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.errors import AmountError
from smrj_desktop.domain.exchange.book import Address, BookCell, BookSheet, CellError
from smrj_desktop.domain.exchange.labels import canonical, loose
from smrj_desktop.domain.exchange.recognise_words import LONGEST_LABEL, Named, Sense, Vocabulary

_SET_IN = 3
"""By so many columns the labels of parts are set in at most."""

_FAR = 12
"""So many rows without any known line end a table."""

_HEADER = 10
"""So many rows above its first line a table's title and header are looked for."""

_MOST = 400
"""So many areas with labels are looked at; a sheet of junk may be full of a known word."""


class Mention(NamedTuple):
    """A cell that says which statement or account is meant."""

    row: int
    column: int
    named: Named


class UnitNote(NamedTuple):
    """A cell that says what figures are in."""

    row: int
    column: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Region:
    """An area that may be a table: known lines below one another, with room to the right.

    Attributes:
        top: the first row in which its title and header may stand.
        first, last: the rows of the first and the last known line.
        left, edge: the first and the last column in which known lines stand.
        right: the column before which it ends.
        labels: what the known lines are called, by row and column.
    """

    top: int
    first: int
    last: int
    left: int
    edge: int
    right: int
    labels: Mapping[Address, str]


@dataclass(slots=True)
class Scan:
    """What stands where on a sheet.

    Attributes:
        columns: by row the columns that are not empty, in order.
        lines: by column the rows with the label of a line of some table.
        sure: where such a label is not that of a column as well, as 計 is.
        heads: by row the columns with the label of a column of some table, in order.
        mentions, units: in order of the rows.
        fields: heads of lists by row and column.
        passages, indicators: where those of the plan stand.
        end: the column behind the last one in use.
    """

    sheet: BookSheet
    columns: dict[int, list[int]] = field(default_factory=dict)
    lines: dict[int, dict[int, str]] = field(default_factory=dict)
    sure: set[Address] = field(default_factory=set)
    heads: dict[int, list[int]] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    units: list[UnitNote] = field(default_factory=list)
    fields: dict[int, dict[int, str]] = field(default_factory=dict)
    passages: list[Address] = field(default_factory=list)
    indicators: list[Address] = field(default_factory=list)
    end: int = 1

    def text(self, row: int, column: int) -> str:
        """The text of a cell; empty where it holds none."""
        cell = self.sheet.cells.get((row, column))
        return cell.value.strip() if cell and isinstance(cell.value, str) else ""

    def without_value(self, rows: Iterable[int], columns: Collection[int]) -> dict[Address, str]:
        """The formulas in some rows and columns of which no program saved a value, or which gave an error."""
        found = {}
        for row in rows:
            for column in self.columns[row]:
                cell = self.sheet.cells[row, column]
                if column in columns and (lacks_value(cell) or is_error(cell)):
                    found[row, column] = cell.formula or str(cell.value)
        return found

    def begins(self, row: int, left: int, right: int) -> bool:
        """Whether a row from `left` on and before `right` holds a title, a head or a line of some table."""
        return (
            any(left <= at < right for at in self.heads.get(row, ()))
            or any(left <= item.column < right for item in self.titles(row, row + 1))
            or any(row in rows for at, rows in self.lines.items() if left <= at < right)
        )

    def titles(self, top: int, bottom: int) -> list[Mention]:
        """What names statements and accounts from row `top` on and before row `bottom`."""
        start, end = (bisect_left(self.mentions, row, key=_row) for row in (top, bottom))
        return self.mentions[start:end]

    def notes(self, top: int, bottom: int) -> list[UnitNote]:
        """What names units from row `top` on and before row `bottom`."""
        start, end = (bisect_left(self.units, row, key=_row) for row in (top, bottom))
        return self.units[start:end]

    def used(self, row: int, left: int, right: int) -> list[int]:
        """The columns from `left` on and before `right` that are not empty in a row."""
        columns = self.columns.get(row, [])
        return columns[bisect_left(columns, left) : bisect_left(columns, right)]

    def figures(self, row: int, left: int, right: int) -> list[int]:
        """The columns from `left` on and before `right` that hold a figure in a row."""
        return [at for at in self.used(row, left, right) if is_figure(self.sheet.cells[row, at])]


def _row(item: Mention | UnitNote) -> int:
    return item.row


def is_empty(cell: BookCell) -> bool:
    """Whether a cell shows nothing and holds no formula that might."""
    return not cell.formula and (
        cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())
    )


def lacks_value(cell: BookCell) -> bool:
    """Whether a cell holds a formula of which no program saved what it gives."""
    return cell.value is None and bool(cell.formula)


def is_error(cell: BookCell) -> bool:
    """Whether a formula has given an error."""
    return isinstance(cell.value, CellError)


def is_figure(cell: BookCell | None) -> bool:
    """Whether a cell shows a number in any notation, or a formula of which no program saved what it gives."""
    if cell is None or isinstance(cell.value, bool):
        return False
    if isinstance(cell.value, int | float):
        return True
    if cell.value is None:
        return lacks_value(cell)
    if not isinstance(cell.value, str) or not 0 < len(cell.value) <= LONGEST_LABEL:
        return False
    try:
        return amounts.parse(cell.value, Unit.YEN, parentheses=True).amount is not None
    except AmountError:
        return False


def scan(sheet: BookSheet, vocabulary: Vocabulary) -> Scan:
    """Looks a sheet over."""
    found = Scan(sheet)
    started: list[Address] = []
    for at, cell in sheet.cells.items():
        if is_empty(cell):
            continue
        found.columns.setdefault(at[0], []).append(at[1])
        if isinstance(cell.value, str) and (sense := vocabulary.sense(cell.value)):
            _note(found, at, sense)
            if sense.beginning:
                started.append(at)
    for row, column in started:
        if loose(canonical(found.text(row, column) + found.text(row + 1, column))) in vocabulary.heads:
            found.heads.setdefault(row, []).append(column)
            found.heads.setdefault(row + 1, []).append(column)
    _tell_heads_from_lines(found)
    for columns in found.columns.values():
        columns.sort()
    found.end = max((columns[-1] for columns in found.columns.values()), default=0) + 1
    found.mentions.sort()
    found.units.sort(key=_row)
    return found


def _tell_heads_from_lines(found: Scan) -> None:
    """Leaves words out that stand where they are no label of a column, or none of a line."""
    sheet = found.sheet
    for row, columns in found.heads.items():
        found.heads[row] = [at for at in sorted(set(columns)) if not _is_beside_figure(sheet, row, at)]
    for column, rows in found.lines.items():
        # 合計 in a header is no line
        found.lines[column] = {
            row: label
            for row, label in rows.items()
            if (row, column) in found.sure
            or not found.heads.get(row)
            or _is_beside_figure(sheet, row, column)
        }


def _note(found: Scan, at: Address, sense: Sense) -> None:
    """Takes down what a cell may be."""
    row, column = at
    if sense.field:
        found.fields.setdefault(row, {})[column] = sense.label
    if sense.line:
        found.lines.setdefault(column, {})[row] = sense.label
        if not sense.head:
            found.sure.add(at)
    elif sense.head:
        found.heads.setdefault(row, []).append(column)
    if sense.named:
        found.mentions.append(Mention(row, column, sense.named))
    if sense.unit:
        found.units.append(UnitNote(row, column, sense.unit))
    if sense.passage:
        found.passages.append(at)
    if sense.indicator:
        found.indicators.append(at)


def _is_beside_figure(sheet: BookSheet, row: int, column: int) -> bool:
    return is_figure(sheet.cells.get((row, column - 1))) or is_figure(sheet.cells.get((row, column + 1)))


class _Band:
    """Columns of labels side by side, such as those of totals and, set in, those of their parts.

    Attributes:
        rows: those with a label.
        right: the column of the next labels beside them.
    """

    def __init__(self, column: int, rows: Sequence[int], found: Scan) -> None:
        self.left = self.edge = column
        self.rows = list(rows)
        self.right = found.end
        self._found = found
        self.is_sure = any((row, column) in found.sure for row in rows)

    @property
    def first(self) -> int:
        return self.rows[0]

    @property
    def last(self) -> int:
        return self.rows[-1]

    def takes(self, other: _Band) -> bool:
        """Whether another column of labels to the right is of the same table: no column stands between."""
        if not (other.left - self.edge <= _SET_IN and self._is_level(other)):
            return False
        rows = range(max(1, min(self.first, other.first) - _HEADER), max(self.last, other.last) + 1)
        return not any(self.left < at <= other.left for row in rows for at in self._found.heads.get(row, ()))

    def _is_level(self, other: _Band) -> bool:
        if self.is_sure and other.is_sure:
            return self.first - 3 <= other.last and other.first - 3 <= self.last
        # labels that may be a column's as well are a line's only among others
        inner, outer = (other, self) if self.is_sure else (self, other)
        return outer.first < inner.first and inner.last <= outer.last + 3

    def goes_on_in(self, other: _Band) -> bool:
        """Whether a band further down is of the same table: no header of this table stands between."""
        if not (0 < other.first - self.last <= _FAR and abs(other.left - self.left) <= _SET_IN):
            return False
        edge, right = min(self.edge, other.edge), min(self.right, other.right)
        rows = range(self.last + 1, other.first)
        return not any(edge < at < right for row in rows for at in self._found.heads.get(row, ()))

    def add(self, other: _Band) -> None:
        """Takes another band in."""
        self.left, self.edge = min(self.left, other.left), max(self.edge, other.edge)
        self.rows = sorted({*self.rows, *other.rows})
        self.is_sure |= other.is_sure

    def set_right(self, bands: Iterable[_Band]) -> None:
        """Ends the band where the next one beside it begins."""
        beside = (
            other.left
            for other in bands
            if other.left > self.edge and other.first <= self.last and self.first <= other.last
        )
        self.right = min(beside, default=self._found.end)


def regions(found: Scan) -> tuple[list[Region], bool]:
    """The areas of a sheet that may be tables, from top to bottom and left to right; whether that is all."""
    labelled = _side_by_side(found)
    bands = [band for band in labelled if band.is_sure]
    for band in bands:
        band.set_right(bands)
    # a header beside a band parts it too; only now it is known how far each reaches
    whole: list[_Band] = []
    for band in sorted(bands, key=lambda band: band.first):
        above = next((item for item in whole if item.goes_on_in(band)), None)
        if above:
            above.add(band)
        else:
            whole.append(band)
    whole = [band for band in whole if len(band.rows) > 1]
    for band in whole:
        band.set_right(whole)
    areas = sorted((_region(band, whole, found) for band in whole), key=lambda area: (area.first, area.left))
    return areas, len(labelled) < _MOST


def _side_by_side(found: Scan) -> list[_Band]:
    """Bands of labels, parted where many rows or a header lie between."""
    bands: list[_Band] = []
    headers = {row: columns[-1] for row, columns in found.heads.items() if columns}
    for column in sorted(found.lines):
        beside = sorted(row for row, last in headers.items() if last > column)
        for rows in _chunks(sorted(found.lines[column]), beside):
            run = _Band(column, rows, found)
            for band in [band for band in bands if band.takes(run)]:
                bands.remove(band)
                run.add(band)
            bands.append(run)
            if len(bands) == _MOST:
                return bands
    return bands


def _chunks(rows: Sequence[int], headers: Sequence[int]) -> Iterator[list[int]]:
    """Rows in order, parted where many rows or a header lie between."""
    chunk: list[int] = []
    for row in rows:
        if chunk and (
            row - chunk[-1] > _FAR or bisect_right(headers, chunk[-1]) != bisect_left(headers, row)
        ):
            yield chunk
            chunk = []
        chunk.append(row)
    if chunk:
        yield chunk


def _region(band: _Band, bands: Iterable[_Band], found: Scan) -> Region:
    ends = (
        other.last + 1
        for other in bands
        if other.last < band.first and other.left < band.right and band.left < other.right
    )
    labels = {
        (row, column): found.lines[column][row]
        for column in range(band.left, band.edge + 1)
        if column in found.lines
        for row in band.rows
        if row in found.lines[column]
    }
    top = max([1, band.first - _HEADER, *ends])
    return Region(top, band.first, band.last, band.left, band.edge, band.right, labels)
