"""Totals that answer: what is typed into one, and publishing one or going back to what its parts come to."""

from __future__ import annotations

from PySide6.QtCore import Qt

from smrj_desktop.domain import STATEMENTS
from smrj_desktop.domain.amounts import BLANK, Figure, show
from smrj_desktop.domain.edit_kinds import ClearTotal, one_step
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.messages import text
from smrj_desktop.ui import table_moves
from smrj_desktop.ui.desk import Desk
from smrj_desktop.ui.models.cell_words import beside


class TotalsDesk(Desk):
    """Opens the dialog of a total and does what it asks for."""

    def _take_over(self) -> None:
        """Listens to the tabs."""
        # the editor the figure was typed into closes first
        self._pages.total_typed.connect(self.spread, Qt.ConnectionType.QueuedConnection)
        self._actions["clear_total"].triggered.connect(self.clear)

    def spread(self, cell: CellKey, wanted: Figure) -> None:
        """Asks how a total comes to a figure; an emptied one goes back to what its parts come to."""
        from smrj_desktop.ui.dialogs.spread import SpreadDialog

        if wanted == BLANK:
            self._clear([cell])
            return
        totals = self._pages.statement(cell.statement).model.totals
        dialog = SpreadDialog(self._document.plan, cell, wanted, totals, self._pages.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take() -> None:
            if dialog.edit is not None:
                key = "step.state_total" if dialog.way == "stated" else "step.spread"
                named = beside(self._document.plan, cell, cell._replace(line="", column=""))
                name = text(key, cell=named, value=show(wanted))
                self._do(dialog.edit, name)

        dialog.accepted.connect(take)
        dialog.open()

    def clear(self) -> None:
        """Turns the published totals among the selected cells into computed ones."""
        if self._pages.current_key not in STATEMENTS or not self._pages.commit_pending():
            return
        tab = self._pages.statement(self._pages.current_key)
        self._clear([tab.model.cell_key(index) for index in table_moves.chosen(tab.view)])

    def _clear(self, cells: list[CellKey]) -> None:
        plan = self._document.plan
        stated = []
        for cell in cells:
            table = plan.table(cell)
            if table.locate(cell) in table.sheet(cell.layer).stated:
                stated.append(cell)
        if not stated:
            self._door.information("spread.none_stated")
            return
        edit = one_step([ClearTotal(cell=cell) for cell in stated])
        self._do(edit, text("step.clear_totals", count=len(stated)))
