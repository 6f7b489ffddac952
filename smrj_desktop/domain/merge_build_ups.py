"""Merging what a leaf is built up from: items of several departments come together, each has one voice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.elements import Element, items_of, same
from smrj_desktop.domain.merge_order import merge_order, only
from smrj_desktop.domain.statements import Contribution

MADE_UP = "file"
"""So begin the keys of items that bring a build-up to what a file prints, whatever its other items are."""

_Items = Mapping[str, Contribution]


class Settled(NamedTuple):
    """What comes of one leaf: what it holds if theirs is taken, and whether that is to be decided."""

    taken: Element | None
    disputed: bool


def settle(base: Element | None, mine: Element | None, theirs: Element | None) -> Settled:
    """Merges one leaf. Mine stays where it is disputed and not taken.

    Items of a build-up merge by key. In dispute is an item both sides changed, a department whose items both
    sides changed, and an item that makes up for the others. Taking theirs leaves the other items as mine are.
    """
    if same(theirs, base) or same(theirs, mine):
        return Settled(mine, disputed=False)
    if same(mine, base):
        return Settled(theirs, disputed=False)
    figures = isinstance(base, Figure) and base.value
    if figures or not items_of(mine) or not items_of(theirs):
        return Settled(theirs, disputed=True)
    was, here, there = ({item.key: item for item in items_of(each)} for each in (base, mine, theirs))
    differing = [key for key in {**was, **here, **there} if here.get(key) != there.get(key)]
    ours = [key for key in differing if here.get(key) != was.get(key)]
    others = [key for key in differing if there.get(key) != was.get(key)]
    both = _departments(ours, was, here) & _departments(others, was, there)
    makes_up = any(key.startswith(f"{MADE_UP}-") for key in differing)
    disputed = makes_up or bool(both) or not set(ours).isdisjoint(others)
    taking = {*others, *(key for key in differing if _departments([key], was, here, there) & both)}
    merged = {
        key: item
        for key in {**here, **there}
        if (item := (there if key in taking else here).get(key)) is not None
    }
    if not merged or (disputed and merged == there):
        return Settled(theirs, disputed=True)
    row, turned = merge_order(was, only(here, merged), only(there, merged))
    return Settled(tuple(merged[key] for key in row), disputed=disputed or bool(turned))


def _departments(keys: Collection[str], *sides: _Items) -> set[str]:
    """Whose items these are or were; one without a department stands by itself."""
    return {side[key].department for key in keys for side in sides if key in side} - {""}
