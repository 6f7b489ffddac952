"""Tables on the clipboard, as spreadsheets and word processors write and read them: HTML and text.

LibreOffice gives the number behind a cell as `sdval`, Excel as `x:num`; both leave out rows that a filter
hides, and Excel marks those hidden by hand with `display:none`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from fractions import Fraction
from html import escape
from html.parser import HTMLParser
from io import StringIO

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.domain.errors import AmountError, ClipTooLargeError
from smrj_desktop.domain.grid import GridCell, Role
from smrj_desktop.domain.pasting import Clip, Scrap

OWN_FORMAT = "application/x-smrj-cells+json"
MOST_CELLS = 1_000_000
_LONGEST_NUMBER = 40
_HIDDEN_ROW = re.compile(r"<tr[^>]*display:\s*none", re.IGNORECASE)
_TINY = 1e-9
"""What is smaller is the dust of a spreadsheet's sums."""

_FORMAT = '#,##0;"△ "#,##0;"-"'
_TRACE_FORMAT = '#,##0;"△ "#,##0;"0"'
_HEADINGS = (Role.HEADER, Role.LABEL, Role.SECTION)

_Row = Sequence[GridCell | None]


def read(own: bytes, html: str, text: str) -> Clip | None:
    """The cells on the clipboard in the form that tells most at least cost; None where there are none.

    Text says what the cells show, and is read in no time. A word processor's cells may have several lines,
    which its text does not tell from rows; nor does a spreadsheet's text leave out rows hidden by hand.

    Raises:
        ClipTooLargeError: there are more than `MOST_CELLS`.
    """
    if own and (clip := read_own(own)):
        return clip
    telling = not text.strip("\r\n") or "office:word" in html or _HIDDEN_ROW.search(html)
    return (read_html(html) if telling else None) or read_text(text)


def has_raw(html: str) -> bool:
    """Whether `read_html` would find numbers behind the cells."""
    return "sdval=" in html or "x:num" in html


def read_html(html: str) -> Clip | None:
    """The cells of the first table; None where there is none.

    Raises:
        ClipTooLargeError: it has more than `MOST_CELLS`.
    """
    parser = _TableParser()
    parser.feed(html)
    parser.close()
    return Clip.of(parser.rows)


def read_text(text: str) -> Clip | None:
    """The cells of lines with tabs between them; a cell in quotation marks may have several lines.

    Raises:
        ClipTooLargeError: it has more than `MOST_CELLS`.
    """
    if text.count("\t") + text.count("\n") > MOST_CELLS:
        raise ClipTooLargeError
    if not text.strip("\r\n"):
        return None
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows = [line.split("\t") for line in plain.split("\n")]
    if '"' in plain:
        # where they do not fit, a quotation mark is part of a text
        with suppress(csv.Error):
            rows = list(csv.reader(StringIO(plain), delimiter="\t", strict=True))
    return Clip.of([[Scrap(cell) for cell in row] for row in rows])


def read_own(data: bytes) -> Clip | None:
    """The cells that `write_own` wrote; None where they are not to be read."""
    try:
        content = json.loads(data)
        unit = Unit.of(content["unit"]) if content["unit"] else None
        return Clip.of([[Scrap(str(cell)) for cell in row] for row in content["cells"]], unit, own=True)
    except (ValueError, KeyError, TypeError, RecursionError, AmountError):
        return None


def write_own(rows: Iterable[_Row], unit: str) -> bytes:
    """Cells for another window of this program; `unit` is what their figures are in, empty for texts."""
    cells = [[cell.text if cell else "" for cell in row] for row in rows]
    return json.dumps({"unit": unit, "cells": cells}, ensure_ascii=False).encode("utf-8", "surrogatepass")


def write_text(rows: Iterable[_Row], *, raw: bool = False) -> str:
    """Cells as lines with tabs between them.

    Args:
        rows: the cells.
        raw: whether figures are written as numbers, not as they are printed.
    """
    out = StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerows([_shown(cell, raw=raw) for cell in row] for row in rows)
    return out.getvalue()


def _shown(cell: GridCell | None, *, raw: bool) -> str:
    if cell is None:
        return ""
    if raw and cell.figure is not None:
        return "" if cell.figure.amount is None else str(cell.figure.amount)
    return cell.text


def write_html(rows: Iterable[_Row], *, raw: bool = False) -> str:
    """Cells as a table; spreadsheets take their figures as numbers that print as they do here.

    Args:
        rows: the cells.
        raw: whether figures carry no number format of their own.
    """
    lines = "\n".join(f"<tr>{''.join(_cell(cell, raw=raw) for cell in row if cell)}</tr>" for row in rows)
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head>'
        f'<body><table border="1">\n{lines}\n</table></body></html>'
    )


