"""Cells of a table to read: texts that wrap, figures that stand on their last digit; drawn and measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QTableView

from smrj_desktop.ui import theme
from smrj_desktop.ui.delegates import draw_focus
from smrj_desktop.ui.tokens import GRID, PROSE_LINE_HEIGHT

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ABOVE = GRID // 2
"""The room above and below a text."""
_BESIDE = 2 * GRID + 1
"""What a column has beside its texts: room on both sides and the line of the grid."""


class Column(NamedTuple):
    """A column of a table to read.

    Attributes:
        title: stands above it.
        width_em: room for so many Japanese characters; 0 for a share of what the others leave.
        figures: whether figures stand in it.
    """

    title: str
    width_em: float = 0
    figures: bool = False


class Cell(NamedTuple):
    """What stands in one place of such a table.

    Attributes:
        text: in full.
        figure: whether it is a figure, in a column that holds texts as well.
        underlined: from where to where its text is underlined, in characters.
        tip: shown under the mouse and told by screen readers; plain text.
        heading: whether it stands above the rows that follow.
    """

    text: str
    figure: bool = False
    underlined: tuple[int, int] = (0, 0)
    tip: str = ""
    heading: bool = False


CellAt = Callable[[int, int], Cell]
"""What stands in a row and a column."""


def prepare(view: QTableView, name: str) -> None:
    """Makes a view one of rows to read, which screen readers call `name`."""
    view.setAccessibleName(name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    # Tab leaves the table, so that the keyboard can reach all else
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setTextElideMode(Qt.TextElideMode.ElideMiddle)


class Fitting(QObject):
    """Gives the columns and rows of a view their sizes in the present font, now and later."""

    def __init__(self, view: QTableView, columns: Sequence[Column], cell: CellAt) -> None:
        """Fits the columns at once; the view has them already."""
        super().__init__(view)
        self._view, self._columns, self._cell = view, tuple(columns), cell
        self._heights: dict[tuple[Cell, float], int] = {}
        self._rooms: list[int] = []
        header = view.horizontalHeader()
        for at, column in enumerate(columns):
            if not column.width_em:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        # while columns are resized, one after the other, not all widths are what they will be
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fit_rows)
        header.sectionResized.connect(self.rows_later)
        theme.changed.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """Fits the columns, and the rows when the event under way is over."""
        wide = _em()
        self._heights.clear()
        for at, column in enumerate(self._columns):
            if column.width_em:
                self._view.setColumnWidth(at, ceil(column.width_em * wide) + _BESIDE)
        self.rows_later()

    def rows_later(self) -> None:
        """Fits the rows when the event under way is over."""
        self._later.start()

    def _fit_rows(self) -> None:
        """Makes every row as high as its longest text needs."""
        view, wide = self._view, _em()
        rooms = [view.columnWidth(at) - _BESIDE for at in range(len(self._columns))]
        if rooms != self._rooms:
            self._heights.clear()
            self._rooms = rooms
        single = _height(Cell(""), 0)
        for row in range(view.model().rowCount()):
            # few cells wrap, and laying all of them out would take long
            long = [
                (cell, room)
                for at, room in enumerate(rooms)
                if not view.isColumnHidden(at)
                and not (cell := self._cell(row, at)).heading
                and (len(cell.text) * wide > room or "\n" in cell.text)
            ]
            height = max((self._height(cell, room) for cell, room in long), default=single)
            if view.rowHeight(row) != height:
                view.setRowHeight(row, height)

    def _height(self, cell: Cell, room: float) -> int:
        """How high a row must be for a cell, which is laid out once as long as the columns stay."""
        known = self._heights.get((cell, room))
        if known is None:
            known = self._heights[cell, room] = _height(cell, room)
        return known


class CellDelegate(QStyledItemDelegate):
    """Draws the cells of a table to read."""

    def __init__(self, cell: CellAt, parent: QObject) -> None:
        super().__init__(parent)
        self._cell = cell

    def paint(self, painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        draw_cell(painter, option, self._cell(index.row(), index.column()))


# Qt's stubs do not know the fields of an option
def draw_cell(painter: QPainter, option: Any, cell: Cell) -> None:
    """Draws a cell as the option of a delegate says."""
    area, state = option.rect, option.state
    selected = bool(state & QStyle.StateFlag.State_Selected)
    enabled = bool(state & QStyle.StateFlag.State_Enabled)
    text = "on_selection" if selected else "text"
    painter.save()
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
