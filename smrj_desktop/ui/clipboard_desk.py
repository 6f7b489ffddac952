"""Copying, cutting and pasting: between the tables and the clipboard, and in the fields of text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QItemSelection, QLocale, QMimeData, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from smrj_desktop.domain import fiscal_years
from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.pasting import Clip, Pasting, Reading, Target, paste
from smrj_desktop.io import clipboard_tables
from smrj_desktop.messages import language, text
from smrj_desktop.ui import table_moves
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.editing import EditableTable
from smrj_desktop.ui.notices import Door

if TYPE_CHECKING:
    from smrj_desktop.ui.dialogs.paste import PasteDialog

Say = Callable[[str, dict[str, object]], None]


class ClipboardDesk(QObject):
    """Does what the commands of the clipboard ask for, in the field or table that has the focus."""

    def __init__(
        self,
        document: Document,
        door: Door,
        window: QWidget,
        *,
        actions: dict[str, QAction],
        view_in_front: Callable[[], EditableTable | None],
        say: Say,
        parent: QObject | None = None,
    ) -> None:
        """Takes over the commands.

        Args:
            document, door: what it works with.
            window: what dialogs belong to.
            actions: the commands, by key.
            view_in_front: the table that is worked in; None where there is none.
            say: says something short.
            parent: its owner.
        """
        super().__init__(parent)
        self._document, self._door, self._window = document, door, window
        self._view_in_front, self._say = view_in_front, say
        self._unit: Unit | None = None
        for name, act in (
            ("cut", self.cut),
            ("copy", self.copy),
            ("copy_raw", self.copy_raw),
            ("copy_labelled", self.copy_labelled),
            ("paste", self.paste),
            ("paste_special", self.paste_special),
            ("today", self.insert_today),
        ):
            # a slot without arguments: Qt would pass on whether the command is checked
            actions[name].triggered.connect(act)

    def _view(self) -> EditableTable | None:
        """The table that is worked in, with nothing half typed."""
        view = self._view_in_front()
        return view if view is not None and view.commit_pending() else None

    # ---- out

    def copy(self) -> None:
        """Copies what is selected, figures as they are printed."""
        field = _field()
        if field is not None:
            field.copy()
        elif (view := self._view()) is not None:
            self._put(view)

    def copy_raw(self) -> None:
        """Copies figures as plain numbers."""
        if (view := self._view()) is not None:
            self._put(view, raw=True)

    def copy_labelled(self) -> None:
        """Copies figures with the names of their lines and columns."""
        if (view := self._view()) is not None:
            self._put(view, labelled=True)

    def cut(self) -> None:
        """Copies what is selected and empties it."""
        field = _field()
        if field is not None:
            field.cut()
        elif (view := self._view()) is not None and self._put(view):
            view.empty()

    def _put(self, view: EditableTable, *, raw: bool = False, labelled: bool = False) -> bool:
        """Puts the selected cells on the clipboard, in every form that others read; False for none."""
        rows, columns = table_moves.selected_lines(view)
        if not rows or not columns:
            return False
        cells = (view.clips.labelled if labelled else view.clips.cells)(rows, columns)
        data = QMimeData()
        data.setText(clipboard_tables.write_text(cells, raw=raw))
        data.setHtml(clipboard_tables.write_html(cells, raw=raw))
        if not labelled:
            # all of each figure, whatever unit they are shown in
            entered = view.clips.cells(rows, columns, entered=True)
            data.setData(clipboard_tables.OWN_FORMAT, clipboard_tables.write_own(entered, view.clips.unit))
        QGuiApplication.clipboard().setMimeData(data)
        self._say("paste.copied", {"rows": len(rows), "columns": len(columns)})
        return True

    # ---- in

    def paste(self) -> None:
        """Pastes; asks first where anything is unclear."""
        field = _field()
        if field is not None:
            field.paste()
        elif (view := self._view()) is not None:
            self._paste(view, asked=False)

    def paste_special(self) -> None:
        """Shows what a paste would do and asks how the cells are to be read."""
        if (view := self._view()) is not None:
            self._paste(view, asked=True)

    def insert_today(self) -> None:
        """Types today's date into the field, or into an editor over the chosen cell of texts."""
        view = self._view_in_front()
        if _field() is None and view is not None and not view.clips.unit:
            view.edit(view.currentIndex())
        field = _field()
        if isinstance(field, QLineEdit):
            field.insert(today_in_words())
        elif field is not None:
            field.insertPlainText(today_in_words())

    def _paste(self, view: EditableTable, *, asked: bool) -> None:
        own, html, plain = _contents()
        try:
            clip = clipboard_tables.read(own, html, plain)
        except SmrjError as error:
            self._door.error(error.message, **error.parameters)
            return
        target = _target(view)
        if clip is None or target is None:
            self._say("paste.nothing", {})
            return
        entry = self._document.plan.profile.unit
        shown = self._document.shown_unit
        reading = Reading(unit=clip.unit or self._unit or shown)
        pasting = paste(clip, target, reading, view.clips.read)
        named = clip.own or clip.size == (1, 1) or not view.clips.unit
        clear = named and reading.unit in (entry, shown) and not pasting.refused and not pasting.rounded
        if clear and not asked:
            self._do(view, target, pasting)
            return
        from smrj_desktop.ui.dialogs.paste import PasteDialog

        raw_clip = partial(_raw_clip, html)
        dialog = PasteDialog(clip, target, view.clips, reading, raw_clip, self._window)
        dialog.raw.setEnabled(clipboard_tables.has_raw(html))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._accept, dialog, view, target))
        dialog.open()

    def _accept(self, dialog: PasteDialog, view: EditableTable, target: Target) -> None:
        if view.clips.unit:
            self._unit = dialog.reading.unit
        self._do(view, target, dialog.pasting)

    def _do(self, view: EditableTable, target: Target, pasting: Pasting) -> None:
        """Makes the paste one step and selects what it filled."""
        if pasting.edit is None:
            self._say("paste.unchanged", {})
            return
        try:
            self._document.do(pasting.edit, text("step.paste", count=len(pasting.taken)))
        except SmrjError as error:
            self._door.error(error.message, **error.parameters)
            return
        rows = [item.row for item in pasting.taken]
        columns = [item.column for item in pasting.taken]
        model = view.model()
        corners = model.index(min(rows), min(columns)), model.index(max(rows), max(columns))
        view.setCurrentIndex(model.index(target.rows[0], target.columns[0]))
        view.selectionModel().select(QItemSelection(*corners), table_moves.ALL_ELSE_OUT)
        self._say("paste.pasted", {"count": len(pasting.taken)})


