"""A table to read: rows of texts that wrap and figures that stand on their last digit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import ceil
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption
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
from smrj_desktop.ui.tokens import GRID, PROSE_LINE_HEIGHT

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


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
    """

    text: str
    figure: bool = False
    underlined: tuple[int, int] = (0, 0)
    tip: str = ""


class PlainTable(QTableWidget):
    """Rows of cells that can be chosen and read but not changed."""

    indent = 0
    """Room before the text of a cell, for what a kind of table draws there."""

    def __init__(self, columns: Sequence[Column], name: str, parent: QWidget | None = None) -> None:
        """An empty table, which screen readers call `name`."""
        super().__init__(0, len(columns), parent)
        self._columns = tuple(columns)
        self._rows: list[list[Cell]] = []
        self._delegate = CellDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Tab leaves the table, so that the keyboard can reach all else
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for at, column in enumerate(columns):
            item = QTableWidgetItem(column.title)
            item.setTextAlignment(_RIGHT if column.figures else _LEFT)
            item.setToolTip(_tip(column.title))
            self.setHorizontalHeaderItem(at, item)
            if not column.width_em:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self.fit_rows)
        theme.changed.connect(self.fit)
        self.fit()

    def fill(self, rows: Sequence[Sequence[Cell | str]]) -> None:
        """Shows these rows in place of those before."""
        self._rows = [
            [
                cell._replace(figure=cell.figure or column.figures)
                if isinstance(cell, Cell)
                else Cell(cell, column.figures)
                for cell, column in zip(row, self._columns, strict=True)
            ]
            for row in rows
        ]
        self.setRowCount(len(self._rows))
        for at, row in enumerate(self._rows):
            for column, cell in enumerate(row):
                self.setItem(at, column, _item(cell))
        self.fit_rows()

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a place."""
        return self._rows[row][column]

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Puts something else into a place."""
        self._rows[row][column] = cell
        self.setItem(row, column, _item(cell))

    def remove(self, row: int) -> None:
        """Takes a row out; the one that takes its place is then the current one."""
        del self._rows[row]
        self.removeRow(row)

    def show_only(self, wanted: Iterable[bool]) -> None:
        """Hides the rows that are not wanted; takes one truth a row."""
        for at, seen in enumerate(wanted):
            self.setRowHidden(at, not seen)

    def fit(self) -> None:
        """Gives columns and rows their sizes in the present font."""
        for at, column in enumerate(self._columns):
            if column.width_em:
                self.setColumnWidth(at, ceil(column.width_em * em()) + 2 * GRID + 1)
        self.fit_rows()
        self.viewport().update()

    def fit_rows(self) -> None:
        """Makes every row as high as its longest text needs."""
        wide, single = em(), ceil(QFontMetricsF(theme.font()).height()) + 2 * GRID
        rooms = [self.columnWidth(at) - 2 * GRID - self.indent for at in range(self.columnCount())]
        for at, row in enumerate(self._rows):
            # few rows wrap, and laying all of them out would take long
            wraps = any(
                len(cell.text) * wide > room or "\n" in cell.text
                for cell, room in zip(row, rooms, strict=True)
            )
            needed = single
            if wraps:
                needed = max(self._delegate.height(cell, room) for cell, room in zip(row, rooms, strict=True))
            if self.rowHeight(at) != needed:
                self.setRowHeight(at, needed)


class CellDelegate(QStyledItemDelegate):
    """Draws the cells of a `PlainTable`."""

    def __init__(self, table: PlainTable) -> None:
        super().__init__(table)
        self._table = table

    def height(self, cell: Cell, room: float) -> int:
        """How high a row must be for this cell, with `room` pixels for its text."""
        return ceil(_lay_out(cell, room)[1]) + 2 * GRID

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
        painter.fillRect(area, theme.colour("selection" if selected else "surface"))
        painter.setPen(theme.colour(text if enabled or selected else "disabled"))
        room = area.adjusted(GRID + self._table.indent, 0, -GRID, 0)
        layout, height = _lay_out(self._table.cell(index.row(), index.column()), room.width())
        layout.draw(painter, QPointF(room.left(), room.top() + (room.height() - height) / 2))
        if state & QStyle.StateFlag.State_HasFocus:
            draw_focus(painter, area)
        painter.restore()


def em() -> float:
    """The width of a Japanese character in the present font, in pixels."""
    return QFontMetricsF(theme.font()).horizontalAdvance("国")


def _tip(plain: str) -> str:
    """A plain text as a tooltip, which would take `<b>` in the name of a file for bold print."""
    return f"<qt>{escape(plain)}</qt>" if plain else ""


def _item(cell: Cell) -> QTableWidgetItem:
    item = QTableWidgetItem(cell.text)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    item.setTextAlignment(_RIGHT if cell.figure else _LEFT)
    if cell.tip:
        item.setToolTip(_tip(cell.tip))
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, cell.tip)
    return item


def _lay_out(cell: Cell, room: float) -> tuple[QTextLayout, float]:
    """A cell's text in lines no wider than `room`, and how high they are together."""
    # a layout breaks at a line separator, not at an end of line
    layout = QTextLayout(cell.text.replace("\n", "\u2028"), theme.font())
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
