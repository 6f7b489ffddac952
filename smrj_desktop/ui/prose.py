"""Running text on a painter: lines broken as Japanese is, with the space between them that reading takes."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from smrj_desktop.ui.tokens import PROSE_LINE_HEIGHT

_LINE_SEPARATOR = "\u2028"
"""What ends a line in the middle of a paragraph for Qt, which sees no end in a newline."""


def lines(text: str, font: QFont, width: float) -> list[str]:
    """A text as lines no wider than `width` pixels; each of its own lines begins a new one."""
    layout = QTextLayout(text.replace("\n", _LINE_SEPARATOR), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    result = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        part = text[line.textStart() : line.textStart() + line.textLength()]
        result.append(part.rstrip("\n"))
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
