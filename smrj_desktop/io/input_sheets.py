"""Input sheets: workbooks in which a department fills in its own items in 千円, and nothing else.

The list is the only place to write into. The tables add it up by formulas, and nobody reads them back but to
see whether a hand has typed over them. `docs/spec/input-sheets.md` describes the form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation

from smrj_desktop.domain.amounts import LIMIT
from smrj_desktop.domain.exchange import input_form as form
from smrj_desktop.domain.exchange.errors import NoOpenCellError
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.domain.exchange.input_scope import InputOptions, InputScope
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import package_write
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.input_list import Opened, Ranges, list_content, places_content, ranges
from smrj_desktop.io.input_tables import table_content
from smrj_desktop.io.package_write import Palette, Row
from smrj_desktop.io.sheet_setup import Content, protect, set_up
from smrj_desktop.io.sheet_words import input_sheet as word
from smrj_desktop.io.workbook_layout import statement_names
from smrj_desktop.io.workbook_sheets import new_workbook
from smrj_desktop.io.workbook_styles import Styles

_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def content(plan: Plan, scope: InputScope, options: InputOptions) -> bytes:
    """The bytes of a department's input sheet. The same plan, scope and options give the same bytes.

    Raises:
        NoOpenCellError: no cell of the plan is open to the department.
    """
    opened = _opened(plan, scope)
    if not opened:
        raise NoOpenCellError(department=scope.department)
    workbook = new_workbook()
    sheets = _sheets(plan, scope, options, opened, Styles(Palette(workbook)))
    workbook.remove(workbook.active)
    rows: dict[str, list[Row]] = {}
    for title, sheet in sheets.items():
        rows[title] = sheet.rows
        worksheet = workbook.create_sheet(title)
        set_up(worksheet, sheet)
        if options.lock:
            protect(worksheet)
            worksheet.protection.autoFilter = False
    _validate(workbook[word("list")], ranges(opened))
    imprint = Imprint(plan.profile.id, options.version, plan.content_hash())
    return package_write.packed(workbook, rows, title=plan.profile.title, modified=None, imprint=imprint)


def file_names(scopes: Sequence[InputScope]) -> tuple[str, ...]:
    """A name for the file of each scope, after its department; none is double."""
    wanted = (word("file_name", department=scope.department) for scope in scopes)
    return tuple(f"{name}.xlsx" for name in form.distinct(_NOT_IN_NAMES.sub("_", name) for name in wanted))


def _opened(plan: Plan, scope: InputScope) -> list[Opened]:
    texts, found = form.table_texts(plan, statement_names()), []
    for cell in scope.open_cells(plan):
        table = plan.table(cell)
        at = table.locate(cell)
        items = (item for item in table.build_ups.get(at, ()) if item.department == scope.department)
        found.append(Opened(cell, texts[cell.table].at(*at), tuple(items)))
    return found


def _sheets(
    plan: Plan, scope: InputScope, options: InputOptions, opened: Sequence[Opened], styles: Styles
) -> Mapping[str, Content]:
    """The sheets by title: the list, a table each, the places."""
    where, unit = ranges(opened), plan.profile.entry_unit if options.show_rest else ""
    texts = form.table_texts(plan, statement_names())
    fixed = (word("list"), word("places"))
    titles = layout.titles(plan, taken=fixed)
    sheets = {fixed[0]: list_content(plan, scope, options, opened, styles)}
    for key in dict.fromkeys(place.cell.table for place in opened):
        among = [place for place in opened if place.cell.table == key]
        title = titles[layout.statement_key(key)]
        sheets[title] = table_content(plan.table(key), texts[key], among, where, unit, styles)
    return {**sheets, fixed[1]: places_content(opened, styles)}


def _validate(worksheet: Any, where: Ranges) -> None:
    """Amounts are numbers, and places are chosen from those that are open."""
    worksheet.auto_filter.ref = where.filtered
    worksheet.add_data_validation(
        DataValidation(
            type="decimal",
            operator="between",
            formula1=str(1 - LIMIT),
            formula2=str(LIMIT - 1),
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=form.AMOUNT,
            error=word("amount_error", unit=form.UNIT.label),
            sqref=where.cells("E"),
        )
    )
    for number, letter in enumerate("ABC"):
        worksheet.add_data_validation(
            DataValidation(
                type="list",
                formula1=where.choice(number),
                allow_blank=True,
                showErrorMessage=True,
                errorTitle=word("places"),
                error=word("place_error"),
                sqref=where.cells(letter, chosen=True),
            )
        )
