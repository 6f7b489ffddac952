"""Opening and saving the document: what is asked, what runs in the worker, what is said when it fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from smrj_desktop.domain import codec
from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.settings import Settings
from smrj_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from smrj_desktop.io.atomic import Saved

LOST = "lost_"
"""Findings of this kind are about what a save would leave out: the plan itself is as its file has it."""


class Files(QObject):
    """The file commands of one window.

    Signals:
        read_findings: a file was opened that is not as the program wrote it; carries the findings.
        said: a short message for the status bar, already rendered by its id: (id, parameters).
    """

    read_findings = Signal(object)
    said = Signal(str, dict)

    def __init__(
        self,
        document: Document,
        tasks: Tasks,
        door: Door,
        settings: Settings,
        *,
        launch: Callable[[Path | None], None],
        commit_pending: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        """Connects the commands with what they need.

        Args:
            document: what is saved and replaced.
            tasks: where files are read and written.
            door: what asks and tells the user.
            settings: remembers recent files.
            launch: opens a file, or the built-in plan, in a process of its own.
            commit_pending: ends a running input; False where it was refused.
            parent: the owner.
        """
        super().__init__(parent)
        self._document, self._tasks, self._door, self._settings = document, tasks, door, settings
        self._launch, self._commit_pending = launch, commit_pending

    def folder(self) -> Path:
        """Where file dialogs begin."""
        if self._document.path:
            return self._document.path.parent
        return Path(self._settings.recent[0]).parent if self._settings.recent else Path.home()

    def new(self) -> None:
        """Opens the built-in plan in a process of its own."""
        self._launch(None)

    def open(self) -> None:
        """Asks for a file and opens it."""
        path = self._door.choose_open(self.folder())
        if path:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Opens a file here where nothing would be lost, else in a process of its own."""
        if self._document.pristine and not self._tasks.busy:
            self.load(path)
        else:
            self._launch(path)

    def load(self, path: Path, then: Callable[[], object] | None = None) -> None:
        """Puts a file's plan in the place of the open one; what is open stays where that fails.

        `then` follows either way.
        """

        def done(result: tuple[bytes, Sequence[Finding]]) -> None:
            self._commit_pending()
            if not self._document.pristine:
                # what was edited while the file was read is not to be lost
                self._launch(path)
                return
            content, findings = result
            plan = Plan.from_json(json.loads(content))
            repaired = any(not finding.kind.startswith(LOST) for finding in findings)
            self._document.replace(plan, path, repaired=repaired)
            self._settings.remember(path)
            if then:
                then()
            if findings:
                self.read_findings.emit(list(findings))
            self.said.emit("file.opened", {"name": path.name})

        def failed(error: SmrjError) -> None:
            if not path.exists():
                self._settings.forget(str(path.absolute()))
            if then:
                then()
            self._door.error(error.message, **error.parameters)

        self._tasks.run("open", path=path, on_done=done, on_failed=failed)

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Saves to the document's file, or asks for one; `then` follows where all is saved."""
        if self._document.path is None:
            self.save_as(then)
        else:
            self._write(self._document.path, then)

    def save_as(self, then: Callable[[], object] | None = None) -> None:
        """Asks for a file and saves to it."""
        suggested = self._document.path or self.folder() / f"{self._document.plan.profile.title}.xlsx"
        path = self._door.choose_save(suggested)
        if path:
            self._write(path, then)

    def _write(self, path: Path, then: Callable[[], object] | None) -> None:
        if self._tasks.busy:
            self._door.information("file.busy")
            return
        if not self._commit_pending():
            return
        content = codec.canonical(self._document.plan.to_json())
        state = self._document.state

        def done(result: Saved) -> None:
            self._document.saved(path, state)
            self._settings.remember(path)
            self.said.emit("file.saved", {"name": path.name})
            if result.kept:
                self._door.information("file.kept", name=path.name, copy=result.kept.name)
            if then:
                then()

        def failed(error: SmrjError) -> None:
            self._door.error(error.message, **error.parameters)

        keep_from = self._document.path
        self._tasks.run("save", plan=content, path=path, keep_from=keep_from, on_done=done, on_failed=failed)

    def may_close(self, close: Callable[[], object]) -> bool:
        """True where the window may close now; where it must save first, `close` follows the save."""
        if self._tasks.busy:
            self._door.information("file.busy")
            return False
        if not self._commit_pending():
            return False
        if not self._document.dirty:
            return True
        name = self._document.path.name if self._document.path else self._document.plan.profile.title
        answer = self._door.ask_discard_or_save(name)
        if answer == "save":
            self.save(close)
        return answer == "discard"
