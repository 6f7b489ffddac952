"""The tables of an input sheet, to be read: what the items of the list come to, cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from openpyxl.utils import get_column_letter

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.exchange import input_form as form
from smrj_desktop.domain.exchange.input_form import TableTexts
from smrj_desktop.domain.grid import Role
from smrj_desktop.domain.statements import Contribution, Position, Table
from smrj_desktop.domain.template import Axis, Line
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.input_list import DECIMALS, Opened, Ranges
from smrj_desktop.io.package_write import Formula, Put, Row
from smrj_desktop.io.sheet_setup import Content, Merge
from smrj_desktop.io.sheet_words import input_sheet as word
from smrj_desktop.io.workbook_styles import Styles

_LABEL_WIDTH, _FIGURE_WIDTH = 38, 18
_HEAD_ROW = 3
_FIRST = _HEAD_ROW + 2


def table_content(
    table: Table, texts: TableTexts, opened: Sequence[Opened], where: Ranges, unit: str, styles: Styles
) -> Content:
    """The sheet of a table: the lines and columns that are open, and the sums as formulas over the list.

    Args:
        table: the table.
        texts: how the list names it, its lines and columns.
        opened: its cells that are open.
        where: where the list stands.
        unit: the unit of the plan's figures; where there is one the whole table is shown, with them.
        styles: the looks.
    """
    items = {table.locate(place.cell): place.items for place in opened}
    lines, columns = table.template.lines, table.template.columns
    rows = list(range(len(lines))) if unit else _with_headings(lines, {row for row, _ in items})
    shown = list(range(len(columns))) if unit else sorted({column for _, column in items})
    width = 2 if unit else 1
    content = _heads(texts, shown, unit, styles)
    figures = table.sheet().figures()
    for row in rows:
        label_role = _label_role(table, row)
        puts = [Put(texts.lines[row], styles.label(label_role, 0, texts.lines[row]))]
        for column in shown:
            address = f"$A{len(content) + 1}", f"{get_column_letter(len(puts) + 1)}${_HEAD_ROW}"
            puts.append(_sum(items.get((row, column)), where, address, styles))
            if unit:
                puts.append(_figure(figures[row][column], table, (row, column), styles))
        content.append(Row(puts))
    merges: list[Merge] = [(_HEAD_ROW, 2 + width * number, 1, width) for number in range(len(shown))]
    return Content(
        content,
        widths=(_LABEL_WIDTH, *[_FIGURE_WIDTH] * (width * len(shown))),
        merges=tuple(merges) if unit else (),
        frozen=f"B{_FIRST}",
        repeated_rows=f"1:{_FIRST - 1}",
        repeated_columns="A:A",
        landscape=True,
    )


def _with_headings(lines: Axis[Line], wanted: Collection[int]) -> list[int]:
    """Lines in print order, with the headings of their sections."""
    sections = {lines.nodes[row].section for row in wanted}
    return [
        row
        for row, line in enumerate(lines.nodes)
        if row in wanted or (line.heading and line.label in sections)
    ]


def _heads(texts: TableTexts, shown: Sequence[int], unit: str, styles: Styles) -> list[Row]:
    below = [word("sum_head", unit=form.UNIT.label)]
    if unit:
        below.append(word("plan_head", unit=unit))
    upper = [text for column in shown for text in (texts.columns[column], *[""] * (len(below) - 1))]
    note = word("sum_note", sheet=word("list"), unit=form.UNIT.label)
    return [
        Row([Put(texts.table, styles.heading(texts.table))], height_points=28),
        Row([Put(note, styles.note)]),
        Row([Put(text or None, styles.head(text)) for text in (form.LINE, *upper)], height_points=42),
        Row([Put(text or None, styles.head(text)) for text in ("", *below * len(shown))], height_points=20),
    ]


def _label_role(table: Table, row: int) -> Role:
    if table.template.lines.is_heading(row):
        return Role.SECTION
    return Role.LABEL if table.template.lines.is_leaf(row) else Role(table.template.role(row, 0))


def _sum(
    items: tuple[Contribution, ...] | None, where: Ranges, names: tuple[str, str], styles: Styles
) -> Put:
    """What the list comes to for a cell; nothing where the cell is not open.

    Args:
        items: the department's items there; None where the cell is not open.
        where: where the list stands.
        names: the addresses of the texts of its line and its column.
        styles: the looks.
    """
    if items is None:
        return Put(None, styles.label(Role.SECTION, 0))
    criteria = zip("ABC", ("$A$1", *names), strict=True)
    tests = ",".join(f"{where.column(letter)},{name}" for letter, name in criteria)
    total = layout.in_thousands(sum(item.yen for item in items))
    # most of a table is empty, and a 0 in each of its cells would hide the rest
    number_format = DECIMALS if isinstance(total, Decimal) else layout.BLANK_FORMAT
    style = styles.figure(Role.LEAF, Role.LABEL, number_format, False)
    return Put(Formula(f"SUMIFS({where.column('E')},{tests})", total), style)


def _figure(figure: Figure, table: Table, at: Position, styles: Styles) -> Put:
    if table.template.lines.is_heading(at[0]):
        return Put(None, styles.label(Role.SECTION, 0))
    role, number_format = Role(table.template.role(*at)), layout.format_of(figure, total=False)
    return Put(figure.amount, styles.figure(role, _label_role(table, at[0]), number_format, False))
