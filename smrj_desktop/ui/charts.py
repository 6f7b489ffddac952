"""The charts: horizontal bars, so that long labels and every value have room. Alone imports pyqtgraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from smrj_desktop.domain.amounts import Figure, show
from smrj_desktop.ui import labels, prose, theme
from smrj_desktop.ui.tokens import GRID

_LABEL_EM = 9
_LABEL_LINES = 3
_TICK_ROOM = 8 * GRID
_BAR = 2 * GRID
_GRID_ALPHA = 64
_LEAST_SPAN = 4 * GRID


@dataclass(frozen=True)
class Bar:
    """One bar: from where to where in the entry unit, its colour's token, and what is printed beside it."""

    start: int
    end: int
    colour: str
    printed: str


@dataclass(frozen=True)
class Row:
    """A label and its bars from top to bottom; `spoken` says all of it in words."""

    label: str
    bars: tuple[Bar, ...]
    spoken: str = field(default="")


def signed(value: int) -> str:
    """A change as printed: `+1,234`, `△ 82`, `-`."""
    return f"+{value:,}" if value > 0 else show(Figure(value, "" if value else "-"))


class _LabelAxis(pg.AxisItem):
    """Labels of rows with the space between their lines that pyqtgraph does not give."""

    def drawPicture(self, p: QPainter, axisSpec: Any, tickSpecs: Any, textSpecs: Any) -> None:
        super().drawPicture(p, axisSpec, tickSpecs, [])
        p.setFont(theme.font("caption"))
        p.setPen(theme.colour("text"))
        for area, _flags, label in textSpecs:
            prose.draw(p, area.toRect(), label.split("\n"), Qt.AlignmentFlag.AlignRight)


