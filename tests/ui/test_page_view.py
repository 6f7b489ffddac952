"""The preview: which page is looked at, how large, where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from smrj_desktop.render import painter
from smrj_desktop.render.page import Page, Text
from smrj_desktop.render.paper import Sheet
from smrj_desktop.ui import theme
from smrj_desktop.ui.page_view import GAP, Fit, PageView
from tests.support.pages import LANDSCAPE, PORTRAIT, page, printout

SIX = printout(*(page(index, LANDSCAPE if index == 2 else PORTRAIT) for index in range(6)))


@pytest.fixture
def view(shown) -> PageView:
    """Six pages, the third of which lies across, in a view that has the focus."""
    made = PageView()
    shown(made)
    made.resize(800, 600)
    made.set_printout(SIX, mono=False)
    settle()
    return made


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def picture(widget: PageView) -> QImage:
    return widget.viewport().grab().toImage()


def black(view: PageView) -> list[QPoint]:
    """Where the view is black, but for texts: in squares of 5 pixels."""
    image = picture(view)
    return [
        QPoint(x, y)
        for x in range(10, image.width() - 10, 2)
        for y in range(10, image.height() - 10, 2)
        if all(image.pixelColor(x + dx, y + dy) == QColor("#000000") for dx in (0, 2, 4) for dy in (0, 2, 4))
    ]


def paper(view: PageView) -> tuple[int, int]:
    """From where to where across the view's middle there is paper, in pixels."""
    image = picture(view)
    white = [x for x in range(image.width()) if image.pixelColor(x, 150) == QColor("#ffffff")]
    return white[0], image.width() - white[-1]


