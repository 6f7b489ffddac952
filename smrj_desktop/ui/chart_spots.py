"""What of a chart can be chosen, and where it stands in a plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from smrj_desktop.domain.series import Bar, Chart, Panel, Row
from smrj_desktop.messages import text
from smrj_desktop.render import chart_words
from smrj_desktop.ui.chart_scale import Span
from smrj_desktop.ui.tokens import GRID

_BAR, _BETWEEN, _ROW_GAP = 2 * GRID, GRID // 2, GRID
_LEAST_BARS = 4 * GRID
"""How long the longest bar is drawn at least, where values would take all of the width."""

_MOST_MEASURED = 4000


class Spot(NamedTuple):
    """A line of a row: a bar, or what there is to say of the row besides.

    Attributes:
        row, number: the row and which of the panel's it is.
        bar: None where the line has none.
        place, lines: which line of the row it is, and how many there are.
        value: what is printed beside the bar, or in its place.
    """

    row: Row
    number: int
    bar: Bar | None
    place: int
    lines: int
    value: str

    @property
    def can_be_chosen(self) -> bool:
        """Whether the keyboard stops at it: at bars, and at rows without any."""
        return self.bar is not None or not self.row.bars

    @property
    def leads(self) -> bool:
        """Whether there is a place to go to."""
        return bool(self.row.key) or (self.bar is not None and self.bar.cell is not None)

    @property
    def ends(self) -> tuple[int, int]:
        """Where it begins and ends on the axis, the smaller amount first."""
        return (min(self.bar[1:3]), max(self.bar[1:3])) if self.bar else (0, 0)


class Ruler:
    """Measures texts in a font, each of them once, since an edit leaves most as they were.

    Attributes:
        height: of a line, in pixels.
    """

    def __init__(self, font: QFont) -> None:
        self._metrics = QFontMetricsF(font)
        self._widths: dict[str, float] = {}
        self.height = self._metrics.height()

    def width(self, words: str) -> float:
        """How wide a text is, in pixels."""
        if (known := self._widths.get(words)) is not None:
            return known
        if len(self._widths) >= _MOST_MEASURED:
            self._widths.clear()
        width = self._widths[words] = self._metrics.horizontalAdvance(words)
        return width

    def fitted(self, words: str, width: float) -> str:
        """A text, cut with an ellipsis where it is wider than some pixels."""
        if self.width(words) <= width:
            return words
        return self._metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)


class Placed(NamedTuple):
    """Where a spot is drawn, in pixels of its plot: the bar, and the text of its value."""

    bar: QRectF
    text: str
    at: QRectF


def spots_of(chart: Chart, panel: Panel) -> list[Spot]:
    """What can be chosen in a panel, from top to bottom."""
    spots = []
    for number, row in enumerate(panel.rows):
        remark = chart_words.remark(chart, row)
        lines: list[tuple[Bar | None, str]] = [(bar, chart_words.printed(chart, bar)) for bar in row.bars]
        if remark or not lines:
            lines.append((None, remark))
        for place, (bar, value) in enumerate(lines):
            spots.append(Spot(row, number, bar, place, len(lines), value))
    return spots


def spoken(chart: Chart, spot: Spot) -> str:
    """A spot in words: its own value first, then all of its row."""
    row = chart_words.spoken(chart, spot.row)
    if spot.bar is None:
        return row
    own = text(
        "chart.bar",
        series=chart_words.series_name(chart, spot.bar.series),
        value=chart_words.printed(chart, spot.bar),
    )
    return f"{own}\n{row}"


def whole(panel: Panel, spots: Sequence[Spot], width: float, ruler: Ruler) -> Span:
    """A panel's range with room for every value beside its bar, in a plot so many pixels wide."""
    # labels of large type may leave none
    width = max(1.0, width)
    low, high = panel.low, max(panel.high, panel.low + 1)
    least = _LEAST_BARS / (high - low)
    # pixels of an amount of 1 with which the value of each bar is just inside
    scales = [(width - 2 * GRID) / (high - low)]
    for spot in spots:
        if spot.bar and spot.ends[1] > low:
            room = ruler.width(spot.value)
            scales.append((width - 2 * GRID - room) / (spot.ends[1] - low))
    scale = max(least, min(scales))
    return Span(low - GRID / scale, low + (width - GRID) / scale)


def line_height(ruler: Ruler) -> float:
    """How high a bar is with the space between it and the next."""
    return max(_BAR, ruler.height) + _BETWEEN


def tops(panel: Panel, spots: Sequence[Spot], labels: Sequence[float], ruler: Ruler) -> list[float]:
    """Where the rows of a panel begin and, last, where it ends, in pixels; `labels` are as high as stated."""
    lines = {spot.number: spot.lines for spot in spots}
    result = [0.0]
    for number in range(len(panel.rows)):
        height = max(lines[number] * line_height(ruler), labels[number]) + _ROW_GAP
        result.append(result[-1] + height)
    return result


def placed(
    spots: Sequence[Spot], span: Span, width: float, tops: Sequence[float], ruler: Ruler
) -> list[Placed]:
    """Where spots are drawn; a value stays in sight where its bar goes beyond the edge, and says so."""
    scale, gap, slot = width / span.length, GRID / 2, line_height(ruler)
    result = []
    for spot in spots:
        middle = (tops[spot.number] + tops[spot.number + 1]) / 2
        top = middle + (spot.place - spot.lines / 2) * slot
        left, right = ((end - span.low) * scale for end in spot.ends)
        bar = QRectF(left, top + _BETWEEN / 2, right - left, slot - _BETWEEN)
        value = f"◀ {spot.value}" if right < 0 else f"{spot.value} ▶" if left > width else spot.value
        value = ruler.fitted(value, width - gap)
        room = ruler.width(value)
        # to the right of bars below 0 as well, where nothing else is drawn
        x = max(0.0, min(right + gap, width - room - gap / 2))
        area = QRectF(x, bar.center().y() - ruler.height / 2, room, ruler.height)
        result.append(Placed(bar, value, area))
    return result
