"""A plan with a hundred times the leaf cells: every leaf line and every leaf column ten times over."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Sheet, Table
from smrj_desktop.domain.template import Axis, Column, Line, TableTemplate

TIMES = 10
Node = TypeVar("Node", Line, Column)


def enlarged(plan: Plan, times: int = TIMES) -> Plan:
    """The plan with every leaf line and column so many times; figures repeat and totals are computed."""
    tables = {key: _table(table, times) for key, table in plan.tables.items()}
    return replace(plan, tables=tables, ties=(), explained=())


def _nodes(axis: Axis[Node], times: int) -> tuple[list[Node], list[int]]:
    """The nodes with every leaf repeated, and for each the position it came from."""
    nodes: list[Node] = []
    origins: list[int] = []
    for position, node in enumerate(axis.nodes):
        nodes.append(node)
        origins.append(position)
        if axis.is_leaf(position):
            for number in range(1, times):
                nodes.append(replace(node, key=f"{node.key}_{number}"))
                origins.append(position)
    return nodes, origins


def _table(table: Table, times: int) -> Table:
    lines, rows = _nodes(table.template.lines, times)
    columns, places = _nodes(table.template.columns, times)
    template = TableTemplate(table.template.key, Axis(lines), Axis(columns))
    old = table.sheet()
    leaves = {
        (row, column): old.figure(rows[row], places[column])
        for row in range(len(lines))
        for column in range(len(columns))
        if template.is_leaf(row, column)
    }
    return Table(template, Sheet(template, leaves))
