"""A grid measured for a page: how wide its columns, how high its rows, and the marks of each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from smrj_desktop.domain.grid import Grid
from smrj_desktop.render.page import Mark

LEAST_POINTS = 5.5
"""Smaller print nobody reads; a grid that would need it is broken into panels of columns."""


class Footnote(NamedTuple):
    """A note to a cell, as the foot of the page prints it."""

    number: int
    text: str


class Band(NamedTuple):
    """Rows that stay together: one, or several that a cell joins.

    Attributes:
        height: in millimetres.
        notes: the footnotes of its cells.
        begins: whether a section begins with it, before which a page may better end.
    """

    height: float
    notes: tuple[Footnote, ...] = ()
    begins: bool = False


class TablePanel:
    """Columns of a grid that stand beside one another on a page; labels come first in each panel.

    Attributes:
        width: in millimetres.
        header_height: of the header rows, which are repeated on every page.
        bands: from top to bottom.
    """

    width: float
    header_height: float
    bands: Sequence[Band]

    def header(self, left: float, top: float) -> list[Mark]:
        """The marks of the header with its upper left corner there."""
        raise NotImplementedError

    def band(self, at: int, left: float, top: float) -> list[Mark]:
        """The marks of a band with its upper left corner there."""
        raise NotImplementedError


def laid(
    grid: Grid, width: float, height: float, *, size: float = 8.5, first_note: int = 1
) -> tuple[TablePanel, ...]:
    """A grid laid out for a page.

    Args:
        grid: the table.
        width, height: of the room on a page, in millimetres. A row that is higher than a page, which no rule
            can keep whole, is broken between its lines.
        size: the size of type in points where the columns fit.
        first_note: the number of the first footnote.

    Returns:
        One panel where the columns fit at `LEAST_POINTS` or above, else several.
    """
    raise NotImplementedError
