"""Another frame for tables or the end of an account: what goes with it, and the one step that does it.

A figure of a leaf that gets parts of its own passes on to the first of them; what has no place left is named
before it goes. New leaves of this year's plan print `-`, as a plan has no blank cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from smrj_desktop.domain.amounts import BLANK, NOTHING, Figure
from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.checks.tie_terms import TieTerm
from smrj_desktop.domain.edit_kinds import (
    Batch,
    ClearTotal,
    Edit,
    LeafFigure,
    PutContribution,
    PutTie,
    RemoveAccount,
    RemoveContribution,
    RemoveExplained,
    RemoveTie,
    SetCells,
    SetFrame,
    SetRules,
    SetSections,
)
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.frame_edits import template_of
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import LAYERS, PLAN, CellKey, Position, Table
from smrj_desktop.domain.template import Axis, Column, Line, TableKey, TableTemplate

N = TypeVar("N", Line, Column)


def without(nodes: Sequence[N], key: str) -> list[N]:
    """The nodes but for one and all that adds up into it, directly or not."""
    taken = {key}
    while more := {node.key for node in nodes if node.parent in taken} - taken:
        taken |= more
    return [node for node in nodes if node.key not in taken]


class Gone(NamedTuple):
    """Something that goes.

    Attributes:
        what: `figure`, `total` (a published one), `build_up`, `tie`, `explained`, `reserve` or `rule`.
        cell: for the first three, where; it is a cell of the plan as it was.
        figure: what it shows.
        name: for the others, what it is called.
    """

    what: str
    cell: CellKey | None = None
    figure: Figure = BLANK
    name: str = ""


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
    for key, (lines, columns) in frames.items():
        table = plan.table(key)
        new = template_of(key, lines, columns)
        if (tuple(lines), tuple(columns)) == (
            tuple(table.template.lines.nodes),
            tuple(table.template.columns.nodes),
        ):
            continue
        move = _Move(table, new)
        move.plan()
        before += move.before
        after += move.after
        gone += move.gone
        done.append(SetFrame(table=key, lines=tuple(lines), columns=tuple(columns)))
    if not done:
        return Restructuring(None, ())
    templates = {key: table.template for key, table in plan.tables.items()}
    templates |= {key: template_of(key, *frame) for key, frame in frames.items()}
    records, lost = _records(plan, templates)
    sections = tuple(
        replace(item, segment=(renamed or {}).get(item.segment, item.segment)) for item in plan.sections
    )
    if sections != plan.sections:
        after.append(SetSections(sections=sections))
    return Restructuring(Batch(edits=(*records, *before, *done, *after)), (*gone, *lost))


def without_account(plan: Plan, key: str) -> Restructuring:
    """Takes an account out with all that is in its tables and all that is said of it."""
    edits: list[Edit] = []
    gone: list[Gone] = []
    for table_key, table in plan.tables.items():
        if table_key.account == key:
            move = _Move(table, None)
            move.plan()
            edits += move.before
            gone += move.gone
    templates = {at: table.template for at, table in plan.tables.items() if at.account != key}
    records, lost = _records(plan, templates)
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

    def plan(self) -> None:
        """Goes through all layers."""
        self._build_ups: dict[Position, Position] = {}
        for layer in LAYERS:
            if layer in self._table.sheets:
                self._layer(layer)

    def _cell(self, at: Position, layer: str) -> CellKey:
        line, column = self._old.lines.nodes[at[0]], self._old.columns.nodes[at[1]]
        return CellKey(*self._old.key, line.key, column.key, layer)

    def _new_cell(self, at: Position, layer: str) -> CellKey:
        assert self._new is not None
        line, column = self._new.lines.nodes[at[0]], self._new.columns.nodes[at[1]]
        return CellKey(*self._old.key, line.key, column.key, layer)

    def _layer(self, layer: str) -> None:
        sheet = self._table.sheet(layer)
        emptied: list[LeafFigure] = []
        filled: dict[Position, Figure] = {}
        for at, figure in sheet.leaves():
            target = self._target(at)
            if target is not None and self._is_same(at, target):
                continue
            cell = self._cell(at, layer)
            items = self._table.build_ups.get(at, ()) if layer == PLAN else ()
            self.before += (RemoveContribution(cell=cell, key=item.key) for item in items)
            emptied.append(LeafFigure(cell.line, cell.column, BLANK))
            if target is None:
                if items:
                    self.gone.append(Gone("build_up", cell, figure))
                elif figure != NOTHING:
                    self.gone.append(Gone("figure", cell, figure))
            elif items:
                heir = self._new_cell(target, layer)
                self.after += (
                    PutContribution(cell=heir, contribution=item, index=number)
                    for number, item in enumerate(items)
                )
                self._build_ups[target] = at
            else:
                filled[target] = figure
        if emptied:
            self.before.append(SetCells(table=self._old.key, cells=tuple(emptied), layer=layer))
        for at in sorted(sheet.stated):
            if not self._is_total_still(at):
                cell, figure = self._cell(at, layer), sheet.figure(*at)
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
                    if new.is_leaf(row, column) and at not in self._build_ups and self._is_new(at):
                        filled.setdefault(at, NOTHING)
        cells = (
            LeafFigure(new.lines.nodes[row].key, new.columns.nodes[column].key, figure)
            for (row, column), figure in sorted(filled.items())
        )
        if filled:
            self.after.insert(0, SetCells(table=new.key, cells=tuple(cells), layer=layer))

    def _is_new(self, at: Position) -> bool:
        """Whether no leaf of the old frame stands in a place of the new one."""
        assert self._new is not None
        row = self._old.lines.position.get(self._new.lines.nodes[at[0]].key)
        column = self._old.columns.position.get(self._new.columns.nodes[at[1]].key)
        return row is None or column is None or not self._old.is_leaf(row, column)

    def _is_same(self, at: Position, target: Position) -> bool:
        assert self._new is not None
        same_line = self._old.lines.nodes[at[0]].key == self._new.lines.nodes[target[0]].key
        return same_line and self._old.columns.nodes[at[1]].key == self._new.columns.nodes[target[1]].key

    def _target(self, at: Position) -> Position | None:
        """Where the figure of a leaf stands afterwards: there still, in its first new part, or nowhere."""
        if self._new is None:
            return None
        row = _heir(self._new.lines, self._old.lines, self._old.lines.nodes[at[0]].key)
        column = _heir(self._new.columns, self._old.columns, self._old.columns.nodes[at[1]].key)
        return None if row is None or column is None else (row, column)

    def _is_total_still(self, at: Position) -> bool:
        if self._new is None:
            return False
        row = self._new.lines.position.get(self._old.lines.nodes[at[0]].key)
        column = self._new.columns.position.get(self._old.columns.nodes[at[1]].key)
        if row is None or column is None or self._new.lines.is_heading(row):
            return False
        return not self._new.is_leaf(row, column)


def _heir(new: Axis[Line] | Axis[Column], old: Axis[Line] | Axis[Column], key: str) -> int | None:
    """The leaf a leaf has become: itself, or the first of its new parts that are added and new themselves."""
    at = new.position.get(key)
    while at is not None and not new.is_leaf(at):
        fresh = (step for step in new.children[at] if step.weight > 0)
        at = next((step.position for step in fresh if new.nodes[step.position].key not in old.position), None)
    return at


# ---- what is said of places that are no more


def _records(plan: Plan, templates: Mapping[TableKey, TableTemplate]) -> tuple[list[Edit], list[Gone]]:
    """The edits that take out what speaks of lines, columns and accounts that there will be no more."""
    edits: list[Edit] = []
    gone: list[Gone] = []
    now = {key: table.template for key, table in plan.tables.items()}
    accounts = {key.account for key in templates}
    void = {tie.key for tie in plan.ties if _stands(tie, now) and not _stands(tie, templates)}
    for item in plan.explained:
        place = item.account, item.column
        if item.tie in void or (_has(now, *place) and not _has(templates, *place)):
            edits.append(RemoveExplained(tie=item.tie, account=item.account, column=item.column))
            gone.append(Gone("explained", name=item.reason))
    removed = 0
    for index, tie in enumerate(plan.ties):
        if tie.key in void:
            edits.append(RemoveTie(key=tie.key))
            gone.append(Gone("tie", name=tie.label))
            removed += 1
        elif lost := {key.account for key in now} & set(tie.accounts) - accounts:
            kept = tuple(account for account in tie.accounts if account not in lost)
            edits.append(PutTie(tie=replace(tie, accounts=kept), index=index - removed))
    rules, names = plan.rules, _lines(templates)
    for name in ("carry_in", "carry_out", "reserve_use"):
        line = getattr(rules, name)
        if line in _lines(now) and line not in names:
            changed: dict[str, Any] = {name: ""}
            rules = replace(rules, **changed)
            gone.append(Gone("rule", name=name))
    reserves = tuple(item for item in rules.reserves if item.account in accounts)
    gone += (
        Gone("reserve", name=plan.account(reserve.account).label)
        for reserve in rules.reserves
        if reserve not in reserves
    )
    rules = replace(rules, reserves=reserves)
    if rules != plan.rules:
        edits.append(SetRules(rules=rules))
    return edits, gone


def _has(templates: Mapping[TableKey, TableTemplate], account: str, column: str) -> bool:
    """Whether there is an account with a column; either may be left out."""
    return any(
        (not account or key.account == account) and (not column or column in template.columns.position)
        for key, template in templates.items()
    )


def _lines(templates: Mapping[TableKey, TableTemplate]) -> set[str]:
    """All lines, as `statement.line`."""
    return {f"{key.statement}.{line.key}" for key, item in templates.items() for line in item.lines.nodes}


def _stands(tie: Tie, templates: Mapping[TableKey, TableTemplate]) -> bool:
    """Whether every term of a tie still has a line somewhere, in a column where it names one."""
    accounts = {key.account for key in templates}
    tested = [account for account in tie.accounts if account in accounts]
    if tie.accounts and not tested:
        return False
    for text in (*tie.left, *tie.right):
        try:
            term = TieTerm.parse(text)
        except EditError:
            # it never was one, which the checks say
            continue
        places = [
            template
            for key, template in templates.items()
            if key.statement == term.statement
            and (key.account == term.account if term.account else not tie.accounts or key.account in tested)
            and term.line in template.lines.position
        ]
        if not any(not term.column or term.column in template.columns.position for template in places):
            return False
    if not tie.columns:
        return True
    known = {
        node.key
        for key, item in templates.items()
        for node in item.columns.nodes
        if not tie.accounts or key.account in tested
    }
    return any(column in known for column in tie.columns)
