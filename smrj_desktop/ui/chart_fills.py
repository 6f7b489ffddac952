"""How bars are filled on the screen: the patterns of paper in the colours of the theme."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QImage, QPainter, QPen, QPixmap, QTransform

from smrj_desktop.render.chart_marks import Fill
from smrj_desktop.render.page import Pattern
from smrj_desktop.ui import theme
from smrj_desktop.ui.tokens import GRID

SWATCH_WIDTH, SWATCH_HEIGHT = 3 * GRID, 2 * GRID
_TILE = 6
_LINE = 1.4


def colour(fill: Fill) -> QColor:
    """The theme's colour of an ink of charts."""
    return theme.colour(f"chart_{fill.ink}")


def paint(painter: QPainter, area: QRectF, fill: Fill) -> None:
    """Draws a bar with its edge, which keeps it visible where it is thinner than a pixel."""
    ink = colour(fill)
    ratio = painter.device().devicePixelRatio()
    painter.fillRect(area, theme.colour("surface"))
    painter.fillRect(area, _brush(fill.pattern, ink.name(), ratio))
    painter.setPen(QPen(ink, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)


def swatch(fill: Fill, ratio: float) -> QIcon:
    """A piece of a bar for the legend, for a screen of so many dots a pixel."""
    pixmap = QPixmap(round(SWATCH_WIDTH * ratio), round(SWATCH_HEIGHT * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint(painter, QRectF(0.5, 1.5, SWATCH_WIDTH - 1, SWATCH_HEIGHT - 3), fill)
    painter.end()
    return QIcon(pixmap)


@cache
def _brush(pattern: Pattern, ink: str, ratio: float) -> QBrush:
    if pattern is Pattern.SOLID:
        return QBrush(QColor(ink))
    if pattern is Pattern.OPEN:
        return QBrush(Qt.BrushStyle.NoBrush)
    # a tile in the dots of the screen, as the ready-made patterns of Qt grow coarse or vanish with them
    dots = round(_TILE * ratio)
    tile = QImage(dots, dots, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(ink), _LINE * ratio))
    painter.setBrush(QColor(ink))
    if pattern is Pattern.DOTS:
        painter.setPen(Qt.PenStyle.NoPen)
        for at in (0.25, 0.75):
            painter.drawEllipse(QPointF(at * dots, at * dots), 1.1 * ratio, 1.1 * ratio)
    else:
        # the lines beside the middle one complete the corners of the tile
        for shift in (-dots, 0, dots):
            painter.drawLine(QPointF(shift - 1, dots + 1), QPointF(shift + dots + 1, -1))
            if pattern is Pattern.CROSS:
                painter.drawLine(QPointF(shift - 1, -1), QPointF(shift + dots + 1, dots + 1))
    painter.end()
    brush = QBrush(tile)
    brush.setTransform(QTransform.fromScale(1 / ratio, 1 / ratio))
    return brush
