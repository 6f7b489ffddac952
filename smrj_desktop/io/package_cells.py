"""Reads the cells of a workbook's sheets as they stand in the file: value, formula and value of the formula.

openpyxl gives either formulas or their values, reads text with an error of its own (`x005F_` goes wherever it
stands) and takes longer; so our sheets are read here. A user's own sheets are openpyxl's affair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from xml.etree import ElementTree as ET

from openpyxl.formula.translate import Translator
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import from_excel

from smrj_desktop.io.package_scan import MAIN, Package

Value = str | int | float | bool | datetime | None

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


class FileCell(NamedTuple):
    """A cell as its file holds it.

    Attributes:
        column: in letters.
        value: what it shows; of a formula the value it had when the file was saved, None where none was.
        formula: `=` and what follows, or empty.
        number_format: of numbers, else empty.
    """

    column: str
    row: int
    value: Value
    formula: str
    number_format: str


class CellReader:
    """Reads sheets of one open package. Damaged parts raise one of `BROKEN`."""

    def __init__(self, package: Package) -> None:
        """Reads nothing yet."""
        self._package = package

    def first(self, part: str) -> Value:
        """The value of A1; None where it is empty."""
        for cells in self.rows(part):
            return cells[0].value if cells and (cells[0].column, cells[0].row) == ("A", 1) else None
        return None

    def rows(self, part: str) -> Iterator[list[FileCell]]:
        """The cells of every row that has any, in order; cells without a value or formula are left out."""
        shared: dict[str, tuple[str, str]] = {}
        for element in self._package.elements(part):
            if element.tag == f"{MAIN}row":
                yield [cell for cell in (self._cell(item, shared) for item in element) if cell]
                element.clear()

    def _cell(self, element: ET.Element, shared: dict[str, tuple[str, str]]) -> FileCell | None:
        if len(element) == 0:
            return None
        address = element.get("r", "")
        match = _ADDRESS.fullmatch(address)
        if not match:
            raise ValueError(address)
        formula, node = "", element.find(f"{MAIN}f")
        if node is not None:
            formula = _formula(node, address, shared)
        value, number_format = self._value(element)
        if value is None and not formula:
            return None
        return FileCell(match[1], int(match[2]), value, formula, number_format)

    def _value(self, element: ET.Element) -> tuple[Value, str]:
        """What a cell shows, and the number format of a number."""
        kind, text = element.get("t", "n"), element.findtext(f"{MAIN}v")
        if kind == "inlineStr":
            inline = element.find(f"{MAIN}is")
            return (_text(inline) if inline is not None else None), ""
        if text is None or (text == "" and kind != "str"):
            return None, ""
        if kind == "s":
            return self._strings[int(text)], ""
        if kind == "b":
            return text == "1", ""
        if kind == "n":
            number_format = self._formats[int(element.get("s", "0"))]
            return _number(text, number_format), number_format
        return text, ""

    @cached_property
    def _strings(self) -> list[str]:
        """The shared strings, without the readings that Japanese programs put beside them."""
        part = self._related("sharedStrings")
        return [_text(item) for item in self._package.tree(part).findall(f"{MAIN}si")]

    @cached_property
    def _formats(self) -> list[str]:
        """The number format of every cell style."""
        root = self._package.tree(self._related("styles"))
        own = {item.get("numFmtId"): item.get("formatCode", "") for item in root.iter(f"{MAIN}numFmt")}
        styles = root.find(f"{MAIN}cellXfs")
        numbers = [item.get("numFmtId", "0") for item in styles] if styles is not None else ["0"]
        return [own.get(number, BUILTIN_FORMATS.get(int(number), "General")) for number in numbers]

    def _related(self, wanted: str) -> str:
        for kind, part in self._package.relations(self._package.workbook).values():
            if kind == wanted:
                return part
        raise KeyError(wanted)


def _text(element: ET.Element) -> str:
    """The text of a string item, of its runs too, but not of its phonetic runs."""
    pieces = [element.findtext(f"{MAIN}t") or ""]
    pieces += [run.findtext(f"{MAIN}t") or "" for run in element.findall(f"{MAIN}r")]
    return "".join(pieces)


def _number(text: str, number_format: str) -> Value:
    number = float(text) if re.search(r"[.eE]", text) else int(text)
    if number_format and is_date_format(number_format):
        try:
            date = from_excel(number)
        except (OverflowError, ValueError):
            return number
        return date if isinstance(date, datetime) else str(date)
    return number


def _formula(node: ET.Element, address: str, shared: dict[str, tuple[str, str]]) -> str:
    text, group = node.text or "", node.get("si", "")
    if node.get("t") == "shared":
        if text:
            shared[group] = (f"={text}", address)
        else:
            master, origin = shared[group]
            return str(Translator(master, origin=origin).translate_formula(address))
    return f"={text}"
