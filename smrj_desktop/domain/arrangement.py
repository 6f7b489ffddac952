"""Passages below their parents, or indicators in a row: what stands where, and edits that rearrange it."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from smrj_desktop.domain import codec
from smrj_desktop.domain.checks.finding import Place
from smrj_desktop.domain.edit_kinds import (
    Edit,
    InsertIndicator,
    InsertPassage,
    MovePassage,
    RemoveIndicator,
    RemovePassage,
    SetIndicator,
    SetPassage,
)
from smrj_desktop.domain.element_names import Word
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.measures import Passage

Item = Passage | Indicator


class Arrangement:
    """Items by key, each with the one it stands below, and below each its children in order.

    Attributes:
        items: in reading order.
        parent: for every key what it stands below; empty at the top, as for all indicators.
        children: for every parent the keys below it in order.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        """Takes items in reading order, such as an outline or the list of indicators."""
        self.items: dict[str, Item] = {}
        self.parent: dict[str, str] = {}
        self.children: dict[str, list[str]] = {"": []}
        for item in items:
            self.items[item.key] = item
            self.parent[item.key] = above = item.parent if isinstance(item, Passage) else ""
            self.children[above].append(item.key)
            self.children.setdefault(item.key, [])

    def copy(self) -> Arrangement:
        """An arrangement of its own with the same items."""
        copied = Arrangement(())
        copied.items, copied.parent = dict(self.items), dict(self.parent)
        copied.children = {key: list(row) for key, row in self.children.items()}
        return copied

    def place(self, key: str) -> str:
        """Where an item stands, to be read: `I-1 (3)` is the third below I-1; empty where it is not there."""
        if key not in self.parent:
            return ""
        above = self.parent[key]
        return f"{above} ({self.children[above].index(key) + 1})".strip()

    def line_up(self, above: str, wanted: Sequence[str], items: Mapping[str, Item]) -> Iterator[Edit]:
        """Inserts and moves until what stands below `above` is in the order wanted, strangers left aside.

        Args:
            above: the parent.
            wanted: the keys it is to have below it, in order.
            items: what is inserted or moved, by key.
        """
        row = self.children.setdefault(above, [])
        if row == wanted:
            return
        stay, previous = kept(row, wanted), None
        for key in wanted:
            if key not in stay:
                known = key in self.parent
                if known:
                    self.children[self.parent[key]].remove(key)
                index = 0 if previous is None else row.index(previous) + 1
                row.insert(index, key)
                self.parent[key] = above
                item = items[key]
                yield from moved_to(item, above, index) if known else (inserted(item, above, index),)
            previous = key


def kept(old: Iterable[str], new: Sequence[str]) -> set[str]:
    """The keys of both that may stay where they are while the others are moved: a longest run in order."""
    position = {key: index for index, key in enumerate(new)}
    last: list[int] = []
    ends: list[str] = []
    before: dict[str, str | None] = {}
    for key in old:
        if key in position:
            length = bisect_left(last, position[key])
            before[key] = ends[length - 1] if length else None
            last[length : length + 1] = [position[key]]
            ends[length : length + 1] = [key]
    stay: set[str] = set()
    step = ends[-1] if ends else None
    while step is not None:
        stay.add(step)
        step = before[step]
    return stay


def moved(old: Arrangement, new: Arrangement) -> set[str]:
    """The keys of both that stand below another parent, or elsewhere among those that do not."""
    both = old.parent.keys() & new.parent.keys()
    found = {key for key in both if old.parent[key] != new.parent[key]}
    for above, row in old.children.items():
        there = new.children.get(above, [])
        if row != there:
            found |= both.intersection(row).intersection(there) - kept(row, there)
    return found


def _fields(kind: type[Item]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind) if field.name not in ("key", "parent"))


_FIELDS = {kind: _fields(kind) for kind in (Passage, Indicator)}


def fields(item: Item) -> tuple[str, ...]:
    """The names of all that an item says, other than its key and where it stands."""
    return _FIELDS[type(item)]


def same(left: object, right: object) -> bool:
    """Whether two values of a field are the same to the digit, which `1.0` and `1` are not."""
    return left == right and (
        not left or isinstance(left, str) or bool(codec.encode(left) == codec.encode(right))
    )


def changed_fields(old: Item, new: Item) -> list[str]:
    """The fields in which two items with one key differ."""
    return [name for name in fields(old) if not same(getattr(old, name), getattr(new, name))]


def shown(value: object) -> str:
    """The value of a field as a person reads it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "◎"
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)


def summary(item: Item | None) -> str:
    """An item in one line; empty where there is none, and never else."""
    if item is None:
        return ""
    text = f"{item.mark} {item.text}" if isinstance(item, Passage) else f"{item.name} {item.target or ''}"
    return text.strip() or item.key


def word(item: Item) -> Word:
    """What an item is: `passage` or `indicator`."""
    return "passage" if isinstance(item, Passage) else "indicator"


def place(item: Item) -> Place:
    """Where an item is, for a sentence."""
    return Place(passage=item.key) if isinstance(item, Passage) else Place(indicator=item.key)


def put(item: Item) -> Edit:
    """The edit that puts a changed item in the place of the one with its key."""
    return SetPassage(passage=item) if isinstance(item, Passage) else SetIndicator(indicator=item)


def inserted(item: Item, above: str, index: int) -> Edit:
    """The edit that adds an item."""
    if isinstance(item, Passage):
        return InsertPassage(passage=dataclasses.replace(item, parent=above), index=index)
    return InsertIndicator(indicator=item, index=index)


def moved_to(item: Item, above: str, index: int) -> tuple[Edit, ...]:
    """The edits that take an item to another place; `index` counts without the item itself."""
    if isinstance(item, Passage):
        return (MovePassage(key=item.key, parent=above, index=index),)
    return RemoveIndicator(key=item.key), InsertIndicator(indicator=item, index=index)


def removed(items: Mapping[str, Item], keys: Collection[str]) -> list[Edit]:
    """The edits that take items out, given in reading order: what stands below goes before what is above."""
    return [
        RemovePassage(key=key) if isinstance(items[key], Passage) else RemoveIndicator(key=key)
        for key in reversed(list(keys))
    ]
