"""The checks on the built-in plan, and on plans with one thing wrong."""

from __future__ import annotations

from collections import Counter

import pytest

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure, Rounding
from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.checks import review
from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.checks.intervals import Grade, grade
from smrj_desktop.domain.checks.relations import Rule, System
from smrj_desktop.domain.checks.tie_terms import TieTerm
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Totals
from smrj_desktop.io import builtin
from tests.support.plans import cell, put, small_plan


@pytest.fixture(scope="module")
def printed() -> Plan:
    return builtin.load()


def test_the_real_plan_has_no_error_and_its_roundings_are_told(printed: Plan) -> None:
    findings = review.run(printed)
    assert {finding.severity for finding in findings} == {Severity.INFO}
    kinds = Counter(finding.kind for finding in findings)
    assert kinds["footing_down_rounding"] + kinds["footing_across_rounding"] == 128
    assert kinds["tie_explained"] == len(printed.explained)
    differences = Counter(
        finding.parameters["difference"] for finding in findings if finding.kind.startswith("footing")
    )
    assert set(differences) == {"+1", "△ 1", "+2"} and differences["+2"] == 1


def test_every_total_of_the_plan_is_in_a_relation(printed: Plan) -> None:
    system = System(printed)
    totals = {relation.terms[0].cell for relation in system.relations if relation.rule is not Rule.TIE}
    for number, spot in enumerate(system.spots):
        template = system.template(spot.table)
        assert (number in totals) is not template.is_leaf(spot.row, spot.column)


def test_a_slip_in_one_leaf_is_an_error_down_and_across_and_hold_puts_it_right() -> None:
    plan = builtin.load()
    at = CellKey("budget", "general", "general_admin", "environment_general")
    assert plan.figure(at) == Figure(106)
    total = at._replace(line="expenditure_total", column="total")
    published = plan.figure(total)
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(160), totals=Totals.HOLD))
    assert plan.figure(total) == published
    errors = [finding for finding in review.run(plan) if finding.severity is Severity.ERROR]
    places = {
        (finding.place.line, finding.place.segment, finding.place.accounting_class) for finding in errors
    }
    assert ("計", "経営環境変化対応業務", "一般経理") in places
    assert ("一般管理費", "経営環境変化対応業務", "合計") in places
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(106), totals=Totals.HOLD))
    assert not [finding for finding in review.run(plan) if finding.severity is Severity.ERROR]
    assert plan.content_hash() == builtin.load().content_hash()


def test_a_typed_figure_that_totals_follow_foots_but_breaks_its_tie() -> None:
    plan = builtin.load()
    at = CellKey("cash", "general", "investing_outflow", "common_general")
    old = plan.figure(at)
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(old.value + 50)))
    errors = [finding for finding in review.run(plan) if finding.severity is Severity.ERROR]
    assert {finding.kind for finding in errors} == {"tie_impossible"}
    assert {finding.parameters["difference"] for finding in errors} == {"+50"}


def test_a_tie_on_a_line_that_is_gone_is_undecidable_and_no_alarm() -> None:
    plan = small_plan()
    plan.ties = (
        Tie(key="t", label="同額", left=("budget.grant",), right=("cash.none",), accounts=("general",)),
    )
    (finding,) = [item for item in review.run(plan) if item.kind.startswith("tie")]
    assert (finding.kind, finding.severity) == ("tie_undecidable", Severity.WARNING)


@pytest.mark.parametrize(
    ("within", "third", "kind"),
    [
        # no amount prints 10 and 11, but one that prints 10 and something below half a unit more may
        ("rounding", NOTHING, "tie_impossible"),
        ("rounding", TRACE, "tie_rounding"),
        ("exact", TRACE, "tie_impossible"),
    ],
)
def test_an_exact_tie_forgives_no_rounding(within: str, third: Figure, kind: str) -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 10)
    put(plan, "other_revenue", "a1", 11)
    put(plan, "operating_cost", "a1", third)
    plan.ties = (
        Tie(
            key="t",
            label="同額",
            left=("budget.grant", "budget.operating_cost"),
            right=("budget.other_revenue",),
            accounts=("general",),
            columns=("a1",),
            within=within,
        ),
    )
    assert [item.kind for item in review.run(plan) if item.kind.startswith("tie")] == [kind]


def test_nothing_is_exact_and_a_nought_is_not() -> None:
    five, four = (1, Figure(5)), (-1, Figure(4))
    assert grade(1, [five, (-1, NOTHING), four, (-1, TRACE)], Rounding.NEAREST) is Grade.ROUNDING
    assert grade(1, [five, (-1, NOTHING), four], Rounding.NEAREST) is Grade.IMPOSSIBLE
    assert grade(0, [(1, NOTHING)], Rounding.NEAREST) is Grade.EXACT


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("cash.outflow", TieTerm(1, "", "cash", "outflow", "")),
        ("-budget.other_expenditure", TieTerm(-1, "", "budget", "other_expenditure", "")),
        ("bankruptcy/budget.lending/total", TieTerm(1, "bankruptcy", "budget", "lending", "total")),
        ("cash.outflow/total", TieTerm(1, "", "cash", "outflow", "total")),
    ],
)
def test_terms_of_ties_are_read(text: str, term: TieTerm) -> None:
    assert TieTerm.parse(text) == term


@pytest.mark.parametrize("text", ["", "-", "cash", "a/b", "a/b.c/d/e", ".x", "x."])
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(EditError):
        TieTerm.parse(text)


def test_a_finding_names_the_cell() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 10)
    edits.apply(plan, edits.StateTotal(cell=cell("income_total", "a1"), figure=Figure(20)))
    finding = next(item for item in review.run(plan) if item.kind == "footing_down_impossible")
    place = finding.place
    assert (place.statement, place.account, place.section) == ("budget", "general", "収入")
    assert (place.line, place.segment, place.accounting_class) == ("計", "甲業務", "一般経理")
    assert finding.parameters == {"total": "20", "sum": "10", "difference": "+10"}
