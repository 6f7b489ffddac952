"""Reads the cells of a workbook's sheets as they stand in the file: value, formula and value of the formula.

openpyxl gives either formulas or their values, reads text with an error of its own (`x005F_` goes wherever it
stands) and takes longer; so our sheets are read here. A user's own sheets are openpyxl's affair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property, lru_cache
from math import isfinite
from typing import NamedTuple
from xml.etree import ElementTree as ET

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH, from_excel

from smrj_desktop.domain.exchange.book import CellError, Value
from smrj_desktop.domain.exchange.cell_figures import text_of
from smrj_desktop.io.package_scan import MAIN, Package

_MOST_SHARED = 2**18
"""So many characters of shared formulas are written out, which takes a second or two."""

ROW = f"{MAIN}row"
_F, _V, _IS, _T, _R = (f"{MAIN}{name}" for name in ("f", "v", "is", "t", "r"))
_RUN_FONT, _STRIKE = f"{MAIN}rPr", f"{MAIN}strike"
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_EXACT_DIGITS = 15


class Run(NamedTuple):
    """A part of a cell's text in one font, and whether it is struck through."""

    text: str
    struck: bool


class FileCell(NamedTuple):
    """A cell as its file holds it.

    Attributes:
        column: in letters.
        value: what it shows; of a formula the value it had when the file was saved, None where none was.
        formula: `=` and what follows, or empty.
        number_format: of numbers, else empty.
        runs: its text by whether it is struck through; empty where nothing is.
    """

    column: str
    row: int
    value: Value
    formula: str
    number_format: str
    runs: tuple[Run, ...]


class CellReader:
    """Reads sheets of one open package. Damaged parts raise one of `BROKEN`."""

    def __init__(self, package: Package) -> None:
        """Reads nothing yet."""
        self._package = package
        self._shared_characters = 0

    def first(self, part: str) -> Value:
        """The value of A1; None where it is empty."""
        for cells in self.rows(part):
            return cells[0].value if cells and (cells[0].column, cells[0].row) == ("A", 1) else None
        return None

    def rows(self, part: str) -> Iterator[list[FileCell]]:
        """The cells of every row that has any, in order; cells without a value or formula are left out."""
        return (cells for element, cells in self.elements(part) if element.tag == ROW)

    def elements(self, part: str) -> Iterator[tuple[ET.Element, list[FileCell]]]:
        """What stands on a sheet, element by element as they end, a row with its cells as in `rows`."""
        shared: dict[str, tuple[str, str]] = {}
        row = 0
        for element in self._package.elements(part):
            if element.tag == ROW:
                row = int(element.get("r", row + 1))
                yield element, self._cells(element, row, shared)
                element.clear()
            else:
                yield element, []

    def _cells(self, row: ET.Element, number: int, shared: dict[str, tuple[str, str]]) -> list[FileCell]:
        """The cells of a row; one without an address stands beside the one before it."""
        cells, address = [], ""
        for element in row:
            address = element.get("r") or _beside(address, number)
            cell = self._cell(element, address, shared) if len(element) else None
            if cell:
                cells.append(cell)
        return cells

    def _cell(self, element: ET.Element, address: str, shared: dict[str, tuple[str, str]]) -> FileCell | None:
        match = _ADDRESS.fullmatch(address)
        if not match:
            raise ValueError(address)
        formula, node = "", element.find(_F)
        if node is not None:
            formula = self._formula(node, address, shared)
        value, number_format = self._value(element)
        if value is None and not formula:
            return None
        runs = self._runs(element, value)
        return FileCell(match[1], int(match[2]), value, formula, number_format, runs)

    def _runs(self, element: ET.Element, value: Value) -> tuple[Run, ...]:
        """The text of a cell by whether it is struck through; empty where nothing is."""
        of_cell, kind = (element.get("s") or "0") in self._struck, element.get("t")
        inline = element.find(_IS) if kind == "inlineStr" else None
        item = self._rich.get(element.findtext(_V) or "") if kind == "s" else inline
        runs = _rich_runs(item, of_cell=of_cell) if item is not None else ()
        if not runs and of_cell and value is not None:
            runs = (Run(str(value), struck=True),)
        return runs if any(run.struck for run in runs) else ()

    def _value(self, element: ET.Element) -> tuple[Value, str]:
        """What a cell shows, and the number format of a number."""
        kind, text = element.get("t", "n"), element.findtext(_V)
        if kind == "inlineStr":
            inline = element.find(_IS)
            return (_text(inline) if inline is not None else None), ""
        if text is None or (text == "" and kind != "str"):
            return None, ""
        if kind == "s":
            return _item(self._strings, text), ""
        if kind == "b":
            return text == "1", ""
        if kind == "n":
            number_format = _item(self._formats, element.get("s") or "0")
            return shown(number_of(text), number_format, self._epoch), number_format
        if kind == "d":
            return moment(text), ""
        return CellError(text) if kind == "e" else text, ""

    def _formula(self, node: ET.Element, address: str, shared: dict[str, tuple[str, str]]) -> str:
        """A cell's formula; `=` alone where it shares one that is not known, too long, or cannot be moved."""
        text, group = node.text or "", node.get("si", "")
        if node.get("t") == "shared":
            if text:
                shared[group] = (f"={text}", address)
            elif group in shared:
                master, origin = shared[group]
                self._shared_characters += len(master)
                if self._shared_characters > _MOST_SHARED:
                    return "="
                with suppress(TokenizerError, TranslatorError):
                    return str(Translator(master, origin=origin).translate_formula(address))
        return f"={text}"

    @cached_property
    def _strings(self) -> list[str]:
        """The shared strings, without the readings that Japanese programs put beside them."""
        return [_text(item) for item in self._string_items]

    @cached_property
    def _string_items(self) -> list[ET.Element]:
        return self._package.tree(self._related("sharedStrings")).findall(f"{MAIN}si")

    @cached_property
    def _rich(self) -> dict[str, ET.Element]:
        """The shared strings that have runs, by their number as cells name it."""
        return {str(at): item for at, item in enumerate(self._string_items) if item.find(_R) is not None}

    @cached_property
    def _styles(self) -> ET.Element | None:
        """The styles; a workbook may do without."""
        try:
            return self._package.tree(self._related("styles"))
        except KeyError:
            return None

    @cached_property
    def _struck(self) -> set[str]:
        """The cell styles that strike through, by their number as cells name it."""
        root = self._styles
        fonts, styles = (
            None if root is None else root.find(f"{MAIN}{name}") for name in ("fonts", "cellXfs")
        )
        if fonts is None or styles is None:
            return set()
        struck = {str(number) for number, font in enumerate(fonts) if _is_struck(font)}
        return {str(at) for at, style in enumerate(styles) if style.get("fontId", "0") in struck}

    @cached_property
    def _formats(self) -> list[str]:
        """The number format of every cell style."""
        root = self._styles
        if root is None:
            return ["General"]
        own = {item.get("numFmtId"): item.get("formatCode", "") for item in root.iter(f"{MAIN}numFmt")}
        styles = root.find(f"{MAIN}cellXfs")
        numbers = [item.get("numFmtId", "0") for item in styles] if styles is not None else ["0"]
        return [own.get(number, BUILTIN_FORMATS.get(int(number), "General")) for number in numbers]

    @cached_property
    def _epoch(self) -> datetime:
        """The day that dates count from: a workbook made on a Mac may count from 1904."""
        workbook = self._package.tree(self._package.workbook).find(f"{MAIN}workbookPr")
        return epoch(workbook is not None and workbook.get("date1904", "0") in ("1", "true"))

    def _related(self, wanted: str) -> str:
        for kind, part in self._package.relations(self._package.workbook).values():
            if kind == wanted:
                return part
        raise KeyError(wanted)


