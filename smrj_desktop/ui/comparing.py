"""Two plans held beside each other: read and compared in the worker, shown in a dialog of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from smrj_desktop.domain.compare import Difference


class Comparing(QObject):
    """Shows how two plans differ.

    Signals:
        print_wanted: grids are to be printed; carries their title and the grids.
    """

    print_wanted = Signal(str, object)

    def __init__(
        self, document: Document, tasks: Tasks, door: Door, window: QWidget, parent: QObject | None = None
    ) -> None:
        """Places are named as `document` names them; dialogs belong to `window`."""
        super().__init__(parent)
        self._document, self._tasks, self._door, self._window = document, tasks, door, window

    def show(
        self,
        old: bytes | Path,
        new: bytes | Path,
        *,
        title: str,
        intro: str,
        old_name: str,
        new_name: str,
    ) -> None:
        """Compares two plans, each given as canonical JSON or as the workbook it stands in.

        Args:
            old, new: the plans.
            title, intro, old_name, new_name: as the dialog takes them.
        """
        if self._tasks.busy:
            self._door.information("file.busy")
            return

        def done(differences: list[Difference]) -> None:
            from smrj_desktop.ui.dialogs.comparison import Comparison

            dialog = Comparison(
                self._document.plan,
                differences,
                title=title,
                intro=intro,
                old_name=old_name,
                new_name=new_name,
                parent=self._window,
            )
            dialog.print_wanted.connect(lambda: print_list(differences))
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.show()

        def print_list(differences: list[Difference]) -> None:
            from smrj_desktop.io.difference_grid import difference_grid

            grid = difference_grid(
                self._document.plan,
                differences,
                title=title,
                subtitle=intro,
                old_name=old_name,
                new_name=new_name,
            )
            self.print_wanted.emit(title, [grid])

        def failed(error: SmrjError) -> None:
            self._door.error(error.message, **error.parameters)

        self._tasks.run("compare", old=old, new=new, on_done=done, on_failed=failed)
