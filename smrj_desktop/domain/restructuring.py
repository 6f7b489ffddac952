"""Another frame for tables or the end of an account: what goes with it, and the one step that does it.

A figure of a leaf that gets parts of its own passes on to the first of them; what has no place left is named
before it goes. New leaves of this year's plan print `-`, as a plan has no blank cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from smrj_desktop.domain.amounts import BLANK, NOTHING, Figure
from smrj_desktop.domain.edit_kinds import (
    Batch,
    ClearTotal,
    Edit,
    Frame,
    InsertAccount,
    LeafFigure,
    MoveAccount,
    PutContribution,
    RemoveAccount,
    RemoveContribution,
    SetAccount,
    SetCells,
    SetFrame,
    SetSections,
)
from smrj_desktop.domain.edits import apply
from smrj_desktop.domain.frame_edits import frame_of, template_of
from smrj_desktop.domain.plan import Account, Plan
from smrj_desktop.domain.restructured_records import Gone, records_without
from smrj_desktop.domain.statements import LAYERS, PLAN, Position, Table, cell_at
from smrj_desktop.domain.template import Axis, Column, Line, TableKey, TableTemplate

N = TypeVar("N", Line, Column)


def without(nodes: Sequence[N], key: str) -> list[N]:
    """The nodes but for one and all that adds up into it, directly or not."""
    taken = {key}
    while more := {node.key for node in nodes if node.parent in taken} - taken:
        taken |= more
    return [node for node in nodes if node.key not in taken]


@dataclass(frozen=True, slots=True)
class Restructuring:
    """What a change of the frame comes to.

    Attributes:
        edit: the one step; None where nothing changes.
        gone: what goes with it, in the order of the plan.
    """

    edit: Edit | None
    gone: tuple[Gone, ...]


Frames = Mapping[TableKey, tuple[Sequence[Line], Sequence[Column]]]


def restructured(plan: Plan, frames: Frames, renamed: Mapping[str, str] | None = None) -> Restructuring:
    """Gives tables other lines and columns.

    Args:
        plan: as it is.
        frames: the lines and columns of each table that gets others.
        renamed: segments that have got another name, by the one before; sections follow.

    Raises:
        EditError: a frame is no two trees.
    """
    before: list[Edit] = []
    after: list[Edit] = []
    gone: list[Gone] = []
    done: list[Edit] = []
    templates = {key: table.template for key, table in plan.tables.items()}
    for key, (lines, columns) in frames.items():
        table = plan.table(key)
        templates[key] = template_of(key, lines, columns)
        if frame_of(table)[1:] == (tuple(lines), tuple(columns)):
            continue
        move = _Move(table, templates[key])
        before += move.before
        after += move.after
        gone += move.gone
        done.append(SetFrame(table=key, lines=tuple(lines), columns=tuple(columns)))
    if not done:
        return Restructuring(None, ())
    records, lost = records_without(plan, templates)
    sections = tuple(
        replace(item, segment=(renamed or {}).get(item.segment, item.segment)) for item in plan.sections
    )
    if sections != plan.sections:
        after.append(SetSections(sections=sections))
    return Restructuring(Batch(edits=(*records, *before, *done, *after)), (*gone, *lost))


def emptied(table: Table, new: TableTemplate) -> list[Edit]:
    """The edits that take out what a table holds and another frame has no place for."""
    return _Move(table, new).before


class Wanted(NamedTuple):
    """An account as it is wanted.

    Attributes:
        key: of one there is, or a new one.
        label: what it is called.
        like: for a new one, the account whose lines and columns it gets.
    """

    key: str
    label: str
    like: str = ""


def rearranged(
    plan: Plan, frames: Frames, renamed: Mapping[str, str] | None, accounts: Sequence[Wanted]
) -> Restructuring:
    """Gives tables other lines and columns, and the plan these accounts in this order.

    Args:
        plan: as it is.
        frames, renamed: as for `restructured`.
        accounts: all accounts there are to be; the others go.

    Raises:
        EditError: a frame is no two trees, or an account has no name.
    """
    first = restructured(plan, frames, renamed)
    if [(item.key, item.label) for item in accounts] == [(item.key, item.label) for item in plan.accounts]:
        return first
    # each step starts from what the one before leaves
    trial = Plan.from_json({**plan.to_json(), "history": []})
    done: list[Edit] = []
    gone = list(first.gone)

    def do(edit: Edit | None) -> None:
        if edit is not None:
            apply(trial, edit)
            done.append(edit)

    do(first.edit)
    kept = {item.key for item in accounts}
    for key in [account.key for account in plan.accounts if account.key not in kept]:
        found = without_account(trial, key)
        gone += found.gone
        do(found.edit)
    for index, item in enumerate(accounts):
        known = {account.key: account.label for account in trial.accounts}
        if item.key not in known:
            account = Account(key=item.key, label=item.label)
            do(
                InsertAccount(
                    account=account, index=min(index, len(known)), frames=_frames(plan, trial, item.like)
                )
            )
        elif known[item.key] != item.label:
            do(SetAccount(account=Account(key=item.key, label=item.label)))
        if [account.key for account in trial.accounts].index(item.key) != index:
            do(MoveAccount(key=item.key, index=index))
    return Restructuring(Batch(edits=tuple(done)), tuple(gone))


def _frames(plan: Plan, trial: Plan, account: str) -> tuple[Frame, ...]:
    """The lines and columns of an account, which may just have been taken out."""
    source = trial if any(item.key == account for item in trial.accounts) else plan
    return tuple(frame_of(table) for key, table in source.tables.items() if key.account == account)


def without_account(plan: Plan, key: str) -> Restructuring:
    """Takes an account out with all that is in its tables and all that is said of it."""
    edits: list[Edit] = []
    gone: list[Gone] = []
    for table_key, table in plan.tables.items():
        if table_key.account == key:
            move = _Move(table, None)
            edits += move.before
            gone += move.gone
    templates = {at: table.template for at, table in plan.tables.items() if at.account != key}
    records, lost = records_without(plan, templates)
    return Restructuring(Batch(edits=(*records, *edits, RemoveAccount(key=key))), (*gone, *lost))


class _Move:
    """What the figures of one table take when its frame becomes another, or goes.

    Attributes:
        before, after: the edits before and after the frame changes.
        gone: what goes.
    """

    def __init__(self, table: Table, new: TableTemplate | None) -> None:
        self._table, self._old, self._new = table, table.template, new
        self.before: list[Edit] = []
        self.after: list[Edit] = []
        self.gone: list[Gone] = []
        self._built_up: set[Position] = set()
        for layer in LAYERS:
            if layer in table.sheets:
                self._layer(layer)

    def _layer(self, layer: str) -> None:
        sheet = self._table.sheet(layer)
        emptied: list[LeafFigure] = []
        filled: dict[Position, Figure] = {}
        for at, figure in sheet.leaves():
            target = self._target(at)
            if target is not None and target == self._still(at):
                continue
            cell = cell_at(self._old, *at, layer)
            items = self._table.build_ups.get(at, ()) if layer == PLAN else ()
            self.before += (RemoveContribution(cell=cell, key=item.key) for item in items)
            emptied.append(LeafFigure(cell.line, cell.column, BLANK))
            if target is None:
                if items:
                    self.gone.append(Gone("build_up", cell, figure))
                elif figure != NOTHING:
                    self.gone.append(Gone("figure", cell, figure))
            elif items:
                assert self._new is not None
                heir = cell_at(self._new, *target, layer)
                self.after += (
                    PutContribution(cell=heir, contribution=item, index=number)
                    for number, item in enumerate(items)
                )
                self._built_up.add(target)
            else:
                filled[target] = figure
        if emptied:
            self.before.append(SetCells(table=self._old.key, cells=tuple(emptied), layer=layer))
        for at in sorted(sheet.stated):
            if not self._is_total_still(at):
                cell, figure = cell_at(self._old, *at, layer), sheet.figure(*at)
                self.before.append(ClearTotal(cell=cell))
                if sheet.residual(*at):
                    self.gone.append(Gone("total", cell, figure))
        if self._new is not None:
            self._fill(layer, filled)

    def _fill(self, layer: str, filled: dict[Position, Figure]) -> None:
        new = self._new
        assert new is not None
        if layer == PLAN:
            for row in range(len(new.lines)):
                for column in range(len(new.columns)):
                    at = row, column
                    if new.is_leaf(row, column) and at not in self._built_up and self._is_new(at):
                        filled.setdefault(at, NOTHING)
        cells = (
            LeafFigure(new.lines.nodes[row].key, new.columns.nodes[column].key, figure)
            for (row, column), figure in sorted(filled.items())
        )
        if filled:
            self.after.insert(0, SetCells(table=new.key, cells=tuple(cells), layer=layer))

    def _still(self, at: Position) -> Position | None:
        """Where a place of the old frame is in the new one."""
        return self._new.place_of(self._old, *at) if self._new else None

    def _is_new(self, at: Position) -> bool:
        """Whether no leaf of the old frame stands in a place of the new one."""
        assert self._new is not None
        before = self._old.place_of(self._new, *at)
        return before is None or not self._old.is_leaf(*before)

    def _target(self, at: Position) -> Position | None:
        """Where the figure of a leaf stands afterwards: there still, in its first new part, or nowhere."""
        if self._new is None:
            return None
        row = _heir(self._new.lines, self._old.lines, self._old.lines.nodes[at[0]].key)
        column = _heir(self._new.columns, self._old.columns, self._old.columns.nodes[at[1]].key)
        return None if row is None or column is None else (row, column)

    def _is_total_still(self, at: Position) -> bool:
        place = self._still(at)
        if place is None or self._new is None:
            return False
        return not self._new.lines.is_heading(place[0]) and not self._new.is_leaf(*place)


def _heir(new: Axis[Line] | Axis[Column], old: Axis[Line] | Axis[Column], key: str) -> int | None:
    """The leaf a leaf has become: itself, or the first of its new parts that are added and new themselves."""
    at = new.position.get(key)
    while at is not None and not new.is_leaf(at):
        fresh = (step for step in new.children[at] if step.weight > 0)
        at = next((step.position for step in fresh if new.nodes[step.position].key not in old.position), None)
    return at
