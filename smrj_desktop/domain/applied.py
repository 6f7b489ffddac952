"""What applying an edit gives, and how it is remembered."""

from __future__ import annotations

from typing import NamedTuple

from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.edit_kinds import Edit
from smrj_desktop.domain.plan import HistoryEntry, Plan


class Applied(NamedTuple):
    """The outcome of an edit: what changed, and the edit that takes it back exactly."""

    changes: Changes
    inverse: Edit


def remember(plan: Plan, edit: Edit, place: str, old: object, new: object) -> None:
    """Puts a change into the plan's history where the edit says who made it and something is another now."""
    if edit.stamp and str(old) != str(new):
        stamp = edit.stamp
        plan.history.append(
            HistoryEntry(
                place=place,
                at=stamp.at,
                author=stamp.author,
                old=str(old),
                new=str(new),
                source=stamp.source,
            )
        )
