"""Pages made by hand, for what shows or prints them."""

from __future__ import annotations

from smrj_desktop.render.page import Box, Ink, Page, Printout, Text
from smrj_desktop.render.paper import Sheet

PORTRAIT, LANDSCAPE = Sheet(210, 297), Sheet(297, 210)
BOX = Box(100, 60, 3, 3, Ink.TEXT)
"""Small and black, the only thing of the kind on a page."""


def page(index: int, sheet: Sheet = PORTRAIT, part: str = "plan") -> Page:
    """A page with two boxes and a text, `表3` for index 2."""
    marks = (BOX, Box(20, 20, 10, 10, Ink.INCOME), Text(20, 60, f"第{index}頁"))
    number = str(index + 1)
    return Page(sheet=sheet, part=part, index=index, title=f"表{number}", marks=marks, number=number)


def printout(*pages: Page) -> Printout:
    """These pages and no others."""
    return Printout(pages=pages, total=len(pages))
