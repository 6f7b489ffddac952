"""One panel of a chart: horizontal bars over one axis of amounts. Alone imports pyqtgraph."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from smrj_desktop.domain.amounts import Figure, show
from smrj_desktop.domain.series import PER_CENT, Chart, Panel
from smrj_desktop.render import chart_marks, chart_words
from smrj_desktop.ui import chart_fills, chart_spots, labels, prose, theme
from smrj_desktop.ui.chart_scale import Span, moved, showing, within, zoomed
from smrj_desktop.ui.chart_spots import Placed, Ruler, Spot
from smrj_desktop.ui.delegates import draw_focus
from smrj_desktop.ui.tokens import GRID

_LABEL_EM, _NAME_EM = 9, 14
"""Room for the labels of lines and columns, and for the names of indicators, in Japanese characters."""

_LABEL_LINES = 3
_GRID_ALPHA = 64
_ZOOM_STEP = 1.25
_NOTCH = 120
"""What a wheel says of one of its notches, in eighths of a degree."""


class _Labels(pg.GraphicsWidget):
    """The labels of the rows; pyqtgraph's own axis gives lines no room and totals no weight."""

    def __init__(self, plot: PanelPlot) -> None:
        super().__init__()
        self._plot = plot

    def paint(self, p: QPainter, *_args: object) -> None:
        self._plot.paint_labels(p, self.boundingRect())


class _Bars(pg.GraphicsObject):
    """All bars and their values as one item: each item costs at every repaint."""

    def __init__(self, plot: PanelPlot, view: pg.ViewBox) -> None:
        super().__init__(view)
        self._plot, self._view = plot, view

    def boundingRect(self) -> QRectF:
        return self._view.boundingRect()

    def paint(self, p: QPainter, *_args: object) -> None:
        self._plot.paint_bars(p)

    def resized(self) -> None:
        """Takes note that there is more or less room."""
        self.prepareGeometryChange()


