"""Rows of texts, indicators and headers as the native workbook and the print form both have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.measures import HEADINGS, Outline, Passage
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.package_write import Put, Row
from smrj_desktop.io.workbook_styles import Styles, height_points

INDICATOR_WIDTHS = (8, 10, 54, 24, 36, 17)
_INDENT_WIDTH = 3
INDICATOR_WORDS = ("section", "core", "name", "target", "basis", "period_years")
"""What the columns of the indicators are called, by the ids of the words."""


def text(styles: Styles, text: str, **looks: Any) -> Put:
    """A text that a person may edit; `looks` as `Styles.text` takes them."""
    return Put(text or None, styles.text(text, **looks))


def title(styles: Styles, name: str) -> Row:
    """The title of a sheet that is no table, by the id of its word."""
    return Row([Put(layout.word(name), styles.title)], height_points=28)


def header(styles: Styles, *names: str) -> Row:
    """A row of column heads, by the ids of their words."""
    return Row([Put(layout.word(name), styles.header) for name in names], height_points=20)


def fitted(*cells: Put, widths: Sequence[float], indent: int = 0) -> Row:
    """A row as high as its texts need in columns of these widths; the second text is set in."""
    texts = (cell.value if isinstance(cell.value, str) else "" for cell in cells)
    inset = [_INDENT_WIDTH * indent if at == 1 else 0 for at in range(len(widths))]
    heights = (
        height_points(text, width - less) for text, width, less in zip(texts, widths, inset, strict=True)
    )
    return Row(cells, height_points=max(heights), fitted=True)


def passages(outline: Outline) -> Iterator[tuple[Passage, int]]:
    """Every passage in order, and how deep it stands."""
    return ((passage, outline.depth(passage.key)) for passage in outline)


def passage_cells(styles: Styles, passage: Passage, depth: int) -> tuple[Put, Put]:
    """The mark of a passage and its text."""
    strong = passage.kind in HEADINGS
    return (
        text(styles, passage.mark, bold=strong, centred=True),
        text(styles, passage.text, bold=strong, indent=depth),
    )


def indicator_cells(styles: Styles, item: Indicator) -> tuple[Put, ...]:
    """An indicator, as `INDICATOR_WORDS` name the columns."""
    return (
        text(styles, item.section, centred=True),
        text(styles, layout.CORE_MARK if item.core else "", centred=True),
        text(styles, item.name, bold=item.core),
        text(styles, str(item.target or "")),
        text(styles, item.basis),
        Put(item.period_years, styles.years),
    )
