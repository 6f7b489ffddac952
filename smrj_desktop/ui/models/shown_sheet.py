"""One layer of one table as it is shown: what every cell prints, is, and is marked with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smrj_desktop.domain import amounts, grid
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.changes import CellRange
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.statements import PLAN, CellKey, Position, Sheet, Table
from smrj_desktop.io.check_report import sentence
from smrj_desktop.messages import text
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.models import cell_words
from smrj_desktop.ui.models.cell_roles import Look
from smrj_desktop.ui.models.noted import Noted

if TYPE_CHECKING:
    from smrj_desktop.ui.checking import Checking

_SLASHES = len(CellKey._fields) - 1


class ShownSheet:
    """The cells of one layer of one table, kept as plain lists because a view asks for them all the time.

    Attributes:
        table, layer, template: what is shown.
        checking: says which cells findings are about, as soon as it is there.
        kinds: what each cell is; shape (lines, columns), like the next three.
        figures: what each cell holds.
        texts: what it prints.
        looks: what painting it takes.
        indents: how deep each line is set in.
    """

    def __init__(
        self, document: Document, table: Table, layer: str, checking: Checking | None, noted: Noted
    ) -> None:
        """Reads the whole sheet of a document; `checking` and `noted` say which cells are marked."""
        self._document = document
        self.table, self.layer = table, layer
        self.checking, self._noted = checking, noted
        # a changed frame makes a new sheet to be shown; till then this one stays what it was
        self.template = template = table.template
        width = range(len(template.columns))
        self.indents = [grid.indent(template.lines, row) for row in range(len(template.lines))]
        self.kinds = [
            [grid.Role.SECTION if line.heading else grid.Role(template.role(row, at)) for at in width]
            for row, line in enumerate(template.lines.nodes)
        ]
        self.figures = self._sheet.figures()
        self.texts = [[self._print(figure) for figure in row] for row in self.figures]
        self._noted_at = self._find_noted()
        self.looks = [[self._look(row, at) for at in width] for row in range(len(template.lines))]

    @property
    def _sheet(self) -> Sheet:
        return self.table.sheet(self.layer)

    def _print(self, figure: Figure) -> str:
        return amounts.show(self._document.shown(figure))

    # ---- keys and positions

    def cell(self, row: int, column: int) -> CellKey:
        """The key of a cell."""
        template = self.template
        line, node = template.lines.nodes[row], template.columns.nodes[column]
        return CellKey(*template.key, line.key, node.key, self.layer)

    def position(self, cell: CellKey) -> Position | None:
        """Where a cell stands; None where it is not shown."""
        template = self.template
        if cell.table != template.key or cell.layer != self.layer:
            return None
        row, column = template.lines.position.get(cell.line), template.columns.position.get(cell.column)
        return None if row is None or column is None else (row, column)

    # ---- what may change

    def refresh(self, area: CellRange, figures: list[list[Figure]] | None = None) -> None:
        """Reads some cells anew, from `figures` where the whole sheet has been read for it."""
        sheet = self._sheet
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                figure = figures[row][column] if figures else sheet.figure(row, column)
                self.figures[row][column] = figure
                self.texts[row][column] = self._print(figure)
                self.looks[row][column] = self._look(row, column)

    def all_figures(self) -> list[list[Figure]]:
        """All figures as they are in the plan now."""
        return self._sheet.figures()

    def print_anew(self) -> None:
        """Prints all figures in the unit they are shown in now."""
        self.texts = [[self._print(figure) for figure in row] for row in self.figures]
        for row, looks in enumerate(self.looks):
            self.looks[row] = [
                look._replace(text=text) for look, text in zip(looks, self.texts[row], strict=True)
            ]

    def mark_anew(self, row: int, column: int) -> None:
        """Takes note that a finding may be about a cell now, or no longer."""
        self.looks[row][column] = self._look(row, column)

    def note_anew(self) -> set[Position]:
        """Takes note of the notes there are; returns the cells that look another way now."""
        before, self._noted_at = self._noted_at, self._find_noted()
        changed = before ^ self._noted_at
        for row, column in changed:
            self.looks[row][column] = self._look(row, column)
        return changed

    def _find_noted(self) -> set[Position]:
        keys = (CellKey(*place.split("/")) for place in self._noted.places if place.count("/") == _SLASHES)
        return {at for at in map(self.position, keys) if at is not None}

    def residual(self, row: int, column: int) -> int:
        """By how much a published total differs from its parts."""
        return self._sheet.residual(row, column)

    def _look(self, row: int, column: int) -> Look:
        kind = self.kinds[row][column]
        return Look(
            self.texts[row][column],
            kind,
            kind is not grid.Role.LEAF and self.residual(row, column) != 0,
            bool(self.template.lines.children[row]),
            self._mark(row, column),
            (row, column) in self._noted_at,
        )

    def _mark(self, row: int, column: int) -> str:
        if self.checking is None or self.layer != PLAN or not self.checking.marking:
            return ""
        return self.checking.mark(self.cell(row, column))

    # ---- what a cell says

    def remarks(self, row: int, column: int) -> list[str]:
        """What findings and notes say about a cell."""
        said = []
        cell = self.cell(row, column)
        if self.looks[row][column].mark and self.checking is not None:
            found = self.checking.about(cell)
            said += [f"{text(f'word.{finding.word}')}：{sentence(finding)}" for finding in found]
        if (row, column) in self._noted_at:
            said.append(self._noted.about(of_cell(cell)))
        return said

    def tooltip(self, row: int, column: int) -> str:
        """Everything a cell says under the mouse; empty for a heading."""
        kind, template = self.kinds[row][column], self.template
        if kind is grid.Role.SECTION:
            return ""
        line, node = template.lines.nodes[row], template.columns.nodes[column]
        parts = [f"{line.label}\n{cell_words.column_name(node)}", *self.remarks(row, column)]
        if said := cell_words.stated(self._sheet, (row, column), self._document.plan.profile.precision):
            parts.append(said)
        if self.layer == PLAN and (items := self.table.build_ups.get((row, column))):
            parts += cell_words.built_up(items)
        else:
            parts.append(text("table.leaf_hint" if kind is grid.Role.LEAF else "table.total_hint"))
        return "\n".join(parts)

    def spoken(self, row: int, column: int) -> str:
        """A cell as a screen reader says it."""
        template = self.template
        line = template.lines.nodes[row]
        if self.kinds[row][column] is grid.Role.SECTION:
            return line.label
        figure = self._document.shown(self.figures[row][column])
        return cell_words.spoken(
            line, template.columns.nodes[column], figure, self._document.shown_unit.label
        )

    def typed(self, row: int, column: int) -> str:
        """A figure as it is typed: all of it, in the plan's unit, which is named where another is shown."""
        figure, profile = self.figures[row][column], self._document.plan.profile
        said = amounts.show(figure).replace("△ ", "-")
        return (
            f"{said}{profile.entry_unit}"
            if figure.value and self._document.shown_unit is not profile.unit
            else said
        )
