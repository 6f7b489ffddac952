"""Files that come back: read, recognised, and put beside the plan that was sent and the plan now."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from smrj_desktop.domain import codec
from smrj_desktop.domain.blank import blank
from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.exchange.book import Book
from smrj_desktop.domain.exchange.errors import MixedFilesError, NoTableError
from smrj_desktop.domain.exchange.found import Assigned, Doubt, Recognised
from smrj_desktop.domain.exchange.gone_accounts import without_gone
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.domain.exchange.input_reading import as_reading, read_input, scope_of
from smrj_desktop.domain.exchange.interpret import interpret
from smrj_desktop.domain.exchange.reading import Reading, Systematic, TypedTotal
from smrj_desktop.domain.exchange.recognise import recognise
from smrj_desktop.domain.exchange.restate import in_terms_of, restated
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin, foreign, remarks, sent, workbook_read
from smrj_desktop.io import passwords as locks
from smrj_desktop.io.workbook_layout import PAYLOAD, statement_names

Say = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file that came back.

    Attributes:
        file_name: without folders.
        books: the workbooks in it; none where it is a workbook of this program's own.
        recognised: what was recognised in each of them.
        base: canonical JSON of the plan that was sent; of the plan now where that is not known.
        base_version: what the sender called it; empty where it is not known.
        two_way: whether it is not known.
        theirs: canonical JSON of the plan as the file has it.
        typed_totals, systematic, findings, unread: as `Reading` has them.
    """

    file_name: str
    books: tuple[Book, ...]
    recognised: tuple[Recognised, ...]
    base: bytes
    base_version: str
    two_way: bool
    theirs: bytes
    typed_totals: tuple[TypedTotal, ...]
    systematic: tuple[Systematic, ...]
    findings: tuple[Finding, ...]
    unread: tuple[TableKey, ...]

    @property
    def base_plan(self) -> Plan:
        """The plan it is compared with, made anew."""
        return Plan.from_json(json.loads(self.base))

    def reading(self) -> Reading:
        """What the review takes, made anew."""
        return Reading(
            theirs=Plan.from_json(json.loads(self.theirs)),
            typed_totals=self.typed_totals,
            systematic=self.systematic,
            findings=self.findings,
            unread=self.unread,
        )


def read(
    path: Path,
    mine: Plan | None,
    *,
    passwords: Sequence[str] = (),
    assigned: Sequence[Assigned] = (),
    base: Plan | None = None,
    progress: Say = lambda _fraction, _message: None,
) -> Incoming:
    """A file that came back, beside the plan that was sent.

    Args:
        path: a workbook of any kind, or an archive of several.
        mine: the plan now, which stays as it is; without it the file is read by itself, onto what was sent or
            an empty plan with the structure of the built-in one.
        passwords: those to try on what is protected.
        assigned: what labels mean that cannot be recognised.
        base: the plan that was sent; where it is not given, the file says which it was.
        progress: is told how far it is.

    Raises:
        FileError: one of its kinds; `PasswordNeededError` and `WrongPasswordError` ask for another password.
    """
    books, findings = foreign.read(path, passwords, progress)
    progress(0.5, "worker.recognising")
    inputs = [book for book in books if scope_of(book)]
    if inputs and len(inputs) < len(books):
        raise MixedFilesError(name=path.name)
    if _is_native(path, books):
        return _native(path, mine, passwords, base)
    plan = mine or base or _known(books)
    if inputs:
        return _inputs(path, inputs, plan or _frame(), findings)
    return _foreign(path, books, plan, assigned, base, findings)


def _known(books: Sequence[Book]) -> Plan | None:
    """The plan that the first of them was made of, if it is remembered."""
    origin = books[0].imprint
    return sent.base(origin) if origin else None


def _frame() -> Plan:
    """What a file is read onto of whose plan nothing is known: the structure of the built-in one."""
    return blank(builtin.load(), str(uuid4()))


def _foreign(
    path: Path,
    books: Sequence[Book],
    mine: Plan | None,
    assigned: Sequence[Assigned],
    base: Plan | None,
    findings: Sequence[Finding],
) -> Incoming:
    """Workbooks that are known by the labels in them."""
    origins = {book.imprint for book in books}
    if len(origins) > 1:
        raise MixedFilesError(name=path.name)
    (imprint,) = origins
    sending = _sending(imprint, mine, base) if mine else _Sending(plan=_frame(), two_way=True)
    names = statement_names()
    recognised = tuple(recognise(book, sending.plan, assigned, statement_names=names) for book in books)
    if not any(found.tables or found.text or found.indicators or found.doubts for found in recognised):
        titles = "、".join(sheet.title for book in books for sheet in book.sheets)
        raise NoTableError(name=path.name, sheets=titles)
    looked = [
        remarks.read(book, found, sending.plan, mine, assigned, names)
        for book, found in zip(books, recognised, strict=True)
    ]
    recognised = tuple(found for found, _ in looked)
    told = [finding for _, more in looked for finding in more]
    reading = interpret(_together(recognised), sending.plan, path.name, mine=mine, publish=mine is None)
    reading = replace(reading, findings=(*findings, *sending.findings, *reading.findings, *told))
    if mine:
        reading = restated(reading, sending.plan, mine)
        sending = sending.in_terms_of(mine)
        reading = without_gone(reading, sending.plan, mine)
    return _incoming(path, sending, reading, books, recognised)


