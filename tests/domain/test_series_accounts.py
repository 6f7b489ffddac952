"""Chart data of accounts and sections, on the built-in plan; the figures are read off the printed tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smrj_desktop.domain import edits, series_accounts, series_sections
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.blank import blank
from smrj_desktop.domain.charts import KINDS_OF_ACCOUNT, chart_of
from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.eliminations import eliminations
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import Chart, Kind
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin
from tests.support.plans import small_plan


@pytest.fixture(scope="module")
def built_in() -> Plan:
    return builtin.load()


@pytest.fixture
def plan(built_in: Plan) -> Plan:
    return built_in.copy()


def amounts(chart: Chart) -> dict[str, list[int]]:
    return {row.label or row.word: [bar.amount for bar in row.bars] for row in chart.rows}


def test_segments_of_the_whole_stand_side_by_side(built_in: Plan) -> None:
    chart = series_accounts.segments(built_in, "general")
    assert list(amounts(chart).items()) == [
        ("事業承継・引継ぎ促進業務", [1877, 56218]),
        ("生産性向上業務", [17360, 22873]),
        ("新事業展開・創業支援業務", [36477, 1014736]),
        ("経営環境変化対応業務", [12790, 618070]),
        ("共通", [243, 0]),
        ("合計", [68747, 1711897]),
    ]
    assert [row.strong for row in chart.rows] == [False] * 5 + [True]
    assert chart.rows[4].bars[1].mark == "-"
    classes = series_accounts.segments(built_in, "small_enterprise")
    assert list(amounts(classes)) == ["給付経理", "融資経理", "業務等経理", "調整", "合計"]
    (only,) = series_accounts.segments(built_in, "facilities").rows
    assert (only.label, only.strong) == ("新事業展開・創業支援業務", False)


@pytest.mark.parametrize("account", ["general", "facilities", "small_enterprise", "bankruptcy"])
def test_every_bar_of_an_account_stands_for_the_cell_that_prints_it(built_in: Plan, account: str) -> None:
    for kind in KINDS_OF_ACCOUNT:
        for row in chart_of(built_in, kind, account).rows:
            for bar in row.bars:
                assert bar.cell is not None
                assert abs(bar.amount) == abs(built_in.figure(bar.cell).value)


def test_what_income_and_expenditure_are_made_of(built_in: Plan) -> None:
    chart = series_accounts.composition(built_in, "facilities")
    assert list(amounts(chart).items()) == [
        *(("貸付等回収金", [4]), ("貸付金利息", [0]), ("業務収入", [1239]), ("運用収入", [9])),
        *(("その他収入", [3]), ("収入計", [1255])),
        *(("業務経費", [1243]), ("一般管理費", [30]), ("その他支出", [542]), ("支出計", [1815])),
    ]
    assert chart.rows[1].bars[0].mark == "0", "what rounds to nothing is there"
    for side in ("income", "expenditure"):
        *parts, whole = [bar.share for row in chart.rows for bar in row.bars if bar.series == side]
        assert (sum(part or 0 for part in parts), whole) == (1, 1)
    others = series_accounts.composition(built_in, "industrial_base")
    assert "その他支出" not in amounts(others), "a line of nothing is passed over"


@pytest.mark.parametrize("account", ["general", "small_enterprise", "facilities", "investment_succession"])
def test_the_waterfall_leads_from_one_carry_over_to_the_next(built_in: Plan, account: str) -> None:
    chart = series_accounts.waterfall(built_in, account)
    first, *steps, last = [bar for row in chart.rows for bar in row.bars]
    assert (first.series, last.series, first.start, last.start) == ("level", "level", 0, 0)
    for before, after in zip([first, *steps], steps, strict=False):
        assert after.start == before.end
        assert after.amount == after.end - after.start
        assert after.series == ("rise" if after.amount >= 0 else "fall")
    assert abs(steps[-1].end - last.end) <= len(steps)
    assert chart.together
    assert (chart.remarks == ("charts.gap",)) == (steps[-1].end != last.end)


def test_the_waterfall_follows_an_edit(plan: Plan) -> None:
    at = CellKey("cash", "facilities", "carry_over_in", "newbiz")
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(5000)))
    assert series_accounts.waterfall(plan, "facilities").rows[0].bars[0].end == 5000


def test_the_three_statements_stand_side_by_side(built_in: Plan) -> None:
    assert amounts(series_accounts.statements(built_in, "general")) == {
        "statement.budget": [68747, 1711897],
        "statement.income": [1333021, 1339211],
        "statement.cash": [2334041, 2334041],
    }
    # there 収益の部 is but a heading
    assert amounts(series_accounts.statements(built_in, "small_enterprise"))["statement.income"] == [
        874535,
        933118,
    ]


def test_last_year_is_shown_where_it_is_known(plan: Plan) -> None:
    nothing = series_accounts.last_year(plan, "facilities")
    assert (nothing.rows, nothing.remarks) == ((), ("charts.no_last_year",))
    assert "last_plan" not in plan.tables["budget", "facilities"].sheets, "looking makes no layer"  # type: ignore[index]
    at = CellKey("budget", "facilities", "operating_revenue", "newbiz", "last_plan")
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(1000)))
    chart = series_accounts.last_year(plan, "facilities")
    assert amounts(chart)["業務収入"] == [1000, 1239]
    assert amounts(chart)["収入計"] == [1000, 1255]
    assert amounts(chart)["業務経費"] == [1243], "what is blank has no bar"
    assert chart.rows[2].bars[0].cell == at


def test_a_section_is_what_its_segment_has_in_every_account(built_in: Plan) -> None:
    chart = series_sections.section_chart(built_in, "I-3")
    assert amounts(chart) == {
        "一般勘定": [36477, 1014736],
        "産業基盤整備勘定": [61, 352],
        "施設整備等勘定": [1255, 1815],
        "charts.sum": [37793, 1016903],
    }
    assert chart.rows[2].bars[0].cell == CellKey("budget", "facilities", "income_total", "newbiz")
    assert [row.label for row in series_sections.section_chart(built_in, "I-1").rows] == ["一般勘定"]


def test_a_section_with_both_accounts_of_a_loan_counts_it_once(built_in: Plan) -> None:
    shown = amounts(series_sections.section_chart(built_in, "I-4"))
    assert shown["他勘定貸付金⇔借入金等"] == [-316914, -316914]
    assert shown["借入金等償還⇔貸付等回収金"] == [-315670, -315670]
    assert shown["charts.sum_net"] == [
        12790 + 8 + 1492750 + 815378 - 316914 - 315670,
        618070 + 94 + 1198117 + 548835 - 316914 - 315670,
    ]


def test_a_chapter_shows_the_segments_of_its_sections(built_in: Plan) -> None:
    shown = amounts(series_sections.section_chart(built_in, "I"))
    assert shown["新事業展開・創業支援業務"] == [37793, 1016903]
    assert shown["事業承継・引継ぎ促進業務"] == [1877, 56218]
    assert shown["charts.sum_net"][1] == 56218 + 22880 + 1016903 + 2365116 - 316914 - 315670


def test_what_the_plan_does_not_have_is_an_empty_chart(built_in: Plan) -> None:
    plan = small_plan()
    for kind in KINDS_OF_ACCOUNT:
        assert chart_of(plan, kind, "nowhere").rows == ()
        assert chart_of(plan, kind, "general").is_empty
    assert chart_of(plan, Kind.SECTION, "II").rows == ()
    assert chart_of(plan, Kind.SECTION, "nowhere").is_empty
    bare = replace(built_in, tables={})
    assert all(chart_of(bare, kind, "general").is_empty for kind in KINDS_OF_ACCOUNT)


def test_a_loan_within_a_segment_is_taken_out_where_it_is_named_by_its_classes(built_in: Plan) -> None:
    terms = "bankruptcy/budget.inter_account_lending/fund", "small_enterprise/budget.borrowing/loan"
    named = Tie(key="t", label="t", left=terms[:1], right=terms[1:], columns=("total",))
    plan = replace(built_in, ties=(named,))
    taken = [half.amount.value for flow in eliminations(plan) for half in flow.halves]
    shown = amounts(series_sections.section_chart(plan, "I-4"))
    assert shown["他勘定貸付金⇔借入金等"] == [-amount for amount in taken]
    before = amounts(series_sections.section_chart(replace(built_in, ties=()), "I-4"))["charts.sum"]
    assert shown["charts.sum_net"] == [amount - less for amount, less in zip(before, taken, strict=True)]


def test_a_carry_over_nobody_has_filled_in_is_no_difference(built_in: Plan) -> None:
    plan = blank(built_in, "next")
    at = CellKey("cash", "facilities", "carry_over_in", "newbiz")
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(5000)))
    chart = series_accounts.waterfall(plan, "facilities")
    assert [bar.amount for row in chart.rows for bar in row.bars if bar.amount] == [5000]
    assert chart.remarks == ()
