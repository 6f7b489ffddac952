"""The preview: pages one below another on a ground, as they will be on paper, at any size."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QWidget

from smrj_desktop.messages import text
from smrj_desktop.render.page import Page, Printout
from smrj_desktop.ui import prose, theme
from smrj_desktop.ui.delegates import draw_focus
from smrj_desktop.ui.page_pictures import PagePictures
from smrj_desktop.ui.tokens import GRID

LEAST_ZOOM, MOST_ZOOM = 0.1, 8.0
ZOOMS = (LEAST_ZOOM, 0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 4.0, 6.0, MOST_ZOOM)
"""Where the keys stop; the wheel and a size that fits lie in between."""
GAP = 2 * GRID
"""Between pages and around them, in pixels."""
_STEP = 5 * GRID
_MM_PER_INCH = 25.4
_WHEEL_TWICE = 480
"""The wheel is turned so far for twice the size: four notches, in eighths of a degree."""


class Fit(Enum):
    """What the size of the pages follows."""

    NOTHING = auto()
    WIDTH = auto()
    PAGE = auto()


class _Place(NamedTuple):
    """A point, in millimetres from the top left corner of a page; it may lie beside the page."""

    page: int
    x: float
    y: float


class PageView(QAbstractScrollArea):
    """Shows the pages of a printout, and knows which one is looked at.

    Signals:
        current_changed: another page is looked at; carries its index.
        zoom_changed: the size of the pages, or what it follows, has changed; carries the zoom.
    """

    current_changed = Signal(int)
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: tuple[Page, ...] = ()
        self._mono = False
        self._zoom, self._fit = 1.0, Fit.WIDTH
        self._current = 0
        self._placing = False
        self._tops: list[int] = []
        self._widest = 0
        self._pictures = PagePictures()
        self.setFocusPolicy(Qt.FocusPolicy.WheelFocus)
        # a bar that comes and goes would change the width that the pages fit into
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setSingleStep(_STEP)
        self.setAccessibleDescription(text("preview.keys"))
        theme.changed.connect(self.viewport().update)
        self._say()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    @property
    def current(self) -> int:
        """The index of the page that is looked at; 0 where there is none."""
        return self._current

    @property
    def zoom(self) -> float:
        """How large the pages are, 1.0 being the size of the paper."""
        return self._zoom

    @property
    def fit(self) -> Fit:
        """What the size of the pages follows."""
        return self._fit

    # ---- which pages, and where

    def set_printout(self, printout: Printout, *, mono: bool) -> None:
        """Shows other pages; where the part that was looked at is still there, at the same place of it.

        Args:
            printout: the pages.
            mono: whether in black ink and greys alone.
        """
        before, index = self._current, 0
        place, point = _Place(0, 0, 0), QPoint(GAP, GAP)
        if self._pages:
            place, point = self._place(self._above(), before), self._above()
            index = _same_page(self._pages[before], before, printout.pages)
        self._pages, self._mono, self._current = printout.pages, mono, index
        self._show_at(place._replace(page=index), point, self._zoom, self._fit)
        self._say()
        if index != before:
            self.current_changed.emit(index)

    def go_to(self, index: int) -> None:
        """Brings the top of a page into sight, of the first or last one where there is none of this index."""
        if self._pages:
            index = min(max(0, index), self.count - 1)
            self._bring(_Place(index, 0, 0), QPoint(self._left(index), GAP))
            # the last ones may not get to the top
            self._set_current(index)

    def _set_current(self, index: int) -> None:
        if index != self._current:
            self._current = index
            self._say()
            self.current_changed.emit(index)

    def _say(self) -> None:
        """Tells screen readers which page is looked at."""
        name = text("preview.empty")
        if self._pages:
            title = self._pages[self._current].title
            name = text("preview.page", at=self._current + 1, count=self.count, title=title)
        self.setAccessibleName(name)

    # ---- how large

    def set_zoom(self, factor: float) -> None:
        """Shows pages at a size from `LEAST_ZOOM` to `MOST_ZOOM`; the middle of the view stays there."""
        self._zoom_at(factor, self.viewport().rect().center())

    def zoom_in(self) -> None:
        """The next larger size."""
        self.set_zoom(ZOOMS[min(bisect_right(ZOOMS, self._zoom), len(ZOOMS) - 1)])

    def zoom_out(self) -> None:
        """The next smaller size."""
        self.set_zoom(ZOOMS[max(bisect_left(ZOOMS, self._zoom) - 1, 0)])

    def fit_width(self) -> None:
        """Makes the widest page as wide as the view, also when that is resized."""
        self._show_at(self._place(self._above(), self._current), self._above(), self._zoom, Fit.WIDTH)

    def fit_page(self) -> None:
        """Makes the largest page fit into the view as a whole, also when that is resized."""
        self._show_at(_Place(self._current, 0, 0), self._above(), self._zoom, Fit.PAGE)

    def _zoom_at(self, factor: float, point: QPoint) -> None:
        """Another size, what is at a point of the view staying there."""
        self._show_at(self._place(point), point, factor, Fit.NOTHING)
        self._set_current(self._most_in_sight())

    def _show_at(self, place: _Place, point: QPoint, zoom: float, fit: Fit) -> None:
        """Shows the pages at a size, with a place of them at a point of the view."""
        before = self._zoom, self._fit
        self._fit = fit
        self._zoom = min(max(LEAST_ZOOM, self._fitting(zoom)), MOST_ZOOM)
        self._arrange()
        self._bring(place, point)
        self.viewport().update()
        if before != (self._zoom, self._fit):
            self.zoom_changed.emit(self._zoom)

    def _fitting(self, zoom: float) -> float:
        """The zoom that the size of the view asks for, or the given one where it does not matter."""
        if self._fit is Fit.NOTHING or not self._pages:
            return zoom
        room = self.viewport().size() - QSize(2 * GAP, 2 * GAP)
        width = max(page.sheet.width for page in self._pages)
        height = max(page.sheet.height for page in self._pages)
        wide = room.width() / (width * self._dots_at(1.0))
        high = room.height() / (height * self._dots_at(1.0))
        return min(wide, high) if self._fit is Fit.PAGE else wide

    def _dots_at(self, zoom: float) -> float:
        """Pixels of the view to a millimetre."""
        return zoom * self.logicalDpiX() / _MM_PER_INCH

    # ---- where things are, in pixels of the view

    def _arrange(self) -> None:
        """Gives the pages their places and the bars their ranges."""
        self._tops = [GAP]
        for index in range(self.count):
            self._tops.append(self._tops[-1] + self._size(index).height() + GAP)
        self._widest = max((self._size(index).width() for index in range(self.count)), default=0) + 2 * GAP
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        # a bar that comes or goes has the pages placed within this
        placing, self._placing = self._placing, True
        across.setPageStep(self.viewport().width())
        across.setRange(0, max(0, self._widest - self.viewport().width()))
        down.setPageStep(self.viewport().height())
        down.setRange(0, max(0, self._tops[-1] - self.viewport().height()))
        self._placing = placing

    def _size(self, index: int) -> QSize:
        dots, sheet = self._dots_at(self._zoom), self._pages[index].sheet
        return QSize(round(sheet.width * dots), round(sheet.height * dots))

    def _left(self, index: int) -> int:
        room = max(self.viewport().width(), self._widest)
        return (room - self._size(index).width()) // 2 - self.horizontalScrollBar().value()

    def _area(self, index: int) -> QRect:
        top = self._tops[index] - self.verticalScrollBar().value()
        return QRect(QPoint(self._left(index), top), self._size(index))

    def _above(self) -> QPoint:
        """Where the top of a page is after going to it."""
        return QPoint(self.viewport().width() // 2, GAP)

    def _place(self, point: QPoint, index: int | None = None) -> _Place:
        """What is at a point of the view, seen from a page or the one that is there."""
        if not self._pages:
            return _Place(0, 0, 0)
        if index is None:
            below = point.y() + self.verticalScrollBar().value() + GAP
            index = min(max(0, bisect_right(self._tops, below) - 1), self.count - 1)
        area, dots = self._area(index), self._dots_at(self._zoom)
        return _Place(index, (point.x() - area.left()) / dots, (point.y() - area.top()) / dots)

    def _bring(self, place: _Place, point: QPoint) -> None:
        """Scrolls so that a place is at a point of the view, as far as that goes."""
        if not self._pages:
            return
        area, dots = self._area(place.page), self._dots_at(self._zoom)
        placing, self._placing = self._placing, True
        for bar, by in (
            (self.horizontalScrollBar(), area.left() + place.x * dots - point.x()),
            (self.verticalScrollBar(), area.top() + place.y * dots - point.y()),
        ):
            bar.setValue(bar.value() + round(by))
        self._placing = placing

    def _in_sight(self, area: QRect) -> range:
        """The indexes of the pages that reach into an area of the view."""
        scrolled = self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, scrolled + area.top()) - 1)
        return range(first, min(self.count, bisect_right(self._tops, scrolled + area.bottom())))

    def _most_in_sight(self) -> int:
        """The page that is in sight with most of its height; of several, the one looked at before."""
        view = self.viewport().rect()

        def share(index: int) -> tuple[float, bool]:
            area = self._area(index)
            return (area & view).height() / area.height(), index == self._current

        return max(self._in_sight(view), key=share, default=self._current)

    # ---- events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour("computed"))
        for index in self._in_sight(event.rect()) if self._pages else ():
            self._pictures.draw(
                painter,
                QPointF(self._area(index).topLeft()),
                QRectF(event.rect()),
                index,
                self._pages[index],
                dots_per_mm=self._dots_at(self._zoom),
                mono=self._mono,
            )
        view = self.viewport().rect()
        if not self._pages:
            painter.setFont(theme.font())
            painter.setPen(theme.colour("text_secondary"))
            sentence = prose.lines(text("preview.empty"), theme.font(), view.width() - 2 * GAP)
            prose.draw(painter, view, sentence, Qt.AlignmentFlag.AlignHCenter)
        if self.hasFocus():
            draw_focus(painter, view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        whole = self._fit is Fit.PAGE
        place = _Place(self._current, 0, 0) if whole else self._place(self._above(), self._current)
        self._show_at(place, self._above(), self._zoom, self._fit)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dy and not self._placing:
            self._set_current(self._most_in_sight())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers & Qt.KeyboardModifier.ControlModifier and key in _ZOOM_KEYS:
            _ZOOM_KEYS[key](self)
        elif key == Qt.Key.Key_PageDown:
            self.go_to(self._current + 1)
        elif key == Qt.Key.Key_PageUp:
            self.go_to(self._current - 1)
        elif key == Qt.Key.Key_Home:
            self.go_to(0)
        elif key == Qt.Key.Key_End:
            self.go_to(self.count - 1)
        elif key == Qt.Key.Key_Space:
            back = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            action = QAbstractSlider.SliderAction
            self.verticalScrollBar().triggerAction(
                action.SliderPageStepSub if back else action.SliderPageStepAdd
            )
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = 2 ** (event.angleDelta().y() / _WHEEL_TWICE)
            self._zoom_at(self._zoom * turned, event.position().toPoint())
            event.accept()
        else:
            super().wheelEvent(event)


_ZOOM_KEYS: dict[int, Callable[[PageView], None]] = {
    Qt.Key.Key_Plus: PageView.zoom_in,
    # where + takes Shift, it is left out
    Qt.Key.Key_Equal: PageView.zoom_in,
    Qt.Key.Key_Minus: PageView.zoom_out,
    Qt.Key.Key_0: lambda view: view.set_zoom(1.0),
}


def _same_page(page: Page, index: int, pages: tuple[Page, ...]) -> int:
    """Where a page is among others: the nearest of its part, or the one of its index."""
    found = [at for at, other in enumerate(pages) if other.part == page.part]
    if found:
        return min(found, key=lambda at: abs(pages[at].index - page.index))
    return max(0, min(index, len(pages) - 1))
