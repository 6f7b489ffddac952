"""What a printout is made of, before it is laid out on pages: parts, and the blocks in them."""

from __future__ import annotations

from dataclasses import dataclass

from smrj_desktop.domain.grid import Grid
from smrj_desktop.domain.series import Chart
from smrj_desktop.render.page import Face, TextStyle
from smrj_desktop.render.paper import Orientation

BODY = TextStyle(Face.MINCHO, 10.5)
SMALL = TextStyle(Face.GOTHIC, 8.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading, which never stands alone at the foot of a page.

    Attributes:
        level: 1 for the title of a part, 2 and 3 within it.
        listed: whether the outline and the contents name it.
    """

    text: str
    level: int = 2
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text.

    Attributes:
        mark: its numbering, which hangs before the text.
        under: the numbering of the paragraph it continues, with whose text its own is aligned.
        depth: by how many steps it is set in.
        note: what a footnote says of it; empty where there is none.
    """

    text: str
    mark: str = ""
    under: str = ""
    depth: int = 0
    style: TextStyle = BODY
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A grid with its unit above and its note below.

    A heading before it says what it is called; on the pages it goes on to, its title and subtitle are said.

    Attributes:
        size: the size of type in points where it fits; wide grids are scaled down within limits.
    """

    grid: Grid
    size: float = 8.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart with its title, its legend and its unit."""

    chart: Chart


Block = Heading | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that begins on a page of its own.

    Attributes:
        key: names it, the same in every version of a plan.
        group: the title of the parts that belong together, empty where it stands by itself.
        orientation: what it prefers.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    group: str = ""
    orientation: Orientation = Orientation.PORTRAIT
