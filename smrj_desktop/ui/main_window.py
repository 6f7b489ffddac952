"""The frame: menus, tool bar, tabs, chart panel, status bar. What happens inside belongs to the tabs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDesktopServices, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QMenu,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop import messages, paths
from smrj_desktop.ui import actions as commands
from smrj_desktop.ui import notices, theme
from smrj_desktop.ui.banner import Banner
from smrj_desktop.ui.docks import Docks
from smrj_desktop.ui.pages import KEYS, Pages
from smrj_desktop.ui.settings import Settings

if TYPE_CHECKING:
    from smrj_desktop.domain.changes import Changes
    from smrj_desktop.domain.checks import Finding
    from smrj_desktop.domain.statements import CellKey
    from smrj_desktop.ui.checking import Checking
    from smrj_desktop.ui.dialogs.build_up import BuildUpDialog
    from smrj_desktop.ui.document import Document
    from smrj_desktop.ui.files import Files
    from smrj_desktop.ui.notices import Door
    from smrj_desktop.ui.selection_summary import SelectionSummary
    from smrj_desktop.ui.tasks import Tasks

SAID_MS = 8000
FIRST_SIZE = QSize(1800, 980)
LEAST_WIDTH = 1024


class MainWindow(QMainWindow):
    """The window of one document.

    Signals:
        first_painted: the frame has been on the screen once.
        turned_to: the window has become the active one.
        versions_wanted: the user asks for earlier generations of the file.
        recovery_wanted: the user asks for what was left behind.

    Attributes:
        banner: what lasts is said there, above the tabs.
    """

    first_painted = Signal()
    turned_to = Signal()
    versions_wanted = Signal()
    recovery_wanted = Signal()

    def __init__(self, settings: Settings) -> None:
        """An empty frame, on the screen before anything heavy is imported."""
        super().__init__()
        self._settings = settings
        self._painted = False
        self._document: Document | None = None
        self.actions_by_key = commands.make_actions(self)
        self._menus = commands.fill_menu_bar(self.menuBar(), self.actions_by_key)
        self._recent_menu = QMenu(self)
        self.actions_by_key["recent"].setMenu(self._recent_menu)
        self._recent_menu.aboutToShow.connect(self._fill_recent)
        self._tool_bar = self.addToolBar("")
        self._tool_bar.setObjectName("tool_bar")
        self._tool_bar.setMovable(False)
        commands.fill_tool_bar(self._tool_bar, self.actions_by_key)
        self.pages = Pages(self)
        self.pages.states = settings.tables
        self.pages.set_highlighted(highlighted=settings.highlight)
        self.pages.context = [self.actions_by_key[key] for key in commands.CONTEXT]
        self.pages.build_up_wanted.connect(self._edit_build_up)
        self.banner = Banner(self)
        self._waiting = QLabel(messages.text("window.loading"), alignment=Qt.AlignmentFlag.AlignCenter)
        self.pages.hide()
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self._waiting, 1)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(body)
        self._progress = QProgressBar(maximum=1000, textVisible=False)
        self._progress.setFixedWidth(160)
        self._cancel = QPushButton(flat=True)
        self.summary: SelectionSummary | None = None
        for widget in (self._progress, self._cancel):
            self.statusBar().addPermanentWidget(widget)
            widget.hide()
        self.docks = Docks(self, self.pages, self.actions_by_key, settings)
        self._retranslate()
        available = self.screen().availableSize()
        self.resize(FIRST_SIZE.boundedTo(available) if available.width() > LEAST_WIDTH else FIRST_SIZE)
        if settings.geometry:
            self.restoreGeometry(QByteArray(settings.geometry))
        if settings.state:
            self.restoreState(QByteArray(settings.state))
        for key, action in self.actions_by_key.items():
            action.setEnabled(key in ("quit", "about", "manual"))
        self.actions_by_key["quit"].triggered.connect(self.close)

    def attach(self, document: Document, tasks: Tasks, files: Files, door: Door, checking: Checking) -> None:
        """Fills the frame with the tabs of a document and connects the commands."""
        self._document, self._tasks, self._files, self._door = document, tasks, files, door
        self._checking = checking
        self.pages.set_checking(checking)
        for action in self.actions_by_key.values():
            action.setEnabled(True)
        self._fill()
        self._connect_commands()
        self._add_summary()
        document.file_changed.connect(self._show_title)
        document.changed.connect(self._on_changed)
        tasks.started.connect(self._show_task)
        tasks.progressed.connect(self._show_progress)
        tasks.finished.connect(self._hide_task)
        tasks.cancelled.connect(self._say_cancelled)
        self._cancel.clicked.connect(tasks.cancel)
        files.said.connect(self.say)
        files.read_findings.connect(self._show_read_findings)
        self._show_title()

    def _add_summary(self) -> None:
        from smrj_desktop.ui.selection_summary import SelectionSummary

        self.summary = SelectionSummary(self.pages, self)
        self.statusBar().insertPermanentWidget(0, self.summary)
        self.summary.hide()

    def _fill(self) -> None:
        assert self._document is not None
        self.pages.show_document(self._document, self._settings.last_tab, self._settings.last_account)
        self._waiting.hide()
        self.pages.show()
        self.docks.fill(self._document, self._checking)

    @property
    def whole(self) -> bool:
        """True where every tab and every panel has been built."""
        return self.pages.whole and self.docks.whole

    def _edit_build_up(self, cell: CellKey, name: str) -> None:
        from smrj_desktop.ui.dialogs.build_up import BuildUpDialog

        assert self._document is not None
        dialog = BuildUpDialog(self._document.plan, cell, name, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._take_build_up, dialog, name))
        dialog.open()

    def _take_build_up(self, dialog: BuildUpDialog, name: str) -> None:
        assert self._document is not None
        edit = dialog.edit(self.pages.statement(dialog.cell.statement).model.totals)
        if edit:
            self._document.do(edit, messages.text("step.set_build_up", cell=name))

    def _connect_commands(self) -> None:
        assert self._document is not None
        act, stack = self.actions_by_key, self._document.undo_stack
        act["new"].triggered.connect(self._files.new)
        act["new_empty"].triggered.connect(self._files.new_empty)
        act["open"].triggered.connect(self._files.open)
        act["save"].triggered.connect(self._save)
        act["save_as"].triggered.connect(self._save_as)
        act["versions"].triggered.connect(self.versions_wanted)
        act["recover"].triggered.connect(self.recovery_wanted)
        act["undo"].triggered.connect(self._undo)
        act["redo"].triggered.connect(self._redo)
        act["undo"].setEnabled(stack.canUndo())
        act["redo"].setEnabled(stack.canRedo())
        stack.canUndoChanged.connect(act["undo"].setEnabled)
        stack.canRedoChanged.connect(act["redo"].setEnabled)
        stack.undoTextChanged.connect(self._show_undo_name)
        stack.redoTextChanged.connect(self._show_redo_name)
        for index in range(len(KEYS)):
            act[f"tab_{index + 1}"].triggered.connect(partial(self.pages.setCurrentIndex, index))
        act["next_tab"].triggered.connect(partial(self.pages.turn, 1))
        act["previous_tab"].triggered.connect(partial(self.pages.turn, -1))
        self.docks.connect_commands()
        act["next_finding"].triggered.connect(partial(self._go_to_finding, 1))
        act["previous_finding"].triggered.connect(partial(self._go_to_finding, -1))
        act["fill_down"].triggered.connect(partial(self._fill_cells, True))
        act["fill_right"].triggered.connect(partial(self._fill_cells, False))
        act["shortcuts"].triggered.connect(self._show_shortcuts)
        for key, action in act.items():
            if key.startswith("theme_"):
                action.setChecked(action.data() == self._settings.theme)
                action.triggered.connect(partial(self._set_theme, action.data()))
            elif key.startswith("language_"):
                action.setChecked(action.data() == self._settings.language)
                action.triggered.connect(partial(self._set_language, action.data()))
        act["about"].triggered.connect(self._door.about)
        act["manual"].triggered.connect(self._open_manual)

    def _go_to_finding(self, step: int, _checked: bool = False) -> None:
        if self.docks.whole and self.pages.commit_pending():
            self.docks.findings.go(step)

    def _fill_cells(self, down: bool, _checked: bool = False) -> None:
        self.pages.fill(down=down)

    def _show_shortcuts(self) -> None:
        from smrj_desktop.ui.dialogs.shortcuts import Shortcuts

        dialog = Shortcuts(self.actions_by_key, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # methods without arguments: Qt would pass on whether the action is checked
    def _save(self) -> None:
        self._files.save()

    def _save_as(self) -> None:
        self._files.save_as()

    def _undo(self) -> None:
        if self._document is not None and self.pages.commit_pending():
            stack = self._document.undo_stack
            name = stack.undoText()
            stack.undo()
            # what changes may stand in another tab, or out of sight
            self.say("window.undone", {"name": name})

    def _redo(self) -> None:
        if self._document is not None and self.pages.commit_pending():
            stack = self._document.undo_stack
            name = stack.redoText()
            stack.redo()
            self.say("window.redone", {"name": name})

    def _set_theme(self, choice: str, _checked: bool = False) -> None:
        self._settings.theme = choice
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, choice, self._settings.zoom)

    def _set_language(self, language: str, _checked: bool = False) -> None:
        if language == messages.language():
            return
        if not self.pages.commit_pending():
            self.actions_by_key[f"language_{messages.language()}"].setChecked(True)
            return
        self._settings.language = language
        self._remember_place()
        messages.set_language(language)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            notices.install_translator(application, language)
        self._retranslate()
        self._fill()
        if self._document is not None:
            self._show_undo_name(self._document.undo_stack.undoText())
            self._show_redo_name(self._document.undo_stack.redoText())
        self._show_title()

    def _retranslate(self) -> None:
        commands.retranslate(self.actions_by_key)
        commands.retranslate_menus(self._menus)
        self._tool_bar.setWindowTitle(messages.text("window.tool_bar"))
        self.docks.retranslate()
        self._cancel.setText(messages.text("window.cancel"))
        self._progress.setAccessibleName(messages.text("window.progress"))
        if self._document is None:
            self.setWindowTitle(messages.text("window.title"))

    # methods, not partials: Qt lets go of a window's methods with the window
    def _show_undo_name(self, name: str) -> None:
        self.actions_by_key["undo"].setText(_named("undo", name))

    def _show_redo_name(self, name: str) -> None:
        self.actions_by_key["redo"].setText(_named("redo", name))

    def _show_title(self) -> None:
        assert self._document is not None
        standing, title = self._document.standing, self._document.plan.profile.title
        # a copy of a file knows what that was like
        name = messages.text("window.copy" if standing.fingerprint else "window.builtin")
        if standing.path:
            name = standing.path.name
        self.setWindowTitle(messages.text("window.title_of", plan=title, file=name) + "[*]")
        self.setWindowModified(self._document.dirty)
        self.setWindowFilePath("")

    def _on_changed(self, changes: Changes) -> None:
        if changes.profile:
            self._show_title()

    def say(self, message: str, parameters: dict[str, object]) -> None:
        """Says something short in the status bar."""
        self.statusBar().showMessage(messages.text(message, **parameters), SAID_MS)

    def _say_cancelled(self) -> None:
        self.say("task.cancelled", {})

    def _show_task(self, job: str) -> None:
        self._progress.setValue(0)
        self._progress.show()
        self._cancel.show()
        self.statusBar().showMessage(messages.text(f"task.{job}"))

    def _show_progress(self, fraction: float, message: str) -> None:
        self._progress.setValue(round(fraction * self._progress.maximum()))
        if message:
            self.statusBar().showMessage(messages.text(message))

    def _hide_task(self) -> None:
        self._progress.hide()
        self._cancel.hide()
        self.statusBar().clearMessage()

    def _show_read_findings(self, findings: list[Finding]) -> None:
        from smrj_desktop.ui.dialogs.read_findings import ReadFindings

        assert self._document is not None
        dialog = ReadFindings(self._document.plan, findings, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        for number, name in enumerate(self._settings.recent, start=1):
            mnemonic = f"&{number} " if number < 10 else ""
            action = QAction(mnemonic + Path(name).name.replace("&", "&&"), self._recent_menu)
            action.setToolTip(name)
            action.setStatusTip(name)
            action.triggered.connect(lambda _checked=False, path=Path(name): self._files.open_path(path))
            self._recent_menu.addAction(action)
        if not self._settings.recent:
            self._recent_menu.addAction(messages.text("window.no_recent")).setEnabled(False)

    def _open_manual(self) -> None:
        manual = paths.resource_dir("manual", f"{messages.language()}.html")
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(manual)))

    def _remember_place(self) -> None:
        if self._document is not None:
            self.pages.keep_states()
            self._settings.last_tab = self.pages.current_key
            self._settings.last_account = self.pages.account

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tells once that the frame is on the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def changeEvent(self, event: QEvent) -> None:
        """Tells when the window is turned to."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.turned_to.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks about unsaved changes and remembers how the window stood."""
        if self._document is not None and not self._files.may_close(self.close):
            event.ignore()
            return
        self._remember_place()
        self._settings.geometry = bytes(self.saveGeometry().data())
        self._settings.state = bytes(self.saveState().data())
        self.docks.remember()
        self._settings.save()
        event.accept()


def _named(key: str, name: str) -> str:
    """A command's text with the name of the step it is about."""
    base = messages.text(f"action.{key}.text")
    return f"{base}：{name}" if name else base
