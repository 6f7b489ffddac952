"""Finds the lines of a table by labels, sections and order, and tells inserted rows from renamed ones."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fractions import Fraction

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.errors import AmountError
from smrj_desktop.domain.exchange.book import BookCell
from smrj_desktop.domain.exchange.cell_figures import written
from smrj_desktop.domain.exchange.labels import canonical, loose, spelt
from smrj_desktop.domain.exchange.recognise_answers import LEFT_OUT
from smrj_desktop.domain.exchange.recognise_pairs import SURE, by_the_letter, pairs
from smrj_desktop.domain.exchange.recognise_sheet import is_figure
from smrj_desktop.domain.exchange.recognise_words import LineForms

_EXACT, _LIKE, _ELSEWHERE = 3 * SURE, 2 * SURE, SURE / 2
"""The very label; all but what is in brackets; in order, though below the heading of another section."""

_AS_FIGURED = SURE / 8

_SIMILAR = 0.6

_MOST = 200
"""Among more rows than that between two lines none is looked for that was renamed."""

Printed = Callable[[int], Sequence[Figure] | None]

_Gap = tuple[int | None, int | None]
"""The places of two lines between which a row stands; None at the beginning and the end."""


@dataclass(frozen=True, slots=True)
class Row:
    """A label in a row below a header, and what stands in the table's columns there.

    Attributes:
        text: the label as it stands there, in `column`; `label` is its canonical form, or what a hand calls
            a row without one.
        cells: by the column's place in the template.
        may_be_new: whether the label may be that of a line that no table has yet.
    """

    row: int
    column: int
    text: str
    label: str
    cells: Mapping[int, BookCell]
    may_be_new: bool = False

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
        extra: rows that are no line and have figures, or stand between two lines of a section with a label
            in their column; each with the place of the nearest line above, or None.
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
    for index, at in _renamed(rows, forms, _gaps(free, line_at), found, printed):
        found.lines[index] = rows[at]
        found.renamed.add(index)
        line_at[at] = index
    gaps = _gaps([at for at in free if at not in line_at], line_at)
    columns = {row.column for row in found.lines.values()}
    found.extra = [
        (rows[at], gap[0])
        for at, gap in gaps.items()
        if rows[at].has_figures or (rows[at].column in columns and _is_new(at, rows, forms, gap))
    ]
    return found


def _is_new(at: int, rows: Sequence[Row], forms: Sequence[LineForms], gap: _Gap) -> bool:
    """Whether a row without figures is a line that somebody put between two others of its section."""
    above, below = gap
    if not rows[at].may_be_new or above is None or below is None:
        return False
    known = {label for form in forms for label in (form.exact, form.section, *form.like)}
    beside = [other for other in (at - 1, at + 1) if rows[other].row != rows[at].row]
    # a label may be written into two rows
    halves = {canonical(rows[first].text + rows[first + 1].text) for first in (at - 1, at)}
    return (
        forms[above].section == forms[below].section
        and len(beside) == 2
        and known.isdisjoint({rows[at].label, loose(rows[at].label), *halves})
    )


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
        # of rows with one label those are the line that have figures, as it has
        fit |= {at: well + _AS_FIGURED for at, well in fit.items() if rows[at].has_figures != form.heading}
        fit |= {at: 2 * _EXACT for at, row in enumerate(rows) if assigned.get(row.label) == index}
        fits.append(fit)
    by_the_letter(
        fits,
        [(form.exact, form.section) for form in forms],
        [form.spelt for form in forms],
        [(spelt(row.text),) for row in rows],
    )
    return fits


def _sections(rows: Sequence[Row], known: set[str]) -> list[str]:
    """The section each row stands in, as the headings above it say; empty where none does."""
    sections, current = [], ""
    for row in rows:
        if row.label in known:
            current = row.label
        sections.append(current)
    return sections


def _gaps(free: Iterable[int], line_at: Mapping[int, int]) -> dict[int, _Gap]:
    """For each row that is no line those nearest above and below it."""
    known = sorted(line_at)
    lines = [None, *(line_at[at] for at in known), None]
    return {at: (lines[place], lines[place + 1]) for at in free for place in [bisect_left(known, at)]}


def _renamed(
    rows: Sequence[Row],
    forms: Sequence[LineForms],
    gaps: Mapping[int, _Gap],
    found: Matched,
    printed: Printed,
) -> Iterator[tuple[int, int]]:
    """Missing lines and the rows in their stead: alike in figures or label, and between the same lines."""
    there = sorted(found.lines)
    crowd = Counter(gaps.values())
    chances: list[tuple[float, int, int]] = []
    for index in range(len(forms)):
        if index in found.lines:
            continue
        above = max((other for other in there if other < index), default=None)
        below = min((other for other in there if other > index), default=None)
        if crowd[above, below] > _MOST:
            continue
        for at, gap in gaps.items():
            if gap == (above, below) and rows[at].text:
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
        _amount(cell) == printed[at].value for at, cell in cells.items()
    )


def _amount(cell: BookCell) -> Fraction | int:
    """The figure a cell shows; 0 where it shows none."""
    try:
        return written(cell).amount or 0
    except AmountError:
        return 0


def overlap(labels: Iterable[str], forms: Sequence[LineForms]) -> int:
    """How many lines of a table some labels name."""
    there = set(labels)
    there |= {loose(label) for label in there}
    return sum(form.exact in there or not there.isdisjoint(form.like) for form in forms)
