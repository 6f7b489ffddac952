"""The open plan: the only place of the window that changes it, with undo, redo and one signal."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.edits import Edit, Stamp, apply, stamped
from smrj_desktop.domain.plan import Plan


def _now() -> datetime:
    return datetime.now().astimezone()


class Document(QObject):
    """A plan with its undo stack and the file it belongs to.

    Signals:
        changed: an edit, undo or redo happened; carries its `Changes`.
        replaced: another plan was put in; views start afresh.
        file_changed: the path or the unsaved mark changed.
    """

    changed = Signal(object)
    replaced = Signal()
    file_changed = Signal()

    def __init__(
        self,
        plan: Plan,
        *,
        author: str = "",
        clock: Callable[[], datetime] = _now,
        parent: QObject | None = None,
    ) -> None:
        """Holds `plan`; `author` and `clock` go into the stamp of every edit."""
        super().__init__(parent)
        self.plan = plan
        self.path: Path | None = None
        self.undo_stack = QUndoStack(self)
        self._author = author
        self._clock = clock
        self._repaired = False
        self._steps = count(1)
        self._base = self._saved_state = next(self._steps)
        self.undo_stack.indexChanged.connect(self._on_index)

    @property
    def dirty(self) -> bool:
        """True where something is not in the file."""
        return self._repaired or self.state != self._saved_state

    @property
    def state(self) -> int:
        """A number for the plan as it is now; undo comes back to it, another edit never does."""
        index = self.undo_stack.index()
        step = self.undo_stack.command(index - 1) if index else None
        return step.number if isinstance(step, _Step) else self._base

    @property
    def pristine(self) -> bool:
        """True for a plan that has neither a file nor any edit."""
        return self.path is None and not self.dirty and self.undo_stack.count() == 0

    def do(self, edit: Edit, name: str) -> Changes:
        """Applies an edit as one step that can be undone, called `name` in the menu.

        Raises:
            EditError: the edit does not fit; the plan is as it was.
        """
        edit = stamped(edit, self._stamp("hand"))
        changes, inverse = apply(self.plan, edit)
        self.undo_stack.push(_Step(self, edit, inverse, name, next(self._steps)))
        self.changed.emit(changes)
        return changes

    def replace(self, plan: Plan, path: Path | None, *, repaired: bool = False) -> None:
        """Puts in another plan; `repaired` where it differs from what its file holds."""
        self.plan, self.path, self._repaired = plan, path, repaired
        self._base = self._saved_state = next(self._steps)
        self.undo_stack.clear()
        self.replaced.emit()
        self.file_changed.emit()

    def saved(self, path: Path, state: int) -> None:
        """The plan as it was at `state` stands in `path`; edits made since stay unsaved."""
        self.path, self._repaired, self._saved_state = path, False, state
        self.file_changed.emit()

    def _on_index(self, _index: int) -> None:
        self.file_changed.emit()

    def _stamp(self, source: str) -> Stamp:
        return Stamp(author=self._author, at=self._clock().isoformat(timespec="seconds"), source=source)

    def apply_step(self, edit: Edit, source: str) -> None:
        """Applies an edit that the undo stack has in hand."""
        self.changed.emit(apply(self.plan, stamped(edit, self._stamp(source))).changes)


class _Step(QUndoCommand):
    """One applied edit. Pushing it must not apply it again."""

    def __init__(self, document: Document, edit: Edit, inverse: Edit, name: str, number: int) -> None:
        super().__init__(name)
        self.number = number
        # a strong reference would make a circle, and its collection takes the steps from under the stack
        self._document = weakref.proxy(document)
        self._edit, self._inverse = edit, inverse
        self._pushed = False

    def redo(self) -> None:
        if self._pushed:
            self._document.apply_step(self._edit, "redo")
        self._pushed = True

    def undo(self) -> None:
        self._document.apply_step(self._inverse, "undo")
