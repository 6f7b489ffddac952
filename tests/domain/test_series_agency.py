"""Agency-wide chart data: what passes between accounts is taken out, and seen to be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smrj_desktop.domain import edits, series_agency
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.charts import KINDS_OF_AGENCY, chart_of
from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.eliminations import eliminations
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import AGENCY, Chart, Kind
from smrj_desktop.domain.statements import CellKey, Totals
from smrj_desktop.io import builtin
from tests.support.plans import small_plan

LOAN, REPAID = 316914, 315670
INCOME = [68747, 88, 1255, 1492750, 815378, 14]
EXPENDITURE = [1711897, 446, 1815, 1198117, 548835, 7]
NET = [sum(INCOME) - LOAN - REPAID, sum(EXPENDITURE) - LOAN - REPAID]


@pytest.fixture(scope="module")
def built_in() -> Plan:
    return builtin.load()


def amounts(chart: Chart) -> dict[tuple[str, str], list[int]]:
    return {(row.label, row.word): [bar.amount for bar in row.bars] for row in chart.rows}


def with_ties(plan: Plan, *ties: Tie) -> Plan:
    return replace(plan, ties=ties)


def tie(left: str, right: str, *more: str, key: str = "t") -> Tie:
    return Tie(key=key, label=key, left=(left,), right=(right, *more), columns=("total",))


LENT, BORROWED = "bankruptcy/budget.inter_account_lending/total", "small_enterprise/budget.borrowing/total"


def test_the_agency_is_its_accounts_less_what_they_lend_each_other(built_in: Plan) -> None:
    chart = series_agency.segments(built_in)
    accounts = [row for row in chart.rows if not row.word]
    assert [[bar.amount for bar in row.bars] for row in accounts] == [
        list(both) for both in zip(INCOME, EXPENDITURE, strict=True)
    ]
    *_, loan, repaid, whole = chart.rows
    assert (loan.label, loan.word) == ("他勘定貸付金⇔借入金等", "charts.elimination")
    assert [bar.amount for bar in loan.bars] == [-LOAN, -LOAN]
    assert [bar.cell for bar in loan.bars] == [
        CellKey("budget", "small_enterprise", "borrowing", "total"),
        CellKey("budget", "bankruptcy", "inter_account_lending", "total"),
    ]
    assert repaid.label == "借入金等償還⇔貸付等回収金"
    assert [bar.amount for bar in repaid.bars] == [-REPAID, -REPAID]
    assert repaid.bars[0].cell is None, "what is reckoned from two cells is neither of them"
    assert (whole.word, whole.strong, [bar.amount for bar in whole.bars]) == ("charts.agency", True, NET)
    assert chart.remarks == ("charts.eliminated",)


def test_the_agency_follows_an_edit_of_a_loan(built_in: Plan) -> None:
    plan = built_in.copy()
    at = CellKey("budget", "small_enterprise", "borrowing", "loan")
    before = plan.figure(at).value
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(before + 86), totals=Totals.FOLLOW))
    shown = amounts(series_agency.segments(plan))
    assert shown["他勘定貸付金⇔借入金等", "charts.elimination"] == [-LOAN - 86, -LOAN], "each side by itself"
    assert shown["", "charts.agency"] == NET


def test_what_the_agency_is_made_of(built_in: Plan) -> None:
    chart = series_agency.composition(built_in)
    shown = amounts(chart)
    assert shown["運営費交付金", ""] == [16697 + 608 + 1249]
    assert shown["代位弁済費", ""] == [337]
    assert [shown["", f"charts.agency_{side}"] for side in ("income", "expenditure")] == [[n] for n in NET]
    assert sum(row.word == "charts.elimination" for row in chart.rows) == 4
    income = [bar.share or 0 for row in chart.rows for bar in row.bars if bar.series == "income"]
    assert abs(sum(income[:-1]) - 1) < 0.0001
    assert income[-1] == 1


def test_budget_and_cash_plan_of_the_agency_are_without_loans_between_accounts(built_in: Plan) -> None:
    chart = series_agency.statements(built_in)
    shown = amounts(chart)
    assert shown["", "charts.net_budget"] == NET
    gross, net = shown["", "charts.gross_cash"], shown["", "charts.net_cash"]
    assert net == [amount - LOAN - REPAID for amount in gross]
    assert ("", "charts.gross_income") not in shown
    assert chart.remarks == ("charts.eliminated", "charts.eliminated_cash")


def test_last_year_of_the_agency_needs_every_account(built_in: Plan) -> None:
    plan = built_in.copy()
    assert series_agency.last_year(plan).remarks == ("charts.no_last_year",)
    for key, table in plan.tables.items():
        if key.statement == "budget" and key.account != "facilities":
            figures = dict(table.sheet().leaves())
            table.sheet("last_plan").set_leaves(figures, Totals.FOLLOW)
    partial = series_agency.last_year(plan)
    assert partial.remarks == ("charts.eliminated", "charts.last_year_partial")
    assert amounts(partial)["", "charts.agency_income"] == NET[:1], "no sum of what is not whole"
    facilities = plan.tables["budget", "facilities"]  # type: ignore[index]
    facilities.sheet("last_plan").set_leaves(dict(facilities.sheet().leaves()), Totals.FOLLOW)
    full = series_agency.last_year(plan)
    assert full.remarks == ("charts.eliminated",)
    year_before, year = amounts(full)["", "charts.agency_income"]
    assert year == NET[0]
    # computed totals stand for stated ones there; the cash plan, of which a repayment is reckoned, is blank
    assert abs(year_before - year) < 20
    assert amounts(full)["借入金等償還⇔貸付等回収金", "charts.elimination"] == [-REPAID, -REPAID]
    assert {tuple(bar.series for bar in row.bars) for row in full.rows} == {full.series}


@pytest.mark.parametrize(
    "other",
    [
        Tie(key="t", label="t", left=(LENT,), right=(BORROWED,), columns=("total",), accounts=("general",)),
        tie(LENT, "bankruptcy/budget.grant/total"),
        tie(LENT, "small_enterprise/budget.lending/total"),
        tie(LENT, "small_enterprise/cash.financing_inflow/total"),
        tie(LENT, "small_enterprise/budget.nothing/total"),
        tie(LENT, BORROWED, "general/budget.borrowing/total"),
        tie("budget.inter_account_lending", BORROWED),
        tie(LENT, "small_enterprise/budget.income_total/total"),
        tie("industrial_base/budget.other_expenditure/total", "small_enterprise/budget.transfer_in/total"),
    ],
    ids=["of_an_account", "one_account", "one_side", "cash", "gone", "three", "unnamed", "total", "nothing"],
)
def test_other_ties_take_nothing_out(built_in: Plan, other: Tie) -> None:
    plan = with_ties(built_in, other)
    assert eliminations(plan) == ()
    chart = series_agency.segments(plan)
    assert (chart.remarks, amounts(chart)["", "charts.agency"]) == ((), [sum(INCOME), sum(EXPENDITURE)])


def test_a_flow_named_twice_is_taken_out_once(built_in: Plan) -> None:
    turned = tie(BORROWED, LENT, key="other")
    assert len(eliminations(with_ties(built_in, tie(LENT, BORROWED), turned))) == 1


def test_charts_of_the_agency_need_no_figures() -> None:
    empty = replace(small_plan(), accounts=(), tables={})
    for plan in (small_plan(), empty):
        for kind in (*KINDS_OF_AGENCY, Kind.INDICATORS):
            assert chart_of(plan, kind, AGENCY).is_empty


def set_in(plan: Plan, *figures: tuple[CellKey, int]) -> None:
    for at, amount in figures:
        edits.apply(plan, edits.SetCell(cell=at, figure=Figure(amount), totals=Totals.FOLLOW))


def in_all_layers(plan: Plan) -> None:
    """Last year was planned as this year is."""
    for key, table in plan.tables.items():
        if key.statement == "budget":
            table.sheet("last_plan").set_leaves(dict(table.sheet().leaves()), Totals.FOLLOW)


def test_a_tie_of_several_columns_is_a_flow_in_each_that_is_in_no_other(built_in: Plan) -> None:
    plan = built_in.copy()
    for column, amount in (("administration", 5), ("adjustment", 7)):
        set_in(
            plan,
            (CellKey("budget", "bankruptcy", "inter_account_lending", column), amount),
            (CellKey("budget", "small_enterprise", "borrowing", column), amount),
        )

    def found(*columns: str) -> list[int]:
        lent, borrowed = LENT.removesuffix("/total"), BORROWED.removesuffix("/total")
        named = Tie(key="t", label="t", left=(lent,), right=(borrowed,), columns=columns)
        return [flow.income.amount.value for flow in eliminations(with_ties(plan, named))]

    whole = plan.figure(CellKey("budget", "small_enterprise", "borrowing", "total")).value
    assert found("administration", "adjustment") == [5, 7]
    assert found("administration", "total", "adjustment") == [whole]
    assert found("administration", "nowhere") == [5]


def test_two_flows_of_one_name_have_a_row_each_in_last_years_chart(built_in: Plan) -> None:
    plan = with_ties(
        built_in.copy(), tie(LENT, BORROWED), tie(LENT, "general/budget.borrowing/total", key="other")
    )
    in_all_layers(plan)
    lent = plan.figure(CellKey("budget", "general", "borrowing", "total")).value
    chart = series_agency.last_year(plan)
    taken = [[bar.amount for bar in row.bars] for row in chart.rows if row.word == "charts.elimination"]
    assert taken[:2] == [[-LOAN, -LOAN], [-lent, -lent]]


def test_an_account_without_a_budget_does_not_keep_last_year_from_being_summed(built_in: Plan) -> None:
    plan = built_in.copy()
    in_all_layers(plan)
    tables = {key: table for key, table in plan.tables.items() if key.account != "facilities"}
    chart = series_agency.last_year(replace(plan, tables=tables))
    assert "charts.last_year_partial" not in chart.remarks
    assert len(amounts(chart)["", "charts.agency_income"]) == 2
