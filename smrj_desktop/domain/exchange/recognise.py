"""Finds what of a plan stands in a file: tables, the text, the indicators, wherever and however laid out.

Nothing is found by its address and nothing is guessed: what cannot be told for certain is a doubt, which a
hand can settle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from smrj_desktop.domain.exchange import imprint
from smrj_desktop.domain.exchange.book import Book, BookSheet
from smrj_desktop.domain.exchange.found import Assigned, Doubt, Recognised
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
    scans = [scan(sheet, vocabulary) for sheet in book.sheets if not sheet.hidden]
    claims: list[Claim] = []
    doubts: list[Doubt] = []
    for found in scans:
        outcomes = tidy(found, vocabulary)
        for outcome in tables(found, vocabulary) if outcomes is None else outcomes:
            if isinstance(outcome, Claim):
                claims.append(outcome)
            else:
                doubts.append(outcome)
    kept, others = _one_a_table(claims, plan)
    kept = _with_units(kept, scans)
    found_text = text(scans, vocabulary, claims)
    found_indicators = indicators(scans, vocabulary)
    doubts += others
    for claim in kept:
        doubts += claim.doubts
        if claim.table.unit is None:
            doubts.append(_doubt("unit", claim))
    read = {claim.table.sheet for claim in claims} | {doubt.sheet for doubt in doubts}
    read |= {part.sheet for part in (found_text, found_indicators) if part}
    return Recognised(
        tables=tuple(claim.table for claim in kept),
        text=found_text,
        indicators=found_indicators,
        doubts=tuple(doubts),
        unread_sheets=tuple(
            sheet.title
            for sheet in book.sheets
            if sheet.hidden or not (sheet.title in read or _is_our_cover(sheet))
        ),
        partly_hidden=tuple(
            found.sheet.title
            for found in scans
            if found.sheet.title in read and (found.sheet.hidden_rows or found.sheet.hidden_columns)
        ),
    )


def _is_our_cover(sheet: BookSheet) -> bool:
    """Whether a sheet says where the file comes from, and so holds nothing that anybody would look for."""
    return any(isinstance(cell.value, str) and imprint.find(cell.value) for cell in sheet.cells.values())


def _one_a_table(claims: Iterable[Claim], plan: Plan) -> tuple[list[Claim], list[Doubt]]:
    """One area for each table, in the order of the plan, and doubts about the others that claim it too."""
    by_table: dict[TableKey, list[Claim]] = {}
    for claim in claims:
        rivals = by_table.setdefault(claim.table.key, [])
        if rivals and (whole := joined(rivals[-1], claim)):
            rivals[-1] = whole
        else:
            rivals.append(claim)
    kept: list[Claim] = []
    doubts: list[Doubt] = []
    for key in plan.tables:
        if rivals := by_table.get(key, []):
            best = max(rivals, key=lambda claim: _rank(claim, plan))
            kept.append(best)
            doubts += (
                _doubt("table", rival)
                for rival in rivals
                if rival is not best and not are_twins(best.table, rival.table, plan)
            )
    return kept, doubts


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
