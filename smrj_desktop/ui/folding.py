"""Which lines and columns of a statement are out of sight."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from smrj_desktop.domain.template import Column, Line


def section_of(lines: Sequence[Line], row: int) -> str:
    """The key of the heading that a line stands below, or is; empty where it stands below none."""
    for at in range(row, -1, -1):
        if lines[at].heading and (at == row or lines[at].section == lines[row].section):
            return lines[at].key
    return ""


def hidden_lines(
    lines: Sequence[Line], folded: Collection[str], kept: Collection[int] | None = None
) -> set[int]:
    """The rows that are out of sight.

    Args:
        lines: in print order.
        folded: keys of headings; of the lines below these the totals alone stay.
        kept: the rows that a filter lets pass; None where there is no filter. Headings stay with any of
            their lines.
    """
    totals = {line.parent for line in lines}
    hidden = set()
    for row, line in enumerate(lines):
        if line.heading:
            continue
        away = line.key not in totals and section_of(lines, row) in folded
        if away or (kept is not None and row not in kept):
            hidden.add(row)
    if kept is not None:
        seen = {section_of(lines, row) for row in kept}
        hidden |= {row for row, line in enumerate(lines) if line.heading and line.key not in seen}
    return hidden


def hidden_columns(columns: Sequence[Column], *, details: bool) -> set[int]:
    """The columns that are out of sight: without details, the parts of segments that have a total."""
    if details:
        return set()
    inner = {column.key for column in columns if column.parent}
    return {at for at, column in enumerate(columns) if column.parent in inner}
