"""How two plans differ as a grid: place by place what stands in each."""

from __future__ import annotations

from collections.abc import Sequence

from smrj_desktop.domain.compare import Difference
from smrj_desktop.domain.grid import Grid, GridCell, GridRow, Role, heads
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import difference_words as in_words
from smrj_desktop.messages import text

COLUMNS = ("place", "old", "new")


def difference_grid(
    plan: Plan, differences: Sequence[Difference], *, title: str, subtitle: str, old_name: str, new_name: str
) -> Grid:
    """The differences of two plans in their order.

    Args:
        plan: either of the two, which names the places.
        differences: what `domain.compare` found.
        title, subtitle: what stands above the grid.
        old_name, new_name: what the two plans are called.
    """
    return Grid(
        title=title,
        subtitle=subtitle,
        unit=plan.profile.entry_unit,
        note="",
        header=(heads((text("difference.place"), old_name, new_name)),),
        rows=tuple(_row(plan, item) for item in differences),
        line_keys=(),
        column_keys=COLUMNS,
    )


def _row(plan: Plan, item: Difference) -> GridRow:
    figures = item.what in in_words.IN_TABLES

    def cell(said: str) -> GridCell:
        role = Role.LEAF if figures and in_words.is_short(said) else Role.LABEL
        return GridCell(text=said or in_words.absent(item.what), role=role)

    return (GridCell(text=in_words.where(plan, item)), cell(item.old), cell(item.new))
