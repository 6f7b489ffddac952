"""Editing in place: an editor stays open until the model has taken what was typed, or says why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QFrame,
    QLabel,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from smrj_desktop.ui import grid_keys, table_moves, theme
from smrj_desktop.ui.fill_handle import FillHandle
from smrj_desktop.ui.models.clips import Clips
from smrj_desktop.ui.tokens import GRID

_HINT_WIDTH = 42 * GRID
STEPS = {"enter": (1, 0), "enter_back": (-1, 0), "next": (0, 1), "previous": (0, -1)}
"""By how many rows and columns the keys that end an input move on."""

_EDGES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_ONLY_CURRENT = QItemSelectionModel.SelectionFlag.NoUpdate
_PASSING_FOCUS = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class Hint(QLabel):
    """A sentence beside a place in its parent: below it, or above where there is no room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setMargin(GRID)
        self.setFrameShape(QFrame.Shape.Box)
        self.setAutoFillBackground(True)
        self.setProperty("role", "error")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, anchor: QRect, sentence: str) -> None:
        """Shows a sentence beside `anchor`, in the parent's coordinates."""
        area = self.parentWidget().rect()
        self.setText(sentence)
        width = min(_HINT_WIDTH, area.width())
        line = self.fontMetrics().horizontalAdvance(sentence) + 3 * GRID
        self.resize(min(width, line), self.heightForWidth(min(width, line)))
        below = anchor.bottom() + 2
        fits = below + self.height() <= area.bottom()
        x = max(0, min(anchor.left(), area.right() - self.width()))
        self.move(x, below if fits else max(0, anchor.top() - self.height() - 2))
        self.raise_()
        self.show()
        # a screen reader says it at once, as the focus stays in the editor
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


