"""What the dialogs have in common besides their tables: sentences, moments, a size that fits the screen."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import QDateTime, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QStyledItemDelegate, QWidget

from smrj_desktop.messages import text
from smrj_desktop.ui import prose
from smrj_desktop.ui.tokens import GRID

_FRAME = QSize(2 * GRID, 6 * GRID)
_ROW, _MOST_ROWS = 4 * GRID, 12


class Sentence(QLabel):
    """A plain text in lines with room between them; takes `<b>` in the name of a file for what it is."""

    def __init__(self, content: str) -> None:
        super().__init__(content, wordWrap=True)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def _lines(self, width: int) -> list[str]:
        return prose.lines(self.text(), self.font(), width)

    def heightForWidth(self, width: int) -> int:
        return prose.height(len(self._lines(width)), self.font())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        prose.draw(painter, self.rect(), self._lines(self.width()), Qt.AlignmentFlag.AlignLeft)


class PatientDialog(QDialog):
    """A dialog of many parts: Enter presses the button that has the focus, and nothing from anywhere else."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not enter or isinstance(self.focusWidget(), QPushButton):
            super().keyPressEvent(event)


class RoomyRows(QStyledItemDelegate):
    """Rows of a tree with room between their lines, which the face itself does not have."""

    # Qt's stubs do not know the fields of an option
    def sizeHint(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), option.fontMetrics.height() + GRID)


def problem_line(parent: QWidget | None = None) -> QLabel:
    """The place of a sentence on what is wrong; plain text, as it may quote what somebody typed."""
    line = QLabel(parent)
    line.setWordWrap(True)
    line.setTextFormat(Qt.TextFormat.PlainText)
    line.setProperty("role", "error")
    return line


def tip(plain: str) -> str:
    """A plain text as a tooltip, which would take `<b>` in the name of a file for bold print."""
    return f"<qt>{escape(plain)}</qt>" if plain else ""


def moment(seconds: float) -> str:
    """A moment in local time to the second, given in seconds since the epoch."""
    # Qt's clock takes the wildest time of a file, for which Python's raises
    return QDateTime.fromSecsSinceEpoch(int(seconds)).toString(text("dialog.moment"))


def minute(at: str) -> str:
    """A moment that is kept in ISO 8601, to the minute."""
    return at.replace("T", " ")[:16]


def resize_within_screen(dialog: QDialog, width: int, height: int, rows: int) -> None:
    """Gives a dialog with a list its first size, or as much of it as the screen has beside a frame.

    Args:
        dialog: what is resized.
        width, height: in pixels, the height without the rows.
        rows: how many there are; room is made for the first of them.
    """
    screen = (dialog.parentWidget() or dialog).screen()
    size = QSize(width, height + min(rows, _MOST_ROWS) * _ROW)
    dialog.resize(size.boundedTo(screen.availableSize() - _FRAME))


def resize_to_lines(dialog: QDialog, width: int) -> None:
    """Gives a dialog its first size: a width in pixels, and the height that its lines take then."""
    needed = dialog.layout().totalHeightForWidth(width)
    dialog.resize(width, max(needed, dialog.sizeHint().height()))
