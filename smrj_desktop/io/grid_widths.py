"""How wide the columns of a grid are on a page: figures whole, texts so that they take few lines in all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smrj_desktop.domain.grid import Grid, GridCell, Role
from smrj_desktop.io.cell_text import visible
from smrj_desktop.io.workbook_styles import text_width

INDENT = 2
"""A label is set in by so many half-width characters a step."""

_PADDING = 2.5
_NARROWEST = 10
"""A column of texts that wrap is not made narrower than this."""


def column_widths(grid: Grid, room: float) -> list[float]:
    """The widths of a grid's columns in half-width characters, with the space around a text.

    Args:
        grid: the grid.
        room: how wide the page is. Only figures, which are never broken, may need more than that.
    """
    columns = [_Column(cells) for cells in zip(*_unspanned(grid), strict=True)]
    widths = [column.least for column in columns]
    savings = [column.saving(width) for column, width in zip(columns, widths, strict=True)]
    left = room - sum(widths) - _PADDING * len(widths)
    while left >= 1 and max(savings) > 0:
        at = savings.index(max(savings))
        widths[at] += 1
        savings[at] = columns[at].saving(widths[at])
        left -= 1
    return [width + _PADDING for width in widths]


def is_figure(cell: GridCell) -> bool:
    """Whether a cell stands at the right with its last digit, unbroken: a figure, or a text in its place."""
    return cell.figure is not None or cell.role is Role.LEAF


def _unspanned(grid: Grid) -> Iterator[list[GridCell | None]]:
    """The rows without the cells that cover several columns: those have room beside them."""
    for cells in (*grid.header, *grid.rows):
        yield [cell if cell and cell.column_span == 1 else None for cell in cells]


class _Column:
    """The texts of a column, and how narrow it may be."""

    def __init__(self, cells: Sequence[GridCell | None]) -> None:
        self.least = 0
        self._lines: list[int] = []
        for cell in filter(None, cells):
            lines = [text_width(line) + cell.indent * INDENT for line in visible(cell.text).split("\n")]
            widest = max(lines)
            self._lines += lines
            if cell.role is Role.HEADER:
                # a head of some length may take two lines
                self.least = max(self.least, min(widest, max(_NARROWEST, -(-widest // 2))))
            else:
                self.least = max(self.least, widest if is_figure(cell) else min(widest, _NARROWEST))

    def saving(self, width: int) -> float:
        """How many lines a further character of width saves, as if texts could be broken anywhere."""
        return sum(line for line in self._lines if line > width) / max(width, 1) ** 2
