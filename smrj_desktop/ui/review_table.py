"""The table in which the items of a review are decided, with the mouse or by single keys."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QPainter
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QTableView, QWidget

from smrj_desktop.domain.exchange.review_items import Choice, ReviewItem
from smrj_desktop.messages import text
from smrj_desktop.ui import theme
from smrj_desktop.ui.editing import Hint, TypedDelegate
from smrj_desktop.ui.list_actions import list_actions
from smrj_desktop.ui.models.review_model import (
    ACCEPT_ALL,
    CHOICE,
    MINE,
    PLACE,
    REASON,
    REFUSE_ALL,
    THEIRS,
    ReviewModel,
    columns,
)
from smrj_desktop.ui.plain_cells import Fitting, draw_cell, prepare
from smrj_desktop.ui.tokens import GRID

KEYS = {
    "take": "T",
    "refuse": "M",
    "other": "E",
    "spread": "S",
    "leave": "O",
    "turn": "Space",
    "reason": "F2",
}
"""What can be done with the selected rows, and its key."""

_CHOICES = {
    "take": Choice.THEIRS,
    "refuse": Choice.MINE,
    "spread": Choice.SPREAD,
    "leave": Choice.OPEN,
}

_LEAST_WIDTH = 12 * GRID
"""A window too narrow for all columns is scrolled."""

_CLICKS = {THEIRS: Choice.THEIRS, MINE: Choice.MINE}
_GROUP_CLICKS = {ACCEPT_ALL: Choice.THEIRS, REFUSE_ALL: Choice.MINE}


class _Delegate(TypedDelegate):
    """Draws cells as other tables to read do, and opens a field over a figure, a text or a reason."""

    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        draw_cell(painter, option, index.model().cell(index.row(), index.column()))

    def make_editor(self, parent: QWidget, index: QModelIndex | QPersistentModelIndex) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(text("reviewing.reason" if index.column() == REASON else "reviewing.other"))
        return editor


class ReviewTable(QTableView):
    """Rows of what was sent, mine and theirs, and what is decided.

    A click on one of the two values chooses it; in a heading there are two places that choose for all below.

    Signals:
        chosen: another item is the current one; carries it, or None.

    Attributes:
        actions_by_key: what can be done with the selected rows, by the names in `KEYS`.
        hint: says why something typed was refused.
    """

    chosen = Signal(object)

    def __init__(self, model: ReviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = _Delegate(self)
        self.hint = Hint(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        prepare(self, text("reviewing.items"))
        self.horizontalHeader().setMinimumSectionSize(_LEAST_WIDTH)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self._fitting = Fitting(self, columns(), model.cell)
        self.actions_by_key: dict[str, QAction] = list_actions(
            self, self, KEYS, lambda key: (_button_text(key), text(f"reviewing.{key}_tip"))
        )
        model.modelReset.connect(self._on_reset)
        model.refused.connect(self._on_refused)
        model.decided.connect(self._fitting.rows_later)
        for changed in (self.selectionModel().selectionChanged, self.selectionModel().currentChanged):
            changed.connect(self._enable)
        self._delegate.closeEditor.connect(self.hint.hide)
        self._delegate.wanted_in_all.connect(self._enter_in_all)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self.viewport().update)
        self._on_reset()

    @property
    def current(self) -> ReviewItem | None:
        """The item of the current row; None for a heading."""
        at = self.currentIndex().row()
        row = self._model.rows[at] if 0 <= at < len(self._model.rows) else None
        return row.items[0] if row and not row.heading else None

    def commit_pending(self) -> bool:
        """Takes what is being typed; False where it was refused and the field is still open."""
        return self._delegate.commit()

    def _on_reset(self) -> None:
        self.clearSpans()
        rows = self._model.rows
        for at, row in enumerate(rows):
            if row.heading:
                self.setSpan(at, 0, 1, CHOICE)
        self._fitting.rows_later()
        first = next((at for at, row in enumerate(rows) if not row.heading), -1)
        self.setCurrentIndex(self._model.index(first, PLACE))
        self.chosen.emit(self.current)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.hint.hide()
        if current.row() != previous.row():
            self.chosen.emit(self.current)

    # ---- deciding

    def _selected(self) -> list[int]:
        return [index.row() for index in self.selectionModel().selectedRows()]

    def _enable(self) -> None:
        """Offers the ways that the selected rows leave open, and no others."""
        items = [item for at in self._selected() for item in self._model.rows[at].items]
        for key, choice in _CHOICES.items():
            self.actions_by_key[key].setEnabled(any(choice in item.choices for item in items))
        item = self.current
        self.actions_by_key["other"].setEnabled(item is not None and Choice.TYPED in item.choices)
        self.actions_by_key["reason"].setEnabled(item is not None)

    def _take(self) -> None:
        self._model.decide(self._selected(), Choice.THEIRS)

    def _refuse(self) -> None:
        self._model.decide(self._selected(), Choice.MINE)

    def _spread(self) -> None:
        self._model.decide(self._selected(), Choice.SPREAD)

    def _leave(self) -> None:
        self._model.decide(self._selected(), Choice.OPEN)

    def _turn(self) -> None:
        at = self.currentIndex()
        if not at.isValid():
            return
        if self._model.rows[at.row()].heading and at.column() in _GROUP_CLICKS:
            self._model.decide((at.row(),), _GROUP_CLICKS[at.column()])
        else:
            self._model.turn(at.row())

    def _other(self) -> None:
        self._edit(CHOICE)

    def _reason(self) -> None:
        self._edit(REASON)

    def _edit(self, column: int) -> None:
        index = self.currentIndex().siblingAtColumn(column)
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            # what is selected stays so, as one text may go into all of it
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.edit(index)

    def _enter_in_all(self, value: object) -> None:
        """Puts one text into every selected row; the field stays open where it was refused."""
        column = self.currentIndex().column()
        indexes = [self._model.index(row, column) for row in self._selected()]
        taking = [index for index in indexes if index.flags() & Qt.ItemFlag.ItemIsEditable]
        if all(self._model.setData(index, value) for index in taking):
            self._delegate.close()

    def _on_clicked(self, index: QModelIndex) -> None:
        row, column = index.row(), index.column()
        clicks = _GROUP_CLICKS if self._model.rows[row].heading else _CLICKS
        # with Ctrl or Shift a click selects rows
        if column in clicks and not QGuiApplication.keyboardModifiers():
            self._model.decide((row,), clicks[column])

    def _on_refused(self, index: QModelIndex, sentence: str) -> None:
        editor = self._delegate.editor
        anchor = QRect(editor.geometry() if editor else self.visualRect(index))
        anchor.moveTopLeft(self.viewport().mapTo(self, anchor.topLeft()))
        self.hint.say(anchor, sentence)

    def keyboardSearch(self, _words: str) -> None:
        """The key of what cannot be done here is no word to look for either."""

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """Single keys are commands here, whatever the input method would make of them."""
        return False if query == Qt.InputMethodQuery.ImEnabled else super().inputMethodQuery(query)


def _button_text(key: str) -> str:
    """What a button says, with its key: 採用 (T)."""
    return f"{text(f'reviewing.{key}_text')} ({KEYS[key]})"
