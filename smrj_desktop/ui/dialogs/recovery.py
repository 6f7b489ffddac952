"""What the last session left behind, for its user to bring back, give up or leave for later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import Sentence, moment, resize_within_screen
from smrj_desktop.ui.plain_table import Cell, Column, PlainTable
from smrj_desktop.ui.tokens import GRID

if TYPE_CHECKING:
    from smrj_desktop.io.recovery import Left


class Recovery(QDialog):
    """The documents left behind; closing it leaves them for later.

    Signals:
        restore_wanted: one of them is to be brought back; carries its `Left`.
        give_up_wanted: one of them is not wanted any more; carries its `Left`.

    Attributes:
        table: a row for each.
    """

    restore_wanted = Signal(object)
    give_up_wanted = Signal(object)

    def __init__(self, left: Sequence[Left], parent: QWidget | None = None) -> None:
        """Shows what was left, the first of it chosen."""
        super().__init__(parent)
        self._left = list(left)
        self.setWindowTitle(text("recovery.title"))
        resize_within_screen(self, 880, 200, len(left))
        columns = (
            Column(text("recovery.file")),
            Column(text("recovery.last_change"), 11),
            Column(text("recovery.count"), 6, figures=True),
            Column(text("recovery.note"), 14),
        )
        self.table = PlainTable(columns, text("recovery.title"))
        self.table.fill([_row(each) for each in left])
        self.table.setCurrentCell(0, 0)
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self._restore = buttons.addButton(text("recovery.restore"), role.AcceptRole)
        self._give_up = buttons.addButton(text("recovery.discard"), role.DestructiveRole)
        self._later = buttons.addButton(text("recovery.later"), role.RejectRole)
        self._restore.clicked.connect(lambda: self._want(self.restore_wanted))
        self._give_up.clicked.connect(lambda: self._want(self.give_up_wanted))
        self.table.doubleClicked.connect(lambda _index: self._want(self.restore_wanted))
        self._later.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(Sentence(text("recovery.intro")))
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        # a button that is in no dialog yet cannot become its default one
        self._restore.setDefault(True)
        self.table.setFocus()

    def _want(self, signal: SignalInstance) -> None:
        row = self.table.currentRow()
        if self.table.isEnabled() and 0 <= row < len(self._left):
            signal.emit(self._left[row])

    def remove(self, left: Left) -> None:
        """Takes a document out; the dialog closes with the last of them."""
        if left in self._left:
            row = self._left.index(left)
            del self._left[row]
            self.table.removeRow(row)
        if not self._left:
            self.accept()

    def set_busy(self, busy: bool) -> None:
        """Takes no wishes while one is being fulfilled; only Escape still closes the dialog."""
        # all of them, or a second Enter would be taken by the button that is left
        for widget in (self.table, self._restore, self._give_up, self._later):
            widget.setEnabled(not busy)
        if not busy:
            self.table.setFocus()


def _row(left: Left) -> list[Cell]:
    name = left.path.name if left.path else text("recovery.unsaved", title=left.title)
    return [
        Cell(name, tip=str(left.path) if left.path else ""),
        Cell(moment(left.last_at)),
        Cell(f"{left.unsaved:,}"),
        Cell(text("recovery.damaged") if left.damaged else ""),
    ]
