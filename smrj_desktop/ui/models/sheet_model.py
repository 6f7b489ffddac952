"""A sheet of a foreign file as a table to look at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from smrj_desktop.domain.cell_notation import letters
from smrj_desktop.domain.exchange.book import Address, BookSheet, Value
from smrj_desktop.domain.exchange.cell_figures import text_of
from smrj_desktop.ui import theme
from smrj_desktop.ui.plain_cells import LEFT, RIGHT

MOST_ROWS, MOST_COLUMNS = 20_000, 500
"""So much of a sheet is shown; nobody looks for a label beyond."""

_Index = QModelIndex | QPersistentModelIndex


class SheetModel(QAbstractTableModel):
    """The cells of a sheet, rows numbered and columns lettered as spreadsheet programs do.

    Attributes:
        marked: cells that are pointed out.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Shows nothing before `show_sheet`."""
        super().__init__(parent)
        self._sheet = BookSheet(title="", cells={})
        self._rows = self._columns = 0
        self.marked: frozenset[Address] = frozenset()

    def show_sheet(self, sheet: BookSheet, marked: frozenset[Address]) -> None:
        """Shows a sheet, with some cells pointed out."""
        self.beginResetModel()
        self._sheet, self.marked = sheet, marked
        self._rows = min(MOST_ROWS, max((row for row, _ in sheet.cells), default=0))
        self._columns = min(MOST_COLUMNS, max((column for _, column in sheet.cells), default=0))
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._columns

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return letters(section + 1) if orientation is Qt.Orientation.Horizontal else str(section + 1)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        at = index.row() + 1, index.column() + 1
        if role == Qt.ItemDataRole.BackgroundRole:
            return theme.colour("header_active") if at in self.marked else None
        cell = self._sheet.cells.get(at)
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(cell.value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if isinstance(cell.value, int | float) else LEFT
        return None


def shown(value: Value) -> str:
    """What a cell shows."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return text_of(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.15g}"
