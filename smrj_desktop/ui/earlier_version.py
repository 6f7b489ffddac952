"""An earlier version of the open plan, chosen among the generations of its file or as a file, and read."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import moment
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.print_source import Judged, PlanSource
from smrj_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from smrj_desktop.io.generations import Generation
    from smrj_desktop.io.jobs import Checked, OpenedFile

MOST_LISTED = 10
"""So many generations are offered; older ones can be chosen as files."""


class EarlierVersion(QObject):
    """Asks for a version and has it read and checked by the worker.

    Signals:
        read: one was; carries its `PlanSource`.
    """

    read = Signal(object)

    def __init__(
        self,
        document: Document,
        tasks: Tasks,
        door: Door,
        folder: Callable[[], Path],
        parent: QObject | None = None,
    ) -> None:
        """Asks for nothing before `ask`; files are looked for first in `folder`."""
        super().__init__(parent)
        self._document, self._tasks, self._door, self._folder = document, tasks, door, folder

    def ask(self, button: QWidget) -> None:
        """Offers the generations of the document's file in a menu below a button, or asks for a file."""
        if self._tasks.busy:
            self._door.information("file.busy")
        elif self._document.path is None:
            self._ask_file()
        else:
            offer = partial(self._offer, button)
            self._tasks.run("generations", path=self._document.path, on_done=offer, on_failed=self._failed)

    def _offer(self, button: QWidget, found: list[Generation]) -> None:
        if not found:
            self._ask_file()
            return
        menu = QMenu(button)
        for each in found[:MOST_LISTED]:
            name = text("printing.generation", at=moment(each.saved_at.timestamp()))
            menu.addAction(name).triggered.connect(partial(self._read, each.path, name))
        menu.addSeparator()
        menu.addAction(text("printing.earlier_file")).triggered.connect(self._ask_file)
        # not before what was chosen has been told
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _ask_file(self) -> None:
        path = self._door.choose_open(self._folder())
        if path is not None:
            self._read(path, path.name)

    def _read(self, path: Path, name: str, _checked: bool = False) -> None:
        def check(opened: OpenedFile) -> None:
            self._tasks.run(
                "check", plan=opened.plan, on_done=partial(self._take, name, opened), on_failed=self._failed
            )

        if self._tasks.busy:
            self._door.information("file.busy")
            return
        self._tasks.run("open", path=path, me=None, on_done=check, on_failed=self._failed)

    def _take(self, name: str, opened: OpenedFile, checked: Checked) -> None:
        plan = Plan.from_json(json.loads(opened.plan))
        judged = Judged(checked.findings, checked.holds)
        self.read.emit(PlanSource(name, lambda: plan, lambda: judged))

    def _failed(self, error: SmrjError) -> None:
        self._door.error(error.message, **error.parameters)
