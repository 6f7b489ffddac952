"""Three-way merge of the text or of the indicators: what each says, whether it is there, and where.

All is decided as plain data first, by key, and only then put into edits. Two words: what mine removed is
*lost* to theirs, and what they removed is *dropped*. Lost items that stand below one another in theirs, and
dropped ones that do so in mine, are one group, named after its top. Where the other side changed anything in
a group it is a conflict, and stays as mine has it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from smrj_desktop.domain.arrangement import Arrangement, Item, changed_fields, put, removed, same
from smrj_desktop.domain.edit_kinds import Edit
from smrj_desktop.domain.measures import Passage
from smrj_desktop.domain.merge_order import merge_order, only


class ItemMerge:
    """The merge of three arrangements.

    Attributes:
        lost, dropped: the top of its group for every key that is lost or dropped.
        parent: what each item of the merged plan stands below.
        clashes: the items whose place in theirs does not go with mine: moved by both, or below itself.
        into_lost: items of mine that they moved below lost ones, and these groups' tops.
        open_lost, open_dropped: the tops of the groups in conflict.
        rows: below each parent the keys of the merged plan in order.
        disputed: the parents below which both arranged the same items differently, and these items.
        items: what the merged plan says; mine where both changed a field.
        disputed_fields: the fields both changed differently.
    """

    def __init__(self, base: Arrangement, mine: Arrangement, theirs: Arrangement) -> None:
        self.base, self.mine, self.theirs = base, mine, theirs
        self.lost = self._lost()
        self.dropped = self._dropped()
        self.parent: dict[str, str] = {}
        self.clashes: list[str] = []
        self._decide_parents()
        self.into_lost = {
            key: self.lost[above]
            for key, above in theirs.parent.items()
            if above in self.lost and key not in self.lost and base.parent.get(key) != above
        }
        self.open_lost = {top for key, top in self.lost.items() if _changed(base, theirs, key)}
        self.open_lost |= set(self.into_lost.values())
        self.open_dropped = {top for key, top in self.dropped.items() if _changed(base, mine, key)}
        self.open_dropped |= {
            self.dropped[above]
            for key, above in self.parent.items()
            if above in self.dropped and key in theirs.items
        }
        self._gone = {key for key, top in self.dropped.items() if top not in self.open_dropped}
        self.rows: dict[str, list[str]] = {}
        self.disputed: dict[str, list[str]] = {}
        for above in ("", *self.parent):
            self.rows[above], disputed = self.row(above)
            if disputed:
                self.disputed[above] = disputed
        self.items: dict[str, Item] = {}
        self.disputed_fields: dict[str, list[str]] = {}
        self._sets: list[Edit] = []
        self._decide_fields()

    def _lost(self) -> dict[str, str]:
        lost: dict[str, str] = {}
        for key, above in self.theirs.parent.items():
            if key not in self.mine.items and (above in lost or key in self.base.items):
                lost[key] = lost.get(above, key)
        return lost

    def _dropped(self) -> dict[str, str]:
        dropped: dict[str, str] = {}
        for key, above in self.mine.parent.items():
            if key not in self.theirs.items and (above in dropped or key in self.base.items):
                dropped[key] = dropped.get(above, key)
        return dropped

    def _decide_parents(self) -> None:
        base, mine = self.base.parent, self.mine.parent
        self.parent = dict(mine)
        taken = set()
        clashes = set()
        for key, above in self.theirs.parent.items():
            if key in self.lost or above in (base.get(key), mine.get(key)) or above in self.lost:
                continue
            if mine.get(key) == base.get(key):
                self.parent[key] = above
                taken.add(key)
            else:
                clashes.add(key)
        while circle := {key for key in taken & mine.keys() if self._is_below_itself(key)}:
            # each was moved alone; what they moved goes back to where mine has it
            self.parent.update({key: mine[key] for key in circle})
            taken -= circle
            clashes |= circle
        self.clashes = [key for key in self.theirs.items if key in clashes]

    def _is_below_itself(self, key: str) -> bool:
        above, seen = self.parent[key], set()
        while above and above != key and above not in seen:
            seen.add(above)
            above = self.parent[above]
        return above == key

    def row(self, above: str, *, their_way: bool = False) -> tuple[list[str], list[str]]:
        """What stands below a parent in the merged plan, in order, and the items in dispute.

        These stand as mine has them, or as theirs where it goes `their_way`.
        """
        ours = [key for key in self.mine.children.get(above, ()) if self._stands(key, above)]
        others = [key for key in self.theirs.children.get(above, ()) if self._stands(key, above)]
        base = self.base.children.get(above, ())
        if their_way:
            ours, others = others, ours
        return merge_order(base, ours, others)

    def _stands(self, key: str, above: str) -> bool:
        return self.parent.get(key) == above and key not in self._gone

    def _decide_fields(self) -> None:
        for key, above in self.parent.items():
            ours, others, before = (side.items.get(key) for side in (self.mine, self.theirs, self.base))
            item = ours or others
            assert item is not None
            if ours and others:
                values: dict[str, Any] = {}
                for name in changed_fields(ours, others):
                    here, there = getattr(ours, name), getattr(others, name)
                    if before and same(here, getattr(before, name)):
                        values[name] = there
                    elif not before or not same(there, getattr(before, name)):
                        self.disputed_fields.setdefault(key, []).append(name)
                if values:
                    item = replace(ours, **values)
                    self._sets.append(put(item))
            self.items[key] = replace(item, parent=above) if isinstance(item, Passage) else item

    def edits(self) -> list[Edit]:
        """The edits that turn mine into the merged plan: fields, then inserts and moves from the top down."""
        found = list(self._sets)
        now = self.mine.copy()
        waiting = [""]
        while waiting:
            above = waiting.pop()
            found += now.line_up(above, self.rows[above], self.items)
            waiting += reversed(self.rows[above])
        return found + removed(self.mine.items, only(self.mine.items, self._gone))


def _changed(before: Arrangement, after: Arrangement, key: str) -> bool:
    """Whether a side inserted or changed an item, or took it below another parent."""
    item = before.items.get(key)
    return (
        item is None
        or before.parent[key] != after.parent[key]
        or bool(changed_fields(item, after.items[key]))
    )
