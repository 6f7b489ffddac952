"""The table of one statement: its columns' widths, folded sections, hidden details, filtered lines."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QModelIndex, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from smrj_desktop.ui import folding, theme
from smrj_desktop.ui.delegates import WIDE_FIGURE, FigureDelegate
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.editing import EditableTable
from smrj_desktop.ui.headers import GroupedHeader
from smrj_desktop.ui.line_header import LineHeader
from smrj_desktop.ui.models.clips import StatementClips
from smrj_desktop.ui.models.statement_model import StatementModel
from smrj_desktop.ui.table_state import TableState
from smrj_desktop.ui.tokens import GRID


class StatementView(EditableTable):
    """The table of one statement."""

    def __init__(self, document: Document, model: StatementModel, parent: QWidget | None = None) -> None:
        self._figures, self._highlighted = FigureDelegate(), False
        super().__init__(model, self._figures, StatementClips(document, model), parent)
        self._statement = model
        self._arranged = TableState()
        self._kept: set[int] | None = None
        self._fitted: list[int] = []
        self.grouped = GroupedHeader(self)
        self.setHorizontalHeader(self.grouped)
        self.lines = LineHeader(self)
        self.setVerticalHeader(self.lines)
        self.lines.sectionClicked.connect(self._on_line_clicked)
        self.setCornerButtonEnabled(False)
        theme.changed.connect(self.fit_columns)

    def sizeHint(self) -> QSize:
        """As large as what it holds; Qt's own policy for that lays the tab out anew at every edit."""
        edge = 2 * self.frameWidth()
        beside, below = self.verticalScrollBar(), self.horizontalScrollBar()
        width = beside.sizeHint().width() if beside.isVisibleTo(self) else 0
        height = below.sizeHint().height() if below.isVisibleTo(self) else 0
        return self.viewportSizeHint() + QSize(edge + width, edge + height)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self.updateGeometry()

    # ---- the arrangement

    @property
    def state(self) -> TableState:
        """How the table is arranged now."""
        self._take_widths()
        return self._arranged

    def arrange(self, state: TableState, kept: set[int] | None) -> None:
        """Arranges the table that the model shows now, with the rows `kept` that a filter lets pass."""
        self._arranged, self._kept, self._fitted = state, kept, []
        self.fit_columns()
        self._hide()

    def fit_columns(self) -> None:
        """Gives every column the width of its figures, and never less than a large amount takes.

        Those that were given another by hand keep it, in proportion to the type.
        """
        self._take_widths()
        metrics, em = QFontMetrics(theme.font(bold=True)), _em()
        fitted = []
        columns = zip(self._statement.columns, self._statement.widest_texts(), strict=False)
        for at, (column, widest) in enumerate(columns):
            shown = max(metrics.horizontalAdvance(WIDE_FIGURE), metrics.horizontalAdvance(widest))
            width = shown + 2 * GRID
            if column.key in self._arranged.widths:
                width = round(self._arranged.widths[column.key] * em)
            self.setColumnWidth(at, width)
            fitted.append(width)
        self._fitted = fitted
        self.updateGeometry()

    def forget_widths(self) -> None:
        """Fits all columns, those as well that were given a width by hand."""
        self._take_widths()
        self._arranged.widths.clear()
        self._fitted = []
        self.fit_columns()

    def _take_widths(self) -> None:
        """Learns which columns a hand has given another width since they were fitted."""
        for at, (column, fitted) in enumerate(zip(self._statement.columns, self._fitted, strict=False)):
            if not self.isColumnHidden(at) and self.columnWidth(at) != fitted:
                self._arranged.widths[column.key] = round(self.columnWidth(at) / _em(), 3)

    def filter(self, kept: set[int] | None) -> None:
        """Leaves those rows alone in sight; None for all."""
        self._kept = kept
        self._hide()

    def fold(self, row: int, *, folded: bool | None = None) -> None:
        """Folds the section a row stands in, or unfolds it; by default what it is not."""
        key = folding.section_of(self._statement.lines, row)
        if not key:
            return
        known = self._arranged.folded
        if key not in known if folded is None else folded:
            known.add(key)
        else:
            known.discard(key)
        self._hide()

    def show_details(self, *, shown: bool) -> None:
        """Shows the parts of segments beside their totals, or the totals alone."""
        self._take_widths()
        self._arranged.details = shown
        self._hide()

    @property
    def details(self) -> bool:
        """Whether the parts of segments are in sight."""
        return self._arranged.details

    def _hide(self) -> None:
        lines, columns = self._statement.lines, self._statement.columns
        rows = folding.hidden_lines(lines, self._arranged.folded, self._kept)
        for row in range(len(lines)):
            self.setRowHidden(row, row in rows)
        across = folding.hidden_columns(columns, details=self._arranged.details)
        for column in range(len(columns)):
            self.setColumnHidden(column, column in across)
        self.lines.set_folded(
            {row for row, line in enumerate(lines) if line.heading and line.key in self._arranged.folded}
        )
        self._leave_hidden(rows, across)
        self.grouped.lay_out()
        self.updateGeometry()

    def _leave_hidden(self, rows: Collection[int], columns: Collection[int]) -> None:
        """The current cell does not stay out of sight, where keys would move it unseen."""
        current = self.currentIndex()
        if not current.isValid() or (current.row() not in rows and current.column() not in columns):
            return
        across = [at for at in range(len(self._statement.columns)) if at not in columns]
        parent = self._statement.columns[current.column()].parent
        # the total of what is hidden, else what is nearest
        column = min(
            across, key=lambda at: (self._statement.columns[at].key != parent, abs(at - current.column()))
        )
        for row in sorted(range(len(self._statement.lines)), key=lambda at: abs(at - current.row())):
            if row not in rows and not self._statement.lines[row].heading:
                self.setCurrentIndex(self._statement.index(row, column))
                return

    def _on_line_clicked(self, row: int) -> None:
        if self._statement.lines[row].heading:
            self.fold(row)

    # ---- the current cell

    def set_highlighted(self, *, highlighted: bool) -> None:
        """Tints the row and the column of the current cell, or does not."""
        self._highlighted = highlighted
        self._cross(self.currentIndex())

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if self._highlighted:
            self._cross(current)

    def _cross(self, current: QModelIndex) -> None:
        at = (current.row(), current.column()) if self._highlighted and current.isValid() else None
        self._figures.cross = at
        self.viewport().update()


def _em() -> float:
    """The width of a Japanese character in the present font."""
    return QFontMetrics(theme.font()).horizontalAdvance("国")
