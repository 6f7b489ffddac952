"""The frozen label column of a statement: a vertical header that sets lines in below their totals."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from smrj_desktop.domain.grid import Role
from smrj_desktop.ui import theme
from smrj_desktop.ui.models.cell_roles import CellRole
from smrj_desktop.ui.tokens import GRID

_WIDEST = 36 * GRID
_INDENT = 12
_BOLD = (Role.SECTION, Role.SUBTOTAL, Role.TOTAL)


class LineHeader(QHeaderView):
    """Labels of the lines: indents, weight for totals and sections, the whole label as a tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setMaximumWidth(_WIDEST)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme.changed.connect(self.fit_rows)
        self.fit_rows()

    def fit_rows(self) -> None:
        """Gives all lines the height of the present font."""
        self.setDefaultSectionSize(QFontMetrics(theme.font()).height() + GRID)
        self.viewport().update()

    def _ask(self, section: int, role: int) -> object:
        return self.model().headerData(section, Qt.Orientation.Vertical, role)

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        label = str(self._ask(logicalIndex, Qt.ItemDataRole.DisplayRole) or "")
        bold = self._ask(logicalIndex, CellRole.KIND) in _BOLD
        width = QFontMetrics(theme.font(bold=bold)).horizontalAdvance(label)
        return QSize(self._left(logicalIndex) + width + 2 * GRID, self.defaultSectionSize())

    def _left(self, section: int) -> int:
        return GRID + _INDENT * int(str(self._ask(section, CellRole.INDENT) or 0))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        kind = self._ask(logicalIndex, CellRole.KIND)
        font = theme.font(bold=kind in _BOLD)
        selection = self.selectionModel()
        active = selection is not None and selection.rowIntersectsSelection(logicalIndex)
        painter.save()
        still = "header" if kind is Role.SECTION else "window"
        painter.fillRect(rect, theme.colour("header_active" if active else still))
        painter.setPen(theme.colour("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(theme.colour("rule"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if kind in (Role.SUBTOTAL, Role.TOTAL):
            painter.drawLine(rect.topLeft(), rect.topRight())
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        room = rect.adjusted(self._left(logicalIndex), 0, -GRID // 2, 0)
        label = str(self._ask(logicalIndex, Qt.ItemDataRole.DisplayRole) or "")
        shown = QFontMetrics(font).elidedText(label, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
