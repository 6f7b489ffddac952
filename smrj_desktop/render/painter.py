"""The one painter: a page's marks on any painter of Qt, for the preview, the printer, PDF and pictures."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QImage, QPainter

from smrj_desktop.render.page import Mark, Page


def draw(painter: QPainter, marks: Iterable[Mark], *, dots_per_mm: float, mono: bool = False) -> None:
    """Draws marks from the painter's origin on.

    Args:
        painter: whose coordinates are dots of its device.
        marks: in the order they are drawn.
        dots_per_mm: the device's resolution, the zoom included.
        mono: whether in black ink and greys alone.
    """
    raise NotImplementedError


def draw_page(painter: QPainter, page: Page, *, dots_per_mm: float, mono: bool = False) -> None:
    """Draws a page: its content and what stands around it. The paper itself is the caller's."""
    draw(painter, page.marks, dots_per_mm=dots_per_mm, mono=mono)
    draw(painter, page.furniture, dots_per_mm=dots_per_mm, mono=mono)


def image(page: Page, *, dots_per_mm: float, mono: bool = False) -> QImage:
    """A page as a picture on white paper, of the size in dots that its paper has."""
    raise NotImplementedError
