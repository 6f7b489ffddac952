"""Finds what of a plan stands in a file: tables, the text, the indicators, wherever and however laid out.

Nothing is found by its address and nothing is guessed: what cannot be told for certain is a doubt, which a
hand can settle.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from smrj_desktop.domain.exchange import imprint
from smrj_desktop.domain.exchange.book import Book, BookSheet
from smrj_desktop.domain.exchange.found import Assigned, Doubt, FoundIndicators, FoundText, Recognised
from smrj_desktop.domain.exchange.labels import canonical, unit_in
from smrj_desktop.domain.exchange.recognise_answers import Answers
from smrj_desktop.domain.exchange.recognise_cells import Claim, joined
from smrj_desktop.domain.exchange.recognise_sheet import Scan, scan
from smrj_desktop.domain.exchange.recognise_tables import tables
from smrj_desktop.domain.exchange.recognise_text import indicators, text
from smrj_desktop.domain.exchange.recognise_tidy import tidy
from smrj_desktop.domain.exchange.recognise_twins import are_twins
from smrj_desktop.domain.exchange.recognise_words import Vocabulary
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import TableKey


def recognise(
    book: Book, plan: Plan, assigned: Sequence[Assigned] = (), *, statement_names: Mapping[str, str]
) -> Recognised:
    """Recognises what a file holds of a plan.

    Args:
        book: the file.
        plan: the plan that was sent, or the plan now where that is not known.
        assigned: what a hand has said labels mean, now or for earlier files of the sender.
        statement_names: what the statements are called, by their keys.
    """
    vocabulary = Vocabulary(plan, statement_names, Answers(assigned, plan))
    sheets = [sheet for sheet in book.sheets if not _is_own_store(sheet)]
    shown = _look([sheet for sheet in sheets if not sheet.hidden], vocabulary)
    hidden = _look([sheet for sheet in sheets if sheet.hidden], vocabulary).without(shown, plan)
    kept = [claim for part in (shown, hidden) for claim in part.kept]
    kept.sort(key=lambda claim: list(plan.tables).index(claim.table.key))
    twins = [*shown.twins, *hidden.twins]
    doubts = [*shown.doubts, *hidden.doubts]
    doubts += (doubt for twin in twins for doubt in twin.doubts if doubt.what == "column")
    for claim in kept:
        doubts += claim.doubts
        if claim.table.unit is None:
            doubts.append(_doubt("unit", claim))
    read, unveiled = shown.read, hidden.read
    return Recognised(
        tables=tuple(claim.table for claim in kept),
        twins=tuple(twin.table for twin in twins),
        text=shown.text or hidden.text,
        indicators=shown.indicators or hidden.indicators,
        doubts=tuple(doubts),
        unread_sheets=tuple(
            sheet.title
            for sheet in sheets
            if sheet.title not in (unveiled if sheet.hidden else read)
            and (sheet.hidden or not _is_our_cover(sheet))
        ),
        hidden_sheets=tuple(sheet.title for sheet in sheets if sheet.hidden and sheet.title in unveiled),
        partly_hidden=tuple(
            sheet.title
            for sheet in sheets
            if not sheet.hidden and sheet.title in read and (sheet.hidden_rows or sheet.hidden_columns)
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What was found on some sheets of a file.

    Attributes:
        kept: one area for each table.
        twins: areas that are some of these once more, in another unit.
        doubts: about areas, but for those about what is in these tables.
        read: the titles of the sheets with something of the plan.
    """

    kept: Sequence[Claim]
    twins: Sequence[Claim]
    text: FoundText | None
    indicators: FoundIndicators | None
    doubts: Sequence[Doubt]
    read: Collection[str]

    def without(self, other: _Seen, plan: Plan) -> _Seen:
        """What is left of it where all that other sheets have counts there."""
        known = {claim.table.key for claim in other.kept}
        kept = [claim for claim in self.kept if claim.table.key not in known]
        twins = [claim for claim in self.twins if claim.table.key not in known]
        found_text = None if other.text else self.text
        found_indicators = None if other.indicators else self.indicators
        # what is not certain may be a table that is known, unless that is all of them
        doubts = [
            doubt
            for doubt in self.doubts
            if doubt.table not in known and (doubt.table or len(known) < len(plan.tables))
        ]
        return _Seen(
            kept=kept,
            twins=twins,
            text=found_text,
            indicators=found_indicators,
            doubts=doubts,
            read=_sheets([*kept, *twins], found_text, found_indicators, doubts),
        )


