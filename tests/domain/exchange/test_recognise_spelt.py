"""Labels that differ in width or case alone: as they are spelt, and never one for the other by chance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smrj_desktop.domain import edits
from smrj_desktop.domain.edit_kinds import SetAccount, SetFrame
from smrj_desktop.domain.exchange.found import Recognised
from smrj_desktop.domain.plan import Plan
from tests.support.books import draft_of
from tests.support.recognised import BASE, GENERAL, found_in, the_plan


def with_accounts(*labels: str) -> Plan:
    plan = the_plan().copy()
    for account, label in zip(plan.accounts[:2], labels, strict=True):
        edits.apply(plan, SetAccount(account=replace(account, label=label)))
    return plan


def with_twins_in_a_table() -> Plan:
    """The first two lines of a table are called alike, and two of its segments."""
    plan = the_plan().copy()
    template = plan.tables[GENERAL].template
    labels = iter(("Ｂ収入", "b収入"))
    lines = [
        replace(line, label=next(labels, line.label)) if line.key in FIRST else line
        for line in template.lines.nodes
    ]
    segments = {"生産性向上業務": "Ａ業務", "新事業展開・創業支援業務": "a業務"}
    columns = [
        replace(column, segment=segments.get(column.segment, column.segment))
        for column in template.columns.nodes
    ]
    edits.apply(plan, SetFrame(table=GENERAL, lines=tuple(lines), columns=tuple(columns)))
    return plan


FIRST = [line.key for line in the_plan().tables[GENERAL].template.lines.nodes if not line.heading][:2]


def sheets(found: Recognised) -> dict[str, str]:
    return {table.sheet: table.key.account for table in found.tables}


def test_accounts_that_differ_in_width_or_case_alone_are_told_apart_as_they_are_spelt() -> None:
    plan = with_accounts("Ａ勘定", "a勘定")
    draft = draft_of(plan, cover=False, text=False, indicators=False)
    found = found_in(draft, plan=plan)
    right = {sheet.title: next(iter(sheet.keys.values())).account for sheet in draft.sheets}
    assert not found.doubts and sheets(found) == right


def test_where_neither_is_spelt_so_it_is_asked() -> None:
    plan = with_accounts("Ａ勘定", "ａ勘定")
    draft = draft_of(plan, tables=[GENERAL, BASE], cover=False, text=False, indicators=False)
    for sheet in draft.sheets:
        sheet.title = "予算"
        for at, cell in sheet.cells.items():
            if isinstance(cell.value, str) and "勘定" in cell.value:
                sheet.cells[at] = cell._replace(value="予算（A勘定）")
    found = found_in(draft, plan=plan)
    assert not found.tables and [doubt.what for doubt in found.doubts] == ["table", "table"]


@pytest.mark.parametrize("swapped", [False, True])
def test_lines_and_columns_that_are_called_alike_are_where_their_names_are_spelt(swapped: bool) -> None:
    plan = with_twins_in_a_table()
    draft = draft_of(plan, tables=[GENERAL], cover=False, text=False, indicators=False)
    (sheet,) = draft.sheets
    sheet.unmerge()
    if swapped:
        rows = [sheet.row_of(GENERAL, line) for line in FIRST]
        columns = [sheet.column_of(GENERAL, key) for key in ("productivity_general", "newbiz_general")]
        sheet.order_rows(rows, reversed(rows))
        sheet.order_columns(columns, reversed(columns))
    (table,) = found_in(draft, plan=plan).tables
    for key in FIRST:
        assert table.rows[key] == sheet.row_of(GENERAL, key)
    for key in ("productivity_general", "newbiz_general"):
        assert table.columns[key] == sheet.column_of(GENERAL, key)
