"""Going to a line, a column, an indicator or a passage by typing a part of its name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from smrj_desktop.domain import STATEMENTS
from smrj_desktop.domain.places import Places, Spot
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import TableKey
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import resize_within_screen
from smrj_desktop.ui.models.indicator_model import shorten
from smrj_desktop.ui.plain_table import Column, PlainTable

_MOST = 60
_WITHIN_EM = 24
_LONGEST = 81
"""A passage, whose name is its whole text, takes no more than a few lines."""
_IN_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class GoTo(QDialog):
    """A field and what fits to it; arrows choose, Enter goes there.

    Signals:
        chosen: where to go; carries the `Spot`.

    Attributes:
        words: what is looked for.
        table: the places that fit, best ones first.
    """

    chosen = Signal(object)

    def __init__(self, plan: Plan, near: TableKey | None, parent: QWidget | None = None) -> None:
        """Searches a plan; places in the table `near` come first among equals."""
        super().__init__(parent)
        self.setWindowTitle(text("go_to.title"))
        self._near = near
        self._statements = {key: text(f"statement.{key}") for key in STATEMENTS}
        self._places = Places(plan, self._statements)
        self._found: list[Spot] = []
        self.words = QLineEdit(clearButtonEnabled=True)
        self.words.setPlaceholderText(text("go_to.words"))
        self.words.setAccessibleName(text("go_to.words"))
        self.words.textChanged.connect(self._fill)
        self.words.returnPressed.connect(self._go)
        self.words.installEventFilter(self)
        columns = [Column(text("go_to.name")), Column(text("go_to.within"), _WITHIN_EM)]
        self.table = PlainTable(columns, text("go_to.title"))
        self.table.activated.connect(self._go)
        self.table.clicked.connect(self._go)
        self.said = QLabel()
        self.said.setProperty("role", "secondary")
        layout = QVBoxLayout(self)
        for widget in (self.words, self.table, self.said):
            layout.addWidget(widget)
        resize_within_screen(self, 720, 120, 12)
        self._fill()

    def _fill(self) -> None:
        self._found = list(self._places.find(self.words.text(), self._near, _MOST))
        self.table.fill([[shorten(spot.name, _LONGEST), self._where(spot)] for spot in self._found])
        if self._found:
            self.table.setCurrentCell(0, 0)
        typed, count = bool(self.words.text().strip()), len(self._found)
        key = "hint" if not typed else "none" if not count else "more" if count == _MOST else "count"
        self.said.setText(text(f"go_to.{key}", count=count))

    def _where(self, spot: Spot) -> str:
        if spot.cell is None:
            return " ".join(filter(None, (text(f"go_to.{spot.kind}"), spot.within)))
        return f"{spot.within}・{self._statements[spot.cell.statement]}"

    def _go(self) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self._found):
            self.accept()
            self.chosen.emit(self._found[row])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the field keeps the focus."""
        if (
            watched is self.words
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _IN_LIST
        ):
            self.table.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)
