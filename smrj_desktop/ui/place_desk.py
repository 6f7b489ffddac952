"""The commands about places: going to one by its name, a note at the one in front, its history."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction

from smrj_desktop.ui.document import Document
from smrj_desktop.ui.main_window import MainWindow


class PlaceDesk(QObject):
    """Opens the dialogs and does what they ask for."""

    def __init__(
        self,
        document: Document,
        window: MainWindow,
        *,
        actions: dict[str, QAction],
        parent: QObject | None = None,
    ) -> None:
        """Takes over the commands.

        Args:
            document: what it works with.
            window: its tabs are gone to, its panels list the notes.
            actions: the commands, by key.
            parent: its owner.
        """
        super().__init__(parent)
        self._document, self._window, self._pages = document, window, window.pages
        for name, act in (("go_to", self.go_to), ("note", self.note), ("history", self.show_history)):
            # a slot without arguments: Qt would pass on whether the command is checked
            actions[name].triggered.connect(act)
        window.docks.note_wanted.connect(self.add_note)

    def go_to(self) -> None:
        """Asks for a part of a name and goes to the place that has it."""
        from smrj_desktop.ui.dialogs.go_to import GoTo

        if self._pages.commit_pending():
            dialog = GoTo(self._document.plan, self._pages.table, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.chosen.connect(self._pages.show_spot)
            dialog.open()

    def note(self) -> None:
        """Opens the note at the place in front, or a new one."""
        self._write(fresh=False)

    def add_note(self) -> None:
        """Opens a new note at the place in front."""
        self._write(fresh=True)

    def _write(self, *, fresh: bool) -> None:
        if self._window.docks.whole and self._pages.commit_pending() and (place := self._pages.place):
            self._window.docks.notes.write_at(place, fresh=fresh)

    def show_history(self) -> None:
        """Opens the history of the place in front."""
        from smrj_desktop.ui.dialogs.history import HistoryDialog

        if not self._pages.commit_pending():
            return
        dialog = HistoryDialog(
            lambda: self._document.plan,
            self._pages.place,
            self._pages.totals,
            self._document.do,
            self._window,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
