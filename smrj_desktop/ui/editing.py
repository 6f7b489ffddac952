"""Editing in place: an editor stays open until the model has taken what was typed, or says why not."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QKeyEvent, QMouseEvent
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

from smrj_desktop.ui import theme
from smrj_desktop.ui.tokens import GRID

_HINT_WIDTH = 42 * GRID
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
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
    """

    left = Signal(int, int)

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
        if event.key() in _ENTER and not self.keeps_enter(event):
            step = (-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1, 0)
        elif event.key() == Qt.Key.Key_Tab:
            step = (0, 1)
        elif event.key() == Qt.Key.Key_Backtab:
            step = (0, -1)
        else:
            return False
        if self.commit():
            self.left.emit(*step)
        return True

    def keeps_enter(self, event: QKeyEvent) -> bool:
        """True where the editor wants this Enter for itself."""
        return False


class EditableTable(QTableView):
    """A table edited in place, over a model that has `refused` and `explain_refusal`."""

    def __init__(self, model: Any, delegate: TypedDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # a narrow table leaves no room for a sentence, so it may stand outside
        self._around = parent or self
        self.hint = Hint(self._around)
        self._model, self._delegate = model, delegate
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
        # Tab leaves the table from a cell that is not being edited, so that the keyboard can reach all else
        self.setTabKeyNavigation(False)
        model.refused.connect(self._on_refused)
        delegate.left.connect(self.step)
        delegate.closeEditor.connect(self.hint.hide)
        theme.changed.connect(self.viewport().update)

    def commit_pending(self) -> bool:
        """Gives the model what is in an open editor; False where it was refused and is still open."""
        return self._delegate.commit()

    def step(self, rows: int, columns: int) -> None:
        """Moves the current cell, over lines that hold nothing, as far as the table reaches."""
        index = self.currentIndex()
        while index.isValid():
            index = index.siblingAtRow(index.row() + rows).siblingAtColumn(index.column() + columns)
            if index.flags() & Qt.ItemFlag.ItemIsEnabled:
                self.setCurrentIndex(index)
                return

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

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.hint.hide()
        super().currentChanged(current, previous)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.hint.hide()
        index = self.currentIndex()
        control = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() in _ENTER and not control:
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1, 0)
            return
        typing = event.text().isprintable() and event.text() and not control
        if (typing or event.key() == Qt.Key.Key_F2) and index.isValid() and not self._editable(index):
            self._model.explain_refusal(index)
            return
        super().keyPressEvent(event)

    def _editable(self, index: QModelIndex) -> bool:
        changing = Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
        return bool(index.flags() & changing)

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
