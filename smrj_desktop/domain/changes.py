"""What an edit changed, for views that redraw only that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from smrj_desktop.domain.template import TableKey


class CellRange(NamedTuple):
    """A block of cells of one layer of one table; all bounds belong to it."""

    table: TableKey
    layer: str
    top: int
    left: int
    bottom: int
    right: int


class ListChange(NamedTuple):
    """One insert, removal or move in an ordered list, in the order they happened.

    Attributes:
        what: `passage` or `indicator`.
        action: `insert`, `remove` or `move`.
        key: what was inserted, removed or moved.
        parent, position: where it is now, or was before a removal; indicators have no parent.
        old_parent, old_position: where it was before a move.
    """

    what: str
    action: str
    key: str
    parent: str
    position: int
    old_parent: str = ""
    old_position: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything one edit, or one batch of edits, changed.

    Attributes:
        records: what the checks rest on or people have said of findings: `ties`, `explained`, `rules`,
            `accepted`, `dismissed`, `notes`; or the plan's `accounts`, `sections`.
        frames: tables that have other lines or columns, or are new or gone; what `cells` says of them may
            be about the frame before.
    """

    cells: tuple[CellRange, ...] = ()
    lists: tuple[ListChange, ...] = ()
    passages: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    frames: tuple[TableKey, ...] = ()

    def __bool__(self) -> bool:
        named = self.passages or self.indicators or self.profile or self.records or self.frames
        return bool(self.cells or self.lists or named)


def merge(parts: Iterable[Changes]) -> Changes:
    """The changes of several edits in order; each range, passage and indicator named once."""
    items = list(parts)
    if len(items) == 1:
        return items[0]
    cells = dict.fromkeys(item for part in items for item in part.cells)
    return Changes(
        cells=_join(cells),
        lists=tuple(item for part in items for item in part.lists),
        passages=tuple(dict.fromkeys(key for part in items for key in part.passages)),
        indicators=tuple(dict.fromkeys(key for part in items for key in part.indicators)),
        profile=tuple(dict.fromkeys(key for part in items for key in part.profile)),
        records=tuple(dict.fromkeys(key for part in items for key in part.records)),
        frames=tuple(dict.fromkeys(key for part in items for key in part.frames)),
    )


def ranges(table: TableKey, layer: str, positions: Iterable[tuple[int, int]]) -> tuple[CellRange, ...]:
    """Single cells as few ranges: runs within a row, then equal runs in neighbouring rows."""
    runs: list[list[int]] = []
    for row, column in sorted(positions):
        if runs and runs[-1][0] == row and column <= runs[-1][2] + 1:
            runs[-1][2] = max(runs[-1][2], column)
        else:
            runs.append([row, column, column])
    return _join(CellRange(table, layer, row, left, row, right) for row, left, right in runs)


def _join(cells: Iterable[CellRange]) -> tuple[CellRange, ...]:
    """Neighbouring ranges become one, first across and then down."""
    runs: list[CellRange] = []
    for cell in sorted(cells):
        last = runs[-1] if runs else None
        if last and last[:3] == cell[:3] and last.bottom == cell.bottom and cell.left <= last.right + 1:
            runs[-1] = last._replace(right=max(last.right, cell.right))
        else:
            runs.append(cell)
    blocks: list[CellRange] = []
    for run in sorted(runs, key=lambda item: (item.table, item.layer, item.left, item.right, item.top)):
        last = blocks[-1] if blocks else None
        if (
            last
            and (last.table, last.layer, last.left, last.right) == (run.table, run.layer, run.left, run.right)
            and run.top <= last.bottom + 1
        ):
            blocks[-1] = last._replace(bottom=max(last.bottom, run.bottom))
        else:
            blocks.append(run)
    return tuple(sorted(blocks))
