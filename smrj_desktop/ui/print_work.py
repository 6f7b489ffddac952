"""What one open print dialog does: keeps its pages up to date, prints them, writes them as PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.messages import text
from smrj_desktop.render import missing
from smrj_desktop.render import printout as pages
from smrj_desktop.render.page import Printout
from smrj_desktop.render.pdf import PdfDrawing
from smrj_desktop.render.replacement import Fate, Replacement
from smrj_desktop.ui.dialogs.printing import Printing
from smrj_desktop.ui.laying_out import LayingOut, Order
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.print_run import Drawing, PrinterDrawing, PrintRun
from smrj_desktop.ui.tasks import Tasks

REST_MS = 150
"""Pages are laid out anew when the keys have rested so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What printing needs of the window.

    Attributes:
        tasks, door: as every desk has them.
        ready: ends what is being typed; False where it was refused, or the worker is busy.
        choose_target: asks where a file of one of some kinds is to go.
        say: says something short in the status bar.
    """

    tasks: Tasks
    door: Door
    ready: Callable[[], bool]
    choose_target: Callable[[str, Sequence[str]], tuple[Path, str] | None]
    say: Callable[[str, dict[str, object]], None]


class PrintWork(QObject):
    """Serves a dialog as long as it is open."""

    def __init__(
        self,
        dialog: Printing,
        means: Means,
        order: Callable[[], Order],
        name: Callable[[Printout], str],
    ) -> None:
        """Lays out what is wanted at first.

        Args:
            dialog: whose pages these are; owns this.
            means: what it works with.
            order: what is to be laid out now.
            name: proposes the name of a file for pages.
        """
        super().__init__(dialog)
        self._dialog, self._means, self._order, self._name = dialog, means, order, name
        self._then: Callable[[], object] | None = None
        self._run: PrintRun | None = None
        self._writing = False
        self._said = ""
        self._laying = LayingOut(self)
        self._laying.laid.connect(self._show)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._lay_out)
        dialog.changed.connect(self.renew)
        dialog.print_wanted.connect(partial(self._begin, self._print))
        dialog.pdf_wanted.connect(partial(self._begin, self._write))
        dialog.finished.connect(self._stop)
        self._lay_out()

    @property
    def settled(self) -> bool:
        """Whether the pages in sight are those that are wanted."""
        return not self._rest.isActive() and not self._laying.busy

    def renew(self) -> None:
        """Lays out anew before long: something is wanted otherwise, or the plan is another."""
        self._rest.start()

    def _lay_out(self) -> None:
        self._rest.stop()
        self._laying.lay_out(self._order())

    def _show(self, printout: Printout, replacement: Replacement | None) -> None:
        self._dialog.show_printout(printout, mono=self._dialog.setup.setup.mono)
        self._dialog.set_printable(on=bool(printout.pages))
        self._said = "\n".join(filter(None, (_said(printout, replacement), missing.sentence(printout))))
        self._dialog.state.setText(self._said)
        # a dialog may be in front for long, and laying out is not to wait for it
        QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        """Does what waited for the pages, unless others are wanted by now."""
        if self.settled and self._then is not None:
            then, self._then = self._then, None
            then()

    # ---- runs

    def _begin(self, act: Callable[[], object]) -> None:
        """Does something with the pages as they are wanted now, once they are laid out."""
        if self._run is not None or self._writing or not self._means.ready():
            return
        if self._rest.isActive():
            self._lay_out()
        if self.settled:
            act()
        else:
            self._then = act

    def _print(self) -> None:
        printout = self._dialog.printout
        if not printout.pages:
            return
        printer = self._means.door.choose_printer(len(printout.pages))
        if printer is None:
            return
        drawing = PrinterDrawing(printout, printer, mono=self._dialog.setup.setup.mono)

        def printed() -> None:
            said: dict[str, object] = {"name": self._name(printout), "count": drawing.count}
            self._means.say("printing.printed", said)
            self._dialog.state.setText(text("printing.printed", **said))

        self._draw(drawing, printed)

    def _write(self) -> None:
        printout = self._dialog.printout
        if not printout.pages:
            return
        chosen = self._means.choose_target(self._name(printout), ("pdf",))
        if chosen is None:
            return
        path, title = chosen[0], self._dialog.furniture.headline.text().strip()
        drawing = PdfDrawing(printout, title=title, mono=self._dialog.setup.setup.mono)

        def write() -> None:
            if self._means.tasks.busy:
                self._means.door.information("file.busy")
                return
            self._writing = True
            self._means.tasks.run(
                "export_pdf",
                content=drawing.content(),
                bookmarks=pages.bookmarks(printout),
                title=title,
                path=path,
                on_done=lambda _none: self._written(path),
                on_failed=self._failed,
                on_cancelled=self._end_writing,
            )

        self._draw(drawing, write)

    def _draw(self, drawing: Drawing, then: Callable[[], object]) -> None:
        """Draws pages, and does something afterwards unless that fails or is given up."""
        self._run = run = PrintRun(drawing, self)
        # what an earlier run came to says nothing of this one
        self._dialog.state.setText(self._said)

        def ended() -> None:
            self._run = None
            self._dialog.set_running(running=False)
            run.deleteLater()

        def finished() -> None:
            ended()
            then()

        def failed(message: str) -> None:
            ended()
            self._means.door.error(message)

        run.finished.connect(finished)
        run.failed.connect(failed)
        run.cancelled.connect(ended)
        self._dialog.progress.follow(run)
        self._dialog.set_running(running=True)
        run.start()

    def _written(self, path: Path) -> None:
        self._end_writing()
        self._means.door.information("exchange.written", name=path.name)

    def _failed(self, error: SmrjError) -> None:
        self._end_writing()
        self._means.door.error(error.message, **error.parameters)

    def _end_writing(self) -> None:
        self._writing = False

    def _stop(self) -> None:
        """Gives up whatever is under way."""
        self._then = None
        self._rest.stop()
        self._laying.stop()
        if self._run is not None:
            self._run.cancel()
        if self._writing:
            self._means.tasks.cancel()


def _said(printout: Printout, replacement: Replacement | None) -> str:
    """What there is to know of the pages."""
    if replacement is not None:
        if not replacement.entries:
            return text("printing.unchanged")
        counts = {fate.value: 0 for fate in Fate}
        for entry in replacement.entries:
            counts[entry.fate.value] += 1
        return text("printing.replaced", **counts)
    return text("printing.count", count=len(printout.pages)) if printout.pages else text("printing.nothing")
