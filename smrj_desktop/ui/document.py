"""The open plan: the only place of the window that changes it, with undo, redo and one signal."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from smrj_desktop.domain.amounts import Figure, Unit, convert, show
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.edits import Edit, Stamp, apply, stamped
from smrj_desktop.domain.place_names import Names
from smrj_desktop.domain.plan import Plan

if TYPE_CHECKING:
    from smrj_desktop.io.journal import Journal
    from smrj_desktop.io.recovery import Step

ReadOnly = Literal["", "mail", "archive", "temporary", "generation", "held", "taken", "denied"]
"""Why a plan may not be saved to the file it came from: it stands in a passing place (a mail program's
folder, a ZIP, the system's temporary folder), it is a kept generation, somebody else has it open, somebody
took it over, or the file may not be written."""


def _now() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of the document's file.

    Attributes:
        path: the file; None for a plan that has none.
        fingerprint: SHA-256 of the bytes it had when it was opened or saved last.
        plan: canonical JSON, with history, of the plan it held then: the base of a merge.
        plan_hash: that plan's `whole_hash`.
        read_only: why the file may not be saved to; empty where it may.
    """

    path: Path | None = None
    fingerprint: str = ""
    plan: bytes = b""
    plan_hash: str = ""
    read_only: ReadOnly = ""


class Document(QObject):
    """A plan with its undo stack, the file it belongs to and the journal its edits are written to.

    Signals:
        changed: an edit, undo or redo happened; carries its `Changes`.
        replaced: another plan was put in; views start afresh.
        file_changed: the file, what is known of it, or the unsaved mark changed.
        unit_changed: figures are shown in another unit.
    """

    changed = Signal(object)
    replaced = Signal()
    file_changed = Signal()
    unit_changed = Signal()

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
        self.standing = Standing()
        self.journal: Journal | None = None
        self.undo_stack = QUndoStack(self)
        self._author = author
        self._clock = clock
        self._shown_in: Unit | None = None
        self._history_at_first = len(plan.history)
        self._repaired = False
        self._restoring = False
        self._steps = count(1)
        self._base = self._saved_state = next(self._steps)
        self.undo_stack.indexChanged.connect(self._on_index)

    @property
    def path(self) -> Path | None:
        """The file the plan belongs to."""
        return self.standing.path

    @property
    def read_only(self) -> ReadOnly:
        """Why the file may not be saved to; empty where it may."""
        return self.standing.read_only

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

    @property
    def shown_unit(self) -> Unit:
        """The unit figures are shown in: the plan's own as long as no other is chosen."""
        return self._shown_in or self.plan.profile.unit

    def show_in(self, unit: Unit) -> None:
        """Shows figures in a unit; what is stored stays as it is."""
        chosen = None if unit is self.plan.profile.unit else unit
        if chosen is not self._shown_in:
            self._shown_in = chosen
            self.unit_changed.emit()

    def shown(self, figure: Figure) -> Figure:
        """A figure as it is shown: rounded once where the unit is coarser than the plan's own."""
        if self._shown_in is None:
            return figure
        return convert(figure, self.plan.profile.unit, self._shown_in, self.plan.profile.rounding)

    def changed_cells(self) -> set[str]:
        """The names of the cells that show something else than when the plan was opened."""
        first: dict[str, str] = {}
        for entry in self.plan.history[self._history_at_first :]:
            first.setdefault(entry.place, entry.old)
        names = Names(self.plan)
        changed = set()
        for place, old in first.items():
            cell = names.read(place).cell
            if cell is not None and show(self.plan.figure(cell)) != old:
                changed.add(place)
        return changed

    def recent_kinds(self, most: int = 20) -> list[str]:
        """What kinds the last edits on the undo stack are, the latest last, without what they hold."""
        steps = map(self.undo_stack.command, range(self.undo_stack.index()))
        return [type(step.edit).__name__ for step in list(steps)[-most:] if isinstance(step, _Step)]

    def do(self, edit: Edit, name: str, *, source: str = "hand") -> Changes:
        """Applies an edit as one step that can be undone, called `name` in the menu.

        Args:
            edit: the edit.
            name: what the step is called.
            source: where it comes from: a hand, or a file's name.

        Raises:
            EditError: the edit does not fit; the plan is as it was.
        """
        if self.journal:
            # the base is the plan before its first edit
            self.journal.begin()
        edit = stamped(edit, self._stamp(source))
        changes, inverse = apply(self.plan, edit)
        self._follow_unit(changes)
        if self.journal:
            self.journal.did(edit, name)
        self.undo_stack.push(_Step(self, edit, inverse, name, next(self._steps)))
        self.changed.emit(changes)
        return changes

    def replace(self, plan: Plan, standing: Standing | None = None, *, repaired: bool = False) -> None:
        """Puts in another plan, without a file where none is named.

        Args:
            plan: the plan.
            standing: what is known of its file.
            repaired: whether the plan differs from what its file holds.
        """
        self.plan, self.standing, self._repaired = plan, standing or Standing(), repaired
        self._shown_in = None
        self._history_at_first = len(plan.history)
        self._base = self._saved_state = next(self._steps)
        self.undo_stack.clear()
        self.replaced.emit()
        self.file_changed.emit()

    def restore(
        self, plan: Plan, standing: Standing, steps: Sequence[Step], index: int, saved_number: int
    ) -> None:
        """Puts in a plan with its undo stack.

        Args:
            plan: with the first `index` of the steps in it.
            standing: what is known of its file.
            steps: the undo stack, undone steps last.
            index: how many of them are done.
            saved_number: the step after which it was saved last, 0 for before all of them.
        """
        self.plan, self.standing, self._repaired = plan, standing, False
        self._shown_in = None
        began = min((step.edit.stamp.at for step in steps if step.edit.stamp), default="")
        earlier = [entry for entry in plan.history if not began or entry.at < began]
        self._history_at_first = len(earlier)
        self._restoring = True
        self.undo_stack.clear()
        self._base = next(self._steps)
        numbers = {0: self._base}
        for step in steps:
            numbers[step.number] = next(self._steps)
            self.undo_stack.push(_Step(self, step.edit, step.inverse, step.name, numbers[step.number]))
        self.undo_stack.setIndex(index)
        self._restoring = False
        # the step that was saved may have been undone and another put in its place
        self._saved_state = numbers.get(saved_number, next(self._steps))
        self.replaced.emit()
        self.file_changed.emit()

    def saved(self, standing: Standing, state: int) -> None:
        """The plan as it was at `state` stands in the file; edits made since stay unsaved."""
        self.standing, self._repaired, self._saved_state = standing, False, state
        self.file_changed.emit()

    def learn(self, standing: Standing) -> None:
        """Takes note of something about the file; the plan stays as it is."""
        self.standing = standing
        self.file_changed.emit()

    def _follow_unit(self, changes: Changes) -> None:
        """A plan that has got another unit is shown in it."""
        if "entry_unit" in changes.profile:
            self._shown_in = None

    def _on_index(self, _index: int) -> None:
        if not self._restoring:
            self.file_changed.emit()

    def _stamp(self, source: str) -> Stamp:
        return Stamp(author=self._author, at=self._clock().isoformat(timespec="seconds"), source=source)

    def who_and_when(self) -> tuple[str, str]:
        """The author of edits, and the time in ISO 8601 with offset."""
        stamp = self._stamp("hand")
        return stamp.author, stamp.at

    def apply_step(self, edit: Edit, source: Literal["undo", "redo"]) -> None:
        """Applies an edit that the undo stack has in hand."""
        if self._restoring:
            return
        stamp = self._stamp(source)
        changes = apply(self.plan, stamped(edit, stamp)).changes
        self._follow_unit(changes)
        if self.journal:
            (self.journal.undid if source == "undo" else self.journal.redid)(stamp)
        self.changed.emit(changes)


class _Step(QUndoCommand):
    """One applied edit. Pushing it must not apply it again."""

    def __init__(self, document: Document, edit: Edit, inverse: Edit, name: str, number: int) -> None:
        super().__init__(name)
        self.number = number
        # a strong reference would make a circle, and its collection takes the steps from under the stack
        self._document = weakref.proxy(document)
        self.edit, self._inverse = edit, inverse
        self._pushed = False

    def redo(self) -> None:
        if self._pushed:
            self._document.apply_step(self.edit, "redo")
        self._pushed = True

    def undo(self) -> None:
        self._document.apply_step(self._inverse, "undo")
