"""Applies the edits of the plan's text, its indicators and its profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from smrj_desktop.domain import codec
from smrj_desktop.domain.applied import ABSENT, Applied, remember
from smrj_desktop.domain.changes import Changes, ListChange
from smrj_desktop.domain.edit_kinds import (
    PROFILE_FIELDS,
    Edit,
    InsertIndicator,
    InsertPassage,
    MovePassage,
    RemoveIndicator,
    RemovePassage,
    SetIndicator,
    SetPassage,
    SetProfile,
)
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.field_texts import told
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.measures import Passage
from smrj_desktop.domain.place_names import INDICATOR_FIELDS, PASSAGE_FIELDS, of_field
from smrj_desktop.domain.plan import Plan

T = TypeVar("T", Indicator, Passage)


def _remember_fields(plan: Plan, edit: Edit, old: T, new: T, fields: tuple[str, ...]) -> None:
    for field in fields:
        place = of_field(old.key, field)
        remember(plan, edit, place, told(getattr(old, field)), told(getattr(new, field)))


def _kept(what: str, item: Indicator | Passage, index: int) -> str:
    """What is removed, for the history to bring it back from."""
    return codec.canonical({what: codec.encode(item), "index": index}).decode("utf-8", "surrogatepass")


def _set_passage(plan: Plan, edit: SetPassage) -> Applied:
    old = plan.outline[edit.passage.key]
    plan.outline.replace(edit.passage)
    remember(plan, edit, old.key, old.text, edit.passage.text)
    _remember_fields(plan, edit, old, edit.passage, PASSAGE_FIELDS)
    return Applied(Changes(passages=(old.key,)), SetPassage(passage=old))


def _insert_passage(plan: Plan, edit: InsertPassage) -> Applied:
    passage = edit.passage
    plan.outline.insert(passage, edit.index)
    remember(plan, edit, passage.key, "", passage.text, ABSENT)
    change = ListChange("passage", "insert", passage.key, passage.parent, edit.index)
    return Applied(Changes(lists=(change,)), RemovePassage(key=passage.key))


def _remove_passage(plan: Plan, edit: RemovePassage) -> Applied:
    passage, index = plan.outline[edit.key], plan.outline.index(edit.key)
    plan.outline.remove(edit.key)
    remember(plan, edit, passage.key, passage.text, "", _kept("passage", passage, index))
    change = ListChange("passage", "remove", passage.key, passage.parent, index)
    return Applied(Changes(lists=(change,)), InsertPassage(passage=passage, index=index))


def _move_passage(plan: Plan, edit: MovePassage) -> Applied:
    passage, index = plan.outline[edit.key], plan.outline.index(edit.key)
    plan.outline.move(replace(passage, parent=edit.parent), edit.index)
    change = ListChange("passage", "move", edit.key, edit.parent, edit.index, passage.parent, index)
    return Applied(Changes(lists=(change,)), MovePassage(key=edit.key, parent=passage.parent, index=index))


def _set_indicator(plan: Plan, edit: SetIndicator) -> Applied:
    index = plan.indicator_index(edit.indicator.key)
    old = plan.indicators[index]
    plan.indicators[index] = edit.indicator
    _remember_fields(plan, edit, old, edit.indicator, INDICATOR_FIELDS)
    return Applied(Changes(indicators=(old.key,)), SetIndicator(indicator=old))


def _insert_indicator(plan: Plan, edit: InsertIndicator) -> Applied:
    key = edit.indicator.key
    known = any(item.key == key for item in plan.indicators)
    if not key or known or not 0 <= edit.index <= len(plan.indicators):
        raise EditError(what=key)
    plan.indicators.insert(edit.index, edit.indicator)
    remember(plan, edit, key, "", _summary(edit.indicator), ABSENT)
    change = ListChange("indicator", "insert", key, "", edit.index)
    return Applied(Changes(lists=(change,)), RemoveIndicator(key=key))


def _remove_indicator(plan: Plan, edit: RemoveIndicator) -> Applied:
    index = plan.indicator_index(edit.key)
    old = plan.indicators.pop(index)
    remember(plan, edit, edit.key, _summary(old), "", _kept("indicator", old, index))
    change = ListChange("indicator", "remove", edit.key, "", index)
    return Applied(Changes(lists=(change,)), InsertIndicator(indicator=old, index=index))


def _summary(indicator: Indicator) -> str:
    return f"{indicator.name} {indicator.target or ''}".strip()


def _set_profile(plan: Plan, edit: SetProfile) -> Applied:
    if edit.name not in PROFILE_FIELDS:
        raise EditError(what=edit.name)
    old: str = getattr(plan.profile, edit.name)
    fields: dict[str, Any] = {edit.name: edit.value}
    plan.profile = replace(plan.profile, **fields)
    remember(plan, edit, f"profile/{edit.name}", old, edit.value)
    return Applied(Changes(profile=(edit.name,)), SetProfile(name=edit.name, value=old))


HANDLERS: dict[type[Edit], Callable[[Plan, Any], Applied]] = {
    SetPassage: _set_passage,
    InsertPassage: _insert_passage,
    RemovePassage: _remove_passage,
    MovePassage: _move_passage,
    SetIndicator: _set_indicator,
    InsertIndicator: _insert_indicator,
    RemoveIndicator: _remove_indicator,
    SetProfile: _set_profile,
}
