"""Which of two rows of texts belong together: the same ones in order, then similar ones between these."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple

_ALIKE = 0.35
"""A text that shares so much of its neighbouring letters with another may be that one, changed."""

_MOST_PAIRS = 20_000
"""So many pairs between two anchors are compared; more would take seconds, and tell nothing certain."""

_UNMEANT = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]+")
"""Spaces, and what cells cannot hold or show in place of that."""


def bare(text: str) -> str:
    """A text without what a hand or a program changes and nobody means: widths and spaces."""
    return _UNMEANT.sub("", unicodedata.normalize("NFKC", text))


def shared_start(*texts: str) -> int:
    """How many characters texts begin with in common."""
    shared = takewhile(lambda there: len(set(there)) == 1, zip(*texts, strict=False))
    return sum(1 for _ in shared)


class Pair(NamedTuple):
    """An index on either side; None where nothing on that side belongs to the other."""

    left: int | None
    right: int | None


def align(left: Sequence[str], right: Sequence[str]) -> list[Pair]:
    """Pairs two rows of bare texts in order; what has no partner stands where it is, left ones first."""
    pairs: list[Pair] = []
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    at = (0, 0)
    for start_left, start_right, size in blocks:
        pairs += _between(left, right, range(at[0], start_left), range(at[1], start_right))
        pairs += (Pair(start_left + step, start_right + step) for step in range(size))
        at = (start_left + size, start_right + size)
    return pairs


def _between(left: Sequence[str], right: Sequence[str], ours: range, theirs: range) -> Iterator[Pair]:
    """Pairs what stands between two anchors: similar texts, so that they are as similar as can be in all."""
    likeness = _likeness(left, right, ours, theirs)
    if not likeness:
        yield from (Pair(at, None) for at in ours)
        yield from (Pair(None, at) for at in theirs)
        return
    rows, columns = len(ours), len(theirs)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            paired = likeness.get((row, column), 0.0)
            best[row][column] = max(
                best[row + 1][column],
                best[row][column + 1],
                paired + best[row + 1][column + 1] if paired else 0.0,
            )
    row = column = 0
    while row < rows or column < columns:
        paired = likeness.get((row, column), 0.0)
        if paired and best[row][column] == paired + best[row + 1][column + 1]:
            yield Pair(ours[row], theirs[column])
            row, column = row + 1, column + 1
        elif row < rows and best[row][column] == best[row + 1][column]:
            yield Pair(ours[row], None)
            row += 1
        else:
            yield Pair(None, theirs[column])
            column += 1


def _likeness(
    left: Sequence[str], right: Sequence[str], ours: range, theirs: range
) -> dict[tuple[int, int], float]:
    """How alike the texts of two stretches are, by their numbers there, where they are alike enough."""
    if len(ours) * len(theirs) > _MOST_PAIRS:
        return {}
    one, other = (
        [_pairs_of(side[at]) for at in stretch] for side, stretch in ((left, ours), (right, theirs))
    )
    found = {
        (row, column): _share(ours_here, theirs_here)
        for row, ours_here in enumerate(one)
        for column, theirs_here in enumerate(other)
    }
    return {at: share for at, share in found.items() if share >= _ALIKE}


def _pairs_of(text: str) -> Counter[str]:
    """The pairs of neighbouring letters in a text, its ends included, and how often each is there."""
    framed = f"\0{text}\0"
    return Counter(map(str.__add__, framed, framed[1:]))


def _share(one: Counter[str], other: Counter[str]) -> float:
    """The share of pairs that two texts have in common."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    common = sum(min(count, many[pair]) for pair, count in few.items() if pair in many)
    return 2 * common / (one.total() + other.total())


def alike(one: str, other: str) -> float:
    """How alike two bare texts are, from 0 to 1; 0 where neither is the other one, changed."""
    share = _share(_pairs_of(one), _pairs_of(other))
    return share if share >= _ALIKE else 0.0
