"""The one vocabulary of change: undo, journal, import and merge all speak it.

An edit names places by stable keys and carries all it needs: new keys, author and time stand in it and are
never made by `apply`. Applying one returns what changed and the exact inverse. Every edit has a JSON form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from smrj_desktop.domain import (
    cell_edits,
    codec,
    frame_edits,
    note_edits,
    record_edits,
    text_edits,
    unit_edits,
)
from smrj_desktop.domain.applied import Applied
from smrj_desktop.domain.changes import merge
from smrj_desktop.domain.edit_kinds import (
    PROFILE_FIELDS,
    Accept,
    Batch,
    ClearTotal,
    Dismiss,
    Edit,
    InsertIndicator,
    InsertPassage,
    MovePassage,
    PutContribution,
    PutExplained,
    PutTie,
    RemoveContribution,
    RemoveExplained,
    RemoveIndicator,
    RemovePassage,
    RemoveTie,
    Restore,
    SetCell,
    SetIndicator,
    SetPassage,
    SetProfile,
    SetRounding,
    SetRules,
    Stamp,
    StateTotal,
    Withdraw,
)
from smrj_desktop.domain.errors import DataError, SmrjError
from smrj_desktop.domain.plan import Plan

__all__ = [
    "JSON_VERSION",
    "PROFILE_FIELDS",
    "Accept",
    "Applied",
    "Batch",
    "ClearTotal",
    "Dismiss",
    "Edit",
    "InsertIndicator",
    "InsertPassage",
    "MovePassage",
    "PutContribution",
    "PutExplained",
    "PutTie",
    "RemoveContribution",
    "RemoveExplained",
    "RemoveIndicator",
    "RemovePassage",
    "RemoveTie",
    "Restore",
    "SetCell",
    "SetIndicator",
    "SetPassage",
    "SetProfile",
    "SetRounding",
    "SetRules",
    "Stamp",
    "StateTotal",
    "Withdraw",
    "apply",
    "from_json",
    "remove_subtree",
    "stamped",
    "to_json",
]

JSON_VERSION = 1


E = TypeVar("E", bound=Edit)


def apply(plan: Plan, edit: Edit) -> Applied:
    """Changes the plan by an edit.

    Raises:
        EditError: the edit does not fit the plan, which is then as it was.
    """
    if isinstance(edit, Batch):
        return _apply_batch(plan, edit)
    return _HANDLERS[type(edit)](plan, edit)


def stamped(edit: E, stamp: Stamp | None) -> E:
    """The edit, and all edits of a batch, with this author and time."""
    if isinstance(edit, Batch):
        return replace(edit, stamp=stamp, edits=tuple(stamped(item, stamp) for item in edit.edits))
    return replace(edit, stamp=stamp)


def remove_subtree(plan: Plan, key: str) -> Batch:
    """The batch that takes out a passage and all below it, last one first."""

    def keys(top: str) -> list[str]:
        return [top, *(item for child in plan.outline.children(top) for item in keys(child))]

    return Batch(edits=tuple(RemovePassage(key=item) for item in reversed(keys(key))))


def _apply_batch(plan: Plan, batch: Batch) -> Applied:
    done: list[Applied] = []
    history = len(plan.history)
    try:
        for edit in batch.edits:
            done.append(apply(plan, edit))
    except SmrjError:
        for applied in reversed(done):
            apply(plan, applied.inverse)
        del plan.history[history:]
        raise
    inverse = Batch(edits=tuple(applied.inverse for applied in reversed(done)))
    return Applied(merge(applied.changes for applied in done), inverse)


_HANDLERS: dict[type[Edit], Callable[[Plan, Any], Applied]] = {
    **cell_edits.HANDLERS,
    **frame_edits.HANDLERS,
    **text_edits.HANDLERS,
    **unit_edits.HANDLERS,
    **record_edits.HANDLERS,
    **note_edits.HANDLERS,
}
_NAMES: dict[type[Edit], str] = {
    kind: "".join(f"_{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("_")
    for kind in (*_HANDLERS, Batch)
}
_KINDS = {name: kind for kind, name in _NAMES.items()}


def to_json(edit: Edit) -> dict[str, Any]:
    """An edit as JSON values: its name under `op`, the version of the form under `v`."""
    if isinstance(edit, Batch):
        body = {"edits": [to_json(item) for item in edit.edits]}
        if edit.stamp:
            body["stamp"] = codec.encode(edit.stamp)
    else:
        body = codec.encode(edit)
    return {"v": JSON_VERSION, "op": _NAMES[type(edit)], **body}


def from_json(data: Any) -> Edit:
    """The edit that `to_json` made `data` from.

    Raises:
        DataError: no edit of a version this program knows.
    """
    if not isinstance(data, dict) or data.get("v") != JSON_VERSION or data.get("op") not in _KINDS:
        raise DataError(what="edit")
    body = {key: value for key, value in data.items() if key not in ("v", "op")}
    kind = _KINDS[data["op"]]
    if kind is Batch:
        if not isinstance(body.get("edits"), list) or body.keys() - {"edits", "stamp"}:
            raise DataError(what="edits")
        stamp = codec.decode(Stamp, body["stamp"], "stamp") if "stamp" in body else None
        return Batch(edits=tuple(map(from_json, body["edits"])), stamp=stamp)
    return codec.decode(kind, body, data["op"])
