"""One table twice in a file, such as in 百万円 and, for the sums behind it, in 千円."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.elements import At, kind_at
from smrj_desktop.domain.errors import AmountError
from smrj_desktop.domain.exchange.cell_figures import Said, Scale, said, written
from smrj_desktop.domain.exchange.found import FoundTable
from smrj_desktop.domain.plan import Plan

_MOST = 0.5
"""Such a share of what is entered says the same in both; of another year's table less does."""


def are_twins(table: FoundTable, other: FoundTable, plan: Plan) -> bool:
    """Whether two areas hold one table in two units, most of it alike.

    Args:
        table, other: two areas that are the same table of the plan.
        plan: the plan.
    """
    if table.unit is None or other.unit is None or table.unit is other.unit:
        return False
    fine, coarse = dict(_leaves(table, table.unit, plan)), dict(_leaves(other, other.unit, plan))
    if table.unit.value > other.unit.value:
        fine, coarse = coarse, fine
    places = fine.keys() | coarse.keys()
    alike = sum(coarse[at].rounds(fine[at]) for at in fine.keys() & coarse.keys())
    return alike > _MOST * len(places)


def _leaves(table: FoundTable, unit: Unit, plan: Plan) -> Iterator[tuple[At, Said]]:
    """What the cells in which figures are entered say in the plan's unit, but for those that hold none."""
    template, profile = plan.table(table.key).template, plan.profile
    for at, cell in table.cells.items():
        if kind_at(template, at) == "leaf":
            with suppress(AmountError):
                if (figure := said(written(cell), Scale(unit), profile.unit, profile.rounding)).amount:
                    yield at, figure