def _together(recognised: Sequence[Recognised]) -> Recognised:
    """What was recognised in several workbooks as if it stood in one; of two of a kind the first counts."""
    tables = {table.key: table for found in reversed(recognised) for table in reversed(found.tables)}
    doubles = tuple(
        Doubt(what="table", sheet=table.sheet, row=0, column=0, label=table.sheet, table=table.key)
        for found in recognised
        for table in found.tables
        if tables[table.key] is not table
    )
    return Recognised(
        tables=tuple(table for found in recognised for table in found.tables if tables[table.key] is table),
        twins=tuple(
            twin
            for found in recognised
            for twin in found.twins
            if any(tables[twin.key] is table for table in found.tables)
        ),
        text=next((found.text for found in recognised if found.text), None),
        indicators=next((found.indicators for found in recognised if found.indicators), None),
        doubts=(*(doubt for found in recognised for doubt in found.doubts), *doubles),
        unread_sheets=tuple(title for found in recognised for title in found.unread_sheets),
        hidden_sheets=tuple(title for found in recognised for title in found.hidden_sheets),
        partly_hidden=tuple(title for found in recognised for title in found.partly_hidden),
    )


def _inputs(path: Path, books: Sequence[Book], mine: Plan, findings: Sequence[Finding]) -> Incoming:
    """Input sheets, of one department or of several one after the other."""
    before, theirs = mine, mine
    said, names = list(findings), statement_names()
    latest = {scope_of(book): book for book in books}
    for book in books:
        scope = scope_of(book)
        if scope and book is not latest[scope]:
            parameters: dict[str, object] = {"department": scope.department, "file": latest[scope].name}
            said.append(Finding(kind="input_twice", severity=Severity.WARNING, parameters=parameters))
            continue
        sending = _sending(book.imprint, mine, None).in_terms_of(mine)
        sent_plan = None if sending.two_way else sending.plan
        # each department's items stand by themselves, so each is put beside what the others have left
        before, _ = as_reading(read_input(book, sent_plan, before, names), before)
        _, reading = as_reading(read_input(book, sent_plan, theirs, names), theirs)
        theirs = reading.theirs
        said += (*reading.findings, *remarks.marked(book, mine).findings({}, Severity.WARNING))
    sending = _sending(books[0].imprint, mine, before).in_terms_of(mine)
    return _incoming(path, sending, Reading(theirs=theirs, findings=tuple(said)), books, ())


def _is_native(path: Path, books: Sequence[Book]) -> bool:
    """Whether a file is a workbook as this program writes it; in an archive or another format it is not."""
    book = books[0]
    stored = (sheet.cells[1, 1].value == PAYLOAD for sheet in book.sheets if (1, 1) in sheet.cells)
    return book.name == path.name and book.form in ("xlsx", "xlsm") and any(stored)


def _native(path: Path, mine: Plan | None, passwords: Sequence[str], base: Plan | None) -> Incoming:
    """A workbook of this program's own, whose hidden sheet holds the plan as it was saved."""
    with _unlocked(path, passwords) as plain:
        stored, theirs, findings = workbook_read.read_beside(plain)
    mine = mine or base or stored
    sending = _sending(Imprint(stored.profile.id, "", stored.content_hash()), mine, base).in_terms_of(mine)
    theirs = in_terms_of(mine, theirs)
    theirs.profile = replace(theirs.profile, id=mine.profile.id)
    reading = Reading(theirs=theirs, findings=(*sending.findings, *findings))
    return _incoming(path, sending, without_gone(reading, sending.plan, mine), (), ())


@contextmanager
def _unlocked(path: Path, passwords: Sequence[str]) -> Iterator[Path]:
    """The file, or a copy without its password in a place where only this user looks."""
    content = path.read_bytes()
    if content.startswith(b"PK"):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="smrj-") as private:
        plain = Path(private, path.name)
        plain.write_bytes(locks.decrypt(content, passwords, path.name))
        yield plain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sending:
    """The plan that was sent; the plan now where that is not known, and `two_way` then."""

    plan: Plan
    version: str = ""
    two_way: bool = False
    findings: tuple[Finding, ...] = ()

    def in_terms_of(self, mine: Plan) -> _Sending:
        """The same in the unit and with the rounding of the plan now."""
        return replace(self, plan=in_terms_of(mine, self.plan))


def _sending(imprint: Imprint | None, mine: Plan, given: Plan | None) -> _Sending:
    """What was sent, as the file or (`given`) somebody says."""
    version = _version(imprint) if imprint else ""
    if given is not None:
        return _Sending(plan=given, version=version)
    if imprint and imprint.plan_id != mine.profile.id:
        other = Finding(kind="incoming_other_plan", severity=Severity.WARNING)
        return _Sending(plan=mine, two_way=True, findings=(other,))
    known = None
    if imprint:
        known = mine if imprint.content_hash == mine.content_hash() else sent.base(imprint)
    if known is None:
        return _Sending(plan=mine, two_way=True)
    return _Sending(plan=known, version=version)


def _version(imprint: Imprint) -> str:
    """What the sender called the version; the file itself may not say so."""
    if imprint.version:
        return imprint.version
    same = (item for item in sent.of(imprint.plan_id) if item.content_hash == imprint.content_hash)
    return next((item.version for item in same), "")


def _incoming(
    path: Path,
    sending: _Sending,
    reading: Reading,
    books: Sequence[Book],
    recognised: Sequence[Recognised],
) -> Incoming:
    return Incoming(
        file_name=path.name,
        books=tuple(books),
        recognised=tuple(recognised),
        base=codec.canonical(sending.plan.to_json()),
        base_version=sending.version,
        two_way=sending.two_way,
        theirs=codec.canonical(reading.theirs.to_json()),
        typed_totals=reading.typed_totals,
        systematic=reading.systematic,
        findings=reading.findings,
        unread=reading.unread,
    )
