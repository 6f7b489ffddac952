"""Pages laid out part by part, one a turn of the event loop, so that the window goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from smrj_desktop.render import flow, printout, replacement, replacement_list
from smrj_desktop.render.blocks import Part
from smrj_desktop.render.page import Page
from smrj_desktop.render.paper import Furniture, PageSetup
from smrj_desktop.render.replacement import Replacement

Maker = Callable[[], Sequence[Part]]
"""Makes some of the parts."""
Pages = list[tuple[str, tuple[Page, ...]]]
"""The groups and pages of parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be laid out.

    Attributes:
        makers: make the parts, in their order.
        setup, furniture: of the pages.
        contents: whether with a list of contents.
        earlier: make the same parts of an earlier plan, where only the pages that differ are wanted.
        retitled: whether that plan has another title.
        listing: makes the part that lists what is replaced.
    """

    makers: Sequence[Maker]
    setup: PageSetup
    furniture: Furniture
    contents: bool = False
    earlier: Sequence[Maker] | None = None
    retitled: bool = False
    listing: Callable[[Replacement], Part] | None = None


class LayingOut(QObject):
    """Lays out what was asked for last; whatever was under way is given up.

    Signals:
        laid: the pages are there; carries the `Printout`, and the `Replacement` or None.
    """

    laid = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Generator[None] | None = None
        # a part keeps its pages until it, or the setup, is another
        self._kept: dict[tuple[bool, str], tuple[Part, PageSetup, tuple[Page, ...]]] = {}
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether pages are still to come."""
        return self._work is not None

    def lay_out(self, order: Order) -> None:
        """Begins; `laid` follows, unless another order does."""
        self._work = self._steps(order)
        self._timer.start()

    def stop(self) -> None:
        """Gives up what is under way."""
        self._work = None
        self._timer.stop()

    def _go_on(self) -> None:
        work = self._work
        assert work is not None
        try:
            next(work)
        except StopIteration:
            if work is self._work:
                self.stop()
        except BaseException:
            # it would go wrong again at every turn
            self.stop()
            raise

    def _steps(self, order: Order) -> Generator[None]:
        setup = order.setup
        pages = yield from self._pages(order.makers, setup, earlier=False)
        made = printout.assembled(pages, setup, contents=order.contents)
        found: Replacement | None = None
        if order.earlier is not None:
            before = yield from self._pages(order.earlier, setup, earlier=True)
            old = printout.assembled(before, setup, contents=order.contents)
            yield
            numbered = replacement.renumbered(old, made, setup)
            found = replacement.replacing(old, numbered, retitled=order.retitled)
            made = found.printout
            if order.listing is not None and found.entries:
                yield
                made = replacement_list.handed_out(found, order.listing(found), setup)
        yield
        made = printout.furnished(made, order.furniture, setup)
        yield
        # whoever hears of it may order something else
        self.stop()
        self.laid.emit(made, found)

    def _pages(
        self, makers: Sequence[Maker], setup: PageSetup, *, earlier: bool
    ) -> Generator[None, None, Pages]:
        pages: Pages = []
        for make in makers:
            parts = make()
            yield
            for part in parts:
                kept = self._kept.get((earlier, part.key))
                if kept is None or kept[:2] != (part, setup):
                    kept = (part, setup, flow.pages_of(part, setup))
                    self._kept[earlier, part.key] = kept
                    yield
                pages.append((part.group, kept[2]))
        return pages
