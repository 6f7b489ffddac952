"""A sheet of a workbook as it is built: its rows, and how it looks on screen and paper."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.properties import PageSetupProperties

from smrj_desktop.io.package_write import Row

_A4 = 9
_LEGIBLE_WIDTH = 290
"""So many half-width characters beside one another can still be read on a page."""

Merge = tuple[int, int, int, int]
"""Merged cells: the first row and column, how many rows and columns."""


class Content(NamedTuple):
    """A sheet's rows and what else it needs.

    Attributes:
        widths: of the columns from the first one that is printed, in half-width characters.
        frozen: the first cell that scrolls.
        repeated_rows: the rows on top of every page, such as `2:5`.
        repeated_columns: the columns on the left of every page, where one page is not wide enough.
    """

    rows: list[Row]
    widths: tuple[float, ...] = ()
    merges: tuple[Merge, ...] = ()
    frozen: str = ""
    repeated_rows: str = ""
    repeated_columns: str = ""
    landscape: bool = False


def protect(worksheet: Any) -> None:
    """Keeps a worksheet from edits but for what is unlocked in it, without a password."""
    worksheet.protection.sheet = True
    # openpyxl says what is kept from people: columns and rows may be made wider
    worksheet.protection.formatColumns = worksheet.protection.formatRows = False


def set_up(worksheet: Any, content: Content, first: str = "A1") -> None:
    """Gives a worksheet what its content needs, but for the cells.

    Args:
        worksheet: the worksheet.
        content: what stands there.
        first: the first cell that is printed.
    """
    left = column_index_from_string(coordinate_from_string(first)[0])
    for at, column_width in enumerate(content.widths, left):
        worksheet.column_dimensions[get_column_letter(at)].width = column_width
    for top, column, height, width in content.merges:
        last = f"{get_column_letter(column + width - 1)}{top + height - 1}"
        # merging through the worksheet would make cells, which are ours to write
        worksheet.merged_cells.add(f"{get_column_letter(column)}{top}:{last}")
    worksheet.sheet_view.showGridLines = False
    if content.frozen:
        worksheet.freeze_panes = content.frozen
    last = get_column_letter(max(len(row.cells) for row in content.rows))
    worksheet.print_area = f"{first}:{last}{len(content.rows)}"
    if content.repeated_rows:
        worksheet.print_title_rows = content.repeated_rows
    pages = max(1, math.ceil(sum(content.widths) / _LEGIBLE_WIDTH)) if content.repeated_columns else 1
    if pages > 1:
        worksheet.print_title_cols = content.repeated_columns
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.page_setup.paperSize = _A4
    worksheet.page_setup.orientation = "landscape" if content.landscape else "portrait"
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = pages, 0
    worksheet.print_options.horizontalCentered = True
    worksheet.oddFooter.center.text = "&P / &N"
