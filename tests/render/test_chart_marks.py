"""Charts on paper: everything in its room, nothing over anything else, and readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smrj_desktop import messages
from smrj_desktop.domain.charts import KINDS_OF_ACCOUNT, KINDS_OF_AGENCY, chart_of
from smrj_desktop.domain.indicators import Result
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import Bar, Chart, Kind, Row
from smrj_desktop.io import builtin
from smrj_desktop.render import chart_marks, chart_words, typeset
from smrj_desktop.render.page import Box, Ink, Mark, Rule, Text

pytestmark = pytest.mark.usefixtures("qapp")

THINNEST = 0.101
WIDTHS = (170.0, 120.0)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return builtin.load()


@pytest.fixture(scope="module")
def charts(plan: Plan) -> list[Chart]:
    """All kinds, of accounts of very different sizes."""
    found = [chart_of(plan, kind, one) for kind in KINDS_OF_ACCOUNT for one in ("general", "bankruptcy")]
    found += [chart_of(plan, kind) for kind in KINDS_OF_AGENCY]
    known = [
        replace(one, results=(Result(2022, one.target.number * number), Result(2023, one.target.number)))
        if one.target
        else one
        for one, number in zip(plan.indicators, [Decimal("0.97"), Decimal(3)] * 20, strict=False)
    ]
    full = replace(plan, indicators=known)
    return [*found, chart_of(plan, Kind.SECTION, "I-4"), chart_of(full, Kind.INDICATORS, "I-2")]


def area(mark: Text | Box) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box, or of the ink of a text."""
    if isinstance(mark, Box):
        return mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
    em = mark.style.size * typeset.MM_PER_POINT
    return mark.x, mark.y - 0.72 * em, mark.x + typeset.width(mark.text, mark.style), mark.y


def overlap(one: Text | Box, other: Text | Box) -> bool:
    a, b = area(one), area(other)
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return wide > 0.2 and high > 0.2


def of_kind(marks: Sequence[Mark], kind: type[Text | Box]) -> list[Text | Box]:
    """Texts, or the boxes that are bars."""
    return [mark for mark in marks if isinstance(mark, kind) and mark.ink is not Ink.PAPER]


def judge(chart: Chart, width: float) -> Sequence[Mark]:
    """Everything inside its room, no text over another one or over a bar."""
    marks, bottom = chart_marks.drawn(chart, width)
    texts, bars = of_kind(marks, Text), of_kind(marks, Box)
    for mark in (*texts, *bars):
        left, top, right, low = area(mark)
        assert left >= -0.01
        assert right <= width + THINNEST
        assert top >= 0
        assert low <= bottom
    for one, other in combinations((*texts, *bars), 2):
        assert not overlap(one, other) or (one in bars and other in bars), (one, other)
    return marks


def test_every_chart_has_its_room_and_nothing_is_over_anything_else(charts):
    for chart in charts:
        for width in WIDTHS:
            judge(chart, width)


def test_every_amount_is_printed_and_the_words_are_there(charts):
    for chart in charts:
        marks = chart_marks.drawn(chart, 170).marks
        texts = [mark.text for mark in marks if isinstance(mark, Text)]
        wanted = [chart_words.printed(chart, bar) for row in chart.rows for bar in row.bars]
        wanted += [chart_words.series_name(chart, series) for series in chart.series if chart.rows]
        assert {one: texts.count(one) >= wanted.count(one) for one in wanted} == dict.fromkeys(wanted, True)
        whole = "".join(texts)
        words = [chart_words.title(chart), *map(chart_words.label, chart.rows), *chart_words.remarks(chart)]
        assert [word for word in words if word not in whole] == []


def test_series_differ_without_colour(charts):
    for chart in charts:
        patterns = {chart_marks.fill(chart, series).pattern for series in chart.series}
        assert len(patterns) == len(chart.series)


def test_bars_are_as_long_as_their_amounts(plan):
    chart = chart_of(plan, Kind.SEGMENTS, "small_enterprise")
    marks = chart_marks.drawn(chart, 170).marks
    bars = [mark for mark in of_kind(marks, Box) if mark.width != 5.0]
    amounts = [1175900, 881460, 928527, 928427, 619085, 619085, 1492750, 1198117]
    per_unit = [bar.width / amount for bar, amount in zip(bars, amounts, strict=False)]
    assert max(per_unit) - min(per_unit) < 1e-9
    right = [bar.x + bar.width for bar in bars[4:6]]
    assert right == pytest.approx([bars[0].x] * 2), "what is below nothing ends there"


def test_a_path_is_joined_and_a_target_has_its_line(plan, charts):
    path = chart_of(plan, Kind.WATERFALL, "general")
    rules = [mark for mark in chart_marks.drawn(path, 170).marks if isinstance(mark, Rule)]
    joints = [rule for rule in rules if rule.x1 == rule.x2 and rule.y2 - rule.y1 < 5]
    assert len(joints) == len(path.rows) - 1
    targets = [
        rule
        for rule in chart_marks.drawn(charts[-1], 170).marks
        if isinstance(rule, Rule) and rule.ink is Ink.RULE
    ]
    assert len(targets) == 2, "nothing and the whole"


@given(st.integers(-(10**12), 0), st.integers(0, 10**12), st.integers(1, 9))
def test_ticks_are_round_and_few(low, high, most):
    found = chart_marks.ticks(low, high, most)
    assert 0 in found
    assert len(found) <= most
    assert all(low <= tick <= high for tick in found)
    steps = {after - before for before, after in pairwise(found)}
    assert len(steps) <= 1
    assert all(f"{step}".rstrip("0") in ("1", "2", "5") for step in steps)
    if high - low >= 10 and most >= 8:
        assert len(found) >= 3


@settings(max_examples=25)
@given(
    st.lists(
        st.lists(st.integers(-(10**9), 10**9) | st.sampled_from([0, 7, -7]), max_size=2),
        min_size=1,
        max_size=5,
    ),
    st.text("国企業支援（）・A1 ", min_size=1, max_size=60),
    st.sampled_from([100.0, 170.0]),
)
def test_any_amounts_find_their_room(ends, label, width):
    series = ("income", "expenditure")
    rows = tuple(
        Row(label, tuple(Bar(name, 0, end, end) for name, end in zip(series, both, strict=False)))
        for both in ends
    )
    judge(Chart(kind=Kind.SEGMENTS, subject="a", name="勘定", series=series, rows=rows, unit="百万円"), width)


def test_a_picture_is_what_paper_has_without_what_is_hidden(plan):
    chart = chart_of(plan, Kind.SEGMENTS, "general")
    picture = chart_marks.image(chart, width=120, dots_per_mm=4)
    assert picture.width() == 480
    assert picture.dotsPerMeterX() == 4000

    def has(picture, red, green, blue):
        return any(
            picture.pixelColor(x, y).getRgb()[:3] == (red, green, blue)
            for y in range(0, picture.height(), 2)
            for x in range(0, picture.width(), 2)
        )

    income = (0x00, 0x31, 0xD8)
    assert has(picture, *income)
    assert not has(chart_marks.image(chart, width=120, dots_per_mm=4, hidden=["income"]), *income)


def test_paper_speaks_japanese_and_a_picture_the_language_of_the_window(plan):
    chart = chart_of(plan, Kind.SEGMENTS)
    before, picture = chart_marks.drawn(chart, 170).marks, chart_marks.image(chart, width=100, dots_per_mm=2)
    messages.set_language("en")
    try:
        assert chart_marks.drawn(chart, 170).marks == before
        assert chart_marks.image(chart, width=100, dots_per_mm=2) != picture
    finally:
        messages.set_language("ja")
