"""What no face of this system has, and prints as a box: told before it is printed."""

from __future__ import annotations

import re
from itertools import chain, islice

from PySide6.QtGui import QFontMetricsF

from smrj_desktop.messages import text
from smrj_desktop.render import faces
from smrj_desktop.render.page import Printout, Text

_UNSEEN = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200b-\u200f\ufeff]")
"""What stands for no sign of its own; a face without it draws the one before."""
_MOST = 8
"""So many are named in a sentence."""


def missing(printout: Printout) -> dict[str, str]:
    """The characters that would be boxes, each with the first page that has it: number or title."""
    found: dict[str, str] = {}
    known: dict[tuple[str, bool], set[str]] = {}
    for page in printout.pages:
        for mark in chain(page.marks, page.furniture):
            if isinstance(mark, Text):
                style = mark.style.face, mark.style.bold
                seen = known.setdefault(style, set())
                if new := set(mark.text) - seen:
                    seen |= new
                    measured = QFontMetricsF(faces.font(*style))
                    for character in sorted(new):
                        if not measured.inFontUcs4(ord(character)) and not _UNSEEN.match(character):
                            where = text("printing.on_page", page=page.number) if page.number else page.title
                            found.setdefault(character, where)
    return found


def sentence(printout: Printout) -> str:
    """What to know of them; empty where there is none."""
    found = missing(printout)
    if not found:
        return ""
    named = [
        text("printing.missing_one", character=one, code=f"U+{ord(one):04X}", where=where)
        for one, where in islice(found.items(), _MOST)
    ]
    if len(found) > _MOST:
        named.append(text("printing.missing_more", count=len(found) - _MOST))
    return text("printing.missing", characters=text("printing.missing_separator").join(named))
