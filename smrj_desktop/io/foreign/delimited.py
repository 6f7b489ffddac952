"""Reads tables in text files: UTF-8, UTF-16 or CP932, with commas, tabs or semicolons. Every cell is text."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence

from smrj_desktop.domain.exchange.book import ERRORS, Book, CellError
from smrj_desktop.domain.exchange.errors import NotASpreadsheetError, UnreadableEncodingError
from smrj_desktop.io.foreign.draft import BookDraft
from smrj_desktop.io.foreign.telling import told

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_ENCODINGS = ("utf-8", "cp932")
# files of these kinds are text, or can be taken for it
_OTHER_KINDS = re.compile(rb"\s*<|%PDF-|\{\\rtf|MIME-Version:", re.IGNORECASE)
# what Python makes of single bytes that no text in CP932 has
_NOT_IN_CP932 = re.compile("[\uf8f0-\uf8f3]")
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DELIMITERS = ("\t", ";", ",")
_LOOKED_AT = 2_000_000
_LONGEST_CELL = 1_000_000
# commas that part the digits of a figure
_IN_FIGURE = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_QUOTED = re.compile('"[^"]*"')


def read(name: str, content: bytes) -> Book:
    """The table in a text file, as the one sheet of a book.

    Raises:
        NotASpreadsheetError: it is no text.
        UnreadableEncodingError: it is text in another encoding.
        FileError: it is too large, or breaks off.
    """
    text = _text(name, content)
    book = BookDraft(name, "csv")
    with told(name):
        sheet = book.sheet(name.rpartition("/")[2].rpartition(".")[0])
        csv.field_size_limit(_LONGEST_CELL)
        try:
            for row, cells in enumerate(
                csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), 1
            ):
                for column, value in enumerate(cells, 1):
                    if value:
                        # of a formula nothing but what it gave is here
                        sheet.put(row, column, CellError(value) if value in ERRORS else value)
        except csv.Error as error:
            raise ValueError(name) from error
    return book.done()


def _text(name: str, content: bytes) -> str:
    if _OTHER_KINDS.match(content):
        raise NotASpreadsheetError(name=name)
    marked = next((encoding for mark, encoding in _MARKS.items() if content.startswith(mark)), None)
    for encoding in [marked] if marked else _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp932" and _NOT_IN_CP932.search(text):
            continue
        if not text.strip() or _NOT_IN_TEXT.search(text):
            raise NotASpreadsheetError(name=name)
        return text
    # bytes that no text has are those of another kind of file
    raise NotASpreadsheetError(name=name) if b"\0" in content else UnreadableEncodingError(name=name)


def _delimiter(text: str) -> str:
    """What stands between cells: that which most rows have outside quotes.

    Rows are lines that follow one another and fall into as many cells. Nobody types a tab into a sentence:
    where rows have more tabs than commas or semicolons, prose around them does not count.
    A comma comes last, since it stands in figures as well.
    """
    lines = [_QUOTED.sub("", line) for line in text[:_LOOKED_AT].splitlines()]
    rows = {delimiter: _rows([line.count(delimiter) for line in lines]) for delimiter in _DELIMITERS}
    tab, *others = _DELIMITERS
    tabbed = [_IN_FIGURE.sub("", lines[at]) for at in rows[tab]]
    tabs, *most = (sum(line.count(delimiter) for line in tabbed) for delimiter in _DELIMITERS)
    if tabs > max(most):
        return tab
    return max(
        [*others, tab] if tabbed else _DELIMITERS,
        key=lambda delimiter: (len(rows[delimiter]), sum(delimiter in line for line in lines)),
    )


def _rows(counts: Sequence[int]) -> list[int]:
    """The lines that hold a delimiter as often as the one before or behind them, from 0."""
    around = zip(counts, [0, *counts], [*counts[1:], 0], strict=False)
    return [at for at, (count, before, behind) in enumerate(around) if count and count in (before, behind)]
