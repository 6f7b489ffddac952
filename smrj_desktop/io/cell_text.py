"""Text in cells: any Unicode text as XML can hold it, and whether a cell still says what was written.

Spreadsheet programs cut text at 32,767 characters, know no control characters and one kind of line end, and
read `_x0041_` as an escape. What a cell cannot hold shows a replacement there and stays exact in the payload.
"""

from __future__ import annotations

import re
from html import escape

from smrj_desktop.domain.exchange.book import CUT, held_by_cell

_REPLACEMENT = "\ufffd"
_NOT_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def plain(text: str) -> str:
    """The text with what no cell holds replaced, and one kind of line end."""
    return _NOT_IN_CELLS.sub(_REPLACEMENT, _LINE_END.sub("\n", text))


def unescaped(seen: str) -> str:
    """A text of an Excel file with its escapes undone, once, as Excel undoes them."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), seen) if "_x" in seen else seen


def visible(text: str) -> str:
    """The text as a cell shows it."""
    shown = plain(text)
    held = held_by_cell(shown)
    return shown if held == shown else held + CUT


def is_cut(text: str) -> bool:
    """Whether a text is too long for a cell."""
    return len(visible(text)) < len(plain(text))


def to_xml(text: str) -> str:
    """A cell's text as the content of its `<t>` element."""
    return escape(_ESCAPE_LIKE.sub("_x005F_", visible(text)), quote=False)


def taken(seen: str) -> str:
    """The text a cell holds, whatever program wrote its file.

    Escapes are undone until none is left, because some programs leave them in and some undo them half.
    """
    while True:
        once = unescaped(seen)
        if once == seen:
            return plain(seen)
        seen = once


def same(stored: str, seen: str) -> bool:
    """Whether a cell that was written with `stored` still says so."""
    return taken(visible(stored)) == taken(seen)
