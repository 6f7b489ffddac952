"""The small pictures of pages: drawn when there is time, chosen, marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from smrj_desktop.render import painter
from smrj_desktop.render.page import Page, Printout
from smrj_desktop.ui import theme
from smrj_desktop.ui.page_thumbnails import PageThumbnails
from tests.support.pages import BOX, page, printout


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


@pytest.fixture
def long() -> Printout:
    """Two hundred pages."""
    return printout(*(page(index, part=f"part{index // 3}") for index in range(200)))


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """The numbers of the pages of which pictures are made from now on."""
    numbers: list[str] = []
    whole = painter.image

    def watched(page: Page, *, dots_per_mm: float, mono: bool) -> QImage:
        numbers.append(page.number)
        return whole(page, dots_per_mm=dots_per_mm, mono=mono)

    monkeypatch.setattr(painter, "image", watched)
    return numbers


@pytest.fixture
def thumbnails(shown, long, drawn) -> PageThumbnails:
    """The pages as small pictures, in a list that has the focus."""
    made = PageThumbnails()
    made.set_printout(long, mono=False)
    settle()
    assert drawn == [], "what is not in sight needs no picture"
    shown(made)
    made.resize(160, 600)
    return made


def wait_until_drawn(qtbot, drawn: list[str]) -> None:
    """Until the event loop has turned a few times without another picture."""

    def rests() -> bool:
        before = len(drawn)
        settle()
        return len(drawn) == before

    qtbot.waitUntil(rests)


def test_pictures_are_drawn_one_by_one_near_what_is_in_sight(qtbot, thumbnails, drawn):
    wait_until_drawn(qtbot, drawn)
    first = len(drawn)
    assert drawn == [str(number) for number in range(1, first + 1)]
    assert 4 <= first < 30
    thumbnails.set_current(199)
    QApplication.processEvents()
    assert len(drawn) - first <= 2, "one a turn"
    wait_until_drawn(qtbot, drawn)
    assert {"196", "199", "200"} <= set(drawn[first:])
    assert len(drawn) < 80
    assert min(map(int, drawn[first:])) > 170


def test_a_page_is_chosen_with_the_mouse_or_the_keys(qtbot, thumbnails, drawn):
    wait_until_drawn(qtbot, drawn)
    spy = QSignalSpy(thumbnails.chosen)
    third = thumbnails.visualRect(thumbnails.model().index(2, 0))
    QTest.mouseClick(thumbnails.viewport(), Qt.MouseButton.LeftButton, pos=third.center())
    QTest.keyClick(thumbnails, Qt.Key.Key_Down)
    QTest.keyClick(thumbnails, Qt.Key.Key_Down)
    assert spy.count() == 1, "moving about chooses nothing"
    QTest.keyClick(thumbnails, Qt.Key.Key_Return)
    assert [spy.at(at)[0] for at in range(spy.count())] == [2, 4]
    assert thumbnails.model().index(4, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "5 ページ：表5"


def test_the_current_page_is_marked_and_in_sight(thumbnails):
    def ground(row: int) -> str:
        settle()
        area = thumbnails.visualRect(thumbnails.model().index(row, 0))
        return thumbnails.viewport().grab().toImage().pixelColor(area.left() + 5, area.bottom() - 5).name()

    assert ground(0) == theme.colour("selection").name()
    thumbnails.set_current(1)
    assert ground(0) == theme.colour("computed").name()
    assert ground(1) == theme.colour("selection").name()
    thumbnails.set_current(120)
    settle()
    area = thumbnails.visualRect(thumbnails.model().index(120, 0))
    assert thumbnails.viewport().rect().contains(area)


def test_only_pictures_of_other_pages_are_drawn_again(qtbot, thumbnails, long, drawn):
    thumbnails.set_current(60)
    wait_until_drawn(qtbot, drawn)
    scrolled = thumbnails.verticalScrollBar().value()
    drawn.clear()
    pages = list(long.pages[:150])
    pages[60] = replace(pages[60], marks=(BOX,))
    # equal, but made anew
    pages[61] = replace(pages[61], marks=tuple(pages[61].marks))
    thumbnails.set_printout(printout(*pages), mono=False)
    wait_until_drawn(qtbot, drawn)
    assert drawn == ["61"]
    assert (thumbnails.current, thumbnails.verticalScrollBar().value()) == (60, scrolled)
    thumbnails.set_printout(printout(*pages[:10]), mono=False)
    wait_until_drawn(qtbot, drawn)
    assert thumbnails.current == 9
    thumbnails.set_printout(printout(), mono=False)
    wait_until_drawn(qtbot, drawn)
