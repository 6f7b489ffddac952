"""The column header of the statements: business segments (業務区分) over accounting classes (経理)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import ceil

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHeaderView, QToolTip, QWidget

from smrj_desktop.ui import labels, theme
from smrj_desktop.ui.tokens import GRID

MAX_LINES = 3
"""A label that needs more lines is cut with an ellipsis; its tooltip says it whole."""

Column = tuple[str, str]


class SolidHeader(QHeaderView):
    """A header that lays its own ground, so that it need not be drawn whenever what lies behind it is."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, e: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(e.rect(), theme.colour("header"))
        painter.end()
        super().paintEvent(e)


class GroupedHeader(SolidHeader):
    """A horizontal header of two levels.

    Neighbouring columns of one segment share a cell over their classes; a column without a class is one
    cell over both levels. The model's `DisplayRole` is a section's name in one line, for screen readers and
    for the tooltip; its `FontRole`, where bold, marks a total column.

    Args:
        parent: the view whose header it becomes.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns: list[Column] = []
        self._runs: list[list[int]] = []
        self._heights = (0, 0)
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.sectionResized.connect(self.lay_out)
        self.sectionCountChanged.connect(self.lay_out)
        theme.changed.connect(self.lay_out)
        if isinstance(parent, QAbstractScrollArea):
            # a group's label stays in sight while its columns scroll, so a moved copy of it is not enough
            parent.horizontalScrollBar().valueChanged.connect(self._repaint)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Sets the header's texts.

        Args:
            columns: (segment, accounting class) of each column in order; the class may be empty.
        """
        self._columns = list(columns)
        self._runs = []
        for (_, grouped), run in groupby(
            range(len(columns)), lambda at: (columns[at][0], columns[at][1] != "")
        ):
            members = list(run)
            self._runs.extend([members] * len(members) if grouped else [[]] * len(members))
        self.lay_out()

    def follow(self, other: QHeaderView) -> None:
        """Keeps this header as high as another one, as for the frozen columns beside a table."""
        self._leader = other
        other.geometriesChanged.connect(self._adopt_height)
        self._adopt_height()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), sum(self._heights) or super().sizeHint().height())

    def sectionSizeFromContents(self, logical: int) -> QSize:
        if logical >= len(self._columns):
            return super().sectionSizeFromContents(logical)
        segment, accounting_class = self._columns[logical]
        measure = QFontMetricsF(self._font(logical)).horizontalAdvance
        run = self._runs[logical]
        width = max((measure(piece) for piece in labels.pieces(segment)), default=0.0) / max(1, len(run))
        return QSize(ceil(max(width, measure(accounting_class))) + 2 * GRID, sum(self._heights))

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        if logical >= len(self._columns):
            super().paintSection(painter, rect, logical)
            return
        segment, accounting_class = self._columns[logical]
        ground = "header_active" if self._is_active(logical) else "header"
        painter.save()
        painter.setClipRect(rect)
        if self._runs[logical]:
            lower = self._heights[1]
            group = QRect(self._group_rect(logical))
            group.setHeight(rect.height() - lower)
            # each section draws its own slice of the cell it shares
            self._paint_cell(painter, group, segment, "header", self.font())
            own = QRect(rect.left(), rect.bottom() + 1 - lower, rect.width(), lower)
            self._paint_cell(painter, own, accounting_class, ground, self._font(logical))
        else:
            self._paint_cell(painter, rect, segment, ground, self._font(logical))
        painter.setPen(theme.colour("rule"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            logical = self.logicalIndexAt(event.pos())
            name = self.model() and self.model().headerData(logical, self.orientation())
            QToolTip.showText(event.globalPos(), str(name or ""), self)
            return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.lay_out()

    def _adopt_height(self) -> None:
        self.setFixedHeight(self._leader.sizeHint().height())

    def _is_active(self, logical: int) -> bool:
        selection = self.selectionModel()
        return (
            self.highlightSections()
            and selection is not None
            and selection.columnIntersectsSelection(logical, self.rootIndex())
        )

    def _font(self, logical: int) -> QFont:
        model = self.model()
        wanted = model and model.headerData(logical, self.orientation(), Qt.ItemDataRole.FontRole)
        return wanted if isinstance(wanted, QFont) else self.font()

    def _group_rect(self, logical: int) -> QRect:
        """The cell a column's group shares, in the viewport; hidden columns take no part."""
        shown = [at for at in self._runs[logical] if not self.isSectionHidden(at)]
        left = self.sectionViewportPosition(shown[0])
        right = self.sectionViewportPosition(shown[-1]) + self.sectionSize(shown[-1])
        return QRect(left, 0, right - left, self.height())

    def lay_out(self) -> None:
        """Finds the height of both levels for the present widths and fonts."""
        upper = lower = span = 0
        for logical in range(min(self.count(), len(self._columns))):
            if self.isSectionHidden(logical):
                continue
            segment, accounting_class = self._columns[logical]
            width = self.sectionSize(logical)
            if self._runs[logical]:
                upper = max(upper, self._height(segment, self._group_rect(logical).width(), self.font()))
                lower = max(lower, self._height(accounting_class, width, self._font(logical)))
            else:
                span = max(span, self._height(segment, width, self._font(logical)))
        heights = (max(upper, span - lower), lower)
        if heights != self._heights:
            self._heights = heights
            self.updateGeometry()
            self.geometriesChanged.emit()
        self._repaint()

    def _repaint(self) -> None:
        self.viewport().update()

    def _wrap(self, text: str, width: int, metrics: QFontMetricsF) -> list[str]:
        return labels.wrap(text, width - GRID, metrics.horizontalAdvance, MAX_LINES)

    def _height(self, text: str, width: int, font: QFont) -> int:
        metrics = QFontMetricsF(font)
        lines = min(MAX_LINES, len(self._wrap(text, width, metrics)))
        return ceil(lines * _line_height(metrics)) + GRID

    def _paint_cell(self, painter: QPainter, cell: QRect, text: str, ground: str, font: QFont) -> None:
        painter.fillRect(cell, theme.colour(ground))
        painter.setPen(theme.colour("rule"))
        painter.drawLine(cell.topRight(), cell.bottomRight())
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        metrics = QFontMetricsF(font)
        line_height = _line_height(metrics)
        lines = self._wrap(text, cell.width(), metrics)
        room = max(1, int((cell.height() - GRID // 2) / line_height))
        if len(lines) > room:
            rest = "".join(lines[room - 1 :])
            lines[room - 1 :] = [metrics.elidedText(rest, Qt.TextElideMode.ElideRight, cell.width() - GRID)]
        block = ceil(max(map(metrics.horizontalAdvance, lines)))
        seen = cell.intersected(self.viewport().rect())
        # in the middle of what is in sight, yet never across the edge of its own cell
        left = min(seen.center().x() - block // 2, cell.right() - GRID // 2 - block)
        left = max(left, cell.left() + GRID // 2)
        top = cell.top() + (cell.height() - line_height * len(lines)) / 2
        for at, line in enumerate(lines):
            box = QRect(left, round(top + at * line_height), block, ceil(line_height))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, line)


def _line_height(metrics: QFontMetricsF) -> float:
    # the face has no leading of its own, and two lines of kanji would touch
    return metrics.height() * 1.25
