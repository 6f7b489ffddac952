"""Cells nobody has filled in, in tables that are filled in otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from smrj_desktop.domain.checks.finding import Finding, Severity, cell_place
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey


def blanks(plan: Plan) -> Iterator[Finding]:
    """A finding for every table with some blank leaves but not only such."""
    for key, table in plan.tables.items():
        lines, columns = table.template.lines, table.template.columns
        leaves = np.ix_(
            [row for row in range(len(lines)) if lines.is_leaf(row)],
            [column for column in range(len(columns)) if columns.is_leaf(column)],
        )
        blank = np.array(table.sheet().amounts.isna().to_numpy())[leaves]
        if not blank.any() or blank.all():
            continue
        first = np.argwhere(blank)[0]
        row, column = int(leaves[0].ravel()[first[0]]), int(leaves[1].ravel()[first[1]])
        yield Finding(
            kind="blank_cells",
            severity=Severity.WARNING,
            place=cell_place(table.template, row, column),
            parameters={"count": int(blank.sum())},
            key="/".join(("blank", *key)),
            figures=str(int(blank.sum())),
            cell=CellKey(*key, lines.nodes[row].key, columns.nodes[column].key),
        )
