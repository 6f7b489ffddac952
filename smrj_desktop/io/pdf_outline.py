"""What Qt cannot write into a PDF file: bookmarks, exact paper, the language, how viewers open it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from smrj_desktop.io.cell_text import plain

if TYPE_CHECKING:
    from pypdf import PageObject
    from pypdf.generic import IndirectObject

_POINTS_PER_MM = 72 / 25.4


class Bookmark(NamedTuple):
    """An entry of a document's outline.

    Attributes:
        level: 0 for the topmost; an entry belongs to the last one before it of a lower level.
        page: from 0.
        y: how far down the page it points, in millimetres.
    """

    title: str
    level: int
    page: int
    y: float


def finished(content: bytes, bookmarks: Sequence[Bookmark], *, title: str) -> bytes:
    """A PDF document with bookmarks, pages of exact size, its title shown by viewers, and its language.

    Args:
        content: the document as Qt wrote it.
        bookmarks: in reading order.
        title: of the document.
    """
    # the window knows bookmarks and writes none; pypdf takes a while to load
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import BooleanObject, Fit, NameObject, TextStringObject

    reader = PdfReader(io.BytesIO(content))
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    writer.add_metadata({"/Title": _in_one_line(title)})
    writer.root_object[NameObject("/Lang")] = TextStringObject("ja-JP")
    preferences = writer.create_viewer_preferences()
    preferences[NameObject("/DisplayDocTitle")] = BooleanObject(True)
    tops = [_made_exact(page) for page in writer.pages]
    above: list[tuple[int, IndirectObject]] = []
    for bookmark in bookmarks:
        while above and above[-1][0] >= bookmark.level:
            above.pop()
        entry = writer.add_outline_item(
            title=_in_one_line(bookmark.title),
            page_number=bookmark.page,
            parent=above[-1][1] if above else None,
            fit=Fit.xyz(top=tops[bookmark.page] - bookmark.y * _POINTS_PER_MM),
        )
        above.append((bookmark.level, entry))
    if bookmarks:
        writer.page_mode = "/UseOutlines"
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _made_exact(page: PageObject) -> float:
    """Gives a page the size of its paper, and returns where its upper edge is, in points.

    Qt rounds paper to whole points. These are smaller than millimetres, so the nearest whole ones are meant.
    Places are measured from the top left, so the page changes at its right and lower edges.
    """
    from pypdf.generic import RectangleObject

    box = page.mediabox
    left, top = float(box.left), float(box.top)
    width, height = (round(float(each) / _POINTS_PER_MM) * _POINTS_PER_MM for each in (box.width, box.height))
    exact = RectangleObject((left, round(top - height, 4), round(left + width, 4), top))
    page.mediabox = page.trimbox = exact
    return top


def _in_one_line(title: str) -> str:
    """A title as a document's catalogue holds it, which has no lines and no halves of characters."""
    return " ".join(plain(title).split("\n"))
