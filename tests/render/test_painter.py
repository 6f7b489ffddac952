"""Marks drawn: where they are in millimetres, at any resolution, and told apart without colour."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from PySide6.QtGui import QImage

from smrj_desktop.render import inks, painter, typeset
from smrj_desktop.render.page import Box, Face, Ink, Mark, Page, Pattern, Rule, Text, TextStyle
from smrj_desktop.render.paper import Sheet

pytestmark = pytest.mark.usefixtures("qapp")

GOTHIC = TextStyle(Face.GOTHIC, 12.0)
CHART_INKS = (Ink.INCOME, Ink.EXPENDITURE, Ink.POSITIVE, Ink.NEGATIVE, Ink.NEUTRAL)


def drawn(*marks: Mark, dots_per_mm: float = 10, mono: bool = False) -> np.ndarray:
    """How dark each dot of a small page is (0 to 1), rows first; colours last."""
    page = Page(sheet=Sheet(60, 30), part="p", index=0, title="", marks=marks)
    picture = painter.image(page, dots_per_mm=dots_per_mm, mono=mono)
    assert (picture.width(), picture.height()) == (60 * dots_per_mm, 30 * dots_per_mm)
    return 1 - pixels(picture)[..., :3] / 255


def pixels(picture: QImage) -> np.ndarray:
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1, 4)
    return rows[:, : picture.width()].astype(float)


def extent(dark: np.ndarray, dots_per_mm: float = 10) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what is not white, in millimetres."""
    rows, columns = np.nonzero(dark.max(axis=2) > 0.3)
    return tuple(
        edge / dots_per_mm for edge in (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    )


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("face", Face)
def test_text_stands_on_its_baseline_as_wide_as_measured(face, bold):
    style = TextStyle(face, 12.0, bold)
    left, top, right, bottom = extent(drawn(Text(5, 20, "国国国国国", style)))

    # a character leaves some of its body free all around
    assert 5 <= left < 5.6
    assert 5 + typeset.width("国" * 5, style) - 0.6 < right <= 5 + typeset.width("国" * 5, style)
    assert 20 - typeset.ascent(style) <= top < 20 - typeset.ascent(style) + 0.6
    assert 20 < bottom < 20 + typeset.height(style) - typeset.ascent(style)


def test_figures_end_on_one_line_at_any_resolution():
    figures = ("1,711,897", "△ 87", "7")
    for dots_per_mm in (4, 10, 23):
        edges = [
            extent(
                drawn(Text(50 - typeset.width(f, GOTHIC), 20, f, GOTHIC), dots_per_mm=dots_per_mm),
                dots_per_mm,
            )[2]
            for f in figures
        ]
        assert max(edges) - min(edges) <= 1 / dots_per_mm


def test_a_rule_is_never_thinner_than_a_printer_can_show():
    thin, thick = drawn(Rule(5, 10, 55, 10, 0.01)), drawn(Rule(5, 10, 55, 10, 1.0))
    assert thin.mean() == pytest.approx(drawn(Rule(5, 10, 55, 10, 0.1)).mean())
    assert extent(thick) == pytest.approx((5, 9.5, 55, 10.5), abs=0.11)


@pytest.mark.parametrize("pattern", [Pattern.HATCH, Pattern.DOTS, Pattern.CROSS])
def test_a_pattern_is_as_dense_at_every_resolution_and_ends_with_its_box(pattern):
    box = Box(5, 5, 40, 10, Ink.TEXT, pattern)
    density = []
    for dots_per_mm in (4, 10, 20):
        dark = drawn(box, dots_per_mm=dots_per_mm)
        left, top, right, bottom = extent(dark, dots_per_mm)
        assert left >= 5 and top >= 5 and right <= 45 and bottom <= 15
        density.append(dark[5 * dots_per_mm : 15 * dots_per_mm, 5 * dots_per_mm : 45 * dots_per_mm].mean())
    assert min(density) > 0.15 and max(density) < 0.6
    assert max(density) - min(density) < 0.03


def test_a_pattern_lets_nothing_shine_through_and_an_outline_does():
    line = Rule(0, 10, 60, 10, 2, Ink.NEGATIVE)
    for pattern in Pattern:
        dark = drawn(line, Box(10, 5, 40, 10, Ink.TEXT, pattern))
        inside = dark[95:105, 150:450]
        # red leaves red alone bright
        assert (np.ptp(inside, axis=2).max() > 0.3) == (pattern is Pattern.OPEN)


def test_patterns_differ_in_black_ink_even_on_a_sliver():
    pictures = [drawn(Box(5, 5, 2.5, 2.5, Ink.INCOME, p, outlined=True), mono=True) for p in Pattern]
    for one, other in combinations(pictures, 2):
        assert np.abs(one - other)[50:75, 50:75].mean() > 0.1
    for picture in pictures:
        assert extent(picture) == pytest.approx((5, 5, 7.5, 7.5), abs=0.15)


def test_black_ink_alone_is_grey_and_tells_inks_apart_by_lightness():
    marks = [Box(at * 5, 5, 4, 4, ink) for at, ink in enumerate(Ink)]
    assert np.ptp(drawn(*marks), axis=2).max() > 0.5
    assert np.ptp(drawn(*marks, mono=True), axis=2).max() == 0

    assert {inks.colour(ink, mono=True) for ink in (Ink.TEXT, Ink.SECONDARY, Ink.RULE)} == {"#000000"}
    greys = sorted(int(inks.colour(ink, mono=True)[1:3], 16) for ink in CHART_INKS)
    assert min(lighter - darker for darker, lighter in pairwise(greys)) >= 0x18
    # contrast of at least 3 to white
    assert greys[-1] <= 0x94


def test_furniture_is_drawn_as_well_and_the_painter_is_left_as_it_was():
    picture = QImage(100, 100, QImage.Format.Format_RGB32)
    picture.fill("white")
    page = Page(
        sheet=Sheet(10, 10),
        part="p",
        index=0,
        title="",
        marks=(Box(1, 1, 2, 2, Ink.TEXT),),
        furniture=(Box(6, 6, 2, 2, Ink.TEXT),),
    )
    on = painter.QPainter(picture)
    on.translate(10, 0)
    before = on.transform()
    painter.draw_page(on, page, dots_per_mm=10)
    assert on.transform() == before
    on.end()
    assert extent(1 - pixels(picture)[..., :3] / 255) == pytest.approx((2, 1, 9, 8), abs=0.11)
