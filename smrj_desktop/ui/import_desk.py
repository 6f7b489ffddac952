"""The command that takes in what others have changed: read, asked about, reviewed, done as one step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from smrj_desktop.domain import codec
from smrj_desktop.domain.edits import Batch
from smrj_desktop.domain.errors import EncryptedFileError, SmrjError
from smrj_desktop.domain.exchange.errors import WrongPasswordError
from smrj_desktop.domain.exchange.found import Assigned, Doubt
from smrj_desktop.messages import text
from smrj_desktop.ui.assigning_words import table_name
from smrj_desktop.ui.desk import FileDesk
from smrj_desktop.ui.dialog_parts import minute

if TYPE_CHECKING:
    from smrj_desktop.domain.exchange.review import ImportReview, Outcome
    from smrj_desktop.io.incoming import Incoming
    from smrj_desktop.ui.dialogs.assigning import Assigning
    from smrj_desktop.ui.dialogs.reviewing import Reviewing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """How a file is being read.

    Attributes:
        path: the file.
        passwords: those that were given.
        assigned: what labels of it mean.
        asked: what its user was asked about labels already.
    """

    path: Path
    passwords: tuple[str, ...] = ()
    assigned: tuple[Assigned, ...] = ()
    asked: frozenset[Doubt] = frozenset()


class ImportDesk(FileDesk):
    """Reads a file and leads its user to a decision; until then the plan stays as it is."""

    def _take_over(self) -> None:
        # a slot without arguments: Qt would pass on whether the command is checked
        self._actions["import"].triggered.connect(self.take_in)

    def take_in(self) -> None:
        """Asks for a file and reads it."""
        if self._ready() and (path := self._door.choose_open(self._folder(), "foreign")):
            self._read(_Attempt(path=path))

    # ---- reading

    def _read(self, attempt: _Attempt) -> None:
        document, state = self._document, self._document.state

        def done(incoming: Incoming) -> None:
            # what was edited while the file was read takes part in the merge
            if state != document.state:
                self._read(attempt)
            elif not attempt.asked.issuperset(_doubts(incoming)):
                self._ask_meanings(attempt, incoming)
            else:
                self._review(incoming)

        def failed(error: SmrjError) -> None:
            if isinstance(error, EncryptedFileError | WrongPasswordError):
                self._ask_password(attempt, error)
            else:
                self._failed(error)

        self._tasks.run(
            "read_incoming",
            path=attempt.path,
            mine=codec.canonical(document.plan.to_json()),
            passwords=attempt.passwords,
            assigned=attempt.assigned,
            on_done=done,
            on_failed=failed,
        )

    def _ask_password(self, attempt: _Attempt, error: SmrjError) -> None:
        """Asks for the password, again where the one before was wrong; without one nothing is read."""
        from smrj_desktop.ui.dialogs.password import PasswordDialog

        wrong = isinstance(error, WrongPasswordError)
        problem = text(error.message, **error.parameters) if wrong else ""
        dialog = PasswordDialog(attempt.path.name, problem=problem, parent=self._pages.window())

        def go_on() -> None:
            # files of an archive may have one each
            self._read(replace(attempt, passwords=(*attempt.passwords, dialog.password)))

        self._open(dialog, go_on)

    def _ask_meanings(self, attempt: _Attempt, incoming: Incoming) -> None:
        """Shows what could not be matched, and reads again with what its user says of it."""
        from smrj_desktop.io import sender_profiles
        from smrj_desktop.ui.dialogs.assigning import Assigning

        profiles = {name: sender_profiles.load(name) for name in sender_profiles.senders()}
        dialog = Assigning(
            self._document.plan, incoming.books, incoming.recognised, profiles, self._pages.window()
        )

        def read_again() -> None:
            self._remember(dialog)
            # what becomes doubtful only now, such as the lines of a table that is known at last, is asked too
            asked = attempt.asked.union(_doubts(incoming))
            self._read(replace(attempt, assigned=(*attempt.assigned, *dialog.assigned), asked=asked))

        dialog.reading_wanted.connect(read_again)
        dialog.skipped.connect(lambda: self._review(incoming))
        self._open(dialog)

    def _remember(self, dialog: Assigning) -> None:
        """Keeps what labels mean for the sender's next file, beside what is known of him."""
        from smrj_desktop.io import sender_profiles

        sender = dialog.sender_to_remember
        if not sender:
            return
        known = {_subject(item): item for item in (*sender_profiles.load(sender), *dialog.assigned)}
        try:
            sender_profiles.save(sender, tuple(known.values()))
        except SmrjError as error:
            self._failed(error)

    # ---- reviewing

    def _review(self, incoming: Incoming) -> None:
        """Shows what the file would change; says so where that is nothing."""
        from smrj_desktop.domain.exchange.review import ImportReview
        from smrj_desktop.ui.dialogs.reviewing import Reviewing

        plan, name = self._document.plan, incoming.file_name
        try:
            review = ImportReview(incoming.base_plan, plan, incoming.reading(), two_way=incoming.two_way)
        except SmrjError as error:
            self._failed(error)
            return
        if not review.items:
            self._door.information("exchange.identical", name=name)
            if incoming.findings or incoming.unread:
                self._show_remarks(incoming)
            return
        dialog = Reviewing(
            plan,
            review,
            file_name=name,
            intro=_compared(incoming, plan.profile.id),
            two_way=incoming.two_way,
            remarks=len(incoming.findings) + len(incoming.unread),
            may_leave=lambda: self._door.confirm("exchange.discard", name=name),
            parent=self._pages.window(),
        )
        dialog.take_wanted.connect(lambda: self._take(dialog, review, incoming))
        dialog.report_wanted.connect(lambda: self._report(review, incoming))
        dialog.remarks_wanted.connect(lambda: self._show_remarks(incoming, dialog))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # another dialog may stand open since before the file was read, and must not change the plan meanwhile
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        dialog.show()

    def _take(self, dialog: Reviewing, review: ImportReview, incoming: Incoming) -> None:
        """Does what was decided as one step; where that cannot be done the window stays open."""
        name = incoming.file_name
        try:
            # the report is about the plan as it was reviewed
            outcome, edits = review.outcome(), review.edits()
            if edits:
                self._document.do(Batch(edits=edits), text("step.import", name=name), source=name)
        except SmrjError as error:
            self._failed(error)
            return
        dialog.accept()
        message = "exchange.imported" if edits else "exchange.nothing_taken"
        if self._door.confirm(message, name=name):
            self._write_report(outcome, incoming)

    def _report(self, review: ImportReview, incoming: Incoming) -> None:
        """Writes a report of what is decided so far."""
        try:
            outcome = review.outcome()
        except SmrjError as error:
            self._failed(error)
        else:
            self._write_report(outcome, incoming)

    def _write_report(self, outcome: Outcome, incoming: Incoming) -> None:
        if self._tasks.busy:
            self._door.information("file.busy")
            return
        name = text("exchange.report_file", name=Path(incoming.file_name).stem)
        chosen = self._door.choose_export(self._folder() / name, ("workbooks", "word"))
        if chosen is None:
            return
        path = chosen[0]
        self._tasks.run(
            "export_merge_report",
            outcome=outcome,
            plan=codec.canonical(self._document.plan.to_json()),
            path=path,
            file_name=incoming.file_name,
            base_version=incoming.base_version,
            on_done=lambda _none: self._door.information("exchange.written", name=path.name),
            on_failed=self._failed,
        )

    def _show_remarks(self, incoming: Incoming, over: QDialog | None = None) -> None:
        """Lists what there is to say about reading the file."""
        from smrj_desktop.ui.dialogs.read_findings import ReadFindings

        plan = self._document.plan
        unread = [text("exchange.unread", table=table_name(plan, key)) for key in incoming.unread]
        intro = text("exchange.remarks", name=incoming.file_name, count=len(incoming.findings))
        dialog = ReadFindings(
            plan,
            incoming.findings,
            over or self._pages.window(),
            title=text("exchange.remarks_title"),
            intro="\n".join((intro, *unread)),
        )
        self._open(dialog)


def _doubts(incoming: Incoming) -> list[Doubt]:
    return [doubt for found in incoming.recognised for doubt in found.doubts]


def _subject(assigned: Assigned) -> tuple[str, ...]:
    """What a hand has spoken about: a label in its table, or a table by its sheet."""
    return assigned[:2] if assigned.what == "table" else assigned[:4]


def _compared(incoming: Incoming, plan_id: str) -> str:
    """What a file was compared with: 第2版 as it was sent, or the plan now for want of that."""
    from smrj_desktop.io import sent

    name, version = incoming.file_name, incoming.base_version
    if incoming.two_way:
        return text("exchange.two_way", name=name)
    at = next((record.at for record in sent.of(plan_id) if record.version == version), "")
    if at:
        return text("exchange.three_way_sent", name=name, version=version, at=minute(at))
    return text("exchange.three_way", name=name, version=version or text("exchange.some_version"))
