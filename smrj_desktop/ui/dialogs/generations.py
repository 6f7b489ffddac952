"""Earlier generations of a file: listed, to be opened or compared, and how many are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import Sentence, moment, resize_within_screen
from smrj_desktop.ui.plain_table import Column, PlainTable
from smrj_desktop.ui.settings import MAX_GENERATIONS
from smrj_desktop.ui.tokens import GRID

if TYPE_CHECKING:
    from smrj_desktop.io.generations import Generation


class Generations(QDialog):
    """The generations of one file, the latest first.

    Signals:
        open_wanted: one is to be opened; carries its path.
        compare_wanted: one is to be compared with the plan; carries its path.
        count_changed: so many are to be kept.

    Attributes:
        table: a row for each.
        count: how many are kept.
    """

    open_wanted = Signal(Path)
    compare_wanted = Signal(Path)
    count_changed = Signal(int)

    def __init__(
        self, file_name: str, generations: Sequence[Generation], count: int, parent: QWidget | None = None
    ) -> None:
        """Lists the generations of the file called `file_name`, of which `count` are kept."""
        super().__init__(parent)
        self._paths = [generation.path for generation in generations]
        self.setWindowTitle(text("generations.title", name=file_name))
        resize_within_screen(self, 640, 160, len(generations))
        columns = (Column(text("generations.saved_at")), Column(text("generations.size"), 8, figures=True))
        self.table = PlainTable(columns, text("generations.title", name=file_name))
        self.table.fill(
            [(moment(each.saved_at.timestamp()), f"{each.size_bytes / 1024:,.0f} KB") for each in generations]
        )
        self.open_button = QPushButton(text("generations.open"))
        self.compare_button = QPushButton(text("generations.compare_button"))
        for button, signal in (
            (self.open_button, self.open_wanted),
            (self.compare_button, self.compare_wanted),
        ):
            button.setEnabled(bool(generations))
            button.clicked.connect(lambda _checked=False, signal=signal: self._want(signal))
        self.table.activated.connect(lambda _index: self._want(self.open_wanted))
        self.count = QSpinBox(minimum=0, maximum=MAX_GENERATIONS, value=count)
        # typed digit by digit, 50 would be 5 for a moment
        self.count.setKeyboardTracking(False)
        self.count.valueChanged.connect(self.count_changed)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(self.table, 1)
        if generations:
            self.table.setCurrentCell(0, 0)
            self.table.setFocus()
        else:
            self.table.hide()
            layout.addWidget(Sentence(text("generations.none")))
            layout.addStretch(1)
        layout.addLayout(self._commands())
        layout.addWidget(Sentence(text("generations.where")))
        layout.addWidget(buttons)
        for each in self.findChildren(QPushButton):
            # Enter opens the chosen generation, and in the number it does no more than take it
            each.setAutoDefault(False)

    def _commands(self) -> QHBoxLayout:
        label = QLabel(text("generations.count"))
        label.setBuddy(self.count)
        row = QHBoxLayout()
        row.addWidget(self.open_button)
        row.addWidget(self.compare_button)
        row.addStretch(1)
        row.addWidget(label)
        row.addWidget(self.count)
        return row

    def _want(self, signal: SignalInstance) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self._paths):
            signal.emit(self._paths[row])
