"""Reads workbooks that Excel writes as packages of XML, `.xlsx` and `.xlsm`, in the strict form too."""

from __future__ import annotations

import re

from openpyxl.utils import column_index_from_string

from smrj_desktop.domain.exchange import imprint
from smrj_desktop.domain.exchange.book import Book
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.io.cell_text import unescaped
from smrj_desktop.io.foreign.draft import BookDraft, SheetDraft
from smrj_desktop.io.foreign.telling import told
from smrj_desktop.io.package_cells import ROW, CellReader
from smrj_desktop.io.package_scan import CONTENT_TYPES, MAIN, Package, SheetPart, check_workbook

_COLUMN, _MERGE = f"{MAIN}col", f"{MAIN}mergeCell"
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_MACROS = b"macroEnabled"
_PROPERTIES = "custom-properties"


def read(package: Package) -> Book:
    """The workbook in a package.

    Raises:
        FileError: it is none, is damaged or too large.
    """
    with told(package.name):
        check_workbook(package)
        macros = _MACROS in package.read(CONTENT_TYPES)
        book = BookDraft(package.name, "xlsm" if macros else "xlsx", own_imprint(package))
        sheets = package.sheets
    reader = CellReader(package)
    for part in sheets:
        if part.kind == "worksheet":
            with told(package.name, part.title):
                _read_sheet(reader, part, book.sheet(part.title, hidden=part.hidden))
    return book.done()


def own_imprint(package: Package) -> Imprint | None:
    """Where a workbook says it comes from, in the properties that programs carry on."""
    for kind, part in package.relations("").values():
        if kind == _PROPERTIES and part in package:
            return imprint.find(package.read(part).decode(errors="replace"))
    return None


def _read_sheet(reader: CellReader, part: SheetPart, sheet: SheetDraft) -> None:
    for element, cells in reader.elements(part.part):
        if element.tag == ROW:
            for letters, row, value, formula, number_format in cells:
                text = unescaped(value) if isinstance(value, str) else value
                sheet.put(row, column_index_from_string(letters), text, formula, number_format)
            if cells and (_is(element.get("hidden")) or _is_nothing(element.get("ht"))):
                sheet.hide_rows(cells[0].row, cells[0].row)
        elif element.tag == _COLUMN:
            if _is(element.get("hidden")) or _is_nothing(element.get("width")):
                sheet.hide_columns(int(element.get("min", "")), int(element.get("max", "")))
        elif element.tag == _MERGE:
            match = _RANGE.fullmatch(element.get("ref", ""))
            if not match:
                raise ValueError(element.get("ref"))
            left, top, right, bottom = match.groups()
            if right:
                first, last = column_index_from_string(left), column_index_from_string(right)
                sheet.merge(int(top), first, int(bottom), last)


def _is(attribute: str | None) -> bool:
    return attribute in ("1", "true")


def _is_nothing(size: str | None) -> bool:
    """Whether a row or column is as good as hidden, because it has no height or width."""
    return size is not None and float(size) == 0
