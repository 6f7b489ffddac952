"""Running text on a painter: lines broken as Japanese is, with the space between them that reading takes."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from smrj_desktop.ui.tokens import PROSE_LINE_HEIGHT


def lines(text: str, font: QFont, width: float) -> list[str]:
    """A text as lines no wider than `width` pixels."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    result = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        result.append(text[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return result


def height(count: int, font: QFont) -> int:
    """How high some lines are, in pixels; a single one takes no space between lines."""
    single = QFontMetricsF(font).height()
    return ceil(single * (1 + PROSE_LINE_HEIGHT * (count - 1)))


def draw(painter: QPainter, area: QRect, content: list[str], alignment: Qt.AlignmentFlag) -> None:
    """Draws lines with the painter's font, the block of them in the middle of the area's height."""
    metrics = QFontMetricsF(painter.font())
    top = area.top() + (area.height() - height(len(content), painter.font())) / 2
    for at, line in enumerate(content):
        room = metrics.horizontalAdvance(line)
        left = float(area.left())
        if alignment & Qt.AlignmentFlag.AlignRight:
            left = area.right() + 1 - room
        elif alignment & Qt.AlignmentFlag.AlignHCenter:
            left = area.center().x() - room / 2
        base = top + metrics.ascent() + at * metrics.height() * PROSE_LINE_HEIGHT
        painter.drawText(QPointF(left, base), line)