def today_in_words() -> str:
    """Today's date as a plan writes it: 令和8年11月25日; in English as 25 November 2026."""
    today = QDate.currentDate()
    if language() == "ja":
        return fiscal_years.show_day(date(today.year(), today.month(), today.day()))
    return QLocale(language()).toString(today, QLocale.FormatType.LongFormat)


def _field() -> QLineEdit | QPlainTextEdit | QTextEdit | None:
    """The field of text that has the focus."""
    focus = QApplication.focusWidget()
    return focus if isinstance(focus, QLineEdit | QPlainTextEdit | QTextEdit) else None


def _contents() -> tuple[bytes, str, str]:
    """What is on the clipboard: cells of this program, HTML, text."""
    # Qt's stubs do not know that there may be nothing
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()
    if data is None:
        return b"", "", ""
    own = bytes(data.data(clipboard_tables.OWN_FORMAT).data())
    return own, data.html() if data.hasHtml() else "", data.text() if data.hasText() else ""


def _raw_clip(html: str) -> Clip | None:
    try:
        return clipboard_tables.read_html(html)
    except SmrjError:
        return None


def _target(view: EditableTable) -> Target | None:
    """Where a paste goes: from the first selected cell on."""
    rows, columns = table_moves.selected_lines(view)
    current = view.currentIndex()
    if not rows or not columns:
        if not current.isValid():
            return None
        rows, columns = [current.row()], [current.column()]
    down, across = table_moves.lines_from(view, rows[0], columns[0])
    return Target(down, across, len(rows), len(columns))
