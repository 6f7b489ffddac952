"""Reads OpenDocument spreadsheets (`.ods`): one stream of XML with every cell's value and the text it shows.

Number formats are styles of many parts there; what a 0 reads as is told by the text that the cell shows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from smrj_desktop.domain.exchange import imprint
from smrj_desktop.domain.exchange.book import Book, CellError, Value
from smrj_desktop.io.foreign.draft import BookDraft, SheetDraft
from smrj_desktop.io.foreign.telling import told
from smrj_desktop.io.package_cells import Run, moment, number_of
from smrj_desktop.io.package_scan import BeyondLimitError, Package

CONTENT, META, MANIFEST = "content.xml", "meta.xml", "META-INF/manifest.xml"
MAX_DEPTH = 256

_NAMESPACE = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}"
_OFFICE, _TABLE, _TEXT, _STYLE = (_NAMESPACE.format(name) for name in ("office", "table", "text", "style"))
_ERROR = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_SPREADSHEET = f"{_OFFICE}spreadsheet"
_SHEET, _COLUMN, _ROW = f"{_TABLE}table", f"{_TABLE}table-column", f"{_TABLE}table-row"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_FORMULA, _VISIBILITY = f"{_TABLE}formula", f"{_TABLE}visibility"
_HIDDEN = ("collapse", "filter")
# readings and notes stand inside a text and are none of it
_LEFT_OUT = (f"{_TEXT}ruby-text", f"{_TEXT}note")
_LINES_THROUGH = (f"{_STYLE}text-line-through-style", f"{_STYLE}text-line-through-type")
_SPACES = re.compile("[ \t\r\n]+")
_MOST_SPACES = 1000
_IN_FORMULA = re.compile(
    r'(?P<text>"[^"]*")|(?P<next>;)'
    r"|\[(?P<sheet>[^\]\[.]*)\.(?P<first>[^\]\[.:]+)(?::[^\]\[.]*\.(?P<last>[^\]\[.:]+))?\]"
)


@dataclass(slots=True)
class _Table:
    """A sheet and how far its reading has come.

    Attributes:
        struck: of the styles that say so, whether they strike through.
        columns: the first and the last of columns whose style strikes through.
    """

    sheet: SheetDraft
    struck: dict[str, bool]
    columns: list[tuple[int, int]] = field(default_factory=list)
    row: int = 1
    column: int = 1

    def is_struck(self, cell: ET.Element, column: int) -> bool:
        """Whether the style of a cell, or else that of its column, strikes through."""
        of_column = any(first <= column <= last for first, last in self.columns)
        style = cell.get(f"{_TABLE}style-name")
        return of_column if style is None else self.struck.get(style, False)


def read(package: Package) -> Book:
    """The spreadsheet in a package.

    Raises:
        FileError: it is damaged or too large.
    """
    book = BookDraft(package.name, "ods")
    with told(package.name, META):
        if META in package:
            book.imprint = imprint.find(package.read(META).decode(errors="replace"))
    with told(package.name, CONTENT):
        _read_content(package.xml(CONTENT), book)
    return book.done()


def _read_content(content: bytes, book: BookDraft) -> None:
    """Takes in the tables that are sheets; those inside a cell, or kept of a link to elsewhere, are none."""
    above: list[str] = []
    hidden: set[str] = set()
    struck: dict[str, bool] = {}
    table: _Table | None = None
    parsed = ET.iterparse(io.BytesIO(content), ("start", "end"))  # noqa: S314 - the package refuses entities
    for event, element in parsed:
        if event == "start":
            if element.tag == _SHEET and above[-1:] == [_SPREADSHEET]:
                style = element.get(f"{_TABLE}style-name", "")
                sheet = book.sheet(element.get(f"{_TABLE}name", ""), hidden=style in hidden)
                table = _Table(sheet, struck)
            above.append(element.tag)
            if len(above) > MAX_DEPTH:
                raise BeyondLimitError("depth", MAX_DEPTH)
            continue
        above.pop()
        if element.tag == f"{_STYLE}style":
            hidden.update(_hidden_style(element))
            struck.update(_struck_style(element))
        elif table and above.count(_SHEET) == 1:
            if element.tag == _ROW:
                _read_row(element, table)
                element.clear()
            elif element.tag == _COLUMN:
                _read_column(element, table)
        elif element.tag == _SHEET and above[-1:] == [_SPREADSHEET]:
            table = None
            element.clear()


def _hidden_style(style: ET.Element) -> Iterator[str]:
    """The name of a style whose sheets are hidden."""
    properties = style.find(f"{_STYLE}table-properties")
    if properties is not None and properties.get(f"{_TABLE}display") == "false":
        yield style.get(f"{_STYLE}name", "")


def _struck_style(style: ET.Element) -> Iterator[tuple[str, bool]]:
    """The name of a style that says of its text whether it is struck through, and that."""
    properties = style.find(f"{_STYLE}text-properties")
    said = [] if properties is None else list(filter(None, map(properties.get, _LINES_THROUGH)))
    if said:
        yield style.get(f"{_STYLE}name", ""), "none" not in said


def _read_column(element: ET.Element, table: _Table) -> None:
    count = _count(element, "number-columns-repeated")
    if table.struck.get(element.get(f"{_TABLE}default-cell-style-name", "")):
        table.columns.append((table.column, table.column + count - 1))
    if element.get(_VISIBILITY) in _HIDDEN:
        table.sheet.hide_columns(table.column, table.column + count - 1)
    table.column += count


def _read_row(element: ET.Element, table: _Table) -> None:
    rows = _count(element, "number-rows-repeated")
    if element.get(_VISIBILITY) in _HIDDEN:
        table.sheet.hide_rows(table.row, table.row + rows - 1)
    column = 1
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        columns = _count(cell, "number-columns-repeated")
        runs = _runs(cell, table.struck, of_cell=table.is_struck(cell, column))
        value, formula, number_format = _cell(cell, "".join(run.text for run in runs))
        if value is not None or formula:
            table.sheet.put(
                table.row, column, value, formula, number_format, runs=runs, rows=rows, columns=columns
            )
        for note in cell.findall(f"{_OFFICE}annotation"):
            table.sheet.comment(table.row, column, "".join(run.text for run in _runs(note, {})))
        down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            table.sheet.merge(table.row, column, table.row + down - 1, column + across - 1)
        column += columns
    table.row += rows


def _count(element: ET.Element, name: str) -> int:
    count = int(element.get(f"{_TABLE}{name}", "1"))
    if count < 1:
        raise ValueError(count)
    return count


def _cell(element: ET.Element, text: str) -> tuple[Value, str, str]:
    """What a cell shows, its formula, and of a 0 a number format that shows it as the cell does.

    Args:
        element: the cell.
        text: all that is written in it.
    """
    formula = _formula(element.get(_FORMULA, ""))
    kind = element.get(f"{_OFFICE}value-type", "")
    number_format = ""
    value: Value = None
    if element.get(_ERROR) == "error":
        value = CellError(text)
    elif kind in ("float", "percentage", "currency"):
        value = number_of(element.get(f"{_OFFICE}value", ""))
        if value == 0:
            number_format = '0;-0;"{}"'.format(text.replace('"', ""))
    elif kind == "date":
        value = moment(element.get(f"{_OFFICE}date-value", ""))
    elif kind == "boolean":
        value = element.get(f"{_OFFICE}boolean-value") == "true"
    elif kind:
        value = text or element.get(f"{_OFFICE}string-value")
    elif text:
        value = text
    return value, formula, number_format


def _formula(written: str) -> str:
    """A formula as Excel writes it: `of:=SUM([.C5:.C7];1)` is `=SUM(C5:C7,1)`."""
    return _IN_FORMULA.sub(_part_of_formula, written[written.index("=") :]) if "=" in written else ""


def _part_of_formula(match: re.Match[str]) -> str:
    if match["text"]:
        return match["text"]
    if match["next"]:
        return ","
    sheet = match["sheet"].removeprefix("$") + "!" if match["sheet"] else ""
    return sheet + match["first"] + (":" + match["last"] if match["last"] else "")


def _runs(cell: ET.Element, struck: Mapping[str, bool], *, of_cell: bool = False) -> list[Run]:
    """The text of a cell by whether it is struck through."""
    runs: list[Run] = []
    for paragraph in cell.findall(f"{_TEXT}p"):
        if runs:
            runs.append(Run("\n", struck=False))
        runs += _spoken(paragraph, struck, of_cell)
    return runs


def _spoken(element: ET.Element, struck: Mapping[str, bool], inside: bool) -> Iterator[Run]:
    """The text inside an element, without what is drawn, noted or said of its reading there."""
    inside = struck.get(element.get(f"{_TEXT}style-name", ""), inside)
    yield Run(_SPACES.sub(" ", element.text or ""), inside)
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield Run(" " * min(int(child.get(f"{_TEXT}c", "1")), _MOST_SPACES), inside)
        elif child.tag == f"{_TEXT}tab":
            yield Run("\t", inside)
        elif child.tag == f"{_TEXT}line-break":
            yield Run("\n", inside)
        elif child.tag.startswith(_TEXT) and child.tag not in _LEFT_OUT:
            yield from _spoken(child, struck, inside)
        yield Run(_SPACES.sub(" ", child.tail or ""), inside)
