"""What the dialogs have in common besides their tables: sentences, moments, a size that fits the screen."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QSize, Qt
from PySide6.QtWidgets import QDialog, QLabel

from smrj_desktop.messages import text
from smrj_desktop.ui.tokens import GRID

_FRAME = QSize(2 * GRID, 6 * GRID)


def sentence(content: str = "") -> QLabel:
    """A label that wraps and takes `<b>` in the name of a file for what it is."""
    label = QLabel(content, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def moment(seconds: float) -> str:
    """A moment in local time to the second, given in seconds since the epoch."""
    # Qt's clock takes the wildest time of a file, for which Python's raises
    return QDateTime.fromSecsSinceEpoch(int(seconds)).toString(text("dialog.moment"))


def resize_within_screen(dialog: QDialog, width: int, height: int) -> None:
    """Gives a dialog its first size, or as much of it as the screen it comes up on has beside its frame."""
    screen = (dialog.parentWidget() or dialog).screen()
    dialog.resize(QSize(width, height).boundedTo(screen.availableSize() - _FRAME))
