"""Rows of keys: whether two have what they share in another order, and putting back what was taken out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from smrj_desktop.domain.merge_order import only


def turned(old: Collection[str], new: Collection[str]) -> bool:
    """Whether two rows have the keys they share in another order."""
    shared = set(old).intersection(new)
    return only(old, shared) != only(new, shared)


def put_back(
    old: Sequence[str], new: Iterable[str], wanted: Collection[str], *, order_too: bool
) -> list[str]:
    """The wanted keys in the order of the new row; the others after what they stood behind in the old one.

    Args:
        old, new: the row before and after.
        wanted: what is to be in the row.
        order_too: whether what both rows have goes in the order of the old one.
    """
    row = only(new, wanted)
    if order_too:
        shared = set(row).intersection(old)
        before = iter(only(old, shared))
        row = [next(before) if key in shared else key for key in row]
    index = 0
    for key in only(old, wanted):
        if key in row:
            index = row.index(key) + 1
        else:
            row.insert(index, key)
            index += 1
    return row + [key for key in wanted if key not in row]
