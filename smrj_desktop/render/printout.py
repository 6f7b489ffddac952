"""Pages of parts put together: numbered, with a list of contents, a header and a footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from smrj_desktop.io.pdf_outline import Bookmark
from smrj_desktop.render.contents import digits_of, entries_of, pages_of_contents
from smrj_desktop.render.furniture import around
from smrj_desktop.render.page import Anchor, Page, Printout
from smrj_desktop.render.paper import Furniture, PageSetup


def assembled(
    parts: Sequence[tuple[str, tuple[Page, ...]]], setup: PageSetup, *, contents: bool = False
) -> Printout:
    """The pages of parts in order, numbered from 1.

    A group begins with an anchor of its own. The anchors of a part without a group are one level higher, so
    that the part stands beside groups and not in the one before it.

    Args:
        parts: the group (empty for none) and the pages of each part.
        setup: how the pages of the contents are set up.
        contents: whether a list of contents comes first, with the numbers of the pages.
    """
    pages = _listed(parts)
    if not contents:
        return Printout(pages=_numbered(pages, 1), total=len(pages))
    entries = entries_of(pages)
    # how many pages the contents take decides the numbers in them
    digits = digits_of(len(pages), entries)
    first = len(pages_of_contents(entries, setup, digits)) + 1
    numbered = _numbered(pages, first)
    made = _numbered(pages_of_contents(entries_of(numbered), setup, digits), 1)
    return Printout(pages=(*made, *numbered), total=len(made) + len(numbered))


def _listed(parts: Sequence[tuple[str, tuple[Page, ...]]]) -> list[Page]:
    """All pages, with groups among their anchors."""
    pages: list[Page] = []
    before = ""
    for group, own in parts:
        for page in own:
            anchors = page.anchors
            if not group:
                anchors = tuple(anchor._replace(level=anchor.level - 1) for anchor in anchors)
            elif group != before:
                anchors = (Anchor(group, 0, 0.0), *anchors)
            before = group
            pages.append(replace(page, anchors=anchors))
    return pages


def _numbered(pages: Sequence[Page], first: int) -> tuple[Page, ...]:
    return tuple(replace(page, number=str(number)) for number, page in enumerate(pages, first))


def furnished(printout: Printout, furniture: Furniture, setup: PageSetup) -> Printout:
    """The same pages with title and draft mark above, version, imprint, number and date below."""
    pages = (
        replace(page, furniture=around(page, printout.total, furniture, setup)) for page in printout.pages
    )
    return replace(printout, pages=tuple(pages))


def bookmarks(printout: Printout) -> list[Bookmark]:
    """The outline of a printout: groups, their parts, the headings that are listed."""
    return [
        Bookmark(anchor.title, anchor.level, at, anchor.y)
        for at, page in enumerate(printout.pages)
        for anchor in page.anchors
    ]
