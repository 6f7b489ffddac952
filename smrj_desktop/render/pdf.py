"""Pages as PDF, drawn one at a time, so that a window can go on between them."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from smrj_desktop import messages
from smrj_desktop.render import painter
from smrj_desktop.render.page import Printout
from smrj_desktop.render.paper import Sheet

_DOTS_PER_INCH = 1200


class PdfDrawing:
    """Draws a printout as PDF, page by page.

    Attributes:
        drawn: how many pages have been drawn.
        count: how many there are.
    """

    def __init__(self, printout: Printout, *, title: str, mono: bool = False) -> None:
        """Begins a document in memory."""
        self.drawn = 0
        self.count = len(printout.pages)
        self._pages = printout.pages
        self._mono = mono
        self._painter = QPainter()
        self._buffer = QBuffer()
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._writer = QPdfWriter(self._buffer)
        self._writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_1_6)
        self._writer.setResolution(_DOTS_PER_INCH)
        self._writer.setTitle(title)
        self._writer.setCreator(messages.text("notice.title"))

    def __del__(self) -> None:
        """Qt lets no device go that is being painted on, whoever drops a drawing in the middle."""
        self._end()

    def abort(self) -> None:
        """Gives the document up."""
        self._end()

    def draw_next(self) -> bool:
        """Draws the next page; False where there is none left."""
        if self.drawn == self.count:
            return False
        page = self._pages[self.drawn]
        self._writer.setPageLayout(_layout(page.sheet))
        if self._painter.isActive():
            self._writer.newPage()
        else:
            self._painter.begin(self._writer)
        painter.draw_page(self._painter, page, dots_per_mm=_DOTS_PER_INCH / 25.4, mono=self._mono)
        self.drawn += 1
        return True

    def content(self) -> bytes:
        """The bytes of the document, once every page has been drawn; bookmarks come with `pdf_outline`."""
        self._end()
        return bytes(self._buffer.data().data())

    def _end(self) -> None:
        if self._painter.isActive():
            self._painter.end()


def _layout(sheet: Sheet) -> QPageLayout:
    """A sheet to its edges. What lies across is a paper of its own, as no viewer then has to turn it."""
    size = QPageSize(QSizeF(*sheet), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout
