"""What stands around the content of a page: the title and the draft mark above, version and number below."""

from __future__ import annotations

from smrj_desktop.io.sheet_words import paper
from smrj_desktop.render import typeset
from smrj_desktop.render.page import Face, Ink, Mark, Page, Text, TextStyle
from smrj_desktop.render.paper import Furniture, PageSetup

_SMALL = TextStyle(Face.GOTHIC, 7.5)
_DRAFT = TextStyle(Face.GOTHIC, 10.5, bold=True)
_APART = 4.0
_NEAR = 0.25
"""Of a margin: how far header and footer stay away from the content."""
_IMPRINT_DIGITS = 12
"""So many digits of a content hash tell versions of a plan apart, and can be read out on the telephone."""


def around(page: Page, total: int, furniture: Furniture, setup: PageSetup) -> tuple[Mark, ...]:
    """The header and the footer of a page."""
    return (*_header(page, furniture, setup), *_footer(page, total, furniture, setup))


def _header(page: Page, furniture: Furniture, setup: PageSetup) -> list[Mark]:
    content = setup.content(page.sheet)
    baseline = setup.margins.top * (1 - _NEAR)
    draft = typeset.shortened(furniture.draft, _DRAFT, content.width / 2)
    own = typeset.width(draft, _DRAFT)
    title = typeset.shortened(furniture.title, _SMALL, content.width - own - _APART)
    return [
        *_said(content.left, baseline, title, _SMALL, Ink.SECONDARY),
        *_said(content.right - own, baseline, draft, _DRAFT, Ink.TEXT),
    ]


def _footer(page: Page, total: int, furniture: Furniture, setup: PageSetup) -> list[Mark]:
    content = setup.content(page.sheet)
    top = content.bottom + setup.margins.bottom * _NEAR
    baseline = top + typeset.ascent(_SMALL)
    number = paper("page_number", number=page.number, total=total) if page.number else ""
    middle = content.left + (content.width - typeset.width(number, _SMALL)) / 2
    side = middle - content.left - _APART
    date = typeset.shortened(furniture.date, _SMALL, side)
    return [
        *_said(content.left, baseline, _state(furniture, side), _SMALL, Ink.SECONDARY),
        *_said(middle, baseline, number, _SMALL, Ink.TEXT),
        *_said(content.right - typeset.width(date, _SMALL), baseline, date, _SMALL, Ink.SECONDARY),
    ]


def _state(furniture: Furniture, room: float) -> str:
    """The version and the imprint; the version is shortened where both do not fit."""
    imprint = paper("page_imprint", imprint=furniture.imprint[:_IMPRINT_DIGITS]) if furniture.imprint else ""
    if not furniture.version:
        return typeset.shortened(imprint, _SMALL, room)
    left = room - typeset.width(f"　{imprint}", _SMALL)
    version = typeset.shortened(furniture.version, _SMALL, left if imprint else room)
    return typeset.shortened("　".join(text for text in (version, imprint) if text), _SMALL, room)


def _said(x: float, baseline: float, text: str, style: TextStyle, ink: Ink) -> list[Mark]:
    return [Text(x, baseline, text, style, ink)] if text else []
