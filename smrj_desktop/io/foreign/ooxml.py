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
_SPOKEN = ("}t", "}text")
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
                sheet = book.sheet(part.title, hidden=part.hidden)
                _read_sheet(reader, part, sheet)
                _read_comments(package, part, sheet)
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
            for cell in cells:
                text = unescaped(cell.value) if isinstance(cell.value, str) else cell.value
                runs = [run._replace(text=unescaped(run.text)) for run in cell.runs]
                column = column_index_from_string(cell.column)
                sheet.put(cell.row, column, text, cell.formula, cell.number_format, runs=runs)
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


def _read_comments(package: Package, part: SheetPart, sheet: SheetDraft) -> None:
    """Takes in notes beside cells; of a conversation what was said, not what older programs show of it."""
    related = package.relations(part.part).values()
    for wanted in ("threadedComment", "comments"):
        said: dict[str, list[str]] = {}
        for kind, target in related:
            if kind == wanted and target in package:
                for element in package.elements(target):
                    if element.tag.rpartition("}")[2] in ("comment", "threadedComment"):
                        texts = (item.text or "" for item in element.iter() if item.tag.endswith(_SPOKEN))
                        said.setdefault(element.get("ref", ""), []).append("".join(texts))
        for address, texts_said in said.items():
            if match := _RANGE.fullmatch(address):
                text = unescaped("\n".join(texts_said))
                sheet.comment(int(match[2]), column_index_from_string(match[1]), text)


def _is(attribute: str | None) -> bool:
    return attribute in ("1", "true")


def _is_nothing(size: str | None) -> bool:
    """Whether a row or column is as good as hidden, because it has no height or width."""
    return size is not None and float(size) == 0
