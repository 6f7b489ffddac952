"""Edits of what was decided beyond mine and theirs: other values, typed totals, systematic differences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from smrj_desktop.domain import entry
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edit_kinds import (
    Edit,
    LeafFigure,
    SetCell,
    SetCells,
    SetIndicator,
    SetPassage,
    SetProfile,
)
from smrj_desktop.domain.element_names import ItemName, Name, ProfileName
from smrj_desktop.domain.elements import kind_at
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.exchange.reading import Systematic, TypedTotal
from smrj_desktop.domain.exchange.review_items import Choice, Decision
from smrj_desktop.domain.exchange.review_texts import Side
from smrj_desktop.domain.indicators import parse_target
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.spreading import Way, spread, spread_edit, stated_edit, total_of
from smrj_desktop.domain.statements import CellKey, Totals
from smrj_desktop.domain.template import TableKey

_TEXTS = {"passage": ("text", "mark"), "indicator": ("name", "basis", "measured", "department")}
_TARGETS = ("target", "midterm_target")


def is_typable(name: Name, mine: Side) -> bool:
    """Whether another value can be typed for an element: a figure, a total, a text or a target of mine."""
    match name:
        case CellKey():
            table = mine.plan.tables.get(name.table)
            kind = kind_at(table.template, (name.line, name.column)) if table else None
            return kind == "total" or (kind == "leaf" and isinstance(mine.element(name), Figure | None))
        case ItemName(word, key, field):
            typable = field in _TEXTS[word] or (word == "indicator" and field in _TARGETS)
            return typable and key in mine.items(word).items
        case ProfileName():
            return True
    return False


def typed_edit(plan: Plan, name: Name, typed: str) -> Edit:
    """The edit that puts what was typed into an element of a plan.

    Raises:
        AmountError: it is no figure.
        TargetError: it is no target.
        EditError: nothing can be typed there.
    """
    match name:
        case CellKey():
            return _typed_figure(plan, name, typed)
        case ItemName("passage", key, field):
            said: dict[str, Any] = {field: typed}
            return SetPassage(passage=replace(plan.outline[key], **said))
        case ItemName("indicator", key, field):
            said = {field: typed}
            if field in _TARGETS:
                said = {field: parse_target(typed) if typed.strip() else None}
            return SetIndicator(indicator=replace(plan.indicators[plan.indicator_index(key)], **said))
        case ProfileName(field):
            return SetProfile(name=field, value=typed)
    raise EditError(what=str(name))


def _typed_figure(plan: Plan, cell: CellKey, typed: str) -> Edit:
    figure = entry.parse(typed, plan.figure(cell), plan.profile.unit, plan.profile.rounding)
    if kind_at(plan.table(cell).template, (cell.line, cell.column)) == "total":
        return stated_edit(total_of(plan, cell), figure)
    return SetCell(cell=cell, figure=figure)


def total_edits(plan: Plan, total: TypedTotal, decision: Decision) -> Iterator[Edit]:
    """The edit of a total that was typed over: its figure published, or shared out among its parts.

    Raises:
        AmountError: what is typed instead is no figure.
        EditError: the plan has no such total, or the parts cannot take the difference.
    """
    now = total_of(plan, total.cell)
    if decision.choice is Choice.TYPED:
        yield _typed_figure(plan, total.cell, decision.typed)
    elif decision.choice is Choice.SPREAD:
        shares = spread(now, total.typed, Way.PROPORTION)
        spreading = spread_edit(plan, now, total.typed, shares, keep_residual=True, totals=Totals.FOLLOW)
        yield from [spreading] if spreading else []
    elif now.figure != total.typed:
        yield stated_edit(now, total.typed)


def systematic_edits(base: Plan, plan: Plan, difference: Systematic) -> Iterator[Edit]:
    """The edits that take what a file has in the cells of a systematic difference.

    Totals follow from their parts, and what the plan has otherwise than it was sent stays.
    """
    figures: dict[tuple[TableKey, str], list[LeafFigure]] = {}
    for cell, figure in difference.cells:
        table = plan.tables.get(cell.table)
        at = cell.line, cell.column
        if table is None or kind_at(table.template, at) != "leaf":
            continue
        was, now = Side(base).element(cell), Side(plan).element(cell)
        if isinstance(now, Figure) and now == was:
            figures.setdefault((cell.table, cell.layer), []).append(LeafFigure(*at, figure))
    for (key, layer), cells in figures.items():
        yield SetCells(table=key, cells=tuple(cells), layer=layer)
