"""The commands that change the frame of the plan, and taking indicators out."""

from __future__ import annotations

from PySide6.QtCore import Qt

from smrj_desktop.domain import STATEMENTS
from smrj_desktop.domain.edits import RemoveIndicator
from smrj_desktop.messages import text
from smrj_desktop.ui.desk import Desk
from smrj_desktop.ui.models.indicator_model import shorten


class StructureDesk(Desk):
    """Opens the dialog on the table in front and does what it asks for."""

    def _take_over(self) -> None:
        """Takes over the commands."""
        # a slot without arguments: Qt would pass on whether the command is checked
        self._actions["structure"].triggered.connect(self.change)
        self._pages.indicator_removal_wanted.connect(self.remove_indicator)

    def change(self) -> None:
        """Opens the frame of the table in front; where another tab is, that of the budget."""
        from smrj_desktop.ui.dialogs.structure import StructureDialog

        if not self._pages.commit_pending():
            return
        statement = self._pages.current_key if self._pages.current_key in STATEMENTS else STATEMENTS[0]
        tab = self._pages.statement(statement)
        key, cell = tab.model.key, tab.current_cell()
        if key is None:
            self._door.information("structure.no_table")
            return
        line, column = (cell.line, cell.column) if cell else ("", "")
        dialog = StructureDialog(self._document.plan, key, line, column, self._pages.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take() -> None:
            if dialog.edit is not None:
                self._do(dialog.edit, text("step.structure"))

        dialog.accepted.connect(take)
        dialog.open()

    def remove_indicator(self, key: str) -> None:
        """Takes an indicator out; asks first where it has a target or results."""
        item = self._document.plan.indicators[self._document.plan.indicator_index(key)]
        held = [str(item.target or ""), str(item.midterm_target or ""), *map(str, item.results)]
        told = "、".join(filter(None, held))
        if not told or self._door.confirm("structure.remove_indicator", name=item.name, figures=told):
            self._do(RemoveIndicator(key=key), text("step.remove_indicator", name=shorten(item.name)))
