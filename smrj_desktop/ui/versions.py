"""Earlier generations of the document's file: listed, opened beside it, compared with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from smrj_desktop.domain import codec
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.io.generations import Generation
from smrj_desktop.messages import text
from smrj_desktop.ui.comparing import Comparing
from smrj_desktop.ui.dialog_parts import moment
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.settings import Settings
from smrj_desktop.ui.tasks import Tasks


class Versions(QObject):
    """The dialog of earlier generations."""

    def __init__(
        self,
        document: Document,
        tasks: Tasks,
        door: Door,
        settings: Settings,
        *,
        comparing: Comparing,
        window: QWidget,
        launch: Callable[[Path | None], None],
        parent: QObject | None = None,
    ) -> None:
        """Shows nothing before `show`; generations are opened through `launch`, in a process of their own."""
        super().__init__(parent)
        self._document, self._tasks, self._door, self._settings = document, tasks, door, settings
        self._comparing, self._window, self._launch = comparing, window, launch

    def show(self) -> None:
        """Shows the generations of the document's file."""
        path = self._document.path
        if path is None:
            self._door.information("generations.no_file")
            return
        if self._tasks.busy:
            self._door.information("file.busy")
            return
        self._tasks.run("generations", path=path, on_done=self._list, on_failed=self._failed)

    def _failed(self, error: SmrjError) -> None:
        self._door.error(error.message, **error.parameters)

    def _list(self, found: list[Generation]) -> None:
        from smrj_desktop.ui.dialogs.generations import Generations

        name = self._document.path.name if self._document.path else ""
        dialog = Generations(name, found, self._settings.generations, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open_wanted.connect(self._launch)
        saved_at = {each.path: each.saved_at for each in found}
        dialog.compare_wanted.connect(lambda path: self._compare(path, saved_at[path]))
        dialog.count_changed.connect(self._set_count)
        dialog.open()

    def _compare(self, generation: Path, saved_at: datetime) -> None:
        self._comparing.show(
            generation,
            codec.canonical(self._document.plan.to_json()),
            title=text("generations.compare"),
            intro=text("generations.compare_intro", at=moment(saved_at.timestamp())),
            old_name=text("generations.earlier"),
            new_name=text("generations.now"),
        )

    def _set_count(self, count: int) -> None:
        self._settings.generations = count
