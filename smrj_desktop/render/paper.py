"""Paper and what stands around the content of a page. Lengths are millimetres."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class PaperSize(StrEnum):
    """Sizes of paper: those of ISO A, and the B of Japan (JIS), which is larger than ISO's."""

    A4 = "A4"
    A3 = "A3"
    B5 = "B5"
    B4 = "B4"


_SHORT_LONG = {
    PaperSize.A4: (210.0, 297.0),
    PaperSize.A3: (297.0, 420.0),
    PaperSize.B5: (182.0, 257.0),
    PaperSize.B4: (257.0, 364.0),
}


class Orientation(StrEnum):
    """How the paper lies; `AUTO` leaves it to each part of what is printed."""

    AUTO = "auto"
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class Sheet(NamedTuple):
    """One sheet of paper as it lies."""

    width: float
    height: float


class Margins(NamedTuple):
    """The room around the content; header and footer stand in it."""

    top: float
    right: float
    bottom: float
    left: float


MARGINS = Margins(20.0, 15.0, 18.0, 20.0)
"""The left one leaves room for the holes of a file."""
LEAST_MARGIN, MOST_MARGIN = 10.0, 50.0
"""Header and footer need some room; printers reach no further either."""


class Area(NamedTuple):
    """A rectangle on a page, from the page's top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.top + self.height

    @property
    def right(self) -> float:
        """Where it ends on the right."""
        return self.left + self.width


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSetup:
    """How pages are set up.

    Attributes:
        orientation: of every page, or `AUTO`.
        mono: whether black ink alone is used; charts then rest on their patterns.
    """

    size: PaperSize = PaperSize.A4
    orientation: Orientation = Orientation.AUTO
    margins: Margins = field(default=MARGINS)
    mono: bool = False

    def sheet(self, preferred: Orientation = Orientation.PORTRAIT) -> Sheet:
        """The paper as it lies for a part that prefers an orientation."""
        short, long = _SHORT_LONG[self.size]
        wanted = preferred if self.orientation is Orientation.AUTO else self.orientation
        return Sheet(long, short) if wanted is Orientation.LANDSCAPE else Sheet(short, long)

    def content(self, sheet: Sheet) -> Area:
        """Where content may stand on a sheet."""
        top, right, bottom, left = self.margins
        return Area(left, top, sheet.width - left - right, sheet.height - top - bottom)


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What stands in the header and the footer of every page.

    Attributes:
        title: what is printed.
        version: what the state of the plan is called; empty where it has no name.
        imprint: the plan's content hash, of which the beginning is printed.
        date: the day of printing, as it is written.
        draft: `（案）`, `未定稿` or nothing, at the top right.
    """

    title: str = ""
    version: str = ""
    imprint: str = ""
    date: str = ""
    draft: str = ""
