"""A table to read: rows of texts that wrap and figures that stand on their last digit."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from smrj_desktop.ui import theme
from smrj_desktop.ui.delegates import draw_focus
from smrj_desktop.ui.dialog_parts import tip
from smrj_desktop.ui.tokens import GRID, PROSE_LINE_HEIGHT

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ABOVE = GRID // 2
"""The room above and below a text."""
_BESIDE = 2 * GRID + 1
"""What a column has beside its texts: room on both sides and the line of the grid."""


class Column(NamedTuple):
    """A column of a `PlainTable`.

    Attributes:
        title: stands above it.
        width_em: room for so many Japanese characters; 0 for a share of what the others leave.
        figures: whether figures stand in it.
    """

    title: str
    width_em: float = 0
    figures: bool = False


class Cell(NamedTuple):
    """What stands in one place of a `PlainTable`.

    Attributes:
        text: in full.
        figure: whether it is a figure, in a column that holds texts as well.
        underlined: from where to where its text is underlined, in characters.
        tip: shown under the mouse and told by screen readers; plain text.
        heading: whether it stands above the rows that follow, across all columns.
    """

    text: str
    figure: bool = False
    underlined: tuple[int, int] = (0, 0)
    tip: str = ""
    heading: bool = False


class _Item(QTableWidgetItem):
    """A cell in the table."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell.text)
        self.cell = cell
        self.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self.setTextAlignment(_RIGHT if cell.figure else _LEFT)
        if cell.tip:
            self.setToolTip(tip(cell.tip))
            self.setData(Qt.ItemDataRole.AccessibleDescriptionRole, cell.tip)


class PlainTable(QTableWidget):
    """Rows of cells that can be chosen and read but not changed."""

    def __init__(self, columns: Sequence[Column], name: str, parent: QWidget | None = None) -> None:
        """An empty table, which screen readers call `name`."""
        super().__init__(0, len(columns), parent)
        self._columns = tuple(columns)
        self.setItemDelegate(_CellDelegate(self))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Tab leaves the table, so that the keyboard can reach all else
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for at, column in enumerate(columns):
            item = QTableWidgetItem(column.title)
            item.setTextAlignment(_RIGHT if column.figures else _LEFT)
            item.setToolTip(tip(column.title))
            self.setHorizontalHeaderItem(at, item)
            if not column.width_em:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        # while columns are resized, one after the other, not all widths are what they will be
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fit_rows)
        header.sectionResized.connect(self._fit_rows_later)
        theme.changed.connect(self._fit)
        self._fit()

    def fill(self, rows: Sequence[Sequence[Cell | str]]) -> None:
        """Shows these rows in place of those before."""
        self.clearSpans()
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, content in enumerate(row):
                self.put(at, column, content)
        self._fit_rows_later()

    def put(self, row: int, column: int, content: Cell | str) -> None:
        """Puts something else into a place."""
        cell = content if isinstance(content, Cell) else Cell(content)
        self.setItem(row, column, _Item(cell._replace(figure=cell.figure or self._columns[column].figures)))
        if cell.heading:
            self.setSpan(row, column, 1, self.columnCount())

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a place."""
        item = self.item(row, column)
        assert isinstance(item, _Item)
        return item.cell

    def _fit(self) -> None:
        """Gives columns and rows their sizes in the present font."""
        wide = _em()
        for at, column in enumerate(self._columns):
            if column.width_em:
                self.setColumnWidth(at, ceil(column.width_em * wide) + _BESIDE)
        self._fit_rows_later()

    def _fit_rows_later(self) -> None:
        self._later.start()

    def _fit_rows(self) -> None:
        """Makes every row as high as its longest text needs."""
        wide = _em()
        rooms = [self.columnWidth(at) - _BESIDE for at in range(self.columnCount())]
        single = _height(Cell(""), 0)
        for row in range(self.rowCount()):
            # few cells wrap, and laying all of them out would take long
            long = [
                (cell, room)
                for at, room in enumerate(rooms)
                if not (cell := self.cell(row, at)).heading
                and (len(cell.text) * wide > room or "\n" in cell.text)
            ]
            self.setRowHeight(row, max((_height(cell, room) for cell, room in long), default=single))


class _CellDelegate(QStyledItemDelegate):
    """Draws the cells of a `PlainTable`."""

    def __init__(self, table: PlainTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        # Qt's stubs do not know the fields of an option
        self,
        painter: QPainter,
        option: Any,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        area, state = option.rect, option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        enabled = bool(state & QStyle.StateFlag.State_Enabled)
        text = "on_selection" if selected else "text"
        painter.save()
        cell = self._table.cell(index.row(), index.column())
        ground = "selection" if selected else "header" if cell.heading else "surface"
        painter.fillRect(area, theme.colour(ground))
        painter.setPen(theme.colour(text if enabled or selected else "disabled"))
        layout, _ = _lay_out(cell, area.width() - 2 * GRID)
        layout.draw(painter, QPointF(area.left() + GRID, area.top() + _ABOVE))
        if state & QStyle.StateFlag.State_HasFocus:
            if selected:
                # the focus may have the colour of the selection
                painter.setPen(QPen(theme.colour("on_selection"), 2))
                painter.drawRect(area.adjusted(1, 1, -1, -1))
            else:
                draw_focus(painter, area)
        painter.restore()


def _em() -> float:
    """The width of a Japanese character in the present font, in pixels; a bold one is the wider."""
    return QFontMetricsF(theme.font(bold=True)).horizontalAdvance("国")


def _height(cell: Cell, room: float) -> int:
    """How high a row must be for this cell, with `room` pixels for its text."""
    return ceil(_lay_out(cell, room)[1]) + 2 * _ABOVE


def _lay_out(cell: Cell, room: float) -> tuple[QTextLayout, float]:
    """A cell's text in lines no wider than `room`, and how high they are together."""
    # a layout breaks at a line separator, not at an end of line
    layout = QTextLayout(cell.text.replace("\n", "\u2028"), theme.font(bold=cell.heading))
    option = QTextOption(Qt.AlignmentFlag.AlignRight if cell.figure else Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    start, end = (_units(cell.text[:at]) for at in cell.underlined)
    if end > start:
        # Qt's stubs do not know its fields
        mark: Any = QTextLayout.FormatRange()
        mark.start, mark.length = start, end - start
        mark.format = QTextCharFormat()
        mark.format.setFontUnderline(True)
        mark.format.setFontWeight(QFont.Weight.Bold)
        layout.setFormats([mark])
    height = top = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, room))
        line.setPosition(QPointF(0, top))
        height = top + line.height()
        top += line.height() * PROSE_LINE_HEIGHT
    layout.endLayout()
    return layout, height


def _units(text: str) -> int:
    """How long a text is in Qt's count, which takes a rare character for two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