class TypedDelegate(QStyledItemDelegate):
    """Opens one editor at a time and closes it only when the model has taken its value.

    Signals:
        left: an editor closed by a key; carries by how many rows and columns to move on.
        wanted_in_all: what is typed is to go into all selected cells; carries the value.
    """

    left = Signal(int, int)
    wanted_in_all = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.editor: QWidget | None = None
        self._index = QPersistentModelIndex()
        self._taken = True

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        self.editor = self.make_editor(parent, index)
        self._index = QPersistentModelIndex(index)
        return self.editor

    def make_editor(self, parent: QWidget, index: QModelIndex | QPersistentModelIndex) -> QWidget:
        """The widget a cell is edited with."""
        editor = QLineEdit(parent)
        editor.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
        return editor

    def destroyEditor(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if editor is self.editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor: QWidget, model: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        self._taken = model.setData(index, self.value(editor), Qt.ItemDataRole.EditRole)

    def value(self, editor: QWidget) -> Any:
        """What the model is given."""
        return editor.text() if isinstance(editor, QLineEdit) else None

    def commit(self) -> bool:
        """Gives the model what is in the open editor and closes it.

        Returns:
            False where the model refused it; the editor is then still open.
        """
        editor = self.editor
        if editor is None:
            return True
        self._taken = True
        self.commitData.emit(editor)
        if self._taken and self.editor is not None:
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        return self._taken

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.editor:
            return super().eventFilter(watched, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event) or super().eventFilter(watched, event)
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            if event.reason() not in _PASSING_FOCUS and not self.commit():
                # what was typed wrongly must be seen to before anything else is begun
                QTimer.singleShot(0, self._return_to_editor)
            return False
        return super().eventFilter(watched, event)

    def _return_to_editor(self) -> None:
        if self.editor is not None:
            self.editor.setFocus()

    def _key(self, event: QKeyEvent) -> bool:
        """Handles the keys that end an edit; True where it was one."""
        wanted = grid_keys.pressed(event)
        if wanted == "many" and self.editor is not None:
            self.wanted_in_all.emit(self.value(self.editor))
        elif wanted not in STEPS:
            return False
        elif self.commit():
            self.left.emit(*STEPS[wanted])
        return True

    def close(self) -> None:
        """Closes the open editor without its value."""
        if self.editor is not None:
            self.closeEditor.emit(self.editor, QStyledItemDelegate.EndEditHint.RevertModelCache)


class EditableTable(QTableView):
    """A table edited in place; its model has `refused`, `explain_refusal`, `enter_many` and `empty`.

    Signals:
        zoom_wanted: larger type was asked for with the wheel, or smaller; carries by how much it was turned.

    Attributes:
        clips: what it gives to the clipboard and takes from there.
    """

    zoom_wanted = Signal(int)

    def __init__(
        self, model: Any, delegate: TypedDelegate, clips: Clips, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.clips = clips
        # a narrow table leaves no room for a sentence, so it may stand outside
        self._around = parent or self
        self.hint = Hint(self._around)
        self._model, self._delegate = model, delegate
        self._handle = FillHandle(self, self._fill_pairs)
        self._tab_from: int | None = None
        self._stepping = False
        delegate.setParent(self)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Tab moves on within a line and leaves the table at its end, so that the keyboard can reach all else
        self.setTabKeyNavigation(False)
        model.refused.connect(self._on_refused)
        delegate.left.connect(self.step)
        delegate.wanted_in_all.connect(self._enter_in_all)
        delegate.closeEditor.connect(self.hint.hide)
        theme.changed.connect(self.viewport().update)

    def commit_pending(self) -> bool:
        """Gives the model what is in an open editor; False where it was refused and is still open."""
        return self._delegate.commit()

    def step(self, rows: int, columns: int) -> bool:
        """Moves on as Enter and Tab do; False where the table ends there.

        Where several cells are selected it goes round among them. Else a step down goes back to the column
        where the steps to the right began.
        """
        current = self.currentIndex()
        selected = table_moves.chosen(self, down=bool(rows))
        if len(selected) > 1:
            at = selected.index(current) if current in selected else -1
            index = selected[(at + rows + columns) % len(selected)]
            self.selectionModel().setCurrentIndex(index, _ONLY_CURRENT)
            return True
        began = self._tab_from
        if rows and began is not None:
            current = current.siblingAtColumn(began)
        target = next(table_moves.along(self, current, rows, columns), None)
        if target is None:
            return False
        self._stepping = True
        self.setCurrentIndex(target)
        self._stepping = False
        self._tab_from = None if rows else current.column() if began is None else began
        return True

    def fill(self, *, down: bool) -> None:
        """Fills the selection from its first line, or from its first column."""
        self._fill_pairs(table_moves.fill_pairs(self, down=down))

    def _fill_pairs(self, pairs: Sequence[tuple[QModelIndex, QModelIndex]]) -> None:
        if pairs and self.commit_pending():
            self._model.enter_many([(at, source.data(Qt.ItemDataRole.EditRole)) for at, source in pairs])

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._handle.place()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._handle.place()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._handle.place()

    def forget_widths(self) -> None:
        """Gives the columns the widths of what they hold."""
        self.resizeColumnsToContents()

    def empty(self) -> None:
        """Empties the selected cells in sight."""
        self._model.empty(table_moves.chosen(self))

    def _enter_in_all(self, value: object) -> None:
        """Puts one value into every selected cell; an editor stays open where it was refused."""
        selected = table_moves.chosen(self)
        if self._model.enter_many([(index, value) for index in selected]):
            self._delegate.close()

    def _on_refused(self, index: QModelIndex, sentence: str) -> None:
        editor = self._delegate.editor
        anchor = editor.geometry() if editor else self.visualRect(index)
        anchor.moveTopLeft(self.viewport().mapTo(self._around, anchor.topLeft()))
        self.hint.say(anchor, sentence)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Takes the focus back from an editor without drawing all anew, as Qt's own view would."""
        current = self.currentIndex()
        if not current.isValid():
            super().focusInEvent(event)
            return
        QAbstractScrollArea.focusInEvent(self, event)
        editable = bool(current.flags() & Qt.ItemFlag.ItemIsEditable)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, editable)
        self.update(current)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Gives the focus to an editor, or away, in the same manner."""
        QAbstractScrollArea.focusOutEvent(self, event)
        self.update(self.currentIndex())

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.hint.hide()
        if not self._stepping:
            self._tab_from = None
        super().currentChanged(current, previous)

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        # where the program itself goes to a cell, a Ctrl that is held down must not add it to the selection
        return super().selectionCommand(index, event) if event is not None else table_moves.ALL_ELSE_OUT

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab, which never comes as a key, goes along the line first."""
        self.hint.hide()
        stepped = self.hasFocus() and self.step(*STEPS["next" if forward else "previous"])
        return stepped or super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.hint.hide()
        index = self.currentIndex()
        control = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if self._move(grid_keys.pressed(event), event):
            return
        typing = event.text().isprintable() and event.text() and not control
        if (typing or event.key() == Qt.Key.Key_F2) and index.isValid() and not self._editable(index):
            self._model.explain_refusal(index)
            return
        super().keyPressEvent(event)

    def _move(self, wanted: str, event: QKeyEvent) -> bool:
        """Does what the list of keys says, where Qt's own tables do otherwise; False for all else."""
        current, model = self.currentIndex(), self.model()
        match wanted:
            case "enter" | "enter_back":
                self.step(*STEPS[wanted])
            case "empty":
                self.empty()
            case "edge":
                self.setCurrentIndex(table_moves.edge(self, current, *_EDGES[Qt.Key(event.key())]))
            case "extend_edge":
                target = table_moves.edge(self, current, *_EDGES[Qt.Key(event.key())])
                area = table_moves.block(self, table_moves.anchor(self, current), target)
                self.selectionModel().select(area, table_moves.ALL_ELSE_OUT)
                self.selectionModel().setCurrentIndex(target, _ONLY_CURRENT)
            case "first" | "last":
                rows = range(model.rowCount())
                column = 0 if wanted == "first" else model.columnCount() - 1
                ordered = rows if wanted == "first" else reversed(rows)
                indexes = (model.index(row, column) for row in ordered)
                self.setCurrentIndex(
                    next((index for index in indexes if table_moves.is_open(self, index)), current)
                )
                if wanted == "first":
                    self.scrollToTop()
            case "column" | "row" if (extent := table_moves.extent(self)) is not None:
                top, left, bottom, right = extent
                if wanted == "column":
                    top, bottom = 0, model.rowCount() - 1
                else:
                    left, right = 0, model.columnCount() - 1
                whole = table_moves.block(self, model.index(top, left), model.index(bottom, right))
                self.selectionModel().select(whole, table_moves.ALL_ELSE_OUT)
            case "many":
                self._enter_in_all(current.data(Qt.ItemDataRole.EditRole))
            case _:
                return False
        return True

    def _editable(self, index: QModelIndex) -> bool:
        changing = Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
        return bool(index.flags() & changing)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it changes the size of type instead of scrolling."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_wanted.emit(event.angleDelta().y())
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hint.hide()
        # the press took the focus from an editor; one that was refused stays, and so does the current cell
        if not self.commit_pending():
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled and not self._editable(index):
            self._model.explain_refusal(index)
        super().mouseDoubleClickEvent(event)