class BarsChart(pg.GraphicsView):
    """Rows of horizontal bars over one axis that starts at 0. Values are always printed beside the bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        # not a PlotWidget, which builds a dozen menus nobody opens
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        # all bars are one item: each item costs at every repaint
        self._bars = pg.BarGraphItem(x0=[], x1=[], y=[], height=[])
        self._values: list[pg.TextItem] = []
        self._placed: list[tuple[Bar, float] | None] = []
        self._view = pg.ViewBox(enableMenu=False, enableMouse=False, invertY=True, defaultPadding=0)
        self._view.disableAutoRange()
        self._left, self._bottom = _LabelAxis("left"), pg.AxisItem("bottom")
        layout = pg.GraphicsLayout()
        layout.layout.setSpacing(0)
        for item, row, column in ((self._left, 0, 0), (self._view, 0, 1), (self._bottom, 1, 1)):
            layout.addItem(item, row, column)
        for axis in (self._left, self._bottom):
            axis.linkToView(self._view)
        self._bottom.setGrid(_GRID_ALPHA)
        # behind the bars, not across them
        self._bottom.setZValue(self._view.zValue() - 1)
        self.setCentralItem(layout)
        self._fitted: object = None
        self._zero = pg.InfiniteLine(pos=0, angle=90)
        for item in (self._zero, self._bars):
            self._view.addItem(item)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._view.sigResized.connect(self._fit)
        theme.changed.connect(self._dress)
        self._dress()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Shows rows; where only their values changed, nothing but these is drawn anew."""
        old, self.rows = self.rows, tuple(rows)
        self.setAccessibleDescription("\n".join(row.spoken for row in self.rows))
        if [(row.label, len(row.bars)) for row in old] != [(row.label, len(row.bars)) for row in self.rows]:
            self._rebuild()
        self._place()
        self._fit()

    def sizeHint(self) -> QSize:
        caption = theme.font("caption")
        most = max((len(row.bars) for row in self.rows), default=1)
        lines = max(map(len, self._wrapped()), default=1)
        height = max(most * (_BAR + GRID // 2), prose.height(lines, caption)) + GRID
        axis = QFontMetricsF(caption).height() + 2 * GRID
        return QSize(48 * GRID, round(len(self.rows) * height + axis))

    def minimumSizeHint(self) -> QSize:
        return QSize(28 * GRID, self.sizeHint().height())

    def _wrapped(self) -> list[list[str]]:
        measure = QFontMetricsF(theme.font("caption")).horizontalAdvance
        width = _LABEL_EM * measure("国")
        return [labels.wrap(row.label, width, measure, _LABEL_LINES) for row in self.rows]

    def _rebuild(self) -> None:
        for value in self._values:
            self._view.removeItem(value)
        self._values = [pg.TextItem() for row in self.rows for _ in row.bars]
        for value in self._values:
            self._view.addItem(value)
        self._dress()
        self.updateGeometry()

    def _dress(self) -> None:
        caption = theme.font("caption")
        self.setBackground(theme.colour("surface"))
        for axis in (self._left, self._bottom):
            axis.setTickFont(caption)
            axis.setTextPen(theme.colour("text"))
            axis.setPen(QPen(theme.colour("border")))
        self._left.setWidth(_LABEL_EM * QFontMetricsF(caption).horizontalAdvance("国") + 2 * GRID)
        self._left.setStyle(tickLength=0)
        self._left.setTicks([[(at, "\n".join(lines)) for at, lines in enumerate(self._wrapped())]])
        self._zero.setPen(QPen(theme.colour("rule"), 0))
        self._placed, self._fitted = [None] * len(self._values), None
        self._place()
        self._fit()

    def _place(self) -> None:
        """Puts bars and values where the rows' figures want them; what is there already stays untouched."""
        places: list[tuple[Bar, float]] = []
        heights: list[float] = []
        for number, row in enumerate(self.rows):
            share = 0.8 / max(1, len(row.bars))
            for place, bar in enumerate(row.bars):
                places.append((bar, number - 0.4 + share * (place + 0.5)))
                heights.append(share * 0.85)
        if len(places) != len(self._values) or places == self._placed:
            return
        inks = [theme.colour(bar.colour) for bar, _ in places]
        self._bars.setOpts(
            x0=[bar.start for bar, _ in places],
            x1=[bar.end for bar, _ in places],
            y=[y for _, y in places],
            height=heights,
            brushes=inks,
            # the edge keeps a bar visible that is thinner than a pixel
            pens=[ink if bar.start != bar.end else None for (bar, _), ink in zip(places, inks, strict=True)],
        )
        caption, text = theme.font("caption"), theme.colour("text")
        for value, (bar, y), placed in zip(self._values, places, self._placed, strict=True):
            if placed == (bar, y):
                continue
            value.setFont(caption)
            value.setText(bar.printed, text)
            backwards = bar.end < bar.start
            value.setAnchor((1 if backwards and bar.end < 0 else 0, 0.5))
            value.setPos(bar.end if bar.end < 0 else max(bar.start, bar.end), y)
        self._placed = list(places)

    def _fit(self) -> None:
        """Chooses the range so that all values have room beside their bars, and few round ticks."""
        view = self._view
        ends = [0, *(end for row in self.rows for bar in row.bars for end in (bar.start, bar.end))]
        low, high = min(ends), max(ends)
        span = max(1, high - low)
        printed = [bar.printed for row in self.rows for bar in row.bars]
        measure = QFontMetricsF(theme.font("caption")).horizontalAdvance
        room = max(map(measure, printed), default=0) + 2 * GRID
        before = room if low < 0 else GRID
        pixels = max(_LEAST_SPAN, view.width() - room - before)
        fitted = (low, high, room, pixels, len(self.rows))
        if fitted == self._fitted:
            return
        self._fitted = fitted
        per_pixel = span / pixels
        view.setRange(
            xRange=(low - before * per_pixel, high + room * per_pixel),
            yRange=(-0.5, max(1, len(self.rows)) - 0.5),
            padding=0,
        )
        step = _round_step(span / max(1.0, pixels / _TICK_ROOM))
        ticks = range(ceil(low / step) * step, floor(high / step) * step + 1, step)
        self._bottom.setTicks([[(tick, show(Figure(tick))) for tick in ticks]])

    def row_at(self, y: float) -> int:
        """The row at a height of the widget, -1 outside."""
        row = round(self._view.mapSceneToView(self.mapToScene(0, round(y))).y())
        return row if 0 <= row < len(self.rows) else -1

    def wheelEvent(self, ev: QWheelEvent) -> None:
        # the wheel belongs to the panel that scrolls
        ev.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            row = self.row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), self.rows[row].spoken if row >= 0 else "", self)
            return True
        return super().viewportEvent(event)


def _round_step(least: float) -> int:
    """The smallest of 1, 2 and 5 times a power of ten that is not below `least`."""
    power = 10 ** max(0, floor(log10(max(1.0, least))))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least)
