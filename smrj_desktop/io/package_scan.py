"""Looks at a workbook file before anything parses it: is it one, may it be read, what is on its sheets.

openpyxl answers a hostile or broken file with any of six exceptions, with no sheets at all, or by taking a
minute and a gigabyte. Everything here reads bytes and counts.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree as ET

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

MAX_FILE_BYTES = 64 * 2**20
MAX_CONTENT_BYTES = 512 * 2**20
MAX_PARTS = 10_000
MAX_CELLS = 2_000_000
MAX_MERGED_CELLS = 200_000

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_XML = (".xml", ".rels", ".vml")
_STRICT = b"http://purl.oclc.org/ooxml/"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')

# what readers of zip files and XML raise for bytes that are not what they should be
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    ET.ParseError,
    ValueError,
    TypeError,
    AttributeError,
)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet and the part of the package it stands in."""

    title: str
    part: str


class Package:
    """A workbook file opened as an archive of parts; `open_package` makes one."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        """Wraps an open archive; `name` is the file's, without folders."""
        self.name = name
        self._archive = archive
        self.names = frozenset(archive.namelist())

    def read(self, part: str) -> bytes:
        """The content of a part; raises one of `BROKEN` where it is damaged."""
        content = self._archive.read(part)
        # entities can grow without end; no spreadsheet program writes a document type, or UTF-16
        if part.endswith(_XML) and (b"<!DOCTYPE" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff")):
            raise ValueError(part)
        return content

    def tree(self, part: str) -> ET.Element:
        """The XML of a part; raises one of `BROKEN` where it is damaged."""
        return ET.fromstring(self.read(part))  # noqa: S314 - `read` refuses what is dangerous

    def elements(self, part: str) -> Iterator[ET.Element]:
        """The XML elements of a part one after the other, as they end; raises as `tree` does."""
        for _, element in ET.iterparse(io.BytesIO(self.read(part))):  # noqa: S314 - as above
            yield element

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part (empty for the package) refers to inside the package: (kind, part) by id."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self.names:
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
            if kind == "officeDocument" and part.endswith(".xml") and part in self.names:
                return part
        raise KeyError("officeDocument")

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The sheets in order, chart sheets too."""
        relations = self.relations(self.workbook)
        return tuple(
            SheetPart(sheet.get("name", ""), relations[sheet.get(_LINK, "")][1])
            for sheet in self.tree(self.workbook).iter(f"{MAIN}sheet")
        )


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
        raise FileUnreadableError(name=name, reason=error.strerror or str(error)) from error
    except RecursionError as error:
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
                raise NotAWorkbookError(name=path.name)
            with path.open("rb") as stream:
                _check_head(path, stream.read(8))
            if path.stat().st_size > MAX_FILE_BYTES:
                raise TooLargeError(name=path.name)
            archive = stack.enter_context(zipfile.ZipFile(path))
            package = Package(path.name, archive)
            _check_sizes(path.name, archive)
            _check_parts(path.name, package)
        yield package


def _check_head(path: Path, head: bytes) -> None:
    if head == _OLE:
        # an old .xls is such a container too
        encrypted = path.stat().st_size <= MAX_FILE_BYTES and _ENCRYPTED_STREAM in path.read_bytes()
        raise EncryptedFileError(name=path.name) if encrypted else NotAWorkbookError(name=path.name)
    if not head.startswith(_ZIP):
        raise NotAWorkbookError(name=path.name)


def _check_sizes(name: str, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_CONTENT_BYTES:
        raise TooLargeError(name=name)


def _check_parts(name: str, package: Package) -> None:
    if "[Content_Types].xml" not in package.names or "_rels/.rels" not in package.names:
        raise NotAWorkbookError(name=name)
    try:
        workbook = package.read(package.workbook)
    except KeyError as error:
        raise NotAWorkbookError(name=name) from error
    if _STRICT in workbook:
        raise StrictFormatError(name=name)
    if MAIN[1:-1].encode() not in workbook:
        raise NotAWorkbookError(name=name)
    cells = merged = 0
    for sheet in package.sheets:
        content = package.read(sheet.part)
        cells += sum(1 for _ in _CELL.finditer(content))
        merged += sum(_area(*match.groups()) for match in _MERGE.finditer(content))
        if cells > MAX_CELLS or merged > MAX_MERGED_CELLS:
            raise TooLargeError(name=name)


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    return (abs(_number(right) - _number(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
