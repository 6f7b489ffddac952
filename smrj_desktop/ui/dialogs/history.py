"""The history of a place or of the whole plan; one change can be taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.edit_kinds import Edit
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.history import entries_of, revert
from smrj_desktop.domain.place_names import Names
from smrj_desktop.domain.plan import HistoryEntry, Plan
from smrj_desktop.domain.statements import Totals
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import minute, problem_line, resize_within_screen
from smrj_desktop.ui.models.cell_words import source_name
from smrj_desktop.ui.models.indicator_model import shorten
from smrj_desktop.ui.place_words import PlaceWords
from smrj_desktop.ui.plain_table import Column, PlainTable
from smrj_desktop.ui.tokens import GRID

MOST = 500
"""So many of the latest changes are listed."""
_LONGEST = 120


class HistoryDialog(QDialog):
    """Lists changes, the latest first.

    Attributes:
        scope: the place, or the whole plan.
        table: the changes.
        take_back: puts the place of the chosen change back to what it was before it.
        problem: why that cannot be done.
    """

    def __init__(
        self,
        plan: Callable[[], Plan],
        place: str,
        totals: Totals,
        do: Callable[[Edit, str], object],
        parent: QWidget | None = None,
    ) -> None:
        """Shows the history of a place.

        Args:
            plan: gives the plan as it is now.
            place: the name of the place; empty for the whole plan.
            totals: what published totals above a leaf do when a change of it is taken back.
            do: does an edit as one step of this name; raises `SmrjError` where it cannot be done.
            parent: the window.
        """
        super().__init__(parent)
        self.setWindowTitle(text("history.title"))
        self._plan, self._place, self._totals, self._do = plan, place, totals, do
        self._entries: list[HistoryEntry] = []
        self.scope = QComboBox()
        if place:
            self.scope.addItem(PlaceWords(plan()).said(place), place)
        self.scope.addItem(text("history.whole"), "")
        self._said = QLabel()
        columns = [
            Column(text("history.at"), 9),
            Column(text("history.author"), 6),
            Column(text("history.place")),
            Column(text("history.old"), 8),
            Column(text("history.new"), 8),
            Column(text("history.source"), 6),
        ]
        self.table = PlainTable(columns, text("history.title"))
        self.problem = problem_line()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        self.take_back = self.buttons.addButton(
            text("history.take_back"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.take_back.clicked.connect(self._take_back)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        label = QLabel(text("history.scope"))
        label.setBuddy(self.scope)
        head.addWidget(label)
        head.addWidget(self.scope, 1)
        head.addWidget(self._said)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self.scope.currentIndexChanged.connect(self._fill)
        self.table.currentCellChanged.connect(self._look)
        self._fill()
        resize_within_screen(self, 980, 200, max(6, len(self._entries)))
        self.table.setFocus()

    def _fill(self) -> None:
        plan, place = self._plan(), self.scope.currentData()
        found = entries_of(plan, place) if place else list(reversed(plan.history))
        self._entries = found[:MOST]
        words, names = PlaceWords(plan), Names(plan)
        self.table.fill([self._row(entry, words, names) for entry in self._entries])
        key = "history.some" if len(found) > MOST else "history.count"
        self._said.setText(text(key, count=len(found), most=MOST))
        self.table.setCurrentCell(0 if self._entries else -1, 0)
        self.table.scrollToTop()
        self._look()

    def _row(self, entry: HistoryEntry, words: PlaceWords, names: Names) -> list[str]:
        place = words.said(entry.place)
        if self.scope.currentData():
            # within one place its field is enough
            field = names.read(entry.place).field
            place = text(f"place.field_{field}") if field else ""
        return [
            minute(entry.at),
            entry.author,
            place,
            shorten(entry.old, _LONGEST) or "—",
            shorten(entry.new, _LONGEST) or "—",
            source_name(entry.source),
        ]

    def _edit(self) -> Edit | None:
        """What taking back the chosen change takes; says why it cannot be."""
        row = self.table.currentRow()
        if not 0 <= row < len(self._entries):
            self.problem.hide()
            return None
        try:
            edit = revert(self._plan(), self._entries[row], self._totals)
        except SmrjError as error:
            self._say(error)
            return None
        self.problem.hide()
        return edit

    def _say(self, error: SmrjError) -> None:
        self.problem.setText(text(error.message, **error.parameters))
        self.problem.show()

    def _look(self) -> None:
        self.take_back.setEnabled(self._edit() is not None)

    def _take_back(self) -> None:
        edit = self._edit()
        if edit is None:
            return
        entry = self._entries[self.table.currentRow()]
        place = PlaceWords(self._plan()).said(entry.place)
        try:
            self._do(edit, text("step.take_back", place=shorten(place, 40)))
        except SmrjError as error:
            self._say(error)
            return
        self._fill()
