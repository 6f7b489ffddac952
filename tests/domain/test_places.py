"""Every place of a plan that has a name is found by a part of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import STATEMENTS
from smrj_desktop.domain.places import Places
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin
from tests.support.plans import small_plan

NAMES = dict(zip(STATEMENTS, ("予算", "収支計画", "資金計画"), strict=True))
PLAN = builtin.load()
PLACES = Places(PLAN, NAMES)


def test_a_line_is_found_in_the_table_in_front_first():
    first = PLACES.find("一般管理費", None, 20)[0]
    assert (first.kind, first.within, first.cell.statement) == ("line", "一般勘定", "budget")
    assert first.cell.line == "general_admin"
    near = TableKey("income", PLAN.accounts[-1].key)
    found = PLACES.find("一般管理費", near, 20)
    assert found[0].cell.account == near.account
    assert {spot.within for spot in found} > {"一般勘定"}


def test_every_line_of_every_table_is_found_by_its_name_account_and_statement():
    for key, table in PLAN.tables.items():
        account = PLAN.account(key.account).label
        for row, line in enumerate(table.template.lines.nodes):
            if not table.template.lines.is_heading(row):
                found = PLACES.find(f"{line.label} {account} {NAMES[key.statement]}", None, 10_000)
                assert any(
                    spot.cell and (spot.cell.table, spot.cell.line) == (key, line.key) for spot in found
                )


def test_segments_indicators_and_passages_are_found():
    assert PLACES.find("経営環境変化対応業務", None, 1)[0].kind == "column"
    indicator = PLAN.indicators[0]
    assert PLACES.find(indicator.name, None, 1)[0].key == indicator.key
    passage = next(item for item in PLAN.outline if item.text)
    assert any(spot.key == passage.key for spot in PLACES.find(passage.text, None, 5))


@pytest.mark.parametrize("typed", ["一般　管理", "管理費 一般", "一般管理費"])
def test_words_come_in_any_order(typed):
    assert PLACES.find(typed, None, 5)[0].name == "一般管理費"


def test_width_does_not_matter():
    assert PLACES.find("Ⅰ－１", None, 50) == PLACES.find("I-1", None, 50) != []


def test_a_name_that_begins_so_comes_before_one_that_only_holds_it():
    names = [spot.name for spot in PLACES.find("貸付金", None, 400)]
    assert names[0] == "貸付金"
    assert names.index("貸付金利息") < names.index("他勘定貸付金")


def test_the_cell_of_a_place_takes_a_figure_where_there_is_one():
    for spot in PLACES.find("運営費交付金", None, 100):
        if spot.kind == "line":
            table = PLAN.table(spot.cell)
            row, column = table.locate(spot.cell)
            assert table.template.is_leaf(row, column) or not table.template.lines.is_leaf(row)


@given(st.text(max_size=30))
def test_whatever_is_typed_finds_no_more_than_asked_for(typed):
    found = Places(small_plan(), NAMES).find(typed, TableKey("budget", "general"), 3)
    assert len(found) <= 3
    if not typed.strip():
        assert found == []
