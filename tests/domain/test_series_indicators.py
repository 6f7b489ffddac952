"""How far indicators have come, in per cent of their targets."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from smrj_desktop.domain.charts import chart_of
from smrj_desktop.domain.indicators import Indicator, Result, Target
from smrj_desktop.domain.series import PER_CENT, Kind, Row
from smrj_desktop.domain.series_indicators import indicators
from smrj_desktop.io import builtin
from tests.support.plans import small_plan


def row_of(**fields: object) -> Row:
    """The row of an indicator of 件 with such fields, in a plan of 2023."""
    indicator = Indicator(key="i", section="I-1", name="成約件数", **fields)  # type: ignore[arg-type]
    return indicators(replace(small_plan(), indicators=[indicator])).rows[0]


TARGET = Target(Decimal(260), "件")


def results(**years: str) -> tuple[Result, ...]:
    return tuple(Result(int(year[1:]), Decimal(number)) for year, number in years.items())


def test_the_result_of_the_year_is_held_against_the_target():
    row = row_of(target=TARGET, results=results(y2022="100", y2023="259.99", y2024="300"))
    (bar,) = row.bars
    assert bar.share == Fraction("259.99") / 260
    assert (bar.end, bar.series) == (99, "result"), "what is not reached does not look reached"
    assert (row.remark, row.known, row.key) == ("260件", "259.99件（令和5年度）", "i")


def test_without_one_the_latest_result_counts():
    row = row_of(target=TARGET, results=results(y2021="100", y2022="520"))
    assert row.bars[0].end == 200
    assert row.known == "520件（令和4年度）"


def test_progress_to_the_mid_term_target_is_a_bar_of_its_own():
    midterm = Target(Decimal(1000), "件")
    row = row_of(target=TARGET, midterm_target=midterm, results=results(y2022="130", y2023="130"))
    assert [(bar.series, bar.end) for bar in row.bars] == [("result", 50), ("midterm", 26)]


def test_what_has_no_result_or_no_target_keeps_its_row():
    assert (row_of(target=TARGET).bars, row_of(target=TARGET).remark) == ((), "260件")
    assert row_of(results=results(y2023="12")).known == "12（令和5年度）"
    nothing = row_of()
    assert (nothing.bars, nothing.remark, nothing.known) == ((), "", "")
    assert row_of(target=Target(Decimal(0), "件"), results=results(y2023="12")).bars == ()


def test_the_plan_as_it_is_has_targets_alone():
    plan = builtin.load()
    chart = chart_of(plan, Kind.INDICATORS)
    assert len(chart.rows) == len(plan.indicators)
    assert (chart.is_empty, chart.series, chart.unit) == (True, (), PER_CENT)
    of_section = chart_of(plan, Kind.INDICATORS, "I-1")
    assert [row.remark for row in of_section.rows] == ["260件以上", "10,000者以上", "2本"]
    assert of_section.name == "I-1　事業承継・事業引継ぎの促進"
