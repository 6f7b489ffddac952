"""What is printed and how: choices on the left, beside them the pages as they will be on paper."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from smrj_desktop.messages import text
from smrj_desktop.render.page import Printout
from smrj_desktop.ui.dialog_parts import PatientDialog, Sentence, resize_within_screen
from smrj_desktop.ui.flow_layout import FlowLayout
from smrj_desktop.ui.page_setup_form import FurnitureForm, PageSetupForm
from smrj_desktop.ui.page_thumbnails import PageThumbnails
from smrj_desktop.ui.page_view import PageView
from smrj_desktop.ui.print_choice import PrintChoice
from smrj_desktop.ui.print_run import RunProgress
from smrj_desktop.ui.tokens import GRID

_SIZE = QSize(1400, 900)
_LEFT = 52 * GRID
_LEAST_VIEW = 40 * GRID
_WITH_THUMBNAILS = 130 * GRID
"""So wide is there room for thumbnails beside the choices and the page."""


class Printing(PatientDialog):
    """Asks what is to be printed and how, and shows the pages; it prints nothing itself.

    Signals:
        changed: something else is wanted, or to be set up otherwise.
        earlier_wanted: an earlier version is to be chosen, from which only the pages that differ are wanted.
        print_wanted, pdf_wanted: the pages are to be printed, or written as PDF.

    Attributes:
        choice: what of the plan; None where it is no plan.
        setup, furniture: of the pages.
        replacing: whether only the pages that differ from an earlier version are wanted.
        earlier, earlier_name: choose that version, and say which it is.
        printout: the pages, which thumbnails and view show.
        page: which one is looked at, from 1.
        zoom: what changes the size of the pages, by name.
        state: what there is to know of the pages.
        progress: how far a run has come.
        print, pdf, leave: the buttons.
    """

    changed = Signal()
    earlier_wanted = Signal()
    print_wanted = Signal()
    pdf_wanted = Signal()

    def __init__(
        self,
        choice: PrintChoice | None,
        setup: PageSetupForm,
        furniture: FurnitureForm,
        *,
        geometry: bytes = b"",
        parent: QWidget | None = None,
    ) -> None:
        """Shows no page before `show_printout`.

        Args:
            choice, setup, furniture: as they were chosen last.
            geometry: what `saveGeometry` returned when it was closed last.
            parent: the window it belongs to.
        """
        super().__init__(parent)
        self.setWindowTitle(text("printing.title"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        resize_within_screen(self, _SIZE.width(), _SIZE.height(), 0)
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        self.choice, self.setup, self.furniture = choice, setup, furniture
        self.replacing, self.earlier = (
            QCheckBox(text("printing.replacing")),
            QPushButton(text("printing.earlier")),
        )
        self.earlier_name = Sentence(text("printing.no_earlier"))
        self.view, self.thumbnails = PageView(), PageThumbnails()
        self.page, self.zoom, self._percent = QSpinBox(), dict[str, QToolButton](), QLabel()
        self.state, self.progress = Sentence(text("printing.laying_out")), RunProgress()
        self.print, self.pdf, self.leave = (
            QPushButton(text(f"printing.{name}")) for name in ("print", "pdf", "close")
        )
        self._has_earlier, self._printable, self._running = False, True, False
        self._focused: QWidget | None = None
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setChildrenCollapsible(False)
        for widget in (self._left(), self.thumbnails, self._pages()):
            middle.addWidget(widget)
        self.thumbnails.setMaximumWidth(self.thumbnails.sizeHint().width())
        # they are no reason for a dialog to be wider than a small screen
        self.thumbnails.setMinimumWidth(1)
        middle.setStretchFactor(2, 1)
        self._show_thumbnails()
        shown = self.thumbnails.maximumWidth()
        middle.setSizes([_LEFT, shown, self.width() - _LEFT - shown])
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(middle, 1)
        layout.addLayout(self._bottom())
        self._connect()
        self.show_printout(Printout(pages=(), total=0), mono=False)
        (choice.tree if choice else self.print).setFocus()

    # ---- its parts

    def _left(self) -> QScrollArea:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID)
        if self.choice is not None:
            column.addWidget(self.choice, 1)
            column.addWidget(self._replacement())
        column.addWidget(self.setup)
        column.addWidget(self.furniture)
        if self.choice is None:
            column.addStretch(1)
        area = self._choices = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        # it follows what is in hand
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        area.setMinimumWidth(content.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width())
        return area

    def _replacement(self) -> QGroupBox:
        group = QGroupBox(text("printing.replacement"))
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.replacing, 1)
        line.addWidget(self.earlier)
        column = QVBoxLayout(group)
        column.setSpacing(GRID)
        column.addLayout(line)
        column.addWidget(self.earlier_name)
        return group

    def _pages(self) -> QWidget:
        # in two lines where type is large and the screen small
        bar = FlowLayout(spacing=GRID // 2)
        for name, act in (
            ("out", self.view.zoom_out),
            ("in", self.view.zoom_in),
            ("width", self.view.fit_width),
            ("page", self.view.fit_page),
        ):
            button = self.zoom[name] = QToolButton()
            button.setText(text(f"printing.zoom_{name}"))
            button.setToolTip(text(f"printing.zoom_{name}_tip"))
            button.setAccessibleName(text(f"printing.zoom_{name}_tip"))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(act)
            bar.addWidget(button)
        self.page.setAccessibleName(text("printing.page_name"))
        bar.addWidget(self.page)
        # last, as its width changes
        self._percent.setIndent(GRID // 2)
        bar.addWidget(self._percent)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(bar)
        column.addWidget(self.view, 1)
        whole.setMinimumWidth(_LEAST_VIEW)
        return whole

    def _bottom(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.state, 1)
        for widget in (self.progress, self.print, self.pdf, self.leave):
            line.addWidget(widget)
        self.print.setDefault(True)
        return line

    def _connect(self) -> None:
        for changed in (self.setup.changed, self.furniture.changed):
            changed.connect(self.changed)
        if self.choice is not None:
            self.choice.changed.connect(self.changed)
        self.replacing.toggled.connect(self._on_replacing)
        self.earlier.clicked.connect(self.earlier_wanted)
        self.print.clicked.connect(self.print_wanted)
        self.pdf.clicked.connect(self.pdf_wanted)
        self.leave.clicked.connect(self.reject)
        self.thumbnails.chosen.connect(self.view.go_to)
        self.view.current_changed.connect(self._show_current)
        self.view.zoom_changed.connect(self._show_zoom)
        self.page.valueChanged.connect(self._turn_to)
        self._show_zoom(self.view.zoom)
        QApplication.instance().focusChanged.connect(self._follow)

    # ---- what is shown

    def show_printout(self, printout: Printout, *, mono: bool) -> None:
        """Shows the pages as they are now."""
        self.printout, count = printout, len(printout.pages)
        self.view.set_printout(printout, mono=mono)
        self.thumbnails.set_printout(printout, mono=mono)
        with QSignalBlocker(self.page):
            self.page.setRange(min(1, count), count)
            self.page.setSuffix(text("printing.page_of", count=count))
        self.page.setEnabled(count > 0)
        self._show_current(self.view.current)

    def show_earlier(self, name: str, remark: str = "") -> None:
        """Says from which version only the pages that differ are wanted from now on, and a remark."""
        self._has_earlier = True
        self.earlier_name.setText("\n".join(filter(None, (text("printing.earlier_is", name=name), remark))))
        with QSignalBlocker(self.replacing):
            self.replacing.setChecked(True)
        self.changed.emit()

    def set_running(self, *, running: bool) -> None:
        """While pages are drawn nothing else can be begun."""
        if running:
            self._focused = self.focusWidget()
        self._running = running
        self._enable()
        if not running and self._focused is not None:
            # a button that cannot be pressed has lost it
            self._focused.setFocus()

    def set_printable(self, *, on: bool) -> None:
        """Whether there is any page, once that is known."""
        self._printable = on
        self._enable()

    def _enable(self) -> None:
        for button in (self.print, self.pdf):
            button.setEnabled(self._printable and not self._running)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_thumbnails()

    def _show_thumbnails(self) -> None:
        """The page has the room where it would get too little."""
        self.thumbnails.setVisible(self.width() >= _WITH_THUMBNAILS)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Brings into sight what a letter of the keyboard leads to, as Tab does by itself."""
        if now is not None and self._choices.isAncestorOf(now) and now.visibleRegion().isEmpty():
            self._choices.ensureWidgetVisible(now)

    def _on_replacing(self, on: bool) -> None:
        if on and not self._has_earlier:
            with QSignalBlocker(self.replacing):
                self.replacing.setChecked(False)
            self.earlier_wanted.emit()
        else:
            self.changed.emit()

    def _show_current(self, index: int) -> None:
        with QSignalBlocker(self.page):
            self.page.setValue(index + 1)
        self.thumbnails.set_current(index)

    def _turn_to(self, number: int) -> None:
        self.view.go_to(number - 1)

    def _show_zoom(self, factor: float) -> None:
        self._percent.setText(text("printing.percent", percent=round(factor * 100)))
