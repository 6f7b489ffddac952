"""What the last session left behind: shown at the start, brought back, compared with what is saved."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from smrj_desktop.domain.errors import JournalUnreadableError, SmrjError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import recovery
from smrj_desktop.io.journal import Journal
from smrj_desktop.messages import text
from smrj_desktop.ui.comparing import Comparing
from smrj_desktop.ui.document import Document, ReadOnly, Standing
from smrj_desktop.ui.keeping import Keeping, journals
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.sharing import Sharing
from smrj_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from smrj_desktop.io.jobs import Recovered
    from smrj_desktop.io.recovery import Left
    from smrj_desktop.ui.dialogs.recovery import Recovery as RecoveryDialog


def _nothing() -> None:
    """What follows where nothing is to follow."""


class Recovery(QObject):
    """Offers documents left behind and opens them as they were."""

    def __init__(
        self,
        document: Document,
        tasks: Tasks,
        door: Door,
        *,
        keeping: Keeping,
        sharing: Sharing,
        comparing: Comparing,
        window: QWidget,
        launch: Callable[[Path], None],
        parent: QObject | None = None,
    ) -> None:
        """Connects the parts; nothing is looked for before `offer`.

        Args:
            document: what a plan is brought back into.
            tasks: where it is read.
            door: what asks and tells the user.
            keeping: goes on with the journal.
            sharing: follows the file.
            comparing: shows what differs from the saved file.
            window: what dialogs belong to.
            launch: brings back the journal in a folder in a process of its own.
            parent: the owner.
        """
        super().__init__(parent)
        self._document, self._tasks, self._door = document, tasks, door
        self._keeping, self._sharing, self._comparing = keeping, sharing, comparing
        self._window, self._launch = window, launch
        self.dialog: RecoveryDialog | None = None
        self._then: Callable[[], object] = _nothing

    def concerns(self, file: Path) -> bool:
        """Whether unsaved changes of this file were left behind."""
        wanted = os.path.normcase(file.absolute())
        return any(left.path and os.path.normcase(left.path.absolute()) == wanted for left in _left())

    def offer(self, *, asked: bool = False, then: Callable[[], object] = _nothing) -> None:
        """Shows what was left behind; where there is nothing, that is said only if it was asked for.

        `then` follows when nothing is shown any more.
        """
        if self.dialog is not None:
            return
        left = _left()
        if not left:
            if asked:
                self._door.information("recovery.none")
            then()
            return
        self._then = then
        from smrj_desktop.ui.dialogs.recovery import Recovery as RecoveryDialog

        self.dialog = RecoveryDialog(left, self._window)
        self.dialog.restore_wanted.connect(self._restore)
        self.dialog.give_up_wanted.connect(self._give_up)
        self.dialog.finished.connect(self._forget_dialog)
        self.dialog.open()

    def _forget_dialog(self) -> None:
        dialog, self.dialog = self.dialog, None
        then, self._then = self._then, _nothing
        if dialog is not None:
            dialog.deleteLater()
        then()

    def _restore(self, left: Left) -> None:
        if not self._document.pristine:
            self._launch(left.folder)
            self._done_with(left)
            return
        begun = self.restore(left.folder, lambda: self._done_with(left), name=_name(left))
        self._set_busy(busy=begun)

    def _give_up(self, left: Left) -> None:
        name = _name(left)
        if not self._door.confirm("recovery.give_up", name=name, count=left.unsaved):
            return
        try:
            recovery.give_up(left)
        except JournalUnreadableError as error:
            self._door.error(error.message, name=name)
        self._done_with(left)

    def _done_with(self, left: Left) -> None:
        self._set_busy(busy=False)
        if self.dialog is not None:
            self.dialog.remove(left)

    def _set_busy(self, *, busy: bool) -> None:
        if self.dialog is not None:
            self.dialog.set_busy(busy)

    def restore(
        self, folder: Path, then: Callable[[], object] = _nothing, *, name: str | None = None
    ) -> bool:
        """Opens a document left behind.

        Args:
            folder: its journal.
            then: follows however that ends.
            name: what its user calls it.

        Returns:
            False where it cannot be begun.
        """
        if self._tasks.busy:
            self._door.information("file.busy")
            return False
        try:
            journal = recovery.adopt(folder, on_trouble=self._keeping.troubled.emit)
        except JournalUnreadableError as error:
            self._door.error(error.message, name=name or folder.name)
            then()
            return False

        def done(result: Recovered) -> None:
            if self._document.pristine:
                self._take(journal, result)
            else:
                # what was begun meanwhile is not to be lost
                journal.close()
                self._launch(folder)
            then()

        def failed(error: SmrjError) -> None:
            journal.close()
            self._door.error(error.message, **error.parameters)
            then()

        def cancelled() -> None:
            journal.close()
            then()

        self._tasks.run(
            "recover",
            folder=folder,
            me=self._sharing.me,
            on_done=done,
            on_failed=failed,
            on_cancelled=cancelled,
        )
        return True

    def _take(self, journal: Journal, found: Recovered) -> None:
        standing = Standing(
            path=found.path,
            fingerprint=_expected(found),
            plan=found.saved_plan,
            plan_hash=found.saved_hash,
            read_only=_read_only(found),
        )
        plan = Plan.from_json(json.loads(found.plan))
        self._keeping.take(journal)
        self._document.restore(plan, standing, found.steps, found.index, found.saved_number)
        if found.disk == "ours" and found.path:
            journal.saved(found.path, found.fingerprint, found.saved_hash)
        self._sharing.follow()
        if not found.whole:
            self._door.information("recovery.partial")
        self._compare(found)

    def _compare(self, found: Recovered) -> None:
        """Shows the plan beside what is saved, or beside what was saved last where that cannot be read."""
        readable = found.path is not None and found.disk in ("same", "ours", "changed")
        old = found.path if readable and found.path else found.saved_plan
        name = found.path.name if found.path else "-"
        self._comparing.show(
            old,
            found.plan,
            title=text("recovery.compare"),
            intro=text(f"recovery.disk_{found.disk}", name=name),
            old_name=text("recovery.saved" if readable else "recovery.saved_last"),
            new_name=text("recovery.restored"),
        )


def _name(left: Left) -> str:
    return left.path.name if left.path else left.title


def _left() -> list[Left]:
    try:
        return recovery.scan(journals())
    except OSError:
        return []


def _expected(found: Recovered) -> str:
    """What the next save may replace: what stood in the file when it was last known, or the rest of it."""
    if found.disk in ("ours", "unreadable"):
        return found.fingerprint or found.known
    return "" if found.disk == "missing" else found.known


def _read_only(found: Recovered) -> ReadOnly:
    claim = found.claim
    held = claim is not None and claim.writable and not claim.mine
    return found.restriction or ("held" if held else "")
