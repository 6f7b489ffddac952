"""The panels around the tabs: charts, findings, the inspector. Each is filled when there is time for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from smrj_desktop import messages
from smrj_desktop.domain import STATEMENTS
from smrj_desktop.ui.later import later
from smrj_desktop.ui.pages import KEYS, Pages
from smrj_desktop.ui.settings import Settings

if TYPE_CHECKING:
    from smrj_desktop.domain.statements import CellKey
    from smrj_desktop.ui.chart_panel import ChartPanel
    from smrj_desktop.ui.checking import Checking
    from smrj_desktop.ui.document import Document
    from smrj_desktop.ui.finding_panel import FindingPanel
    from smrj_desktop.ui.inspector import Inspector
    from smrj_desktop.ui.note_panel import NotePanel

NAMES = ("chart", "findings", "inspector", "notes")
"""The panels by the key of the command that shows each."""
BELOW = ("findings", "notes")
ABOUT = {"chart": (*STATEMENTS, "indicators"), "inspector": STATEMENTS}
"""The tabs that these are about; they leave the others their room."""
SIDE_WIDTH, FINDINGS_HEIGHT = 460, 240


class Docks(QObject):
    """The dock widgets of a window.

    Signals:
        note_wanted: a new note is to be written at the place in front.
        picture_wanted: a picture of a chart is to be saved; as of `ChartPanel`.

    Attributes:
        frames: the dock widgets by name, empty at first.
        chart, findings, inspector, notes: what is in them, once it has been built.
    """

    note_wanted = Signal()
    picture_wanted = Signal(object, object)
    chart: ChartPanel
    findings: FindingPanel
    inspector: Inspector
    notes: NotePanel

    def __init__(
        self, window: QMainWindow, pages: Pages, actions: dict[str, QAction], settings: Settings
    ) -> None:
        """Adds empty frames to the window; they show when their command is checked."""
        super().__init__(window)
        self._window, self._pages, self._actions, self._settings = window, pages, actions, settings
        self.frames: dict[str, QDockWidget] = {}
        side = Qt.DockWidgetArea.RightDockWidgetArea
        below = Qt.DockWidgetArea.BottomDockWidgetArea
        for name in NAMES:
            frame = self.frames[name] = QDockWidget(window)
            frame.setObjectName(f"{name}_dock")
            frame.setAllowedAreas(side | below)
            frame.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
            window.addDockWidget(below if name in BELOW else side, frame)
            frame.hide()
        # one behind the other, as each wants the whole height
        window.tabifyDockWidget(self.frames["chart"], self.frames["inspector"])
        window.tabifyDockWidget(self.frames["findings"], self.frames["notes"])
        window.setTabPosition(side | below, QTabWidget.TabPosition.North)
        # the side panels reach down to the status bar
        window.setCorner(Qt.Corner.BottomRightCorner, side)
        pages.turned.connect(self._on_turned)
        pages.account_changed.connect(self._show_account)
        pages.cell_chosen.connect(self._show_cell)

    def connect_commands(self) -> None:
        """Lets the commands show and hide the panels, as the settings have it at first."""
        for name in NAMES:
            self._actions[name].setChecked(getattr(self._settings, f"{name}_visible"))
            self._actions[name].toggled.connect(partial(self._on_toggled, name))

    def _on_toggled(self, name: str, checked: bool) -> None:
        self.show_or_hide()
        if checked:
            self.frames[name].raise_()

    def remember(self) -> None:
        """Keeps in the settings which panels are wanted."""
        for name in NAMES:
            setattr(self._settings, f"{name}_visible", self._actions[name].isChecked())

    @property
    def whole(self) -> bool:
        """True where every panel has been built."""
        return all(frame.widget() is not None for frame in self.frames.values())

    def retranslate(self) -> None:
        """Puts the titles of the chosen language onto the frames."""
        for name, frame in self.frames.items():
            frame.setWindowTitle(messages.text(f"window.{name}"))

    def fill(self, document: Document, checking: Checking) -> None:
        """Builds the panels of a document anew, one after the other."""
        later(self, lambda: self._fill(document, checking))

    def _fill(self, document: Document, checking: Checking) -> None:
        from smrj_desktop.ui.chart_panel import ChartPanel
        from smrj_desktop.ui.finding_panel import FindingPanel
        from smrj_desktop.ui.inspector import Inspector
        from smrj_desktop.ui.note_panel import NotePanel

        checking.start()
        # what is chosen there outlives the panel, which another language or another plan makes anew
        self.chart = ChartPanel(document, chosen=self.chart.chosen if hasattr(self, "chart") else None)
        self.chart.set_account(self._pages.account)
        self.chart.cell_wanted.connect(self._pages.show_cell)
        self.chart.indicator_wanted.connect(self._pages.show_indicator)
        self.chart.picture_wanted.connect(self.picture_wanted)
        self.chart.left.connect(self._leave)
        self.findings = FindingPanel(document, checking)
        self.findings.cell_wanted.connect(self._pages.show_cell)
        self.findings.indicator_wanted.connect(self._pages.show_indicator)
        self.inspector = Inspector(document, checking)
        self.inspector.cell_wanted.connect(self._pages.show_cell)
        self.notes = NotePanel(document)
        self.notes.place_wanted.connect(self._pages.show_place)
        self.notes.add_wanted.connect(self.note_wanted)
        for name in NAMES:
            self._put(name, getattr(self, name))
        self._on_turned()
        if not self._settings.state:
            self._window.resizeDocks([self.frames["chart"]], [SIDE_WIDTH], Qt.Orientation.Horizontal)
            self._window.resizeDocks([self.frames["findings"]], [FINDINGS_HEIGHT], Qt.Orientation.Vertical)

    def _put(self, name: str, panel: QWidget) -> None:
        before = self.frames[name].widget()
        self.frames[name].setWidget(panel)
        if before is not None:
            # the dock would keep it, hidden and still listening
            before.deleteLater()

    def show_or_hide(self, _checked: bool = False) -> None:
        """Shows what is wanted and has something to say about the tab in front."""
        in_front = self._pages.current_key
        for name, frame in self.frames.items():
            wanted = self._actions[name].isChecked() and frame.widget() is not None
            frame.setVisible(wanted and in_front in ABOUT.get(name, KEYS))

    def _on_turned(self) -> None:
        """Has the charts show what the tab in front is about."""
        if self.frames["chart"].widget() is not None:
            if self._pages.current_key == "indicators":
                # a slot without arguments: the tab says which index is left and which one entered
                view = self._pages.indicators.view
                view.selectionModel().currentChanged.connect(
                    self._show_indicator, Qt.ConnectionType.UniqueConnection
                )
                self._show_indicator()
            elif self._pages.current_key in STATEMENTS:
                self.chart.show_statements()
        self.show_or_hide()

    @Slot()
    def _show_indicator(self) -> None:
        if self._pages.current_key == "indicators":
            tab = self._pages.indicators
            row = tab.view.currentIndex().row()
            self.chart.show_indicators(tab.model.indicator(row).section if row >= 0 else "")

    def _leave(self) -> None:
        """Gives the keyboard back to the tab in front."""
        self._pages.currentWidget().setFocus()

    def _show_account(self, account: str) -> None:
        if self.frames["chart"].widget() is not None:
            self.chart.set_account(account)

    def _show_cell(self, cell: CellKey | None) -> None:
        if self.frames["inspector"].widget() is not None:
            self.inspector.show_cell(cell)
