"""How spreadsheet programs write what a cell says: addresses, sums as formulas, number formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from smrj_desktop.domain.amounts import DASHES, normalise

_MOST_PARTS = 10_000
"""A formula that adds up more cells than any table has is none of ours."""


def letters(column: int) -> str:
    """A column's letters: 1 is A, 27 is AA."""
    found = ""
    while column > 0:
        column, last = divmod(column - 1, 26)
        found = chr(ord("A") + last) + found
    return found


def number(column: str) -> int:
    """The number of the column with these letters."""
    found = 0
    for letter in column:
        found = 26 * found + ord(letter) - ord("A") + 1
    return found


def address(row: int, column: int) -> str:
    """An address as people say it, such as C5."""
    return f"{letters(column)}{row}"


_SECTION = re.compile(r'((?:[^;"\\]|\\.|"[^"]*")*)(?:;|$)', re.DOTALL)
_UNSEEN = re.compile(r'\[[^\]]*\]|_.|\*.|["\\?]', re.DOTALL)
"""Colours and conditions, room as wide as a character, filling, quotes, places for digits."""


def zero_mark(number_format: str) -> str:
    """What a 0 reads as under a number format: `-`, `0`, or empty where the format does not say."""
    sections = [match[1] for match in _SECTION.finditer(number_format)]
    if len(sections) < 4:  # the last match is the empty one at the end
        return ""
    zero = normalise(_UNSEEN.sub("", sections[2]))
    if len(zero) == 1 and zero in DASHES:
        return "-"
    return "0" if "0" in zero else ""


def hides_zero(number_format: str) -> bool:
    """Whether a cell that holds 0 looks empty under a number format, as where `0;-0;` ends in nothing."""
    sections = [match[1] for match in _SECTION.finditer(number_format)]
    # a last section that is empty is the empty match at the end
    given = len(sections) > 3 or (len(sections) == 3 and number_format.endswith(";"))
    return given and not sections[2].strip()


class CellSum(NamedTuple):
    """What a formula adds up: the weight of every cell, by column letters and row, and a constant."""

    parts: dict[tuple[str, int], int]
    constant: int


_CELL = r"\$?([A-Z]{1,3})\$?([1-9]\d*)"
_TERM = re.compile(rf"\s*([+-]?)\s*(?:SUM\(([^()]*)\)|{_CELL}|(\d+))(?![\w(:.!])\s*")
_RANGE = re.compile(rf"\s*{_CELL}(?::{_CELL})?\s*")


def parse_sum(formula: str) -> CellSum | None:
    """What `=C5+C6-C7+1` or `=SUM(C5:C7,C9)` adds up; None for any other formula."""
    parts: dict[tuple[str, int], int] = {}
    constant, at, body = 0, 0, formula.removeprefix("=")
    while at < len(body):
        match = _TERM.match(body, at)
        if not match or (at and not match[1]):
            return None
        sign = -1 if match[1] == "-" else 1
        if match[5]:
            constant += sign * int(match[5])
        else:
            places = [(match[3], int(match[4]))] if match[3] else list(_ranges(match[2]))
            if not 0 < len(places) <= _MOST_PARTS:
                return None
            for place in places:
                parts[place] = parts.get(place, 0) + sign
        at = match.end()
    return CellSum(parts, constant) if body else None


def _ranges(listed: str) -> Iterator[tuple[str, int]]:
    """The cells that cells and ranges between commas come to; none where one is something else."""
    found = [_RANGE.fullmatch(item) for item in re.split("[,;]", listed)]
    matches = [match for match in found if match]
    areas = [_area(match) for match in matches]
    if len(matches) < len(found) or sum(len(rows) * len(columns) for rows, columns in areas) > _MOST_PARTS:
        return
    for rows, columns in areas:
        yield from ((letters(column), row) for row in rows for column in columns)


def _area(match: re.Match[str]) -> tuple[range, range]:
    first, last = (match[1], match[2]), (match[3] or match[1], match[4] or match[2])
    columns = sorted((number(first[0]), number(last[0])))
    rows = sorted((int(first[1]), int(last[1])))
    return range(rows[0], rows[1] + 1), range(columns[0], columns[1] + 1)
