"""The history of a place, and taking back one change of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from smrj_desktop.domain import amounts, codec, field_texts
from smrj_desktop.domain.amounts import Rounding
from smrj_desktop.domain.applied import ABSENT, COMPUTED, STATED
from smrj_desktop.domain.edit_kinds import (
    PROFILE_FIELDS,
    ClearTotal,
    Edit,
    InsertIndicator,
    InsertPassage,
    RemoveIndicator,
    RemovePassage,
    SetCell,
    SetIndicator,
    SetPassage,
    SetProfile,
    SetRounding,
    StateTotal,
)
from smrj_desktop.domain.errors import (
    AmountError,
    DataError,
    HistoryBelowError,
    HistoryGoneError,
    HistorySameError,
    HistoryUnknownError,
)
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.measures import Passage
from smrj_desktop.domain.place_names import INDICATOR_FIELDS, PASSAGE_FIELDS, Named, Names, of_field
from smrj_desktop.domain.plan import HistoryEntry, Plan
from smrj_desktop.domain.statements import CellKey, Totals


def entries_of(plan: Plan, place: str) -> list[HistoryEntry]:
    """The changes of a cell, an indicator or a passage with all its fields, the latest first."""
    names = {place, *(of_field(place, field) for field in (*INDICATOR_FIELDS, *PASSAGE_FIELDS))}
    return [entry for entry in reversed(plan.history) if entry.place in names]


def revert(plan: Plan, entry: HistoryEntry, totals: Totals = Totals.FOLLOW) -> Edit:
    """The edit that puts the place of a change back to what it was before it.

    Args:
        plan: as it is now.
        entry: the change.
        totals: what published totals above a leaf do.

    Raises:
        HistorySameError: the place is already what it was.
        HistoryGoneError: the plan has the place no more.
        HistoryBelowError: the passage that was added has others below it by now.
        HistoryUnknownError: the entry does not say enough to put it back.
    """
    named = Names(plan).read(entry.place)
    if entry.before.startswith("{"):
        return _bring_back(plan, entry, named)
    if entry.before == ABSENT:
        return _take_out(plan, named)
    match named.kind:
        case "cell" if named.cell is not None:
            if _in_other_unit(plan, entry):
                raise HistoryUnknownError
            return _revert_cell(plan, entry, named.cell, totals)
        case "indicator":
            return _revert_indicator(plan, entry, named)
        case "passage":
            return _revert_passage(plan, entry, named)
        case "profile":
            return _revert_profile(plan, entry, named.key)
        case "gone":
            raise HistoryGoneError
    raise HistoryUnknownError


def _in_other_unit(plan: Plan, entry: HistoryEntry) -> bool:
    """Whether the unit of all figures has been changed since."""
    changes = [other for other in plan.history if other.place == "profile/entry_unit"]
    return any(plan.history.index(entry) < plan.history.index(change) for change in changes)


def _revert_cell(plan: Plan, entry: HistoryEntry, cell: CellKey, totals: Totals) -> Edit:
    table, now = plan.table(cell), plan.figure(cell)
    at = table.locate(cell)
    try:
        figure = amounts.parse(entry.old)
    except AmountError as error:
        raise HistoryUnknownError from error
    if table.template.is_leaf(*at):
        if figure == now:
            raise HistorySameError
        return SetCell(cell=cell, figure=figure, totals=totals)
    stated = table.sheet(cell.layer).stated.get(at)
    if entry.before == COMPUTED:
        if stated is None:
            raise HistorySameError
        return ClearTotal(cell=cell)
    if not entry.before.startswith(STATED):
        raise HistoryUnknownError
    mark = entry.before.removeprefix(STATED)
    if stated is not None and (now, stated.zero_mark) == (figure, mark):
        raise HistorySameError
    return StateTotal(cell=cell, figure=figure, zero_mark=mark)


def _revert_indicator(plan: Plan, entry: HistoryEntry, named: Named) -> Edit:
    if not named.field:
        # written by a version that did not tell fields apart
        raise HistoryUnknownError
    indicator = plan.indicators[plan.indicator_index(named.key)]
    before: dict[str, Any] = {named.field: field_texts.read(named.field, entry.old)}
    if getattr(indicator, named.field) == before[named.field]:
        raise HistorySameError
    return SetIndicator(indicator=replace(indicator, **before))


def _revert_passage(plan: Plan, entry: HistoryEntry, named: Named) -> Edit:
    passage, field = plan.outline[named.key], named.field or "text"
    before: dict[str, Any] = {field: field_texts.read(field, entry.old)}
    if getattr(passage, field) == before[field]:
        raise HistorySameError
    return SetPassage(passage=replace(passage, **before))


def _revert_profile(plan: Plan, entry: HistoryEntry, field: str) -> Edit:
    if field not in (*PROFILE_FIELDS, "rounding"):
        raise HistoryUnknownError
    if getattr(plan.profile, field) == entry.old:
        raise HistorySameError
    if field != "rounding":
        return SetProfile(name=field, value=entry.old)
    try:
        return SetRounding(rounding=Rounding(entry.old))
    except ValueError as error:
        raise HistoryUnknownError from error


def _take_out(plan: Plan, named: Named) -> Edit:
    """Takes out what was added."""
    if named.kind == "indicator":
        return RemoveIndicator(key=named.key)
    if named.kind != "passage":
        raise HistorySameError
    if plan.outline.children(named.key):
        raise HistoryBelowError
    return RemovePassage(key=named.key)


def _bring_back(plan: Plan, entry: HistoryEntry, named: Named) -> Edit:
    """Brings back what was removed, as near to its old place as there is one."""
    if named.kind != "gone":
        raise HistorySameError
    try:
        kept = json.loads(entry.before)
        index = codec.decode(int, kept["index"])
        if "indicator" in kept:
            indicator = codec.decode(Indicator, kept["indicator"])
            return InsertIndicator(indicator=indicator, index=min(index, len(plan.indicators)))
        passage = codec.decode(Passage, kept["passage"])
    except (DataError, KeyError, ValueError, TypeError) as error:
        raise HistoryUnknownError from error
    if passage.parent and passage.parent not in plan.outline:
        raise HistoryGoneError
    return InsertPassage(passage=passage, index=min(index, len(plan.outline.children(passage.parent))))
