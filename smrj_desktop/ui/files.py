"""Opening and saving the document: what is asked, what runs in the worker, what is said when it fails."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from smrj_desktop.domain import codec
from smrj_desktop.domain.errors import FileMissingError, SaveConflictError, SmrjError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import generations
from smrj_desktop.io.sharing import Terms
from smrj_desktop.messages import text
from smrj_desktop.ui.document import Document, Standing
from smrj_desktop.ui.keeping import Ending, Keeping
from smrj_desktop.ui.notices import Door
from smrj_desktop.ui.settings import Settings
from smrj_desktop.ui.sharing import Sharing
from smrj_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from smrj_desktop.io.atomic import Saved
    from smrj_desktop.io.jobs import OpenedFile

LOST = "lost_"
"""Findings of this kind are about what a save would leave out: the plan itself is as its file has it."""
Then = Callable[[], object]


class Files(QObject):
    """The file commands of one window.

    Signals:
        read_findings: a file was opened that is not as the program wrote it; carries the findings.
        said: a short message for the status bar, already rendered by its id: (id, parameters).
    """

    read_findings = Signal(object)
    said = Signal(str, dict)

    def __init__(
        self,
        document: Document,
        tasks: Tasks,
        door: Door,
        settings: Settings,
        *,
        keeping: Keeping,
        sharing: Sharing,
        launch: Callable[[Path | None], None],
        commit_pending: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        """Connects the commands with what they need.

        Args:
            document: what is saved and replaced.
            tasks: where files are read and written.
            door: what asks and tells the user.
            settings: remembers recent files.
            keeping: the document's journal.
            sharing: who else has the document's file.
            launch: opens a file, or the built-in plan, in a process of its own.
            commit_pending: ends a running input; False where it was refused.
            parent: the owner.
        """
        super().__init__(parent)
        self._document, self._tasks, self._door, self._settings = document, tasks, door, settings
        self._keeping, self._sharing = keeping, sharing
        self._launch, self._commit_pending = launch, commit_pending
        self._ending: Ending = ""
        self._ended_at: int | None = None

    def folder(self) -> Path:
        """Where file dialogs begin; never in a passing place."""
        path = self._suggested()
        if path and self._document.read_only not in ("mail", "archive", "temporary"):
            return path.parent
        return Path(self._settings.recent[0]).parent if self._settings.recent else Path.home()

    def _suggested(self) -> Path | None:
        """The document's file; for an earlier generation the file it was kept of."""
        path = self._document.path
        if path and self._document.read_only == "generation":
            return generations.original_of(path) or path
        return path

    def new(self) -> None:
        """Opens the built-in plan in a process of its own."""
        self._launch(None)

    def new_empty(self) -> None:
        """Asks for a file, writes the structure of the open plan there without figures, and opens it."""
        from smrj_desktop.domain.blank import blank

        if not self._commit_pending():
            return
        if self._tasks.busy:
            self._door.information("file.busy")
            return
        plan = blank(self._document.plan, str(uuid4()))
        path = self._door.choose_save(self.folder() / text("file.empty_name", plan=plan.profile.title))
        if path is None:
            return
        if self._document.path is not None and same_file(path, self._document.path):
            self._door.error("file.empty_own")
            return
        self._tasks.run(
            "save",
            plan=codec.canonical(plan.to_json()),
            path=path,
            keep_from=None,
            on_done=lambda _result: self.open_path(path),
            on_failed=lambda error: self._door.error(error.message, **error.parameters),
        )

    def open(self) -> None:
        """Asks for a file and opens it."""
        path = self._door.choose_open(self.folder())
        if path:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Opens a file here where nothing would be lost, else in a process of its own."""
        if self._document.pristine and not self._tasks.busy:
            self.load(path)
        else:
            self._launch(path)

    def load(self, path: Path, then: Then | None = None) -> None:
        """Puts a file's plan in the place of the open one; what is open stays where that fails.

        `then` follows either way.
        """

        def done(result: OpenedFile) -> None:
            self._commit_pending()
            if not self._document.pristine:
                # what was edited while the file was read is not to be lost
                self._sharing.let_go(path)
                self._launch(path)
                return
            self._take(path, result, then)

        def failed(error: SmrjError) -> None:
            if isinstance(error, FileMissingError):
                self._settings.forget(str(path.absolute()))
            if then:
                then()
            self._door.error(error.message, **error.parameters)

        me = self._sharing.me
        self._tasks.run("open", path=path, me=me, on_done=done, on_failed=failed)

    def _take(self, path: Path, opened: OpenedFile, then: Then | None) -> None:
        """Puts in a plan that was read, on the terms its lock and its place allow."""
        answer = self._ask_about_holder(path, opened)
        if answer == "take_over":
            self._sharing.take_over(path, lambda claim: self._take(path, replace(opened, claim=claim), then))
            return
        if answer == "cancel":
            if then:
                then()
            return
        standing = Standing(
            path=None if answer == "copy" else path,
            fingerprint=opened.fingerprint,
            plan=opened.plan,
            plan_hash=opened.plan_hash,
            read_only="" if answer == "copy" else "held" if answer == "read" else opened.restriction,
        )
        plan = Plan.from_json(json.loads(opened.plan))
        repaired = any(not finding.kind.startswith(LOST) for finding in opened.findings)
        self._keeping.close("saved")
        self._document.replace(plan, standing, repaired=repaired or answer == "copy")
        self._keeping.start()
        self._sharing.follow()
        if standing.read_only != "generation":
            self._settings.remember(path)
        if then:
            then()
        if opened.findings:
            self.read_findings.emit(list(opened.findings))
        self.said.emit("file.opened", {"name": path.name})

    def _ask_about_holder(self, path: Path, opened: OpenedFile) -> str:
        """What to do with a plan somebody else has: read, copy, take_over, cancel; empty for one's own."""
        claim = opened.claim
        if claim is None or claim.mine or not claim.writable:
            return ""
        holder = claim.holder
        shown = {
            "name": path.name,
            "user": holder.user if holder else "-",
            "host": holder.host if holder else "-",
            "since": _local(holder.since) if holder else "-",
        }
        if claim.stale:
            answers = ("read", "copy", "take_over")
            return self._door.choose("share.held_stale", answers, default="read", **shown) or "cancel"
        return self._door.choose("share.held", ("read", "copy"), default="read", **shown) or "cancel"

    def save(self, then: Then | None = None) -> None:
        """Saves to the document's file, or asks for one; `then` follows where all is saved."""
        if self._document.path is None or self._document.read_only:
            self.save_as(then)
        else:
            self._write(self._document.path, then)

    def save_as(self, then: Then | None = None) -> None:
        """Asks for a file and saves to it."""
        path, suggested = self._document.path, self._suggested()
        name = suggested.name if suggested else f"{self._document.plan.profile.title}.xlsx"
        chosen = self._door.choose_save(self.folder() / name)
        if chosen and self._document.read_only and path and same_file(chosen, path):
            self._door.error(f"read_only.{self._document.read_only}", name=path.name)
        elif chosen:
            self._write(chosen, then)

    def _write(self, path: Path, then: Then | None) -> None:
        """Saves; another file than the document's own, which the user has just chosen, is replaced."""
        if self._tasks.busy:
            self._door.information("file.busy")
            return
        if not self._commit_pending():
            return
        document, journal = self._document, self._document.journal
        content = codec.canonical(document.plan.to_json())
        plan_hash, state = document.plan.whole_hash(), document.state
        same = document.path is not None and same_file(path, document.path)
        expected = document.standing.fingerprint or None if same else None
        standing = Standing(path=path, plan=content, plan_hash=plan_hash)
        terms = Terms(expected=expected, me=self._sharing.me, generations=self._settings.generations)
        if journal:
            journal.saving(path, plan_hash)
        self._sharing.saving(standing, state)

        def done(result: Saved) -> None:
            known = replace(standing, fingerprint=result.fingerprint)
            if journal:
                journal.saved(path, result.fingerprint, plan_hash)
            document.saved(known, state)
            self._sharing.saved(moved=not same)
            self._settings.remember(path)
            self.said.emit("file.saved", {"name": path.name})
            if result.kept:
                self._door.information("file.kept", name=path.name, copy=result.kept.name)
            if result.unkept:
                self._door.information("file.unkept", name=path.name)
            if then:
                then()

        def failed(error: SmrjError) -> None:
            self._sharing.resume()
            if isinstance(error, SaveConflictError):
                self._sharing.recognise(
                    lambda: self._write(path, then), lambda: ask(error, ("merge", "save_as"))
                )
            else:
                ask(error, ("save_as",))

        def ask(error: SmrjError, answers: tuple[str, ...]) -> None:
            answer = self._door.choose(error.message, answers, default=answers[0], **error.parameters)
            if answer == "merge":
                self._sharing.merge()
            elif answer == "save_as":
                self.save_as(then)

        self._tasks.run(
            "save",
            plan=content,
            path=path,
            keep_from=document.path,
            terms=terms,
            claim=not same,
            on_done=done,
            on_failed=failed,
        )

    def may_close(self, close: Then) -> bool:
        """True where the window may close now; where it must save first, `close` follows the save."""
        if self._document.state == self._ended_at:
            return True
        if self._tasks.busy:
            self._door.information("file.busy")
            return False
        if not self._commit_pending():
            return False
        if not self._document.dirty:
            self._ending = "saved"
            return True
        name = self._document.path.name if self._document.path else self._document.plan.profile.title
        answer = self._door.ask_discard_or_save(name)
        if answer == "save":
            self.save(close)
        elif answer == "discard":
            self._ending = "discarded"
        return answer == "discard"

    def end_session(self) -> None:
        """Gets ready to be ended by the system: nothing is asked any more, and nothing is lost.

        Nothing is saved either: what is unsaved is there at the next start. Nor is the window closed, since
        the user may yet decide to go on; the next edit makes closing ask again.
        """
        self._commit_pending()
        self._keeping.sync()
        self._ended_at = self._document.state

    def close(self) -> None:
        """Lets go of the document; what its user did not decide about is left for the next start."""
        self._sharing.stop()
        self._keeping.close(self._ending or ("" if self._document.dirty else "saved"))


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths name one file, as far as that can be told without asking a share."""
    return os.path.normcase(one.absolute()) == os.path.normcase(other.absolute())


def _local(moment: str) -> str:
    from datetime import datetime

    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%m/%d %H:%M")
    except ValueError:
        return moment
