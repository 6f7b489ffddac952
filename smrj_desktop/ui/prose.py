"""Running text on a painter: lines broken as on paper, with the space between them that reading takes."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from smrj_desktop.render import typeset
from smrj_desktop.ui.tokens import PROSE_LINE_HEIGHT

_advances: dict[str, typeset.Advances] = {}
"""Of the fonts that were asked for, which are few: measuring costs more than breaking."""


def lines(text: str, font: QFont, width: float) -> list[str]:
    """A text as lines no wider than `width` pixels; each of its own lines begins a new one."""
    key = font.key()
    if key not in _advances:
        _advances[key] = typeset.Advances(QFontMetricsF(font))
    return typeset.broken(text, _advances[key], width)


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
