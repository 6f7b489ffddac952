"""The unit figures are shown in, and the one they are entered in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.messages import text
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.notices import Door


class UnitDesk(QObject):
    """Does what the commands about units ask for."""

    def __init__(
        self,
        document: Document,
        door: Door,
        window: QWidget,
        *,
        actions: dict[str, QAction],
        commit_pending: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        """Takes over the commands.

        Args:
            document, door: what it works with.
            window: what the dialog belongs to.
            actions: the commands, by key.
            commit_pending: ends what is being typed; False where it was refused.
            parent: its owner.
        """
        super().__init__(parent)
        self._document, self._door, self._window = document, door, window
        self._commit_pending = commit_pending
        self._actions = {unit: actions[f"unit_{unit.name.lower()}"] for unit in Unit}
        for action in self._actions.values():
            # a slot without arguments: Qt would pass on whether the command is checked
            action.triggered.connect(self._show_in)
        actions["entry_unit"].triggered.connect(self.change)
        document.unit_changed.connect(self._check)
        document.replaced.connect(self._check)
        document.changed.connect(self._on_changed)
        self._check()

    def _show_in(self) -> None:
        if self._commit_pending():
            self._document.show_in(next(unit for unit, action in self._actions.items() if action.isChecked()))
        self._check()

    def _check(self) -> None:
        self._actions[self._document.shown_unit].setChecked(True)

    def _on_changed(self, changes: Changes) -> None:
        if "entry_unit" in changes.profile:
            self._check()

    def change(self) -> None:
        """Asks for another unit of all figures."""
        from smrj_desktop.ui.dialogs.entry_unit import EntryUnitDialog

        if not self._commit_pending():
            return
        dialog = EntryUnitDialog(self._document.plan, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take() -> None:
            if dialog.edit is None:
                return
            try:
                self._document.do(dialog.edit, text("step.entry_unit", unit=dialog.edit.unit.label))
            except SmrjError as error:
                self._door.error(error.message, **error.parameters)

        dialog.accepted.connect(take)
        dialog.open()
