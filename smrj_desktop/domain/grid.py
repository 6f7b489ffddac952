"""A report as typed cells, independent of where it is shown: screen, paper, Excel and Word read the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from smrj_desktop.domain.amounts import Figure, show
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, CellKey, cell_at
from smrj_desktop.domain.template import Axis, Column, Line, TableKey


class Role(StrEnum):
    """What a cell is in its report."""

    HEADER = "header"
    SECTION = "section"
    LABEL = "label"
    LEAF = "leaf"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One cell.

    Attributes:
        figure: set where the cell prints a figure; `text` is then how it is printed.
        row_span, column_span: how many rows and columns it covers; covered places hold None.
        indent: how deep a label stands below its total.
        note: what there is to say of it in a footnote; empty where there is nothing.
    """

    text: str = ""
    role: Role = Role.LABEL
    figure: Figure | None = None
    row_span: int = 1
    column_span: int = 1
    indent: int = 0
    note: str = ""


GridRow = tuple[GridCell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows of cells below some header rows; `line_keys` and `column_keys` name what is below and beside."""

    title: str
    subtitle: str
    unit: str
    note: str
    header: tuple[GridRow, ...]
    rows: tuple[GridRow, ...]
    line_keys: tuple[str, ...]
    column_keys: tuple[str, ...]


def heads(texts: Iterable[str]) -> GridRow:
    """A header row with these texts."""
    return tuple(GridCell(text=each, role=Role.HEADER) for each in texts)


def section(label: str, columns: int) -> GridRow:
    """A row that begins a section, across so many columns."""
    return (GridCell(text=label, role=Role.SECTION, column_span=columns), *(None,) * (columns - 1))


def header_groups(nodes: Sequence[Column]) -> tuple[GridRow, ...]:
    """Two header rows, 業務区分 over 経理: neighbours of one segment merge, a lone one spans both rows."""
    upper: list[GridCell | None] = []
    lower: list[GridCell | None] = []
    for index, column in enumerate(nodes):
        if not column.accounting_class:
            upper.append(GridCell(text=column.segment, role=Role.HEADER, row_span=2))
            lower.append(None)
            continue
        first = index == 0 or nodes[index - 1].segment != column.segment
        span = 1
        while index + span < len(nodes) and nodes[index + span].segment == column.segment:
            span += 1
        upper.append(GridCell(text=column.segment, role=Role.HEADER, column_span=span) if first else None)
        lower.append(GridCell(text=column.accounting_class, role=Role.HEADER))
    return tuple(upper), tuple(lower)


def statement_grid(
    plan: Plan,
    key: TableKey,
    title: str,
    layer: str = PLAN,
    *,
    note: Callable[[CellKey], str] = lambda _cell: "",
) -> Grid:
    """A table as the plan prints it: label column, grouped header, one row a line.

    Args:
        plan: the plan.
        key: the table.
        title: what stands above it.
        layer: which of its figures.
        note: what there is to say of a cell in a footnote; empty where there is nothing.
    """
    template = plan.table(key).template
    figures = plan.table(key).sheet(layer).figures()
    upper, lower = header_groups(template.columns.nodes)
    corner = GridCell(text="", role=Role.HEADER, row_span=2)
    rows: list[GridRow] = []
    for row, line in enumerate(template.lines.nodes):
        if line.heading:
            blank = (GridCell(role=Role.SECTION),) * len(template.columns)
            rows.append((GridCell(text=line.label, role=Role.SECTION), *blank))
            continue
        label_role = Role.LABEL if template.lines.is_leaf(row) else Role(template.role(row, 0))
        cells = [GridCell(text=line.label, role=label_role, indent=indent(template.lines, row))]
        for column in range(len(template.columns)):
            figure = figures[row][column]
            cells.append(
                GridCell(
                    text=show(figure),
                    figure=figure,
                    role=Role(template.role(row, column)),
                    note=note(cell_at(template, row, column, layer)),
                )
            )
        rows.append(tuple(cells))
    return Grid(
        title=title,
        subtitle=plan.account(key.account).label,
        unit=plan.profile.entry_unit,
        note=plan.profile.rounding_note,
        header=((corner, *upper), (None, *lower)),
        rows=tuple(rows),
        line_keys=tuple(line.key for line in template.lines.nodes),
        column_keys=tuple(column.key for column in template.columns.nodes),
    )


def indent(lines: Axis[Line], row: int) -> int:
    """How deep a line is set in: below a heading or a total that stands above it in print order."""
    depth = sum(1 for step in lines.up[row][1:] if step.position < row)
    headed = any(node.heading and node.label == lines.nodes[row].section for node in lines.nodes[:row])
    return depth + (1 if headed else 0)
