"""A table to read: rows of texts that wrap and figures that stand on their last digit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from smrj_desktop.ui.dialog_parts import tip
from smrj_desktop.ui.plain_cells import LEFT, RIGHT, Cell, CellDelegate, Column, Fitting, prepare

__all__ = ["Cell", "Column", "PlainTable"]


class _Item(QTableWidgetItem):
    """A cell in the table."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell.text)
        self.cell = cell
        self.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self.setTextAlignment(RIGHT if cell.figure else LEFT)
        if cell.tip:
            self.setToolTip(tip(cell.tip))
            self.setData(Qt.ItemDataRole.AccessibleDescriptionRole, cell.tip)


class PlainTable(QTableWidget):
    """Rows of cells that can be chosen and read but not changed; a heading goes across all columns."""

    def __init__(self, columns: Sequence[Column], name: str, parent: QWidget | None = None) -> None:
        """An empty table, which screen readers call `name`."""
        super().__init__(0, len(columns), parent)
        self._columns = tuple(columns)
        self.setItemDelegate(CellDelegate(self.cell, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        prepare(self, name)
        for at, column in enumerate(columns):
            item = QTableWidgetItem(column.title)
            item.setTextAlignment(RIGHT if column.figures else LEFT)
            item.setToolTip(tip(column.title))
            self.setHorizontalHeaderItem(at, item)
        self._fitting = Fitting(self, columns, self.cell)

    def fill(self, rows: Sequence[Sequence[Cell | str]]) -> None:
        """Shows these rows in place of those before."""
        self.clearSpans()
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, content in enumerate(row):
                self.put(at, column, content)
        self._fitting.rows_later()

    def put(self, row: int, column: int, content: Cell | str) -> None:
        """Puts something else into a place."""
        cell = content if isinstance(content, Cell) else Cell(content)
        self.setItem(row, column, _Item(cell._replace(figure=cell.figure or self._columns[column].figures)))
        if cell.heading:
            self.setSpan(row, column, 1, self.columnCount())

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a place."""
        item = self.item(row, column)
        assert isinstance(item, _Item)
        return item.cell
