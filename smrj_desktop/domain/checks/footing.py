"""Every total against its parts, down and across."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smrj_desktop.domain.amounts import Figure, show, show_difference
from smrj_desktop.domain.checks.finding import Finding, Severity, cell_place
from smrj_desktop.domain.checks.intervals import Grade, grade
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Position, Table


def footing(plan: Plan) -> Iterator[Finding]:
    """A finding for every total that differs from its parts: 端数 within rounding, else an error."""
    for table in plan.tables.values():
        for direction, total, parts in relations(table):
            sheet = table.sheet()
            figures = [sheet.figure(row, column) for row, column, _ in parts]
            summed = sum(weight * figure.value for (_, _, weight), figure in zip(parts, figures, strict=True))
            printed = sheet.figure(*total)
            difference = printed.value - summed
            result = grade(difference, [printed, *figures], plan.profile.rounding)
            if result is Grade.EXACT:
                continue
            severity = Severity.INFO if result is Grade.ROUNDING else Severity.ERROR
            yield Finding(
                kind=f"footing_{direction}_{result}",
                severity=severity,
                place=cell_place(table.template, *total),
                parameters={
                    "total": show(printed),
                    "sum": show(Figure(summed)),
                    "difference": show_difference(difference),
                },
            )


def relations(table: Table) -> Iterable[tuple[str, Position, list[tuple[int, int, int]]]]:
    """Every sum the table prints: `down` or `across`, the total's position, its parts with weights."""
    lines, columns = table.template.lines, table.template.columns
    for row in range(len(lines)):
        if lines.is_heading(row):
            continue
        for column in range(len(columns)):
            if lines.children[row]:
                down = [(step.position, column, step.weight) for step in lines.children[row]]
                yield "down", (row, column), down
            if columns.children[column]:
                across = [(row, step.position, step.weight) for step in columns.children[column]]
                yield "across", (row, column), across
