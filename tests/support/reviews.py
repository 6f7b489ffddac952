"""Files that came back, without a file: what the worker would have read of two plans, and its review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from smrj_desktop.domain import codec
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edits import Edit, SetCell, SetIndicator, SetPassage, SetProfile
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.exchange.review import ImportReview
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin
from smrj_desktop.io.incoming import Incoming
from tests.support.merges import applied

BASE = builtin.load()
CELL = CellKey("budget", "general", "general_admin", "environment_general")
ALONE = CellKey("budget", "facilities", "general_admin", "newbiz")
PASSAGE = max(BASE.outline, key=lambda passage: len(passage.text))
INDICATOR = BASE.indicators[2]

MINE = (SetCell(cell=CELL, figure=Figure(112)), SetProfile(name="agency", value="別の機構"))
THEIRS = (
    SetPassage(passage=replace(PASSAGE, text=PASSAGE.text.replace("、", "及び", 1))),
    SetIndicator(indicator=replace(INDICATOR, core=not INDICATOR.core)),
    SetCell(cell=CELL, figure=Figure(120)),
    SetCell(cell=ALONE, figure=Figure(7)),
)
"""What each side has changed since it was sent; one cell both, each in its own way."""


def mine() -> Plan:
    """One's own plan, as a copy that may be changed."""
    return applied(BASE, MINE)


@cache
def theirs(changes: tuple[Edit, ...] = THEIRS) -> Plan:
    """What was sent with these edits made to it; nobody may change it."""
    return applied(BASE, changes)


def review_of(plan: Plan, changes: Sequence[Edit] = THEIRS, **more: object) -> ImportReview:
    """The review of what these edits come to, with `plan` as one's own; `more` as `Reading` has it."""
    return ImportReview(BASE, plan, Reading(theirs=theirs(tuple(changes)), **more))


@cache
def _written(changes: tuple[Edit, ...]) -> bytes:
    return codec.canonical(theirs(changes).to_json())


def came_back(changes: Sequence[Edit] = THEIRS, *, version: str = "第2版", **more: object) -> Incoming:
    """What is read of a file that has these edits made to what was sent; `more` as `Incoming` has it.

    Without a version nobody knows what was sent, and it is compared with one's own plan.
    """
    known: dict[str, object] = {
        "file_name": "計画（修正）.xlsx",
        "books": (),
        "recognised": (),
        "base": _written(()) if version else codec.canonical(mine().to_json()),
        "base_version": version,
        "two_way": not version,
        "theirs": _written(tuple(changes)),
        "typed_totals": (),
        "systematic": (),
        "findings": (),
        "unread": (),
    }
    return Incoming(**{**known, **more})
