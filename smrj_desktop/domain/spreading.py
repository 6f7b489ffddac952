"""A total that answers: a new figure for a total is shared out among the leaves that make it up.

The difference to what the total shows now is shared out, so that signs keep their sense where parts are
subtracted: in proportion to how large each part is, in equal amounts, or onto one part. Whole units are
given by largest remainder (Hare-Niemeyer), so that the parts come exactly to the total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from smrj_desktop.domain.amounts import BLANK, Figure, figure_of, is_sound
from smrj_desktop.domain.edit_kinds import ClearTotal, Edit, LeafFigure, SetCells, StateTotal, one_step
from smrj_desktop.domain.errors import (
    AmountTooLargeError,
    EditError,
    SpreadHeldError,
    SpreadNothingError,
)
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, CellKey, Position, Stated, Totals


class Way(StrEnum):
    """How a difference is shared out."""

    PROPORTION = "proportion"
    EVENLY = "evenly"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf a total is made of.

    Attributes:
        cell: the leaf.
        weight: +1, or -1 where the total takes it off.
        figure: what it shows now.
        built_up: whether it has a build-up and can only be held.
    """

    cell: CellKey
    weight: int
    figure: Figure
    built_up: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is in it, as a rule because the line has no business there."""
        return self.figure.amount is None or self.figure.mark == "-"


@dataclass(frozen=True, slots=True)
class Total:
    """A total and what it is made of.

    Attributes:
        cell: the total.
        figure: what it shows now.
        residual: by how much a published total differs from its parts; 0 for a computed one.
        parts: its leaves in print order.
    """

    cell: CellKey
    figure: Figure
    residual: int
    parts: tuple[Part, ...]


def total_of(plan: Plan, cell: CellKey) -> Total:
    """A total of the plan as it is now.

    Raises:
        EditError: the cell is a leaf, or the plan has none such.
    """
    table = plan.table(cell)
    row, column = table.locate(cell)
    template, sheet = table.template, table.sheet(cell.layer)
    if template.is_leaf(row, column):
        raise EditError(what="/".join(cell))
    down, across = template.lines.leaf_weights[row], template.columns.leaf_weights[column]
    parts = []
    for r in down.nonzero()[0]:
        for c in across.nonzero()[0]:
            at: Position = (int(r), int(c))
            leaf = cell._replace(
                line=template.lines.nodes[at[0]].key, column=template.columns.nodes[at[1]].key
            )
            fixed = cell.layer == PLAN and at in table.build_ups
            parts.append(Part(leaf, int(down[r] * across[c]), sheet.figure(*at), fixed))
    return Total(cell, sheet.figure(row, column), sheet.residual(row, column), tuple(parts))


def spread(
    total: Total,
    wanted: Figure,
    way: Way,
    *,
    held: frozenset[CellKey] = frozenset(),
    onto: CellKey | None = None,
    keep_residual: bool = True,
) -> list[Figure]:
    """What the parts become when the total is to show another figure.

    Args:
        total: the total as it is now.
        wanted: what it is to show.
        way: how the difference is shared out.
        held: parts that stay as they are; those with a build-up always do.
        onto: the part that takes all of it, for `Way.ONE`.
        keep_residual: whether the published total keeps its difference to its parts; without it the parts
            come to the total itself.

    Returns:
        A figure for each part, in their order; together with the residual they come exactly to `wanted`.

    Raises:
        SpreadHeldError: there is a difference and no part that may take it.
        SpreadNothingError: in proportion, where nothing is in any of the parts.
        AmountTooLargeError: a part would exceed what a cell holds.
    """
    now = sum(part.weight * part.figure.value for part in total.parts)
    difference = wanted.value - (total.residual if keep_residual else 0) - now
    free = [
        at
        for at, part in enumerate(total.parts)
        if not part.built_up and (part.cell == onto if way is Way.ONE else part.cell not in held)
    ]
    figures = [part.figure for part in total.parts]
    if not difference:
        return figures
    if not free:
        raise SpreadHeldError
    sizes = [abs(figures[at].value) if way is Way.PROPORTION else 1 for at in free]
    if not any(sizes):
        raise SpreadNothingError
    for at, share in zip(free, shares(difference, sizes), strict=True):
        if share:
            figure = figure_of(figures[at].value + total.parts[at].weight * share)
            if not is_sound(figure):
                raise AmountTooLargeError(text=str(figure.amount))
            figures[at] = figure
    return figures


def shares(amount: int, sizes: Sequence[int]) -> list[int]:
    """Shares an amount out in whole units, in proportion to sizes of which one at least is not 0.

    What the rounding down leaves goes to those that lost most, the larger and the earlier ones first.
    """
    whole = sum(sizes)
    exact = [Fraction(abs(amount) * size, whole) for size in sizes]
    given = [part.numerator // part.denominator for part in exact]
    by_loss = sorted(range(len(sizes)), key=lambda at: (given[at] - exact[at], -sizes[at], at))
    for at in by_loss[: abs(amount) - sum(given)]:
        given[at] += 1
    return [part if amount > 0 else -part for part in given]


def spread_edit(
    plan: Plan,
    total: Total,
    wanted: Figure,
    figures: Sequence[Figure],
    *,
    keep_residual: bool,
    totals: Totals,
) -> Edit | None:
    """The one step that gives the parts of a total their figures and the total its own.

    Args:
        plan: as it was when the total was looked at.
        total, wanted, keep_residual: as `spread` took them.
        figures: what `spread` returned.
        totals: what the other published totals do.

    Returns:
        None where nothing would change.
    """
    cells = tuple(
        LeafFigure(part.cell.line, part.cell.column, figure)
        for part, figure in zip(total.parts, figures, strict=True)
        if figure != part.figure
    )
    cell = total.cell
    table = plan.table(cell)
    stated = table.sheet(cell.layer).stated.get(table.locate(cell))
    edits: list[Edit] = []
    if cells:
        edits.append(SetCells(table=cell.table, cells=cells, layer=cell.layer, totals=totals))
    if stated is not None:
        edits += _put_right(stated, cell, wanted, cells=bool(cells), keep=keep_residual, totals=totals)
    return one_step(edits) if edits else None


def _put_right(
    stated: Stated, cell: CellKey, wanted: Figure, *, cells: bool, keep: bool, totals: Totals
) -> list[Edit]:
    """What the published total itself takes after its parts have changed."""
    if not keep and stated.residual:
        return [ClearTotal(cell=cell)]
    if cells and totals is Totals.HOLD:
        # it was held with all others, and is the one that is to move
        shown = wanted if wanted.value else figure_of(0)
        return [StateTotal(cell=cell, figure=shown, zero_mark=stated.zero_mark)]
    return []


def stated_edit(total: Total, figure: Figure) -> Edit:
    """The step that records a figure as the published total and leaves its parts as they are."""
    return StateTotal(cell=total.cell, figure=figure_of(0) if figure == BLANK else figure)
