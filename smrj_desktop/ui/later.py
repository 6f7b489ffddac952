"""What is not in sight is built a moment later, so that a first key comes before it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

LATER_MS = 60


def later(owner: QObject, action: Callable[[], object]) -> None:
    """Does something a moment after the window has been painted, unless its owner is gone by then.

    The moment begins when the event loop has turned twice, so that what waited to be painted is: one that
    began now would be over on a slow machine before that.
    """

    def turn_again() -> None:
        QTimer.singleShot(0, owner, wait)

    def wait() -> None:
        QTimer.singleShot(LATER_MS, owner, action)

    QTimer.singleShot(0, owner, turn_again)
