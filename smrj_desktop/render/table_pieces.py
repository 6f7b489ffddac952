"""Tables as pieces: one a band, with the header, the unit and the title that each page repeats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial

from smrj_desktop.domain.grid import Grid
from smrj_desktop.io.sheet_words import paper
from smrj_desktop.render import footnotes, typeset
from smrj_desktop.render.blocks import SMALL, Table
from smrj_desktop.render.page import Face, Mark, TextStyle
from smrj_desktop.render.paper import Area
from smrj_desktop.render.pieces import Draw, Head, Keep, Piece, Run, height_of, line
from smrj_desktop.render.table_layout import LEAST_POINTS, TablePanel, laid
from smrj_desktop.render.typeset import pitch

_CONTINUED = TextStyle(Face.GOTHIC, 9.0, bold=True)
_ABOVE, _PANEL_ABOVE, _NOTE_ABOVE = 2.0, 5.0, 0.8
_BESIDE = 4.0
_SIZE_STEP, _LEAST_SHARE = 0.5, 0.75
"""By how much type is made smaller, and how small at most, so that a table stands on one page."""


def table_pieces(table: Table, content: Area, above: float, number: int) -> list[Piece]:
    """A table.

    Args:
        table: the block.
        content: the room on a page.
        above: how much of a page is taken by what stays above the table, in millimetres.
        number: of the first footnote.
    """
    grid, width = table.grid, content.width
    pieces: list[Piece] = []
    note = list(_note_pieces(grid.note, width))
    panels = _fitted(table, content, above + height_of(note), number)
    for at, panel in enumerate(panels):
        run = Run(
            opening=_head(panel, grid, "", width),
            again=cache(partial(_head, panel, grid, _continued(grid), width)),
        )
        noted = bool(note) and at == len(panels) - 1
        pieces += _band_pieces(panel, run, _PANEL_ABOVE if at else _ABOVE, noted=noted)
    return pieces + note


def _fitted(table: Table, content: Area, above: float, number: int) -> Sequence[TablePanel]:
    """The table in the size that lets it stand on one page, if that is not much smaller; else as it is."""
    room = content.height - above - _ABOVE - pitch(SMALL)
    most = max(room - pitch(SMALL), content.height / 2) - _room_for_notes(table.grid, content)

    def set_in(size: float) -> Sequence[TablePanel]:
        return laid(table.grid, content.width, most, size=size, first_note=number)

    largest = set_in(table.size)
    if len(largest) != 1 or _height(largest[0], content.width) * _LEAST_SHARE > room:
        return largest
    panels, size = largest, table.size
    while _height(panels[0], content.width) > room:
        size -= _SIZE_STEP
        if size < max(LEAST_POINTS, table.size * _LEAST_SHARE):
            return largest
        panels = set_in(size)
    return panels


def _height(panel: TablePanel, width: float) -> float:
    """How high all rows are with their header and their footnotes."""
    notes = sum(len(footnotes.set_in_lines(note, width)) for band in panel.bands for note in band.notes)
    return panel.header_height + sum(band.height for band in panel.bands) + footnotes.height(notes)


def _room_for_notes(grid: Grid, content: Area) -> float:
    """What a row as high as a page leaves free for its footnotes."""
    noted = any(cell.note for row in grid.rows for cell in row if cell is not None)
    return content.height / 4 if noted else 0.0


def _band_pieces(panel: TablePanel, run: Run, above: float, *, noted: bool) -> Iterator[Piece]:
    last = len(panel.bands) - 1
    if last < 0:
        yield Piece(height=0.0, draw=line([], 0.0), gap=above, run=run, opens=True)
    for at, band in enumerate(panel.bands):
        # neither the first row nor the last one stands alone, nor a section's name
        kept = noted if at == last else at in {0, last - 1} or band.begins
        yield Piece(
            height=band.height,
            draw=_band(panel, at),
            gap=0.0 if at else above,
            keep=Keep.IF_POSSIBLE if kept else Keep.FREE,
            notes=band.notes,
            run=run,
            opens=at == 0,
            begins=band.begins,
            part=band.part,
        )


def _band(panel: TablePanel, at: int) -> Draw:
    return lambda left, top: panel.band(at, left, top)


def _note_pieces(note: str, width: float) -> Iterator[Piece]:
    texts = typeset.lines(note, SMALL, width) if note else []
    for at, text in enumerate(texts):
        high = pitch(SMALL)
        yield Piece(
            height=high,
            draw=line([(0.0, text, SMALL)], high),
            gap=0.0 if at else _NOTE_ABOVE,
            keep=Keep.FREE if at == len(texts) - 1 else Keep.IF_POSSIBLE,
        )


def _continued(grid: Grid) -> str:
    name = "　".join(text for text in (grid.title, grid.subtitle) if text)
    return paper("page_continued", title=name) if name else ""


def _head(panel: TablePanel, grid: Grid, text: str, width: float, part: str = "") -> Head:
    """What is continued on the left, the unit on the right, beside each other if they fit; the header.

    Below it stands the part of the table in which a page begins.
    """
    text = typeset.shortened(text, _CONTINUED, width)
    unit = typeset.shortened(paper("page_unit", unit=grid.unit), SMALL, width) if grid.unit else ""
    at = max(panel.width - typeset.width(unit, SMALL), 0.0)
    rows = [[(0.0, text, _CONTINUED)], [(at, unit, SMALL)]]
    if typeset.width(text, _CONTINUED) + _BESIDE <= at:
        rows = [rows[0] + rows[1]]
    shown: list[tuple[float, Draw]] = []
    for row in rows:
        high = max((pitch(own) for _, said, own in row if said), default=0.0)
        if high:
            shown.append((high, line(row, high)))

    def draw(left: float, top: float) -> list[Mark]:
        drawn: list[Mark] = []
        for high, marks in shown:
            drawn += marks(left, top)
            top += high
        return drawn + panel.header(left, top) + panel.again(part, left, top + panel.header_height)

    return Head(sum(high for high, _ in shown) + panel.header_height + panel.again_height(part), draw)
