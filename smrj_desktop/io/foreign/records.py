"""What the two binary formats of Excel share: packed numbers, codes of errors, number formats by style."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import datetime

from openpyxl.styles.numbers import BUILTIN_FORMATS

from smrj_desktop.domain.exchange.book import CellError, Value
from smrj_desktop.domain.exchange.cell_figures import text_of
from smrj_desktop.io.package_cells import Run, epoch, shown

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_STRIKES = 0x08
_GENERAL = "General"
_LARGEST_EXACT = 10**15


class Styles:
    """The number formats of a workbook, how its numbers read, and what its fonts strike through.

    Attributes:
        day_zero: from where dates count.
        own: number formats by number.
        formats: the number format of every cell style.
        struck: whether every font strikes through.
        fonts: the font of every cell style.
    """

    def __init__(self) -> None:
        """Holds no style yet; dates count from 1900."""
        self.day_zero: datetime = epoch(from_1904=False)
        self.own: dict[int, str] = {}
        self.formats: list[int] = []
        self.struck: list[bool] = []
        self.fonts: list[int] = []

    def runs(self, value: Value, style: int, changes: Sequence[tuple[int, int]] = ()) -> tuple[Run, ...]:
        """The text of a cell of a style by whether it is struck through; empty where nothing is.

        Args:
            value: what it shows.
            style: of the cell.
            changes: from which character on it is in which other font.
        """
        text, start = text_of(value), 0
        inside = style < len(self.fonts) and self._strikes(self.fonts[style])
        runs = []
        for at, font in (*changes, (len(text), 0)):
            runs.append(Run(text[start:at], inside))
            start, inside = at, self._strikes(font)
        return tuple(runs) if any(run.struck for run in runs) else ()

    def _strikes(self, font: int) -> bool:
        return font < len(self.struck) and self.struck[font]

    def cell(self, number: float, style: int) -> tuple[Value, str]:
        """What a number shows in a cell of a style, and the number format."""
        number_format = self._format(style)
        whole = int(number) if number == int(number) and abs(number) < _LARGEST_EXACT else number
        return shown(whole, number_format, self.day_zero), number_format

    def _format(self, style: int) -> str:
        """The number format of a style; a workbook may do without styles."""
        if style >= len(self.formats):
            return _GENERAL
        number = self.formats[style]
        return self.own.get(number) or BUILTIN_FORMATS.get(number, _GENERAL)


def strikes(flags: int) -> bool:
    """Whether a font with these flags strikes through."""
    return bool(flags & _STRIKES)


def packed_number(packed: int) -> float:
    """A number that Excel has packed into 32 bits: half of a float, or a whole number of 30 bits."""
    if packed & 2:
        number = float((packed - (1 << 32) if packed & 1 << 31 else packed) >> 2)
    else:
        (number,) = struct.unpack("<d", struct.pack("<II", 0, packed & ~3))
    return number / 100 if packed & 1 else number


def error_text(code: int) -> CellError:
    """An error as a cell shows it."""
    return CellError(_ERRORS.get(code, "#ERROR!"))
