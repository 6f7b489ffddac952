"""Three-way merge of one table: its frame, then leaves with their build-ups, then published totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from smrj_desktop.domain import edits, elements, node_texts
from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure
from smrj_desktop.domain.arrangement import kept
from smrj_desktop.domain.checks.finding import cell_place
from smrj_desktop.domain.edit_kinds import (
    ClearTotal,
    Edit,
    LeafFigure,
    PutContribution,
    RemoveContribution,
    SetCell,
    SetCells,
    SetFrame,
    StateTotal,
)
from smrj_desktop.domain.element_names import Name
from smrj_desktop.domain.elements import At, Element, Told, items_of, kind_at, same_nodes
from smrj_desktop.domain.merge_build_ups import Settled, settle
from smrj_desktop.domain.merge_conflict import Conflict
from smrj_desktop.domain.merge_frames import Frames, fits, merge_frames
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.restructuring import emptied
from smrj_desktop.domain.statements import LAYERS, CellKey, Position, Stated, Table
from smrj_desktop.domain.template import TableTemplate


@dataclass(frozen=True, slots=True)
class Sides:
    """One table as it was, as it is here and as it is there."""

    base: Table | None
    mine: Table
    theirs: Table


def merge_table(sides: Sides, merged: Plan) -> tuple[list[Edit], list[Conflict]]:
    """Merges one table.

    Args:
        sides: the three tables.
        merged: a plan with the figures of mine, which is brought up to date with the edits.

    Returns:
        The edits that bring in what only they changed, and the conflicts: published totals first, so that
        their residual is set before a line or a leaf moves them, then the frame, then leaves.
    """
    frames = merge_frames(sides.base, sides.mine, sides.theirs)
    done = _to_frame(merged, frames.mine_way)
    layers = [_Layer(sides, frames, layer, merged) for layer in _changed_layers(sides)]
    for layer in layers:
        layer.merge()
        done += layer.edits
    conflicts = [conflict for layer in layers for conflict in layer.stated_conflicts()]
    if frames.disputed:
        conflicts.append(_frame_conflict(sides, frames, layers, merged))
    return done, conflicts + [conflict for layer in layers for conflict in layer.leaf_conflicts()]


def _changed_layers(sides: Sides) -> Iterator[str]:
    """The layers in which they may have changed something."""
    known = sides.base is not None and elements.same_frame(sides.base, sides.theirs)
    for layer in LAYERS:
        if not (known and sides.base and elements.same_layer(sides.base, sides.theirs, layer)):
            yield layer


def _to_frame(plan: Plan, wanted: TableTemplate) -> list[Edit]:
    """Gives a table of a plan another frame, and returns the edits that do so."""
    table = plan.table(wanted.key)
    if same_nodes(table.template, wanted):
        return []
    frame = SetFrame(table=wanted.key, lines=tuple(wanted.lines.nodes), columns=tuple(wanted.columns.nodes))
    done = [*emptied(table, wanted), frame]
    for edit in done:
        edits.apply(plan, edit)
    return done


def _frame_conflict(sides: Sides, frames: Frames, layers: Sequence[_Layer], merged: Plan) -> Conflict:
    """What is in dispute of a frame, all of it at once, as one edit sets the frame."""
    trial = merged.copy()
    taking = _to_frame(trial, frames.their_way)
    covers: list[Name] = [*frames.disputed]
    for layer in layers:
        done, cells = layer.take_unsteady(trial)
        taking += done
        covers += cells
    known = [side.template if side else None for side in (sides.base, sides.mine, sides.theirs)]
    told = zip(*(node_texts.tell(name, known) for name in frames.disputed), strict=True)
    base, mine, theirs = ("、".join(filter(None, texts)) for texts in told)
    first = frames.disputed[0]
    return Conflict(
        what="line",
        key=node_texts.key_of(first),
        place=node_texts.place(first, *filter(None, (known[1], known[2], known[0]))),
        base=base,
        mine=mine,
        theirs=theirs,
        edits=tuple(taking),
        covers=tuple(covers),
    )


class _Layer:
    def __init__(self, sides: Sides, frames: Frames, layer: str, merged: Plan) -> None:
        self.sides, self.frames, self.layer, self.plan = sides, frames, layer, merged
        self.template = frames.mine_way
        tables = sides.base, sides.mine, sides.theirs
        whole = [elements.of(table, layer) for table in tables]
        self._whole_base, _, self._whole_theirs = whole
        self.base, self.mine, self.theirs = (
            found
            if table is None or same_nodes(table.template, self.template)
            else _fitting(found, self.template)
            for table, found in zip(tables, whole, strict=True)
        )
        self.edits: list[Edit] = []
        # the cells in conflict, and the totals that print one figure whichever parts are taken
        self.leaves: list[At] = []
        self.stated: list[At] = []
        self.held: dict[Position, StateTotal] = {}

    def merge(self) -> None:
        """Merges leaves first, then the published totals above them."""
        self._merge_leaves()
        self._merge_stated()

    def _apply(self, edit: Edit) -> None:
        edits.apply(self.plan, edit)
        self.edits.append(edit)

    def _changed_by_them(self, *, leaves: bool) -> list[At]:
        """Where they have something else than base, in print order."""
        wanted = "leaf" if leaves else "total"
        changed = [
            at
            for at in {**self.base, **self.theirs}
            if not elements.same(self.base.get(at), self.theirs.get(at))
            and kind_at(self.template, at) == wanted
            and self.frames.steady(at)
        ]
        return sorted(changed, key=self._position)

    def _position(self, at: At) -> Position:
        return self.template.lines.position[at[0]], self.template.columns.position[at[1]]

    def _cell(self, at: At) -> CellKey:
        return CellKey(*self.template.key, *at, self.layer)

    def _merge_leaves(self) -> None:
        figures: list[LeafFigure] = []
        for at in self._changed_by_them(leaves=True):
            mine, settled = self.mine.get(at), self._settled(at)
            if elements.same(mine, settled.taken):
                continue
            if settled.disputed:
                self.leaves.append(at)
            elif isinstance(mine, Figure | None) and isinstance(settled.taken, Figure | None):
                figures.append(LeafFigure(*at, settled.taken or BLANK))
            else:
                for edit in leaf_edits(self._cell(at), mine, settled.taken):
                    self._apply(edit)
        if figures:
            self._apply(SetCells(table=self.template.key, cells=tuple(figures), layer=self.layer))

    def _settled(self, at: At) -> Settled:
        return settle(self.base.get(at), self.mine.get(at), self.theirs.get(at))

    def _merge_stated(self) -> None:
        for at in self._changed_by_them(leaves=False):
            base, mine, theirs = self.base.get(at), self.mine.get(at), self.theirs.get(at)
            if elements.same(mine, base):
                self._apply(self._take_stated(at, self.plan))
            elif (value := self._published(at)) is not None:
                self._hold(at, value)
            elif not elements.same(mine, theirs):
                self.stated.append(at)

    def _published(self, at: At) -> int | None:
        """What a total prints whose residual both changed; None where both moved the figure, apart.

        Who corrects a part and holds the total changes its residual, but says that its figure was right.
        """
        mine, theirs = self.mine.get(at), self.theirs.get(at)
        if not (
            isinstance(mine, Stated) and isinstance(theirs, Stated) and mine.zero_mark == theirs.zero_mark
        ):
            return None
        here, there = (self._value(table, at) for table in (self.sides.mine, self.sides.theirs))
        if self.sides.base and isinstance(self.base.get(at), Stated):
            before = self._value(self.sides.base, at)
            if before in (here, there):
                return there if before == here else here
        return here if here == there else None

    def _value(self, table: Table, at: At) -> int:
        return table.sheets[self.layer].figure(*elements.position(table, at)).value

    def _hold(self, at: At, value: int) -> None:
        entry, where = self.mine[at], self._position(at)
        assert isinstance(entry, Stated)
        self.held[where] = _state(self._cell(at), value, entry.zero_mark)
        if self.plan.figure(self._cell(at)).value != value:
            self._apply(self.held[where])

    def _take_stated(self, at: At, plan: Plan) -> Edit:
        """The edit that gives a total of a plan their residual, whatever the leaves there come to."""
        cell, entry = self._cell(at), self._whole_theirs.get(at)
        if not isinstance(entry, Stated):
            return ClearTotal(cell=cell)
        table = plan.table(cell)
        where, sheet = table.locate(cell), table.sheet(self.layer)
        computed = sheet.figure(*where).value - sheet.residual(*where)
        return _state(cell, computed + entry.residual, entry.zero_mark)

    def take_unsteady(self, plan: Plan) -> tuple[list[Edit], list[Name]]:
        """Puts theirs where only their way of the frame, which the plan has already, has a place for it.

        Returns:
            The edits that do so and the cells it is about; a total that holds one figure is put to it again.
        """
        frame, base = self.frames.their_way, self._whole_base
        theirs = _fitting(self._whole_theirs, frame)
        unsteady = [at for at in {**base, **theirs} if not self.frames.steady(at)]
        done: list[Edit] = []

        def do(edit: Edit) -> None:
            edits.apply(plan, edit)
            done.append(edit)

        for at in unsteady:
            element = theirs.get(at)
            if element is not None and not isinstance(element, Stated):
                for edit in leaf_edits(self._cell(at), None, element):
                    do(edit)
        for at in unsteady:
            if isinstance(theirs.get(at), Stated):
                do(self._take_stated(at, plan))
        for held in self.held.values():
            if kind_at(frame, (held.cell.line, held.cell.column)) == "total":
                do(held)
        return done, [self._cell(at) for at in unsteady if not elements.same(base.get(at), theirs.get(at))]

    def stated_conflicts(self) -> list[Conflict]:
        return [self._conflict(at, (self._take_stated(at, self.plan),)) for at in self.stated]

    def leaf_conflicts(self) -> list[Conflict]:
        conflicts = []
        for at in self.leaves:
            taking = leaf_edits(self._cell(at), self.mine.get(at), self._settled(at).taken)
            above = self.template.above(*self._position(at))
            taking += [self.held[row, column] for row, column, _ in above if (row, column) in self.held]
            conflicts.append(self._conflict(at, tuple(taking)))
        return conflicts

    def _conflict(self, at: At, taking: tuple[Edit, ...]) -> Conflict:
        base, mine, theirs = self.base.get(at), self.mine.get(at), self.theirs.get(at)
        told = elements.tell_to_decide(
            Told(self.sides.base or self.sides.mine, self.layer, at, base),
            Told(self.sides.mine, self.layer, at, mine),
            Told(self.sides.theirs, self.layer, at, theirs),
        )
        return Conflict(
            what=elements.word(base, mine, theirs),
            key="/".join(self._cell(at)),
            place=cell_place(self.template, *self._position(at)),
            base=told[0],
            mine=told[1],
            theirs=told[2],
            edits=taking,
            covers=(self._cell(at),),
        )


def _fitting(found: Mapping[At, Element], frame: TableTemplate) -> dict[At, Element]:
    return {at: element for at, element in found.items() if fits(frame, at, element)}


def _state(cell: CellKey, value: int, zero_mark: str) -> StateTotal:
    figure = Figure(value) if value else TRACE if zero_mark == TRACE.mark else NOTHING
    return StateTotal(cell=cell, figure=figure, zero_mark=zero_mark)


def leaf_edits(cell: CellKey, old: Element | None, new: Element | None) -> list[Edit]:
    """The edits that give a leaf another figure or build-up; published totals above keep their residual."""
    before, after = items_of(old), items_of(new)
    stay = kept([item.key for item in before], [item.key for item in after])
    changed: list[Edit] = [
        RemoveContribution(cell=cell, key=item.key) for item in before if item.key not in stay
    ]
    known = {item.key: item for item in before if item.key in stay}
    changed += [
        PutContribution(cell=cell, contribution=item, index=index)
        for index, item in enumerate(after)
        if known.get(item.key) != item
    ]
    if not after:
        changed.append(SetCell(cell=cell, figure=new if isinstance(new, Figure) else BLANK))
    return changed