def _beside(address: str, row: int) -> str:
    """The address right of another, or the first of a row where there is no other."""
    column = column_index_from_string(address.rstrip("0123456789")) if address else 0
    return f"{get_column_letter(column + 1)}{row}"


def epoch(from_1904: bool) -> datetime:
    """The day that dates of a workbook count from."""
    day: datetime = CALENDAR_MAC_1904 if from_1904 else WINDOWS_EPOCH
    return day


def moment(text: str) -> Value:
    """A date as ISO 8601 writes it; the text where it is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text


def shown(number: float, number_format: str, day_zero: datetime) -> Value:
    """A number as its format has it read: a date, or itself.

    Args:
        number: a whole one is best an `int`.
        number_format: as Excel writes it.
        day_zero: of the workbook's dates, from `epoch`.
    """
    if number_format and _is_date(number_format):
        try:
            date = from_excel(number, day_zero)
        except (OverflowError, ValueError):
            return number
        return date if isinstance(date, datetime) else str(date)
    return number


_is_date = lru_cache(maxsize=1000)(is_date_format)


def _item(items: Sequence[str], index: str) -> str:
    number = int(index)
    if number < 0:
        # which Python would count from the end
        raise IndexError(index)
    return items[number]


def _text(element: ET.Element) -> str:
    """The text of a string item, of its runs too, but not of its phonetic runs."""
    pieces = [element.findtext(_T) or ""]
    pieces += [run.findtext(_T) or "" for run in element.findall(_R)]
    return "".join(pieces)


def _rich_runs(item: ET.Element, *, of_cell: bool) -> tuple[Run, ...]:
    """The runs of a string item; empty where it has none. One without a font has that of the cell."""
    runs = []
    for run in item.findall(_R):
        font = run.find(_RUN_FONT)
        runs.append(Run(run.findtext(_T) or "", of_cell if font is None else _is_struck(font)))
    return tuple(runs)


def _is_struck(font: ET.Element) -> bool:
    """Whether a font strikes through."""
    strike = font.find(_STRIKE)
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def without_struck(value: Value, runs: Sequence[Run]) -> tuple[Value, str]:
    """What a cell shows without what is struck through, and that; all of it where nothing else is left."""
    struck = "".join(run.text for run in runs if run.struck)
    if not struck.strip():
        return value, ""
    left = "".join(run.text for run in runs if not run.struck)
    return (left, struck) if left.strip() else (value, text_of(value))


def number_of(text: str) -> int | float:
    """A number as XML writes it; raises `ValueError` where it is none or has no end."""
    if text.isdecimal() and len(text) <= _EXACT_DIGITS:
        return int(text)
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number if re.search("[.eE]", text) else int(number)
