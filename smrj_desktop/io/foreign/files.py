"""Opens a file that came from outside: its kind, told by its bytes, its protection, and archives of files."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import olefile

from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.domain.exchange import imprint
from smrj_desktop.domain.exchange.book import Book
from smrj_desktop.domain.exchange.errors import EmptyArchiveError, NotASpreadsheetError
from smrj_desktop.io import package_scan
from smrj_desktop.io.foreign import archive, delimited, ods, ods_protection, ooxml, xls, xlsb
from smrj_desktop.io.foreign.telling import told
from smrj_desktop.io.package_scan import CONTENT_TYPES, BeyondLimitError, Package, check_archive
from smrj_desktop.io.passwords import decrypt

Say = Callable[[float, str], None]

MAX_FILES = 100
"""So many workbooks one archive may hold."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED, _PROPERTIES = "EncryptedPackage", "\x05DocumentSummaryInformation"
_STREAMS = ("Workbook", "Book")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
_OTHER, _NESTED = "archive_other", "archive_nested"
_TABLES_AS_TEXT = (".csv", ".tsv")


def read(
    path: Path, passwords: Sequence[str] = (), progress: Say = lambda _fraction, _message: None
) -> tuple[list[Book], list[Finding]]:
    """All workbooks in a file, and what of it was left unread.

    Args:
        path: a workbook of any kind, a table as text, or an archive of such files.
        passwords: those to try on what is protected.
        progress: is told how far the reading is.

    Raises:
        FileError: one of its kinds; `PasswordNeededError` and `WrongPasswordError` ask for another password.
    """
    progress(0.0, "worker.reading")
    name, content = path.name, _content(path)
    with told(name):
        if not archive.is_archive(content):
            return [_book(name, content, passwords)], []
    books: list[Book] = []
    findings: list[Finding] = []
    for member in archive.members(name, content, passwords):
        progress(member.done, "worker.reading")
        with told(member.name):
            left = _why_left(member)
        if not left:
            try:
                books.append(_book(member.name, member.content, passwords))
            except NotASpreadsheetError:
                left = _OTHER
        if left:
            parameters: dict[str, object] = {"name": name, "file": member.name.removeprefix(f"{name}/")}
            findings.append(Finding(kind=left, severity=Severity.WARNING, parameters=parameters))
        with told(name):
            _check_together(books)
    if not books:
        raise EmptyArchiveError(name=name)
    return books, findings


def _content(path: Path) -> bytes:
    with package_scan.told(path.name):
        if path.exists() and not path.is_file():
            # a folder, or a device that never ends
            raise NotASpreadsheetError(name=path.name or str(path))
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            content = stream.read() if size <= package_scan.MAX_FILE_BYTES else b""
    with told(path.name):
        if size > package_scan.MAX_FILE_BYTES:
            raise BeyondLimitError("bytes", package_scan.MAX_FILE_BYTES)
    return content


def _why_left(member: archive.Member) -> str:
    """The kind of finding for a file in an archive that is left unread at a glance; empty for others."""
    if archive.is_archive(member.content):
        return _NESTED
    document = member.content.startswith((_OLE, *archive.HEADS))
    return "" if document or member.name.lower().endswith(_TABLES_AS_TEXT) else _OTHER


def _check_together(books: Sequence[Book]) -> None:
    """The limits hold for all files of an archive together."""
    if len(books) > MAX_FILES:
        raise BeyondLimitError("files", MAX_FILES)
    if sum(len(sheet.cells) for book in books for sheet in book.sheets) > package_scan.MAX_CELLS:
        raise BeyondLimitError("cells", package_scan.MAX_CELLS)


def _book(name: str, content: bytes, passwords: Sequence[str]) -> Book:
    """The workbook in a file that is no archive of files."""
    if content.startswith(_OLE):
        return _from_container(name, content, passwords)
    if content.startswith(archive.HEADS):
        return _from_package(name, content, passwords)
    return delimited.read(name, content)


def _from_container(name: str, content: bytes, passwords: Sequence[str]) -> Book:
    """A workbook of old, or a new one inside its protection."""
    with told(name):
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            protected = container.exists(_ENCRYPTED)
            stream = b"" if protected else _stream(name, container)
            properties = container.openstream(_PROPERTIES).read() if container.exists(_PROPERTIES) else b""
        if protected:
            content = decrypt(content, passwords, name)
        elif xls.is_encrypted(stream):
            with olefile.OleFileIO(io.BytesIO(decrypt(content, passwords, name))) as container:
                stream = _stream(name, container)
    if protected:
        return _from_package(name, content, passwords)
    # texts are in one byte or in two
    return xls.read(name, stream, imprint.find(properties.replace(b"\0", b"").decode("latin-1")))


def _stream(name: str, container: olefile.OleFileIO) -> bytes:
    """What holds the workbook in a container."""
    found = next(filter(container.exists, _STREAMS), None)
    if found is None:
        raise NotASpreadsheetError(name=name)
    return bytes(container.openstream(found).read())


def _from_package(name: str, content: bytes, passwords: Sequence[str]) -> Book:
    with told(name), zipfile.ZipFile(io.BytesIO(content)) as opened:
        check_archive(opened, len(content))
        package = Package(name, opened, strict=True)
        if CONTENT_TYPES in package:
            return xlsb.read(package) if xlsb.WORKBOOK in package else ooxml.read(package)
        if "mimetype" in package and not package.read("mimetype").startswith(_OPEN_DOCUMENT):
            raise NotASpreadsheetError(name=name)
        if ods_protection.is_protected(package):
            return _from_package(name, ods_protection.opened(package, passwords), ())
        return ods.read(package)