def turn_wheel(view: PageView, at: QPoint, notches: float, keys: Qt.KeyboardModifier) -> None:
    target = view.viewport()
    event = QWheelEvent(
        QPointF(at),
        QPointF(target.mapToGlobal(at)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)
    settle()


# ---- which page


def test_keys_lead_from_page_to_page(view):
    spy = QSignalSpy(view.current_changed)
    for key, current in (
        (Qt.Key.Key_PageDown, 1),
        (Qt.Key.Key_PageDown, 2),
        (Qt.Key.Key_PageUp, 1),
        (Qt.Key.Key_End, 5),
        (Qt.Key.Key_PageDown, 5),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(view, key)
        assert view.current == current
    assert [spy.at(at)[0] for at in range(spy.count())] == [1, 2, 1, 5, 0]


def test_arrows_and_space_scroll_and_the_page_in_sight_becomes_the_current_one(view):
    bar = view.verticalScrollBar()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert 0 < bar.value() < 100
    assert view.current == 0
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert bar.value() > view.viewport().height()
    assert view.current == 1
    QTest.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert (bar.value(), view.current) == (0, 0)


def test_the_last_pages_can_be_looked_at_where_nothing_is_left_to_scroll(view):
    view.set_zoom(0.1)
    assert view.verticalScrollBar().maximum() < 400
    for expected in range(1, 6):
        QTest.keyClick(view, Qt.Key.Key_PageDown)
        assert view.current == expected


def test_screen_readers_hear_which_page_it_is(view):
    view.go_to(2)
    assert view.accessibleName() == "印刷プレビュー、6 ページ中 3 ページ目：表3"


def test_without_pages_it_says_so(view):
    view.set_printout(printout(), mono=False)
    settle()
    assert view.accessibleName() == "印刷するページがありません。"
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_Space, Qt.Key.Key_Plus):
        QTest.keyClick(view, key, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(view, key)
    turn_wheel(view, QPoint(50, 50), 1, Qt.KeyboardModifier.ControlModifier)
    view.fit_page()
    image = picture(view)
    middle = image.height() // 2
    drawn = {image.pixelColor(x, y).name() for x in range(200, 600) for y in range(middle - 8, middle + 8)}
    assert {theme.colour("text_secondary").name(), theme.colour("computed").name()} <= drawn
    assert (view.current, view.count) == (0, 0)


# ---- other pages


def test_the_place_stays_when_pages_come_before_it(view):
    view.go_to(3)
    QTest.keyClick(view, Qt.Key.Key_Down)
    before = picture(view)
    view.set_printout(printout(page(0, part="contents"), *SIX.pages), mono=False)
    settle()
    assert view.current == 4
    assert picture(view) == before
    # a part that is gone leaves its place to another one
    view.set_printout(printout(page(0, part="another"), page(1, part="another")), mono=False)
    assert view.current == 1


def test_fewer_pages_end_earlier(view):
    spy = QSignalSpy(view.current_changed)
    view.set_zoom(1.0)
    view.go_to(5)
    # without the page that lies across there is nothing to scroll sideways
    view.set_printout(printout(page(0)), mono=False)
    settle()
    assert view.current == 0
    assert black(view)
    view.set_printout(printout(), mono=False)
    view.set_printout(SIX, mono=False)
    settle()
    assert view.current == 0
    assert paper(view)[0] == GAP
    assert [spy.at(at)[0] for at in range(spy.count())] == [5, 0]


def test_what_changed_on_a_page_is_seen_at_once(view):
    before = picture(view)
    changed = replace(SIX.pages[0], marks=(*SIX.pages[0].marks, Text(20, 90, "1,234")))
    view.set_printout(printout(changed, *SIX.pages[1:]), mono=False)
    settle()
    assert picture(view) != before
    view.set_printout(SIX, mono=False)
    settle()
    assert picture(view) == before


def test_black_ink_alone_shows_no_colour(view):
    def coloured() -> bool:
        image = picture(view)
        inner = (image.pixelColor(x, y) for x in range(8, 700, 4) for y in range(8, 500, 4))
        return any(colour.hslSaturation() > 20 and colour.lightness() < 200 for colour in inner)

    assert coloured()
    view.set_printout(SIX, mono=True)
    settle()
    assert not coloured()


def test_paper_is_white_in_the_dark_as_well(qapp, view):
    try:
        theme.apply(qapp, "dark")
        settle()
        image = picture(view)
        assert image.pixelColor(GAP // 2, 150).name() == theme.colour("computed").name()
        assert image.pixelColor(image.width() // 2, 250).name() == "#ffffff"
        assert image.pixelColor(1, 150).name() == theme.colour("focus").name()
    finally:
        theme.apply(qapp, "light")


# ---- how large


def test_keys_make_it_larger_and_smaller(view):
    spy = QSignalSpy(view.zoom_changed)
    ctrl = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(view, Qt.Key.Key_0, ctrl)
    assert view.zoom == 1.0
    QTest.keyClick(view, Qt.Key.Key_Plus, ctrl)
    assert view.zoom == 1.1
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Minus, ctrl)
    assert view.zoom == 0.9
    assert [round(spy.at(at)[0], 2) for at in range(spy.count())] == [1.0, 1.1, 1.0, 0.9]
    for _ in range(30):
        QTest.keyClick(view, Qt.Key.Key_Minus, ctrl)
    assert view.zoom == 0.1


def test_the_wheel_keeps_the_point_under_the_mouse(view):
    view.set_zoom(1.0)
    view.go_to(1)
    spots = black(view)
    assert spots
    at = spots[len(spots) // 2] + QPoint(2, 2)
    for notches in (2, 3, -4, 6):
        turn_wheel(view, at, notches, Qt.KeyboardModifier.ControlModifier)
        assert picture(view).pixelColor(at) == QColor("#000000")
        assert view.current == 1
    assert view.zoom == pytest.approx(2 ** (7 / 4))
    turn_wheel(view, at, -1, Qt.KeyboardModifier.NoModifier)
    assert view.zoom == pytest.approx(2 ** (7 / 4))


def test_a_fitting_size_follows_the_view(view):
    for width in (800, 500):
        view.resize(width, 600)
        settle()
        view.go_to(2)
        left, right = paper(view)
        assert abs(left - GAP) <= 2
        assert abs(right - GAP) <= 2
    view.go_to(4)
    QTest.keyClick(view, Qt.Key.Key_Down)
    view.fit_page()
    for height in (600, 400):
        view.resize(800, height)
        settle()
        shown_mm = (view.viewport().height() - 2 * GAP) / (view.zoom * view.logicalDpiX() / 25.4)
        assert shown_mm == pytest.approx(297, abs=1)
        assert (view.current, view.fit) == (4, Fit.PAGE)
        # the whole page, with its edge above and below
        image = picture(view)
        white = [
            y for y in range(3, height - 3) if image.pixelColor(image.width() // 2, y).name() == "#ffffff"
        ]
        assert (white[0], image.height() - white[-1] - 1) == (GAP, GAP)
    QTest.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.fit is Fit.NOTHING


def test_great_sizes_are_drawn_in_sight_alone(view, monkeypatch):
    drawn: list[int] = []
    whole = painter.image

    def watched(page: Page, *, dots_per_mm: float, mono: bool) -> QImage:
        made = whole(page, dots_per_mm=dots_per_mm, mono=mono)
        drawn.append(made.width() * made.height())
        return made

    monkeypatch.setattr(painter, "image", watched)
    view.set_printout(printout(page(0, Sheet(297, 420)), page(1, Sheet(297, 420))), mono=False)
    view.set_zoom(1.0)
    settle()
    spots = black(view)
    at = spots[len(spots) // 2] + QPoint(2, 2)
    turn_wheel(view, at, 12, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom == 8.0
    # the box fills much of what is in sight, and no picture has been made of all the page
    assert len(black(view)) > 500
    assert max(drawn, default=0) < 9_000_000
