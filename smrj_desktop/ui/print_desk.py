"""The commands of printing: of the plan, where what is in front is proposed, and of any grids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from smrj_desktop.domain.fiscal_years import show_day
from smrj_desktop.messages import text
from smrj_desktop.ui.checking import Checking
from smrj_desktop.ui.desk import FileDesk
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.pages import Pages
from smrj_desktop.ui.print_state import PrintState
from smrj_desktop.ui.settings import Settings
from smrj_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from smrj_desktop.domain.grid import Grid
    from smrj_desktop.render.page import Printout
    from smrj_desktop.render.parts import Wanted
    from smrj_desktop.ui.dialogs.printing import Printing
    from smrj_desktop.ui.laying_out import Order
    from smrj_desktop.ui.print_choice import PrintChoice
    from smrj_desktop.ui.print_source import PlanSource
    from smrj_desktop.ui.print_work import Means, PrintWork

NAME = "printing"
"""The dialog's name in the settings."""
_NO_NAME = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\t', "_"))
"""What no file may be called."""
_LONGEST_TITLE, _LONGEST_NAME = 40, 80
"""In characters: a name takes three bytes each, and there are folders before it."""


class PrintDesk(FileDesk):
    """Opens print dialogs; that of the plan is one and follows every edit."""

    def __init__(
        self,
        document: Document,
        door: Door,
        pages: Pages,
        *,
        checking: Checking,
        settings: Settings,
        say: Callable[[str, dict[str, object]], None],
        tasks: Tasks,
        folder: Callable[[], Path],
        actions: dict[str, QAction],
        parent: QObject | None = None,
    ) -> None:
        """Takes over the commands.

        Args:
            document, door, pages, tasks, folder, actions, parent: as every desk of files has them.
            checking: what the checks say of the document.
            settings: remember how was printed last.
            say: says something short in the status bar.
        """
        self._checking, self._settings, self._say = checking, settings, say
        self._dialog: Printing | None = None
        self._work: PrintWork | None = None
        self._choice: PrintChoice | None = None
        self._earlier: PlanSource | None = None
        self._imprint = (0, "")
        super().__init__(document, door, pages, tasks=tasks, folder=folder, actions=actions, parent=parent)

    def _take_over(self) -> None:
        # slots without arguments: Qt would pass on whether the command is checked
        self._actions["print"].triggered.connect(self.show)
        self._actions["export_pdf"].triggered.connect(self.show_for_pdf)
        self._document.changed.connect(self._on_changed)
        # nothing that was chosen applies to another plan
        self._document.replaced.connect(self.close)
        self._checking.changed.connect(self._on_checked)

    def show(self) -> None:
        """Opens the dialog with what is in front; puts it in front where it is open."""
        if self._dialog is None and self._pages.commit_pending():
            self._open_plan()
        if self._dialog is not None:
            self._dialog.show()
            self._dialog.activateWindow()

    def show_for_pdf(self) -> None:
        """The same, with the button in hand that writes a PDF file."""
        self.show()
        if self._dialog is not None:
            self._dialog.pdf.setFocus()

    def close(self) -> None:
        """Closes the dialog of the plan, which ends what is being drawn."""
        if self._dialog is not None:
            self._dialog.reject()

    def print_grids(self, title: str, grids: Sequence[Grid]) -> None:
        """Opens a dialog of its own on grids, before the dialog they were shown in."""
        from smrj_desktop.ui import print_source
        from smrj_desktop.ui.laying_out import Order
        from smrj_desktop.ui.print_work import PrintWork

        plan = self._document.plan.profile.title
        # whoever finds a page is to know of which plan it is
        dialog = self._make(None, title if plan in title else f"{plan}　{title}")

        def order() -> Order:
            return Order(
                makers=print_source.of_grids(title, grids),
                setup=dialog.setup.setup,
                furniture=dialog.furniture.furniture(self._imprint_now()),
            )

        PrintWork(dialog, self._means(), order, lambda _pages: file_name(title))
        dialog.finished.connect(lambda: self._remember(dialog))
        dialog.open()

    # ---- the dialog of the plan

    def _open_plan(self) -> None:
        from smrj_desktop.ui.earlier_version import EarlierVersion
        from smrj_desktop.ui.print_choice import PrintChoice
        from smrj_desktop.ui.print_source import Judged, PlanSource
        from smrj_desktop.ui.print_work import PrintWork

        document, checking = self._document, self._checking
        self._source = PlanSource(
            "", lambda: document.plan, lambda: Judged(checking.findings, checking.holds)
        )
        self._choice = choice = PrintChoice(document.plan, self._front())
        self._dialog = dialog = self._make(choice, document.plan.profile.title)
        earlier = EarlierVersion(document, self._tasks, self._door, self._folder, dialog)
        choice.whole_wanted.connect(self._choose_whole)
        choice.front_wanted.connect(self._choose_front)
        earlier.read.connect(self._take_earlier)
        dialog.earlier_wanted.connect(lambda: earlier.ask(dialog.earlier))
        dialog.finished.connect(self._forget)
        self._work = PrintWork(dialog, self._means(), self._order, self._name)

    def _make(self, choice: PrintChoice | None, title: str) -> Printing:
        from smrj_desktop.ui.dialogs.printing import Printing
        from smrj_desktop.ui.page_setup_form import FurnitureForm, PageSetupForm

        state, today = self._settings.printing, QDate.currentDate()
        furniture = FurnitureForm(
            title=title,
            version=state.version,
            date=show_day(date(today.year(), today.month(), today.day())),
            draft=state.draft,
        )
        dialog = Printing(
            choice,
            PageSetupForm(state.setup),
            furniture,
            geometry=self._settings.dialogs.get(NAME, b""),
            parent=QApplication.activeModalWidget() or self._pages.window(),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _means(self) -> Means:
        from smrj_desktop.ui.print_work import Means

        return Means(
            tasks=self._tasks,
            door=self._door,
            ready=self._ready,
            choose_target=self._choose_target,
            say=self._say,
        )

    def _order(self) -> Order:
        from smrj_desktop.render.replacement_list import listing
        from smrj_desktop.ui.laying_out import Order

        assert self._dialog is not None and self._choice is not None
        wanted, dialog = self._choice.wanted, self._dialog
        earlier = self._earlier if dialog.replacing.isChecked() else None
        makers = self._source.makers(wanted)
        new, old = self._document.plan, earlier.plan() if earlier else None
        return Order(
            makers=makers,
            setup=dialog.setup.setup,
            furniture=dialog.furniture.furniture(self._imprint_now()),
            contents=wanted.contents and bool(makers),
            earlier=earlier.makers(wanted.of_earlier(old, new)) if earlier and old else None,
            retitled=old is not None and old.profile.title != new.profile.title,
            listing=(lambda found: listing(found, old, self._document.plan)) if old else None,
        )

    def _imprint_now(self) -> str:
        """The plan's hash, which takes a while to make."""
        state = self._document.state
        if self._imprint[0] != state:
            self._imprint = state, self._document.plan.content_hash()
        return self._imprint[1]

    def _name(self, printout: Printout) -> str:
        """What a file of these pages may be called."""
        from smrj_desktop.render import parts
        from smrj_desktop.render.contents import CONTENTS

        assert self._dialog is not None and self._choice is not None
        plan, wanted = self._document.plan, self._choice.wanted
        titles = list(dict.fromkeys(page.title for page in printout.pages if page.part != CONTENTS))
        title = plan.profile.title[:_LONGEST_TITLE]
        whole = parts.whole_plan(plan)
        if self._dialog.replacing.isChecked():
            title = text("printing.file_replacement", plan=title)
        elif len(titles) == 1:
            title = text("printing.file_part", plan=title, part=titles[0])
        elif not (wanted.text and set(wanted.tables) >= set(whole.tables)):
            title = text("printing.file_some", plan=title)
        return file_name(title)

    # ---- what is proposed

    def _choose_whole(self) -> None:
        from smrj_desktop.render import parts

        self._choose(parts.whole_plan(self._document.plan))

    def _choose_front(self) -> None:
        self._choose(self._front())

    def _choose(self, wanted: Wanted) -> None:
        assert self._choice is not None and self._dialog is not None
        now = self._choice.wanted
        kept = replace(wanted, charts=now.charts, findings=now.findings, notes=now.notes)
        self._choice.set_wanted(kept)
        self._dialog.changed.emit()

    def _front(self) -> Wanted:
        """What is in front in the window: a table, the indicators, the section of the passage chosen."""
        from smrj_desktop.render.parts import Wanted, sections_of

        state, plan = self._settings.printing, self._document.plan
        along = Wanted(charts=state.charts, findings=state.findings, notes=state.notes)
        if self._pages.table is not None:
            return replace(along, tables=(self._pages.table,))
        if self._pages.current_key == "indicators":
            return replace(along, indicators=True)
        key, known = self._pages.place, sections_of(plan)
        while key in plan.outline and key not in known:
            key = plan.outline[key].parent
        return replace(along, sections=(key,)) if key in known else replace(along, text=True)

    # ---- what happens meanwhile

    def _on_changed(self) -> None:
        if self._dialog is not None and self._choice is not None and self._work is not None:
            self._choice.refresh(self._document.plan)
            self._dialog.furniture.propose(self._document.plan.profile.title)
            self._work.renew()

    def _on_checked(self) -> None:
        if self._choice is not None and self._work is not None:
            wanted = self._choice.wanted
            if wanted.report or wanted.findings:
                self._work.renew()

    def _take_earlier(self, source: PlanSource) -> None:
        from smrj_desktop.render.replacement_list import other_plan

        if self._dialog is not None:
            self._earlier, plan = source, source.plan()
            other = other_plan(plan, self._document.plan)
            remark = text("printing.other_plan", title=plan.profile.title) if other else ""
            self._dialog.show_earlier(source.name, remark)

    def _forget(self) -> None:
        assert self._dialog is not None
        self._remember(self._dialog)
        self._dialog = self._work = self._choice = self._earlier = None

    def _remember(self, dialog: Printing) -> None:
        """Keeps what was chosen for the next time."""
        before = self._settings.printing
        wanted = dialog.choice.wanted if dialog.choice else before
        self._settings.dialogs[NAME] = bytes(dialog.saveGeometry().data())
        self._settings.printing = PrintState(
            setup=dialog.setup.setup,
            draft=dialog.furniture.draft_kind,
            version=dialog.furniture.version.text().strip(),
            charts=wanted.charts,
            findings=wanted.findings,
            notes=wanted.notes,
        )


def file_name(title: str) -> str:
    """What a file of this title may be called, without its suffix."""
    return title.translate(_NO_NAME)[:_LONGEST_NAME].rstrip(" .")
