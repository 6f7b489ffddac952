"""From parts to a printout and to a PDF document in one go, for whoever has no window to keep alive."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from PySide6.QtGui import QGuiApplication

from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import pdf_outline
from smrj_desktop.render import flow, printout
from smrj_desktop.render.blocks import Part
from smrj_desktop.render.page import Printout
from smrj_desktop.render.paper import Furniture, PageSetup
from smrj_desktop.render.pdf import PdfDrawing

Tell = Callable[[float], None]


def furniture_of(plan: Plan, *, version: str, date: str, draft: str = "") -> Furniture:
    """What stands around every page of a plan.

    Args:
        plan: the plan.
        version: what its state is called.
        date: the day of printing, as it is written.
        draft: the mark at the top right.
    """
    return Furniture(
        title=plan.profile.title, version=version, imprint=plan.content_hash(), date=date, draft=draft
    )


def printed(
    parts: Sequence[Part],
    setup: PageSetup,
    *,
    contents: bool = False,
    tell: Tell = lambda _share: None,
) -> Printout:
    """The pages of parts, numbered, without header and footer.

    Args:
        parts: in the order they are printed.
        setup: of all pages.
        contents: whether a list of contents comes first.
        tell: told after each part what share is done.
    """
    laid = []
    for number, part in enumerate(parts, start=1):
        laid.append((part.group, flow.pages_of(part, setup)))
        tell(number / len(parts))
    return printout.assembled(laid, setup, contents=contents)


def pdf(whole: Printout, *, title: str, mono: bool = False, tell: Tell = lambda _share: None) -> bytes:
    """A PDF document with bookmarks.

    Args:
        whole: the pages; at least one.
        title: of the document.
        mono: whether black ink alone is used.
        tell: told after each page what share is done.
    """
    drawing = PdfDrawing(whole, title=title, mono=mono)
    while drawing.draw_next():
        tell(drawing.drawn / drawing.count)
    return pdf_outline.finished(drawing.content(), printout.bookmarks(whole), title=title)


def application() -> QGuiApplication:
    """The application of Qt that faces of type need; one without a screen where there is none yet."""
    existing = QGuiApplication.instance()
    if isinstance(existing, QGuiApplication):
        return existing
    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication(sys.argv[:1])
