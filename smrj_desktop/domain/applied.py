"""What applying an edit gives, and how it is remembered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol, TypeVar

from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.edit_kinds import Edit
from smrj_desktop.domain.plan import HistoryEntry, Plan

ABSENT = "absent"
COMPUTED = "computed"
STATED = "stated"
"""What stood there, in `HistoryEntry.before`: nothing, a computed total, a published one with its mark."""


class Keyed(Protocol):
    """What has a key."""

    @property
    def key(self) -> str:
        """It names the item among its like."""


K = TypeVar("K", bound=Keyed)


class Applied(NamedTuple):
    """The outcome of an edit: what changed, and the edit that takes it back exactly."""

    changes: Changes
    inverse: Edit


def keyed(items: Iterable[K], key: str, item: K | None) -> tuple[K, ...]:
    """The items with this one in place of the one called `key`, or without it; in the order of their keys.

    There is thus one way to keep them, whatever was done before.
    """
    others = [other for other in items if other.key != key]
    return tuple(sorted([*others, *([item] if item is not None else [])], key=lambda each: each.key))


def remember(plan: Plan, edit: Edit, place: str, old: object, new: object, before: str = "") -> None:
    """Puts a change into the plan's history where the edit says who made it and something is another now.

    `before` is what the old text does not say of what stood there; with it something always is another.
    """
    if edit.stamp and (before or str(old) != str(new)):
        stamp = edit.stamp
        plan.history.append(
            HistoryEntry(
                place=place,
                at=stamp.at,
                author=stamp.author,
                old=str(old),
                new=str(new),
                source=stamp.source,
                before=before,
            )
        )
