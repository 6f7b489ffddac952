"""Reads binary workbooks of Excel (`.xlsb`): a package like `.xlsx` whose parts are records instead of XML.

Layouts of records are those of [MS-XLSB]. Formulas are left out, their values are read.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from smrj_desktop.domain.exchange.book import Book, Value
from smrj_desktop.io.foreign.draft import BookDraft, SheetDraft
from smrj_desktop.io.foreign.ooxml import own_imprint
from smrj_desktop.io.foreign.records import Styles, error_text, packed_number, strikes
from smrj_desktop.io.foreign.telling import told
from smrj_desktop.io.package_cells import epoch
from smrj_desktop.io.package_scan import Package

WORKBOOK = "xl/workbook.bin"

_ROW, _COLUMN, _MERGE = 0, 60, 176
_RK, _ERROR, _TRUTH, _REAL, _TEXT, _SHARED = 2, 3, 4, 5, 6, 7
_FORMULA_TEXT, _FORMULA_REAL, _FORMULA_TRUTH, _FORMULA_ERROR, _RICH_TEXT = 8, 9, 10, 11, 62
_STRING_ITEM, _PROPERTIES, _SHEET = 19, 153, 156
_FONT, _FORMAT, _STYLE, _STYLES, _STYLES_END = 43, 44, 47, 617, 618
_RUNS = 1
_HIDDEN_ROW = 0x10
_NO_STRING = 0xFFFFFFFF

Record = tuple[int, bytes]
Changes = tuple[tuple[int, int], ...]
"""From which character on a text is in which other font."""
Text = tuple[str, Changes]


def read(package: Package) -> Book:
    """The workbook in a package.

    Raises:
        FileError: it is damaged or too large.
    """
    with told(package.name):
        relations = package.relations(WORKBOOK)
        related = dict(relations.values())
        book = BookDraft(package.name, "xlsb", own_imprint(package))
        styles = _styles(package.read(related["styles"])) if "styles" in related else Styles()
        shared = package.read(related["sharedStrings"]) if "sharedStrings" in related else b""
        strings = [_rich(data, 0) for kind, data in _records(shared) if kind == _STRING_ITEM]
        sheets = []
        for kind, data in _records(package.read(WORKBOOK)):
            if kind == _PROPERTIES:
                styles.day_zero = epoch(from_1904=bool(data[0] & 1))
            elif kind == _SHEET:
                key, at = _text(data, 8)
                sheets.append((_text(data, at)[0], data[0] != 0, relations[key]))
    for title, hidden, (sort, part) in sheets:
        if sort == "worksheet":
            with told(package.name, title):
                _read_sheet(package.read(part), styles, strings, book.sheet(title, hidden=hidden))
    return book.done()


def _styles(content: bytes) -> Styles:
    styles, of_cells = Styles(), False
    for kind, data in _records(content):
        if kind == _FORMAT:
            styles.own[struct.unpack_from("<H", data)[0]] = _text(data, 2)[0]
        elif kind == _FONT:
            styles.struck.append(strikes(struct.unpack_from("<H", data, 2)[0]))
        elif kind in (_STYLES, _STYLES_END):
            of_cells = kind == _STYLES
        elif kind == _STYLE and of_cells:
            number_format, font = struct.unpack_from("<HH", data, 2)
            styles.formats.append(number_format)
            styles.fonts.append(font)
    return styles


def _read_sheet(content: bytes, styles: Styles, strings: list[Text], sheet: SheetDraft) -> None:
    row = 0

    def put(data: bytes, value: Value, number_format: str = "", changes: Changes = ()) -> None:
        runs = styles.runs(value, _style(data), changes)
        sheet.put(row, _column(data), value, "", number_format, runs=runs)

    for kind, data in _records(content):
        if kind == _ROW:
            row = struct.unpack_from("<I", data)[0] + 1
            if data[11] & _HIDDEN_ROW:
                sheet.hide_rows(row, row)
        elif kind in _VALUES:
            put(data, _VALUES[kind](data))
        elif kind in _NUMBERS:
            put(data, *styles.cell(_NUMBERS[kind](data), _style(data)))
        elif kind in (_SHARED, _RICH_TEXT):
            shared = kind == _SHARED
            text, changes = strings[struct.unpack_from("<I", data, 8)[0]] if shared else _rich(data, 8)
            put(data, text, "", changes)
        elif kind == _COLUMN:
            first, last, width, _, options = struct.unpack_from("<IIIIH", data)
            if options & 1 or not width:
                sheet.hide_columns(first + 1, last + 1)
        elif kind == _MERGE:
            top, bottom, left, right = struct.unpack_from("<IIII", data)
            sheet.merge(top + 1, left + 1, bottom + 1, right + 1)


def _column(data: bytes) -> int:
    return int(struct.unpack_from("<I", data)[0]) + 1


def _style(data: bytes) -> int:
    """The number of a cell's style, in three bytes."""
    return int.from_bytes(data[4:7], "little")


def _real(data: bytes) -> float:
    return float(struct.unpack_from("<d", data, 8)[0])


# what a cell's record holds behind its column and style
_NUMBERS: dict[int, Callable[[bytes], float]] = {
    _RK: lambda data: packed_number(struct.unpack_from("<I", data, 8)[0]),
    _REAL: _real,
    _FORMULA_REAL: _real,
}
_VALUES: dict[int, Callable[[bytes], str | bool]] = {
    _ERROR: lambda data: error_text(data[8]),
    _TRUTH: lambda data: data[8] != 0,
    _TEXT: lambda data: _text(data, 8)[0],
    _FORMULA_TEXT: lambda data: _text(data, 8)[0],
    _FORMULA_TRUTH: lambda data: data[8] != 0,
    _FORMULA_ERROR: lambda data: error_text(data[8]),
}


def _rich(data: bytes, at: int) -> Text:
    """The text that begins at a place with its fonts; readings stand behind them."""
    text, end = _text(data, at + 1)
    count = struct.unpack_from("<I", data, end)[0] if data[at] & _RUNS else 0
    fonts = data[end + 4 : end + 4 + 4 * count]
    return text, tuple((first, font) for first, font in struct.iter_unpack("<HH", fonts))


def _text(data: bytes, at: int) -> tuple[str, int]:
    """The text that begins at a place, and the place behind it."""
    count = struct.unpack_from("<I", data, at)[0]
    end = at + 4 + 2 * (0 if count == _NO_STRING else count)
    if end > len(data):
        raise EOFError(at)
    return data[at + 4 : end].decode("utf-16-le", errors="replace"), end


def _records(content: bytes) -> Iterator[Record]:
    """The records of a part; their kind and their length are numbers of one byte or more."""
    at = 0
    while at < len(content):
        kind, at = _varying(content, at, 2)
        length, at = _varying(content, at, 4)
        if at + length > len(content):
            raise EOFError(at)
        yield kind, content[at : at + length]
        at += length


def _varying(content: bytes, at: int, longest: int) -> tuple[int, int]:
    """A number of at most so many bytes, the lowest seven bits first, and the place behind it."""
    number = 0
    for shift in range(0, 7 * longest, 7):
        byte = content[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return number, at
