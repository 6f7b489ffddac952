"""Pages drawn for a printer or a file one at a time, so that the window goes on and the user can stop it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QMarginsF, QObject, QSizeF, QTimer, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.io.disk import Disk
from smrj_desktop.messages import text
from smrj_desktop.render import painter
from smrj_desktop.render.page import Page, Printout
from smrj_desktop.render.paper import Sheet
from smrj_desktop.ui.tokens import GRID

if TYPE_CHECKING:
    # a start touches no printer
    from PySide6.QtPrintSupport import QPrinter


class PrinterError(SmrjError):
    """The printer, or the file it writes, takes no page."""

    message = "preview.printer_refuses"


class Drawing(Protocol):
    """What is drawn page by page: a `PrinterDrawing`, or `render.pdf.PdfDrawing`."""

    @property
    def drawn(self) -> int:
        """How many pages have been drawn."""

    @property
    def count(self) -> int:
        """How many there are."""

    def draw_next(self) -> bool:
        """Draws the next page; False where there is none left."""

    def abort(self) -> None:
        """Gives all of it up; nothing of it is left behind."""


class PrinterDrawing:
    """Draws a printout onto a printer as it has been set up: its range of pages, order, copies and colours.

    Paper and orientation are those of each page.

    Attributes:
        drawn: how many pages have been drawn.
        count: how many there are, copies included that the printer does not make itself.
    """

    def __init__(self, printout: Printout, printer: QPrinter, *, mono: bool = False) -> None:
        """Prepares a job; nothing is sent before the first page."""
        self._printer, self._painter = printer, QPainter()
        self._pages = _chosen(printout.pages, printer)
        self._mono = mono or printer.colorMode() == printer.ColorMode.GrayScale
        self.drawn, self.count = 0, len(self._pages)

    def draw_next(self) -> bool:
        """Draws the next page; False where there is none left, and the job has been sent.

        Raises:
            PrinterError: the printer does not take it.
        """
        if self.drawn == self.count:
            if self._painter.isActive() and not self._painter.end():
                raise PrinterError
            return False
        page = self._pages[self.drawn]
        self._printer.setPageLayout(page_layout(page.sheet))
        ready = self._printer.newPage() if self._painter.isActive() else self._painter.begin(self._printer)
        if not ready or self._printer.printerState() == self._printer.PrinterState.Error:
            raise PrinterError
        painter.draw_page(self._painter, page, dots_per_mm=self._printer.resolution() / 25.4, mono=self._mono)
        self.drawn += 1
        return True

    def abort(self) -> None:
        """Gives the job up; a file that it was written to is removed."""
        if not self._painter.isActive():
            return
        self._printer.abort()
        self._painter.end()
        if name := self._printer.outputFileName():
            # one that cannot be removed is there for the user to see
            with suppress(OSError):
                Disk().remove(Path(name))


def page_layout(sheet: Sheet) -> QPageLayout:
    """A sheet as Qt describes paper, drawn on from its very corner."""
    short, long = sorted(sheet)
    lies = sheet.width > sheet.height
    layout = QPageLayout(
        QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter),
        QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait,
        QMarginsF(),
    )
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _chosen(pages: tuple[Page, ...], printer: QPrinter) -> list[Page]:
    """The pages in the order in which they are sent."""
    chosen = list(pages)
    if printer.printRange() == printer.PrintRange.PageRange:
        ranges = printer.pageRanges()
        chosen = [page for number, page in enumerate(pages, 1) if ranges.contains(number)]
    if printer.pageOrder() == printer.PageOrder.LastPageFirst:
        chosen.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        return chosen * copies
    return [page for page in chosen for _ in range(copies)]


class PrintRun(QObject):
    """Draws one page a turn of the event loop.

    Signals:
        progressed: a page was drawn; carries how many have been, and how many there are.
        finished: all were.
        failed: it went wrong; carries the id of the sentence that says how.
        cancelled: the user ended it.

    Attributes:
        drawing: what draws the pages.
        running: whether it is under way.
    """

    progressed = Signal(int, int)
    finished = Signal()
    failed = Signal(str)
    cancelled = Signal()

    def __init__(self, drawing: Drawing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.drawing = drawing
        self.running = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._draw_next)

    def start(self) -> None:
        """Begins; exactly one of the other signals follows in the end."""
        self.running = True
        self._timer.start()

    def cancel(self) -> None:
        """Ends it where it is under way; nothing of it is left behind."""
        if self.running:
            self._give_up()
            self.cancelled.emit()

    def _draw_next(self) -> None:
        try:
            more = self.drawing.draw_next()
        except SmrjError as error:
            self._give_up()
            self.failed.emit(error.message)
            return
        except BaseException:
            # whoever hears of it, the printer must not wait for more
            self._give_up()
            raise
        if more:
            self.progressed.emit(self.drawing.drawn, self.drawing.count)
            # unless whoever heard of it has ended it
            if self.running:
                self._timer.start()
        else:
            self.running = False
            self.finished.emit()

    def _give_up(self) -> None:
        self.running = False
        self._timer.stop()
        self.drawing.abort()


class RunProgress(QWidget):
    """Says how far a run has come, and stops it; in sight as long as there is one.

    Attributes:
        bar: how far it has come, in pages.
        cancel: ends it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: PrintRun | None = None
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName(text("preview.progress_name"))
        self.bar.setMinimumWidth(24 * GRID)
        self.cancel = QPushButton(text("preview.cancel"), self)
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.cancel)
        self.hide()

    def follow(self, run: PrintRun) -> None:
        """Shows a run until it ends."""
        self._run = run
        run.progressed.connect(self._show)
        for ended in (run.finished, run.failed, run.cancelled):
            ended.connect(self._on_ended)
        self._show(run.drawing.drawn, run.drawing.count)
        self.show()

    def _show(self, done: int, count: int) -> None:
        # an empty range would look as if nobody knew how long it takes
        self.bar.setRange(0, max(1, count))
        self.bar.setValue(done)
        self.bar.setFormat(text("preview.progress", done=done, count=count))

    def _on_ended(self) -> None:
        # which lets go of what was drawn
        self._run = None
        self.hide()

    def _cancel(self) -> None:
        if self._run:
            self._run.cancel()
