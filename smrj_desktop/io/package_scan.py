"""Looks at a workbook file before anything parses it: is it one, may it be read, what is on its sheets.

openpyxl answers a hostile or broken file with any of six exceptions, with no sheets at all, or by taking a
minute and a gigabyte. Everything here reads bytes and counts.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree as ET

from smrj_desktop.domain.cell_notation import number
from smrj_desktop.domain.errors import (
    EncryptedFileError,
    FileDeniedError,
    FileMissingError,
    FileUnreadableError,
    NotAWorkbookError,
    StrictFormatError,
    TooLargeError,
    TruncatedFileError,
)
from smrj_desktop.io.disk import number_of

MAX_FILE_BYTES = 64 * 2**20
MAX_CONTENT_BYTES = 512 * 2**20
MAX_PARTS = 10_000
MAX_CELLS = 2_000_000
MAX_MERGED_CELLS = 200_000
MAX_RATIO = 250
"""So many times as large as it is packed a part may be; text that people write packs to a twentieth."""

RATIO_FROM_BYTES = 8 * 2**20
_PIECE_BYTES = 2**20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
CONTENT_TYPES = "[Content_Types].xml"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
# names of the strict form of the format, and those that all other files use
_TRANSITIONAL = {
    _STRICT: b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')

# what readers of zip files and XML raise for bytes that are not what they should be; those of XML, of syntax
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    RuntimeError,
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    struct.error,
)


class BeyondLimitError(Exception):
    """A file is beyond one of the limits."""

    def __init__(self, what: str, limit: int) -> None:
        """`what` is `bytes`, `content`, `ratio`, `parts`, `cells` and so on."""
        super().__init__(what, limit)
        self.what, self.limit = what, limit


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet, the part of the package it stands in, what kind it is (`worksheet`), whether it is hidden."""

    title: str
    part: str
    kind: str
    hidden: bool


class Package:
    """A workbook file opened as an archive of parts; `open_package` makes one."""

    def __init__(self, name: str, archive: zipfile.ZipFile, *, strict: bool = False) -> None:
        """Wraps an open archive.

        Args:
            name: the file's, without folders.
            archive: one that `check_archive` has let pass.
            strict: whether the strict form of the format is read like the other one.
        """
        self.name = name
        self._archive, self._strict = archive, strict
        self._entries = {_folded(entry): entry for entry in archive.namelist()}
        self.names = frozenset(entry.replace("\\", "/") for entry in archive.namelist())

    def __contains__(self, part: str) -> bool:
        return _folded(part) in self._entries

    def read(self, part: str) -> bytes:
        """The content of a part; raises one of `BROKEN` where it is damaged."""
        return inflated(self._archive, self._entries[_folded(part)])

    def xml(self, part: str) -> bytes:
        """The content of a part that is safe to parse as XML; raises as `read` does."""
        content = self.read(part)
        # entities can grow without end; no spreadsheet program writes a document type, or UTF-16
        if b"<!DOCTYPE" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]:
            raise ValueError(part)
        if self._strict:
            for strict, transitional in _TRANSITIONAL.items():
                content = content.replace(strict, transitional)
        return content

    def tree(self, part: str) -> ET.Element:
        """The XML of a part; raises one of `BROKEN` where it is damaged."""
        return ET.fromstring(self.xml(part))  # noqa: S314 - `xml` refuses what is dangerous

    def elements(self, part: str) -> Iterator[ET.Element]:
        """The XML elements of a part one after the other, as they end; raises as `tree` does."""
        for _, element in ET.iterparse(io.BytesIO(self.xml(part))):  # noqa: S314 - as above
            yield element

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part (empty for the package) refers to inside the package: (kind, part) by id."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self:
            return {}
        return {
            item.get("Id", ""): (
                item.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, item.get("Target", ""))).lstrip("/"),
            )
            for item in self.tree(relations).iter(f"{_RELATIONSHIPS}Relationship")
            if item.get("TargetMode") != "External"
        }

    @cached_property
    def workbook(self) -> str:
        """The part of the workbook itself; raises `KeyError` where there is none."""
        for kind, part in self.relations("").values():
            if kind == "officeDocument" and part.endswith(".xml") and part in self:
                return part
        raise KeyError("officeDocument")

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The sheets in order, chart sheets too."""
        relations = self.relations(self.workbook)
        found = []
        for sheet in self.tree(self.workbook).iter(f"{MAIN}sheet"):
            kind, part = relations[sheet.get(_LINK, "")]
            hidden = sheet.get("state", "visible") != "visible"
            found.append(SheetPart(sheet.get("name", ""), part, kind, hidden))
        return tuple(found)


def inflated(archive: zipfile.ZipFile, entry: str | zipfile.ZipInfo, password: bytes | None = None) -> bytes:
    """The content of a part; asked for in pieces, it gives no more than it claims to hold."""
    with archive.open(entry, pwd=password) as stream:
        return b"".join(iter(lambda: stream.read(_PIECE_BYTES), b""))


def _folded(part: str) -> str:
    """A part's name as programs compare it, whatever its letters' case; some archives have backslashes."""
    return part.replace("\\", "/").casefold()


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turns whatever a broken or closed file raises into the one error that says so.

    Raises:
        FileError: one of its kinds.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise FileMissingError(name=name) from error
    except PermissionError as error:
        raise FileDeniedError(name=name) from error
    except OSError as error:
        raise FileUnreadableError(name=name, number=number_of(error)) from error
    except (RecursionError, BeyondLimitError) as error:
        raise TooLargeError(name=name) from error
    except BROKEN as error:
        raise TruncatedFileError(name=name) from error


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Opens a file that is sound as a workbook and within the limits.

    Raises:
        FileError: one of its kinds, for every way in which the file is not.
    """
    with ExitStack() as stack:
        with told(path.name):
            if path.is_dir():
                raise NotAWorkbookError(name=path.name or str(path))
            with path.open("rb") as stream:
                _check_head(path, stream.read(8))
            size = path.stat().st_size
            if size > MAX_FILE_BYTES:
                raise BeyondLimitError("bytes", MAX_FILE_BYTES)
            archive = stack.enter_context(zipfile.ZipFile(path))
            check_archive(archive, size)
            package = Package(path.name, archive)
            check_workbook(package)
            _check_sheets(package)
        yield package


