"""The pages as small pictures to choose from, drawn while there is nothing else to do."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPalette, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QWidget

from smrj_desktop.messages import text
from smrj_desktop.render import inks
from smrj_desktop.render import painter as marks_painter
from smrj_desktop.render.page import Ink, Page, Printout
from smrj_desktop.ui import theme
from smrj_desktop.ui.delegates import draw_focus
from smrj_desktop.ui.tokens import GRID

_SIDE = 14 * GRID
"""The longer side of a page, in pixels."""
_MOST_KEPT = 100
"""So many pictures are kept, those nearest to what is in sight."""
_ROOT = QModelIndex()


class _Model(QAbstractListModel):
    """The pages, with what is said of each."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.pages: tuple[Page, ...] = ()

    def show(self, pages: tuple[Page, ...]) -> None:
        """Other pages in place of those before; the list stays where it is."""
        before, count = len(self.pages), len(pages)
        if count > before:
            self.beginInsertRows(_ROOT, before, count - 1)
            self.pages = pages
            self.endInsertRows()
        elif count < before:
            self.beginRemoveRows(_ROOT, count, before - 1)
            self.pages = pages
            self.endRemoveRows()
        self.pages = pages
        self.dataChanged.emit(self.index(0), self.index(min(before, count) - 1))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.pages)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        page = self.pages[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return page.number
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text("preview.thumbnail", number=page.number, title=page.title)
        return None


class _Delegate(QStyledItemDelegate):
    """Draws a page's picture, or its empty paper until there is one, and its number below."""

    def __init__(self, parent: PageThumbnails) -> None:
        super().__init__(parent)
        self._list = parent

    # Qt's stubs do not know the fields of an option
    def sizeHint(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_SIDE + 2 * GRID, _SIDE + option.fontMetrics.height() + 3 * GRID)

    def paint(self, painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        area, row = option.rect, index.row()
        marked = row == self._list.current
        ground, ink = ("selection", "on_selection") if marked else ("computed", "text")
        painter.save()
        painter.fillRect(area, theme.colour(ground))
        sheet = self._list.sheet_of(row, area)
        painter.fillRect(sheet.adjusted(-1, -1, 1, 1), theme.colour("rule"))
        painter.fillRect(sheet, QColor(inks.colour(Ink.PAPER)))
        if picture := self._list.picture_of(row):
            painter.drawImage(sheet, picture)
        painter.setFont(theme.font(bold=marked))
        painter.setPen(theme.colour(ink))
        below = area.adjusted(0, _SIDE + 2 * GRID, 0, -GRID)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, index.data())
        if option.state & QStyle.StateFlag.State_HasFocus and marked:
            # the focus may have the colour of the selection
            painter.setPen(QPen(theme.colour("on_selection"), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        elif option.state & QStyle.StateFlag.State_HasFocus:
            draw_focus(painter, area)
        painter.restore()


class PageThumbnails(QListView):
    """The pages of a printout, each as a small picture with its number; the one looked at is marked.

    Signals:
        chosen: a page was clicked, or Enter pressed on it; carries its index.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self._mono = False
        self._current = 0
        self._pictures: dict[int, tuple[Page, bool, QImage]] = {}
        self._idle = QTimer(self, singleShot=True, interval=0)
        self._idle.timeout.connect(self._draw_one)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.setAccessibleName(text("preview.thumbnails"))
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))
        theme.changed.connect(self._on_dressed)

    @property
    def current(self) -> int:
        """The index of the page that is marked."""
        return self._current

    def set_printout(self, printout: Printout, *, mono: bool) -> None:
        """Shows other pages; what is there of the old ones stays in sight until they are drawn.

        Args:
            printout: the pages.
            mono: whether in black ink and greys alone.
        """
        self._mono = mono
        self._model.show(printout.pages)
        for index in [index for index in self._pictures if index >= len(printout.pages)]:
            del self._pictures[index]
        self.set_current(min(self._current, max(0, len(printout.pages) - 1)))
        self._idle.start()

    def set_current(self, index: int) -> None:
        """Marks the page that is looked at, and brings it into sight."""
        self._current = index
        self.setCurrentIndex(self._model.index(index))
        self.viewport().update()

    def sizeHint(self) -> QSize:
        around = self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth()
        return QSize(_SIDE + 2 * GRID + around, 3 * _SIDE)

    # ---- pictures

    def picture_of(self, index: int) -> QImage | None:
        """The picture of a page as far as it is there."""
        known = self._pictures.get(index)
        return known[2] if known else None

    def sheet_of(self, index: int, area: QRect) -> QRect:
        """Where a page's paper is within the area of its item."""
        sheet = self._model.pages[index].sheet
        scale = _SIDE / max(sheet)
        size = QSize(round(sheet.width * scale), round(sheet.height * scale))
        left = area.left() + (area.width() - size.width()) // 2
        return QRect(QPoint(left, area.top() + GRID + _SIDE - size.height()), size)

    def _near(self) -> list[int]:
        """The pages in sight, then those a screen below and above."""
        step = self.sizeHintForRow(0)
        count = len(self._model.pages)
        if not count or step < 1:
            return []
        top, high = self.verticalScrollBar().value(), self.viewport().height()
        first, last = top // step, (top + high) // step + 1
        more = last - first
        order = [*range(first, last), *range(last, last + more), *range(first - 1, first - 1 - more, -1)]
        return [index for index in order if 0 <= index < count]

    def _draw_one(self) -> None:
        """Draws a picture that is missing near what is in sight, and comes back for the next."""
        near = self._near() if self.isVisible() else []
        for index in near:
            page = self._model.pages[index]
            known, mono, picture = self._pictures.get(index, (None, self._mono, QImage()))
            drawn = mono == self._mono and (known is page or known == page)
            if not drawn:
                dots = self.devicePixelRatioF() * _SIDE / max(page.sheet)
                picture = marks_painter.image(page, dots_per_mm=dots, mono=self._mono)
            self._pictures[index] = page, self._mono, picture
            if not drawn:
                self.update(self._model.index(index))
                self._idle.start()
                break
        middle = (min(near) + max(near)) / 2 if near else 0
        while len(self._pictures) > max(_MOST_KEPT, len(near)):
            del self._pictures[max(self._pictures, key=lambda index: abs(index - middle))]

    def _on_dressed(self) -> None:
        # the numbers have another size
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    # ---- events

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._idle.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._idle.start()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._idle.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
