"""What labels of a foreign file may mean: the choices there are, and what was chosen, in words."""

from __future__ import annotations

from typing import NamedTuple

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.cell_notation import address
from smrj_desktop.domain.exchange.found import Assigned, Doubt
from smrj_desktop.domain.exchange.labels import canonical
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import check_report
from smrj_desktop.messages import text
from smrj_desktop.ui.models.cell_words import column_name


class Meaning(NamedTuple):
    """Something a label may mean.

    Attributes:
        said: in words.
        assigned: as it is kept.
    """

    said: str
    assigned: Assigned


def meanings(plan: Plan, doubt: Doubt) -> list[Meaning]:
    """Everything a label may mean, in the order of the plan; that it is left out comes last."""
    label = doubt.label if doubt.what in ("table", "unit") else canonical(doubt.label)
    statement, account = doubt.table or ("", "")

    def means(said: str, key: str) -> Meaning:
        return Meaning(said, Assigned(doubt.what, label, statement, account, key))

    left_out = means(text("assigning.left_out"), "")
    if doubt.what == "table":
        tables = [
            Meaning(check_report.table_name(plan, key), Assigned("table", label, *key, ""))
            for key in plan.tables
        ]
        return [*tables, Meaning(left_out.said, Assigned("table", label, "", "", ""))]
    if doubt.what == "unit":
        return [means(unit.label, unit.label) for unit in Unit]
    if doubt.table is None:
        return [left_out]
    template = plan.tables[doubt.table].template
    if doubt.what == "line":
        lines = [
            means("・".join(filter(None, (line.section, line.label))), line.key)
            for line in template.lines.nodes
            if not line.heading
        ]
        return [*lines, left_out]
    return [*(means(column_name(column), column.key) for column in template.columns.nodes), left_out]


def place(doubt: Doubt) -> str:
    """Where a label stands: the sheet, and its cell where it is one."""
    if not doubt.row or not doubt.column:
        return doubt.sheet
    return text("assigning.place", sheet=doubt.sheet, address=address(doubt.row, doubt.column))
