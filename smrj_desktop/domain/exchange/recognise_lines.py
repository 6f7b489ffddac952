"""Finds the lines of a table by labels, sections and order, and tells inserted rows from renamed ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import BLANK, Figure
from smrj_desktop.domain.errors import AmountError
from smrj_desktop.domain.exchange.book import BookCell
from smrj_desktop.domain.exchange.labels import loose
from smrj_desktop.domain.exchange.recognise_answers import LEFT_OUT
from smrj_desktop.domain.exchange.recognise_pairs import SURE, pairs
from smrj_desktop.domain.exchange.recognise_sheet import is_figure
from smrj_desktop.domain.exchange.recognise_words import LineForms

_EXACT, _LIKE, _ELSEWHERE = 3 * SURE, 2 * SURE, SURE / 2
"""The very label; all but what is in brackets; in order, though below the heading of another section."""

_SIMILAR = 0.6

Printed = Callable[[int], Sequence[Figure] | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A label in a row below a header, and what stands in the table's columns there.

    Attributes:
        text: the label as it stands there, in `column`; `label` is its canonical form.
        cells: by the column's place in the template.
    """

    row: int
    column: int
    text: str
    label: str
    cells: Mapping[int, BookCell]

    @property
    def has_figures(self) -> bool:
        """Whether some cell shows a figure."""
        return any(map(is_figure, self.cells.values()))


@dataclass(slots=True)
class Matched:
    """Which row is which line.

    Attributes:
        lines: by the line's place in the template.
        renamed: the lines among them whose label is another one.
        extra: rows with figures that are no line, each with the place of the nearest line above, or None.
    """

    lines: dict[int, Row] = field(default_factory=dict)
    renamed: set[int] = field(default_factory=set)
    extra: list[tuple[Row, int | None]] = field(default_factory=list)


def match_lines(
    rows: Sequence[Row],
    forms: Sequence[LineForms],
    assigned: Mapping[str, int],
    printed: Printed,
) -> Matched:
    """Pairs the rows of a sheet with the lines of a table.

    Args:
        rows: in order.
        forms: the table's lines.
        assigned: the places of lines a hand has given a label to; `LEFT_OUT` for labels not to be used.
        printed: gives the figures the plan prints in a line, in the unit of the sheet; None for a heading.
    """
    rows = [row for row in rows if assigned.get(row.label) != LEFT_OUT]
    paired = pairs(_fits(rows, forms, assigned), len(rows))
    found = Matched({index: rows[at] for index, at in paired.items()})
    taken = set(paired.values())
    free = [at for at in range(len(rows)) if at not in taken]
    line_at = {at: index for index, at in paired.items()}
    gaps = {at: _gap(at, line_at, len(rows)) for at in free}
    for index, at in _renamed(rows, forms, gaps, found, printed):
        found.lines[index] = rows[at]
        found.renamed.add(index)
        free.remove(at)
        line_at[at] = index
    for at in free:
        if rows[at].has_figures:
            found.extra.append((rows[at], _gap(at, line_at, len(rows))[0]))
    return found


def _fits(
    rows: Sequence[Row], forms: Sequence[LineForms], assigned: Mapping[str, int]
) -> list[dict[int, float]]:
    sections = _sections(rows, {form.section for form in forms})
    exact: dict[str, list[int]] = {}
    like: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        if row.label not in assigned:
            exact.setdefault(row.label, []).append(at)
            like.setdefault(loose(row.label), []).append(at)
    lines = Counter(form.exact for form in forms)
    fits: list[dict[int, float]] = []
    for index, form in enumerate(forms):
        fit = {at: _LIKE for label in form.like for at in like.get(label, ())}
        fit |= dict.fromkeys(exact.get(form.exact, ()), _EXACT)
        only = lines[form.exact] == 1 == len(exact.get(form.exact, ()))
        for at in fit:
            if form.section and sections[at] and form.section != sections[at]:
                fit[at] = SURE if only else _ELSEWHERE
        fit |= {at: 2 * _EXACT for at, row in enumerate(rows) if assigned.get(row.label) == index}
        fits.append(fit)
    return fits


def _sections(rows: Sequence[Row], known: set[str]) -> list[str]:
    """The section each row stands in, as the headings above it say; empty where none does."""
    sections, current = [], ""
    for row in rows:
        if row.label in known:
            current = row.label
        sections.append(current)
    return sections


def _gap(at: int, line_at: Mapping[int, int], count: int) -> tuple[int | None, int | None]:
    """The lines nearest above and below a row that is none."""
    above = next((line_at[other] for other in range(at - 1, -1, -1) if other in line_at), None)
    below = next((line_at[other] for other in range(at + 1, count) if other in line_at), None)
    return above, below


def _renamed(
    rows: Sequence[Row],
    forms: Sequence[LineForms],
    gaps: Mapping[int, tuple[int | None, int | None]],
    found: Matched,
    printed: Printed,
) -> Iterator[tuple[int, int]]:
    """Missing lines and the rows in their stead: alike in figures or label, and between the same lines."""
    there = sorted(found.lines)
    chances: list[tuple[float, int, int]] = []
    for index in range(len(forms)):
        if index in found.lines:
            continue
        above = max((other for other in there if other < index), default=None)
        below = min((other for other in there if other > index), default=None)
        for at, gap in gaps.items():
            if gap == (above, below) and rows[at].label:
                chance = _likeness(rows[at], forms[index], printed(index))
                if chance > _SIMILAR:
                    chances.append((chance, index, at))
    done: set[int] = set()
    used: set[int] = set()
    for _, index, at in sorted(chances, key=lambda item: (-item[0], item[1:])):
        if index not in done and at not in used:
            done.add(index)
            used.add(at)
            yield index, at


def _likeness(row: Row, form: LineForms, printed: Sequence[Figure] | None) -> float:
    """How much a row is like a line of another name; above 1 where the figures are the same."""
    if row.has_figures != (printed is not None):
        return 0
    ratio = SequenceMatcher(None, row.label, form.exact, autojunk=False).ratio()
    return ratio + bool(printed and _same(row.cells, printed))


def _same(cells: Mapping[int, BookCell], printed: Sequence[Figure]) -> bool:
    """Whether a row shows what the plan prints in a line, and that is not nothing alone."""
    return any(printed[at].value for at in cells) and all(
        _figure(cell).value == printed[at].value for at, cell in cells.items()
    )


def _figure(cell: BookCell) -> Figure:
    """The whole number a cell shows; a blank where it shows none."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Figure(int(value)) if float(value).is_integer() else BLANK
    try:
        return amounts.parse(value) if isinstance(value, str) else BLANK
    except AmountError:
        return BLANK


def overlap(labels: Iterable[str], forms: Sequence[LineForms]) -> int:
    """How many lines of a table some labels name."""
    there = set(labels)
    there |= {loose(label) for label in there}
    return sum(form.exact in there or not there.isdisjoint(form.like) for form in forms)
