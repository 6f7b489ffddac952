"""Applies the edits of what checks rest on and of what people have said about findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from smrj_desktop.domain.amounts import show_difference
from smrj_desktop.domain.applied import Applied, keyed, remember
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.check_records import Acceptance, Dismissal, ExplainedDifference
from smrj_desktop.domain.edit_kinds import (
    Accept,
    Dismiss,
    Edit,
    PutExplained,
    PutTie,
    RemoveExplained,
    RemoveTie,
    Restore,
    SetRules,
    Withdraw,
)
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan

T = TypeVar("T")


def _put(items: tuple[T, ...], item: T, index: int, old: int | None, name: str) -> tuple[T, ...]:
    """The items with one put in: in the place of the `old`-th where there is one, else as the `index`-th."""
    if old is not None:
        return (*items[:old], item, *items[old + 1 :])
    if not 0 <= index <= len(items):
        raise EditError(what=name)
    return (*items[:index], item, *items[index:])


def _without(items: tuple[T, ...], index: int) -> tuple[T, ...]:
    return items[:index] + items[index + 1 :]


def _find(keys: Sequence[object], key: object) -> int | None:
    return keys.index(key) if key in keys else None


def _place_of(difference: ExplainedDifference) -> tuple[str, str, str]:
    return difference.tie, difference.account, difference.column


def _put_tie(plan: Plan, edit: PutTie) -> Applied:
    old = _find([tie.key for tie in plan.ties], edit.tie.key)
    if not edit.tie.key:
        raise EditError(what="tie")
    before = plan.ties[old] if old is not None else None
    plan.ties = _put(plan.ties, edit.tie, edit.index, old, edit.tie.key)
    remember(plan, edit, f"tie/{edit.tie.key}", before.label if before else "", edit.tie.label)
    inverse: Edit = PutTie(tie=before, index=edit.index) if before else RemoveTie(key=edit.tie.key)
    return Applied(Changes(records=("ties",)), inverse)


def _remove_tie(plan: Plan, edit: RemoveTie) -> Applied:
    index = _find([tie.key for tie in plan.ties], edit.key)
    if index is None or any(item.tie == edit.key for item in plan.explained):
        raise EditError(what=edit.key)
    tie = plan.ties[index]
    plan.ties = _without(plan.ties, index)
    remember(plan, edit, f"tie/{edit.key}", tie.label, "")
    return Applied(Changes(records=("ties",)), PutTie(tie=tie, index=index))


def _told(difference: ExplainedDifference | None) -> str:
    return f"{show_difference(difference.amount)} {difference.reason}".strip() if difference else ""


def _put_explained(plan: Plan, edit: PutExplained) -> Applied:
    place = _place_of(edit.explained)
    old = _find(list(map(_place_of, plan.explained)), place)
    if not any(tie.key == edit.explained.tie for tie in plan.ties):
        raise EditError(what=edit.explained.tie)
    before = plan.explained[old] if old is not None else None
    plan.explained = _put(plan.explained, edit.explained, edit.index, old, "/".join(place))
    remember(plan, edit, "/".join(("explained", *place)), _told(before), _told(edit.explained))
    inverse: Edit = RemoveExplained(tie=place[0], account=place[1], column=place[2])
    if before:
        inverse = PutExplained(explained=before, index=edit.index)
    return Applied(Changes(records=("explained",)), inverse)


def _remove_explained(plan: Plan, edit: RemoveExplained) -> Applied:
    place = (edit.tie, edit.account, edit.column)
    index = _find(list(map(_place_of, plan.explained)), place)
    if index is None:
        raise EditError(what="/".join(place))
    difference = plan.explained[index]
    plan.explained = _without(plan.explained, index)
    remember(plan, edit, "/".join(("explained", *place)), _told(difference), "")
    return Applied(Changes(records=("explained",)), PutExplained(explained=difference, index=index))


def _set_rules(plan: Plan, edit: SetRules) -> Applied:
    old, plan.rules = plan.rules, edit.rules
    remember(plan, edit, "rules", old, edit.rules)
    return Applied(Changes(records=("rules",)), SetRules(rules=old))


def _accept(plan: Plan, edit: Accept) -> Applied:
    key = edit.acceptance.key
    if not key:
        raise EditError(what="finding")
    before = _acceptance(plan, key)
    plan.accepted = keyed(plan.accepted, key, edit.acceptance)
    remember(plan, edit, f"accepted/{key}", before.reason if before else "", edit.acceptance.reason)
    inverse: Edit = Accept(acceptance=before) if before else Withdraw(key=key)
    return Applied(Changes(records=("accepted",)), inverse)


def _withdraw(plan: Plan, edit: Withdraw) -> Applied:
    before = _acceptance(plan, edit.key)
    if before is None:
        raise EditError(what=edit.key)
    plan.accepted = keyed(plan.accepted, edit.key, None)
    remember(plan, edit, f"accepted/{edit.key}", before.reason, "")
    return Applied(Changes(records=("accepted",)), Accept(acceptance=before))


def _acceptance(plan: Plan, key: str) -> Acceptance | None:
    return next((item for item in plan.accepted if item.key == key), None)


def _dismiss(plan: Plan, edit: Dismiss) -> Applied:
    if not edit.key or Dismissal(key=edit.key) in plan.dismissed:
        raise EditError(what=edit.key)
    plan.dismissed = keyed(plan.dismissed, edit.key, Dismissal(key=edit.key))
    return Applied(Changes(records=("dismissed",)), Restore(key=edit.key))


def _restore(plan: Plan, edit: Restore) -> Applied:
    if Dismissal(key=edit.key) not in plan.dismissed:
        raise EditError(what=edit.key)
    plan.dismissed = keyed(plan.dismissed, edit.key, None)
    return Applied(Changes(records=("dismissed",)), Dismiss(key=edit.key))


HANDLERS: dict[type[Edit], Callable[[Plan, Any], Applied]] = {
    PutTie: _put_tie,
    RemoveTie: _remove_tie,
    PutExplained: _put_explained,
    RemoveExplained: _remove_explained,
    SetRules: _set_rules,
    Accept: _accept,
    Withdraw: _withdraw,
    Dismiss: _dismiss,
    Restore: _restore,
}
