"""What somebody else changed in the same file: taken in, and chosen where both changed the same place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from smrj_desktop.messages import text
from smrj_desktop.ui import differences as in_words
from smrj_desktop.ui.dialog_parts import Sentence, resize_within_screen
from smrj_desktop.ui.plain_table import Cell, Column, PlainTable
from smrj_desktop.ui.tokens import GRID

if TYPE_CHECKING:
    from smrj_desktop.domain.edits import Edit
    from smrj_desktop.domain.merge import Merged
    from smrj_desktop.domain.plan import Plan

MINE, THEIRS, CHOICE = 2, 3, 4
_MOST_WEIGHT = 4
"""A table of so many rows takes as much of the height as one of more."""


class Choices(PlainTable):
    """Rows of a place, what stood there, both values, and which of the two is kept.

    A click on one of the values chooses it; the space bar changes the choice of the current row.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        columns = (
            Column(text("difference.place"), 20),
            Column(text("merging.base")),
            Column(text("merging.mine")),
            Column(text("merging.theirs")),
            Column(text("merging.choice"), 5),
        )
        super().__init__(columns, name, parent)
        self._theirs: set[int] = set()
        self.cellClicked.connect(self._on_clicked)

    def fill(self, rows: Sequence[Sequence[Cell | str]]) -> None:
        """Shows rows of all but the choice, which is one's own value."""
        self._theirs.clear()
        super().fill([[*row, text("merging.keep_mine")] for row in rows])

    def takes_theirs(self, row: int) -> bool:
        """Whether the other's value was chosen."""
        return row in self._theirs

    def choose(self, row: int, *, theirs: bool) -> None:
        """Chooses the other's value, or one's own."""
        (self._theirs.add if theirs else self._theirs.discard)(row)
        self.put(row, CHOICE, text("merging.take_theirs" if theirs else "merging.keep_mine"))

    def choose_all(self, *, theirs: bool) -> None:
        """Chooses the same side in all rows."""
        for row in range(self.rowCount()):
            self.choose(row, theirs=theirs)

    def _on_clicked(self, row: int, column: int) -> None:
        if column in (MINE, THEIRS):
            self.choose(row, theirs=column == THEIRS)
        elif column == CHOICE:
            self.choose(row, theirs=not self.takes_theirs(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentRow()
        if event.key() == Qt.Key.Key_Space and row >= 0:
            self.choose(row, theirs=not self.takes_theirs(row))
        else:
            super().keyPressEvent(event)


class Merging(QDialog):
    """Shows a merge before it is made; `edits` are what the user decided.

    Attributes:
        taken: what only they changed.
        conflicts: what both changed.
    """

    def __init__(self, plan: Plan, merged: Merged, *, file_name: str, parent: QWidget | None = None) -> None:
        """Names places as `plan` knows them.

        Args:
            plan: one's own.
            merged: what `domain.merge` found.
            file_name: where the other's changes stand.
            parent: the window it belongs to.
        """
        super().__init__(parent)
        self._merged = merged
        self.setWindowTitle(text("merging.title", name=file_name))
        resize_within_screen(self, 1040, 240, len(merged.taken) + len(merged.conflicts))
        columns = (
            Column(text("difference.place"), 22),
            Column(text("merging.mine")),
            Column(text("merging.theirs")),
        )
        self.taken = PlainTable(columns, text("merging.taken", count=len(merged.taken)))
        self.taken.fill(
            [(in_words.where(plan, item), *in_words.cells(item, item.old, item.new)) for item in merged.taken]
        )
        self.conflicts = Choices(text("merging.conflicts", count=len(merged.conflicts)))
        self.conflicts.fill(
            [
                (
                    in_words.where(plan, item),
                    # who decides about a build-up decides about its items
                    *in_words.cells(item, item.base, item.mine, item.theirs, whole=item.what == "build_up"),
                )
                for item in merged.conflicts
            ]
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        accept = buttons.addButton(text("merging.accept"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        self._add_part(layout, "taken", self.taken, len(merged.taken))
        self._add_part(layout, "conflicts", self.conflicts, len(merged.conflicts))
        if any(item.what == "build_up" for item in merged.conflicts):
            layout.addWidget(Sentence(text("merging.build_ups")))
        if merged.conflicts:
            layout.addLayout(self._both_sides())
        first = self.conflicts if merged.conflicts else self.taken
        first.setCurrentCell(0, first.columnCount() - 1)
        first.setFocus()
        layout.addWidget(buttons)
        # a button that is in no dialog yet cannot become its default one
        accept.setDefault(True)

    def _add_part(self, layout: QVBoxLayout, key: str, table: PlainTable, count: int) -> None:
        """A table under its heading, or one sentence where it holds nothing."""
        heading = text(f"merging.{key}", count=count) if count else text(f"merging.no_{key}")
        layout.addWidget(Sentence(heading))
        layout.addWidget(table, min(count, _MOST_WEIGHT))
        table.setVisible(count > 0)

    def _both_sides(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for key, theirs in (("all_mine", False), ("all_theirs", True)):
            button = QPushButton(text(f"merging.{key}"))
            button.clicked.connect(
                lambda _checked=False, theirs=theirs: self.conflicts.choose_all(theirs=theirs)
            )
            row.addWidget(button)
        row.addStretch(1)
        return row

    def edits(self) -> tuple[Edit, ...]:
        """What brings the other's changes in, and those of the conflicts that were chosen."""
        chosen = [
            edit
            for row, conflict in enumerate(self._merged.conflicts)
            if self.conflicts.takes_theirs(row)
            for edit in conflict.edits
        ]
        return (*self._merged.edits, *chosen)
