"""Three-way merge of one table: leaves with their build-ups first, then the published totals above them."""

from __future__ import annotations

from dataclasses import dataclass

from smrj_desktop.domain import edits, elements
from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure
from smrj_desktop.domain.arrangement import kept
from smrj_desktop.domain.edit_kinds import (
    ClearTotal,
    Edit,
    PutContribution,
    RemoveContribution,
    SetCell,
    StateTotal,
)
from smrj_desktop.domain.elements import At, BuildUp, Element, Told
from smrj_desktop.domain.merge_conflict import Conflict
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Position, Stated, Table


@dataclass(frozen=True, slots=True)
class Sides:
    """One table as it was, as it is here and as it is there; here and there it has the same frame."""

    base: Table | None
    mine: Table
    theirs: Table


def merge_layer(sides: Sides, layer: str, merged: Plan) -> tuple[list[Edit], list[Conflict]]:
    """Merges one layer.

    Args:
        sides: the three tables.
        layer: the layer.
        merged: a plan with the figures of mine, which is brought up to date with the edits.

    Returns:
        The edits that bring in what only they changed, and the conflicts: published totals first, so that
        their residual is set before a leaf moves them.
    """
    layer_merge = _Layer(sides, layer, merged)
    layer_merge.merge_leaves()
    layer_merge.merge_stated()
    return layer_merge.edits, [*layer_merge.stated_conflicts(), *layer_merge.leaf_conflicts()]


class _Layer:
    def __init__(self, sides: Sides, layer: str, merged: Plan) -> None:
        self.sides, self.layer, self.plan = sides, layer, merged
        self.template = sides.mine.template
        self.base = elements.of(sides.base, layer)
        self.mine = elements.of(sides.mine, layer)
        self.theirs = elements.of(sides.theirs, layer)
        self.edits: list[Edit] = []
        # the cells in conflict, and the totals that print one figure whichever parts are taken
        self.leaves: list[At] = []
        self.stated: list[At] = []
        self.held: dict[Position, StateTotal] = {}

    def _apply(self, edit: Edit) -> None:
        edits.apply(self.plan, edit)
        self.edits.append(edit)

    def _changed_by_them(self, *, leaves: bool) -> list[At]:
        """Where they have something else than base, in print order."""
        changed = {
            self._position(at): at
            for at in {**self.base, **self.theirs}
            if at[0] in self.template.lines.position
            and at[1] in self.template.columns.position
            and not elements.same(self.base.get(at), self.theirs.get(at))
        }
        return [changed[where] for where in sorted(changed) if self.template.is_leaf(*where) == leaves]

    def _position(self, at: At) -> Position:
        return elements.position(self.sides.mine, at)

    def _cell(self, at: At) -> CellKey:
        return elements.key_of(self.sides.mine, self.layer, at)

    def merge_leaves(self) -> None:
        for at in self._changed_by_them(leaves=True):
            mine, theirs = self.mine.get(at), self.theirs.get(at)
            if elements.same(mine, theirs):
                continue
            if elements.same(mine, self.base.get(at)):
                for edit in leaf_edits(self._cell(at), mine, theirs):
                    self._apply(edit)
            else:
                self.leaves.append(at)

    def merge_stated(self) -> None:
        for at in self._changed_by_them(leaves=False):
            base, mine, theirs = self.base.get(at), self.mine.get(at), self.theirs.get(at)
            if elements.same(mine, base):
                self._apply(self._take_stated(at))
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

    def _take_stated(self, at: At) -> Edit:
        """The edit that gives a total their residual, whatever the merged leaves come to."""
        entry, where = self.theirs.get(at), self._position(at)
        if not isinstance(entry, Stated):
            return ClearTotal(cell=self._cell(at))
        sheet = self.plan.table(self.template.key).sheet(self.layer)
        computed = sheet.figure(*where).value - sheet.residual(*where)
        return _state(self._cell(at), computed + entry.residual, entry.zero_mark)

    def stated_conflicts(self) -> list[Conflict]:
        return [self._conflict(at, (self._take_stated(at),)) for at in self.stated]

    def leaf_conflicts(self) -> list[Conflict]:
        conflicts = []
        for at in self.leaves:
            taking = leaf_edits(self._cell(at), self.mine.get(at), self.theirs.get(at))
            above = self.template.above(*self._position(at))
            taking += [self.held[row, column] for row, column, _ in above if (row, column) in self.held]
            conflicts.append(self._conflict(at, tuple(taking)))
        return conflicts

    def _conflict(self, at: At, taking: tuple[Edit, ...]) -> Conflict:
        base, mine, theirs = self.base.get(at), self.mine.get(at), self.theirs.get(at)
        told = elements.tell_apart(
            Told(self.sides.base or self.sides.mine, self.layer, at, base),
            Told(self.sides.mine, self.layer, at, mine),
            Told(self.sides.theirs, self.layer, at, theirs),
        )
        return Conflict(
            what=elements.word(base, mine, theirs),
            key="/".join(self._cell(at)),
            place=elements.place_of(self.sides.mine, at),
            base=told[0],
            mine=told[1],
            theirs=told[2],
            edits=taking,
        )


def _state(cell: CellKey, value: int, zero_mark: str) -> StateTotal:
    figure = Figure(value) if value else TRACE if zero_mark == TRACE.mark else NOTHING
    return StateTotal(cell=cell, figure=figure, zero_mark=zero_mark)


def leaf_edits(cell: CellKey, old: Element | None, new: Element | None) -> list[Edit]:
    """The edits that give a leaf another figure or build-up; published totals above keep their residual."""
    before, after = _items(old), _items(new)
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


def _items(element: Element | None) -> BuildUp:
    return element if element is not None and not isinstance(element, (Figure, Stated)) else ()
