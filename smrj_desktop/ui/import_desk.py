"""The command that takes in what others have changed: read, asked about, reviewed, done as one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog

from smrj_desktop.domain import codec
from smrj_desktop.domain.edits import Batch
from smrj_desktop.domain.errors import EncryptedFileError, SmrjError
from smrj_desktop.domain.exchange.errors import WrongPasswordError
from smrj_desktop.domain.exchange.found import Assigned, Doubt
from smrj_desktop.messages import text
from smrj_desktop.ui.desk import FileDesk
from smrj_desktop.ui.dialog_parts import minute

if TYPE_CHECKING:
    from smrj_desktop.domain.exchange.review import ImportReview, Outcome
    from smrj_desktop.io.incoming import Incoming
    from smrj_desktop.io.sent import Sent
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
    """Reads a file and leads its user to a decision; until then the plan stays as it is.

    Signals:
        print_wanted: grids are to be printed; carries their title and the grids.
    """

    print_wanted = Signal(str, object)

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
                self._review(attempt.path, incoming)

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
        dialog.skipped.connect(lambda: self._review(attempt.path, incoming))
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

    def _review(self, path: Path, incoming: Incoming) -> None:
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
            if incoming.findings or incoming.unread:
                self._show_remarks(incoming, said=text("exchange.nothing", name=name))
            else:
                # against what was sent, the plan itself may have moved on
                self._door.information(
                    "exchange.identical" if incoming.two_way else "exchange.unchanged", name=name
                )
            return
        dialog = Reviewing(
            plan,
            review,
            file_name=name,
            intro=_compared(incoming, plan.profile.id),
            two_way=incoming.two_way,
            remarks=len(incoming.findings),
            may_leave=lambda: self._door.confirm("exchange.discard", name=name),
            parent=self._pages.window(),
        )
        dialog.take_wanted.connect(lambda: self._take(dialog, review, path, incoming))
        dialog.report_wanted.connect(lambda: self._report(review, path, incoming))
        dialog.print_wanted.connect(lambda: self._print_report(review, incoming))
        dialog.remarks_wanted.connect(lambda: self._show_remarks(incoming, dialog))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # another dialog may stand open since before the file was read, and must not change the plan meanwhile
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        dialog.show()

    def _take(self, dialog: Reviewing, review: ImportReview, path: Path, incoming: Incoming) -> None:
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
            self._write_report(outcome, path, incoming)

    def _report(self, review: ImportReview, path: Path, incoming: Incoming) -> None:
        """Writes a report of what is decided so far."""
        try:
            outcome = review.outcome()
        except SmrjError as error:
            self._failed(error)
        else:
            self._write_report(outcome, path, incoming)

    def _print_report(self, review: ImportReview, incoming: Incoming) -> None:
        """Prints a report of what is decided so far."""
        from smrj_desktop.io.in_japanese import in_japanese
        from smrj_desktop.io.merge_report import merge_report_grids

        plan = self._document.plan
        try:
            outcome = review.outcome()
        except SmrjError as error:
            self._failed(error)
        else:
            with in_japanese():
                grids = merge_report_grids(outcome, plan, incoming.file_name, incoming.base_version)
                title = text("merge_report.title", plan=plan.profile.title)
            self.print_wanted.emit(title, grids)

    def _write_report(self, outcome: Outcome, source: Path, incoming: Incoming) -> None:
        if self._tasks.busy:
            self._door.information("file.busy")
            return
        name = text("exchange.report_file", name=source.stem)
        chosen = self._choose_target(name, ("workbooks", "word"), source)
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

    def _show_remarks(self, incoming: Incoming, over: QDialog | None = None, *, said: str = "") -> None:
        """Lists what there is to say about reading the file, after `said`."""
        from smrj_desktop.io import check_report
        from smrj_desktop.ui.dialogs.read_findings import ReadFindings

        plan, count = self._document.plan, len(incoming.findings)
        tables = "、".join(check_report.table_name(plan, key) for key in incoming.unread)
        remarks = text("exchange.remarks", name=incoming.file_name, count=count) if count else ""
        unread = text("exchange.unread", tables=tables) if tables else ""
        dialog = ReadFindings(
            plan,
            incoming.findings,
            over or self._pages.window(),
            title=text("exchange.remarks_title"),
            intro="\n".join(filter(None, (said, remarks, unread))),
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
    records = sent.of(plan_id)
    last = next((at for at, record in enumerate(records) if record.version == version), None)
    if last is not None:
        said = text("exchange.three_way_sent", name=name, version=version, at=minute(records[last].at))
        newer = _sent_since(records, last)
        return f"{said}\n{text('exchange.sent_since', version=newer)}" if newer else said
    return text("exchange.three_way", name=name, version=version or text("exchange.some_version"))


def _sent_since(records: Sequence[Sent], at: int) -> str:
    """The version that went to the same people after one of the records, with another content; or nothing."""
    one = records[at]
    people = {record.recipient for record in records if record.version == one.version}
    for record in records[:at]:
        if record.kind == one.kind and record.recipient in people and record.content_hash != one.content_hash:
            return record.version
    return ""
