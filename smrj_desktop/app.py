"""The only place that wires objects together."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from smrj_desktop import __version__, messages
from smrj_desktop.ui import crash, icons, notices, session_end, settings, theme
from smrj_desktop.ui.later import later
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

    def start(self, file: Path | None = None, journal: Path | None = None) -> None:
        """Loads the plan and fills the frame.

        Args:
            file: what to open; where it cannot be opened the built-in plan stays.
            journal: the folder of a document left behind, to be brought back instead.
        """
        from smrj_desktop.io import builtin, sharing
        from smrj_desktop.ui.check_desk import CheckDesk
        from smrj_desktop.ui.checking import Checking
        from smrj_desktop.ui.comparing import Comparing
        from smrj_desktop.ui.document import Document
        from smrj_desktop.ui.files import Files
        from smrj_desktop.ui.keeping import Keeping
        from smrj_desktop.ui.recovery import Recovery
        from smrj_desktop.ui.sharing import Sharing
        from smrj_desktop.ui.tasks import Tasks
        from smrj_desktop.ui.versions import Versions

        window, door = self.window, self.door
        me = sharing.myself(datetime.now().astimezone())
        self.tasks = Tasks(self)
        self.document = Document(builtin.load(), author=me.user, parent=self)
        self.keeping = Keeping(self.document, self)
        self.keeping.troubled.connect(self._say_trouble)
        self.keeping.start()
        self.sharing = Sharing(
            self.document,
            self.tasks,
            door,
            window.banner,
            me,
            window=window,
            commit_pending=window.pages.commit_pending,
            save_as=self._save_as,
            parent=self,
        )
        self.files = Files(
            self.document,
            self.tasks,
            door,
            self.settings,
            keeping=self.keeping,
            sharing=self.sharing,
            launch=launch,
            commit_pending=window.pages.commit_pending,
            parent=self,
        )
        self.checking = Checking(self.document, self)
        self.desk = CheckDesk(
            self.document,
            self.checking,
            self.tasks,
            door,
            window,
            actions=window.actions_by_key,
            commit_pending=window.pages.commit_pending,
            folder=self.files.folder,
            parent=self,
        )
        self.comparing = comparing = Comparing(self.document, self.tasks, door, window, parent=self)
        self.versions = Versions(
            self.document,
            self.tasks,
            door,
            self.settings,
            comparing=comparing,
            window=window,
            launch=launch,
            parent=self,
        )
        self.recovery = Recovery(
            self.document,
            self.tasks,
            door,
            keeping=self.keeping,
            sharing=self.sharing,
            comparing=comparing,
            window=window,
            launch=lambda folder: launch(journal=folder),
            parent=self,
        )
        self.sharing.said.connect(window.say)
        window.turned_to.connect(self.sharing.look)
        window.versions_wanted.connect(self.versions.show)
        window.recovery_wanted.connect(self._recover)
        self._open_first(file, journal)
        later(self, self._furnish)
        # not before the window can be worked with: they would slow each other down
        QTimer.singleShot(WARM_UP_MS, self, self._warm_up)

    def _furnish(self) -> None:
        """Gives the commands to whoever does what they say; a first key comes before it."""
        from smrj_desktop.ui.chart_desk import ChartDesk
        from smrj_desktop.ui.clipboard_desk import ClipboardDesk
        from smrj_desktop.ui.exchange_desk import ExchangeDesk
        from smrj_desktop.ui.find_desk import FindDesk
        from smrj_desktop.ui.import_desk import ImportDesk
        from smrj_desktop.ui.place_desk import PlaceDesk
        from smrj_desktop.ui.print_desk import PrintDesk
        from smrj_desktop.ui.structure_desk import StructureDesk
        from smrj_desktop.ui.totals_desk import TotalsDesk
        from smrj_desktop.ui.unit_desk import UnitDesk
        from smrj_desktop.ui.view_desk import ViewDesk

        document, window, door, actions = self.document, self.window, self.door, self.window.actions_by_key
        self.clipboard = ClipboardDesk(
            document,
            door,
            window,
            actions=actions,
            view_in_front=lambda: window.pages.view,
            say=window.say,
            parent=self,
        )
        self.totals = TotalsDesk(document, door, window.pages, actions=actions, parent=self)
        self.places = PlaceDesk(document, window, actions=actions, parent=self)
        self.finding = FindDesk(document, door, window.pages, actions=actions, parent=self)
        self.structure = StructureDesk(document, door, window.pages, actions=actions, parent=self)
        self.view = ViewDesk(window, self.settings, actions=actions, parent=self)
        self.units = UnitDesk(document, door, window.pages, actions=actions, parent=self)
        self.exports, self.imports, self.pictures = (
            desk(
                document,
                door,
                window.pages,
                tasks=self.tasks,
                folder=self.files.folder,
                actions=actions,
                parent=self,
            )
            for desk in (ExchangeDesk, ImportDesk, ChartDesk)
        )
        window.docks.picture_wanted.connect(self.pictures.save_picture)
        self.printing = PrintDesk(
            document,
            door,
            window.pages,
            checking=self.checking,
            settings=self.settings,
            say=window.say,
            tasks=self.tasks,
            folder=self.files.folder,
            actions=actions,
            parent=self,
        )
        for printed in (self.desk, self.imports, self.comparing):
            printed.print_wanted.connect(self.printing.print_grids)

    def _open_first(self, file: Path | None, journal: Path | None) -> None:
        """Fills the frame: with a document left behind, a file, or the built-in plan."""

        def attach() -> None:
            self.window.attach(self.document, self.tasks, self.files, self.door, self.checking)

        def attach_and_offer() -> None:
            attach()
            self.recovery.offer()

        def load() -> None:
            if file is not None and self.document.pristine:
                self.files.load(file)

        if journal is not None:
            attach()
            self.recovery.restore(journal)
        elif file is not None and not self.recovery.concerns(file):
            self.files.load(file, then=attach_and_offer)
        else:
            attach()
            self.recovery.offer(then=load)

    def _warm_up(self) -> None:
        self.tasks.warm_up()
        self.keeping.begin()

    def _save_as(self) -> None:
        self.files.save_as()

    def _recover(self) -> None:
        self.recovery.offer(asked=True)

    def _say_trouble(self, number: str) -> None:
        """Says, as long as it is so, that edits cannot be written down."""
        if number:
            sentence = messages.text("window.journal_trouble", number=number)
            self.window.banner.say("journal", sentence, level="warning", closable=False)
        else:
            self.window.banner.withdraw("journal")

    def end(self) -> None:
        """Gets ready for the end of the user's session."""
        if hasattr(self, "files"):
            self.files.end_session()

    def close(self) -> None:
        """Lets go of the document and ends the worker process."""
        if QGuiApplication.platformName() == "offscreen":
            # that platform keeps what is on the clipboard until Python is gone, and fails
            QGuiApplication.clipboard().clear()
        if hasattr(self, "printing"):
            self.printing.close()
        if hasattr(self, "files"):
            self.files.close()
        if hasattr(self, "checking"):
            self.checking.close()
        if hasattr(self, "tasks"):
            self.tasks.close()

    def keep_edits(self) -> None:
        """Returns when every edit has reached the disk."""
        if hasattr(self, "keeping"):
            self.keeping.sync()

    def recent_steps(self) -> list[str]:
        """What kinds the last edits were."""
        return self.document.recent_kinds() if hasattr(self, "document") else []


