"""Charts on paper: the same bars, patterns and words as on the screen, as marks in millimetres."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter

from smrj_desktop import messages
from smrj_desktop.domain.amounts import Figure, show
from smrj_desktop.domain.series import PER_CENT, Bar, Chart, Kind, Panel, Row, panels
from smrj_desktop.io.sheet_words import japanese
from smrj_desktop.render import chart_words, painter, typeset
from smrj_desktop.render.chart_words import Say
from smrj_desktop.render.page import Box, Ink, Mark, Pattern, Rule, Text, TextStyle

_TITLE = TextStyle(size=10.0, bold=True)
_LABEL = TextStyle(size=8.0)
_SMALL = TextStyle(size=7.0)
_VALUE = TextStyle(size=7.0)

_PITCH, _BAR = 2.6, 2.0
"""From one bar of a row to the next, and how thick a bar is."""
_ROW_GAP = 1.4
_GAP = 2.0
_BESIDE = 1.0
"""Between a bar and its value."""
_LABEL_SHARE, _NAME_SHARE = 0.34, 0.45
"""How much of the width labels may take: those of lines and accounts, the names of indicators."""
_LEADING = 1.15
_SWATCH = 5.0
_TICK_ROOM, _MOST_TICKS = 6.0, 8
_THINNEST = 0.1
_MARGIN = 4.0
"""Around a picture."""


class Fill(NamedTuple):
    """How the bars of a series are filled."""

    ink: Ink
    pattern: Pattern


_PAIR = {
    "income": Fill(Ink.INCOME, Pattern.SOLID),
    "expenditure": Fill(Ink.EXPENDITURE, Pattern.HATCH),
}
_FILLS = {
    Kind.SEGMENTS: _PAIR,
    Kind.COMPOSITION: _PAIR,
    Kind.STATEMENTS: _PAIR,
    Kind.SECTION: _PAIR,
    Kind.WATERFALL: {
        "level": Fill(Ink.NEUTRAL, Pattern.SOLID),
        "rise": Fill(Ink.POSITIVE, Pattern.HATCH),
        "fall": Fill(Ink.NEGATIVE, Pattern.DOTS),
    },
    Kind.LAST_YEAR: {
        "last_year": Fill(Ink.NEUTRAL, Pattern.OPEN),
        "this_year": Fill(Ink.INCOME, Pattern.SOLID),
    },
    Kind.INDICATORS: {
        "result": Fill(Ink.INCOME, Pattern.SOLID),
        "midterm": Fill(Ink.NEUTRAL, Pattern.HATCH),
    },
}


def fill(chart: Chart, series: str) -> Fill:
    """How a series is filled; no two series of a chart have the same pattern, so that black ink suffices."""
    return _FILLS[chart.kind][series]


def ticks(low: int, high: int, most: int) -> list[int]:
    """Round numbers from `low` to `high` for grid lines, no more than `most` of them, 0 among them."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            first, last = -(-low // step), high // step
            if last - first < most or first == last == 0:
                return [at * step for at in range(first, last + 1)]
        power *= 10


class Drawn(NamedTuple):
    """A chart with its title, legend and remarks, from its upper left corner on."""

    marks: tuple[Mark, ...]
    height: float


def drawn(chart: Chart, width: float, say: Say = japanese) -> Drawn:
    """A chart drawn so wide, in the language of paper."""
    drawing = _Drawing(chart, width, say)
    return Drawn(tuple(drawing.marks), drawing.bottom)


def image(chart: Chart, *, width: float, dots_per_mm: float, hidden: Iterable[str] = ()) -> QImage:
    """A chart as a picture on white, as it is copied and exported, in the language of the window."""
    marks, height = drawn(chart.without(hidden), width - 2 * _MARGIN, messages.text)
    dots = (round(length * dots_per_mm) for length in (width, height + 2 * _MARGIN))
    picture = QImage(QSize(*dots), QImage.Format.Format_RGB32)
    picture.setDotsPerMeterX(round(dots_per_mm * 1000))
    picture.setDotsPerMeterY(round(dots_per_mm * 1000))
    picture.fill(Qt.GlobalColor.white)
    brush = QPainter(picture)
    brush.translate(_MARGIN * dots_per_mm, _MARGIN * dots_per_mm)
    painter.draw(brush, marks, dots_per_mm=dots_per_mm)
    brush.end()
    return picture


class _Scale(NamedTuple):
    """Where amounts stand in a panel: 0 at `zero`, each unit `unit` millimetres further."""

    zero: float
    unit: float

    def x(self, amount: int) -> float:
        return self.zero + amount * self.unit


class _Value(NamedTuple):
    """What is printed beside a bar, and on which side of which amount."""

    text: str
    style: TextStyle
    width: float
    at: int
    on_left: bool


