"""The commands of finding and replacing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smrj_desktop.messages import text
from smrj_desktop.ui.desk import Desk

if TYPE_CHECKING:
    from smrj_desktop.domain.find import Replacement
    from smrj_desktop.ui.dialogs.find import FindDialog


class FindDesk(Desk):
    """Opens the one dialog of a window and does what it asks for."""

    def _take_over(self) -> None:
        """Takes over the commands."""
        self._dialog: FindDialog | None = None
        # a slot without arguments: Qt would pass on whether the command is checked
        self._actions["find"].triggered.connect(self.find)
        self._actions["replace"].triggered.connect(self.replace)

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
        edit = replace_edit(self._document.plan, wanted, self._pages.totals)
        if edit is None:
            self._door.information("find.same")
        else:
            self._do(edit, text("step.replace", count=len(wanted)))