def launch(file: Path | None = None, *, journal: Path | None = None) -> None:
    """Opens a file, a document left behind, or the built-in plan, in a process of its own."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "smrj_desktop"]
    arguments = ["--recover", str(journal)] if journal else [str(file)] if file else []
    subprocess.Popen([*program, *arguments], start_new_session=True, close_fds=True)


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


def spare_collector() -> None:
    """Takes what the start made, which lives as long as the program, out of sight of the garbage collector.

    Looking through all of it again and again takes a third of the time of a large paste.
    """
    gc.freeze()


def run(
    file: Path | None = None,
    journal: Path | None = None,
    started: Callable[[Session], object] = lambda _session: None,
) -> int:
    """Opens the window; returns when it is closed.

    Args:
        file: what it shows; the built-in plan by default.
        journal: the folder of a document left behind that it brings back.
        started: called when the window has been filled.
    """
    stored, complaint = settings.load()
    application = make_application(stored)
    session = Session(stored)
    crash.install(session.door, keep_edits=session.keep_edits, recent_steps=session.recent_steps)
    ending = session_end.SessionEnd(application)
    ending.ending.connect(session.end)
    ending.install()

    def start() -> None:
        session.start(file, journal)
        spare_collector()
        if theme.missing_japanese_font():
            session.door.error("window.no_japanese_font")
        if complaint:
            session.door.information(complaint)
        started(session)

    session.window.first_painted.connect(start)
    session.window.show()
    try:
        return application.exec()
    finally:
        # a second signal may follow the first while the document is let go of
        session.close()
        ending.remove()
