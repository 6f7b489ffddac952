"""Pages of parts put together: numbered, with a list of contents, a header and a footer."""

from __future__ import annotations

from collections.abc import Sequence

from smrj_desktop.io.pdf_outline import Bookmark
from smrj_desktop.render.page import Page, Printout
from smrj_desktop.render.paper import Furniture, PageSetup


def assembled(
    parts: Sequence[tuple[str, tuple[Page, ...]]], setup: PageSetup, *, contents: bool = False
) -> Printout:
    """The pages of parts in order, numbered from 1.

    Args:
        parts: the group (empty for none) and the pages of each part.
        setup: how the pages of the contents are set up.
        contents: whether a list of contents comes first, with the numbers of the pages.
    """
    raise NotImplementedError


def furnished(printout: Printout, furniture: Furniture, setup: PageSetup) -> Printout:
    """The same pages with title and draft mark above, version, imprint, number and date below."""
    raise NotImplementedError


def bookmarks(printout: Printout) -> list[Bookmark]:
    """The outline of a printout: groups, their parts, the headings that are listed."""
    raise NotImplementedError
