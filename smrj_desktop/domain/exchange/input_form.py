"""What writer and reader of the input sheets agree on: the words of the list, and how it names places.

A place of the plan is named by three texts, each of its own column: the table, the line and the column of the
table. Each text is the same wherever it stands, so that formulas can add up by them, and none is double.
`docs/spec/input-sheets.md` describes the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import NamedTuple

from smrj_desktop.domain.amounts import Unit, normalise
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, cell_at
from smrj_desktop.domain.template import Column, Line, TableKey, TableTemplate

UNIT = Unit.THOUSAND
"""What a department writes its amounts in."""

TABLE, LINE, COLUMN, ITEM, AMOUNT, MEMO = "表", "科目", "業務区分・経理", "項目", "金額", "メモ"
"""The words that head the columns of the list; the head of the amounts also names their unit."""

DEPARTMENT = "部署"
"""The word beside the department's name."""

# these would stand for others in a formula's criterion, and are the same to `plain`
_WILD = str.maketrans("*?~", "＊？～")


class PlaceTexts(NamedTuple):
    """How the list names a place."""

    table: str
    line: str
    column: str

    def plain(self) -> PlaceTexts:
        """The texts without what programs and hands do to them."""
        return PlaceTexts(*map(plain, self))


def plain(text: str) -> str:
    """A text without spaces and width."""
    return "".join(normalise(text).split())


@dataclass(frozen=True)
class TableTexts:
    """The texts of one table: its own, and those of its lines and columns in print order."""

    table: str
    lines: tuple[str, ...]
    columns: tuple[str, ...]

    def at(self, row: int, column: int) -> PlaceTexts:
        """How the list names a place of the table."""
        return PlaceTexts(self.table, self.lines[row], self.columns[column])


def table_texts(plan: Plan, names: Mapping[str, str]) -> dict[TableKey, TableTexts]:
    """The texts of all tables.

    Args:
        plan: the plan.
        names: what the statements are called on paper, by key.
    """
    titles = distinct(
        f"{names.get(key.statement, key.statement)}・{plan.account(key.account).label}" for key in plan.tables
    )
    return {
        key: TableTexts(title, *_axis_texts(table.template))
        for title, (key, table) in zip(titles, plan.tables.items(), strict=True)
    }


def leaf_places(plan: Plan, names: Mapping[str, str]) -> dict[PlaceTexts, CellKey]:
    """The leaves of the plan by their texts in plain form."""
    texts = table_texts(plan, names)
    return {
        texts[key].at(row, column).plain(): cell_at(table.template, row, column)
        for key, table in plan.tables.items()
        for row in range(len(table.template.lines))
        for column in range(len(table.template.columns))
        if table.template.is_leaf(row, column)
    }


def _axis_texts(template: TableTemplate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return distinct(map(_line_text, template.lines.nodes)), distinct(
        map(_column_text, template.columns.nodes)
    )


def _line_text(line: Line) -> str:
    return f"{line.section}／{line.label}" if line.section and not line.heading else line.label


def _column_text(column: Column) -> str:
    return "・".join(filter(None, (column.segment, column.accounting_class))) or column.label


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts without spaces, numbered where they are the same: 計, 計（2）."""
    found: dict[str, str] = {}
    for text in ("".join(text.translate(_WILD).split()) for text in texts):
        candidates = chain([text], (f"{text}（{number}）" for number in count(2)))
        unique = next(candidate for candidate in candidates if plain(candidate) not in found)
        found[plain(unique)] = unique
    return tuple(found.values())
