from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import BLANK, NOTHING, TRACE, Figure
from smrj_desktop.domain.plan import Account, Plan
from smrj_desktop.io import workbook_layout as layout
from tests.support.workbooks import filled_plan, nasty_plan


@pytest.mark.parametrize(
    ("number_format", "mark"),
    [
        (layout.NOTHING_FORMAT, "-"),
        (layout.ZERO_FORMAT, "0"),
        (layout.BLANK_FORMAT, ""),
        ('#,##0;"△ "#,##0;\\-', "-"),
        ('#,##0;"△ "#,##0;-', "-"),
        ('#,##0;"△ "#,##0;"-";@', "-"),
        ('#,##0;";";"-"', "-"),
        ("#,##0;△\\ #,##0;0_ ", "0"),
        ("General", ""),
        ("#,##0;[Red]-#,##0", ""),
        ("0", ""),
    ],
)
def test_a_zero_reads_as_its_format_shows_it(number_format, mark):
    assert layout.zero_mark(number_format) == mark


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
    assert layout.zero_mark(layout.format_of(figure, total=total)) == mark


@pytest.mark.parametrize(
    ("formula", "parts", "constant"),
    [
        ("=C5+C6-C7+1", {("C", 5): 1, ("C", 6): 1, ("C", 7): -1}, 1),
        ("=-$C$5+ AB12 - 3", {("C", 5): -1, ("AB", 12): 1}, -3),
        ("=+C5", {("C", 5): 1}, 0),
        ("=C5+C5", {("C", 5): 2}, 0),
        ("=12", {}, 12),
    ],
)
def test_sums_are_understood_however_they_are_written(formula, parts, constant):
    assert layout.parse_sum(formula) == (parts, constant)


@pytest.mark.parametrize(
    "formula", ["=SUM(C5:C7)", "=C5*2", "=C5+#REF!", "=C5 C6", "=", "='x'!C5", "=C5:C6", "=1.5", "=LOG10(1)"]
)
def test_any_other_formula_is_not_a_sum(formula):
    assert layout.parse_sum(formula) is None


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
