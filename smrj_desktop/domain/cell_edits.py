"""Applies the edits of the statements' cells: figures, published totals, build-ups and their rounding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from smrj_desktop.domain.amounts import MARKS, Figure, is_sound, show
from smrj_desktop.domain.applied import COMPUTED, STATED, Applied, remember
from smrj_desktop.domain.changes import Changes, merge, ranges
from smrj_desktop.domain.edit_kinds import (
    Batch,
    ClearTotal,
    Edit,
    PutContribution,
    RemoveContribution,
    SetCell,
    SetCells,
    SetRounding,
    StateTotal,
)
from smrj_desktop.domain.errors import BuildUpError, EditError, TotalEditError
from smrj_desktop.domain.place_names import namer, of_cell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, CellKey, Contribution, Position, Table, Totals, built_up


def _leaf(plan: Plan, cell: CellKey) -> tuple[Table, Position]:
    table = plan.table(cell)
    at = table.locate(cell)
    if not table.template.is_leaf(*at):
        raise TotalEditError(**_names(table, at))
    return table, at


def _names(table: Table, at: Position) -> dict[str, str]:
    line, column = table.template.lines.nodes[at[0]], table.template.columns.nodes[at[1]]
    return {"line": line.label, "column": column.name}


def _put_leaf(plan: Plan, edit: Edit, cell: CellKey, figure: Figure, totals: Totals) -> Changes:
    table, at = _leaf(plan, cell)
    sheet = table.sheet(cell.layer)
    old = sheet.figure(*at)
    touched = sheet.set_leaf(*at, figure, totals)
    remember(plan, edit, of_cell(cell), show(old), show(figure))
    return Changes(cells=ranges(cell.table, cell.layer, touched))


def _open_leaf(plan: Plan, cell: CellKey, figure: Figure) -> tuple[Table, Position]:
    """A leaf that takes this figure, which one with a build-up does not."""
    table, at = _leaf(plan, cell)
    if not is_sound(figure):
        raise EditError(what=str(tuple(figure)))
    if cell.layer == PLAN and at in table.build_ups:
        raise BuildUpError(**_names(table, at))
    return table, at


def _set_cell(plan: Plan, edit: SetCell) -> Applied:
    table, at = _open_leaf(plan, edit.cell, edit.figure)
    old = table.sheet(edit.cell.layer).figure(*at)
    changes = _put_leaf(plan, edit, edit.cell, edit.figure, edit.totals)
    return Applied(changes, SetCell(cell=edit.cell, figure=old, totals=edit.totals))


def _set_cells(plan: Plan, edit: SetCells) -> Applied:
    figures = _many_leaves(plan, edit)
    if not figures:
        raise EditError(what="cells")
    before, touched = plan.table(edit.table).sheet(edit.layer).set_leaves(figures, edit.totals)
    name = namer(edit.table, edit.layer)
    if edit.stamp:
        for (line, column, figure), old in zip(edit.cells, before, strict=True):
            remember(plan, edit, name(line, column), show(old), show(figure))
    changes = Changes(cells=ranges(edit.table, edit.layer, touched))
    cells = tuple(item._replace(figure=old) for item, old in zip(edit.cells, before, strict=True))
    return Applied(changes, replace(edit, stamp=None, cells=cells))


def _many_leaves(plan: Plan, edit: SetCells) -> dict[Position, Figure]:
    """The figures by their places, each of which takes one; ten thousand are looked up without a key each."""
    table = plan.table(edit.table)
    rows, columns = table.template.lines.position, table.template.columns.position
    is_leaf, build_ups = table.template.is_leaf, table.build_ups if edit.layer == PLAN else {}
    figures: dict[Position, Figure] = {}
    for number, (line, column, figure) in enumerate(edit.cells):
        at = rows.get(line, -1), columns.get(column, -1)
        if -1 in at or not is_leaf(*at) or at in build_ups or not is_sound(figure):
            # which says what is wrong with it
            _open_leaf(plan, edit.key_of(number), figure)
        if at in figures:
            raise EditError(what="/".join(edit.key_of(number)))
        figures[at] = figure
    return figures


def _total(plan: Plan, cell: CellKey) -> tuple[Table, Position]:
    table = plan.table(cell)
    at = table.locate(cell)
    if table.template.is_leaf(*at):
        raise EditError(what="/".join(cell))
    return table, at


def _state_total(plan: Plan, edit: StateTotal) -> Applied:
    table, at = _total(plan, edit.cell)
    marks = (None, "", edit.figure.mark) if edit.figure.mark else (None, *MARKS)
    if edit.figure.amount is None or not is_sound(edit.figure) or edit.zero_mark not in marks:
        raise EditError(what="/".join(edit.cell))
    return _change_total(plan, edit, edit.cell, table, at)


def _clear_total(plan: Plan, edit: ClearTotal) -> Applied:
    table, at = _total(plan, edit.cell)
    if at not in table.sheet(edit.cell.layer).stated:
        raise EditError(what="/".join(edit.cell))
    return _change_total(plan, edit, edit.cell, table, at)


def _change_total(
    plan: Plan, edit: StateTotal | ClearTotal, cell: CellKey, table: Table, at: Position
) -> Applied:
    sheet = table.sheet(cell.layer)
    old, entry = sheet.figure(*at), sheet.stated.get(at)
    inverse: Edit = (
        StateTotal(cell=cell, figure=old, zero_mark=entry.zero_mark) if entry else ClearTotal(cell=cell)
    )
    if isinstance(edit, StateTotal):
        touched = sheet.state(*at, edit.figure, edit.zero_mark)
    else:
        touched = sheet.clear(*at)
    if sheet.stated.get(at) != entry:
        before = f"{STATED}{entry.zero_mark}" if entry else COMPUTED
        remember(plan, edit, of_cell(cell), show(old), show(sheet.figure(*at)), before)
    return Applied(Changes(cells=ranges(cell.table, cell.layer, touched)), inverse)


def _build_up(plan: Plan, cell: CellKey) -> tuple[Table, Position, tuple[Contribution, ...]]:
    table, at = _leaf(plan, cell)
    if cell.layer != PLAN:
        raise EditError(what="/".join(cell))
    return table, at, table.build_ups.get(at, ())


def _put_contribution(plan: Plan, edit: PutContribution) -> Applied:
    table, at, items = _build_up(plan, edit.cell)
    old = table.sheet().figure(*at)
    known = {item.key: index for index, item in enumerate(items)}
    index = known.get(edit.contribution.key)
    inverse: Edit
    if index is not None:
        if index != edit.index:
            raise EditError(what=edit.contribution.key)
        inverse = PutContribution(cell=edit.cell, contribution=items[index], index=index, totals=edit.totals)
    else:
        if not edit.contribution.key or not 0 <= edit.index <= len(items):
            raise EditError(what=edit.contribution.key)
        inverse = RemoveContribution(cell=edit.cell, key=edit.contribution.key, totals=edit.totals)
        if not items:
            typed = SetCell(cell=edit.cell, figure=old, totals=edit.totals)
            inverse = Batch(edits=(inverse, typed))
    after = (*items[: edit.index], edit.contribution, *items[edit.index + (index is not None) :])
    return Applied(_rebuild(plan, edit, table, at, after), inverse)


def _remove_contribution(plan: Plan, edit: RemoveContribution) -> Applied:
    table, at, items = _build_up(plan, edit.cell)
    for index, item in enumerate(items):
        if item.key == edit.key:
            inverse = PutContribution(cell=edit.cell, contribution=item, index=index, totals=edit.totals)
            after = items[:index] + items[index + 1 :]
            return Applied(_rebuild(plan, edit, table, at, after), inverse)
    raise EditError(what=edit.key)


def _rebuild(
    plan: Plan,
    edit: PutContribution | RemoveContribution,
    table: Table,
    at: Position,
    items: tuple[Contribution, ...],
) -> Changes:
    if items:
        figure = built_up(items, plan.profile.unit, plan.profile.rounding)
        if not is_sound(figure):
            raise EditError(what=str(figure.amount))
        table.build_ups[at] = items
    else:
        del table.build_ups[at]
        figure = table.sheet().figure(*at)
    return _put_leaf(plan, edit, edit.cell, figure, edit.totals)


def _set_rounding(plan: Plan, edit: SetRounding) -> Applied:
    old = plan.profile.rounding
    plan.profile = replace(plan.profile, rounding=edit.rounding)
    done = [Changes(profile=("rounding",))]
    for key, table in plan.tables.items():
        for (row, column), items in table.build_ups.items():
            line, node = table.template.lines.nodes[row], table.template.columns.nodes[column]
            figure = built_up(items, plan.profile.unit, edit.rounding)
            if figure != table.sheet().figure(row, column):
                cell = CellKey(*key, line.key, node.key)
                done.append(_put_leaf(plan, edit, cell, figure, Totals.HOLD))
    remember(plan, edit, "profile/rounding", old, edit.rounding)
    return Applied(merge(done), SetRounding(rounding=old))


HANDLERS: dict[type[Edit], Callable[[Plan, Any], Applied]] = {
    SetCell: _set_cell,
    SetCells: _set_cells,
    StateTotal: _state_total,
    ClearTotal: _clear_total,
    PutContribution: _put_contribution,
    RemoveContribution: _remove_contribution,
    SetRounding: _set_rounding,
}
