"""The document's file seen beside others: who has it, whether it changed, and merging what they wrote."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from smrj_desktop.domain import codec
from smrj_desktop.domain.edits import Batch, Edit
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.io import sharing
from smrj_desktop.io.presence import News, Presence
from smrj_desktop.io.sharing import Claim, Holder
from smrj_desktop.messages import text
from smrj_desktop.ui.banner import Banner
from smrj_desktop.ui.document import Document, Standing
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from smrj_desktop.io.jobs import Theirs

POLL_MS = 500
READ_ONLY, ON_DISK = "read_only", "on_disk"


class Sharing(QObject):
    """Follows the document's file and says what becomes of it, in the banner above the tabs.

    Signals:
        said: a short message for the status bar: (id, parameters).
    """

    said = Signal(str, dict)

    def __init__(
        self,
        document: Document,
        tasks: Tasks,
        door: Door,
        banner: Banner,
        me: Holder,
        *,
        window: QWidget,
        commit_pending: Callable[[], bool],
        save_as: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        """Follows nothing before `follow`.

        Args:
            document: whose file is followed.
            tasks: where files are read.
            door: what asks and tells the user.
            banner: where what lasts is said.
            me: who this window is to others.
            window: what dialogs belong to.
            commit_pending: ends a running input; False where it was refused.
            save_as: asks for another file and saves to it.
            parent: the owner.
        """
        super().__init__(parent)
        self.me = me
        self._document, self._tasks, self._door, self._banner = document, tasks, door, banner
        self._window, self._commit_pending, self._save_as = window, commit_pending, save_as
        self._presence: Presence | None = None
        # by the hash of the plan; a save that was cut short may have been finished all the same
        self._unconfirmed: dict[str, tuple[Standing, int]] = {}
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        tasks.finished.connect(self.resume)

    # ---- following

    def follow(self) -> None:
        """Follows the file the document belongs to now, and no other."""
        self.stop()
        standing = self._document.standing
        if standing.path is None:
            return
        mine = self.me if not standing.read_only else None
        self._presence = Presence(standing.path, mine, standing.fingerprint)
        self._presence.start()
        self._timer.start()
        if standing.read_only:
            self._say_read_only()

    def stop(self) -> None:
        """Follows nothing any more, and gives the lock back."""
        self._timer.stop()
        self._unconfirmed.clear()
        for key in (READ_ONLY, ON_DISK):
            self._banner.withdraw(key)
        presence, self._presence = self._presence, None
        if presence:
            presence.stop()

    def look(self) -> None:
        """Looks at the file now, for instance because the window was turned to again."""
        if self._presence:
            self._presence.look()

    def let_go(self, path: Path) -> None:
        """Gives back the lock of a file that was read and not taken, without waiting for a slow share."""
        threading.Thread(target=sharing.release, args=(path, self.me), daemon=True).start()

    def take_over(self, path: Path, then: Callable[[Claim], object]) -> None:
        """Takes the lock of a file from somebody who left it behind; `then` gets what came of it."""
        self._tasks.run("take_over", path=path, me=self.me, on_done=then, on_failed=self._failed)

    # ---- saving

    def saving(self, standing: Standing, state: int) -> None:
        """The document, as it is at `state`, is about to become what `standing` says."""
        self._unconfirmed[standing.plan_hash] = (standing, state)
        if self._presence:
            self._presence.pause()

    def saved(self, *, moved: bool) -> None:
        """The save was verified; `moved` where the document belongs to another file now."""
        self._unconfirmed.clear()
        self._banner.withdraw(ON_DISK)
        if moved or self._presence is None:
            self.follow()
        else:
            self._presence.saved(self._document.standing.fingerprint)
            self.resume()

    def resume(self) -> None:
        """A save has come to its end, one way or another."""
        if self._presence and not self._tasks.busy:
            self._presence.resume()

    def recognise(self, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
        """Looks whose save stands in the file: one of ours that was never confirmed, or somebody else's.

        One of both callbacks follows; ours counts as saved by then.
        """
        self._read(
            lambda read, _state: ours() if self._confirmed(read) else theirs(),
            on_failed=lambda _error: theirs(),
        )

    # ---- news

    def _poll(self) -> None:
        if self._presence:
            for news in self._presence.poll():
                self._on_news(news)

    def _on_news(self, news: News) -> None:
        path = self._document.path
        if path is None:
            return
        if news.kind == "taken":
            self._document.learn(replace(self._document.standing, read_only="taken"))
            self._say_read_only(news.holder)
        elif news.kind == "back":
            self._banner.withdraw(ON_DISK)
        elif news.kind in ("gone", "unreachable"):
            self._banner.say(ON_DISK, text(f"share.{news.kind}", name=path.name), level="warning")
        elif news.fingerprint != self._document.standing.fingerprint:
            if self._unconfirmed and not self._tasks.busy:
                self._read(self._judge)
            else:
                self._say_changed()

    def _say_changed(self) -> None:
        assert self._document.path is not None
        sentence = text("share.changed", name=self._document.path.name)
        self._banner.say(
            ON_DISK, sentence, buttons=[(text("answer.merge"), self.merge)], level="warning", closable=False
        )

    def _say_read_only(self, holder: Holder | None = None) -> None:
        standing = self._document.standing
        assert standing.path is not None
        sentence = text(f"read_only.{standing.read_only}", name=standing.path.name)
        if holder:
            sentence += text("read_only.by", user=holder.user, host=holder.host)
        self._banner.say(READ_ONLY, sentence, buttons=[(text("answer.save_as"), self._save_as)])

    # ---- merging

    def merge(self) -> None:
        """Reads what somebody else wrote and offers to take it in."""
        if self._tasks.busy:
            self._door.information("file.busy")
        elif self._commit_pending():
            self._read(self._offer)

    def _read(
        self,
        then: Callable[[Theirs, int], object],
        on_failed: Callable[[SmrjError], object] | None = None,
    ) -> None:
        document, state = self._document, self._document.state
        self._tasks.run(
            "merge",
            base=document.standing.plan,
            mine=codec.canonical(document.plan.to_json()),
            path=document.path,
            on_done=lambda theirs: then(theirs, state),
            on_failed=on_failed or self._failed,
        )

    def _judge(self, theirs: Theirs, _state: int) -> None:
        if not self._confirmed(theirs):
            self._say_changed()

    def _confirmed(self, theirs: Theirs) -> bool:
        """Whether what stands in the file is a save that was never confirmed, which it is then."""
        standing, state = self._unconfirmed.get(theirs.plan_hash, (None, 0))
        self._unconfirmed.clear()
        if standing is None:
            return False
        known = replace(standing, fingerprint=theirs.fingerprint)
        if self._document.journal and known.path:
            self._document.journal.saved(known.path, known.fingerprint, known.plan_hash)
        self._document.saved(known, state)
        self.saved(moved=False)
        return True

    def _offer(self, theirs: Theirs, state: int) -> None:
        from smrj_desktop.ui.dialogs.merging import Merging

        document = self._document
        assert document.path is not None
        if state != document.state:
            # what was edited while the file was read takes part in the merge
            self.merge()
            return
        if theirs.plan_hash == document.standing.plan_hash:
            self._accept(theirs)
            self.said.emit("share.same", {"name": document.path.name})
            return
        if not theirs.merged.taken and not theirs.merged.conflicts:
            # notes and what was said of findings ask nobody for a decision
            self._take(theirs.merged.edits, theirs)
            return
        dialog = Merging(document.plan, theirs.merged, file_name=document.path.name, parent=self._window)
        dialog.accepted.connect(lambda: self._take(dialog.edits(), theirs))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, edits: tuple[Edit, ...], theirs: Theirs) -> None:
        document, path = self._document, self._document.path
        assert path is not None
        if edits:
            document.do(Batch(edits=edits), text("step.merge", name=path.name), source=path.name)
        self._accept(theirs)
        if document.plan.whole_hash() == theirs.plan_hash:
            document.saved(document.standing, document.state)
        self.said.emit("share.merged", {"name": path.name})

    def _accept(self, theirs: Theirs) -> None:
        """What stands in the file now is what the next save replaces, and the base of the next merge."""
        document = self._document
        standing = replace(
            document.standing, fingerprint=theirs.fingerprint, plan=theirs.plan, plan_hash=theirs.plan_hash
        )
        assert standing.path is not None
        if document.journal:
            document.journal.file(standing.path, theirs.fingerprint)
        document.learn(standing)
        self._banner.withdraw(ON_DISK)
        if self._presence:
            self._presence.saved(theirs.fingerprint)

    def _failed(self, error: SmrjError) -> None:
        self._door.error(error.message, **error.parameters)
