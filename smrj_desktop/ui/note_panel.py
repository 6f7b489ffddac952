"""The panel of notes: what people wrote to one another, where, and whether it is settled."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.edit_kinds import Edit, PutNote, RemoveNote
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.search_text import plain, words_in
from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.dialog_parts import RoomyRows, minute, problem_line, tip
from smrj_desktop.ui.dialogs.note import NoteDialog
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.models.indicator_model import shorten
from smrj_desktop.ui.place_words import PlaceWords
from smrj_desktop.ui.tokens import GRID

_KEY = Qt.ItemDataRole.UserRole
_STATE, _PLACE, _TEXT, _AUTHOR, _AT = range(5)
_SHORT = 60


class NotePanel(QWidget):
    """The notes of a document, the latest first.

    Signals:
        place_wanted: the place of a note is to be gone to; carries its name.
        add_wanted: a note is to be written at the place in front.

    Attributes:
        resolved: whether settled notes are listed as well.
        search: narrows the list to notes that hold every word typed.
        list: the notes.
        add, change, resolve, remove: what can be done.
    """

    place_wanted = Signal(str)
    add_wanted = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        """Follows a document from now on."""
        super().__init__(parent)
        self._document = document
        self._stale = True
        self.resolved = QCheckBox(text("notes.show_resolved"), self)
        self.resolved.toggled.connect(self._fill)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(text("notes.search"))
        self.search.setAccessibleName(text("notes.search"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(28 * GRID)
        self.search.textChanged.connect(self._fill)
        self.list = QTreeWidget(self)
        self.list.setColumnCount(5)
        heads = ("state", "place", "text", "author", "at")
        self.list.setHeaderLabels([text(f"notes.{name}") for name in heads])
        self.list.setAccessibleName(text("window.notes"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setItemDelegate(RoomyRows(self.list))
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(_TEXT, QHeaderView.ResizeMode.Stretch)
        for column, ems in ((_STATE, 10), (_PLACE, 46), (_AUTHOR, 14), (_AT, 18)):
            self.list.setColumnWidth(column, ems * GRID)
        self.list.itemActivated.connect(self._go_to)
        self.list.itemClicked.connect(self._go_to)
        self.list.currentItemChanged.connect(self._enable)
        self.add, self.change, self.resolve, self.remove = (
            QPushButton(text(f"notes.{name}"), self) for name in ("add", "change", "resolve", "remove")
        )
        self.add.clicked.connect(self.add_wanted)
        self.change.clicked.connect(self._change)
        self.resolve.clicked.connect(self._resolve)
        self.remove.clicked.connect(self._remove)
        self._problem = problem_line(self)
        self._problem.hide()
        self._lay_out()
        document.changed.connect(self._on_changed)
        document.replaced.connect(self._on_replaced)
        theme.changed.connect(self._on_replaced)
        self._on_replaced()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        for button in (self.add, self.change, self.resolve, self.remove):
            head.addWidget(button)
        head.addWidget(self.resolved)
        head.addStretch(1)
        head.addWidget(self.search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(self._problem)
        layout.addWidget(self.list, 1)

    # ---- what is shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._fill()

    def _on_replaced(self) -> None:
        self._stale = True
        if self.isVisible():
            self._fill()

    def _on_changed(self, changes: Changes) -> None:
        # what a place is called may change with the text
        if changes.records or changes.passages or changes.indicators or changes.lists:
            self._on_replaced()

    def _fill(self) -> None:
        self._stale = False
        chosen, words = self._chosen_key(), words_in(self.search.text())
        said = PlaceWords(self._document.plan)
        self.list.blockSignals(True)
        self.list.clear()
        again: QTreeWidgetItem | None = None
        notes = sorted(self._document.plan.notes, key=lambda note: (note.touched, note.key), reverse=True)
        for note in notes:
            if note.resolved and not self.resolved.isChecked():
                continue
            row = [
                text("notes.is_resolved" if note.resolved else "notes.is_open"),
                said.said(note.place),
                shorten(" ".join(note.text.split()), _SHORT),
                note.author,
                minute(note.at),
            ]
            whole = plain(" ".join((*row, note.text)))
            if not all(word in whole for word in words):
                continue
            item = QTreeWidgetItem(row)
            item.setData(_STATE, _KEY, note.key)
            item.setToolTip(_TEXT, tip(note.text))
            item.setToolTip(_PLACE, tip(row[_PLACE]))
            if note.resolved:
                by = text("notes.resolved_by", author=note.resolved_by, at=note.resolved_at[:10])
                item.setToolTip(_STATE, tip(by))
            self.list.addTopLevelItem(item)
            if note.key == chosen:
                again = item
        again = again or self.list.topLevelItem(0)
        if again is not None:
            self.list.setCurrentItem(again)
        self.list.blockSignals(False)
        self._enable()

    def _chosen_key(self) -> str:
        item = self.list.currentItem()
        return item.data(_STATE, _KEY) if item else ""

    def _chosen(self) -> Note | None:
        key = self._chosen_key()
        return next((note for note in self._document.plan.notes if note.key == key), None)

    def _enable(self) -> None:
        chosen = self._chosen()
        for button in (self.change, self.resolve, self.remove):
            button.setEnabled(chosen is not None)
        again = chosen is not None and chosen.resolved
        self.resolve.setText(text("notes.reopen" if again else "notes.resolve"))

    def _go_to(self) -> None:
        if (chosen := self._chosen()) is not None:
            self.place_wanted.emit(chosen.place)

    # ---- what is done

    def write_at(self, place: str, *, fresh: bool = False) -> None:
        """Opens the latest open note at a place, or an empty one.

        Args:
            place: the name of the place.
            fresh: whether it is to be an empty one in any case.
        """
        there = [note for note in self._document.plan.notes if note.place == place and not note.resolved]
        self._write(place, None if fresh or not there else max(there, key=lambda note: note.touched))

    def _write(self, place: str, note: Note | None) -> None:
        dialog = NoteDialog(PlaceWords(self._document.plan).said(place), note, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take() -> None:
            author, at = self._document.who_and_when()
            before = note or Note(key=f"n-{uuid4().hex[:12]}", place=place, text="", author="", at="")
            if dialog.written != before.text:
                written = replace(before, text=dialog.written, author=author, at=at)
                self._do(PutNote(note=written), text("step.put_note", note=shorten(dialog.written)))

        dialog.accepted.connect(take)
        dialog.open()

    def _change(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._write(chosen.place, chosen)

    def _resolve(self) -> None:
        if (chosen := self._chosen()) is not None:
            author, at = self._document.who_and_when()
            settled = replace(chosen, resolved_by="" if chosen.resolved else author, resolved_at=at)
            name = "step.reopen_note" if chosen.resolved else "step.resolve_note"
            self._do(PutNote(note=settled), text(name, note=shorten(chosen.text)))

    def _remove(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._do(RemoveNote(key=chosen.key), text("step.remove_note", note=shorten(chosen.text)))

    def _do(self, edit: Edit, name: str) -> None:
        problem = ""
        try:
            self._document.do(edit, name)
        except SmrjError as error:
            problem = text(error.message, **error.parameters)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
