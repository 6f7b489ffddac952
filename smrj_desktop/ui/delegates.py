"""How cells are drawn. Colours and pens are made once a theme, as a full table is hundreds of cells."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF, QStaticText
from PySide6.QtWidgets import QStyle

from smrj_desktop.domain.grid import Role
from smrj_desktop.ui import theme
from smrj_desktop.ui.editing import TypedDelegate
from smrj_desktop.ui.tokens import GRID

_CORNER, _MARK, _NOTE = 6, 7, 7
_INK = (
    "surface",
    "computed",
    "header",
    "text",
    "selection",
    "on_selection",
    "rule",
    "accent",
    "error",
    "warning",
    "success",
)
WIDE_FIGURE = "△ 1,234,567"
"""A large amount, which every column has room for."""

_MOST_PRINTED = 4000
_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
_TOTALS = (Role.SUBTOTAL, Role.TOTAL)


def draw_focus(painter: QPainter, area: QRect) -> None:
    """Draws the frame of the current cell: the focus colour with its ring inside."""
    painter.setPen(QPen(theme.colour("focus"), 2))
    painter.drawRect(area.adjusted(1, 1, -1, -1))
    painter.setPen(QPen(theme.colour("focus_ring"), 1))
    painter.drawRect(area.adjusted(2, 2, -3, -3))


def draw_note_mark(painter: QPainter, area: QRect, colour: QColor) -> None:
    """Draws the mark of a note, at the lower left of a cell; at the lower right a selection is drawn on."""
    left, bottom = area.left(), area.bottom() + 1
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    corners = [QPointF(left, bottom - _NOTE), QPointF(left + _NOTE, bottom), QPointF(left, bottom)]
    painter.drawPolygon(QPolygonF(corners))
    painter.setBrush(Qt.BrushStyle.NoBrush)


class FigureDelegate(TypedDelegate):
    """Figures of a statement: weight and a rule above for totals, a small mark for a residual.

    Attributes:
        cross: the row and the column that are tinted; None for none.

    Reads `StatementModel.look`, not roles: one call a cell instead of ten.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cross: tuple[int, int] | None = None
        theme.changed.connect(self._mix)
        self._mix()

    def _mix(self) -> None:
        self._ink: dict[str, QColor] = {name: theme.colour(name) for name in _INK}
        self._fonts: tuple[QFont, QFont] = (theme.font(), theme.font(bold=True))
        self._printed: dict[tuple[str, bool], tuple[QStaticText, float, float]] = {}

    def paint(
        # Qt's stubs know neither the fields of an option nor what this model adds to Qt's own
        self,
        painter: QPainter,
        option: Any,
        index: Any,
    ) -> None:
        area, ink = option.rect, self._ink
        text, kind, corner, ruled, mark, noted = index.model().look(index.row(), index.column())
        state = option.state.value
        selected = state & _SELECTED
        if kind is Role.SECTION:
            painter.fillRect(area, ink["header"])
            return
        ground = "selection" if selected else "surface" if kind is Role.LEAF else "computed"
        if self.cross and not selected and (index.row() == self.cross[0] or index.column() == self.cross[1]):
            ground = "header"
        if ground != "surface":  # which the view has laid already
            painter.fillRect(area, ink[ground])
        if ruled:
            painter.setPen(ink["rule"])
            painter.drawLine(area.topLeft(), area.topRight())
        if text:
            bold = kind in _TOTALS
            printed, width, height = self._print(text, bold)
            painter.setFont(self._fonts[bold])
            painter.setPen(ink["on_selection" if selected else "text"])
            left = area.right() + 1 - GRID - width
            painter.drawStaticText(QPointF(left, area.top() + (area.height() - height) / 2), printed)
        if corner:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink["on_selection" if selected else "accent"])
            right, top = area.right() + 1, area.top()
            painter.drawPolygon(
                QPolygonF([QPointF(right - _CORNER, top), QPointF(right, top), QPointF(right, top + _CORNER)])
            )
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if mark:
            self._draw_mark(painter, area, mark, ink["on_selection"] if selected else ink[mark])
        if noted:
            draw_note_mark(painter, area, ink["on_selection" if selected else "success"])
        if state & _FOCUSED:
            draw_focus(painter, area)

    def _draw_mark(self, painter: QPainter, area: QRect, mark: str, colour: QColor) -> None:
        """Draws the mark of a finding at the upper left: filled for an error, hollow for what is to check."""
        left, top = area.left() + 1, area.top() + 1
        corner = QPolygonF([QPointF(left, top), QPointF(left + _MARK, top), QPointF(left, top + _MARK)])
        painter.setPen(QPen(colour, 1.4))
        if mark == "error":
            painter.setBrush(colour)
        painter.drawPolygon(corner)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _print(self, text: str, bold: bool) -> tuple[QStaticText, float, float]:
        """A figure laid out once, with its width and height: laying it out costs more than drawing it."""
        found = self._printed.get((text, bold))
        if found is None:
            if len(self._printed) >= _MOST_PRINTED:
                self._printed.clear()
            printed = QStaticText(text)
            printed.setTextFormat(Qt.TextFormat.PlainText)
            printed.prepare(font=self._fonts[bold])
            size = printed.size()
            found = self._printed[text, bold] = (printed, size.width(), size.height())
        return found

    def sizeHint(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> QSize:
        metrics = option.fontMetrics
        return QSize(metrics.horizontalAdvance(WIDE_FIGURE) + 2 * GRID, metrics.height() + GRID)
