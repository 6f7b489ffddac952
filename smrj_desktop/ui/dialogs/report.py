"""The check report before it is written: the same grid as on paper."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from smrj_desktop.domain.grid import Grid, GridCell, Role
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import Sentence, resize_within_screen
from smrj_desktop.ui.plain_table import Cell, Column, PlainTable

_WIDTHS_EM = (6, 0, 0, 0, 8)


class Report(QDialog):
    """The report to read, and buttons to write and print it.

    Signals:
        save_wanted: the report is to be written as a workbook.
        print_wanted: it is to be printed.
    """

    save_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, grid: Grid, parent: QWidget | None = None) -> None:
        """Shows a report."""
        super().__init__(parent)
        self.setWindowTitle(grid.title)
        resize_within_screen(self, 1200, 240, len(grid.rows))
        heads = [cell.text if cell else "" for cell in grid.header[-1]]
        columns = [Column(head, width) for head, width in zip(heads, _WIDTHS_EM, strict=True)]
        self.table = PlainTable(columns, grid.title)
        self.table.fill([list(map(_cell, row)) for row in grid.rows])
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.save = self.buttons.addButton(text("report.save"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setDefault(True)
        self.save.clicked.connect(self.save_wanted)
        self.print = self.buttons.addButton(text("report.print"), QDialogButtonBox.ButtonRole.ActionRole)
        self.print.clicked.connect(self.print_wanted)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(Sentence(grid.note))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.buttons)


def _cell(cell: GridCell | None) -> Cell:
    return Cell(cell.text, heading=cell.role is Role.SECTION) if cell else Cell("")
