"""The only place that wires objects together."""

from __future__ import annotations

import getpass
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from smrj_desktop import __version__, messages
from smrj_desktop.ui import crash, icons, notices, settings, theme
from smrj_desktop.ui.main_window import MainWindow

WARM_UP_MS = 1500


class Session(QObject):
    """One window with its document, its worker and its settings."""

    def __init__(self, stored: settings.Settings, door: notices.Door | None = None) -> None:
        """Makes the frame alone, which costs no heavy import; `start` brings the plan."""
        super().__init__()
        self.settings = stored
        self.window = MainWindow(stored)
        self.door: notices.Door = door or notices.Notices(self.window)

    def start(self, file: Path | None = None) -> None:
        """Loads the plan and fills the frame. A file that cannot be opened leaves the built-in plan."""
        from smrj_desktop.io import builtin
        from smrj_desktop.ui.document import Document
        from smrj_desktop.ui.files import Files
        from smrj_desktop.ui.tasks import Tasks

        self.tasks = Tasks(self)
        # not before the window can be worked with: the two would slow each other down
        QTimer.singleShot(WARM_UP_MS, self.tasks, self.tasks.warm_up)
        self.document = Document(builtin.load(), author=_user(), parent=self)
        self.files = Files(
            self.document,
            self.tasks,
            self.door,
            self.settings,
            launch=launch,
            commit_pending=self.window.pages.commit_pending,
            parent=self,
        )

        def attach() -> None:
            self.window.attach(self.document, self.tasks, self.files, self.door)

        if file is None:
            attach()
        else:
            self.files.load(file, then=attach)

    def close(self) -> None:
        """Ends the worker process."""
        if hasattr(self, "tasks"):
            self.tasks.close()


def launch(file: Path | None) -> None:
    """Opens a file, or the built-in plan, in a process of its own."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "smrj_desktop"]
    subprocess.Popen([*program, *([str(file)] if file else [])], start_new_session=True, close_fds=True)


def make_application(stored: settings.Settings) -> QApplication:
    """The Qt application in the user's language and looks."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("smrj-workbook")
    application.setApplicationVersion(__version__)
    application.setWindowIcon(icons.icon("application"))
    messages.set_language(stored.language)
    notices.install_translator(application, stored.language)
    theme.apply(application, stored.theme, stored.zoom)
    return application


def run(file: Path | None = None) -> int:
    """Opens the window on `file` or the built-in plan; returns when it is closed."""
    stored, complaint = settings.load()
    application = make_application(stored)
    session = Session(stored)
    crash.install(session.door)

    def start() -> None:
        session.start(file)
        if theme.missing_japanese_font():
            session.door.error("window.no_japanese_font")
        if complaint:
            session.door.information(complaint)

    session.window.first_painted.connect(start)
    session.window.show()
    try:
        return application.exec()
    finally:
        session.close()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
