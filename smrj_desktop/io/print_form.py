"""The print form: a workbook for others with all tables as the plan prints them, its text and indicators.

`docs/spec/print-form.md` describes it. It has no hidden part and no key of the program; what it says of its
origin is one line on the cover and a property of the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import LIMIT, Unit
from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.domain.edit_kinds import SetEntryUnit
from smrj_desktop.domain.errors import quoted
from smrj_desktop.domain.exchange.book import LONGEST_TEXT
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import cell_text, package_write, print_form_pages
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.package_write import Palette
from smrj_desktop.io.print_form_comments import Comments
from smrj_desktop.io.print_form_pages import Page
from smrj_desktop.io.print_form_tables import PrintedTables
from smrj_desktop.io.sheet_setup import protect, set_up
from smrj_desktop.io.sheet_words import print_form as word
from smrj_desktop.io.workbook_sheets import new_workbook
from smrj_desktop.io.workbook_styles import Styles


def content(plan: Plan, options: PrintOptions) -> tuple[bytes, list[Finding]]:
    """The bytes of a plan's print form, always the same for the same plan and options.

    Returns:
        The bytes, and what the one who sends it should know: totals that stay figures, notes that have no
        place in it.

    Raises:
        AmountTooLargeError: a figure has too many digits in the unit asked for.
    """
    workbook = new_workbook()
    styles, printed = Styles(Palette(workbook), shaded=False), _in_unit(plan, options.unit)
    comments = Comments(printed, wanted=options.comments)
    tables = PrintedTables(plan, printed, options, styles, comments)
    imprint = Imprint(plan.profile.id, options.version, plan.content_hash())
    workbook.remove(workbook.active)
    rows = {}
    for page in _pages(printed, options, imprint, tables, comments, styles):
        _put(workbook.create_sheet(page.title), page, options)
        rows[page.title] = page.content.rows
    made = package_write.packed(workbook, rows, title=printed.profile.title, modified=None, imprint=imprint)
    return made, [*tables.findings, *comments.findings(), *_cut(plan)]


def _cut(plan: Plan) -> Iterator[Finding]:
    """The texts that are too long for a cell, so that their ends are not in the file."""
    found = [(Place(), plan.profile.preamble)]
    found += ((Place(passage=passage.key), passage.text) for passage in plan.outline)
    for place, said in found:
        if cell_text.is_cut(said):
            parameters: dict[str, object] = {"text": quoted(said), "count": LONGEST_TEXT - 1}
            yield Finding(
                kind="print_form_text_cut", severity=Severity.WARNING, place=place, parameters=parameters
            )


def texts(plan: Plan) -> set[str]:
    """All that stands in a plan's print form as text, in whatever unit; but for its version and date."""
    options = PrintOptions(version="", date="")
    styles, comments = Styles(Palette(new_workbook()), shaded=False), Comments(plan, wanted=False)
    tables = PrintedTables(plan, plan, options, styles, comments)
    pages = _pages(plan, options, Imprint("", "", ""), tables, comments, styles)
    cells = (put.value for page in pages for row in page.content.rows for put in row.cells)
    units = [text for unit in Unit for text in (unit.label, layout.word("unit_note").format(unit=unit.label))]
    return {*units, *(value for value in cells if isinstance(value, str))}


def _pages(
    plan: Plan,
    options: PrintOptions,
    imprint: Imprint,
    tables: PrintedTables,
    comments: Comments,
    styles: Styles,
) -> list[Page]:
    """All sheets, the cover first."""
    titles = layout.titles(plan)
    lists = {
        titles[layout.MEASURES]: print_form_pages.text(plan, comments, styles),
        titles[layout.INDICATORS]: print_form_pages.indicators(plan, comments, styles),
    }
    pages = [Page(title, title, sheet, free=True) for title, sheet in lists.items()]
    pages += [page for key in plan.tables for page in tables.pages(key)]
    cover = print_form_pages.cover(plan, options, imprint, pages, styles)
    return [Page(titles[layout.COVER], "", cover), *pages]


def _in_unit(plan: Plan, unit: Unit | None) -> Plan:
    """The plan itself, or a copy with every figure in another unit."""
    if unit in (None, plan.profile.unit):
        return plan
    copy = plan.copy()
    edits.apply(copy, SetEntryUnit(unit=unit))
    return copy


def _put(worksheet: Any, page: Page, options: PrintOptions) -> None:
    set_up(worksheet, page.content)
    if options.draft:
        worksheet.oddHeader.right.text = word("draft")
    if page.entry:
        worksheet.add_data_validation(_validation(page))
    if options.lock and not page.free:
        protect(worksheet)


def _validation(page: Page) -> DataValidation:
    """Asks about what is no amount; a person may insist, since a plan prints `-` too."""
    return DataValidation(
        type="whole" if page.whole else "decimal",
        operator="between",
        formula1=str(1 - LIMIT),
        formula2=str(LIMIT - 1),
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle=word("amount_title"),
        error=word("amount"),
        sqref=page.entry,
    )
