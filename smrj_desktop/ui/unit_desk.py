"""The unit figures are shown in, and the one they are entered in."""

from __future__ import annotations

from PySide6.QtCore import Qt

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.changes import Changes
from smrj_desktop.messages import text
from smrj_desktop.ui.desk import Desk


class UnitDesk(Desk):
    """Does what the commands about units ask for."""

    def _take_over(self) -> None:
        """Takes over the commands."""
        self._choices = {unit: self._actions[f"unit_{unit.name.lower()}"] for unit in Unit}
        for action in self._choices.values():
            # a slot without arguments: Qt would pass on whether the command is checked
            action.triggered.connect(self._show_in)
        self._actions["entry_unit"].triggered.connect(self.change)
        self._document.unit_changed.connect(self._check)
        self._document.replaced.connect(self._check)
        self._document.changed.connect(self._on_changed)
        self._check()

    def _show_in(self) -> None:
        if self._pages.commit_pending():
            self._document.show_in(next(unit for unit, action in self._choices.items() if action.isChecked()))
        self._check()

    def _check(self) -> None:
        self._choices[self._document.shown_unit].setChecked(True)

    def _on_changed(self, changes: Changes) -> None:
        if "entry_unit" in changes.profile:
            self._check()

    def change(self) -> None:
        """Asks for another unit of all figures."""
        from smrj_desktop.ui.dialogs.entry_unit import EntryUnitDialog

        if not self._pages.commit_pending():
            return
        dialog = EntryUnitDialog(self._document.plan, self._pages.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take() -> None:
            if dialog.edit is not None:
                self._do(dialog.edit, text("step.entry_unit", unit=dialog.edit.unit.label))

        dialog.accepted.connect(take)
        dialog.open()
