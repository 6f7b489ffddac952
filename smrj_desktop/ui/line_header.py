"""The frozen label column of a statement: a vertical header that sets lines in below their totals."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from smrj_desktop.domain.grid import Role
from smrj_desktop.ui import theme
from smrj_desktop.ui.headers import SolidHeader
from smrj_desktop.ui.models.cell_roles import CellRole
from smrj_desktop.ui.tokens import GRID

_WIDEST = 36 * GRID
_INDENT = 12
_SIGN = 4.0
_BOLD = (Role.SECTION, Role.SUBTOTAL, Role.TOTAL)


class LineHeader(SolidHeader):
    """Labels of the lines: indents, weight for totals and sections, the whole label as a tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._folded: set[int] = set()
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setMaximumWidth(_WIDEST)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme.changed.connect(self.fit_rows)
        self.fit_rows()

    def set_folded(self, rows: set[int]) -> None:
        """Draws the headings of these rows as folded."""
        self._folded = rows
        self.viewport().update()

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
        # a heading has its sign behind its label
        sign = 2 * GRID if self._ask(logicalIndex, CellRole.KIND) is Role.SECTION else 0
        return QSize(self._left(logicalIndex) + width + 2 * GRID + sign, self.defaultSectionSize())

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
        if kind is Role.SECTION:
            self._draw_sign(painter, rect, folded=logicalIndex in self._folded)
        painter.restore()

    def _draw_sign(self, painter: QPainter, rect: QRect, *, folded: bool) -> None:
        """Draws at the right of a heading whether its lines are in sight: a point down, or to the right."""
        x, y = rect.right() - 1.5 * GRID, rect.center().y() + 0.5
        corners = [(-_SIGN, -_SIGN / 2), (_SIGN, -_SIGN / 2), (0, _SIGN / 2)]
        if folded:
            corners = [(-_SIGN / 2, -_SIGN), (_SIGN / 2, 0), (-_SIGN / 2, _SIGN)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text_secondary"))
        painter.drawPolygon(QPolygonF([QPointF(x + right, y + down) for right, down in corners]))
