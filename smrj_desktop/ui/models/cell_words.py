"""What a statement's cell says of itself: under the mouse, and to those who listen to the screen."""

from __future__ import annotations

from collections.abc import Sequence

from smrj_desktop.domain import amounts
from smrj_desktop.domain.amounts import Figure, Rounding
from smrj_desktop.domain.checks.finding import cell_place
from smrj_desktop.domain.checks.intervals import Grade, grade
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution, Position, Sheet
from smrj_desktop.domain.template import Column, Line
from smrj_desktop.io import check_report
from smrj_desktop.messages import text


def column_name(column: Column) -> str:
    """A column's whole name: its segment and, where there is one, its accounting class."""
    if not column.accounting_class:
        return column.segment or column.label
    return text("table.column", segment=column.segment, accounting_class=column.accounting_class)


def beside(plan: Plan, cell: CellKey, chosen: CellKey | None) -> str:
    """A cell's name where another one is spoken of: what differs is enough within a table."""
    table = plan.table(cell)
    place = cell_place(table.template, *table.locate(cell))
    if chosen is None or cell.table != chosen.table:
        return check_report.where(plan, place)
    if cell.column == chosen.column:
        return place.line or ""
    column = "・".join(filter(None, (place.segment, place.accounting_class)))
    return column if cell.line == chosen.line else f"{place.line}（{column}）"


def source_name(source: str) -> str:
    """Where a change came from, in words; empty for a hand."""
    if source in ("", "hand"):
        return ""
    return text(f"inspector.source_{source}") if source in ("undo", "redo") else source


def spoken(line: Line, column: Column, figure: Figure, unit: str) -> str:
    """A cell as a screen reader says it."""
    if figure.amount is None:
        value = text("table.spoken_blank")
    elif figure.mark == "-":
        value = text("table.spoken_nothing")
    else:
        sign = text("table.spoken_minus") if figure.value < 0 else ""
        value = f"{sign}{abs(figure.value):,} {unit}"
    return text("table.spoken", value=value, line=line.label, column=column_name(column))


def stated(sheet: Sheet, at: Position, mode: Rounding | None) -> str:
    """How a published total stands to its parts; empty for a computed one."""
    if residual := sheet.residual(*at):
        shown = amounts.show(Figure(residual))
        return text(f"table.stated_{_grade(sheet, at, residual, mode)}", difference=shown)
    return text("table.stated") if at in sheet.stated else ""


def built_up(items: Sequence[Contribution]) -> list[str]:
    """A build-up, item by item."""
    return [
        text("table.build_up", count=len(items)),
        *(
            text(
                "table.contribution",
                department=item.department,
                item=item.item,
                amount=amounts.show(Figure(item.amount)),
                unit=item.unit.label,
            )
            for item in items
        ),
    ]


def _grade(sheet: Sheet, at: Position, residual: int, mode: Rounding | None) -> Grade:
    """Whether rounding alone can explain a residual, which is taken against the leaves."""
    template = sheet.template
    down, across = template.lines.leaf_weights[at[0]], template.columns.leaf_weights[at[1]]
    below = [
        (-int(down[row] * across[column]), sheet.figure(int(row), int(column)))
        for row in down.nonzero()[0]
        for column in across.nonzero()[0]
    ]
    return grade(residual, [(1, sheet.figure(*at)), *below], mode)
