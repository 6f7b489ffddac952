"""The journal of the open document: begun with it, closed when its user leaves it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from smrj_desktop import __version__, paths
from smrj_desktop.domain import codec
from smrj_desktop.io.journal import Journal, Opened
from smrj_desktop.ui.document import Document

if TYPE_CHECKING:
    from smrj_desktop.domain.plan import Plan
    from smrj_desktop.ui.document import Standing

Ending = Literal["saved", "discarded", ""]
"""How a document was left: nothing was unsaved; its user gave the changes up; neither, so that the next start
offers them."""


def journals() -> Path:
    """The folder of all journals of this user."""
    return paths.keep_dir() / "journals"


class Keeping(QObject):
    """Keeps one journal for whatever the document holds.

    Signals:
        troubled: the number of the error for which edits cannot be written down; empty when they can be
            again. Any thread may emit it.
    """

    troubled = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        """Keeps nothing before `start`."""
        super().__init__(parent)
        self._document = document

    def start(self) -> None:
        """A new journal for the plan the document holds now; the one before had no edits, or was closed."""
        self.close("saved")
        plan, standing = self._document.plan, self._document.standing
        self._document.journal = Journal(
            journals(), lambda: _opened(plan, standing), on_trouble=self.troubled.emit
        )

    def begin(self) -> None:
        """Writes the journal's beginning ahead of the first edit."""
        if self._document.journal:
            self._document.journal.begin()

    def take(self, journal: Journal) -> None:
        """Goes on with the journal of a document that was brought back."""
        self.close("saved")
        self._document.journal = journal

    def sync(self) -> None:
        """Returns when every edit has reached the disk."""
        if self._document.journal:
            self._document.journal.sync()

    def close(self, how: Ending) -> None:
        """Ends the journal; see `Ending`."""
        journal, self._document.journal = self._document.journal, None
        if journal:
            journal.close(how)


def _opened(plan: Plan, standing: Standing) -> Opened:
    return Opened(
        base=standing.plan or codec.canonical(plan.to_json()),
        plan_hash=standing.plan_hash or plan.whole_hash(),
        title=plan.profile.title,
        path=standing.path,
        fingerprint=standing.fingerprint,
        program=__version__,
        opened=datetime.now().astimezone().isoformat(timespec="seconds"),
    )
