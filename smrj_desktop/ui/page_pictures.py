"""Pages on the screen: pictures that are kept, or where they would be too large, what is in sight of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from smrj_desktop.render import inks
from smrj_desktop.render import painter as marks_painter
from smrj_desktop.render.page import Box, Ink, Mark, Page, Rule
from smrj_desktop.render.typeset import MM_PER_POINT
from smrj_desktop.ui import theme

MOST_DOTS = 8_000_000
"""A page of more is drawn anew where it is in sight, and not kept as a picture."""
MOST_KEPT_DOTS = 24_000_000
"""Of all the pictures together, some hundred megabytes."""


class PagePictures:
    """Draws pages of one size, and keeps the pictures of those drawn last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Page, QImage]] = OrderedDict()
        self._made_as: tuple[float, bool] | None = None

    def draw(
        self,
        painter: QPainter,
        top_left: QPointF,
        sight: QRectF,
        index: int,
        page: Page,
        *,
        dots_per_mm: float,
        mono: bool,
    ) -> None:
        """Draws a page on its paper with a thin edge.

        Args:
            painter: of a widget, in its coordinates.
            top_left: where the page begins there.
            sight: what of the widget is to be seen.
            index: which page it is.
            page: what stands on it.
            dots_per_mm: pixels of the widget to a millimetre.
            mono: whether in black ink and greys alone.
        """
        ratio = painter.device().devicePixelRatioF()
        # a picture that began within a pixel of the screen would be blurred
        to_screen = painter.deviceTransform()
        corner = to_screen.inverted()[0].map(QPointF(to_screen.map(top_left).toPoint()))
        width, height = (round(side * dots_per_mm * ratio) for side in page.sheet)
        sheet = QRectF(corner, QSizeF(width / ratio, height / ratio))
        painter.fillRect(sheet.adjusted(-1, -1, 1, 1), theme.colour("rule"))
        if width * height <= MOST_DOTS:
            picture = self._picture(index, page, dots_per_mm * ratio, mono)
            picture.setDevicePixelRatio(ratio)
            painter.drawImage(corner, picture)
            return
        painter.save()
        painter.setClipRect(sheet, Qt.ClipOperation.IntersectClip)
        painter.fillRect(sheet, QColor(inks.colour(Ink.PAPER)))
        painter.translate(corner)
        top, bottom = ((y - corner.y()) / dots_per_mm for y in (sight.top(), sight.bottom()))
        for marks in (page.marks, page.furniture):
            seen = _between(marks, top, bottom)
            marks_painter.draw(painter, seen, dots_per_mm=dots_per_mm, mono=mono)
        painter.restore()

    def _picture(self, index: int, page: Page, dots_per_mm: float, mono: bool) -> QImage:
        if self._made_as != (dots_per_mm, mono):
            self._kept.clear()
            self._made_as = dots_per_mm, mono
        known, picture = self._kept.pop(index, (None, QImage()))
        if known is not page and known != page:
            picture = marks_painter.image(page, dots_per_mm=dots_per_mm, mono=mono)
        self._kept[index] = page, picture
        while sum(each.width() * each.height() for _, each in self._kept.values()) > MOST_KEPT_DOTS:
            self._kept.popitem(last=False)
        return picture


def _between(marks: Iterable[Mark], top: float, bottom: float) -> Iterator[Mark]:
    """The marks that reach between two heights of their page."""
    for mark in marks:
        if isinstance(mark, Rule):
            first, last = min(mark.y1, mark.y2) - mark.width, max(mark.y1, mark.y2) + mark.width
        elif isinstance(mark, Box):
            first, last = mark.y, mark.y + mark.height
        else:
            em = mark.style.size * MM_PER_POINT
            first, last = mark.y - 1.5 * em, mark.y + em
        if first <= bottom and last >= top:
            yield mark
