"""The cells of one recognised table beside the table that was sent: what each of them says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property

from smrj_desktop.domain.amounts import NOTHING, Figure
from smrj_desktop.domain.cell_notation import address, letters
from smrj_desktop.domain.checks.finding import Finding, Place, Severity, cell_place
from smrj_desktop.domain.elements import At, kind_at
from smrj_desktop.domain.errors import AmountError, quoted
from smrj_desktop.domain.exact import decimal
from smrj_desktop.domain.exchange.book import BookCell
from smrj_desktop.domain.exchange.cell_figures import (
    EMPTY,
    Said,
    Scale,
    Written,
    means_minus,
    said,
    text_of,
    written,
)
from smrj_desktop.domain.exchange.found import ExtraLine, FoundTable
from smrj_desktop.domain.plan import Profile
from smrj_desktop.domain.statements import CellKey, Table

ALMOST_ALL = 0.9
"""The share of cells that a difference must have to count as one and not as so many."""

LEAST_FIGURES = 5
"""From so many figures on a table says in which unit, and with which sign, it is written."""


class SeenTable:
    """A table as a file has it.

    Attributes:
        found: where and what was recognised.
        inserted: the keys given to its inserted lines.
        table: as it was sent.
        unit: the plan's.
        scale: how its figures are to be taken so that they say what was sent, or nearly.
        labelled: how they are to be taken by what the sheet says of itself.
        rows: the row of every line that was found, and of the inserted ones.
        sent: what every cell that was found printed.
        figures: what cells say by `scale`; inserted lines are in it too, under the keys given to them.
        formulas: the formulas of those cells.
        findings: what is wrong with cells, in order.
    """

    def __init__(self, table: Table, found: FoundTable, inserted: Sequence[str], profile: Profile) -> None:
        """Reads all cells; what they say is known as soon as the table is settled.

        Args:
            table: as it was sent.
            found: where it stands in the file.
            inserted: a key for each of `found.extra`.
            profile: says what the plan's figures are in and how they are rounded.
        """
        self.found, self.table, self.inserted = found, table, inserted
        self.unit, self._rounding = profile.unit, profile.rounding
        self.findings: list[Finding] = []
        self.formulas: dict[At, str] = {}
        self.sent: dict[At, Figure] = {}
        self._extra: dict[str, ExtraLine] = dict(zip(inserted, found.extra, strict=True))
        self.rows = {**found.rows, **{key: extra.row for key, extra in self._extra.items()}}
        self.labelled = Scale(found.unit or profile.unit)
        if found.unit is None:
            self.say("incoming_unit_unknown", unit=profile.unit.label)
        self._cells = dict(self._found_cells())
        known = [(cell, self.sent[at]) for at, cell in self._cells.items() if at in self.sent]
        parentheses = means_minus(known, self.labelled, self.unit)
        self._written = dict(self._read(parentheses=parentheses))
        self.scale = self.labelled
        self.figures: dict[At, Said] = {}

    def _found_cells(self) -> Iterator[tuple[At, BookCell]]:
        """All cells of the table's lines and columns, blank ones too, and of lines that are none of it."""
        template, found = self.table.template, self.found
        blank = None if self._is_list else BookCell(None)
        grid = self.table.sheet().figures()
        for row, line in enumerate(template.lines.nodes):
            if line.key not in found.rows:
                continue
            if line.heading:
                self._heading(line.key)
                continue
            for column, node in enumerate(template.columns.nodes):
                if node.key in found.columns:
                    at = line.key, node.key
                    if cell := found.cells.get(at, blank):
                        self.sent[at] = grid[row][column]
                        yield at, cell
        for key, extra in self._extra.items():
            for column_key in found.columns:
                if cell := extra.cells.get(column_key, blank):
                    yield (key, column_key), cell

    @property
    def _is_list(self) -> bool:
        """Whether the table is a list with one cell a row: a cell that is not there is not a blank one."""
        return len(set(self.found.columns.values())) < len(self.found.columns)

    def _heading(self, line: str) -> None:
        for (row, column), cell in self.found.cells.items():
            if row == line and cell.value not in (None, ""):
                self.say_of((row, column), "incoming_heading_filled", text=quoted(text_of(cell.value)))

    def _read(self, *, parentheses: bool) -> Iterator[tuple[At, Written]]:
        without_value: list[At] = []
        for at, cell in self._cells.items():
            if cell.formula:
                self.formulas[at] = cell.formula
                if cell.value is None:
                    without_value.append(at)
                    continue
            try:
                yield at, EMPTY if cell.value is None else written(cell, parentheses=parentheses)
            except AmountError:
                self.say_of(at, "incoming_unreadable", text=quoted(text_of(cell.value)))
        if without_value:
            first = without_value[0]
            self.say_of(
                first,
                "incoming_formula_without_value",
                formula=quoted(self.formulas[first]),
                count=len(without_value),
            )

    def said_by(self, scale: Scale, figure: Written) -> Said:
        """What a figure says if the table is taken by a scale."""
        return said(figure, scale, self.unit, self._rounding)

    @cached_property
    def evidence(self) -> Sequence[tuple[At, Written, Figure]]:
        """What says in which scale the table is: its figures where an amount was sent, with what was."""
        return [
            (at, figure, self.sent[at])
            for at, figure in self._written.items()
            if figure.amount is not None and at in self.sent and self.sent[at].value
        ]

    def settle(self, scale: Scale) -> None:
        """Takes all figures by a scale."""
        self.scale = scale
        self.figures = {at: self.said_by(scale, figure) for at, figure in self._written.items()}
        for at in [at for at, figure in self.figures.items() if not figure.is_sound]:
            self.say_of(at, "incoming_unreadable", text=quoted(text_of(self._cells[at].value)))
            del self.figures[at]

    @property
    def other_unit(self) -> bool:
        """Whether its figures are in another unit than the sheet says."""
        return self.scale.unit is not self.labelled.unit

    @property
    def is_finer(self) -> bool:
        """Whether its figures are in a finer unit than the plan's."""
        return self.scale.unit.value < self.unit.value

    @property
    def other_sign(self) -> bool:
        """Whether all its signs are turned."""
        return self.scale.sign != self.labelled.sign

    def by_label(self, at: At, *, unit: bool = False, sign: bool = False) -> Said:
        """What a cell says if its unit, or its sign, is taken as the sheet has it."""
        scale = Scale(
            self.labelled.unit if unit else self.scale.unit, self.labelled.sign if sign else self.scale.sign
        )
        return self.said_by(scale, self._written[at])

    @property
    def empty(self) -> bool:
        """Whether it is a form that nobody has filled in: nearly all that was sent is gone."""
        amounts = [at for at, figure in self.sent.items() if figure.value and at in self.figures]
        blank = sum(self.figures[at].amount is None for at in amounts)
        return blank >= LEAST_FIGURES and blank >= ALMOST_ALL * len(amounts)

    def amount(self, at: At) -> Fraction | int:
        """The exact amount of a cell in the file; 0 also where it is blank or cannot be read."""
        figure = self.figures.get(at)
        return (figure.amount or 0) if figure else 0

    def amount_sent(self, at: At) -> int:
        """The amount of a cell as it was sent; 0 also where the file lacks it."""
        figure = self.sent.get(at)
        return figure.value if figure else 0

    def lacks(self, at: At) -> bool:
        """Whether the file has not the line or not the column of a cell."""
        return at[0] not in self.rows or at[1] not in self.found.columns

    def cell_key(self, at: At) -> CellKey:
        """The key of a cell."""
        return CellKey(*self.found.key, *at)

    def is_leaf(self, at: At) -> bool:
        """Whether a cell that was sent is a leaf."""
        return kind_at(self.table.template, at) == "leaf"

    def is_total(self, at: At) -> bool:
        """Whether a cell that was sent is a total."""
        return kind_at(self.table.template, at) == "total"

    def prints_what_was_sent(self, at: At) -> bool:
        """Whether a cell of the file looks as one that was sent does in its unit."""
        return self.figures[at].agrees(self.sent.get(at, NOTHING))

    def sums_here(self, at: At) -> Iterator[Fraction | int]:
        """What the parts of a total that was sent come to in the file, down and across."""
        template = self.table.template
        lines, columns = template.lines, template.columns
        for parts in template.sums(lines.position[at[0]], columns.position[at[1]]):
            yield sum(w * self.amount((lines.nodes[r].key, columns.nodes[c].key)) for r, c, w in parts)

    def shown(self, amount: Fraction | int) -> str:
        """An exact amount in the unit the file has the table in."""
        unit = self.scale.unit
        return f"{decimal(Fraction(amount * self.unit.value, unit.value))}{unit.label}"

    def built_up(self, at: At) -> bool:
        """Whether a cell that was sent is built up from contributions."""
        return self._position(at) in self.table.build_ups

    def _position(self, at: At) -> tuple[int | None, int | None]:
        template = self.table.template
        return template.lines.position.get(at[0]), template.columns.position.get(at[1])

    def address(self, at: At) -> str:
        """Where a cell stands on its sheet, such as C5; in a list, the column alone."""
        column = self.found.columns[at[1]]
        return letters(column) if self._is_list else address(self.rows[at[0]], column)

    def say(self, kind: str, severity: Severity = Severity.WARNING, **parameters: object) -> None:
        """Has something to say of the table."""
        self.findings.append(
            Finding(
                kind=kind,
                severity=severity,
                place=Place(statement=self.found.key.statement, account=self.found.key.account),
                parameters={"sheet": self.found.sheet, **parameters},
            )
        )

    def say_of(self, at: At, kind: str, severity: Severity = Severity.WARNING, **parameters: object) -> None:
        """Has something to say of a cell."""
        row, column = self._position(at)
        self.findings.append(
            Finding(
                kind=kind,
                severity=severity,
                place=cell_place(self.table.template, row, column),
                parameters={"sheet": self.found.sheet, "address": self.address(at), **parameters},
                cell=self.cell_key(at) if row is not None else None,
            )
        )
