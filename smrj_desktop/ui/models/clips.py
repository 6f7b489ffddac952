"""What of the tables goes to the clipboard, and what would come of cells that are pasted into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt

from smrj_desktop.domain.amounts import show
from smrj_desktop.domain.edits import Batch, SetIndicator
from smrj_desktop.domain.grid import GridCell, Role, header_groups
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.pasting import Pasting, Placed, Reading, Refused, Taken, paste_figures
from smrj_desktop.domain.template import TableKey
from smrj_desktop.messages import text
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.models.cell_words import column_name
from smrj_desktop.ui.models.indicator_model import IndicatorColumn, IndicatorModel, shorten
from smrj_desktop.ui.models.statement_model import StatementModel

Row = tuple[GridCell | None, ...]
_NEVER_BLANK = (IndicatorColumn.NAME, IndicatorColumn.PERIOD)


class Clips(Protocol):
    """A table as the clipboard sees it."""

    @property
    def unit(self) -> str:
        """What its figures are entered in; empty for a table of texts."""

    def cells(self, rows: Sequence[int], columns: Sequence[int], *, entered: bool = False) -> list[Row]:
        """The cells of some rows and columns as they are shown, or in the unit they are entered in."""

    def labelled(self, rows: Sequence[int], columns: Sequence[int]) -> list[Row]:
        """The same cells below the headings of their columns, behind those of their rows."""

    def read(self, placed: Sequence[Placed], reading: Reading) -> Pasting:
        """What pasting cells would do."""

    def name(self, row: int, column: int) -> str:
        """A cell's name, for a sentence."""


class StatementClips:
    """The clipboard's view of a statement."""

    def __init__(self, document: Document, model: StatementModel) -> None:
        """Sees what `model` shows."""
        self._document, self._model = document, model

    @property
    def unit(self) -> str:
        """The plan's entry unit."""
        return self._document.plan.profile.entry_unit

    def cells(self, rows: Sequence[int], columns: Sequence[int], *, entered: bool = False) -> list[Row]:
        """The cells of some rows and columns; those of headings are empty."""
        return [tuple(self._cell(row, column, entered=entered) for column in columns) for row in rows]

    def _cell(self, row: int, column: int, *, entered: bool) -> GridCell:
        kind = self._model.look(row, column).kind
        if kind is Role.SECTION:
            return GridCell(role=Role.SECTION)
        figure = self._model.figure(self._model.index(row, column))
        if not entered:
            figure = self._document.shown(figure)
        return GridCell(text=show(figure), role=kind, figure=figure)

    def labelled(self, rows: Sequence[int], columns: Sequence[int]) -> list[Row]:
        """The cells with the two rows of the header and the names of the lines, as a plan prints them."""
        upper, lower = header_groups([self._model.columns[column] for column in columns])
        unit = self._document.shown_unit.label
        corner = GridCell(text=text("table.unit", unit=unit), role=Role.HEADER, row_span=2)
        labels = [GridCell(text=self._model.lines[row].label, role=Role.LABEL) for row in rows]
        cells = self.cells(rows, columns)
        return [
            (corner, *upper),
            (None, *lower),
            *((label, *row) for label, row in zip(labels, cells, strict=True)),
        ]

    def read(self, placed: Sequence[Placed], reading: Reading) -> Pasting:
        """What pasting figures would do."""
        key = self._model.key
        assert isinstance(key, TableKey)
        plan = self._document.plan
        table = plan.tables[key]
        return paste_figures(table, self._model.layer, plan.profile, placed, reading, self._model.totals)

    def name(self, row: int, column: int) -> str:
        """The line with its column."""
        return f"{self._model.lines[row].label}（{column_name(self._model.columns[column])}）"


class IndicatorClips:
    """The clipboard's view of the indicators."""

    unit = ""

    def __init__(self, model: IndicatorModel) -> None:
        """Sees what `model` shows."""
        self._model = model

    def cells(self, rows: Sequence[int], columns: Sequence[int], *, entered: bool = False) -> list[Row]:
        """The texts of some rows and columns, which are shown as they are entered."""
        model = self._model
        return [
            tuple(
                GridCell(text=str(model.index(row, column).data() or ""), role=Role.LEAF)
                for column in columns
            )
            for row in rows
        ]

    def labelled(self, rows: Sequence[int], columns: Sequence[int]) -> list[Row]:
        """The texts below the names of their columns."""
        across = Qt.Orientation.Horizontal
        names = (str(self._model.headerData(column, across)) for column in columns)
        header = tuple(GridCell(text=name, role=Role.HEADER) for name in names)
        return [header, *self.cells(rows, columns)]

    def read(self, placed: Sequence[Placed], reading: Reading) -> Pasting:
        """What pasting texts would do; columns that follow from the target must agree with it."""
        model = self._model
        rows: dict[int, Indicator] = {}
        taken: list[Taken] = []
        refused: list[Refused] = []
        derived: list[Placed] = []
        for item in placed:
            row, column, source = item.row, IndicatorColumn(item.column), item.scrap.text.strip()
            if not source and (
                reading.skip_blank or column in (IndicatorColumn.NAME, IndicatorColumn.PERIOD)
            ):
                continue
            if not model.changeable(column):
                derived.append(item)
                continue
            old = rows.get(row, model.indicator(row))
            new, refusal = model.changed(old, column, source)
            if new is None:
                refused.append(Refused(row, column, source, "paste.said", {"sentence": refusal}))
                continue
            rows[row] = new
            before, after = model.shown(model.indicator(row), column), model.shown(new, column)
            taken.append(Taken(row, column, source, before, after))
        for row, at, scrap in derived:
            column = IndicatorColumn(at)
            found = model.shown(rows.get(row, model.indicator(row)), column)
            if scrap.text.strip() not in ("", found):
                sentence = text(f"indicators.fixed_{column.name.lower()}")
                refused.append(Refused(row, at, scrap.text, "paste.said", {"sentence": sentence}))
        steps = tuple(SetIndicator(indicator=new) for row, new in rows.items() if new != model.indicator(row))
        edit = Batch(edits=steps) if steps else None
        return Pasting(taken=tuple(taken), refused=tuple(refused), edit=edit)

    def name(self, row: int, column: int) -> str:
        """The indicator with the column."""
        field = text(f"indicators.{IndicatorColumn(column).name.lower()}")
        return f"{shorten(self._model.indicator(row).name)}（{field}）"
