"""A page as marks in millimetres from its top left corner: what preview, printer and PDF all draw.

Pages are plain values, so that two of them can be compared: only what changed is printed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from smrj_desktop.render.paper import Sheet


class Face(StrEnum):
    """A face of type: the upright one of tables and headings, the one of running text."""

    GOTHIC = "gothic"
    MINCHO = "mincho"


class TextStyle(NamedTuple):
    """How a text is set; `size` in points."""

    face: Face = Face.GOTHIC
    size: float = 9.0
    bold: bool = False


class Ink(StrEnum):
    """What a mark is for; the paper's colour of it, or its grey, follows from that."""

    TEXT = "text"
    SECONDARY = "secondary"
    RULE = "rule"
    GRID = "grid"
    SHADE = "shade"
    INCOME = "income"
    EXPENDITURE = "expenditure"
    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    PAPER = "paper"


class Pattern(StrEnum):
    """How an area is filled, so that it can be told from others without colour."""

    SOLID = "solid"
    HATCH = "hatch"
    DOTS = "dots"
    CROSS = "cross"
    OPEN = "open"
    """An outline alone."""


class Text(NamedTuple):
    """One line of text from `x` on, with its baseline at `y`."""

    x: float
    y: float
    text: str
    style: TextStyle = TextStyle()
    ink: Ink = Ink.TEXT


class Rule(NamedTuple):
    """A straight line; `width` is its thickness."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.1
    ink: Ink = Ink.RULE


class Box(NamedTuple):
    """A filled rectangle; with `outlined` its edge is drawn as well."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink = Ink.SHADE
    pattern: Pattern = Pattern.SOLID
    outlined: bool = False


Mark = Text | Rule | Box


class Anchor(NamedTuple):
    """A place that the outline and the contents name.

    Attributes:
        title: as it is listed.
        level: 0 for a group of parts, 1 for a part, 2 and deeper for headings within.
        y: how far down its page it stands.
    """

    title: str
    level: int
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page.

    Attributes:
        sheet: the paper as it lies.
        part: the key of the part it belongs to, and `index` which of that part's pages it is, from 0.
        title: the part's title.
        marks: the content; `furniture` is what stands around it and says nothing of it.
        anchors: the places on it that are listed, from top to bottom.
        number: its number as printed; empty before pages are put together.
    """

    sheet: Sheet
    part: str
    index: int
    title: str
    marks: tuple[Mark, ...]
    anchors: tuple[Anchor, ...] = ()
    furniture: tuple[Mark, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printout:
    """Pages put together.

    Attributes:
        total: how many pages the whole has, as printed behind a page's number: more than there are here
            where only some are printed.
    """

    pages: tuple[Page, ...]
    total: int
