"""Where a plan has open notes, for the tables and the outline that mark them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.notes import Note
from smrj_desktop.messages import text
from smrj_desktop.ui.document import Document


class Noted(QObject):
    """The open notes of a document by place.

    Signals:
        moved: places got their first open note or lost their last; carries a set of their names.
    """

    moved = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """Follows a document from now on."""
        super().__init__(parent)
        self._document = document
        self._notes: dict[str, list[Note]] = {}
        self._read()
        document.changed.connect(self._on_changed)
        document.replaced.connect(self._read)

    @property
    def places(self) -> Sequence[str]:
        """The names of all places with an open note."""
        return tuple(self._notes)

    def about(self, place: str) -> str:
        """What the open notes at a place say, for a tooltip; empty where there are none."""
        return "\n".join(
            text("notes.told", author=note.author, text=note.text) for note in self._notes.get(place, ())
        )

    def _read(self) -> None:
        self._notes = {}
        for note in self._document.plan.notes:
            if not note.resolved:
                self._notes.setdefault(note.place, []).append(note)

    def _on_changed(self, changes: Changes) -> None:
        if "notes" not in changes.records:
            return
        before = self._notes
        self._read()
        self.moved.emit(before.keys() ^ self._notes.keys())