class _Lines(NamedTuple):
    """Lines of text in a row."""

    texts: list[str]
    style: TextStyle
    ink: Ink

    @property
    def height(self) -> float:
        return len(self.texts) * _step(self.style)


def _step(style: TextStyle) -> float:
    """From one line of text to the next."""
    return typeset.height(style) * _LEADING


class _Drawing:
    """Draws a chart from its upper left corner to the bottom.

    Attributes:
        marks: what has been drawn.
        bottom: how far down that reaches.
    """

    def __init__(self, chart: Chart, width: float, say: Say) -> None:
        self.marks: list[Mark] = []
        self.bottom = 0.0
        self._chart, self._width, self._say = chart, width, say
        self._put(typeset.lines(chart_words.title(chart, say), _TITLE, width), _TITLE)
        self.bottom += _GAP / 2
        if any(row.bars or row.remark or row.known for row in chart.rows):
            if any(row.bars for row in chart.rows):
                self._legend()
            names = chart.kind is Kind.INDICATORS
            most = width * (_NAME_SHARE if names else _LABEL_SHARE)
            widths = [typeset.width(chart_words.label(row, say), _label_style(row)) for row in chart.rows]
            self._column = min(most, max(widths))
            for number, panel in enumerate(panels(chart)):
                self._panel(panel, is_first=not number)
        self._remarks()

    def _text(self, x: float, top: float, text: str, style: TextStyle, ink: Ink = Ink.TEXT) -> None:
        """One line of text, with its upper edge there."""
        self.marks.append(Text(x, top + typeset.ascent(style), text, style, ink))

    def _put(self, texts: Iterable[str], style: TextStyle, ink: Ink = Ink.TEXT) -> None:
        """Lines of text below what has been drawn."""
        for text in texts:
            self._text(0.0, self.bottom, text, style, ink)
            self.bottom += _step(style)

    def _legend(self) -> None:
        unit = self._say("table.unit", unit=self._chart.unit)
        end = self._width - typeset.width(unit, _LABEL)
        self._text(end, self.bottom, unit, _LABEL)
        x = 0.0
        line = _step(_LABEL)
        for series in self._chart.series:
            name = chart_words.series_name(self._chart, series, self._say)
            room = _SWATCH + _BESIDE + typeset.width(name, _LABEL)
            if x and x + room > end:
                x, self.bottom = 0.0, self.bottom + line
            ink, pattern = fill(self._chart, series)
            middle = self.bottom + typeset.height(_LABEL) / 2
            self.marks.append(Box(x, middle - _BAR / 2, _SWATCH, _BAR, ink, pattern, outlined=True))
            self._text(x + _SWATCH + _BESIDE, self.bottom, name, _LABEL)
            x += room + 2 * _GAP
        self.bottom += line + _GAP / 2

    def _remarks(self) -> None:
        self.bottom += _GAP / 2
        for remark in chart_words.remarks(self._chart, self._say):
            self._put(typeset.lines(remark, _SMALL, self._width), _SMALL, Ink.SECONDARY)

    def _panel(self, panel: Panel, *, is_first: bool) -> None:
        if not is_first:
            self.bottom += _GAP
        if title := chart_words.panel_title(self._chart, panel, self._say):
            self._put([title], _SMALL, Ink.SECONDARY)
        plot, end = self._column + _GAP, self._width
        values = [[self._value(row, bar) for bar in row.bars] for row in panel.rows]
        scale = _fitted(panel, [value for row in values for value in row], plot, end)
        top = self.bottom
        drawn, self.marks = self.marks, []
        middles = [self._row(row, own, scale, top, end) for row, own in zip(panel.rows, values, strict=True)]
        if self._chart.together:
            self._connect(panel.rows, middles, scale)
        rows, self.marks = self.marks, drawn
        if any(map(len, values)):
            self._axis(panel, scale, top, end)
        self.marks += rows

    def _value(self, row: Row, bar: Bar) -> _Value:
        text = chart_words.printed(self._chart, bar)
        style = _VALUE._replace(bold=row.strong)
        on_left = bar.end < 0 and bar.end <= bar.start
        at = bar.end if on_left else max(bar.start, bar.end)
        return _Value(text, style, typeset.width(text, style), at, on_left)

    def _row(self, row: Row, values: Sequence[_Value], scale: _Scale, top: float, end: float) -> float:
        """Draws a row of a panel that begins at `top`; returns the height of the middle of its bars."""
        remark = chart_words.remark(self._chart, row, self._say)
        style = _label_style(row)
        beside = [
            _Lines(typeset.lines(chart_words.label(row, self._say), style, self._column), style, Ink.TEXT)
        ]
        if remark and row.bars:
            beside.append(_Lines(typeset.lines(remark, _SMALL, self._column), _SMALL, Ink.SECONDARY))
        inside = []
        if remark and not row.bars:
            inside = [_Lines(typeset.lines(remark, _LABEL, end - scale.zero - _BESIDE), _LABEL, Ink.TEXT)]
        high = max(sum(part.height for part in part_of) for part_of in (beside, inside))
        high = max(high, len(row.bars) * _PITCH) + _ROW_GAP
        if row.strong and self.bottom > top:
            self.marks.append(Rule(0.0, self.bottom, end, self.bottom, ink=Ink.GRID))
        middle = self.bottom + high / 2
        self._block(beside, 0.0, middle)
        self._block(inside, scale.zero + _BESIDE, middle)
        first = middle - len(row.bars) * _PITCH / 2
        for number, (bar, value) in enumerate(zip(row.bars, values, strict=True)):
            self._bar(bar, value, scale, first + (number + 0.5) * _PITCH)
        self.bottom += high
        return middle

    def _block(self, parts: Iterable[_Lines], x: float, middle: float) -> None:
        """Lines of text, the middle of them at a height."""
        parts = list(parts)
        top = middle - sum(part.height for part in parts) / 2
        for part in parts:
            for text in part.texts:
                self._text(
                    x, top + (_step(part.style) - typeset.height(part.style)) / 2, text, part.style, part.ink
                )
                top += _step(part.style)

    def _bar(self, bar: Bar, value: _Value, scale: _Scale, middle: float) -> None:
        if bar.start != bar.end:
            near, far = sorted((scale.x(bar.start), scale.x(bar.end)))
            ink, pattern = fill(self._chart, bar.series)
            # what is too thin to be seen is drawn as a line
            wide = max(far - near, _THINNEST)
            self.marks.append(Box(near, middle - _BAR / 2, wide, _BAR, ink, pattern, outlined=True))
        x = scale.x(value.at) + (-_BESIDE - value.width if value.on_left else _BESIDE)
        top = middle - typeset.height(value.style) / 2
        # grid lines do not strike figures through
        self.marks.append(Box(x, middle - _BAR / 2, value.width, _BAR, Ink.PAPER))
        self._text(x, top, value.text, value.style)

    def _connect(self, rows: Sequence[Row], middles: Sequence[float], scale: _Scale) -> None:
        """Lines from where a step ends to where the next one begins."""
        for (row, upper), (following, lower) in pairwise(zip(rows, middles, strict=True)):
            if row.bars and following.bars:
                x = scale.x(row.bars[-1].end)
                self.marks.append(Rule(x, upper + _BAR / 2, x, lower - _BAR / 2))

    def _axis(self, panel: Panel, scale: _Scale, top: float, end: float) -> None:
        """Grid lines behind the rows, and their amounts below."""
        wide = max(typeset.width(self._tick(amount), _SMALL) for amount in (panel.low, panel.high))
        span = (panel.high - panel.low) * scale.unit
        most = min(_MOST_TICKS, max(2, int(span / (wide + _TICK_ROOM)) + 1))
        for amount in ticks(panel.low, panel.high, most):
            x = scale.x(amount)
            self.marks.append(Rule(x, top, x, self.bottom, ink=Ink.GRID))
            text = self._tick(amount)
            taken = typeset.width(text, _SMALL)
            self._text(min(x - taken / 2, end - taken), self.bottom + 0.3, text, _SMALL, Ink.SECONDARY)
        # nothing, and the target where there is one
        for amount in (0, 100) if self._chart.unit == PER_CENT else (0,):
            self.marks.append(Rule(scale.x(amount), top, scale.x(amount), self.bottom, 0.15))
        self.bottom += _step(_SMALL) + 0.3

    def _tick(self, amount: int) -> str:
        return show(Figure(amount)) + (PER_CENT if self._chart.unit == PER_CENT else "")


def _label_style(row: Row) -> TextStyle:
    return _LABEL._replace(bold=row.strong)


def _fitted(panel: Panel, values: Iterable[_Value], left: float, right: float) -> _Scale:
    """The largest scale on which all bars of a panel have room with their values beside them."""
    before, after = [(0.0, -panel.low)], [(0.0, panel.high)]
    for value in values:
        room = _BESIDE + value.width
        if value.on_left:
            before.append((room, -value.at))
        else:
            after.append((room, value.at))
    fitting = [
        (right - left - room - other) / (down + up)
        for (room, down), (other, up) in product(before, after)
        if down + up > 0
    ]
    unit = max(0.0, min(fitting, default=0.0))
    return _Scale(left + max(room + down * unit for room, down in before), unit)
