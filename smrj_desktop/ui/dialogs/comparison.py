"""Two plans beside each other: where they differ, and what stands there in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.search_text import plain, words_in
from smrj_desktop.messages import text
from smrj_desktop.ui import differences as in_words
from smrj_desktop.ui.dialog_parts import Sentence, resize_within_screen
from smrj_desktop.ui.plain_table import Column, PlainTable
from smrj_desktop.ui.tokens import GRID

if TYPE_CHECKING:
    from smrj_desktop.domain.compare import Difference
    from smrj_desktop.domain.plan import Plan

FEW = 20
"""So many rows are found without a filter."""


class Comparison(QDialog):
    """A list of differences to read; closing it changes nothing.

    Signals:
        print_wanted: the list is to be printed.

    Attributes:
        table: the differences, in the order given; hidden where there are none.
        filter: only rows that hold what is typed there are in sight; hidden where there are few.
        count: how many those are.
        print: the button; hidden where there is nothing to print.
    """

    print_wanted = Signal()

    def __init__(
        self,
        plan: Plan,
        differences: Sequence[Difference],
        *,
        title: str,
        intro: str,
        old_name: str,
        new_name: str,
        parent: QWidget | None = None,
    ) -> None:
        """Names places as `plan` knows them, and does not look at it again.

        Args:
            plan: either of the two.
            differences: what `domain.compare` found.
            title, intro: above the list, in plain text.
            old_name, new_name: what the two plans are called.
            parent: the window it belongs to.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        resize_within_screen(self, 960, 200, len(differences))
        self.filter = QLineEdit()
        self.count = QLabel()
        columns = (Column(text("difference.place"), 22), Column(old_name), Column(new_name))
        self.table = PlainTable(columns, title)
        places = [in_words.where(plan, item) for item in differences]
        self.table.fill(
            [
                (place, *in_words.cells(item, item.old, item.new))
                for place, item in zip(places, differences, strict=True)
            ]
        )
        # what is typed may stand where a long text is cut
        self._plain = [
            plain(f"{place}\n{item.old}\n{item.new}") for place, item in zip(places, differences, strict=True)
        ]
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.print = buttons.addButton(text("comparison.print"), QDialogButtonBox.ButtonRole.ActionRole)
        self.print.clicked.connect(self.print_wanted)
        self.print.setVisible(bool(differences))
        for button in buttons.buttons():
            # Enter in the filter is to press none
            cast(QPushButton, button).setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(Sentence(intro))
        layout.addWidget(self._filter_line())
        layout.addWidget(self.table, 1)
        if differences:
            self.table.setCurrentCell(0, 0)
            self.table.setFocus()
        else:
            self.table.hide()
            layout.addWidget(Sentence(text("difference.same")))
            layout.addStretch(1)
        layout.addWidget(buttons)
        self.filter.textChanged.connect(self._narrow)
        self._narrow("")

    def _filter_line(self) -> QWidget:
        line = QWidget(self)
        line.setVisible(len(self._plain) > FEW)
        label = QLabel(text("comparison.filter"))
        label.setBuddy(self.filter)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self.filter, 1)
        row.addWidget(self.count)
        return line

    def _narrow(self, typed: str) -> None:
        """Shows the rows that hold every word typed."""
        words = words_in(typed)
        seen = [all(word in row for word in words) for row in self._plain]
        for row, wanted in enumerate(seen):
            self.table.setRowHidden(row, not wanted)
        self.count.setText(text("comparison.count", shown=sum(seen), all=len(seen)))
