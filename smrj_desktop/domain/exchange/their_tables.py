"""What they changed in a table, its lines and columns among it, and the table without some of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Generic, TypeVar

from smrj_desktop.domain import elements
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.element_names import AxisName, Name, NodeName, NodeOrder
from smrj_desktop.domain.elements import At, BuildUp, kind_at
from smrj_desktop.domain.frame_edits import template_of
from smrj_desktop.domain.merge_build_ups import settle
from smrj_desktop.domain.merge_frames import parts_of
from smrj_desktop.domain.merge_order import put_back, turned
from smrj_desktop.domain.statements import LAYERS, PLAN, CellKey, Position, Sheet, Stated, Table
from smrj_desktop.domain.template import Axis, Column, Line, TableKey, TableTemplate

N = TypeVar("N", Line, Column)


class _TheirNodes(Generic[N]):
    """What they changed of the lines, or of the columns, and those without some of it."""

    def __init__(
        self, axis: AxisName, table: TableKey, base: Axis[N] | None, mine: Axis[N], theirs: Axis[N]
    ) -> None:
        self._name, self._table = axis, table
        self._old: Axis[N] | None = base
        self._theirs: Axis[N] = theirs
        self._before: dict[str, N] = {node.key: node for node in (base.nodes if base else ())}
        self._mine: dict[str, N] = {node.key: node for node in mine.nodes}
        self._there: dict[str, N] = {node.key: node for node in theirs.nodes}
        self.names: dict[Name, None] = {}
        for key in put_back(
            list(self._before), self._there, {**self._there, **self._before}, order_too=False
        ):
            if self._is_changed(key):
                self.names[self._of(key)] = None
        if turned(self._before, self._there) and turned(self._mine, self._there):
            self.names[NodeOrder(axis, table)] = None
        self.needs: dict[Name, set[Name]] = {name: set() for name in self.names}
        self._find_needs()
        self._find_parts()

    def _of(self, key: str) -> NodeName:
        return NodeName(self._name, self._table, key)

    def _is_changed(self, key: str) -> bool:
        was, here, there = self._before.get(key), self._mine.get(key), self._there.get(key)
        if there in (was, here):
            return False
        if was is None or here is None or there is None:
            return True
        before, ours, others = parts_of(was), parts_of(here), parts_of(there)
        return any(others[part] not in (before[part], ours[part]) for part in others)

    def _is_fresh(self, key: str) -> bool:
        """Whether a node is new, or adds up into another one than before."""
        was = self._before.get(key)
        return was is None or parts_of(was)["sum"] != parts_of(self._there[key])["sum"]

    def _find_needs(self) -> None:
        """What is new in a sum needs all above it that is new there itself."""
        fresh = [key for key in self._there if self._is_fresh(key)]
        for key in fresh:
            for step in self._theirs.up[self._theirs.position[key]][1:]:
                above = self._theirs.nodes[step.position].key
                if above in fresh:
                    self._need(key, above)

    def _find_parts(self) -> None:
        """What adds up into what goes, or into what becomes a total, goes or comes with it."""
        families: dict[str, list[str]] = {}
        for node in (*self._before.values(), *self._there.values()):
            families.setdefault(node.parent, [node.parent]).append(node.key)
        for above, family in families.items():
            if above not in self._before:
                continue
            if above not in self._there:
                self._need_all(family[:1], family)
            elif self._old is not None and _kind(self._old, above) != _kind(self._theirs, above):
                self._need_all(family, family)

    def _need_all(self, keys: Sequence[str], others: Sequence[str]) -> None:
        for key in keys:
            for other in others:
                self._need(key, other)

    def _need(self, key: str, other: str) -> None:
        name, needed = self._of(key), self._of(other)
        if key != other and name in self.names and needed in self.names:
            self.needs[name].add(needed)

    def without(self, refused: Collection[Name]) -> list[N]:
        """The nodes as they would be had they left some changes."""
        nodes: dict[str, N] = {}
        for key in {**self._there, **self._before}:
            node = self._there.get(key)
            if self._of(key) in refused:
                node = self._before.get(key) or (self._mine.get(key) if node else None)
            if node is not None:
                nodes[key] = node
        order_too = NodeOrder(self._name, self._table) in refused
        return [nodes[key] for key in put_back(list(self._before), self._there, nodes, order_too=order_too)]


def _kind(axis: Axis[N], key: str) -> tuple[bool, bool]:
    at = axis.position[key]
    return axis.is_leaf(at), axis.is_heading(at)


class TheirTable:
    """The changes of one table.

    Attributes:
        names: all that they changed and mine has not, in the order of print. What stands in a line that they
            put in or took out belongs to the line.
        needs: what cannot be there without other changes, with these.
    """

    def __init__(self, base: Table | None, mine: Table, theirs: Table) -> None:
        """Compares three versions."""
        self._base, self._theirs = base, theirs
        frames = [table.template if table else None for table in (base, mine, theirs)]
        self._old, here, self._new = frames
        assert here is not None
        assert self._new is not None
        self._lines = _TheirNodes(
            "lines", theirs.template.key, base.template.lines if base else None, here.lines, self._new.lines
        )
        self._columns = _TheirNodes(
            "columns",
            theirs.template.key,
            base.template.columns if base else None,
            here.columns,
            self._new.columns,
        )
        self.names: dict[Name, None] = {**self._lines.names, **self._columns.names}
        self.names |= dict.fromkeys(self._cells(mine))
        self.needs = {**self._lines.needs, **self._columns.needs}

    def _cells(self, mine: Table) -> Iterator[CellKey]:
        """The cells that hold something else though no line or column was changed for it."""
        same_frame = elements.same_frame(self._base, self._theirs)
        for layer in LAYERS:
            if same_frame and self._base and elements.same_layer(self._base, self._theirs, layer):
                continue
            before, here, there = (elements.of(table, layer) for table in (self._base, mine, self._theirs))
            changed = [
                at
                for at in {**there, **before}
                if not elements.same(here.get(at), settle(before.get(at), here.get(at), there.get(at)).taken)
                and kind_at(self._new, at) in (kind_at(self._old, at), kind_at(mine.template, at))
            ]
            for at in sorted(changed, key=self._reading):
                yield CellKey(*self._theirs.template.key, *at, layer)

    def _reading(self, at: At) -> tuple[int, int]:
        lines, columns = self._theirs.template.lines.position, self._theirs.template.columns.position
        return lines.get(at[0], len(lines)), columns.get(at[1], len(columns))

    def without(self, refused: Collection[Name]) -> Table:
        """The table as it would be had they left some changes, and all that needs these, as it was."""
        if not self.names.keys() & refused:
            return self._theirs
        template = template_of(
            self._theirs.template.key, self._lines.without(refused), self._columns.without(refused)
        )
        filled = {layer: self._filled(template, layer, refused) for layer in LAYERS}
        sheets = {
            layer: Sheet(template, leaves, stated)
            for layer, (leaves, stated, _) in filled.items()
            if leaves or stated
        }
        built = Table(template, sheets.pop(PLAN, None))
        built.sheets |= sheets
        built.build_ups = filled[PLAN][2]
        return built

    def _filled(
        self, template: TableTemplate, layer: str, refused: Collection[Name]
    ) -> tuple[dict[Position, Figure], dict[Position, Stated], dict[Position, BuildUp]]:
        """The figures of the leaves, the published totals and the build-ups."""
        leaves: dict[Position, Figure] = {}
        stated: dict[Position, Stated] = {}
        build_ups: dict[Position, BuildUp] = {}
        sides = [(table, elements.of(table, layer)) for table in (self._base, self._theirs)]
        (base, before), (theirs, there) = sides
        for at in {**before, **there}:
            kind = kind_at(template, at)
            if kind is None:
                continue
            back = CellKey(*template.key, *at, layer) in refused or kind_at(self._new, at) != kind
            table, element = (base, before.get(at)) if back else (theirs, there.get(at))
            if table is None or element is None or kind_at(table.template, at) != kind:
                continue
            where = template.lines.position[at[0]], template.columns.position[at[1]]
            if isinstance(element, Stated):
                stated[where] = element
                continue
            if isinstance(element, Figure):
                leaves[where] = element
                continue
            leaves[where] = table.sheets[layer].figure(*elements.position(table, at))
            build_ups[where] = element
        return leaves, stated, build_ups
