"""Rows of keys: three orders of one merged, and what was taken out of one put back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations


def merge_order(
    base: Iterable[str], ours: Sequence[str], others: Sequence[str]
) -> tuple[list[str], list[str]]:
    """The order of all that stands in a merged row, and what is in dispute.

    The order of any two that both sides have merges by itself: turned round by one side, it is turned
    round. Where that contradicts itself they are in dispute, and stand as the first side has them. What only
    one side has follows what it follows there; where both have some in one place, those whose first key is
    smaller come first.

    Args:
        base: what stood there before, in order; what no side has is left aside.
        ours: what stands in the merged row and in that of the first side, in its order.
        others: the same of the second side.
    """
    first, second = only(ours, set(others)), only(others, set(ours))
    fixed = _merged_pairs(only(base, set(first)), first, second)
    disputed: list[str] = []
    if fixed is None:
        turns = _turned(first, second)
        disputed = sorted((key for key in first if turns[key]), key=lambda key: -turns[key])
        fixed = first
    gaps = _gaps(fixed, ours), _gaps(fixed, others)
    row: list[str] = []
    for key in ("", *fixed):
        row += [key] if key else []
        for run in sorted(gap[key] for gap in gaps):
            row += run
    return row, disputed


def only(keys: Iterable[str], wanted: Collection[str]) -> list[str]:
    """Those of the keys that are wanted, in their order."""
    return [key for key in keys if key in wanted]


def _merged_pairs(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Sequence[str] | None:
    """The order of items both sides have; None where there is none that keeps what either side turned round.

    Args:
        base: those of them that were there before, in order.
        mine, theirs: the same items in two orders.
    """
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    was, there = ({key: index for index, key in enumerate(row)} for row in (base, theirs))
    behind = dict.fromkeys(mine, 0)
    for one, other in combinations(mine, 2):
        mine_goes = True
        if there[one] > there[other]:
            if one not in was or other not in was:
                return None
            mine_goes = was[one] > was[other]
        behind[other if mine_goes else one] += 1
    order = sorted(mine, key=behind.__getitem__)
    # a relation of any two is an order exactly where no two have equally many before them
    return order if [behind[key] for key in order] == list(range(len(order))) else None


def _turned(mine: Sequence[str], theirs: Sequence[str]) -> dict[str, int]:
    """For every item, against how many others the two orders have it on different sides."""
    there = {key: index for index, key in enumerate(theirs)}
    turns = dict.fromkeys(mine, 0)
    for one, other in combinations(mine, 2):
        if there[one] > there[other]:
            turns[one] += 1
            turns[other] += 1
    return turns


def _gaps(fixed: Sequence[str], row: Sequence[str]) -> dict[str, list[str]]:
    """What follows each of the fixed items in a row; under the empty key what comes before them all."""
    gaps: dict[str, list[str]] = {key: [] for key in ("", *fixed)}
    last = ""
    for key in row:
        if key in gaps:
            last = key
        else:
            gaps[last].append(key)
    return gaps


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
