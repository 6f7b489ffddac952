"""The looks of the native workbook: one face, calm fills, totals by weight and a rule above."""

from __future__ import annotations

import math
import unicodedata
from functools import cache

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from smrj_desktop.domain.grid import Role
from smrj_desktop.io.package_write import Palette
from smrj_desktop.io.workbook_layout import TEXT_FORMAT

FACE = "BIZ UDGothic"
SIZE_POINTS = 10
_TEXT, _SECONDARY, _RULE, _HAIR = "333333", "4D4D4D", "767676", "D9D9D9"
_EDITABLE = PatternFill("solid", fgColor="E8F1FE")
_HEADER = PatternFill("solid", fgColor="F2F2F2")
_TOTALS = (Role.SUBTOTAL, Role.TOTAL)
_LINE_POINTS = 13.5
_MAX_POINTS = 409.0
_RISKY = ("=", "+", "-", "@", "'")
"""A text that begins so becomes a formula, or loses a character, when a person edits its cell."""


class Styles:
    """Numbers of the workbook's styles by what a cell is."""

    def __init__(self, palette: Palette, *, shaded: bool = True) -> None:
        """Styles are made in `palette` when first asked for; `shaded` colours what a person may edit."""
        self._palette = palette
        self._editable = _EDITABLE if shaded else None
        self.figure = cache(self._figure)
        self._any_label = cache(self._label)
        self._any_heading = cache(self._heading)
        self._any_header = cache(self._header)
        self._free_text = cache(self._text)
        self._read_text = cache(self._printed)
        self.key = palette.style(font=_font(color=_SECONDARY, size=8), number_format=TEXT_FORMAT)
        self.title = self.heading("")
        self.unit = palette.style(
            font=_font(color=_SECONDARY), alignment=Alignment(horizontal="right"), number_format=TEXT_FORMAT
        )
        self.note = palette.style(font=_font(color=_SECONDARY, size=9), number_format=TEXT_FORMAT)
        self.header = self.head("")
        self.fixed = palette.style(
            font=_font(color=_SECONDARY), border=_box(_HAIR), alignment=_WRAPPED, number_format=TEXT_FORMAT
        )
        self.year = palette.style(
            font=_font(color=_SECONDARY),
            border=_box(_HAIR),
            alignment=Alignment(horizontal="left", vertical="top"),
            number_format="0",
        )
        self.years = palette.style(
            font=_font(),
            fill=self._editable,
            border=_box(_HAIR),
            alignment=Alignment(horizontal="center", vertical="top"),
            number_format="0",
            unlocked=True,
        )

    def heading(self, text: str) -> int:
        """What stands above a sheet's rows in large letters."""
        return self._any_heading(text.startswith(_RISKY))

    def head(self, text: str) -> int:
        """The head of a column."""
        return self._any_header(text.startswith(_RISKY))

    def label(self, role: Role, indent: int, text: str = "") -> int:
        """The label of a line."""
        return self._any_label(role, min(indent, 15), text.startswith(_RISKY))

    def text(self, text: str, *, bold: bool = False, indent: int = 0, centred: bool = False) -> int:
        """A text that a person may edit."""
        return self._free_text(bold, min(indent, 15), centred, text.startswith(_RISKY))

    def printed(self, text: str, role: Role, indent: int, *, right: bool) -> int:
        """A text of a report, to be read; at the right where it stands for a figure."""
        return self._read_text(role, min(indent, 15), right, text.startswith(_RISKY))

    def _figure(self, role: Role, line_role: Role, number_format: str, editable: bool) -> int:
        """A figure in a statement; a total line has a rule above it."""
        return self._palette.style(
            font=_font(bold=role in _TOTALS),
            fill=self._editable if editable else None,
            border=_box(_HAIR, top=_RULE if line_role in _TOTALS else _HAIR),
            alignment=Alignment(horizontal="right"),
            number_format=number_format,
            unlocked=editable,
        )

    def _heading(self, risky: bool) -> int:
        return self._palette.style(font=_font(bold=True, size=14), number_format=TEXT_FORMAT, quoted=risky)

    def _header(self, risky: bool) -> int:
        return self._palette.style(
            font=_font(bold=True),
            fill=_HEADER,
            border=_box(_RULE),
            alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
            number_format=TEXT_FORMAT,
            quoted=risky,
        )

    def _label(self, role: Role, indent: int, risky: bool) -> int:
        strong = role is not Role.LABEL
        return self._palette.style(
            font=_font(bold=strong),
            fill=_HEADER if role is Role.SECTION else None,
            border=_box(_HAIR, top=_RULE if role in _TOTALS else _HAIR),
            # without a side to be set in from, the indent has no effect
            alignment=Alignment(horizontal="left", indent=indent, shrink_to_fit=True),
            number_format=TEXT_FORMAT,
            quoted=risky,
        )

    def _text(self, bold: bool, indent: int, centred: bool, risky: bool) -> int:
        return self._palette.style(
            font=_font(bold=bold),
            fill=self._editable,
            border=_box(_HAIR),
            alignment=Alignment(
                horizontal="center" if centred else "left", vertical="top", wrap_text=True, indent=indent
            ),
            number_format=TEXT_FORMAT,
            quoted=risky,
            unlocked=True,
        )

    def _printed(self, role: Role, indent: int, right: bool, risky: bool) -> int:
        section = role is Role.SECTION
        return self._palette.style(
            font=_font(bold=section or role in _TOTALS),
            fill=_HEADER if section else None,
            border=_box(_HAIR),
            alignment=Alignment(
                horizontal="right" if right else "left", vertical="top", wrap_text=not section, indent=indent
            ),
            number_format=TEXT_FORMAT,
            quoted=risky,
        )


_WRAPPED = Alignment(vertical="top", wrap_text=True)


def _font(*, bold: bool = False, size: float = SIZE_POINTS, color: str = _TEXT) -> Font:
    return Font(name=FACE, size=size, bold=bold, color=color)


def _box(color: str, *, top: str = "") -> Border:
    side = Side(style="thin", color=color)
    return Border(left=side, right=side, bottom=side, top=Side(style="thin", color=top or color))


def height_points(text: str, width: float) -> float:
    """How high a row must be for a wrapped text in a column so many half-width characters wide."""
    lines = sum(max(1, math.ceil(text_width(line) / max(width - 2, 1))) for line in text.split("\n"))
    return min(lines * _LINE_POINTS + 2, _MAX_POINTS)


def text_width(text: str) -> int:
    """How many half-width characters a text is wide."""
    return sum(2 if unicodedata.east_asian_width(character) in "FWA" else 1 for character in text)
