"""The one vocabulary of change: undo, journal, import and merge all speak it.

An edit names places by stable keys and carries all it needs: new keys, author and time stand in it and are
never made by `apply`. Applying one returns what changed and the exact inverse. Every edit has a JSON form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from smrj_desktop.domain import codec, note_edits, record_edits, text_edits
from smrj_desktop.domain.amounts import MARKS, Figure, is_sound, show
from smrj_desktop.domain.applied import COMPUTED, STATED, Applied, remember
from smrj_desktop.domain.changes import Changes, merge, ranges
from smrj_desktop.domain.edit_kinds import (
    PROFILE_FIELDS,
    Accept,
    Batch,
    ClearTotal,
    Dismiss,
    Edit,
    InsertIndicator,
    InsertPassage,
    MovePassage,
    PutContribution,
    PutExplained,
    PutTie,
    RemoveContribution,
    RemoveExplained,
    RemoveIndicator,
    RemovePassage,
    RemoveTie,
    Restore,
    SetCell,
    SetIndicator,
    SetPassage,
    SetProfile,
    SetRounding,
    SetRules,
    Stamp,
    StateTotal,
    Withdraw,
)
from smrj_desktop.domain.errors import BuildUpError, DataError, EditError, SmrjError, TotalEditError
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, CellKey, Contribution, Position, Table, Totals, built_up

__all__ = [
    "JSON_VERSION",
    "PROFILE_FIELDS",
    "Accept",
    "Applied",
    "Batch",
    "ClearTotal",
    "Dismiss",
    "Edit",
    "InsertIndicator",
    "InsertPassage",
    "MovePassage",
    "PutContribution",
    "PutExplained",
    "PutTie",
    "RemoveContribution",
    "RemoveExplained",
    "RemoveIndicator",
    "RemovePassage",
    "RemoveTie",
    "Restore",
    "SetCell",
    "SetIndicator",
    "SetPassage",
    "SetProfile",
    "SetRounding",
    "SetRules",
    "Stamp",
    "StateTotal",
    "Withdraw",
    "apply",
    "from_json",
    "remove_subtree",
    "stamped",
    "to_json",
]

JSON_VERSION = 1


E = TypeVar("E", bound=Edit)


def apply(plan: Plan, edit: Edit) -> Applied:
    """Changes the plan by an edit.

    Raises:
        EditError: the edit does not fit the plan, which is then as it was.
    """
    if isinstance(edit, Batch):
        return _apply_batch(plan, edit)
    return _HANDLERS[type(edit)](plan, edit)


def stamped(edit: E, stamp: Stamp | None) -> E:
    """The edit, and all edits of a batch, with this author and time."""
    if isinstance(edit, Batch):
        return replace(edit, stamp=stamp, edits=tuple(stamped(item, stamp) for item in edit.edits))
    return replace(edit, stamp=stamp)


def remove_subtree(plan: Plan, key: str) -> Batch:
    """The batch that takes out a passage and all below it, last one first."""

    def keys(top: str) -> list[str]:
        return [top, *(item for child in plan.outline.children(top) for item in keys(child))]

    return Batch(edits=tuple(RemovePassage(key=item) for item in reversed(keys(key))))


def _apply_batch(plan: Plan, batch: Batch) -> Applied:
    done: list[Applied] = []
    history = len(plan.history)
    try:
        for edit in batch.edits:
            done.append(apply(plan, edit))
    except SmrjError:
        for applied in reversed(done):
            apply(plan, applied.inverse)
        del plan.history[history:]
        raise
    inverse = Batch(edits=tuple(applied.inverse for applied in reversed(done)))
    return Applied(merge(applied.changes for applied in done), inverse)


def _leaf(plan: Plan, cell: CellKey) -> tuple[Table, Position]:
    table = plan.table(cell)
    at = table.locate(cell)
    if not table.template.is_leaf(*at):
        raise TotalEditError(**_names(table, at))
    return table, at


def _names(table: Table, at: Position) -> dict[str, str]:
    line, column = table.template.lines.nodes[at[0]], table.template.columns.nodes[at[1]]
    return {"line": line.label, "column": column.label}


def _put_leaf(plan: Plan, edit: Edit, cell: CellKey, figure: Figure, totals: Totals) -> Changes:
    table, at = _leaf(plan, cell)
    sheet = table.sheet(cell.layer)
    old = sheet.figure(*at)
    touched = sheet.set_leaf(*at, figure, totals)
    remember(plan, edit, of_cell(cell), show(old), show(figure))
    return Changes(cells=ranges(cell.table, cell.layer, touched))


def _set_cell(plan: Plan, edit: SetCell) -> Applied:
    table, at = _leaf(plan, edit.cell)
    if not is_sound(edit.figure):
        raise EditError(what=str(tuple(edit.figure)))
    if edit.cell.layer == PLAN and at in table.build_ups:
        raise BuildUpError(**_names(table, at))
    old = table.sheet(edit.cell.layer).figure(*at)
    changes = _put_leaf(plan, edit, edit.cell, edit.figure, edit.totals)
    return Applied(changes, SetCell(cell=edit.cell, figure=old, totals=edit.totals))


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


_HANDLERS: dict[type[Edit], Callable[[Plan, Any], Applied]] = {
    SetCell: _set_cell,
    StateTotal: _state_total,
    ClearTotal: _clear_total,
    PutContribution: _put_contribution,
    RemoveContribution: _remove_contribution,
    SetRounding: _set_rounding,
    **text_edits.HANDLERS,
    **record_edits.HANDLERS,
    **note_edits.HANDLERS,
}
_NAMES: dict[type[Edit], str] = {
    kind: "".join(f"_{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("_")
    for kind in (*_HANDLERS, Batch)
}
_KINDS = {name: kind for kind, name in _NAMES.items()}


def to_json(edit: Edit) -> dict[str, Any]:
    """An edit as JSON values: its name under `op`, the version of the form under `v`."""
    if isinstance(edit, Batch):
        body = {"edits": [to_json(item) for item in edit.edits]}
        if edit.stamp:
            body["stamp"] = codec.encode(edit.stamp)
    else:
        body = codec.encode(edit)
    return {"v": JSON_VERSION, "op": _NAMES[type(edit)], **body}


def from_json(data: Any) -> Edit:
    """The edit that `to_json` made `data` from.

    Raises:
        DataError: no edit of a version this program knows.
    """
    if not isinstance(data, dict) or data.get("v") != JSON_VERSION or data.get("op") not in _KINDS:
        raise DataError(what="edit")
    body = {key: value for key, value in data.items() if key not in ("v", "op")}
    kind = _KINDS[data["op"]]
    if kind is Batch:
        if not isinstance(body.get("edits"), list) or body.keys() - {"edits", "stamp"}:
            raise DataError(what="edits")
        stamp = codec.decode(Stamp, body["stamp"], "stamp") if "stamp" in body else None
        return Batch(edits=tuple(map(from_json, body["edits"])), stamp=stamp)
    return codec.decode(kind, body, data["op"])
