"""The printed form of a statement, on the built-in plan."""

from __future__ import annotations

import pytest

from smrj_desktop.domain import grid
from smrj_desktop.domain.grid import Role
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin


@pytest.fixture(scope="module")
def plan() -> Plan:
    return builtin.load()


def test_a_statement_prints_as_the_plan_does(plan: Plan) -> None:
    printed = grid.statement_grid(plan, TableKey("budget", "general"), "予算")
    upper, lower = printed.header
    groups = [(cell.text, cell.column_span, cell.row_span) for cell in upper if cell]
    assert groups[1:] == [
        ("事業承継・引継ぎ促進業務", 3, 1),
        ("生産性向上業務", 1, 1),
        ("新事業展開・創業支援業務", 1, 1),
        ("経営環境変化対応業務", 4, 1),
        ("共通", 1, 1),
        ("合計", 1, 2),
    ]
    assert [cell.text for cell in lower if cell][:3] == ["一般経理", "特定出資経理", "合計"]
    texts = [[cell.text if cell else None for cell in row] for row in printed.rows]
    assert texts[0][:2] == ["収入", ""]
    assert texts[1] == "運営費交付金 1,507 - 1,507 9,400 3,545 2,036 208 - 2,244 - 16,697".split()
    total = printed.rows[printed.line_keys.index("income_total")]
    assert {cell.role for cell in total if cell} == {Role.TOTAL}


def test_labels_are_set_in_below_what_they_add_up_into(plan: Plan) -> None:
    printed = grid.statement_grid(plan, TableKey("income", "general"), "収支計画")
    depth = {key: row[0].indent for key, row in zip(printed.line_keys, printed.rows, strict=True) if row[0]}
    assert [depth[key] for key in ("expenses", "ordinary_expenses", "operating_cost")] == [0, 1, 2]
    assert [depth[key] for key in ("revenues", "ordinary_revenue", "grant_revenue")] == [0, 1, 2]
    assert [depth[key] for key in ("net_income", "reserve_drawdown", "total_income")] == [0, 0, 0]
    assert printed.rows[printed.line_keys.index("net_income")][1].text == "△ 82"  # type: ignore[union-attr]
