"""Three-way merge of a table's frame: which lines and columns it has, what each says, in which order.

All is decided as plain data, by key, before any edit is made. In dispute is what both sides changed
differently, and what one side changed so that a figure the other side entered would have no place. Of the
two frames that come of it the first has mine in all that is in dispute, the second theirs; all else is the
same in both.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Generic, NamedTuple, TypeVar

from smrj_desktop.domain import elements
from smrj_desktop.domain.element_names import AxisName, NodeName, NodeOrder
from smrj_desktop.domain.elements import At, Element, kind_at
from smrj_desktop.domain.frame_edits import template_of
from smrj_desktop.domain.merge_order import merge_order
from smrj_desktop.domain.statements import LAYERS, Stated, Table
from smrj_desktop.domain.template import Axis, Column, Line, TableKey, TableTemplate

N = TypeVar("N", Line, Column)

_SUM = ("parent", "weight", "heading")
"""Fields of a node that mean nothing without one another."""


def parts_of(node: Line | Column) -> dict[str, dict[str, object]]:
    """What a node says by field, in the parts that merge by themselves."""
    parts: dict[str, dict[str, object]] = {}
    for field in dataclasses.fields(node):
        if field.name != "key":
            part = parts.setdefault("sum" if field.name in _SUM else field.name, {})
            part[field.name] = getattr(node, field.name)
    return parts


def fits(template: TableTemplate, at: At, element: Element | None) -> bool:
    """Whether a frame has a place for an element."""
    return element is not None and kind_at(template, at) == (
        "total" if isinstance(element, Stated) else "leaf"
    )


class _AxisMerge(Generic[N]):
    """The merge of the lines, or of the columns.

    Attributes:
        disputed: the keys in dispute; in both results these nodes are as one side has them.
        turned: those whose order both sides changed differently.
        mine_way, their_way: the nodes in order, with mine or theirs where it is in dispute.
    """

    def __init__(self, base: Iterable[N], mine: Iterable[N], theirs: Iterable[N]) -> None:
        self.base: dict[str, N] = {node.key: node for node in base}
        self.mine: dict[str, N] = {node.key: node for node in mine}
        self.theirs: dict[str, N] = {node.key: node for node in theirs}
        self.mine_way: list[N] = []
        self.their_way: list[N] = []
        self.turned: list[str] = []
        self._keys: AbstractSet[str] = {**self.base, **self.mine, **self.theirs}.keys()
        self.disputed: set[str] = {key for key in self._keys if self._is_clash(key)}
        self._decide()

    def _decide(self) -> None:
        while True:
            self.mine_way, self.turned = self._combined(self.mine, self.theirs)
            self.their_way, _ = self._combined(self.theirs, self.mine)
            misfits = {*_misfits(self.mine_way), *_misfits(self.their_way)}
            if not misfits:
                return
            self._widen(misfits)

    def dispute(self, keys: set[str]) -> None:
        """Leaves some nodes to one side, with all that is to add up into them on any side."""
        self._widen(keys)
        self._decide()

    def _widen(self, keys: set[str]) -> None:
        wider = keys & self._keys
        nodes = [node for side in (self.base, self.mine, self.theirs) for node in side.values()]
        while more := {node.key for node in nodes if node.parent in wider} - wider:
            wider = wider | more
        # where that changes nothing only one side's nodes as a whole are sure to go together
        self.disputed |= set(self._keys) if wider <= self.disputed else wider

    def _is_clash(self, key: str) -> bool:
        was, here, there = self.base.get(key), self.mine.get(key), self.theirs.get(key)
        if was in (here, there) or here == there:
            return False
        if here is None or there is None:
            return True
        before = parts_of(was) if was else {}
        ours, others = parts_of(here), parts_of(there)
        return any(
            ours[name] != others[name] and before.get(name) not in (ours[name], others[name]) for name in ours
        )

    def _combined(self, ours: Mapping[str, N], others: Mapping[str, N]) -> tuple[list[N], list[str]]:
        """The merged nodes, those of the first side where they are in dispute, and whose order is."""
        found = {}
        for key in self._keys:
            was, here, there = self.base.get(key), ours.get(key), others.get(key)
            node = here if key in self.disputed else _merged(was, here, there)
            if node is not None:
                found[key] = node
        row, turned = merge_order(
            self.base, [key for key in ours if key in found], [key for key in others if key in found]
        )
        return [found[key] for key in row], turned

    def unsettled(self, axis: AxisName, table: TableKey) -> Iterator[NodeName | NodeOrder]:
        """What the two results have differently: nodes in order, then their order."""
        ours, others = ({node.key: node for node in way} for way in (self.mine_way, self.their_way))
        changed = (key for key in {**ours, **others} if ours.get(key) != others.get(key))
        yield from (NodeName(axis, table, key) for key in changed)
        if self.turned:
            yield NodeOrder(axis, table)


def _merged(was: N | None, here: N | None, there: N | None) -> N | None:
    """A node that is not in dispute."""
    if there == was or here is None:
        return here if there == was else there
    if here == was or there is None:
        return there if here == was else here
    before, others = parts_of(was) if was else {}, parts_of(there)
    values: dict[str, Any] = {}
    for name, part in parts_of(here).items():
        if part == before.get(name):
            values |= others[name]
    return dataclasses.replace(here, **values)


def _misfits(nodes: Sequence[N]) -> Iterator[str]:
    """The keys of nodes that make no tree: with what they add up into missing, a heading or below them."""
    known = {node.key: node for node in nodes}
    for node in nodes:
        if not node.parent:
            continue
        above = known.get(node.parent)
        if above is None or above.heading or node.heading:
            yield from (node.key, node.parent)
        seen = set()
        while above is not None and above.key not in seen:
            if above.key == node.key:
                yield node.key
            seen.add(above.key)
            above = known.get(above.parent)


class Frames(NamedTuple):
    """A table's merged frame.

    Attributes:
        mine_way, their_way: with mine or theirs where it is in dispute.
        disputed: what that is.
    """

    mine_way: TableTemplate
    their_way: TableTemplate
    disputed: tuple[NodeName | NodeOrder, ...] = ()

    def steady(self, at: At) -> bool:
        """Whether a place is the same in both, so that what stands there is decided by itself."""
        return self.mine_way is self.their_way or kind_at(self.mine_way, at) == kind_at(self.their_way, at)


def merge_frames(base: Table | None, mine: Table, theirs: Table) -> Frames:
    """Merges the lines and columns of a table."""
    if elements.same_frame(mine, theirs):
        return Frames(mine.template, mine.template)
    return _FrameMerge(base, mine, theirs).frames()


class _FrameMerge:
    def __init__(self, base: Table | None, mine: Table, theirs: Table) -> None:
        self._base, self._mine, self._theirs = base, mine, theirs
        old, new, other = base.template if base else None, mine.template, theirs.template
        self._lines = _AxisMerge(old.lines.nodes if old else (), new.lines.nodes, other.lines.nodes)
        self._columns = _AxisMerge(old.columns.nodes if old else (), new.columns.nodes, other.columns.nodes)
        self._decide()
        while homeless := self._homeless():
            lines, columns = homeless
            if lines:
                self._lines.dispute(lines)
            if columns:
                self._columns.dispute(columns)
            self._decide()

    def _decide(self) -> None:
        key, lines, columns = self._mine.template.key, self._lines, self._columns
        self._mine_way = template_of(key, lines.mine_way, columns.mine_way)
        self._their_way = template_of(key, lines.their_way, columns.their_way)

    def frames(self) -> Frames:
        key = self._mine.template.key
        disputed = (*self._lines.unsettled("lines", key), *self._columns.unsettled("columns", key))
        return Frames(self._mine_way, self._their_way if disputed else self._mine_way, disputed)

    def _homeless(self) -> tuple[set[str], set[str]] | None:
        """The lines and the columns that leave no place for what a side has changed in them."""
        found: tuple[set[str], set[str]] = set(), set()
        for at, element, own, way, other in self._changed():
            if not fits(way, at, element):
                failing = way
            elif not fits(other, at, element) and not self._in_dispute(at):
                failing = other
            else:
                continue
            if _is_displaced(failing.lines, own.lines, at[0]):
                found[0].add(at[0])
            if _is_displaced(failing.columns, own.columns, at[1]):
                found[1].add(at[1])
        return found if any(found) else None

    def _changed(self) -> Iterator[tuple[At, Element, TableTemplate, TableTemplate, TableTemplate]]:
        """What a side has entered: where, what, its frame, the merged ones with its and the other's way."""
        ways = self._mine_way, self._their_way
        for layer in LAYERS:
            before = elements.of(self._base, layer)
            for table, (way, other) in ((self._mine, ways), (self._theirs, ways[::-1])):
                for at, element in elements.of(table, layer).items():
                    if not elements.same(element, before.get(at)):
                        yield at, element, table.template, way, other

    def _in_dispute(self, at: At) -> bool:
        return at[0] in self._lines.disputed or at[1] in self._columns.disputed


def _is_displaced(new: Axis[Line] | Axis[Column], own: Axis[Line] | Axis[Column], key: str) -> bool:
    """Whether a node is gone, or has become a leaf, a total or a heading."""
    at, before = new.position.get(key), own.position[key]
    return at is None or (new.is_leaf(at), new.is_heading(at)) != (
        own.is_leaf(before),
        own.is_heading(before),
    )
