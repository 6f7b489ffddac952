"""Lines and columns of a table, as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence

from smrj_desktop.domain.amounts import NEGATIVE
from smrj_desktop.domain.arrangement import kept
from smrj_desktop.domain.checks.finding import Place, cell_place
from smrj_desktop.domain.element_names import NodeName, NodeOrder
from smrj_desktop.domain.template import Axis, Column, Line, TableTemplate

AnyAxis = Axis[Line] | Axis[Column]


def axis_of(template: TableTemplate, name: NodeName | NodeOrder) -> AnyAxis:
    """The lines or the columns of a frame."""
    return template.lines if name.axis == "lines" else template.columns


def key_of(name: NodeName | NodeOrder) -> str:
    """The key of a line, a column or their order, as conflicts name it."""
    return "/".join((*name.table, name.axis, *((name.key,) if isinstance(name, NodeName) else ())))


def place(name: NodeName | NodeOrder, *frames: TableTemplate) -> Place:
    """The place of a line or a column in the first of the frames that has it; of their order, the table."""
    if isinstance(name, NodeName):
        for frame in frames:
            at = axis_of(frame, name).position.get(name.key)
            if at is not None:
                return cell_place(frame, at, None) if name.axis == "lines" else cell_place(frame, None, at)
    return Place(statement=name.table.statement, account=name.table.account)


def tell(name: NodeName | NodeOrder, frames: Sequence[TableTemplate | None]) -> list[str]:
    """A line or a column as several frames have it; with all it says where different ones read the same.

    Of an order those are named that were moved, each with its place.

    Args:
        name: what it is about.
        frames: the one that was there before, mine, theirs, and others.
    """
    axes = [axis_of(frame, name) if frame else None for frame in frames]
    if isinstance(name, NodeOrder):
        return _order(axes)
    short = [_label(axis, name.key) for axis in axes]
    nodes = [_node(axis, name.key) for axis in axes]
    for text, node in zip(short, nodes, strict=True):
        if any(text == other and node != twin for other, twin in zip(short, nodes, strict=True)):
            return [_in_full(axis, name.key) for axis in axes]
    return short


def _order(axes: Sequence[AnyAxis | None]) -> list[str]:
    rows = [[node.key for node in axis.nodes] if axis else [] for axis in axes]
    moved = moved_keys(rows[0], rows[2]) or moved_keys(rows[1], rows[2])
    return [
        "、".join(f"{_label(axis, key)} ({row.index(key) + 1})" for key in moved if key in row)
        for axis, row in zip(axes, rows, strict=True)
    ]


def moved_keys(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The fewest keys that have to be moved to come from the order of one row to that of another."""
    shared = [key for key in new if key in old]
    stay = kept(old, shared)
    return [key for key in shared if key not in stay]


def _node(axis: AnyAxis | None, key: str) -> Line | Column | None:
    return axis[key] if axis is not None and key in axis.position else None


def _label(axis: AnyAxis | None, key: str) -> str:
    node = _node(axis, key)
    return node.label if node else ""


def _in_full(axis: AnyAxis | None, key: str) -> str:
    node = _node(axis, key)
    if node is None:
        return ""
    above = f"{'+' if node.weight > 0 else NEGATIVE[0]} {_label(axis, node.parent)}" if node.parent else ""
    said = (node.section,) if isinstance(node, Line) else (node.segment, node.accounting_class)
    details = "・".join(filter(None, (above, *said)))
    return f"{node.label}（{details}）"
