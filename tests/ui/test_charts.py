"""One panel of a chart by itself: where bars and values stand, zoom, and what is under the pointer."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from smrj_desktop.domain.series import Bar, Chart, Kind, Row, panels
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.render.chart_marks import Fill
from smrj_desktop.render.page import Ink, Pattern
from smrj_desktop.ui import chart_fills, theme
from smrj_desktop.ui.chart_scale import MOST_ZOOM, Span, moved, showing, within, zoomed
from smrj_desktop.ui.charts import PanelPlot

CELL = CellKey("budget", "general", "income_total", "total")


def chart(*amounts: int) -> Chart:
    rows = (Row(f"行{at}", (Bar("income", 0, value, value, CELL),)) for at, value in enumerate(amounts))
    return segments(*rows)


def segments(*rows: Row) -> Chart:
    series = ("income", "expenditure")
    return Chart(kind=Kind.SEGMENTS, subject="general", name="一般勘定", series=series, rows=rows, unit="円")


@pytest.fixture
def plot(shown) -> PanelPlot:
    plot = PanelPlot()
    show(plot, chart(500, 1000, -200))
    shown(plot)
    plot.resize(480, plot.sizeHint().height())
    QApplication.processEvents()
    return plot


def show(plot: PanelPlot, new: Chart, *, same: bool = False) -> None:
    plot.set_panel(new, panels(new)[0], same=same)


def middle(plot: PanelPlot, at: int) -> QPoint:
    return plot.area_of(at).center().toPoint()


spans = st.tuples(st.integers(-(10**9), 10**9), st.integers(1, 10**9)).map(
    lambda pair: Span(pair[0], pair[0] + pair[1])
)


@given(spans, st.floats(0, 1), st.floats(-30, 30), st.floats(-3, 3))
def test_what_is_in_sight_never_leaves_the_whole(whole, at, steps, by):
    edge = whole.length * 1e-6
    place = whole.low + at * whole.length
    shown = zoomed(whole, whole, 1.25**steps, place)
    for span in (shown, moved(shown, whole, by * whole.length), showing(shown, whole, place)):
        assert whole.low - edge <= span.low < span.high <= whole.high + edge
        assert span.length >= whole.length / MOST_ZOOM - edge
    assert shown.low - edge <= place <= shown.high + edge
    assert within(whole, shown) == shown


def test_bars_share_one_scale_and_every_value_is_inside(plot):
    for width in (480, 240, 900):
        plot.resize(width, plot.sizeHint().height())
        QApplication.processEvents()
        half, full, below = plot.placed
        assert full.bar.width() == pytest.approx(2 * half.bar.width(), rel=0.01)
        assert below.bar.right() == pytest.approx(half.bar.left(), abs=0.1)
        area = plot._view.boundingRect()
        for _, value, at in plot.placed:
            assert at.left() >= 0 and at.right() <= area.right(), value
        assert [spot.value for spot in plot.spots] == ["500", "1,000", "△ 200"]


def test_bars_and_values_keep_off_one_another(plot):
    both = Row("行", (Bar("income", 0, 7, 7, CELL), Bar("expenditure", 0, 900, 900, CELL)))
    show(plot, segments(both, both))
    plot.resize(480, plot.sizeHint().height())
    QApplication.processEvents()
    boxes = [(each.bar, each.at) for each in plot.placed]
    for above, below in pairwise(boxes):
        assert all(one.bottom() <= other.top() + 2 for one in above for other in below)
    assert boxes[-1][0].bottom() < plot._view.boundingRect().bottom()


def wheel(plot: PanelPlot, at: QPoint, notches: int, held=Qt.KeyboardModifier.ControlModifier) -> QWheelEvent:
    event = QWheelEvent(
        QPointF(at),
        QPointF(plot.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)
    return event


def test_the_wheel_zooms_where_the_pointer_is(plot):
    at = plot.mapFromScene(plot._view.mapToScene(plot.placed[0].bar.right(), 20))
    end = plot.placed[0].bar.right()
    wheel(plot, at, 4)
    assert plot.is_zoomed and plot.placed[0].bar.right() == pytest.approx(end, abs=2)
    assert plot.placed[0].bar.width() > 2 * end / 1.5
    assert plot.placed[1].text == "1,000 ▶" or plot.placed[1].bar.right() > plot._view.width()
    wheel(plot, at, -9)
    assert not plot.is_zoomed


def test_the_plain_wheel_is_left_to_the_panel(plot):
    assert not wheel(plot, QPoint(200, 20), 1, Qt.KeyboardModifier.NoModifier).isAccepted()
    assert not plot.is_zoomed


def test_a_zoomed_axis_is_dragged_and_a_drag_is_no_click(plot, qtbot):
    clicked = []
    plot.activated.connect(clicked.append)
    viewport, start = plot.viewport(), middle(plot, 0)
    plot.zoom(6)
    before = plot.shown
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(viewport, start - QPoint(60, 0))
    assert plot.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start - QPoint(60, 0))
    assert plot.shown.low > before.low and plot.shown.length == pytest.approx(before.length)
    assert clicked == []
    plot.reset_zoom()
    QTest.mouseMove(viewport, start)
    assert plot.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=start)
    assert [spot.bar.cell for spot in clicked] == [CELL]


def test_a_zoom_stays_with_other_figures_and_goes_with_another_chart(plot):
    plot.zoom(4, at=0)
    part = plot.shown
    show(plot, chart(501, 1000, -200), same=True)
    assert plot.shown == part
    show(plot, chart(1, 2, 1), same=True)
    assert not plot.is_zoomed, "a stretch longer than all there is makes no sense"
    plot.zoom(4)
    show(plot, chart(500, 1000, -200))
    assert not plot.is_zoomed


def test_a_value_out_of_sight_is_still_told(plot):
    plot.zoom(12, at=1000)
    assert [each.text for each in plot.placed] == ["◀ 500", "1,000", "◀ △ 200"]


@pytest.mark.parametrize("scheme", ["light", "dark", "high_contrast"])
def test_patterns_are_told_apart_without_colour(qapp, scheme):
    try:
        theme.apply(qapp, scheme)
        seen = []
        for pattern in Pattern:
            picture = QImage(48, 24, QImage.Format.Format_RGB32)
            picture.fill(theme.colour("surface"))
            painter = QPainter(picture)
            chart_fills.paint(
                painter, picture.rect().adjusted(0, 0, -1, -1).toRectF(), Fill(Ink.NEUTRAL, pattern)
            )
            painter.end()
            grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
            seen.append([QColor(grey.pixel(x, y)).value() for y in range(2, 22) for x in range(2, 46)])
        clear = (max(map(max, seen)) - min(map(min, seen))) / 3
        for number, one in enumerate(seen):
            for other in seen[number + 1 :]:
                apart = sum(abs(a - b) > clear for a, b in zip(one, other, strict=True))
                assert apart > len(one) / 10
    finally:
        theme.apply(qapp, "light")