def _check_head(path: Path, head: bytes) -> None:
    if head == _OLE:
        # an old .xls is such a container too
        encrypted = path.stat().st_size <= MAX_FILE_BYTES and _ENCRYPTED_STREAM in path.read_bytes()
        raise EncryptedFileError(name=path.name) if encrypted else NotAWorkbookError(name=path.name)
    if not head.startswith(_ZIP):
        raise NotAWorkbookError(name=path.name)


def check_archive(archive: zipfile.ZipFile, size_bytes: int) -> None:
    """Looks at what an archive of this size claims to hold.

    Raises:
        BeyondLimitError: there is too much in it.
        BadZipFile: its parts lie over one another, or are packed in a way no office program uses.
    """
    entries = archive.infolist()
    if len(entries) > MAX_PARTS:
        raise BeyondLimitError("parts", MAX_PARTS)
    if sum(entry.file_size for entry in entries) > MAX_CONTENT_BYTES:
        raise BeyondLimitError("content", MAX_CONTENT_BYTES)
    if any(e.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * e.compress_size) for e in entries):
        raise BeyondLimitError("ratio", MAX_RATIO)
    if sum(entry.compress_size for entry in entries) > size_bytes or any(
        entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries
    ):
        raise zipfile.BadZipFile


def check_workbook(package: Package) -> None:
    """Looks at what an archive holds as a workbook.

    Raises:
        NotAWorkbookError: it is none.
        StrictFormatError: it is in the strict form, and the package does not read that.
    """
    name = package.name
    if CONTENT_TYPES not in package or "_rels/.rels" not in package:
        raise NotAWorkbookError(name=name)
    try:
        workbook = package.xml(package.workbook)
    except KeyError as error:
        raise NotAWorkbookError(name=name) from error
    if _STRICT in workbook:
        raise StrictFormatError(name=name)
    if MAIN[1:-1].encode() not in workbook:
        raise NotAWorkbookError(name=name)


def _check_sheets(package: Package) -> None:
    cells = merged = 0
    for sheet in package.sheets:
        content = package.read(sheet.part)
        cells += sum(1 for _ in _CELL.finditer(content))
        merged += sum(_area(*match.groups()) for match in _MERGE.finditer(content))
        if cells > MAX_CELLS:
            raise BeyondLimitError("cells", MAX_CELLS)
        if merged > MAX_MERGED_CELLS:
            raise BeyondLimitError("merges", MAX_MERGED_CELLS)


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    columns = number(right.decode()) - number(left.decode())
    return (abs(columns) + 1) * (abs(int(bottom) - int(top)) + 1)
