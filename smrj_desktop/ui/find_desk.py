"""The commands of finding and replacing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from smrj_desktop.domain import STATEMENTS
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.statements import Totals
from smrj_desktop.messages import text
from smrj_desktop.ui.document import Document
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.pages import Pages

if TYPE_CHECKING:
    from smrj_desktop.domain.find import Replacement
    from smrj_desktop.ui.dialogs.find import FindDialog


class FindDesk(QObject):
    """Opens the one dialog of a window and does what it asks for."""

    def __init__(
        self,
        document: Document,
        door: Door,
        pages: Pages,
        *,
        actions: dict[str, QAction],
        parent: QObject | None = None,
    ) -> None:
        """Takes over the commands.

        Args:
            document, door: what it works with.
            pages: the tabs, where hits are shown.
            actions: the commands, by key.
            parent: its owner.
        """
        super().__init__(parent)
        self._document, self._door, self._pages = document, door, pages
        self._dialog: FindDialog | None = None
        # a slot without arguments: Qt would pass on whether the command is checked
        actions["find"].triggered.connect(self.find)
        actions["replace"].triggered.connect(self.replace)

    def find(self) -> None:
        """Opens the dialog with the focus on what is looked for."""
        self._open(replacing=False)

    def replace(self) -> None:
        """Opens the dialog with the focus on what is put in its place."""
        self._open(replacing=True)

    def _open(self, *, replacing: bool) -> None:
        from smrj_desktop.ui.dialogs.find import FindDialog

        if not self._pages.commit_pending():
            return
        if self._dialog is None or self._dialog.windowTitle() != text("find.title"):
            # in another language it is made anew
            if self._dialog is not None:
                self._dialog.deleteLater()
            self._dialog = dialog = FindDialog(
                lambda: self._document.plan, lambda: self._pages.table, self._pages.window()
            )
            dialog.place_wanted.connect(self._pages.show_hit)
            dialog.replace_wanted.connect(self._replace)
            self._document.changed.connect(dialog.look_again)
            self._document.replaced.connect(dialog.look_again)
            self._pages.account_changed.connect(dialog.look_again)
            self._pages.turned.connect(dialog.look_again)
        self._dialog.start(replacing=replacing)

    def _replace(self, wanted: list[Replacement]) -> None:
        """Puts replacements in, as one step."""
        from smrj_desktop.domain.find import replace_edit

        if not self._pages.commit_pending():
            return
        key = self._pages.current_key
        totals = self._pages.statement(key).model.totals if key in STATEMENTS else Totals.FOLLOW
        edit = replace_edit(self._document.plan, wanted, totals)
        if edit is None:
            self._door.information("find.same")
            return
        try:
            self._document.do(edit, text("step.replace", count=len(wanted)))
        except SmrjError as error:
            self._door.error(error.message, **error.parameters)
