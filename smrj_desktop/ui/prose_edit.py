"""A field for running text: plain, with the space between lines that reading takes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from smrj_desktop.ui import theme
from smrj_desktop.ui.tokens import GRID, PROSE_LINE_HEIGHT

_MOST_LINES = 16


class ProseEdit(QTextEdit):
    """Plain text that tells when it is done with: on leaving it and on Ctrl+Enter.

    Signals:
        committed: the user is done with the text as it stands.
    """

    committed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        # QPlainTextEdit would do but for the height of its lines, which it takes from the font alone
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self._given = self._shown = ""
        theme.changed.connect(self._limit)
        self._limit()

    def _limit(self) -> None:
        line = QFontMetrics(theme.font()).height() * PROSE_LINE_HEIGHT
        self.setMaximumHeight(round(line * _MOST_LINES) + 2 * GRID)

    def put(self, text: str) -> None:
        """Shows a text afresh; what was typed before can no longer be taken back here."""
        self.setPlainText(text)
        spaced = QTextBlockFormat()
        # of Qt's kinds of line height this one is a percentage
        spaced.setLineHeight(100 * PROSE_LINE_HEIGHT, 1)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spaced)
        self.document().clearUndoRedoStacks()
        self._given, self._shown = text, self.toPlainText()

    def typed(self) -> str:
        """The text as it stands; where nobody changed it, to the letter what `put` was given.

        Qt gives hard spaces and line separators back as plain ones, which would pass for an edit.
        """
        now = self.toPlainText()
        return self._given if now == self._shown else now

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = self.document()
            spent = (event.matches(QKeySequence.StandardKey.Undo) and not own.isUndoAvailable()) or (
                event.matches(QKeySequence.StandardKey.Redo) and not own.isRedoAvailable()
            )
            if spent:
                # nothing left to take back here: the window's own undo has its turn
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.committed.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.committed.emit()
