"""The measures of a chapter or a section in short: as much of them as stays within so many lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from smrj_desktop.domain.measures import HEADINGS, Outline, Passage, PassageKind
from smrj_desktop.domain.sections import below, continued

MOST_LINES = 30
LINE = 52
"""So many full-width characters are a line."""
_DEEPEST = 3
"""The level of ①, where chapters have 0."""

_ELLIPSIS = "…"


class Measure(NamedTuple):
    """A heading or a passage.

    Attributes:
        depth: how far below the chapter or section it stands, from 0; what continues another, as far as that.
        heading: the key of the heading it stands under, its own where it is one.
        text: in short.
    """

    passage: Passage
    depth: int
    heading: str
    text: str

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return self.passage.key == self.heading


class Measures(NamedTuple):
    """What is said of the measures.

    Attributes:
        shown: in the order of the text.
        passages: how many passages there are in all, and `told` how many of them are shown.
    """

    shown: tuple[Measure, ...]
    passages: int
    told: int


def in_short(outline: Outline, key: str, most: int = MOST_LINES) -> Measures:
    """The measures below a passage.

    Every passage in short where that is no more than `most` lines; else those that set a target and the
    first of each heading without one; else the targets alone; else the headings, as deep as there is room.
    """
    all_measures = list(_measures(outline, key))
    shown: Sequence[Measure] = all_measures
    for choice in (list, _with_first, _with_targets, *_OF_HEADINGS):
        shown = choice(all_measures)
        if sum(1 + (measured(item.text) > LINE) for item in shown) <= most:
            break
    passages = sum(not item.is_heading for item in all_measures)
    return Measures(tuple(shown), passages, sum(not item.is_heading for item in shown))


def _measures(outline: Outline, key: str) -> Iterator[Measure]:
    """All measures below a passage, without the headings below ①."""
    depth, heading = {key: -1}, {key: key}
    for passage in below(outline, key):
        own, parent = passage.key, passage.parent
        depth[own] = depth[parent] + (continued(outline, passage) is None)
        heading[own] = heading[parent]
        if passage.kind is PassageKind.INDICATORS:
            continue
        if passage.kind in HEADINGS:
            if outline.depth(own) > _DEEPEST:
                depth[own] -= 1
                continue
            heading[own] = own
        yield Measure(passage, depth[own], heading[own], _short(passage))


def shortened(text: str, longest: float = LINE) -> str:
    """A text in one line of so many full-width characters at most."""
    plain = " ".join(text.split())
    if measured(plain) <= longest:
        return plain
    while measured(plain) > longest - 1:
        plain = plain[:-1]
    return plain.rstrip("、。・ ") + _ELLIPSIS


def measured(text: str) -> float:
    """How long a text is in full-width characters."""
    return sum(1 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 for letter in text)


def _short(passage: Passage) -> str:
    """A passage in a line; one that sets a target may take two, and keeps the sentences that say so."""
    if passage.kind in HEADINGS or not passage.figures:
        return shortened(passage.text)
    if measured(passage.text) <= 2 * LINE:
        return passage.text
    numbers = [f"{figure.number:,f}" for figure in passage.figures]
    sentences = re.findall(r"[^。]+。?", passage.text)
    told = [item for item in sentences if any(number in item for number in numbers)]
    return shortened("".join(told) or passage.text, 2 * LINE)


def _with_targets(measures: Sequence[Measure]) -> list[Measure]:
    """Headings, and passages that set a target, with the passages these continue."""
    parents = {item.passage.key: item.passage.parent for item in measures}
    wanted: set[str] = set()
    for item in measures:
        at = item.passage.key if item.passage.figures else ""
        while at in parents:
            wanted.add(at)
            at = parents[at]
    return [item for item in measures if item.is_heading or item.passage.key in wanted]


def _with_first(measures: Sequence[Measure]) -> list[Measure]:
    """The same, and the first passage of each heading that has none with a target."""
    wanted = {item.passage.key for item in _with_targets(measures)}
    told = {item.heading for item in measures if item.passage.key in wanted and not item.is_heading}
    for item in measures:
        if not item.is_heading and item.heading not in told:
            told.add(item.heading)
            wanted.add(item.passage.key)
    return [item for item in measures if item.passage.key in wanted]


def _headings(deepest: int) -> Callable[[Sequence[Measure]], list[Measure]]:
    return lambda measures: [item for item in measures if item.is_heading and item.depth <= deepest]


_OF_HEADINGS = tuple(map(_headings, reversed(range(_DEEPEST))))
