"""Heads of lists, such as the machine form and the indicators, and where on a sheet they stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping

Fields = Mapping[str, str]
"""The field by each head that may stand above it, in canonical form."""


def _fields(**heads: str) -> dict[str, str]:
    return {head: field for field, listed in heads.items() for head in listed.split()}


TIDY: Fields = _fields(
    fiscal_year="fiscal_year 年度 会計年度",
    statement="statement 計画 計画書 表 表名 財務諸表",
    account="account 勘定 勘定名",
    section="section 部 区分 部門",
    line="line 科目 費目 項目 科目名",
    segment="segment 業務区分 業務 セグメント セグメント名",
    accounting_class="class 経理 経理区分",
    value="value 値 金額 額",
    mark="mark 記号 印",
    unit="unit 単位",
    role="role 役割",
)
INDICATORS: Fields = _fields(
    section="section 区分 章 節 章節 該当箇所",
    core="core 基幹目標 基幹 重要指標",
    name="name 指標 指標名 評価指標 成果指標 項目",
    target="target 目標値 目標 数値目標 年度目標 年度目標値",
    basis="basis 比べる基準 比較基準 基準",
    period_years="period_years 判定期間(年) 判定期間 期間 期間(年)",
)
TEXT: Fields = _fields(mark="mark 番号 記号", text="text 本文 計画本文 文 記載内容 内容")

HEADS = frozenset((*TIDY, *INDICATORS, *TEXT))
"""All heads, which are looked for on every sheet."""


def header(
    heads: Mapping[int, Mapping[int, str]], fields: Fields, needed: Collection[str], least: int
) -> tuple[int, dict[str, int]] | None:
    """The first row that is the header of a list, and the columns of those it names; None where none does.

    Args:
        heads: the heads on a sheet by row and column.
        fields: the fields of the list.
        needed: those without which a row is no header of it.
        least: how many fields a header names at least.
    """
    for row in sorted(heads):
        columns: dict[str, int] = {}
        for column in sorted(heads[row]):
            if field := fields.get(heads[row][column]):
                columns.setdefault(field, column)
        if len(columns) >= least and columns.keys() >= set(needed):
            return row, columns
    return None