def _cell(cell: GridCell, *, raw: bool) -> str:
    spans = "".join(
        f' {name}="{count}"'
        for name, count in (("rowspan", cell.row_span), ("colspan", cell.column_span))
        if count > 1
    )
    if cell.figure is not None:
        return f'<td align="right"{spans}{_number(cell.figure, raw=raw)}>{escape(_shown(cell, raw=raw))}</td>'
    tag = "th" if cell.role is Role.HEADER else "td"
    # a text that begins with = is no formula
    kept = "" if cell.role in _HEADINGS else ' sdnum="1041;0;@" style="mso-number-format:\'\\@\'"'
    return f"<{tag}{spans}{kept}>{escape(cell.text)}</{tag}>"


def _number(figure: Figure, *, raw: bool) -> str:
    if figure.amount is None:
        return ""
    amount, nothing = figure.amount, figure.mark == "-"
    if raw:
        return f' sdval="{amount}" x:num="{amount}"'
    form = (_TRACE_FORMAT if figure.mark == "0" else _FORMAT).replace('"', "\\0022")
    # LibreOffice has no format with parts here: its negative figures have a minus, and `-` stays a text
    plain = "" if nothing else f' sdval="{amount}" sdnum="1041;0;#,##0"'
    return f'{plain} x:num="{amount}" style="mso-number-format:\'{form}\'"'


class _TableParser(HTMLParser):
    """Reads the outermost table that comes first; a table within one of its cells is part of its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[Scrap]] = []
        self._depth = 0
        self._done = self._row_hidden = self._silent = False
        self._row: list[Scrap] | None = None
        self._cell: list[str] | None = None
        self._raw: str | None = None
        self._span = (1, 1)
        self._below: dict[int, int] = {}
        """For every column how many more rows a cell above covers."""
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        if tag == "table":
            self._depth += 1
        elif tag in ("style", "script", "title"):
            self._silent = True
        elif self._cell is not None and tag in ("br", "p", "div") and "".join(self._cell).strip():
            self._cell.append("\n")
        elif self._depth == 1 and tag == "tr":
            self._end_row()
            self._row, self._row_hidden = [], _hidden(dict(attrs))
        elif self._depth == 1 and tag in ("td", "th") and self._row is not None:
            self._end_cell()
            values = dict(attrs)
            self._cell = []
            self._raw = values.get("sdval", values.get("x:num"))
            self._span = (_span(values.get("rowspan")), _span(values.get("colspan")))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script", "title"):
            self._silent = False
        if self._done or not self._depth:
            return
        if tag == "table":
            self._depth -= 1
            if not self._depth:
                self._end_row()
                self._done = True
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
        elif self._depth == 1 and tag == "tr":
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            # ends of lines in the source are spaces
            self._cell.append(" ".join(data.split("\n")))

    def close(self) -> None:
        super().close()
        self._end_row()

    def _covered(self) -> None:
        """Leaves room for what cells above cover."""
        assert self._row is not None
        while self._below.get(len(self._row), 0):
            self._below[len(self._row)] -= 1
            self._add(Scrap(""))

    def _add(self, scrap: Scrap) -> None:
        assert self._row is not None
        self._count += 1
        if self._count > MOST_CELLS:
            raise ClipTooLargeError
        self._row.append(scrap)

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        self._covered()
        lines = "".join(self._cell).replace("\xa0", " ").split("\n")
        text = "\n".join(" ".join(line.split()) for line in lines).strip()
        down, across = self._span
        for number in range(across):
            if down > 1:
                self._below[len(self._row)] = down - 1
            self._add(Scrap("" if number else text, None if number else _raw(self._raw)))
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is None:
            return
        self._covered()
        if not self._row_hidden:
            self.rows.append(self._row)
        self._row = None


def _hidden(attributes: dict[str, str | None]) -> bool:
    return "display:none" in (attributes.get("style") or "").replace(" ", "").lower()


def _span(value: str | None) -> int:
    """How many rows or columns a cell covers, as a browser takes it."""
    digits = (value or "").strip()
    return min(max(1, int(digits)), 1000) if digits.isdecimal() and len(digits) < _LONGEST_NUMBER else 1


def _raw(value: str | None) -> Fraction | None:
    """A number as spreadsheets write it: `1234.5`, `-82`, `1E-3`."""
    if not value or len(value) > _LONGEST_NUMBER:
        return None
    with suppress(ValueError):
        size = abs(float(value))
        if _TINY < size < amounts.LIMIT:
            return Fraction(value)
        return Fraction(0) if size <= _TINY else None
    return None
