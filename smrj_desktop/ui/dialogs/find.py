"""Find and replace over all tabs: every hit in its text, what it would become, and which are to change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.domain.find import Hit, Query, find, replacements
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import TableKey
from smrj_desktop.messages import text
from smrj_desktop.ui.dialog_parts import problem_line, resize_within_screen
from smrj_desktop.ui.place_words import PlaceWords
from smrj_desktop.ui.plain_table import Cell, Column, PlainTable
from smrj_desktop.ui.tokens import GRID

LATER_MS = 150
MOST = 500
"""So many hits are listed; replacing takes all the same."""
_AROUND = 18
_IN_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_CHOSEN, _PLACE, _NOW, _THEN = range(4)


class FindDialog(QDialog):
    """Stays beside the window; the list follows what is typed and what changes in the plan.

    Signals:
        place_wanted: a hit is to be gone to; carries the name of its place.
        replace_wanted: carries the list of `Replacement` to put in.

    Attributes:
        words, by: what is looked for, and what is put in its place.
        exact, whole, wildcards: how it is looked for.
        scope: everything, or the table in front.
        table: the hits.
        hits: all of them; the first `MOST` are in the table.
    """

    place_wanted = Signal(str)
    replace_wanted = Signal(object)

    def __init__(
        self,
        plan: Callable[[], Plan],
        table_in_front: Callable[[], TableKey | None],
        parent: QWidget | None = None,
    ) -> None:
        """Looks for nothing yet.

        Args:
            plan: gives the plan as it is now.
            table_in_front: gives the table in front; None where another tab is.
            parent: the window.
        """
        super().__init__(parent)
        self.setWindowTitle(text("find.title"))
        self._plan, self._table_in_front = plan, table_in_front
        self.hits: list[Hit] = []
        self._left_out: set[Hit] = set()
        self.words, self.by = QLineEdit(clearButtonEnabled=True), QLineEdit(clearButtonEnabled=True)
        self.exact, self.whole, self.wildcards = (
            QCheckBox(text(f"find.{name}")) for name in ("exact", "whole", "wildcards")
        )
        self.scope = QComboBox()
        for scope in ("all", "table"):
            self.scope.addItem(text(f"find.in_{scope}"), scope)
        columns = [
            Column(text("find.chosen"), 3),
            Column(text("find.place"), 18),
            Column(text("find.now")),
            Column(text("find.then")),
        ]
        self.table = PlainTable(columns, text("find.hits"))
        self.said, self.problem = QLabel(), problem_line()
        self.problem.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.replace = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self._later = QTimer(self, singleShot=True, interval=LATER_MS)
        self._lay_out()
        self._later.timeout.connect(self.look)
        for field in (self.words, self.by):
            field.textChanged.connect(self._look_later)
            field.installEventFilter(self)
            field.returnPressed.connect(self._next)
        for box in (self.exact, self.whole, self.wildcards):
            box.toggled.connect(self.look)
        self.scope.currentIndexChanged.connect(self.look)
        self.table.activated.connect(self._go)
        self.table.clicked.connect(self._on_clicked)
        self.table.installEventFilter(self)
        self.replace.clicked.connect(self._replace)
        self.buttons.rejected.connect(self.reject)
        self.look()
        resize_within_screen(self, 900, 260, 10)

    def _lay_out(self) -> None:
        asked = QGridLayout()
        asked.setSpacing(GRID)
        for row, (name, field) in enumerate((("words", self.words), ("by", self.by))):
            label = QLabel(text(f"find.{name}"))
            label.setBuddy(field)
            asked.addWidget(label, row, 0)
            asked.addWidget(field, row, 1)
        options = QHBoxLayout()
        options.setSpacing(2 * GRID)
        label = QLabel(text("find.scope"))
        label.setBuddy(self.scope)
        for widget in (label, self.scope, self.exact, self.whole, self.wildcards):
            options.addWidget(widget)
        options.addStretch(1)
        for name in ("exact", "whole", "wildcards"):
            getattr(self, name).setToolTip(text(f"find.{name}_hint"))
        for button in self.buttons.buttons():
            # Enter in a field goes on to the next hit and must not press one
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addLayout(asked)
        layout.addLayout(options)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def start(self, *, replacing: bool, words: str = "") -> None:
        """Comes to the front with the focus in the field that is wanted."""
        if words:
            self.words.setText(words)
        self.show()
        self.activateWindow()
        field = self.by if replacing and self.words.text() else self.words
        field.setFocus()
        field.selectAll()
        self.look()

    # ---- what is found

    @property
    def query(self) -> Query:
        """What is looked for, as it is chosen."""
        return Query(
            self.words.text(),
            exact=self.exact.isChecked(),
            whole=self.whole.isChecked(),
            wildcards=self.wildcards.isChecked(),
        )

    def look_again(self) -> None:
        """Looks again soon, as the plan is another one now."""
        if self.isVisible():
            self._look_later()

    def _look_later(self) -> None:
        self._later.start()

    def look(self) -> None:
        """Looks for what is typed and shows what is found."""
        self._later.stop()
        tables = None
        if self.scope.currentData() == "table":
            front = self._table_in_front()
            tables = {front} if front else set()
        row = max(0, self.table.currentRow())
        self.hits = find(self._plan(), self.query, tables)
        self._left_out &= set(self.hits)
        self._fill()
        count = min(len(self.hits), MOST)
        self.table.setCurrentCell(min(row, count - 1), _PLACE)
        key = "none" if not self.hits else "more" if len(self.hits) > MOST else "count"
        self.said.setText(text(f"find.{key}", count=len(self.hits), most=MOST) if self.words.text() else "")

    def _wanted(self) -> list[Hit]:
        return [hit for hit in self.hits if not hit.fixed and hit not in self._left_out]

    def _fill(self) -> None:
        plan, by = self._plan(), self.by.text()
        words = PlaceWords(plan)
        shown = self.hits[:MOST]
        # each on its own, as a place with several hits may keep some of them
        self.table.fill([self._row(plan, words, hit, by) for hit in shown])
        self.replace.setEnabled(bool(self._wanted()))
        self.replace.setText(text("find.replace", count=len(self._wanted())))
        self.problem.hide()

    def _row(self, plan: Plan, words: PlaceWords, hit: Hit, by: str) -> list[Cell | str]:
        (what,) = replacements(plan, self.query, [hit], by)
        refused = text(what.refusal, **dict(what.parameters)) if what.refusal else ""
        sign = "fixed" if refused else "left_out" if hit in self._left_out else "taken"
        start = max(0, hit.start - _AROUND)
        head = "…" if start else ""
        tail = "…" if hit.end + _AROUND < len(hit.text) else ""
        now = f"{head}{hit.text[start : hit.end + _AROUND]}{tail}"
        at = len(head) + hit.start - start
        whole = len(hit.text) == hit.end and not hit.start
        then = (
            what.after
            if whole
            else f"{head}{hit.text[start : hit.start]}{by}{hit.text[hit.end :][:_AROUND]}{tail}"
        )
        return [
            Cell(text(f"find.is_{sign}"), tip=refused),
            words.said(hit.place),
            Cell(now, underlined=(at, at + hit.end - hit.start), tip=hit.text),
            Cell(refused)
            if refused
            else Cell(then, underlined=(at, at + len(by)))
            if sign == "taken"
            else "",
        ]

    # ---- what is done

    def _current(self) -> Hit | None:
        row = self.table.currentRow()
        return self.hits[row] if 0 <= row < min(len(self.hits), MOST) else None

    def _go(self) -> None:
        if (hit := self._current()) is not None:
            self.place_wanted.emit(hit.place)

    def _on_clicked(self) -> None:
        if self.table.currentColumn() == _CHOSEN:
            self._toggle()
        else:
            self._go()

    def _next(self) -> None:
        """Goes to the hit that is chosen, and chooses the one after it for the next time."""
        if self._later.isActive():
            self.look()
        hit = self._current()
        if hit is not None:
            self.place_wanted.emit(hit.place)
            row = (self.table.currentRow() + 1) % self.table.rowCount()
            self.table.setCurrentCell(row, _PLACE)
            self.activateWindow()

    def _toggle(self) -> None:
        """Takes the chosen hit out of those to be replaced, or in again."""
        hit = self._current()
        if hit is None or hit.fixed:
            return
        self._left_out ^= {hit}
        row, column = self.table.currentRow(), self.table.currentColumn()
        self._fill()
        self.table.setCurrentCell(row, column)

    def _replace(self) -> None:
        self.look()
        found = replacements(self._plan(), self.query, self._wanted(), self.by.text())
        refused = [item for item in found if item.refusal]
        if refused:
            item = refused[0]
            place = PlaceWords(self._plan()).said(item.place)
            self.problem.setText(
                text(
                    "find.refused",
                    count=len(refused),
                    place=place,
                    reason=text(item.refusal, **dict(item.parameters)),
                )
            )
            self.problem.show()
            return
        self.replace_wanted.emit(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while a field keeps the focus; Space in the list takes a hit in or out."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is not self.table and event.key() in _IN_LIST:
                self.table.keyPressEvent(event)
                return True
            if watched is self.table and event.key() == Qt.Key.Key_Space:
                self._toggle()
                return True
        return super().eventFilter(watched, event)
