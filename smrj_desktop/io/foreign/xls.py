"""Reads the workbooks of Excel 5 to 2003 (`.xls`): a stream of records inside an OLE container.

Layouts of records are those of [MS-XLS]; Excel 5 and 95 have shorter ones for texts. Formulas are left out,
their values are read.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence

from smrj_desktop.domain.exchange.book import Book, Value
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.io.foreign.draft import BookDraft, SheetDraft
from smrj_desktop.io.foreign.records import Styles, error_text, packed_number, strikes
from smrj_desktop.io.foreign.telling import told
from smrj_desktop.io.package_cells import epoch

_BOF, _EOF, _CONTINUE, _FILEPASS = 0x809, 0x0A, 0x3C, 0x2F
_CODEPAGE, _DATEMODE, _FORMAT, _XF, _BOUNDSHEET, _SST = 0x42, 0x22, 0x41E, 0xE0, 0x85, 0xFC
_FONT, _NO_FONT = 0x31, 4
_ROW, _COLINFO, _MERGED = 0x208, 0x7D, 0xE5
_NUMBER, _RK, _MULRK, _LABELSST, _LABEL, _RSTRING = 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6
_BOOLERR, _FORMULA, _STRING = 0x205, 0x06, 0x207
_BIFF8 = 0x600
_WIDE, _RICH, _PHONETIC = 1, 8, 4
_HIDDEN_ROW = 0x20
_CODEPAGES = {367: "ascii", 1200: "utf-16-le", 10000: "mac-roman", 10001: "cp932", 32768: "mac-roman"}

Record = tuple[int, bytes]
Text = tuple[str, Sequence[tuple[int, int]]]
"""A text, and from which character on it is in which other font."""


def read(name: str, stream: bytes, origin: Imprint | None) -> Book:
    """The workbook in a container's stream.

    Args:
        name: the file's.
        stream: the content of `Workbook` or `Book`, not encrypted.
        origin: where the container's properties say that it comes from.

    Raises:
        FileError: it is damaged or too large.
    """
    book = BookDraft(name, "xls", origin)
    with told(name):
        workbook = _Workbook(stream)
    for title, hidden, start in workbook.sheets:
        with told(name, title):
            _Sheet(workbook, book.sheet(title, hidden=hidden)).read(_records(stream, start))
    return book.done()


def is_encrypted(stream: bytes) -> bool:
    """Whether a stream wants a password."""
    return any(kind == _FILEPASS for kind, _ in _part(_records(stream, 0)))


class _Workbook:
    """What stands before the sheets."""

    def __init__(self, stream: bytes) -> None:
        self.styles = Styles()
        self.strings: list[Text] = []
        self.sheets: list[tuple[str, bool, int]] = []
        self._codepage = "cp1252"
        # the first record, which every stream begins with, names the version
        self._wide = struct.unpack_from("<H", stream, 4)[0] >= _BIFF8
        shared: list[bytes] = []
        before = 0
        for kind, data in _part(_records(stream, 0)):
            if kind == _SST or (kind == _CONTINUE and before == _SST):
                shared.append(data)
                before = _SST
                continue
            before = kind
            self._take(kind, data)
        if shared:
            self.strings = list(_shared_strings(shared))

    def _take(self, kind: int, data: bytes) -> None:
        if kind == _CODEPAGE:
            number = struct.unpack_from("<H", data)[0]
            self._codepage = _CODEPAGES.get(number, f"cp{number}")
        elif kind == _DATEMODE:
            self.styles.day_zero = epoch(from_1904=data[:1] == b"\x01")
        elif kind == _FORMAT:
            text = self.text(data, 2, 2) if self._wide else self.text(data, 2, 1)
            self.styles.own[struct.unpack_from("<H", data)[0]] = text
        elif kind == _XF:
            font, number_format = struct.unpack_from("<HH", data)
            self.styles.formats.append(number_format)
            self.styles.fonts.append(font)
        elif kind == _FONT:
            if len(self.styles.struck) == _NO_FONT:
                # which no workbook has
                self.styles.struck.append(False)
            self.styles.struck.append(strikes(struct.unpack_from("<H", data, 2)[0]))
        elif kind == _BOUNDSHEET:
            start, state, sort = struct.unpack_from("<IBB", data)
            if sort == 0:
                self.sheets.append((self.text(data, 6, 1), state & 3 != 0, start))

    def text(self, data: bytes, at: int, count_bytes: int) -> str:
        """A text with its length before it, in so many bytes."""
        count = int.from_bytes(data[at : at + count_bytes], "little")
        at += count_bytes
        if not self._wide:
            return data[at : at + count].decode(self._codepage, errors="replace")
        flags, at = data[at], at + 1
        at += (2 if flags & _RICH else 0) + (4 if flags & _PHONETIC else 0)
        units = _wide(data[at : at + count * (1 + (flags & _WIDE))], flags)
        return units.decode("utf-16-le", errors="replace")


class _Sheet:
    """Takes the records of a sheet in."""

    def __init__(self, workbook: _Workbook, sheet: SheetDraft) -> None:
        self._workbook, self._sheet = workbook, sheet
        self._waiting: tuple[int, int, int] | None = None

    def read(self, records: Iterator[Record]) -> None:
        takers: dict[int, Callable[[bytes], None]] = {
            _NUMBER: self._real,
            _RK: self._packed,
            _MULRK: self._packed_row,
            _LABELSST: self._shared,
            _LABEL: self._label,
            _RSTRING: self._label,
            _BOOLERR: self._truth_or_error,
            _FORMULA: self._formula,
            _STRING: self._formula_text,
            _ROW: self._row,
            _COLINFO: self._columns,
            _MERGED: self._merges,
        }
        for kind, data in _part(records):
            if kind in takers:
                takers[kind](data)

    def _put(
        self,
        row: int,
        column: int,
        style: int,
        value: Value,
        number_format: str = "",
        changes: Sequence[tuple[int, int]] = (),
    ) -> None:
        runs = self._workbook.styles.runs(value, style, changes)
        self._sheet.put(row + 1, column + 1, value, "", number_format, runs=runs)

    def _put_number(self, row: int, column: int, style: int, number: float) -> None:
        self._put(row, column, style, *self._workbook.styles.cell(number, style))

    def _real(self, data: bytes) -> None:
        self._put_number(*struct.unpack_from("<HHHd", data))

    def _packed(self, data: bytes) -> None:
        row, column, style, packed = struct.unpack_from("<HHHI", data)
        self._put_number(row, column, style, packed_number(packed))

    def _packed_row(self, data: bytes) -> None:
        row, column = struct.unpack_from("<HH", data)
        for at, (style, packed) in enumerate(struct.iter_unpack("<HI", data[4:-2])):
            self._put_number(row, column + at, style, packed_number(packed))

    def _shared(self, data: bytes) -> None:
        row, column, style, index = struct.unpack_from("<HHHI", data)
        text, changes = self._workbook.strings[index]
        self._put(row, column, style, text, "", changes)

    def _label(self, data: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", data)
        self._put(row, column, style, self._workbook.text(data, 6, 2))

    def _truth_or_error(self, data: bytes) -> None:
        row, column, style, value, is_error = struct.unpack_from("<HHHBB", data)
        self._put(row, column, style, error_text(value) if is_error else bool(value))

    def _formula(self, data: bytes) -> None:
        """Takes in what a formula gave; a text comes in a record of its own."""
        row, column, style = struct.unpack_from("<HHH", data)
        kind, value, special = data[6], data[8], data[12:14] == b"\xff\xff"
        self._waiting = None
        if not special:
            self._put_number(row, column, style, struct.unpack_from("<d", data, 6)[0])
        elif kind == 0:
            self._waiting = row, column, style
        elif kind in (1, 2):
            self._put(row, column, style, error_text(value) if kind == 2 else bool(value))

    def _formula_text(self, data: bytes) -> None:
        if self._waiting:
            self._put(*self._waiting, self._workbook.text(data, 0, 2))
            self._waiting = None

    def _row(self, data: bytes) -> None:
        if struct.unpack_from("<H", data, 12)[0] & _HIDDEN_ROW:
            row = struct.unpack_from("<H", data)[0] + 1
            self._sheet.hide_rows(row, row)

    def _columns(self, data: bytes) -> None:
        first, last, width, _, options = struct.unpack_from("<HHHHH", data)
        if options & 1 or not width:
            self._sheet.hide_columns(first + 1, last + 1)

    def _merges(self, data: bytes) -> None:
        count = struct.unpack_from("<H", data)[0]
        for top, bottom, left, right in struct.iter_unpack("<HHHH", data[2 : 2 + 8 * count]):
            self._sheet.merge(top + 1, left + 1, bottom + 1, right + 1)


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """The records from a place on; a stream ends with its last whole record."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + length > len(stream):
            raise EOFError(at)
        yield kind, stream[at : at + length]
        at += length


