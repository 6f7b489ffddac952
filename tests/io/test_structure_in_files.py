"""A plan whose frame was changed, saved over its file: the sheets follow, and no old figure stays behind."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.restructuring import Wanted, rearranged, without_account
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin, workbook_read, workbook_write
from tests.support.plans import small_plan
from tests.support.structures import structural_edit


@pytest.fixture
def saved(tmp_path: Path) -> tuple[Plan, Path]:
    """The built-in plan and its file, in which somebody has a sheet of his own."""
    plan, path = builtin.load(), tmp_path / "計画.xlsx"
    workbook_write.write(plan, path)
    book = openpyxl.load_workbook(path)
    book.create_sheet("私のメモ")["A1"] = "残してほしい"
    book.save(path)
    return plan, path


def sheets(path: Path) -> list[str]:
    return openpyxl.load_workbook(path, read_only=True).sheetnames


def read_back(plan: Plan, path: Path) -> None:
    again, findings = workbook_read.read(path)
    assert not findings and again.content_hash() == plan.content_hash()


def test_the_sheets_of_an_account_that_is_gone_go_and_those_of_others_stay(saved):
    plan, path = saved
    before = sheets(path)
    undo = edits.apply(plan, without_account(plan, "investment_succession").edit).inverse
    workbook_write.write(plan, path, keep_from=path)
    assert [title for title in before if "出資承継" not in title] == sheets(path)
    assert openpyxl.load_workbook(path)["私のメモ"]["A1"].value == "残してほしい"
    read_back(plan, path)
    edits.apply(plan, undo)
    workbook_write.write(plan, path, keep_from=path)
    assert set(sheets(path)) == set(before)
    read_back(plan, path)


def test_a_renamed_account_renames_its_sheets_but_for_those_a_person_has_named(saved):
    plan, path = saved
    book = openpyxl.load_workbook(path)
    book["資金計画・一般"].title = "資金（一般）"
    book.save(path)
    accounts = [Wanted(account.key, account.label) for account in plan.accounts]
    accounts[0] = accounts[0]._replace(label="新一般勘定")
    edits.apply(plan, rearranged(plan, {}, None, accounts).edit)
    workbook_write.write(plan, path, keep_from=path)
    assert {"予算・新一般", "収支計画・新一般", "資金（一般）", "私のメモ"} <= set(sheets(path))
    assert not {"予算・一般", "収支計画・一般"} & set(sheets(path))
    read_back(plan, path)


def test_a_copy_of_a_sheet_that_a_person_made_stays(saved):
    plan, path = saved
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book["予算・出資承継"]).title = "控え"
    book.save(path)
    edits.apply(plan, without_account(plan, "investment_succession").edit)
    workbook_write.write(plan, path, keep_from=path)
    assert "控え" in sheets(path) and "予算・出資承継" not in sheets(path)


def test_a_new_line_stands_on_its_sheet(saved):
    plan, path = saved
    key = TableKey("budget", "general")
    table = plan.tables[key].template
    lines = list(table.lines.nodes)
    at = table.lines.position["general_admin"]
    lines.insert(at + 1, replace(lines[at], key="new", label="新規事業費"))
    edits.apply(plan, rearranged(plan, {key: (lines, table.columns.nodes)}, None, [
        Wanted(account.key, account.label) for account in plan.accounts
    ]).edit)  # fmt: skip
    workbook_write.write(plan, path, keep_from=path)
    shown = [cell.value for row in openpyxl.load_workbook(path)["予算・一般"].iter_rows() for cell in row]
    assert "新規事業費" in shown
    read_back(plan, path)


@settings(max_examples=20)
@given(st.data())
def test_any_frame_saved_over_any_other_reads_back_as_itself(data):
    path = Path(os.environ["HOME"], "計画.xlsx")
    path.unlink(missing_ok=True)
    plan = small_plan()
    workbook_write.write(plan, path)
    for fresh in range(data.draw(st.integers(1, 3))):
        edits.apply(plan, data.draw(structural_edit(plan, fresh)))
        workbook_write.write(plan, path, keep_from=path)
        read_back(plan, path)
        assert len(sheets(path)) == 4 + len(plan.tables)
