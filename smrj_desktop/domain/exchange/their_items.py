"""What they changed in the text or the indicators, and how these read without some of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from smrj_desktop.domain.arrangement import Arrangement, Item, changed_fields, same
from smrj_desktop.domain.element_names import ItemName, ItemOrder, Name, Word
from smrj_desktop.domain.measures import Passage
from smrj_desktop.domain.merge_order import put_back, turned


class TheirItems:
    """The changes of the text or of the indicators.

    Attributes:
        names: all that they changed and mine has not, in the order it is read.
        needs: what cannot be there without other changes, with these: a passage below a new one, a removal
            of what others stand below.
    """

    def __init__(self, word: Word, base: Arrangement, mine: Arrangement, theirs: Arrangement) -> None:
        """Compares three versions.

        Args:
            word: `passage` or `indicator`.
            base, mine, theirs: as it was, as it is here and as it is there.
        """
        self._word = word
        self._base, self._mine, self._theirs = base, mine, theirs
        self.names: dict[Name, None] = dict.fromkeys(self._changes())
        self.needs: dict[Name, set[Name]] = {name: set(self._needed(name)) for name in self.names}

    def _changes(self) -> Iterator[Name]:
        gone: dict[str, list[str]] = {}
        last = ""
        for key in self._base.items:
            if key in self._theirs.items:
                last = key
            elif key in self._mine.items:
                gone.setdefault(last, []).append(key)
        for key in ("", *self._theirs.items):
            if key:
                yield from self._change(key)
            yield from (ItemName(self._word, lost) for lost in gone.get(key, ()))
        for above, row in self._theirs.children.items():
            before, here = (side.children.get(above, ()) for side in (self._base, self._mine))
            if turned(before, row) and turned(here, row):
                yield ItemOrder(self._word, above)

    def _change(self, key: str) -> Iterator[ItemName]:
        item, here = self._theirs.items[key], self._mine.items.get(key)
        before = self._base.items.get(key, here)
        if before is None:
            yield ItemName(self._word, key)
            return
        if self._parent_before(key) != self._theirs.parent[key] != self._mine.parent.get(key):
            yield ItemName(self._word, key, "parent")
        for name in changed_fields(before, item):
            if here is None or not same(getattr(here, name), getattr(item, name)):
                yield ItemName(self._word, key, name)

    def _parent_before(self, key: str) -> str:
        return self._base.parent.get(key, self._mine.parent.get(key, ""))

    def _needed(self, name: Name) -> Iterator[ItemName]:
        """The changes without which another one has no place, or would put a passage below itself."""
        if not isinstance(name, ItemName) or name.field not in ("", "parent"):
            return
        wanted: list[ItemName] = []
        if name.key not in self._theirs.items:
            for below in self._base.children[name.key]:
                wanted += [ItemName(self._word, below), ItemName(self._word, below, "parent")]
        else:
            above = self._theirs.parent[name.key]
            wanted.append(ItemName(self._word, above))
            while above and name.field:
                wanted.append(ItemName(self._word, above, "parent"))
                above = self._theirs.parent[above]
        yield from (other for other in wanted if other in self.names)

    def without(self, refused: Collection[Name]) -> list[Item]:
        """The items as they would be had they left some changes, and all that needs these, as it was."""
        parent: dict[str, str] = {}
        for key in {**self._theirs.items, **self._base.items}:
            there = key in self._theirs.items
            if ItemName(self._word, key) in refused:
                there = not there
            if there:
                stays = key in self._theirs.items and ItemName(self._word, key, "parent") not in refused
                parent[key] = self._theirs.parent[key] if stays else self._parent_before(key)
        below: dict[str, dict[str, None]] = {}
        for key, above in parent.items():
            below.setdefault(above, {})[key] = None
        found: list[Item] = []
        waiting = [""]
        while waiting:
            key = waiting.pop()
            if key:
                found.append(self._item(key, parent[key], refused))
            if key in below:
                old, new = (side.children.get(key, []) for side in (self._base, self._theirs))
                order_too = ItemOrder(self._word, key) in refused
                waiting += reversed(put_back(old, new, below[key], order_too=order_too))
        return found

    def _item(self, key: str, above: str, refused: Collection[Name]) -> Item:
        item = self._theirs.items.get(key)
        before = self._base.items.get(key, self._mine.items.get(key))
        if item is None:
            assert before is not None
            item = before
        elif before is not None:
            values: dict[str, Any] = {
                field: getattr(before, field)
                for field in changed_fields(before, item)
                if ItemName(self._word, key, field) in refused
            }
            item = replace(item, **values)
        return replace(item, parent=above) if isinstance(item, Passage) else item
