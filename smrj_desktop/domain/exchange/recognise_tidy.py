"""Reads the machine form: a header row with the names of fields, and one row a cell of the plan's tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Literal, NamedTuple

from smrj_desktop.domain import fiscal_years
from smrj_desktop.domain.amounts import DASHES, Unit
from smrj_desktop.domain.errors import AmountError, FiscalYearError
from smrj_desktop.domain.exchange.book import BookCell
from smrj_desktop.domain.exchange.found import Doubt, ExtraLine, FoundTable
from smrj_desktop.domain.exchange.labels import canonical, loose, spelt
from smrj_desktop.domain.exchange.recognise_answers import LEFT_OUT
from smrj_desktop.domain.exchange.recognise_cells import Claim
from smrj_desktop.domain.exchange.recognise_fields import TIDY, header
from smrj_desktop.domain.exchange.recognise_sheet import Scan
from smrj_desktop.domain.exchange.recognise_words import Vocabulary
from smrj_desktop.domain.template import TableKey

_NEEDED = ("statement", "account", "line", "segment", "value")


class _Row(NamedTuple):
    """A row of the machine form with its labels as they stand there; the cell is None where it is blank."""

    row: int
    cell: BookCell | None
    fiscal_year: str
    statement: str
    account: str
    section: str
    line: str
    segment: str
    accounting_class: str
    unit: str

    @property
    def table(self) -> str:
        """What the row calls its table."""
        return "・".join(filter(None, (self.statement, self.account)))

    @property
    def column(self) -> str:
        """What the row calls its column."""
        return " ".join(filter(None, (self.segment, self.accounting_class)))


def tidy(found: Scan, vocabulary: Vocabulary) -> list[Claim | Doubt] | None:
    """The tables that a sheet holds in machine form; None where it is no such sheet."""
    head = header(found.fields, TIDY, _NEEDED, len(_NEEDED))
    if head is None:
        return None
    top, fields = head
    tables: dict[TableKey, _Table] = {}
    doubts: dict[str, Doubt] = {}
    for row in _rows(found, top, fields):
        key = _key(row, vocabulary)
        if key in vocabulary.plan.tables:
            if key not in tables:
                tables[key] = _Table(found.sheet.title, key, fields, vocabulary)
            tables[key].add(row)
        elif key is None and row.table not in doubts:
            doubts[row.table] = Doubt(
                what="table",
                sheet=found.sheet.title,
                row=row.row,
                column=fields["statement"],
                label=row.table,
            )
    return [*(table.claim() for table in tables.values()), *doubts.values()]


def _rows(found: Scan, top: int, fields: Mapping[str, int]) -> Iterator[_Row]:
    cells = found.sheet.cells

    def text(row: int, field: str) -> str:
        cell = cells.get((row, fields.get(field, 0)))
        return "" if cell is None or cell.value is None else _bare(str(cell.value))

    for row in sorted(at for at in found.columns if at > top):
        labels = {field: text(row, field) for field in _Row._fields[2:]}
        if labels["line"]:
            yield _Row(row, _cell(cells.get((row, fields["value"])), text(row, "mark")), **labels)


def _bare(text: str) -> str:
    """A text without the apostrophe that keeps programs from taking it for a formula."""
    return text.strip().removeprefix("'")


def _cell(value: BookCell | None, mark: str) -> BookCell | None:
    """The cell as a print form has it: `-` and `0` by the mark, figures as numbers; None where blank."""
    shown = value.value if value else None
    if isinstance(shown, str):
        plain = _bare(shown)
        shown = int(plain) if plain.isascii() and plain.removeprefix("-").isdigit() else plain
    if mark and (shown in (None, "") or shown == 0):
        return BookCell("-" if mark in DASHES else mark)
    return None if value is None or shown in (None, "") else value._replace(value=shown)


def _key(row: _Row, vocabulary: Vocabulary) -> TableKey | None:
    """The table a row is of; None where that is not certain."""
    if given := vocabulary.answers.table(row.table):
        return given
    try:
        if row.fiscal_year and fiscal_years.parse(row.fiscal_year) != vocabulary.plan.profile.fiscal_year:
            return None
    except FiscalYearError:
        return None
    key = vocabulary.table_called(row.statement, row.account)
    return key if key in vocabulary.plan.tables else None


class _Table:
    """One table, gathered row by row."""

    def __init__(self, title: str, key: TableKey, fields: Mapping[str, int], vocabulary: Vocabulary) -> None:
        self._title, self._key, self._fields = title, key, fields
        template, answers = vocabulary.plan.tables[key].template, vocabulary.answers
        self._lines, self._columns = template.lines.nodes, template.columns.nodes
        self._line_answers, self._column_answers = answers.lines(key), answers.columns(key)
        self._unit = answers.unit(title, key)
        self._line_places: dict[tuple[str, str], list[int]] = {}
        self._line_forms, self._column_forms = vocabulary.lines(key), vocabulary.columns(key)
        for index, line in enumerate(self._line_forms):
            if not self._lines[index].heading:
                for label in {line.exact, *line.like}:
                    for section in {line.section, ""}:
                        self._line_places.setdefault((section, label), []).append(index)
        self._column_places: dict[tuple[str, str], list[int]] = {}
        for index, form in enumerate(self._column_forms):
            self._column_places.setdefault(form[:2], []).append(index)
        self._units: set[str] = set()
        self._cells: dict[tuple[int, int], BookCell | None] = {}
        self._rows: dict[int, int] = {}
        self._extra: dict[tuple[str, str], ExtraLine] = {}
        self._doubts: dict[str, Doubt] = {}

    def add(self, row: _Row) -> None:
        """Takes a row in."""
        self._units.add(row.unit)
        columns, lines = self._column(row), self._line(row)
        if not columns or LEFT_OUT in (*columns, *lines):
            return
        # the same label several times in a section stands there in the order of the lines
        places = (at for at in product(lines, columns) if at not in self._cells)
        if place := next(places, None):
            self._cells[place] = row.cell
            self._rows.setdefault(place[0], row.row)
        else:
            self._add_extra(row, self._columns[columns[0]].key)

    def claim(self) -> Claim:
        """The table with what could not be matched in it."""
        columns = sorted({column for _, column in self._cells})
        table = FoundTable(
            key=self._key,
            sheet=self._title,
            unit=self._unit or _unit(self._units),
            cells={
                (self._lines[line].key, self._columns[column].key): cell
                for (line, column), cell in self._cells.items()
                if cell
            },
            rows={self._lines[line].key: row for line, row in self._rows.items()},
            columns={self._columns[at].key: self._fields["value"] for at in columns},
            extra=tuple(self._extra.values()),
        )
        rows = range(min(self._rows.values(), default=0), max(self._rows.values(), default=0) + 1)
        return Claim(self._title, rows, self._fields["line"], table, tuple(self._doubts.values()))

    def _column(self, row: _Row) -> list[int]:
        """The places of the columns a row may be of; none where it is none of the table's."""
        answer = self._column_answers.get(canonical(row.column)) if self._column_answers else None
        if answer is not None:
            return [answer]
        segment, accounting_class = (
            loose(canonical(part)) if part else "" for part in (row.segment, row.accounting_class)
        )
        places = self._column_places.get((segment, accounting_class), [])
        if not places and row.cell:
            self._doubt("column", row, "segment", row.column)
        spelling = spelt(row.segment), spelt(row.accounting_class)
        return [at for at in places if self._column_forms[at].spelt == spelling] or places

    def _line(self, row: _Row) -> list[int]:
        """The places of the lines a row may be of; several where the table has the label several times."""
        label = canonical(row.line)
        if label in self._line_answers:
            return [self._line_answers[label]]
        places = self._line_places.get((canonical(row.section) if row.section else "", label), [])
        return [at for at in places if self._line_forms[at].spelt == spelt(row.line)] or places

    def _add_extra(self, row: _Row, column: str) -> None:
        if row.cell is None:
            return
        name = (row.section, row.line)
        line = self._extra.get(name)
        after = self._lines[next(reversed(self._rows))].key if self._rows else ""
        line = line or ExtraLine(label=row.line, after=after, row=row.row, cells={})
        self._extra[name] = replace(line, cells={**line.cells, column: row.cell})
        self._doubt("line", row, "line", row.line)

    def _doubt(self, what: Literal["line", "column"], row: _Row, field: str, label: str) -> None:
        self._doubts.setdefault(
            f"{what} {label}",
            Doubt(
                what=what,
                sheet=self._title,
                row=row.row,
                column=self._fields[field],
                label=label,
                table=self._key,
            ),
        )


def _unit(labels: set[str]) -> Unit | None:
    """What all rows say their figures are in; None where they do not agree."""
    try:
        return Unit.of(canonical("".join(labels))) if len(labels) == 1 else None
    except AmountError:
        return None
