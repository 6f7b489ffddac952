"""What stands in the cells of a table by itself: leaves, build-ups and published totals, by stable keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from smrj_desktop.domain.amounts import BLANK, Figure, show, show_difference
from smrj_desktop.domain.checks.finding import Place, cell_place
from smrj_desktop.domain.statements import LAYERS, PLAN, CellKey, Contribution, Position, Sheet, Stated, Table
from smrj_desktop.domain.template import TableTemplate

At = tuple[str, str]
"""The line and the column of a cell, by key."""

BuildUp = tuple[Contribution, ...]
Element = Figure | BuildUp | Stated
"""What stands in a cell by itself: a leaf's figure or its build-up, or that a total is published."""

Kind = Literal["leaf", "total"]


def kind_at(template: TableTemplate | None, at: At) -> Kind | None:
    """What stands at a place of a frame: a figure that is entered, a total, or nothing."""
    if template is None:
        return None
    row, column = template.lines.position.get(at[0]), template.columns.position.get(at[1])
    if row is None or column is None or template.lines.is_heading(row):
        return None
    return "leaf" if template.is_leaf(row, column) else "total"


def of(table: Table | None, layer: str) -> dict[At, Element]:
    """All that stands in a layer by itself, in no certain order: no blank leaves, no computed totals."""
    sheet = table.sheets.get(layer) if table else None
    if table is None or sheet is None:
        return {}
    lines, columns = table.template.lines.nodes, table.template.columns.nodes
    found: dict[At, Element] = {
        (lines[row].key, columns[column].key): figure for (row, column), figure in sheet.leaves()
    }
    for (row, column), entry in sheet.stated.items():
        found[lines[row].key, columns[column].key] = entry
    if layer == PLAN:
        for (row, column), items in table.build_ups.items():
            found[lines[row].key, columns[column].key] = items
    return found


def at_cell(table: Table | None, layer: str, at: At) -> Element | None:
    """What stands in one cell by itself; None where nothing does, or there is no such cell."""
    sheet = table.sheets.get(layer) if table else None
    if table is None or sheet is None:
        return None
    row, column = table.template.lines.position.get(at[0]), table.template.columns.position.get(at[1])
    if row is None or column is None:
        return None
    if not table.template.is_leaf(row, column):
        return sheet.stated.get((row, column))
    if layer == PLAN and (row, column) in table.build_ups:
        return table.build_ups[row, column]
    figure = sheet.figure(row, column)
    return None if figure == BLANK else figure


def items_of(element: Element | None) -> BuildUp:
    """The items of a build-up; none of anything else."""
    return () if element is None or isinstance(element, (Figure, Stated)) else element


def same(left: Element | None, right: Element | None) -> bool:
    """Whether two elements are the same; a figure and a residual of equal numbers are not."""
    return type(left) is type(right) and left == right


def same_frame(left: Table | None, right: Table | None) -> bool:
    """Whether both tables have the same lines and columns, or neither is there."""
    if left is None or right is None:
        return left is right
    return same_nodes(left.template, right.template)


def same_nodes(left: TableTemplate, right: TableTemplate) -> bool:
    """Whether two frames have the same lines and columns."""
    return left is right or (
        left.lines.nodes == right.lines.nodes and left.columns.nodes == right.columns.nodes
    )


def same_layer(left: Table, right: Table, layer: str) -> bool:
    """Whether two tables with one frame hold the same in a layer; fast, so that few need a closer look."""
    ours, theirs = left.sheets.get(layer), right.sheets.get(layer)
    if ours is None or theirs is None:
        there = ours or theirs
        return there is None or not (there.stated or any(True for _ in there.leaves()))
    return _same_sheet(ours, theirs) and (layer != PLAN or left.build_ups == right.build_ups)


def same_table(left: Table, right: Table) -> bool:
    """Whether two tables have one frame and hold the same in all layers."""
    return left is right or (
        same_frame(left, right) and all(same_layer(left, right, layer) for layer in LAYERS)
    )


def _same_sheet(left: Sheet, right: Sheet) -> bool:
    return left is right or (
        left.stated == right.stated
        and bool(left.amounts.equals(right.amounts))
        and bool(left.marks.equals(right.marks))
    )


def word(*alternatives: Element | None) -> str:
    """What the element of one cell is, as a difference names it."""
    there = [element for element in alternatives if element is not None]
    if any(isinstance(element, Stated) for element in there):
        return "stated"
    return "cell" if all(isinstance(element, Figure) for element in there) else "build_up"


def key_of(table: Table, layer: str, at: At) -> CellKey:
    """The key of a cell."""
    return CellKey(*table.template.key, *at, layer)


def place_of(table: Table, at: At) -> Place:
    """The place of a cell."""
    return cell_place(table.template, *position(table, at))


def position(table: Table, at: At) -> Position:
    """The row and column of a cell in print order."""
    return table.template.lines.position[at[0]], table.template.columns.position[at[1]]


class Told(NamedTuple):
    """An element and where it stands, to be told in words."""

    table: Table
    layer: str
    at: At
    element: Element | None


def tell_apart(*all_told: Told) -> list[str]:
    """Elements of one cell as printed; with all there is to say where different ones print the same."""
    short = [_printed(told, in_full=False) for told in all_told]
    for told, text in zip(all_told, short, strict=True):
        for other, other_text in zip(all_told, short, strict=True):
            if text == other_text and not same(told.element, other.element):
                return _in_full(all_told)
    return short


def tell_to_decide(*all_told: Told) -> list[str]:
    """The same for whoever decides: who takes a build-up takes its items, not only what they come to."""
    if word(*(told.element for told in all_told)) == "build_up":
        return _in_full(all_told)
    return tell_apart(*all_told)


def _in_full(all_told: Sequence[Told]) -> list[str]:
    return [_printed(told, in_full=True) for told in all_told]


def _printed(told: Told, *, in_full: bool) -> str:
    element = told.element
    if element is None:
        return ""
    if isinstance(element, Figure):
        return show(element)
    figure = show(told.table.sheets[told.layer].figure(*position(told.table, told.at)))
    if not in_full:
        return figure
    if isinstance(element, Stated):
        return f"{figure} ({show_difference(element.residual)} {element.zero_mark}".rstrip() + ")"
    return f"{figure} ({told_items(element)})"


def told_items(items: BuildUp) -> str:
    """The items of a build-up in one line."""
    return "、".join(map(_contribution, items))


def _contribution(item: Contribution) -> str:
    return f"{item.department} {item.item} {show(Figure(item.amount))}{item.unit.label}".strip()
