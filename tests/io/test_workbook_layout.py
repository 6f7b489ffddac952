from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure
from smrj_desktop.domain.cell_notation import zero_mark
from smrj_desktop.domain.plan import Account, Plan
from smrj_desktop.io import workbook_layout as layout
from tests.support.workbooks import filled_plan, nasty_plan


@pytest.mark.parametrize(
    ("figure", "total", "mark"),
    [
        (NOTHING, False, "-"),
        (TRACE, False, "0"),
        (Figure(5), False, "0"),
        (BLANK, False, "0"),
        (NOTHING, True, "-"),
        (TRACE, True, "0"),
        (Figure(5), True, "-"),
        (BLANK, True, ""),
    ],
)
def test_formats_say_what_a_zero_would_be(figure, total, mark):
    assert zero_mark(layout.format_of(figure, total=total)) == mark


@given(st.text(st.characters(), min_size=1, max_size=20))
def test_keys_are_plain_in_cells_and_come_back(key):
    text = layout.encode_key(key)
    assert layout.decode_key(text) == key
    assert text.isascii()
    assert text.strip() == text
    assert not text.startswith("@")


@given(st.lists(st.text(st.characters(), max_size=60), min_size=1, max_size=5))
def test_titles_are_what_excel_allows(labels):
    plan = filled_plan()
    tables = {}
    for at, label in enumerate(labels):
        key = next(iter(plan.tables))._replace(account=f"a{at}")
        tables[key] = plan.tables[next(iter(plan.tables))]
        plan.accounts = (*plan.accounts, Account(key=f"a{at}", label=label))
    crowded = Plan(profile=plan.profile, accounts=plan.accounts, tables=tables)
    titles = layout.titles(crowded, taken=["表紙"])
    assert len({title.casefold() for title in titles.values()} | {"表紙"}) == len(titles) + 1
    for title in titles.values():
        assert 0 < len(title.encode("utf-16-le")) // 2 <= 31
        assert not set(title) & set("[]:*?/\\")
        assert not title.startswith("'")
        assert not title.endswith("'")


def test_the_payload_is_plain_and_comes_back():
    plan = nasty_plan()
    cells = layout.payload_cells(plan)
    assert all(len(cell) <= layout.CHUNK for cell in cells)
    assert all(cell.isascii() and cell.strip() == cell for cell in cells)
    assert not any(" " in cell or "_x" in cell for cell in cells[2:])
    assert layout.payload_json(cells) == plan.to_json()
    assert layout.payload_header(cells)["version"] == 1


def test_a_damaged_payload_is_noticed():
    cells = layout.payload_cells(filled_plan())
    assert layout.payload_json([*cells[:2], cells[2][:-1], *cells[3:]]) is None
    assert layout.payload_json([*cells[:2], cells[2].replace("1", "2", 1), *cells[3:]]) is None
    assert layout.payload_header(["smrj/payload", json.dumps({"format": "x"})]) == {}
