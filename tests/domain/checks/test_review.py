"""Checks that follow edits, rules, targets, blanks, last year, mining."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import BLANK, NOTHING, Figure, Rounding
from smrj_desktop.domain.check_records import (
    Acceptance,
    ApprovedReserve,
    Dismissal,
    EfficiencyYear,
    ExplainedDifference,
    RuleInputs,
    Tie,
)
from smrj_desktop.domain.checks.against import against
from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.checks.inspection import inspect
from smrj_desktop.domain.checks.intervals import Grade
from smrj_desktop.domain.checks.mining import propose
from smrj_desktop.domain.checks.relations import System
from smrj_desktop.domain.checks.review import Review, run
from smrj_desktop.domain.errors import DataError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Table, Totals, sheet_from_printed
from smrj_desktop.io import builtin
from tests.support.plans import cell, one_edit, put, small_plan

CELL = CellKey("budget", "general", "general_admin", "environment_general")


def kinds(plan: Plan) -> list[str]:
    return [item.kind for item in run(plan)]


# ---- following edits


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_what_follows_edits_finds_what_a_fresh_look_finds(data):
    plan = small_plan()
    review = Review(plan)
    for number in range(data.draw(st.integers(1, 6))):
        applied = edits.apply(plan, data.draw(one_edit(plan, number)))
        review.update(applied.changes)
        fresh = Review(plan)
        assert review.findings() == fresh.findings() and review.holds == fresh.holds
    review.complete()
    fresh = Review(plan)
    fresh.complete()
    assert {item.key for item in review.findings()} == {item.key for item in fresh.findings()}


def test_an_edit_that_touches_nothing_printed_changes_no_finding():
    plan = builtin.load()
    review = Review(plan)
    before = review.findings()
    applied = edits.apply(plan, edits.SetProfile(name="title", value="別の題"))
    assert not review.update(applied.changes) and review.findings() == before


def test_an_acceptance_stands_until_its_figures_are_others():
    plan = builtin.load()
    edits.apply(plan, edits.SetCell(cell=CELL, figure=Figure(160), totals=Totals.HOLD))
    review = Review(plan)
    error = next(item for item in review.findings() if item.severity is Severity.ERROR)
    acceptance = Acceptance(key=error.key, figures=error.figures, reason="照合済み", author="a", at="b")
    review.update(edits.apply(plan, edits.Accept(acceptance=acceptance)).changes)
    assert [item.accepted for item in review.findings() if item.key == error.key] == ["照合済み"]
    edits.apply(plan, edits.SetCell(cell=CELL, figure=Figure(161), totals=Totals.HOLD))
    assert not any(item.accepted for item in run(plan))


def test_rounding_in_the_other_way_is_seen_table_by_table():
    plan = builtin.load()
    edits.apply(plan, edits.SetRounding(rounding=Rounding.TRUNCATE))
    found = [item for item in run(plan) if item.kind == "rounding_looks_nearest"]
    assert {(item.place.statement, item.place.account) for item in found} >= {("budget", "general")}
    assert all(item.severity is Severity.WARNING and item.cell is None for item in found)
    assert not [item for item in run(builtin.load()) if item.kind.startswith("rounding_looks")]


def test_a_plan_in_yen_forgives_no_rounding():
    plan = small_plan()
    plan.profile = replace(plan.profile, entry_unit="円")
    put(plan, "grant", "a1", 10)
    edits.apply(plan, edits.StateTotal(cell=cell("income_total", "a1"), figure=Figure(11)))
    assert "footing_down_impossible" in kinds(plan)


def test_a_rare_difference_is_looked_at_by_a_person():
    # twenty parts that all round up together: possible, and next to never so
    plan = builtin.load()
    system = System(plan)
    relation = max(
        system.relations, key=lambda item: sum(system.figures[term.cell].mark != "-" for term in item.terms)
    )
    number = system.relations.index(relation)
    uncertain = [term for term in relation.terms[1:] if system.figures[term.cell].mark != "-"]
    most = len(uncertain) // 2
    head = relation.terms[0].cell
    value = system.figures[head].value - system.difference(relation) + most
    system.figures[head] = Figure(value)
    assert system.grade(relation) is Grade.ROUNDING and system.tail(relation) < 1e-5, number


def test_blank_cells_are_counted_by_table_and_empty_tables_are_no_finding():
    plan = small_plan()
    assert "blank_cells" not in kinds(plan)
    put(plan, "grant", "a1", 5)
    (finding,) = [item for item in run(plan) if item.kind == "blank_cells"]
    assert finding.parameters == {"count": 8} and finding.severity is Severity.WARNING
    assert finding.cell == cell("grant", "a2")
    assert plan.figure(finding.cell) == BLANK


# ---- rules


def with_rules(**inputs: object) -> Plan:
    plan = builtin.load()
    plan.rules = replace(plan.rules, **inputs)  # type: ignore[arg-type]
    return plan


def rule(plan: Plan, name: str) -> list[str]:
    return [item.kind for item in run(plan) if item.kind.startswith(f"rule_{name}")]


def year(number: int, gross: int, **left_out: int) -> EfficiencyYear:
    return EfficiencyYear(fiscal_year=number, gross=gross, **left_out)


@pytest.mark.parametrize(
    ("years", "kind"),
    [
        ((), ["rule_efficiency_undecided"]),
        ((year(2022, 10_000),), ["rule_efficiency_undecided"]),
        ((year(2022, 10_000), year(2023, 9_895)), []),
        ((year(2022, 10_000), year(2023, 9_896)), ["rule_efficiency_missed"]),
        # what is newly added, paid on retirement or tied to the treasury does not count
        ((year(2022, 10_000), year(2023, 10_895, added=600, retirement=300, treasury=100)), []),
        # over the years on average, and a year left out counts as one
        ((year(2021, 10_000), year(2022, 9_700), year(2023, 9_700)), []),
        ((year(2021, 10_000), year(2023, 9_790)), []),
        ((year(2021, 10_000), year(2023, 9_791)), ["rule_efficiency_missed"]),
    ],
)
def test_the_efficiency_is_averaged_over_the_years(years, kind):
    assert rule(with_rules(efficiency=years), "efficiency") == kind


def test_borrowing_and_reserves_are_held_against_what_was_approved():
    assert rule(with_rules(), "borrowing") == ["rule_borrowing_undecided"]
    assert rule(with_rules(borrowing_planned=35_100), "borrowing") == []
    assert rule(with_rules(borrowing_planned=35_101), "borrowing") == ["rule_borrowing_exceeded"]
    assert rule(with_rules(), "reserve") == ["rule_reserve_undecided"]
    plan = builtin.load()
    used = {
        account.key: plan.figure(CellKey("income", account.key, "reserve_drawdown", "total")).value
        for account in plan.accounts
        if ("income", account.key) in plan.tables
        and "reserve_drawdown" in plan.tables["income", account.key].template.lines.position  # type: ignore[index]
    }
    enough = tuple(ApprovedReserve(account=key, amount=amount) for key, amount in used.items() if amount)
    assert enough and rule(with_rules(reserves=enough), "reserve") == []
    short = (replace(enough[0], amount=enough[0].amount - 1), *enough[1:])
    assert rule(with_rules(reserves=short), "reserve") == ["rule_reserve_exceeded"]


def test_what_is_carried_in_is_information_and_never_an_error():
    plan = builtin.load()
    assert rule(plan, "carry_over") == ["rule_carry_over_undecided"]
    carried = plan.figure(CellKey("cash", "general", "carry_over_in", "total"))
    out = CellKey("cash", "general", "carry_over_out", "common_general", "outturn")
    edits.apply(plan, edits.SetCell(cell=out, figure=Figure(carried.value)))
    assert rule(plan, "carry_over") == []
    edits.apply(plan, edits.SetCell(cell=out, figure=Figure(carried.value - 5)))
    (finding,) = [item for item in run(plan) if item.kind == "rule_carry_over_differs"]
    assert finding.severity is Severity.INFO and finding.parameters["difference"] == "+5"


@pytest.mark.parametrize(
    "inputs",
    [
        {"efficiency": (year(2023, 1), year(2022, 1))},
        {"reserves": (ApprovedReserve(account="a", amount=1), ApprovedReserve(account="a", amount=2))},
        {"efficiency_percent": Decimal(100)},
        {"efficiency_percent": Decimal("1e-999999999")},
        {"efficiency_percent": Decimal("NaN")},
    ],
)
def test_inputs_that_make_no_sense_are_refused(inputs):
    with pytest.raises(DataError):
        RuleInputs(**inputs)


# ---- targets


def test_each_section_has_one_core_target():
    plan = builtin.load()
    assert not [kind for kind in kinds(plan) if kind.startswith("target_core")]
    core = next(item for item in plan.indicators if item.core)
    edits.apply(plan, edits.SetIndicator(indicator=replace(core, core=False)))
    (finding,) = [item for item in run(plan) if item.kind.startswith("target_core")]
    assert finding.kind == "target_core_none" and finding.parameters["section"] == core.section
    for item in [item for item in plan.indicators if item.section == core.section][:2]:
        edits.apply(plan, edits.SetIndicator(indicator=replace(item, core=True)))
    (finding,) = [item for item in run(plan) if item.kind.startswith("target_core")]
    assert (finding.kind, finding.parameters["count"]) == ("target_core_several", 2)
    assert [kind for kind in kinds(plan) if kind == "target_missing"] == ["target_missing"] * 2


# ---- last year


def test_last_year_shows_digits_units_and_signs_that_slipped():
    last, plan = builtin.load(), builtin.load()
    assert [item.kind for item in against(plan, last)] == ["against_carry_over"] * 6
    for line, amount, kind in (
        ("operating_cost", 154_520, "against_tenfold"),
        ("general_admin", 627_000, "against_thousandfold"),
        ("lending", -6_420, "against_sign"),
    ):
        at = CELL._replace(line=line, column="productivity_general")
        old = plan.figure(at)
        edits.apply(plan, edits.SetCell(cell=at, figure=Figure(amount)))
        (finding,) = [item for item in against(plan, last) if item.cell == at]
        assert finding.kind == kind and finding.severity is Severity.WARNING
        edits.apply(plan, edits.SetCell(cell=at, figure=old))


def test_a_relation_that_held_last_year_and_no_longer_does_is_told():
    last, plan = builtin.load(), builtin.load()
    last.ties = plan.ties = ()
    last.explained = plan.explained = ()
    at = CellKey("cash", "general", "grant", "productivity_general")
    edits.apply(plan, edits.SetCell(cell=at, figure=Figure(plan.figure(at).value + 500)))
    lost = [item for item in against(plan, last) if item.kind == "against_tie"]
    assert lost and all(item.severity is Severity.WARNING for item in lost)
    assert any("運営費交付金" in str(item.parameters["tie"]) for item in lost)


# ---- mining


def sides(plan: Plan) -> set[tuple[frozenset[str], str]]:
    return {
        (frozenset((*item.tie.left, *item.tie.right)), account)
        for item in propose(plan)
        for account in item.tie.accounts or ("",)
    }


def test_mining_finds_the_ties_that_a_person_found():
    plan = builtin.load()
    bare = replace(plan, ties=(), explained=())
    proposals = propose(bare)
    assert len(proposals) <= 40
    found = sides(bare)
    for terms in (
        ("cash.outflow", "cash.inflow"),
        ("cash.operating_inflow", "budget.income_total"),
        ("budget.grant", "cash.grant"),
        ("budget.grant", "income.grant_revenue", "income.bonus_offset", "income.retirement_offset"),
        ("cash.operating_outflow", "budget.expenditure_total", "budget.other_expenditure"),
    ):
        assert (frozenset(terms), "general") in found, terms
    assert [item.key for item in proposals] == [item.key for item in propose(bare)]
    # every proposal holds in the plan it came from
    kept = replace(plan, ties=tuple(item.tie for item in proposals), explained=())
    assert not [item for item in run(kept) if item.kind == "tie_impossible"]


def test_plans_without_figures_or_tables_have_nothing_to_propose_or_to_hold_against():
    empty = replace(small_plan(), tables={})
    for plan in (small_plan(), empty):
        assert propose(plan) == []
        assert list(against(plan, builtin.load())) == []
        assert all(item.kind.startswith("against") for item in against(builtin.load(), plan))


def test_what_the_plan_has_or_has_declined_is_not_proposed():
    plan = builtin.load()
    new = propose(plan)
    assert 0 < len(new) < 20
    known = {frozenset((*tie.left, *tie.right)) for tie in plan.ties}
    assert not known & {
        frozenset((*item.tie.left, *item.tie.right)) for item in new if len(item.tie.accounts) > 5
    }
    declined = replace(plan, dismissed=(Dismissal(key=new[0].key),))
    assert new[0].key not in [item.key for item in propose(declined)]
    adopted = replace(plan, ties=(*plan.ties, new[0].tie))
    assert new[0].key not in [item.key for item in propose(adopted)]


@pytest.mark.parametrize("seed", range(3))
def test_random_figures_suggest_nothing(seed):
    chance = np.random.default_rng(seed)
    plan = replace(builtin.load(), ties=(), explained=())
    for key, table in list(plan.tables.items()):
        printed = {
            at: Figure(int(10 ** chance.uniform(0, 6)) + 1) if figure != NOTHING else NOTHING
            for at, figure in table.sheet().leaves()
        }
        leaves = sheet_from_printed(table.template, printed)
        plan.tables[key] = Table(table.template, leaves)
    assert propose(plan) == []


def test_last_year_must_agree():
    plan, last = builtin.load(), builtin.load()
    bare, before = (replace(item, ties=(), explained=()) for item in (plan, last))
    confirmed = {item.key: item.evidence for item in propose(bare, before)}
    assert all(confirmed.get(item.key, 99) >= item.evidence for item in propose(bare))
    at = CellKey("cash", "general", "grant", "productivity_general")
    edits.apply(before, edits.SetCell(cell=at, figure=Figure(7)))
    assert "general" not in next(
        (item.tie.accounts for item in propose(bare, before) if item.key == "budget.grant = cash.grant"), ()
    )


# ---- the inspector's content


def test_an_inspection_says_what_rounding_allows_and_how_much_is_used():
    plan = builtin.load()
    system = System(plan)
    at = CellKey("income", "small_enterprise", "ordinary_expenses", "loan")
    found = inspect(plan, system, at)
    down = next(item for item in found.involvements if item.head == at and item.rule == "down")
    assert down.difference == 2 and down.least <= -2 and down.most >= 2 and 0 < down.chance < 1
    assert sum(part.weight * part.figure.value for part in found.down) == found.figure.value - 2
    assert (found.span.low, found.span.high) == (2 * found.figure.value - 1, 2 * found.figure.value + 1)
    # no difference beyond what is allowed is graded as rounding
    relation = next(
        item for item in system.relations if item.rule == "down" and system.key(item.terms[0].cell) == at
    )
    head = relation.terms[0].cell
    for change, grade in ((down.most, Grade.ROUNDING), (down.most + 1, Grade.IMPOSSIBLE)):
        system.figures[head] = Figure(found.figure.value - 2 + change)
        assert system.grade(relation) is grade


def test_an_inspection_tells_ties_explanations_and_history():
    plan = builtin.load()
    at = CellKey("cash", "bankruptcy", "operating_outflow", "fund")
    tie = next(item for item in inspect(plan, System(plan), at).involvements if item.explained)
    assert isinstance(tie.explained, ExplainedDifference) and tie.tie
    stamp = edits.Stamp(author="企画部", at="2026-03-01T10:00:00+09:00")
    edits.apply(plan, edits.SetCell(cell=CELL, figure=Figure(112), stamp=stamp))
    (entry,) = inspect(plan, System(plan), CELL).history
    assert (entry.old, entry.new, entry.author) == ("106", "112", "企画部")


def test_ties_between_accounts_and_undecidable_ones():
    plan = builtin.load()
    plan.ties = (
        *plan.ties,
        Tie(
            key="x", label="無い行", left=("budget.nothing",), right=("budget.grant",), accounts=("general",)
        ),
    )
    finding = next(item for item in run(plan) if item.kind == "tie_undecidable")
    assert finding.severity is Severity.WARNING and "nothing" in str(finding.parameters["what"])
