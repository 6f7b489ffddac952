"""The sheets of the print form, and those before its tables: the cover, the text, the indicators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.grid import Role
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import sheet_rows
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.package_write import Put, Row
from smrj_desktop.io.print_form_comments import Comments
from smrj_desktop.io.sheet_rows import INDICATOR_WIDTHS, INDICATOR_WORDS, fitted
from smrj_desktop.io.sheet_setup import Content
from smrj_desktop.io.sheet_words import print_form as word
from smrj_desktop.io.workbook_styles import Styles

_COVER_WIDTHS = (34, 68)
_TEXT_WIDTHS = (7, 95)
_NAME = INDICATOR_WORDS.index("name")


class Page(NamedTuple):
    """A sheet of the print form.

    Attributes:
        name: what it is called in the list of contents.
        entry: where amounts are typed, as ranges of cells.
        whole: whether only whole numbers are.
        free: whether all of it may be edited.
    """

    title: str
    name: str
    content: Content
    entry: str = ""
    whole: bool = True
    free: bool = False


def cover(
    plan: Plan, options: PrintOptions, imprint: Imprint, pages: Sequence[Page], styles: Styles
) -> Content:
    """The cover.

    Args:
        plan: the plan as it is printed.
        options: as the sender chose.
        imprint: where the file comes from.
        pages: the other sheets.
        styles: the workbook's.
    """
    profile = plan.profile

    def read(text: str) -> Put:
        return Put(text or None, styles.printed(text, Role.LABEL, 0, right=False))

    def line(label: str, text: str) -> Row:
        return fitted(Put(label, styles.header), read(text), widths=_COVER_WIDTHS)

    rows = [
        Row([Put(profile.title or None, styles.heading(profile.title))], height_points=36),
        line(layout.word("agency"), profile.agency),
        line(word("version"), options.version),
        line(word("date"), options.date),
        line(layout.word("entry_unit"), profile.entry_unit),
        line(word("tables"), word("count", count=len(plan.tables))),
    ]
    rows += [Row([]), Row([Put(word(name), styles.header) for name in ("sheet", "contents")])]
    rows += [fitted(read(page.title), read(page.name), widths=_COVER_WIDTHS) for page in pages]
    rows += [Row([]), line(word("imprint"), str(imprint))]
    return Content(rows, widths=_COVER_WIDTHS)


def text(plan: Plan, comments: Comments, styles: Styles) -> Content:
    """The plan's text: the preamble, then every passage with its mark, set in as deep as it stands."""
    rows = [
        sheet_rows.title(styles, "measures"),
        sheet_rows.header(styles, "mark", "text"),
    ]
    if plan.profile.preamble:
        preamble = sheet_rows.text(styles, plan.profile.preamble)
        rows.append(fitted(sheet_rows.text(styles, ""), preamble, widths=_TEXT_WIDTHS))
    for passage, depth in sheet_rows.passages(plan.outline):
        mark, said = sheet_rows.passage_cells(styles, passage, depth)
        commented = said._replace(comment=comments.of_item(passage.key))
        rows.append(fitted(mark, commented, widths=_TEXT_WIDTHS, indent=depth))
    return Content(rows, widths=_TEXT_WIDTHS, frozen="A3", repeated_rows="2:2")


def indicators(plan: Plan, comments: Comments, styles: Styles) -> Content:
    """The indicators, one a row."""
    rows = [sheet_rows.title(styles, "indicators"), sheet_rows.header(styles, *INDICATOR_WORDS)]
    for item in plan.indicators:
        cells = list(sheet_rows.indicator_cells(styles, item))
        cells[_NAME] = cells[_NAME]._replace(comment=comments.of_item(item.key))
        rows.append(fitted(*cells, widths=INDICATOR_WIDTHS))
    return Content(rows, widths=INDICATOR_WIDTHS, frozen="D3", repeated_rows="2:2", landscape=True)
