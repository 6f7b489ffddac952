"""The small square at the corner of a selection: drawn over more cells, it fills them with what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QRubberBand, QTableView, QWidget

from smrj_desktop.messages import text
from smrj_desktop.ui import table_moves, theme

_SIZE = 9
Pairs = Sequence[tuple[QModelIndex, QModelIndex]]


class FillHandle(QWidget):
    """A handle in the viewport of a table with one block selected.

    Args:
        view: the table.
        fill: takes every cell to be filled with the one it is filled from, and what is selected then.
    """

    def __init__(self, view: QTableView, fill: Callable[[Pairs], None]) -> None:
        super().__init__(view.viewport())
        self._view, self._fill = view, fill
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, view.viewport())
        self._area: table_moves.Extent | None = None
        self._wanted: table_moves.Extent | None = None
        self.setFixedSize(_SIZE, _SIZE)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setToolTip(text("table.fill_handle"))
        self.hide()

    def place(self) -> None:
        """Goes to the corner of the selection; out of sight where there is none or it is in several parts."""
        found = table_moves.single_extent(self._view)
        if found is None:
            self.hide()
            return
        self._area = found
        corner = self._rect(found).bottomRight()
        self.move(corner - QPoint(_SIZE // 2, _SIZE // 2))
        self.setVisible(self._view.viewport().rect().contains(corner))
        self.raise_()

    def _rect(self, area: table_moves.Extent) -> QRect:
        model, view = self._view.model(), self._view
        first = view.visualRect(model.index(area.top, area.left))
        return first.united(view.visualRect(model.index(area.bottom, area.right)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), theme.colour("accent"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton or self._area is None:
            return
        at = self._view.viewport().mapFromGlobal(event.globalPosition().toPoint())
        self._wanted = self._reach(self._area, self._view.rowAt(at.y()), self._view.columnAt(at.x()))
        self._band.setVisible(self._wanted is not None)
        if self._wanted is not None:
            self._band.setGeometry(self._rect(self._wanted))

    def _reach(self, area: table_moves.Extent, row: int, column: int) -> table_moves.Extent | None:
        """The selection drawn out to a cell, along one side only: the one that goes further."""
        if row < 0 or column < 0:
            return None
        down = max(row - area.bottom, 0) - max(area.top - row, 0)
        across = max(column - area.right, 0) - max(area.left - column, 0)
        if not down and not across:
            return None
        if abs(down) >= abs(across):
            return area._replace(top=min(area.top, row), bottom=max(area.bottom, row))
        return area._replace(left=min(area.left, column), right=max(area.right, column))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._band.hide()
        area, wanted = self._area, self._wanted
        self._wanted = None
        if area is not None and wanted is not None:
            model = self._view.model()
            block = table_moves.block(
                self._view, model.index(wanted.top, wanted.left), model.index(wanted.bottom, wanted.right)
            )
            self._fill(table_moves.drawn_pairs(self._view, area, wanted))
            self._view.selectionModel().select(block, table_moves.ALL_ELSE_OUT)
        event.accept()
