"""The one painter: a page's marks on any painter of Qt, for the preview, the printer, PDF and pictures."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF, QTransform

from smrj_desktop.render import faces, inks
from smrj_desktop.render.page import Box, Ink, Mark, Page, Pattern, Rule, Text
from smrj_desktop.render.typeset import MM_PER_POINT

HAIRLINE_MM = 0.1
"""Thinner lines printers lose."""
# patterns are drawn in strokes, since those of Qt are of dots and differ from device to device
_HATCH_STEP_MM, _HATCH_MM = 1.2, 0.3
_DOT_STEP_MM, _DOT_MM = 1.2, 0.6
_EDGE_MM = 0.15


def draw(painter: QPainter, marks: Iterable[Mark], *, dots_per_mm: float, mono: bool = False) -> None:
    """Draws marks from the painter's origin on.

    Args:
        painter: whose coordinates are dots of its device.
        marks: in the order they are drawn.
        dots_per_mm: the device's resolution, the zoom included.
        mono: whether in black ink and greys alone.
    """
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(dots_per_mm, dots_per_mm)
    page = painter.transform()
    for mark in marks:
        colour = QColor(inks.colour(mark.ink, mono=mono))
        if isinstance(mark, Text):
            painter.setTransform(_place(mark) * page)
            painter.setFont(faces.font(mark.style.face, mark.style.bold))
            painter.setPen(colour)
            painter.drawText(QPointF(0, 0), mark.text)
            painter.setTransform(page)
        elif isinstance(mark, Rule):
            painter.setPen(_pen(colour, mark.width))
            painter.drawLine(QLineF(mark.x1, mark.y1, mark.x2, mark.y2))
        else:
            _draw_box(painter, mark, colour, QColor(inks.colour(Ink.PAPER, mono=mono)))
    painter.restore()


def draw_page(painter: QPainter, page: Page, *, dots_per_mm: float, mono: bool = False) -> None:
    """Draws a page: its content and what stands around it. The paper itself is the caller's."""
    draw(painter, page.marks, dots_per_mm=dots_per_mm, mono=mono)
    draw(painter, page.furniture, dots_per_mm=dots_per_mm, mono=mono)


def image(page: Page, *, dots_per_mm: float, mono: bool = False) -> QImage:
    """A page as a picture on white paper, of the size in dots that its paper has."""
    width, height = (round(length * dots_per_mm) for length in page.sheet)
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    draw_page(painter, page, dots_per_mm=dots_per_mm, mono=mono)
    painter.end()
    return picture


def _place(mark: Text) -> QTransform:
    """From a face as it was measured to its size and its place on the page."""
    scale = mark.style.size * MM_PER_POINT / faces.EM_PX
    return QTransform(scale, 0, 0, scale, mark.x, mark.y)


def _pen(colour: QColor, width: float, cap: Qt.PenCapStyle = Qt.PenCapStyle.FlatCap) -> QPen:
    return QPen(colour, max(width, HAIRLINE_MM), Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.MiterJoin)


def _draw_box(painter: QPainter, box: Box, colour: QColor, paper: QColor) -> None:
    area = QRectF(box.x, box.y, box.width, box.height)
    if box.pattern is Pattern.SOLID:
        painter.fillRect(area, colour)
    elif box.pattern is not Pattern.OPEN:
        painter.fillRect(area, paper)
        _fill(painter, area, box.pattern, colour)
    if box.outlined or box.pattern is Pattern.OPEN:
        painter.setPen(_pen(colour, _EDGE_MM))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)


def _fill(painter: QPainter, area: QRectF, pattern: Pattern, colour: QColor) -> None:
    """Fills an area with strokes or dots, which go on from one area into the next."""
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    if pattern is Pattern.DOTS:
        painter.setPen(_pen(colour, _DOT_MM, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(QPolygonF(_dots(area)))
    else:
        painter.setPen(_pen(colour, _HATCH_MM))
        painter.drawLines(_strokes(area, rising=True))
        if pattern is Pattern.CROSS:
            painter.drawLines(_strokes(area, rising=False))
    painter.restore()


def _strokes(area: QRectF, *, rising: bool) -> list[QLineF]:
    """Parallel lines through an area at 45 degrees."""
    step = _HATCH_STEP_MM * sqrt(2)
    # where a line meets the upper edge, and how far to a side it has gone at the lower one
    lean = -area.height() if rising else area.height()
    offset = area.top() if rising else -area.top()
    first = int((min(area.left(), area.left() - lean) + offset) // step)
    last = int((max(area.right(), area.right() - lean) + offset) // step) + 1
    tops = (at * step - offset for at in range(first, last + 1))
    return [QLineF(top, area.top(), top + lean, area.bottom()) for top in tops]


def _dots(area: QRectF) -> list[QPointF]:
    """The points of a grid turned by 45 degrees in an area, and those whose dots reach into it."""
    step = _DOT_STEP_MM / sqrt(2)
    return [
        QPointF(column * step, row * step)
        for row in range(int(area.top() // step), int(area.bottom() // step) + 2)
        for column in range(int(area.left() // step), int(area.right() // step) + 2)
        if (row + column) % 2 == 0
    ]
