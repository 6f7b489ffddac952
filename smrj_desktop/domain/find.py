"""Find and replace over everything a plan prints: texts, indicators, figures; and what notes say.

What is looked for is found whether it is written wide or narrow, in capitals or not, as it would be spoken
of; `Query.exact` looks for it to the letter. Every occurrence is a hit of its own, with its place in the text
as it stands there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import BLANK
from smrj_desktop.domain.edit_kinds import (
    PROFILE_FIELDS,
    Edit,
    LeafFigure,
    SetCells,
    SetIndicator,
    SetPassage,
    SetProfile,
    one_step,
)
from smrj_desktop.domain.errors import AmountError, SmrjError
from smrj_desktop.domain.indicators import Indicator, parse_target
from smrj_desktop.domain.place_names import Names, of_cell, of_field
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import LAYERS, PLAN, Totals, cell_at
from smrj_desktop.domain.template import TableKey

INDICATOR_TEXTS = ("name", "target", "basis")
_JOINING = "\u3099\u309a\uff9e\uff9f"
"""Marks that belong to the letter before them though Unicode counts some as letters."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    Attributes:
        text: the words; nothing is found for none.
        exact: whether capitals and width matter.
        whole: whether it must be all of a text or figure.
        wildcards: whether `*` stands for any characters, `?` for one, `~` takes the next one for itself.
    """

    text: str
    exact: bool = False
    whole: bool = False
    wildcards: bool = False


class Hit(NamedTuple):
    """An occurrence.

    Attributes:
        place: where, named as `place_names` does, with the field where it is one of several.
        text: all that stands there.
        start, end: which characters of it.
        fixed: why it cannot be replaced: `total`, `build_up` or `note`; empty where it can.
    """

    place: str
    text: str
    start: int
    end: int
    fixed: str = ""


class Replacement(NamedTuple):
    """What replacing would make of one place.

    Attributes:
        place: as in `Hit`.
        before, after: its whole text.
        refusal: the message that says why it cannot be; empty where it can.
        parameters: that message's.
    """

    place: str
    before: str
    after: str
    refusal: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


def find(plan: Plan, query: Query, tables: Collection[TableKey] | None = None) -> list[Hit]:
    """Every occurrence, in the order of the tabs.

    Args:
        plan: where to look.
        query: what for.
        tables: look only at the figures of these tables; None for everything.
    """
    pattern = _compile(query)
    if pattern is None:
        return []
    hits: list[Hit] = []
    if tables is None:
        for place, text in _texts(plan):
            hits += (Hit(place, text, *span) for span in _spans(pattern, text, query))
    figures = _compile(replace(query, text=_numeral(query.text))) if query.text.strip() else None
    if figures is not None:
        hits += _figures(plan, figures, query, tables)
    if tables is None:
        for note in plan.notes:
            spans = _spans(pattern, note.text, query)
            hits += (Hit(f"note/{note.key}", note.text, *span, "note") for span in spans)
    return hits


def _texts(plan: Plan) -> Iterator[tuple[str, str]]:
    """Every text that can be replaced, with the name of its place."""
    for field in PROFILE_FIELDS:
        yield f"profile/{field}", getattr(plan.profile, field)
    for passage in plan.outline:
        yield passage.key, passage.text
    for indicator in plan.indicators:
        for field in INDICATOR_TEXTS:
            yield of_field(indicator.key, field), str(getattr(indicator, field) or "")


def _figures(
    plan: Plan, pattern: re.Pattern[str], query: Query, tables: Collection[TableKey] | None
) -> Iterator[Hit]:
    for key, table in plan.tables.items():
        if tables is not None and key not in tables:
            continue
        for layer in LAYERS:
            if layer not in table.sheets:
                continue
            for row, figures in enumerate(table.sheets[layer].figures()):
                for column, figure in enumerate(figures):
                    if figure == BLANK:
                        continue
                    shown = amounts.show(figure)
                    match = _search(pattern, _numeral(shown), query)
                    if match is None:
                        continue
                    cell = cell_at(table.template, row, column, layer)
                    fixed = "" if table.template.is_leaf(row, column) else "total"
                    if layer == PLAN and (row, column) in table.build_ups:
                        fixed = "build_up"
                    # a figure is one thing: all of it is what is found
                    yield Hit(of_cell(cell), shown, 0, len(shown), fixed)


def replacements(plan: Plan, query: Query, hits: Iterable[Hit], by: str) -> list[Replacement]:
    """What comes of replacing hits by a text, place by place in their order; a figure is read anew.

    Args:
        plan: where the hits were found, unchanged since.
        query: what was looked for.
        hits: those to be replaced.
        by: what is put in their place, as it stands.
    """
    together: dict[str, list[Hit]] = {}
    for hit in hits:
        together.setdefault(hit.place, []).append(hit)
    names = Names(plan)
    return [_replacement(names, query, place, found, by) for place, found in together.items()]


def _replacement(names: Names, query: Query, place: str, hits: Sequence[Hit], by: str) -> Replacement:
    before = hits[0].text
    if hits[0].fixed:
        return Replacement(place, before, before, f"find.fixed_{hits[0].fixed}")
    named = names.read(place)
    after = before
    if named.kind == "cell":
        pattern = _compile(replace(query, text=_numeral(query.text)))
        assert pattern is not None
        after = pattern.sub(lambda _match: _numeral(by), _folded(_numeral(before), query).text)
    else:
        for hit in sorted(hits, key=lambda item: -item.start):
            after = after[: hit.start] + by + after[hit.end :]
    try:
        if named.kind == "cell":
            after = amounts.show(amounts.parse(after))
        elif named.field == "target" and after.strip():
            after = str(parse_target(after))
        elif named.field == "name" and not after.strip():
            return Replacement(place, before, after, "indicators.name_missing")
    except AmountError:
        return Replacement(place, before, after, "find.no_figure", (("text", after),))
    except SmrjError as error:
        told = tuple((name, str(value)) for name, value in error.parameters.items())
        return Replacement(place, before, after, error.message, told)
    return Replacement(place, before, after)


def replace_edit(plan: Plan, wanted: Iterable[Replacement], totals: Totals) -> Edit | None:
    """The one step that puts replacements in; those that cannot be done are left out.

    Args:
        plan: as it was when they were found.
        wanted: what is to be put in.
        totals: what published totals above a leaf do.

    Returns:
        None where nothing would change.
    """
    names = Names(plan)
    cells: dict[tuple[TableKey, str], list[LeafFigure]] = {}
    indicators: dict[str, Indicator] = {}
    edits: list[Edit] = []
    for item in wanted:
        if item.refusal or item.after == item.before:
            continue
        named = names.read(item.place)
        if named.cell is not None:
            cell = named.cell
            leaf = LeafFigure(cell.line, cell.column, amounts.parse(item.after))
            cells.setdefault((cell.table, cell.layer), []).append(leaf)
        elif named.kind == "indicator":
            old = indicators.get(named.key) or plan.indicators[plan.indicator_index(named.key)]
            changed: dict[str, Any] = {named.field: item.after}
            if named.field == "target":
                changed["target"] = parse_target(item.after) if item.after.strip() else None
            indicators[named.key] = replace(old, **changed)
        elif named.kind == "passage":
            edits.append(SetPassage(passage=replace(plan.outline[named.key], text=item.after)))
        elif named.kind == "profile":
            edits.append(SetProfile(name=named.key, value=item.after))
    edits += (SetIndicator(indicator=indicator) for indicator in indicators.values())
    edits += (
        SetCells(table=table, cells=tuple(leaves), layer=layer, totals=totals)
        for (table, layer), leaves in cells.items()
    )
    return one_step(edits) if edits else None


# ---- what matches


class _Folded(NamedTuple):
    """A text in the form it is compared in.

    Attributes:
        text: the form.
        starts, ends: for every character of it, where the letter it stands for begins and ends in the
            original text.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def _folded(text: str, query: Query) -> _Folded:
    if query.exact or (text.isascii() and text == text.casefold()):
        return _Folded(text, range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and (unicodedata.combining(text[end]) or text[end] in _JOINING):
            end += 1
        piece = unicodedata.normalize("NFKC", text[at:end]).casefold()
        pieces.append(piece)
        starts += [at] * len(piece)
        ends += [end] * len(piece)
        at = end
    return _Folded("".join(pieces), starts, ends)


def _compile(query: Query) -> re.Pattern[str] | None:
    """The pattern that a query stands for; None where it asks for nothing."""
    if not query.text:
        return None
    parts: list[str] = []
    literal: list[str] = []

    def close() -> None:
        parts.append(re.escape(_folded("".join(literal), query).text))
        literal.clear()

    characters = iter(query.text)
    for character in characters:
        if query.wildcards and character == "~":
            literal.append(next(characters, character))
        elif query.wildcards and character in "*?":
            close()
            parts.append(".*" if character == "*" else ".")
        else:
            literal.append(character)
    close()
    return re.compile("".join(parts))


def _search(pattern: re.Pattern[str], folded: str, query: Query) -> re.Match[str] | None:
    return pattern.fullmatch(folded) if query.whole else pattern.search(folded)


def _spans(pattern: re.Pattern[str], text: str, query: Query) -> Iterator[tuple[int, int]]:
    """Where a pattern occurs in a text, in characters of the text; never half of a letter, never nothing."""
    folded = _folded(text, query)
    if query.whole:
        if text and pattern.fullmatch(folded.text):
            yield 0, len(text)
        return
    last = 0
    for match in pattern.finditer(folded.text):
        if match.start() == match.end():
            continue
        start, end = folded.starts[match.start()], folded.ends[match.end() - 1]
        begins = not match.start() or folded.starts[match.start() - 1] != start
        closes = match.end() == len(folded.text) or folded.ends[match.end()] != end
        if begins and closes and start >= last:
            yield start, end
            last = end


def _numeral(text: str) -> str:
    """A figure or a part of one as it is compared: plain characters, no commas, `-` for a negative."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    for sign in amounts.NEGATIVE:
        plain = plain.replace(f"{sign} ", "-").replace(sign, "-")
    return plain
