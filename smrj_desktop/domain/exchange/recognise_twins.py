"""One table twice in a file, such as in 百万円 and, for the sums behind it, in 千円."""

from __future__ import annotations

from collections.abc import Iterator

from smrj_desktop.domain.elements import At, kind_at
from smrj_desktop.domain.errors import AmountError
from smrj_desktop.domain.exchange.cell_figures import Said, Scale, said, written
from smrj_desktop.domain.exchange.found import FoundTable
from smrj_desktop.domain.plan import Plan


def are_twins(table: FoundTable, other: FoundTable, plan: Plan) -> bool:
    """Whether two areas hold one table in two units, and every figure entered says the same in both.

    Args:
        table, other: two areas that are the same table of the plan.
        plan: the plan.
    """
    if table.unit is None or other.unit is None or table.unit is other.unit:
        return False
    try:
        here, there = (dict(_leaves(area, plan)) for area in (table, other))
    except AmountError:
        return False
    return here.keys() == there.keys() and all(there[at].figure == said.figure for at, said in here.items())


def _leaves(table: FoundTable, plan: Plan) -> Iterator[tuple[At, Said]]:
    """What the cells in which figures are entered say in the plan's unit.

    Raises:
        AmountError: one of them is not to be read.
    """
    template, profile = plan.table(table.key).template, plan.profile
    scale = Scale(table.unit or profile.unit)
    for at, cell in table.cells.items():
        if kind_at(template, at) == "leaf":
            yield at, said(written(cell), scale, profile.unit, profile.rounding)
