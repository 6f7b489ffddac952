"""The checks on the built-in plan, and on plans with one thing wrong."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import checks, edits
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure, Rounding, round_exact
from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.checks.footing import relations
from smrj_desktop.domain.checks.intervals import Grade, grade
from smrj_desktop.domain.checks.ties import Term
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan, Tie
from smrj_desktop.domain.statements import CellKey, Totals
from smrj_desktop.io import builtin
from tests.support.plans import cell, put, small_plan


@pytest.fixture(scope="module")
def printed() -> Plan:
    return builtin.load()


def test_the_real_plan_has_no_error_and_its_roundings_are_told(printed: Plan) -> None:
    findings = checks.run(printed)
    assert {finding.severity for finding in findings} == {Severity.INFO}
    kinds = Counter(finding.kind for finding in findings)
    assert kinds["footing_down_rounding"] + kinds["footing_across_rounding"] == 128
    assert kinds["tie_explained"] == len(printed.explained)
    differences = Counter(
        finding.parameters["difference"] for finding in findings if finding.kind.startswith("footing")
    )
    assert set(differences) == {"+1", "△ 1", "+2"} and differences["+2"] == 1


def test_every_total_of_the_plan_is_in_a_relation(printed: Plan) -> None:
    for table in printed.tables.values():
        totals = {total for _, total, _ in relations(table)}
        template = table.template
        for row in range(len(template.lines)):
            for column in range(len(template.columns)):
                if not template.lines.is_heading(row) and not template.is_leaf(row, column):
                    assert (row, column) in totals


def test_a_slip_in_one_leaf_is_an_error_down_and_across_and_hold_puts_it_right() -> None:
    plan = builtin.load()
    at = CellKey("budget", "general", "general_admin", "environment_general")
    assert plan.figure(at) == Figure(106)
    total = at._replace(line="expenditure_total", column="total")
    published = plan.figure(total)
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(160), totals=Totals.HOLD))
    assert plan.figure(total) == published
    errors = [finding for finding in checks.run(plan) if finding.severity is Severity.ERROR]
    places = {
        (finding.place.line, finding.place.segment, finding.place.accounting_class) for finding in errors
    }
    assert ("計", "経営環境変化対応業務", "一般経理") in places
    assert ("一般管理費", "経営環境変化対応業務", "合計") in places
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(106), totals=Totals.HOLD))
    assert not [finding for finding in checks.run(plan) if finding.severity is Severity.ERROR]
    assert plan.content_hash() == builtin.load().content_hash()


def test_a_typed_figure_that_totals_follow_foots_but_breaks_its_tie() -> None:
    plan = builtin.load()
    at = CellKey("cash", "general", "investing_outflow", "common_general")
    old = plan.figure(at)
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(old.value + 50)))
    errors = [finding for finding in checks.run(plan) if finding.severity is Severity.ERROR]
    assert {finding.kind for finding in errors} == {"tie_impossible"}
    assert {finding.parameters["difference"] for finding in errors} == {"+50"}


def test_a_tie_on_a_line_that_is_gone_is_undecidable_and_no_alarm() -> None:
    plan = small_plan()
    plan.ties = (
        Tie(key="t", label="同額", left=("budget.grant",), right=("cash.none",), accounts=("general",)),
    )
    (finding,) = [item for item in checks.run(plan) if item.kind.startswith("tie")]
    assert (finding.kind, finding.severity) == ("tie_undecidable", Severity.WARNING)


def test_an_exact_tie_forgives_no_rounding() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 10)
    put(plan, "other_revenue", "a1", 11)
    for within, kind in (("exact", "tie_impossible"), ("rounding", "tie_rounding")):
        plan.ties = (
            Tie(
                key="t",
                label="同額",
                left=("budget.grant",),
                right=("budget.other_revenue",),
                accounts=("general",),
                columns=("a1",),
                within=within,
            ),
        )
        assert [item.kind for item in checks.run(plan)] == [kind]


def test_nothing_is_exact_and_a_nought_is_not() -> None:
    assert grade(1, [Figure(5), NOTHING, Figure(4)], Rounding.NEAREST) is Grade.ROUNDING
    assert grade(1, [Figure(5), NOTHING, NOTHING], Rounding.NEAREST) is Grade.IMPOSSIBLE
    assert grade(1, [Figure(5), TRACE], Rounding.NEAREST) is Grade.ROUNDING
    assert grade(0, [NOTHING], Rounding.NEAREST) is Grade.EXACT


@given(st.lists(st.fractions(min_value=-50, max_value=50), min_size=1, max_size=8), st.sampled_from(Rounding))
def test_what_rounding_makes_is_never_called_impossible(parts: list[object], mode: Rounding) -> None:
    exact = [part for part in parts if part]  # type: ignore[misc]
    printed = [Figure(amount) if (amount := round_exact(part, mode)) else TRACE for part in exact]  # type: ignore[arg-type]
    total_amount = round_exact(sum(exact), mode) if exact else 0  # type: ignore[call-overload]
    total = Figure(total_amount) if total_amount else TRACE
    difference = total.value - sum(figure.value for figure in printed)
    assert grade(difference, [total, *printed], mode) is not Grade.IMPOSSIBLE


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("cash.outflow", Term(1, "", "cash", "outflow", "")),
        ("-budget.other_expenditure", Term(-1, "", "budget", "other_expenditure", "")),
        ("bankruptcy/budget.lending/total", Term(1, "bankruptcy", "budget", "lending", "total")),
        ("cash.outflow/total", Term(1, "", "cash", "outflow", "total")),
    ],
)
def test_terms_of_ties_are_read(text: str, term: Term) -> None:
    assert Term.parse(text) == term


@pytest.mark.parametrize("text", ["", "-", "cash", "a/b", "a/b.c/d/e", ".x", "x."])
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(EditError):
        Term.parse(text)


def test_a_finding_names_the_cell() -> None:
    plan = small_plan()
    put(plan, "grant", "a1", 10)
    edits.apply(plan, edits.StateTotal(cell=cell("income_total", "a1"), figure=Figure(20)))
    finding = next(item for item in checks.run(plan) if item.kind == "footing_down_impossible")
    place = finding.place
    assert (place.statement, place.account, place.section) == ("budget", "general", "収入")
    assert (place.line, place.segment, place.accounting_class) == ("計", "甲業務", "一般経理")
    assert finding.parameters == {"total": "20", "sum": "10", "difference": "+10"}
