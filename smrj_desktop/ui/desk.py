"""What the owners of commands have in common: a document to edit, tabs to look at, somebody to tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog

from smrj_desktop.domain.edits import Edit
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.files import same_file
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.pages import Pages
from smrj_desktop.ui.tasks import Tasks


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
            self._failed(error)

    def _failed(self, error: SmrjError) -> None:
        """Says what could not be done."""
        self._door.error(error.message, **error.parameters)

    def _open(self, dialog: QDialog, then: Callable[[], object] | None = None) -> None:
        """Opens a dialog, which lives as long as it is open; `then` follows where it is accepted."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if then:
            dialog.accepted.connect(then)
        dialog.open()


class FileDesk(Desk):
    """A desk whose commands read or write files beside the document's own."""

    def __init__(
        self,
        document: Document,
        door: Door,
        pages: Pages,
        *,
        tasks: Tasks,
        folder: Callable[[], Path],
        actions: dict[str, QAction],
        parent: QObject | None = None,
    ) -> None:
        """Takes over commands.

        Args:
            document, door, pages, actions, parent: as every desk has them.
            tasks: where files are read and written.
            folder: where files are looked for first.
        """
        self._tasks, self._folder = tasks, folder
        super().__init__(document, door, pages, actions=actions, parent=parent)

    def _ready(self) -> bool:
        """Whether the worker is free and nothing is being typed; says so where it is not."""
        if self._tasks.busy:
            self._door.information("file.busy")
            return False
        return self._pages.commit_pending()

    def _choose_target(self, name: str, kinds: Sequence[str], *read: Path) -> tuple[Path, str] | None:
        """Asks where a file of one of some kinds is to go, which may be no file that others rest on.

        Args:
            name: the name proposed.
            kinds: as `Door.choose_export` takes them.
            read: files that are to stay as they are, beside the document's own.

        Returns:
            The path and the kind; None where none was chosen, or the choice was refused.
        """
        chosen = self._door.choose_export(self._folder() / name, kinds)
        kept = {"own_file": (self._document.path,), "read_file": read}
        for message, paths in kept.items():
            if chosen and any(path and same_file(chosen[0], path) for path in paths):
                self._door.error(f"exchange.{message}")
                return None
        return chosen