class PanelPlot(pg.GraphicsView):
    """Rows of bars on one scale, with every value beside its bar.

    Signals:
        activated: a bar or a row was clicked; carries its `Spot`.
        zoom_changed: more or less of the axis is in sight.

    Attributes:
        spots: what can be chosen, from top to bottom.
        placed: where each of them is drawn.
        whole: all of the axis.
    """

    activated = Signal(object)
    zoom_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        # not a PlotWidget, which builds a dozen menus nobody opens
        super().__init__(parent)
        self.spots: list[Spot] = []
        self.placed: list[Placed] = []
        self.whole = Span(0, 1)
        self._chart: Chart | None = None
        self._panel = Panel((), 0, 0)
        self._ruler = Ruler(theme.font("caption", bold=True))
        self._in_view: tuple[object, ...] = ()
        self._wrapped: list[list[str]] = []
        self._tops, self._axis_height = [0.0], 0
        self._chosen: int | None = None
        self._part: Span | None = None
        self._pressed: QPoint | None = None
        self._panning: Span | None = None
        self._view = pg.ViewBox(enableMenu=False, enableMouse=False, invertY=True, defaultPadding=0)
        self._view.disableAutoRange()
        self._labels, self._bottom = _Labels(self), pg.AxisItem("bottom")
        layout = pg.GraphicsLayout()
        layout.layout.setSpacing(0)
        layout.layout.setContentsMargins(0, 0, 0, 0)
        for item, row, column in ((self._labels, 0, 0), (self._view, 0, 1), (self._bottom, 1, 1)):
            layout.addItem(item, row, column)
        self._bottom.linkToView(self._view)
        self._bottom.enableAutoSIPrefix(False)
        self._bottom.setGrid(_GRID_ALPHA)
        # as pictures of their own, for they cost more than all bars and change less
        for item in (self._labels, self._bottom):
            item.setCacheMode(pg.GraphicsWidget.CacheMode.DeviceCoordinateCache)
        # behind the bars, not across them
        self._bottom.setZValue(self._view.zValue() - 1)
        self.setCentralItem(layout)
        self._bars = _Bars(self, self._view)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._view.sigResized.connect(self._on_resized)
        theme.changed.connect(self._dress)

    # ---- what is shown

    def set_panel(self, chart: Chart, panel: Panel, *, same: bool) -> None:
        """Shows a panel of a chart; with `same` it is the one shown before with other figures."""
        if same and panel == self._panel:
            return
        shape = _shape(self._panel)
        self._chart, self._panel = chart, panel
        self.spots = chart_spots.spots_of(chart, panel)
        if not same:
            self._part = None
        if same and shape == _shape(panel):
            self._fit()
        else:
            self._dress()

    def sizeHint(self) -> QSize:
        return QSize(48 * GRID, ceil(self._tops[-1]) + self._axis_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(28 * GRID, self.sizeHint().height())

    def _dress(self) -> None:
        caption = theme.font("caption")
        self._ruler = Ruler(theme.font("caption", bold=True))
        self._in_view = ()
        ems = _NAME_EM if self._chart and self._chart.unit == PER_CENT else _LABEL_EM
        width = ems * QFontMetricsF(caption).horizontalAdvance("国")
        names = map(chart_words.label, self._panel.rows)
        self._wrapped = [labels.wrap(name, width, self._ruler.width, _LABEL_LINES) for name in names]
        heights = [prose.height(len(lines), caption) for lines in self._wrapped]
        self._tops = chart_spots.tops(self._panel, self.spots, heights, self._ruler)
        self.setBackground(theme.colour("surface"))
        self._bottom.setTickFont(caption)
        self._bottom.setTextPen(theme.colour("text"))
        self._bottom.setPen(QPen(theme.colour("border")))
        self._axis_height = ceil(QFontMetricsF(caption).height()) + GRID
        self._bottom.setHeight(self._axis_height)
        self._labels.setFixedWidth(width + 2 * GRID)
        self._labels.update()
        self.updateGeometry()
        self._fit()

    # ---- the axis

    @property
    def shown(self) -> Span:
        """What of the axis is in sight."""
        return self._part or self.whole

    @property
    def is_zoomed(self) -> bool:
        """Whether less than all of the axis is in sight."""
        return self._part is not None

    def zoom(self, steps: float, at: float | None = None) -> None:
        """Zooms in by some steps, out where they are negative; `at` is the amount that stays in place.

        Without one it is the end of the chosen bar, else 0; the middle where these are out of sight.
        """
        shown = self.shown
        if at is None:
            bar = self.spots[self._chosen].bar if self._chosen is not None else None
            at = bar.end if bar else 0
            at = at if shown.low <= at <= shown.high else (shown.low + shown.high) / 2
        self._show(zoomed(shown, self.whole, _ZOOM_STEP**steps, at))

    def reset_zoom(self) -> None:
        """Shows all of the axis."""
        self._show(self.whole)

    def _show(self, span: Span) -> None:
        self._part = None if span.length >= self.whole.length else span
        self._fit()
        self.zoom_changed.emit()

    def _on_resized(self) -> None:
        self._bars.resized()
        self._fit()

    def _fit(self) -> None:
        """Puts everything where the axis wants it, with few round ticks."""
        view, panel = self._view, self._panel
        self.whole = chart_spots.whole(panel, self.spots, view.width(), self._ruler)
        if self._part is not None:
            part = within(self._part, self.whole)
            self._part = None if part == self.whole else part
        low, high = self._part or panel[1:3]
        in_view = (self.shown, low, high, view.width())
        if in_view != self._in_view:
            self._in_view = in_view
            view.setRange(xRange=self.shown, yRange=(0, 1), padding=0)
            self._bottom.setTicks([[(at, show(Figure(at))) for at in self._ticks(low, high)]])
        self.placed = chart_spots.placed(self.spots, self.shown, view.width(), self._tops, self._ruler)
        self._bars.update()

    def _ticks(self, low: float, high: float) -> Sequence[int]:
        """Round amounts from `low` to `high`, as far apart as the ticks of paper would be."""
        if high <= low:
            return ()
        widest = max(self._ruler.width(show(Figure(round(end)))) for end in (low, high))
        room = self._view.width() * (high - low) / self.shown.length
        apart = chart_marks.ticks(0, max(1, round(high - low)), max(3, int(room / (widest + 2 * GRID)) + 1))
        step = apart[1] if len(apart) > 1 else max(1, round(high - low))
        # three of the longest may have no room beside one another
        while self._crowded(found := range(ceil(low / step) * step, floor(high / step) * step + 1, step)):
            step *= 2
        return found

    def _crowded(self, amounts: range) -> bool:
        """Whether the labels of these amounts would touch."""
        room = amounts.step / self.shown.length * self._view.width() - GRID
        widths = [self._ruler.width(show(Figure(each))) for each in amounts]
        return any((left + right) / 2 > room for left, right in pairwise(widths))

    # ---- drawing

    def paint_labels(self, painter: QPainter, area: QRectF) -> None:
        """Draws the labels of the rows, right-aligned beside their bars."""
        for row, lines, top, bottom in zip(
            self._panel.rows, self._wrapped, self._tops[:-1], self._tops[1:], strict=True
        ):
            box = QRectF(0, top, area.width() - GRID, bottom - top)
            if row.strong and top:
                _rule(painter, top, area.width())
            painter.setPen(theme.colour("text"))
            painter.setFont(theme.font("caption", bold=row.strong))
            prose.draw(painter, box.toRect(), lines, Qt.AlignmentFlag.AlignRight)

    def paint_bars(self, painter: QPainter) -> None:
        """Draws bars and values, and the ring around what is chosen."""
        if self._chart is None:
            return
        width, height, span = self._view.width(), self._view.height(), self.shown
        for row, top in zip(self._panel.rows, self._tops, strict=False):
            if row.strong and top:
                _rule(painter, top, width)
        if self._chart.together:
            self._paint_path(painter)
        fills = {name: chart_marks.fill(self._chart, name) for name in self._chart.series}
        # edges beyond the edge are cut there, as no painter takes a bar of a million pixels well
        sight = QRectF(-2, 0, width + 4, height)
        for spot, (bar, _, _) in zip(self.spots, self.placed, strict=True):
            if spot.bar and spot.bar.start != spot.bar.end and bar.right() >= 0 and bar.left() <= width:
                chart_fills.paint(painter, bar & sight, fills[spot.bar.series])
        zero = -span.low / span.length * width
        painter.setPen(QPen(theme.colour("rule"), 1))
        painter.drawLine(QPointF(zero, 0), QPointF(zero, height))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine
        for spot, (bar, value, at) in zip(self.spots, self.placed, strict=True):
            if bar.left() < at.right() and at.left() < bar.right():
                painter.fillRect(at.adjusted(-2, 1, 2, -1), theme.colour("surface"))
            painter.setFont(theme.font("caption", bold=spot.row.strong))
            painter.setPen(theme.colour("text"))
            painter.drawText(at, flags, value)
        if self._chosen is not None:
            draw_focus(painter, self._ring(self._chosen).toAlignedRect())

    def _paint_path(self, painter: QPainter) -> None:
        """Draws hairlines from where each step ends down to the next one."""
        painter.setPen(QPen(theme.colour("rule"), 1, Qt.PenStyle.DotLine))
        width, span = self._view.width(), self.shown
        for spot, above, below in zip(self.spots, self.placed, self.placed[1:], strict=False):
            if spot.bar:
                x = (spot.bar.end - span.low) / span.length * width
                painter.drawLine(QPointF(x, above.bar.bottom()), QPointF(x, below.bar.top()))

    def _ring(self, index: int) -> QRectF:
        bar, _, at = self.placed[index]
        return (bar | at).adjusted(-3, -2, 3, 2) & self._view.boundingRect()

    # ---- what is chosen

    def choose(self, index: int | None) -> None:
        """Draws the ring around a spot, which comes into sight, or around none."""
        if index == self._chosen:
            return
        self._chosen = index
        bar = self.spots[index].bar if index is not None else None
        if bar and self._part is not None:
            self._show(showing(self._part, self.whole, bar.end))
        self._bars.update()

    def area_of(self, index: int) -> QRectF:
        """Where a spot stands in the widget."""
        return self._view.mapRectToScene(self._ring(index))

    def spot_at(self, at: QPoint) -> Spot | None:
        """The bar or its value at a place of the widget; a row without its bars beside them."""
        place = self._view.mapFromScene(self.mapToScene(at))
        for spot, (bar, _, value) in zip(self.spots, self.placed, strict=True):
            if (bar | value).adjusted(-GRID / 2, -2, GRID / 2, 2).contains(place):
                return spot
        number = bisect_right(self._tops, place.y()) - 1
        row = next((spot for spot in self.spots if spot.number == number), None)
        return row._replace(bar=None) if row else None

    # ---- mouse

    def wheelEvent(self, ev: QWheelEvent) -> None:
        if not ev.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # the plain wheel belongs to the panel that scrolls
            ev.ignore()
            return
        self.zoom(ev.angleDelta().y() / _NOTCH, self._amount_at(ev.position().toPoint()))
        ev.accept()

    def _amount_at(self, at: QPoint) -> float:
        span, x = self.shown, self._view.mapFromScene(self.mapToScene(at)).x()
        return span.low + x / max(1.0, self._view.width()) * span.length

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._panning = ev.position().toPoint(), None

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        at = ev.position().toPoint()
        if self._pressed is not None and self._part is not None:
            far = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if self._panning is None and far:
                self._panning = self._part
        if self._panning is not None and self._pressed is not None:
            by = (self._pressed.x() - at.x()) / max(1.0, self._view.width()) * self._panning.length
            self._show(moved(self._panning, self.whole, by))
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        spot = self.spot_at(at)
        leads = spot is not None and spot.leads
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        pressed, panned = self._pressed, self._panning is not None
        self._pressed = self._panning = None
        spot = self.spot_at(ev.position().toPoint())
        if pressed is not None and not panned and spot is not None and spot.leads:
            self.activated.emit(spot)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            spot = self.spot_at(event.pos())
            words = chart_spots.spoken(self._chart, spot) if spot and self._chart else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().viewportEvent(event)


def _rule(painter: QPainter, y: float, width: float) -> None:
    """The rule above a total."""
    painter.setPen(QPen(theme.colour("rule"), 1))
    painter.drawLine(QPointF(0, y), QPointF(width, y))


def _shape(panel: Panel) -> list[tuple[str, str, bool, int]]:
    """What of a panel is laid out, and not only placed."""
    return [(row.label, row.word, row.strong, len(row.bars)) for row in panel.rows]