def _look(sheets: Iterable[BookSheet], vocabulary: Vocabulary) -> _Seen:
    """Looks through sheets."""
    scans = [scan(sheet, vocabulary) for sheet in sheets]
    claims: list[Claim] = []
    doubts: list[Doubt] = []
    for found in scans:
        outcomes = tidy(found, vocabulary)
        for outcome in tables(found, vocabulary) if outcomes is None else outcomes:
            if isinstance(outcome, Claim):
                claims.append(outcome)
            else:
                doubts.append(outcome)
    kept, twins, others = _one_a_table(claims, vocabulary.plan)
    found_text, found_indicators = text(scans, vocabulary, claims), indicators(scans, vocabulary)
    doubts += others
    return _Seen(
        kept=_with_units(kept, scans),
        twins=twins,
        text=found_text,
        indicators=found_indicators,
        doubts=doubts,
        read=_sheets(claims, found_text, found_indicators, doubts),
    )


def _sheets(
    claims: Iterable[Claim],
    found_text: FoundText | None,
    found_indicators: FoundIndicators | None,
    doubts: Iterable[Doubt],
) -> set[str]:
    """The titles of the sheets on which something was found."""
    titles = {claim.table.sheet for claim in claims} | {doubt.sheet for doubt in doubts}
    return titles | {part.sheet for part in (found_text, found_indicators) if part}


def _is_own_store(sheet: BookSheet) -> bool:
    """Whether a sheet is the one on which a workbook of this program's own keeps its plan."""
    first = sheet.cells.get((1, 1))
    return first is not None and first.value == imprint.STORE


def _is_our_cover(sheet: BookSheet) -> bool:
    """Whether a sheet says where the file comes from, and so holds nothing that anybody would look for."""
    return any(isinstance(cell.value, str) and imprint.find(cell.value) for cell in sheet.cells.values())


def _one_a_table(claims: Iterable[Claim], plan: Plan) -> tuple[list[Claim], list[Claim], list[Doubt]]:
    """One area for each table, in the order of the plan, its twins, and doubts about others that claim it."""
    by_table: dict[TableKey, list[Claim]] = {}
    for claim in claims:
        rivals = by_table.setdefault(claim.table.key, [])
        if rivals and (whole := joined(rivals[-1], claim)):
            rivals[-1] = whole
        else:
            rivals.append(claim)
    kept: list[Claim] = []
    twins: list[Claim] = []
    doubts: list[Doubt] = []
    for key in plan.tables:
        if rivals := by_table.get(key, []):
            best = max(rivals, key=lambda claim: _rank(claim, plan))
            same = [rival for rival in rivals if are_twins(best.table, rival.table, plan)]
            twin = max(same, key=lambda claim: claim.size, default=None)
            if twin and not best.given and _is_printed_form(twin, best):
                best, twin = twin, best
            kept.append(best)
            twins += [twin] if twin else []
            doubts += (_doubt("table", rival) for rival in rivals if rival is not best and rival is not twin)
    return kept, twins, doubts


def _is_printed_form(claim: Claim, finer: Claim) -> bool:
    """Whether an area is a whole table and another one only shows what is behind it, in a finer unit."""
    one, other = claim.table.unit, finer.table.unit
    return bool(one and other and one.value > other.value and claim.size >= finer.size)


def _rank(claim: Claim, plan: Plan) -> tuple[bool, bool, int]:
    """Which of several areas is a table: the one a hand names, in the plan's unit, with most of it."""
    return claim.given, claim.table.unit in (plan.profile.unit, None), claim.size


def _with_units(claims: Iterable[Claim], scans: Iterable[Scan]) -> list[Claim]:
    """Tables of which their sheets do not say what figures are in get the only unit the file speaks of."""
    units = {note.unit for found in scans for note in found.units}
    units |= {unit for found in scans if (unit := unit_in(canonical(found.sheet.title)))}
    if len(units) != 1:
        return list(claims)
    only = units.pop()
    return [
        claim if claim.table.unit else claim._replace(table=replace(claim.table, unit=only))
        for claim in claims
    ]


def _doubt(what: Literal["table", "unit"], claim: Claim) -> Doubt:
    return Doubt(
        what=what,
        sheet=claim.table.sheet,
        row=claim.rows.start,
        column=claim.column,
        label=claim.area,
        table=claim.table.key,
    )
