"""Where a table's keys lead, as in Excel: to the edge of a block, through a selection, over whole lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtWidgets import QTableView

ALL_ELSE_OUT = QItemSelectionModel.SelectionFlag.ClearAndSelect


def along(view: QTableView, start: QModelIndex, rows: int, columns: int) -> Iterator[QModelIndex]:
    """The cells from the one beside `start` on, in one direction, but for hidden ones and headings."""
    row, column = start.row() + rows, start.column() + columns
    model = view.model()
    while 0 <= row < model.rowCount() and 0 <= column < model.columnCount():
        index = model.index(row, column)
        if is_open(view, index):
            yield index
        row, column = row + rows, column + columns


def is_open(view: QTableView, index: QModelIndex) -> bool:
    """Whether a cell is in sight and can be the current one."""
    return (
        bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        and not view.isRowHidden(index.row())
        and not view.isColumnHidden(index.column())
    )


def edge(view: QTableView, start: QModelIndex, rows: int, columns: int) -> QModelIndex:
    """The last filled cell of the block that `start` stands in, else the next filled one, else the last."""
    path = list(along(view, start, rows, columns))
    if not path:
        return start
    if start.data() and path[0].data():
        end = next((at for at, index in enumerate(path) if not index.data()), len(path))
        return path[end - 1]
    return next((index for index in path if index.data()), path[-1])


class Extent(NamedTuple):
    """A block of cells; all bounds belong to it."""

    top: int
    left: int
    bottom: int
    right: int


def _ranges(view: QTableView) -> list[Extent]:
    selection = view.selectionModel().selection()
    # a range points into the selection and must not outlive it
    ranges = (selection.at(number) for number in range(selection.count()))
    return [Extent(item.top(), item.left(), item.bottom(), item.right()) for item in ranges]


def extent(view: QTableView) -> Extent | None:
    """The block that holds all that is selected; None where nothing is."""
    ranges = _ranges(view)
    if not ranges:
        return None
    tops, lefts, bottoms, rights = zip(*ranges, strict=True)
    return Extent(min(tops), min(lefts), max(bottoms), max(rights))


def single_extent(view: QTableView) -> Extent | None:
    """The block that is selected; None where nothing is, or several blocks are."""
    ranges = _ranges(view)
    found = extent(view)
    cells = sum((item.bottom - item.top + 1) * (item.right - item.left + 1) for item in ranges)
    if found is None or cells != (found.bottom - found.top + 1) * (found.right - found.left + 1):
        return None
    return found


def block(view: QTableView, one: QModelIndex, other: QModelIndex) -> QItemSelection:
    """All cells between two corners."""
    model = view.model()
    rows, columns = sorted((one.row(), other.row())), sorted((one.column(), other.column()))
    return QItemSelection(model.index(rows[0], columns[0]), model.index(rows[1], columns[1]))


def anchor(view: QTableView, current: QModelIndex) -> QModelIndex:
    """The corner of the selection opposite to the current cell, from which it is extended."""
    found = extent(view)
    if found is None:
        return current
    top, left, bottom, right = found
    row = top if current.row() == bottom else bottom if current.row() == top else current.row()
    column = left if current.column() == right else right if current.column() == left else current.column()
    return view.model().index(row, column)


def places(view: QTableView) -> list[tuple[int, int]]:
    """The rows and columns of the selected cells in sight, each once, line by line, headings among them."""
    rows, columns = map(set, selected_lines(view))
    seen = {
        (row, column)
        for item in _ranges(view)
        for row in rows.intersection(range(item.top, item.bottom + 1))
        for column in columns.intersection(range(item.left, item.right + 1))
    }
    return sorted(seen)


def chosen(view: QTableView, *, down: bool = False) -> list[QModelIndex]:
    """The selected cells in sight, each once, line by line, or column by column where `down`."""
    order = places(view)
    if down:
        order.sort(key=lambda at: (at[1], at[0]))
    indexes = (view.model().index(*at) for at in order)
    return [index for index in indexes if index.flags() & Qt.ItemFlag.ItemIsEnabled]


def fill_pairs(view: QTableView, *, down: bool) -> list[tuple[QModelIndex, QModelIndex]]:
    """Every selected cell that is filled, and the first one of its column (or line), which fills it.

    A selection of one line (or, to the right, one column) is filled from what stands above (or to the left).
    """
    return [pair for item in _ranges(view) for pair in _fill_range(view, item, down=down)]


def _fill_range(view: QTableView, item: Extent, *, down: bool) -> Iterator[tuple[QModelIndex, QModelIndex]]:
    model = view.model()
    lines = range(item.top, item.bottom + 1) if down else range(item.left, item.right + 1)
    across = range(item.left, item.right + 1) if down else range(item.top, item.bottom + 1)
    for other in across:
        cells = [model.index(at, other) if down else model.index(other, at) for at in lines]
        cells = [index for index in cells if is_open(view, index)]
        if not cells:
            continue
        source = cells[0]
        if len(lines) == 1:
            found = next(along(view, source, -1 if down else 0, 0 if down else -1), None)
            if found is None:
                continue
            source = found
        yield from ((index, source) for index in cells if index != source)


def drawn_pairs(view: QTableView, area: Extent, wanted: Extent) -> list[tuple[QModelIndex, QModelIndex]]:
    """Every cell in sight of `wanted` outside of `area`, and the one of `area` it repeats."""
    model = view.model()
    rows = [row for row in range(area.top, area.bottom + 1) if not view.isRowHidden(row)]
    columns = [column for column in range(area.left, area.right + 1) if not view.isColumnHidden(column)]
    down = [row for row in range(wanted.top, wanted.bottom + 1) if not view.isRowHidden(row)]
    across = [column for column in range(wanted.left, wanted.right + 1) if not view.isColumnHidden(column)]
    pairs = []
    for row in down:
        for column in across:
            source = model.index(
                rows[(down.index(row) - down.index(rows[0])) % len(rows)],
                columns[(across.index(column) - across.index(columns[0])) % len(columns)],
            )
            if (row not in rows or column not in columns) and source.flags() & Qt.ItemFlag.ItemIsEnabled:
                pairs.append((model.index(row, column), source))
    return pairs


def selected_lines(view: QTableView) -> tuple[list[int], list[int]]:
    """The rows and the columns in sight in which anything is selected, headings among them."""
    ranges = _ranges(view)
    rows = {row for item in ranges for row in range(item.top, item.bottom + 1)}
    columns = {column for item in ranges for column in range(item.left, item.right + 1)}
    return (
        [row for row in sorted(rows) if not view.isRowHidden(row)],
        [column for column in sorted(columns) if not view.isColumnHidden(column)],
    )


def lines_from(view: QTableView, row: int, column: int) -> tuple[list[int], list[int]]:
    """The rows and the columns in sight from a cell on."""
    model = view.model()
    return (
        [at for at in range(row, model.rowCount()) if not view.isRowHidden(at)],
        [at for at in range(column, model.columnCount()) if not view.isColumnHidden(at)],
    )
