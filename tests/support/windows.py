"""A real window with a real worker for tests, and a door that answers as it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from smrj_desktop import app
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edits import SetCell
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.ui import later, settings

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

CELL = CellKey("budget", "general", "general_admin", "environment_general")


class Door:
    """Stands where the dialogs would be: answers from what it was given, remembers what it was told."""

    def __init__(self, choice: str | None = None) -> None:
        self.told: list[tuple[str, dict[str, object]]] = []
        self.asked: list[str] = []
        self.answer = "cancel"
        self.choice = choice
        self.to_open: Path | None = None
        self.to_save: Path | None = None
        self.suggested: list[Path] = []
        self.kinds: list[str] = []
        self.kind = ""
        self.printer: QPrinter | None = None

    def error(self, message: str, /, **parameters: object) -> None:
        self.told.append((message, parameters))

    def information(self, message: str, /, **parameters: object) -> None:
        self.told.append((message, parameters))

    def confirm(self, message: str, /, **parameters: object) -> bool:
        self.asked.append(message)
        return True

    def choose(self, message: str, answers, /, *, default: str, **parameters: object) -> str | None:
        self.told.append((message, parameters))
        assert default in answers
        assert self.choice is None or self.choice in answers, (self.choice, answers)
        return self.choice

    def ask_discard_or_save(self, name: str) -> str:
        self.asked.append(name)
        return self.answer

    def choose_open(self, _folder: Path, kind: str = "workbooks") -> Path | None:
        self.kinds.append(kind)
        return self.to_open

    def choose_save(self, suggested: Path) -> Path | None:
        self.suggested.append(suggested)
        return self.to_save

    def choose_export(self, suggested: Path, kinds) -> tuple[Path, str] | None:
        self.kinds.extend(kinds)
        path = self.choose_save(suggested)
        return (path, self.kind or kinds[0]) if path else None

    def choose_printer(self, count: int) -> QPrinter | None:
        self.asked.append(f"{count} pages")
        return self.printer

    def about(self) -> None:
        self.told.append(("about", {}))


@contextmanager
def session(
    qtbot,
    file: Path | None = None,
    stored: settings.Settings | None = None,
    choice: str | None = None,
) -> Iterator[app.Session]:
    """The program's window on a file or the built-in plan, active and whole; closed afterwards.

    `choice` is what its user answers where there are several ways to go on.
    """
    stored = stored or settings.Settings(theme="light")
    app.make_application(stored)
    opened = app.Session(stored, door=Door(choice))
    window = opened.window
    try:
        with qtbot.waitSignal(window.first_painted):
            window.show()
        # nobody types a first key here that the rest of the window should wait for
        with patch.object(later, "LATER_MS", 0):
            opened.start(file)
            qtbot.waitUntil(lambda: window.whole)
        window.activateWindow()
        # a file with findings opens with their dialog in front
        qtbot.waitUntil(lambda: window.isActiveWindow() or QApplication.activeModalWidget() is not None)
        yield opened
    finally:
        if opened.window.isVisible() and hasattr(opened, "document"):
            opened.door.answer = "discard"
        opened.close()
        window.close()
        window.deleteLater()
        QApplication.processEvents()


def at_cell(opened: app.Session, cell: CellKey = CELL) -> app.Session:
    """The window with a statement in front and a cell of it chosen."""
    opened.window.pages.show_cell(cell)
    return opened


def idle(qtbot, opened: app.Session) -> None:
    """Waits until the worker has nothing to do."""
    qtbot.waitUntil(lambda: not opened.tasks.busy)


def put(opened: app.Session, amount: int, cell: CellKey = CELL) -> None:
    """Types a figure, without keys."""
    opened.document.do(SetCell(cell=cell, figure=Figure(amount)), f"{amount} に変更")


def type_words(field: QWidget, words: str) -> None:
    """Types as an input method does, which Japanese is typed with."""
    typed = QInputMethodEvent("", [])
    typed.setCommitString(words)
    QApplication.sendEvent(field, typed)


def dialog_of(qtbot, opened: app.Session, kind: type) -> Any:
    """The dialog of a kind that is in sight, once it is."""
    found: list[object] = []

    def there() -> bool:
        found[:] = [each for each in opened.window.findChildren(kind) if each.isVisible()]
        return bool(found)

    qtbot.waitUntil(there)
    return found[0]
