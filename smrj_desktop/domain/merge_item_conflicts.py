"""The conflicts of a merge of items, and the edits that take theirs.

A user may take some conflicts and leave others. So the edits of each have to fit whatever was taken before:
an index counts only what no conflict moves, and an item that could come to stand below itself is moved after
those above it in theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from smrj_desktop.domain import arrangement
from smrj_desktop.domain.arrangement import Arrangement, shown, summary
from smrj_desktop.domain.edit_kinds import Edit
from smrj_desktop.domain.element_names import ItemName, ItemOrder, Word
from smrj_desktop.domain.merge_conflict import Conflict
from smrj_desktop.domain.merge_items import ItemMerge


def item_conflicts(merge: ItemMerge) -> list[Conflict]:
    """All conflicts, in the order in which any of them can be taken.

    First the order of items below one parent, then fields, then removals, then what is to be put back or
    moved, the last in theirs first so that none shifts the place of another.
    """
    return list(_Conflicts(merge).all())


class _Conflicts:
    def __init__(self, merge: ItemMerge) -> None:
        self.merge = merge
        self.base, self.mine, self.theirs = merge.base, merge.mine, merge.theirs
        # where all stands once the order below each parent is as they want it
        self.state = Arrangement(())
        self.state.parent = dict(merge.parent)
        self.state.children = {key: list(row) for key, row in merge.rows.items()}
        self.waiting = {
            top: [key for key, above in merge.parent.items() if self._drops(key, above, top)]
            for top in self.mine.items
            if top in merge.open_dropped
        }
        moves = [(key, "") for keys in (merge.clashes, *self.waiting.values()) for key in keys]
        moves += merge.into_lost.items()
        self.unsteady = {step for key, group in moves for step in self._way(key, group)}

    def _drops(self, key: str, above: str, top: str) -> bool:
        return key in self.theirs.items and self.merge.dropped.get(above) == top

    def all(self) -> Iterator[Conflict]:
        for above in self.merge.disputed:
            yield self._order(above)
        for key in self.merge.disputed_fields:
            yield self._fields(key)
        for key in self.waiting:
            yield self._conflict(key, self._remove(key))
        for key in reversed(self.theirs.items):
            if key in self.merge.open_lost:
                yield self._conflict(key, self._put_back(key))
            elif key in self.merge.clashes:
                yield self._place(key)

    def _conflict(self, key: str, edits: list[Edit]) -> Conflict:
        """The conflict about whether an item, and all in its group, is there."""
        base, mine, theirs = (side.items.get(key) for side in (self.base, self.mine, self.theirs))
        item = mine or theirs
        assert item is not None
        return Conflict(
            what=arrangement.word(item),
            key=key,
            place=arrangement.place(item),
            base=summary(base),
            mine=summary(mine),
            theirs=summary(theirs),
            edits=tuple(edits),
            covers=tuple(self._group(arrangement.word(item), key)),
        )

    def _group(self, word: Word, top: str) -> Iterator[ItemName]:
        """What they did to a group: all they say in it, or that it went, and what they moved into it."""
        for groups in (self.merge.lost, self.merge.dropped):
            yield from (ItemName(word, key) for key, group in groups.items() if group == top)
        yield from (
            ItemName(word, key, "parent") for key, group in self.merge.into_lost.items() if group == top
        )

    def _order(self, above: str) -> Conflict:
        disputed = self.merge.disputed[above]
        wanted, _ = self.merge.row(above, their_way=True)
        edits = tuple(self.state.line_up(above, wanted, self.merge.items))
        sides = (self.base, self.mine, self.theirs)
        rows = [[key for key in side.children.get(above, ()) if key in disputed] for side in sides]
        base, mine, theirs = ("、".join(row) for row in rows)
        item = self.merge.items[disputed[0]]
        place = arrangement.place(item)
        return Conflict(
            what="place",
            key=item.key,
            place=place,
            base=base,
            mine=mine,
            theirs=theirs,
            edits=edits,
            covers=(ItemOrder(arrangement.word(item), above),),
        )

    def _fields(self, key: str) -> Conflict:
        names = self.merge.disputed_fields[key]
        item, theirs = self.merge.items[key], self.theirs.items[key]
        after = replace(item, **{name: getattr(theirs, name) for name in names})
        said = []
        for side in (self.base, self.mine, self.theirs):
            there = side.items.get(key)
            said.append(" ".join(shown(getattr(there, name)) for name in names).strip() if there else "")
        return Conflict(
            what=arrangement.word(item),
            key=key,
            place=arrangement.place(item),
            fields=tuple(names),
            base=said[0],
            mine=said[1],
            theirs=said[2],
            edits=(arrangement.put(after),),
            covers=tuple(ItemName(arrangement.word(item), key, name) for name in names),
        )

    def _place(self, key: str) -> Conflict:
        base, mine, theirs = (side.place(key) for side in (self.base, self.mine, self.theirs))
        item = self.merge.items[key]
        return Conflict(
            what="place",
            key=key,
            place=arrangement.place(item),
            base=base,
            mine=mine,
            theirs=theirs,
            edits=tuple(self._bring(key)),
            covers=(ItemName(arrangement.word(item), key, "parent"),),
        )

    def _put_back(self, top: str) -> list[Edit]:
        """Puts a group back as theirs has it, with what they moved into it."""
        edits: list[Edit] = []
        done: dict[str, list[str]] = {}
        for key in self.theirs.items:
            lost = self.merge.lost.get(key) == top
            if not lost and self.merge.into_lost.get(key) != top:
                continue
            above = self.theirs.parent[key]
            index = self._slot(key, above) if key == top else len(done.setdefault(above, []))
            if lost:
                edits.append(arrangement.inserted(self.theirs.items[key], above, index))
            else:
                for step in self._way(key, top)[:-1]:
                    edits += self._move(step, top)
                edits += arrangement.moved_to(self.merge.items[key], above, index)
            if key != top:
                done[above].append(key)
        return edits

    def _remove(self, top: str) -> list[Edit]:
        """Takes a group out, after what stands in it and is in theirs has gone to where it is there."""
        edits: list[Edit] = []
        for key in self.theirs.items:
            if key in self.waiting[top]:
                edits += self._bring(key)
        group = [key for key in self.mine.items if self.merge.dropped.get(key) == top]
        return edits + arrangement.removed(self.mine.items, group)

    def _bring(self, key: str) -> Iterator[Edit]:
        """Moves an item to where theirs has it."""
        for step in self._way(key):
            yield from self._move(step)

    def _move(self, key: str, group: str = "") -> tuple[Edit, ...]:
        above = self._home(key, group)
        return arrangement.moved_to(self.merge.items[key], above, self._slot(key, above))

    def _home(self, key: str, group: str = "") -> str:
        """What an item stands below in theirs; where that is lost, the next above that is not.

        Lost items of `group` count as there.
        """
        above = self.theirs.parent[key]
        while self.merge.lost.get(above, group) != group:
            above = self.theirs.parent[above]
        return above

    def _way(self, key: str, group: str = "") -> list[str]:
        """The item, and before it those above it in theirs that have to be moved home first."""
        above = self._home(key, group)
        if not self._could_be_below(key, above, group):
            return [key]
        way = [key]
        while above:
            if above in self.merge.parent and self.merge.parent[above] != self._home(above, group):
                way.append(above)
            above = self._home(above, group)
        return way[::-1]

    def _could_be_below(self, key: str, start: str, group: str) -> bool:
        """Whether the way up from `start`, by mine or theirs in turn, can come to an item."""
        seen, waiting = {""}, [start]
        while waiting:
            step = waiting.pop()
            if step == key:
                return True
            if step not in seen:
                seen.add(step)
                waiting += [self.merge.parent[step]] if step in self.merge.parent else []
                waiting += [self._home(step, group)] if step in self.theirs.parent else []
        return False

    def _slot(self, key: str, above: str) -> int:
        """The index after the nearest item before it in theirs that no conflict moves or removes."""
        row, siblings = self.state.children.get(above, []), self.theirs.children[above]
        steady = [item for item in row if item not in self.unsteady and item not in self.merge.dropped]
        anchors = arrangement.kept(siblings, row).intersection(steady)
        before = siblings[: siblings.index(key)] if key in siblings else []
        return max((steady.index(item) + 1 for item in before if item in anchors), default=0)
