"""What a statement's model is asked beyond Qt's own roles, and what it says of a cell all at once."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from PySide6.QtCore import Qt

from smrj_desktop.domain import grid


class CellRole(IntEnum):
    """Roles beyond Qt's own.

    Attributes:
        KIND: what the cell, or in the vertical header the line, is (`grid.Role`).
        CORNER: True where the cell's corner carries the small mark of a residual.
        INDENT: in the vertical header: how deep the line is set in.
        MARK: `error` or `warning` where a finding is about the cell, else empty.
    """

    KIND = Qt.ItemDataRole.UserRole + 1
    CORNER = Qt.ItemDataRole.UserRole + 2
    INDENT = Qt.ItemDataRole.UserRole + 3
    MARK = Qt.ItemDataRole.UserRole + 4


CHANGED_ROLES = [
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.EditRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        CellRole.CORNER,
    )
]


MARKED_ROLES = [int(CellRole.MARK), int(Qt.ItemDataRole.ToolTipRole)]


class Look(NamedTuple):
    """How a cell is painted: its text, its kind, the residual's corner, a rule above, marks of others.

    Attributes:
        mark: as for `CellRole.MARK`.
        noted: whether an open note is about it.
    """

    text: str
    kind: grid.Role
    corner: bool
    ruled: bool
    mark: str
    noted: bool = False
