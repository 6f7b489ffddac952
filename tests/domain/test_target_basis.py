"""The basis of a target: fiscal years as they are written, results, progress, and what the history keeps."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import codec, edits, field_texts, fiscal_years, history
from smrj_desktop.domain.edits import SetIndicator
from smrj_desktop.domain.errors import DataError, FiscalYearError, TargetError
from smrj_desktop.domain.indicators import Accumulation, Indicator, Result, parse_result, parse_target
from smrj_desktop.domain.progress import progress
from tests.support.plans import small_plan

RESULTS = (Result(2019, Decimal(7012)), Result(2020, Decimal(8120)), Result(2021, Decimal("9300.5")))
INDICATOR = Indicator(
    key="I-1-i1",
    section="I-1",
    name="支援者数",
    midterm_target=parse_target("40,000者以上"),
    results=RESULTS,
    department="事業承継・再生支援部",
    measured="月次報告の集計",
)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("令和5年度", 2023),
        ("令和元年度", 2019),
        ("令和元", 2019),
        ("R5", 2023),
        ("r5年", 2023),
        ("Ｒ５", 2023),
        ("平成30年度", 2018),
        ("H31", 2019),
        ("2023", 2023),
        (" 2023 年度 ", 2023),
    ],
)
def test_fiscal_years_in_every_notation(text, year):
    assert fiscal_years.parse(text) == year


@pytest.mark.parametrize(
    "text", ["", "5", "元", "令和", "令和0", "R120", "1800", "3000", "昭和50", "二〇二三"]
)
def test_what_is_no_fiscal_year(text):
    with pytest.raises(FiscalYearError):
        fiscal_years.parse(text)


@given(st.integers(fiscal_years.FIRST, fiscal_years.LAST))
def test_a_year_as_it_is_shown_is_read_again(year):
    assert fiscal_years.parse(fiscal_years.show(year)) == year


def test_progress_as_results_come_together():
    assert progress(replace(INDICATOR, results=())) is None
    found = progress(INDICATOR)
    assert found.reached == Fraction("24432.5") and found.share == Fraction("24432.5") / 40_000
    assert progress(replace(INDICATOR, accumulation=Accumulation.MEAN)).reached == Fraction("24432.5") / 3
    assert progress(replace(INDICATOR, accumulation=Accumulation.LATEST)).reached == Fraction("9300.5")
    assert progress(replace(INDICATOR, midterm_target=None)).share is None
    assert progress(replace(INDICATOR, midterm_target=parse_target("0者"))).share is None


def test_years_are_in_order_and_single():
    for results in (RESULTS[::-1], (RESULTS[0], RESULTS[0])):
        with pytest.raises(DataError):
            replace(INDICATOR, results=results)


@given(
    st.lists(
        st.builds(
            Result,
            st.integers(fiscal_years.FIRST, fiscal_years.LAST),
            st.decimals(-(10**9), 10**9, places=2, allow_nan=False),
        ),
        max_size=6,
        unique_by=lambda result: result.fiscal_year,
    )
)
def test_results_are_kept_by_files_and_by_the_history(results):
    ordered = tuple(sorted(results, key=lambda result: result.fiscal_year))
    item = replace(INDICATOR, results=ordered)
    assert codec.decode(Indicator, codec.encode(item)) == item
    assert field_texts.read("results", field_texts.told(ordered)) == ordered


def test_what_is_no_result():
    for text in ("", "2019", "2019=", "19=5", "2019=x", "2019=1e5"):
        with pytest.raises(TargetError):
            parse_result(text)


def test_a_change_of_the_basis_is_taken_back_from_the_history():
    plan = small_plan()
    stamp = edits.Stamp(author="試験", at="2023-03-30T08:30:00+09:00")
    before = plan.indicators[0]
    changed = replace(before, results=RESULTS, department="総務課", accumulation=Accumulation.MEAN)
    edits.apply(plan, edits.stamped(SetIndicator(indicator=changed), stamp))
    entries = {entry.place.rpartition("/")[2]: entry for entry in plan.history}
    assert entries["results"].new == "2019=7,012；2020=8,120；2021=9,300.5"
    for field in ("results", "department", "accumulation"):
        edits.apply(plan, history.revert(plan, entries[field]))
    assert plan.indicators[0] == before
