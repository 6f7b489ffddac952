"""The real program, driven through its window by itself, telling every edit that it has shown.

`python -m benchmarks.officer FILE --seed N --last HASH` opens a plan, or brings back what was left behind of
it, says how that compares with the content hash of what was shown last, and types, pastes, undoes, redoes and
saves until somebody kills it. Each line on standard output is written at once:

    opened exact|ahead|WRONG HASH    what the window came up with
    shown HASH                       an edit, undo or redo is on the screen
    saving | saved                   a save was begun, or is done
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from smrj_desktop import app
from smrj_desktop.domain import STATEMENTS

if TYPE_CHECKING:
    from smrj_desktop.app import Session

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PAUSE_MS = 1


def say(*words: str) -> None:
    """A line that is with the reader when this returns."""
    os.write(1, (" ".join(words) + "\n").encode())


class Officer:
    """Works on a session until the process is killed."""

    def __init__(self, session: Session, seed: int, last: str) -> None:
        """Begins once the window is whole; `last` is the hash that was shown last, empty for none."""
        self.session, self.chance, self.last = session, random.Random(seed), last
        self._opened = self._answered = False
        self._saves = 0
        self._timer = QTimer(session, interval=PAUSE_MS)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self) -> None:
        # a step may open a dialog, which runs events of its own
        self._timer.stop()
        if self._opened:
            self._work()
        else:
            self._open()
        self._timer.start()

    # ---- the start

    def _open(self) -> None:
        dialog = self.session.recovery.dialog
        if dialog is not None and not self._answered and dialog.isVisible():
            self._answered = True
            say("restoring")
            QTest.keyClick(dialog, Qt.Key.Key_Return)
            return
        document = self.session.document
        ready = self.session.window.whole and not self.session.tasks.busy
        if dialog is not None or not ready or document.path is None:
            return
        self._opened = True
        say("opened", *self._judged())

    def _judged(self) -> tuple[str, str]:
        """Whether the plan is what was shown last, or an edit ahead that could not be told any more."""
        stack, now = self.session.document.undo_stack, self._hash()
        if self.last in ("", now):
            return "exact", now
        stack.undo()
        behind = self._hash()
        stack.redo()
        if behind == self.last:
            return "ahead", now
        stack.redo()
        further = self._hash()
        stack.undo()
        return ("ahead" if further == self.last else "WRONG"), now

    def _hash(self) -> str:
        return self.session.document.plan.content_hash()

    # ---- an evening's work

    def _work(self) -> None:
        kinds: list[tuple[Callable[[], None], int]] = [
            (self._type, 8),
            (self._empty, 2),
            (self._paste_figure, 2),
            (self._paste_text, 2),
            (self._undo, 3),
            (self._redo, 2),
            (self._save, 1),
        ]
        self._turn_to_window()
        before = self._number()
        (kind,) = self.chance.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
        kind()
        if self._number() != before:
            QApplication.processEvents()  # the paint
            say("shown", self._hash())

    def _turn_to_window(self) -> None:
        """Puts away what stands before the window, such as the comparison after a recovery."""
        window, front = self.session.window, QApplication.activeWindow()
        if front is not window:
            if front is not None:
                QTest.keyClick(front, Qt.Key.Key_Escape)
            window.activateWindow()

    def _number(self) -> int:
        return self.session.document.state

    def _cell(self) -> Any:
        """A table with its current cell on one that can be typed into."""
        window = self.session.window
        window.pages.setCurrentIndex(2 + self.chance.randrange(len(STATEMENTS)))
        tab = window.pages.statement(window.pages.current_key)
        tab.view.setFocus()
        model = tab.view.model()
        for _ in range(50):
            index = model.index(
                self.chance.randrange(model.rowCount()), self.chance.randrange(model.columnCount())
            )
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                tab.view.setCurrentIndex(index)
                break
        return tab

    def _type(self) -> None:
        view = self._cell().view
        text = str(self.chance.randrange(1, 10**6))
        QTest.keyClicks(view, text[0])
        editor = _editor(view)
        if editor:
            QTest.keyClicks(editor, text[1:])
            QTest.keyClick(editor, Qt.Key.Key_Return)

    def _empty(self) -> None:
        view = self._cell().view
        for _ in range(self.chance.randrange(4)):
            QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
        QTest.keyClick(view, Qt.Key.Key_Delete)

    def _paste_figure(self) -> None:
        view = self._cell().view
        QApplication.clipboard().setText(f"△ {self.chance.randrange(1, 999):,}")
        QTest.keyClick(view, Qt.Key.Key_F2)
        editor = _editor(view)
        if editor:
            editor.selectAll()
            QTest.keyClick(editor, Qt.Key.Key_V, CONTROL)
            QTest.keyClick(editor, Qt.Key.Key_Return)

    def _paste_text(self) -> None:
        pages = self.session.window.pages
        pages.setCurrentIndex(0)
        tab = pages.measures
        keys = [passage.key for passage in self.session.document.plan.outline]
        tab.show_passage(self.chance.choice(keys))
        prose = tab.passage_form.prose
        prose.setFocus()
        QApplication.clipboard().setText(f"措置を{self.chance.randrange(1000)}件、行う。")
        QTest.keyClick(prose, Qt.Key.Key_V, CONTROL)
        QTest.keyClick(prose, Qt.Key.Key_Return, CONTROL)

    def _undo(self) -> None:
        QTest.keyClick(self.session.window, Qt.Key.Key_Z, CONTROL)

    def _redo(self) -> None:
        QTest.keyClick(self.session.window, Qt.Key.Key_Y, CONTROL)

    def _save(self) -> None:
        if self.session.tasks.busy:
            return
        say("saving")
        QTest.keyClick(self.session.window, Qt.Key.Key_S, CONTROL)


def _editor(view: Any) -> QLineEdit | None:
    return next((line for line in view.findChildren(QLineEdit) if line.isVisible()), None)


def main() -> int:
    """Runs the program on a file until it is killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--last", default="")
    options = parser.parse_args()
    officers: list[Officer] = []

    def started(session: Session) -> None:
        officers.append(Officer(session, options.seed, options.last))
        session.files.said.connect(
            lambda message, _parameters: say("saved") if message == "file.saved" else None
        )

    return app.run(options.file, started=started)


if __name__ == "__main__":
    raise SystemExit(main())
