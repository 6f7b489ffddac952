"""Pages as PDF, drawn one at a time, so that a window can go on between them."""

from __future__ import annotations

from smrj_desktop.render.page import Printout


class PdfDrawing:
    """Draws a printout as PDF, page by page.

    Attributes:
        drawn: how many pages have been drawn.
        count: how many there are.
    """

    def __init__(self, printout: Printout, *, title: str, mono: bool = False) -> None:
        """Begins a document in memory."""
        raise NotImplementedError

    def draw_next(self) -> bool:
        """Draws the next page; False where there is none left."""
        raise NotImplementedError

    def content(self) -> bytes:
        """The bytes of the document, once every page has been drawn; bookmarks come with `pdf_outline`."""
        raise NotImplementedError