def _part(records: Iterator[Record]) -> Iterator[Record]:
    """The records of one part, from its beginning to its end, without those of charts inside it."""
    depth = 0
    for kind, data in records:
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 0:
            raise ValueError(kind)
        elif depth == 1:
            yield kind, data
    raise EOFError(depth)


class _Pieces:
    """Bytes that run over several records."""

    def __init__(self, pieces: list[bytes], at: int) -> None:
        self._pieces, self._piece, self.at = pieces, 0, at

    @property
    def room(self) -> int:
        """How many bytes are left in this record."""
        return len(self._pieces[self._piece]) - self.at

    @property
    def ended(self) -> bool:
        return self.room <= 0 and self._piece == len(self._pieces) - 1

    def turn(self) -> None:
        """Goes on to the next record."""
        self._piece, self.at = self._piece + 1, 0

    def take(self, count: int) -> bytes:
        """So many bytes, from as many records as they stand in."""
        found = bytearray()
        while len(found) < count:
            if self.room <= 0:
                self.turn()
            more = self._pieces[self._piece][self.at : self.at + count - len(found)]
            found += more
            self.at += len(more)
        return bytes(found)


def _shared_strings(records: list[bytes]) -> Iterator[Text]:
    """The strings of a table that runs over several records, with their fonts.

    A text that is cut by the end of a record goes on in the next one behind new flags, as wide characters or
    as narrow ones.
    """
    pieces = _Pieces(records, 8)
    for _ in range(struct.unpack_from("<I", records[0], 4)[0]):
        if pieces.ended:
            # some writers claim more than there are
            return
        count, flags = struct.unpack("<HB", pieces.take(3))
        runs = struct.unpack("<H", pieces.take(2))[0] if flags & _RICH else 0
        readings = struct.unpack("<I", pieces.take(4))[0] if flags & _PHONETIC else 0
        units = b""
        while len(units) < 2 * count:
            if pieces.room <= 0:
                pieces.turn()
                flags = pieces.take(1)[0]
            size = 1 + (flags & _WIDE)
            whole = min(count - len(units) // 2, pieces.room // size)
            if not whole:
                raise EOFError(count)
            units += _wide(pieces.take(whole * size), flags)
        fonts = struct.iter_unpack("<HH", pieces.take(4 * runs))
        yield units.decode("utf-16-le", errors="replace"), [(first, font) for first, font in fonts]
        pieces.take(readings)


def _wide(data: bytes, flags: int) -> bytes:
    """Characters in two bytes each."""
    return data if flags & _WIDE else data.decode("latin-1").encode("utf-16-le")
