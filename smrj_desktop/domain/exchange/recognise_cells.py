"""Takes down an area of a sheet as a table of the plan: cells by key, rows that are no lines, doubts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

from smrj_desktop.domain.amounts import Figure, Unit, convert
from smrj_desktop.domain.exchange.alignment import bare
from smrj_desktop.domain.exchange.book import BookCell
from smrj_desktop.domain.exchange.found import Doubt, ExtraLine, FoundTable
from smrj_desktop.domain.exchange.labels import canonical, unit_in
from smrj_desktop.domain.exchange.recognise_answers import LEFT_OUT
from smrj_desktop.domain.exchange.recognise_columns import Header
from smrj_desktop.domain.exchange.recognise_lines import Row, match_lines
from smrj_desktop.domain.exchange.recognise_sheet import Region, Scan, is_empty, is_figure
from smrj_desktop.domain.exchange.recognise_words import LONGEST_LABEL, Vocabulary
from smrj_desktop.domain.statements import Table
from smrj_desktop.domain.template import TableKey

ABOVE = 1_000
"""So many rows above a table the title and the unit of a whole sheet may stand."""


_NEW = {"新設", "新規", "追加"}


_BELOW = 3
"""Within so many rows below the last one, figures are of the same table."""


class Area(NamedTuple):
    """An area of a sheet.

    Attributes:
        name: what a hand calls it: the sheet's title, with a number where the sheet holds several.
    """

    scan: Scan
    region: Region
    header: Header
    name: str


class Claim(NamedTuple):
    """A table that an area is taken for.

    Attributes:
        area: what a hand calls the area.
        rows: its rows, with its header.
        column: its first column.
        doubts: what in it could not be matched.
        given: whether a hand has said that it is that table.
    """

    area: str
    rows: range
    column: int
    table: FoundTable
    doubts: tuple[Doubt, ...]
    given: bool = False

    @property
    def size(self) -> int:
        """How much of the table the area has: the more, the likelier it is the one."""
        return len(self.table.rows) * len(self.table.columns)


def claim(area: Area, key: TableKey, vocabulary: Vocabulary) -> Claim:
    """Takes an area down as the table it is."""
    region = area.region
    reading = _Reading(area, vocabulary.plan.tables[key], vocabulary)
    rows = range(area.header.top, region.last + 1)
    given = vocabulary.answers.table(area.name) == key
    return Claim(area.name, rows, region.left, reading.table(), tuple(reading.doubts()), given)


def joined(first: Claim, second: Claim) -> Claim | None:
    """Two areas as one table where the second goes on with it below the same header; None where not."""
    one, other = first.table, second.table
    if (one.sheet, one.columns) != (other.sheet, other.columns) or not one.rows.keys().isdisjoint(other.rows):
        return None
    last = max(one.rows, key=lambda line: one.rows[line], default="")
    table = replace(
        one,
        unit=one.unit or other.unit,
        cells={**one.cells, **other.cells},
        rows={**one.rows, **other.rows},
        extra=(*one.extra, *(replace(line, after=line.after or last) for line in other.extra)),
        renamed={**one.renamed, **other.renamed},
        reworded={**one.reworded, **other.reworded},
    )
    doubts = (*first.doubts, *second.doubts)
    return first._replace(rows=range(first.rows.start, second.rows.stop), table=table, doubts=doubts)


class _Reading:
    """An area read as one table of the plan."""

    def __init__(self, area: Area, table: Table, vocabulary: Vocabulary) -> None:
        self._area, self._table, self._template = area, table, table.template
        self._vocabulary = vocabulary
        key, answers = table.template.key, vocabulary.answers
        named = answers.columns(key)
        self._left_out = {label for label, at in named.items() if at == LEFT_OUT}
        self._columns = area.header.match(vocabulary.columns(key), named)
        self._unit = answers.unit(area.name, key) or _unit(area)
        self._plan_unit = vocabulary.plan.profile.unit
        self._matched = match_lines(
            list(self._rows()), vocabulary.lines(key), answers.lines(key), self._printed
        )

    def table(self) -> FoundTable:
        """The table with all its cells."""
        lines, columns = self._template.lines.nodes, self._template.columns.nodes
        found = dict(sorted(self._matched.lines.items()))
        return FoundTable(
            key=self._template.key,
            sheet=self._area.scan.sheet.title,
            unit=self._unit,
            cells={
                (lines[line].key, columns[column].key): cell
                for line, row in found.items()
                if not lines[line].heading
                for column, cell in row.cells.items()
            },
            rows={lines[line].key: row.row for line, row in found.items()},
            columns={columns[index].key: at for index, at in sorted(self._columns.items())},
            extra=tuple(
                ExtraLine(
                    label=row.text,
                    after="" if above is None else lines[above].key,
                    row=row.row,
                    cells={
                        columns[column].key: cell for column, cell in row.cells.items() if not _says_new(cell)
                    },
                )
                for row, above in self._matched.extra
            ),
            renamed={lines[line].key: found[line].text for line in sorted(self._matched.renamed)},
            reworded=dict(self._reworded(found)),
        )

    def _reworded(self, found: Mapping[int, Row]) -> Iterator[tuple[str, str]]:
        """The lines whose label a reader sees to be another one, though it is theirs."""
        answered = self._vocabulary.answers.lines(self._template.key)
        for line, row in found.items():
            node = self._template.lines.nodes[line]
            known = not row.text or row.label in answered or bare(row.text) == bare(node.label)
            if not known and line not in self._matched.renamed:
                yield node.key, row.text

    def doubts(self) -> Iterator[Doubt]:
        """Rows and columns with figures that are none of the table's, and headings with figures."""
        headings = (row for line, row in self._matched.lines.items() if self._template.lines.is_heading(line))
        rows = [*(row for row, _ in self._matched.extra), *(row for row in headings if row.has_figures)]
        for row in sorted(rows, key=lambda row: row.row):
            yield self._doubt("line", row.row, row.column, row.text or row.label)
        header = self._area.header
        for column in sorted(header.figured - set(self._columns.values())):
            label = header.label(column)
            if canonical(label) not in self._left_out:
                yield self._doubt("column", header.bottom, column, label)

    def _doubt(self, what: Literal["line", "column"], row: int, column: int, label: str) -> Doubt:
        title = self._area.scan.sheet.title
        return Doubt(what=what, sheet=title, row=row, column=column, label=label, table=self._template.key)

    def _rows(self) -> Iterator[Row]:
        """The rows below the header with a label or figures, to the last line and figures just below it.

        A row with two labels begins a section as well: the first is the section's heading.
        """
        scan, region = self._area.scan, self._area.region
        may_be_new = self._vocabulary.may_be_new_line
        first = min(self._columns.values(), default=region.edge + 1)
        for row in range(self._area.header.bottom + 1, self._end() + 1):
            known = [at for at in range(region.left, region.edge + 1) if (row, at) in region.labels]
            for column in known[:-1]:
                yield Row(row, column, scan.text(row, column), region.labels[row, column], {})
            written = [at for at in scan.used(row, region.left, first) if scan.text(row, at)]
            column = (known or written or [region.left])[-1]
            text, cells = scan.text(row, column), self._cells(row)
            if text or cells:
                label = canonical(text) if text else f"#{row}"
                yield Row(row, column, text, label, cells, may_be_new=may_be_new(text))

    def _end(self) -> int:
        """The last row with figures that nothing but a note parts from the last line."""
        scan, region = self._area.scan, self._area.region
        end = row = region.last
        while (row := row + 1) <= end + _BELOW and not scan.begins(row, region.left, region.right):
            if any(map(is_figure, self._cells(row).values())):
                end = row
        return end

    def _cells(self, row: int) -> dict[int, BookCell]:
        """What stands in the table's columns in a row, by their places in the template."""
        cells = self._area.scan.sheet.cells
        found = ((index, cells.get((row, at))) for index, at in self._columns.items())
        return {index: cell for index, cell in found if cell and not is_empty(cell)}

    def _printed(self, line: int) -> list[Figure] | None:
        """What the plan prints in a line, in the unit of the sheet; None for a heading."""
        if self._template.lines.is_heading(line):
            return None
        sheet, unit = self._table.sheet(), self._unit or self._plan_unit
        figures = (sheet.figure(line, column) for column in range(len(self._template.columns)))
        return [convert(figure, self._plan_unit, unit) for figure in figures]


def _says_new(cell: BookCell) -> bool:
    """Whether a cell says no more than that its line is new."""
    return isinstance(cell.value, str) and canonical(cell.value[:LONGEST_LABEL]) in _NEW


def _unit(area: Area) -> Unit | None:
    """What the sheet says the figures of an area are in: just above it, in it, in its name, further above."""
    scan, region = area.scan, area.region
    header = scan.notes(region.top, region.first)
    beside = [note for note in header if region.left <= note.column < region.right]
    inside = scan.notes(region.first, region.last + 1)
    for candidates in (beside, header, inside):
        if candidates:
            return candidates[-1].unit
    if named := unit_in(canonical(scan.sheet.title)):
        return named
    above = scan.notes(max(1, region.top - ABOVE), region.top)
    return above[-1].unit if above else None
