"""What the owners of commands have in common: a document to edit, tabs to look at, somebody to tell."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from smrj_desktop.domain.edits import Edit
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.pages import Pages


class Desk(QObject):
    """Opens the dialogs of some commands and does what they ask for."""

    def __init__(
        self,
        document: Document,
        door: Door,
        pages: Pages,
        *,
        actions: dict[str, QAction],
        parent: QObject | None = None,
    ) -> None:
        """Whoever builds on it takes over commands.

        Args:
            document, door: what it works with.
            pages: the tabs, in whose window dialogs open.
            actions: the commands, by key.
            parent: its owner.
        """
        super().__init__(parent)
        self._document, self._door, self._pages = document, door, pages
        self._actions = actions
        self._take_over()

    def _take_over(self) -> None:
        """Connects the commands with what they do; called once."""
        raise NotImplementedError

    def _do(self, edit: Edit, name: str) -> None:
        """Does an edit as one step of this name, or says why it cannot be done."""
        try:
            self._document.do(edit, name)
        except SmrjError as error:
            self._door.error(error.message, **error.parameters)
