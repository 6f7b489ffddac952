"""Lines that a file has in a table beside those that were sent, or under another label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.errors import quoted
from smrj_desktop.domain.exchange.found import ExtraLine, FoundTable
from smrj_desktop.domain.exchange.interpret_cells import SeenTable
from smrj_desktop.domain.exchange.interpret_wording import fresh_key, one_line
from smrj_desktop.domain.template import Axis, Line

_MOST_LABELS = 10
"""So many labels a sentence lists."""


def keys_of(found: FoundTable, lines: Axis[Line]) -> list[str]:
    """A key for each row that is no line of the table, by its label and which one of that label it is."""
    taken, seen = set(lines.position), Counter[str]()
    keys = []
    for extra in found.extra:
        label = one_line(extra.label)
        key = fresh_key("line", (*found.key, label, str(seen[label])), taken)
        seen[label] += 1
        taken.add(key)
        keys.append(key)
    return keys


class _Place(NamedTuple):
    """What a line adds up into."""

    parent: str
    weight: int = 1


def frame_of(seen: SeenTable) -> tuple[Line, ...]:
    """The table's lines as the file has them, which is said there; those that the file lacks stay."""
    found, lines = seen.found, seen.table.template.lines
    groups: dict[str, list[tuple[str, ExtraLine]]] = {}
    for key, extra in zip(seen.inserted, found.extra, strict=True):
        groups.setdefault(extra.after if extra.after in lines.position else "", []).append((key, extra))
    nodes: list[Line] = list(_inserted(seen, "", groups.get("", [])))
    if found.reworded:
        seen.say("incoming_labels_kept", Severity.INFO, labels="、".join(_reworded(seen)))
    for line in lines.nodes:
        label = one_line(found.renamed.get(line.key, ""))
        nodes.append(replace(line, label=label) if label else line)
        if label and label != line.label:
            seen.say("incoming_line_renamed", Severity.INFO, old=line.label, new=quoted(label))
        nodes += _inserted(seen, line.key, groups.get(line.key, []))
    return tuple(nodes)


def _reworded(seen: SeenTable) -> Iterator[str]:
    """The labels that are written otherwise, the first of many."""
    lines, reworded = seen.table.template.lines, list(seen.found.reworded.items())
    for key, text in reworded[:_MOST_LABELS]:
        yield f"{quoted(lines.nodes[lines.position[key]].label)} → {quoted(one_line(text))}"
    if reworded[_MOST_LABELS:]:
        yield "…"


def _inserted(seen: SeenTable, after: str, group: Sequence[tuple[str, ExtraLine]]) -> Iterator[Line]:
    """The lines that were inserted behind one."""
    if not group:
        return
    lines = seen.table.template.lines
    at = lines.position[after] if after else -1
    near = [lines.nodes[index] for index in (at, at + 1) if 0 <= index < len(lines)]
    place = _best_place(seen, near if after else [], near, [key for key, _ in group])
    parent = lines[place.parent].label if place.parent else ""
    for key, extra in group:
        label = one_line(extra.label)
        if parent:
            seen.say("incoming_line_inserted", Severity.INFO, label=quoted(label), parent=parent)
        else:
            seen.say("incoming_line_apart", label=quoted(label))
        yield Line(key=key, label=label, section=near[0].section if near else "", **place._asdict())


def _best_place(seen: SeenTable, above: Sequence[Line], near: Sequence[Line], keys: Sequence[str]) -> _Place:
    """Where the file's own totals foot best with lines between two others; first the place beside these."""
    beside = [_Place(line.parent, line.weight) for line in near if not line.heading]
    lines = seen.table.template.lines
    below = []
    if above and not above[0].heading:
        total = _Place(above[0].key)
        if not lines.is_leaf(lines.position[total.parent]) or _splits(seen, total.parent, keys):
            below = [total]
    footing = _Footing(seen, keys)
    places = [*beside, *below, _Place("")]
    apart = next((place.parent for place in beside if place.parent), "")
    return max(places, key=lambda place: footing.columns(place, apart))


class _Footing:
    """How the totals of a file foot with some inserted lines."""

    def __init__(self, seen: SeenTable, keys: Sequence[str]) -> None:
        self._seen = seen
        self._added = {column: _sum(seen, keys, column) for column in seen.found.columns}

    def columns(self, place: _Place, apart: str) -> int:
        """In how many columns a total foots, of those where the inserted lines make a difference.

        Args:
            place: where the lines add up into a total; where they do not, the total looked at is `apart`.
            apart: the total that lines at this place usually add up into.
        """
        total, weight = (place.parent, place.weight) if place.parent else (apart, 0)
        if not total:
            return 0
        lines = self._seen.table.template.lines
        at = lines.position[total]
        parts = [(lines.nodes[step.position].key, step.weight) for step in lines.children[at]]
        return sum(
            self._foots(total, parts, column, weight * added)
            for column, added in self._added.items()
            if added
        )

    def _foots(
        self, total: str, parts: Sequence[tuple[str, int]], column: str, added: Fraction | int
    ) -> bool:
        """Whether a total is its parts' sum, or has moved since it was sent as these have."""
        amount, amount_sent = self._seen.amount, self._seen.amount_sent
        stands, stood = amount((total, column)), amount_sent((total, column))
        comes_to = added + sum(weight * amount((line, column)) for line, weight in parts)
        came_to = sum(weight * amount_sent((line, column)) for line, weight in parts)
        return stands == comes_to or stands - stood == comes_to - came_to


def _splits(seen: SeenTable, leaf: str, keys: Sequence[str]) -> bool:
    """Whether lines below a leaf are what it is made of: in every column they add up to its figure."""
    if any(seen.built_up((leaf, column)) for column in seen.found.columns):
        return False
    pairs = [(_sum(seen, keys, column), seen.amount((leaf, column))) for column in seen.found.columns]
    return len(keys) > 1 and any(left for left, _ in pairs) and all(left == right for left, right in pairs)


def _sum(seen: SeenTable, keys: Iterable[str], column: str) -> Fraction | int:
    return sum(seen.amount((key, column)) for key in keys)
