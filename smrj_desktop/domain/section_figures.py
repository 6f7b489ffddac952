"""The figures of a section's business segments, over all accounts and all statements.

What stands in a column that belongs to no segment, such as 共通, is not apportioned. Amounts are in the
plan's entry unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from smrj_desktop.domain.amounts import BLANK, NOTHING, Figure
from smrj_desktop.domain.eliminations import Elimination, eliminations
from smrj_desktop.domain.grid import Role
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.sections import Area
from smrj_desktop.domain.series_figures import columns_of_segment, total
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import Axis, Line, TableKey


class FigureLine(NamedTuple):
    """A line of a statement.

    Attributes:
        role: leaf, subtotal or total of its statement.
        figures: one for each column of the overview.
        cells: for each of its heads, the cells a figure is about: the segments' columns and those within;
            none where several accounts come together.
    """

    key: str
    label: str
    section: str
    role: Role
    figures: tuple[Figure, ...]
    cells: tuple[tuple[CellKey, ...], ...]


class FigureGroup(NamedTuple):
    """Lines of one statement.

    Attributes:
        section: the part of the statement they are, where that has to be said; else empty.
    """

    statement: str
    section: str
    lines: tuple[FigureLine, ...]


class Head(NamedTuple):
    """A column of the overview.

    Attributes:
        account: whose figures it has; empty where those of all.
        segments: the figures are of these.
    """

    account: str
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFigures:
    """The overview.

    Attributes:
        heads: of a section one an account, of a chapter with several segments one a segment.
        summed: whether a last column has the sum of the others.
        groups: the lines by statement; of a chapter by segment the totals alone.
        apart: what columns are called whose figures are in none of the sections.
        double: the flows between accounts that the sum counts twice.
    """

    heads: tuple[Head, ...]
    summed: bool
    groups: tuple[FigureGroup, ...]
    apart: tuple[str, ...]
    double: tuple[Elimination, ...]


def section_figures(plan: Plan, area: Area) -> SectionFigures | None:
    """The figures of a chapter's or section's segments; None where no account has one of them."""
    own = set(area.segments)
    accounts = [
        account.key
        for account in plan.accounts
        if any(
            key.account == account.key and own & {column.segment for column in table.template.columns.nodes}
            for key, table in plan.tables.items()
        )
    ]
    if not accounts:
        return None
    if area.is_chapter and len(area.segments) > 1:
        heads = [Head("", (segment,)) for segment in area.segments]
    else:
        heads = [Head(account, area.segments) for account in accounts]
    statements = dict.fromkeys(key.statement for key in plan.tables)
    lines = {statement: list(_lines(plan, statement, accounts, heads)) for statement in statements}
    if not heads[0].account:
        lines = {statement: _totals(own_lines) for statement, own_lines in lines.items()}
    return SectionFigures(
        heads=tuple(heads),
        summed=len(heads) > 1,
        groups=tuple(group for statement in statements for group in _groups(statement, lines[statement])),
        apart=_apart(plan, accounts),
        double=tuple(flow for flow in eliminations(plan) if all(map(area.has_cell, flow.cells))),
    )


def _lines(
    plan: Plan, statement: str, accounts: Sequence[str], heads: Sequence[Head]
) -> Iterator[FigureLine]:
    """The main lines of a statement that have something in them, and its totals."""
    keys = [TableKey(statement, account) for account in accounts]
    tables = {key: plan.tables[key] for key in keys if key in plan.tables}
    axes = [table.template.lines for table in tables.values()]
    figures = {key: table.sheet().figures() for key, table in tables.items()}

    def parts(head: Head, line: str) -> Iterator[Figure]:
        for key, table in tables.items():
            row = table.template.lines.position.get(line)
            if row is None or head.account not in ("", key.account):
                continue
            for segment in head.segments:
                for column in columns_of_segment(plan, key, segment):
                    yield figures[key][row][table.template.columns.position[column]]

    def cells(head: Head, line: str) -> tuple[CellKey, ...]:
        found = tuple(
            CellKey(*key, line, column.key)
            for key, table in tables.items()
            if line in table.template.lines.position and head.account in ("", key.account)
            for column in table.template.columns.nodes
            if column.segment in head.segments
        )
        return found if len({cell.account for cell in found}) == 1 else ()

    for key in _merged(axes):
        having = [(axis, axis.position[key]) for axis in axes if key in axis.position]
        if any(axis.is_heading(row) for axis, row in having):
            continue
        if not any(_is_main(axis, row) for axis, row in having):
            continue
        role = max((_role(axis, row) for axis, row in having), key=list(Role).index)
        own = [total(parts(head, key)) for head in heads]
        if len(heads) > 1:
            own.append(total(own))
        if role is Role.TOTAL or any(figure not in (BLANK, NOTHING) for figure in own):
            node = having[0][0].nodes[having[0][1]]
            about = tuple(cells(head, key) for head in heads)
            yield FigureLine(key, node.label, node.section, role, tuple(own), about)


def _totals(lines: Sequence[FigureLine]) -> list[FigureLine]:
    """The totals of a statement; its subtotals too where it has but one."""
    totals = [line for line in lines if line.role is Role.TOTAL]
    return totals if len(totals) > 1 else [line for line in lines if line.role is not Role.LEAF]


def _groups(statement: str, lines: Sequence[FigureLine]) -> Iterator[FigureGroup]:
    # 計 of 収入 and 計 of 支出 have to be told apart
    split = len({line.label for line in lines}) < len(lines)
    for section, group in groupby(lines, key=lambda line: line.section if split else ""):
        yield FigureGroup(statement, section, tuple(group))


def _merged(axes: Iterable[Axis[Line]]) -> list[str]:
    """The lines of several tables in one order; what one alone has follows what it follows there."""
    order: list[str] = []
    for axis in axes:
        at = 0
        for node in axis.nodes:
            if node.key in order:
                at = order.index(node.key) + 1
            else:
                order.insert(at, node.key)
                at += 1
    return order


def _is_main(axis: Axis[Line], row: int) -> bool:
    """Whether a line is a total or worth a place beside totals: no part of a subtotal of leaves alone."""
    parent = axis.nodes[row].parent
    if axis.children[row] or not parent or not axis[parent].parent:
        return True
    return any(axis.children[step.position] for step in axis.children[axis.position[parent]])


def _role(axis: Axis[Line], row: int) -> Role:
    if axis.is_leaf(row):
        return Role.LEAF
    return Role.SUBTOTAL if axis.nodes[row].parent else Role.TOTAL


def _apart(plan: Plan, accounts: Iterable[str]) -> tuple[str, ...]:
    """The segments of these accounts that belong to no section: not those that only add others up."""
    known = {item.segment for item in plan.sections}
    found: dict[str, None] = {}
    for key, table in plan.tables.items():
        columns = table.template.columns
        for at, node in enumerate(columns.nodes):
            if key.account in accounts and columns.is_leaf(at) and node.segment not in known:
                found[node.segment or node.label] = None
    return tuple(found)
