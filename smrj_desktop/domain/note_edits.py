"""Applies the edits of notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from smrj_desktop.domain.applied import Applied, keyed, remember
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.edit_kinds import Edit, PutNote, RemoveNote
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.plan import Plan

_SETTLED = "✓ "


def _put_note(plan: Plan, edit: PutNote) -> Applied:
    note = edit.note
    if not (note.key and note.place and note.text):
        raise EditError(what="note")
    before = _find(plan, note.key)
    plan.notes = keyed(plan.notes, note.key, note)
    remember(plan, edit, f"note/{note.key}", _told(before), _told(note))
    inverse: Edit = PutNote(note=before) if before else RemoveNote(key=note.key)
    return Applied(Changes(records=("notes",)), inverse)


def _remove_note(plan: Plan, edit: RemoveNote) -> Applied:
    before = _find(plan, edit.key)
    if before is None:
        raise EditError(what=edit.key)
    plan.notes = keyed(plan.notes, edit.key, None)
    remember(plan, edit, f"note/{edit.key}", _told(before), "")
    return Applied(Changes(records=("notes",)), PutNote(note=before))


def _find(plan: Plan, key: str) -> Note | None:
    return next((note for note in plan.notes if note.key == key), None)


def _told(note: Note | None) -> str:
    return f"{_SETTLED if note.resolved else ''}{note.text}" if note else ""


HANDLERS: dict[type[Edit], Callable[[Plan, Any], Applied]] = {
    PutNote: _put_note,
    RemoveNote: _remove_note,
}
