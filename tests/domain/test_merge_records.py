"""Merging what checks rest on, and what was said about findings, case by case."""

from __future__ import annotations

from dataclasses import replace

from smrj_desktop.domain import edits
from smrj_desktop.domain.check_records import Acceptance, ExplainedDifference, RuleInputs, Tie
from smrj_desktop.domain.merge import merge
from smrj_desktop.domain.plan import Plan
from tests.support.merges import Three, applied, copy, taken
from tests.support.plans import small_plan


def three(*common: edits.Edit) -> Three:
    """Three plans with the same edits behind them."""
    base = applied(small_plan(), common)
    return Three(base, copy(base), copy(base))


def change(plan: Plan, *changes: edits.Edit) -> None:
    for edit in changes:
        edits.apply(plan, edit)


TIE = Tie(key="t", label="同額", left=("budget.grant",), right=("cash.grant",), accounts=("general",))
KNOWN = ExplainedDifference(tie="t", account="general", column="a1", amount=3, reason="収納時期の違い")


def put_tie(**changes: object) -> edits.PutTie:
    return edits.PutTie(tie=replace(TIE, **changes), index=0)


def test_ties_and_explanations_of_both_sides_come_together() -> None:
    plans = three(put_tie())
    change(plans.mine, edits.PutExplained(explained=KNOWN, index=0))
    change(plans.theirs, edits.PutExplained(explained=replace(KNOWN, column="b"), index=0))
    change(plans.theirs, put_tie(key="u", label="別の関係"))
    merged = merge(*plans)
    assert merged.conflicts == ()
    assert [item.key for item in merged.taken] == ["explained/t/general/b", "tie/u"]
    result = applied(plans.mine, merged.edits)
    assert {tie.key for tie in result.ties} == {"t", "u"} and len(result.explained) == 2


def test_a_tie_one_removed_and_the_other_explained_is_one_conflict() -> None:
    plans = three(put_tie())
    change(plans.mine, edits.PutExplained(explained=KNOWN, index=0))
    change(plans.theirs, edits.RemoveTie(key="t"))
    (conflict,) = merge(*plans).conflicts
    assert (conflict.what, conflict.key, conflict.base, conflict.mine, conflict.theirs) == (
        "record",
        "tie/t",
        "同額",
        "同額、+3 収納時期の違い",
        "",
    )
    assert taken(plans.mine, [conflict]).content() == plans.theirs.content()
    (other,) = merge(plans.base, plans.theirs, plans.mine).conflicts
    assert taken(plans.theirs, [other]).content() == plans.mine.content()


def test_a_tie_they_put_in_the_place_of_others_fits_whatever_is_taken_out_before() -> None:
    plans = three(put_tie(key="gone"), put_tie(), edits.PutExplained(explained=KNOWN, index=0))
    change(plans.mine, put_tie(key="mine"))
    change(plans.theirs, edits.RemoveTie(key="gone"), put_tie(key="theirs"))
    change(plans.theirs, edits.RemoveExplained(tie="t", account="general", column="a1"))
    change(plans.theirs, edits.PutExplained(explained=replace(KNOWN, column="b"), index=0))
    result = applied(plans.mine, merge(*plans).edits)
    assert {tie.key for tie in result.ties} == {"t", "mine", "theirs"}
    assert result.explained == (replace(KNOWN, column="b"),)


def test_a_difference_explained_in_two_ways_is_a_conflict() -> None:
    plans = three(put_tie(), edits.PutExplained(explained=KNOWN, index=0))
    change(plans.mine, edits.PutExplained(explained=replace(KNOWN, amount=4), index=0))
    change(plans.theirs, edits.PutExplained(explained=replace(KNOWN, author="企画部"), index=0))
    (conflict,) = merge(*plans).conflicts
    assert (conflict.key, conflict.place.account) == ("explained/t/general/a1", "general")
    assert conflict.mine == "+4 収納時期の違い" and conflict.theirs.startswith("+3 収納時期の違い")
    assert taken(plans.mine, [conflict]).content() == plans.theirs.content()


def test_rules_merge_field_by_field() -> None:
    plans = three(edits.SetRules(rules=RuleInputs(borrowing_limit=35_100)))
    change(plans.mine, edits.SetRules(rules=RuleInputs(borrowing_limit=40_000, carry_in="cash.x")))
    change(plans.theirs, edits.SetRules(rules=RuleInputs(borrowing_limit=30_000, borrowing_planned=5)))
    merged = merge(*plans)
    (conflict,) = merged.conflicts
    assert (conflict.fields, conflict.mine, conflict.theirs) == (("borrowing_limit",), "40,000", "30,000")
    result = applied(plans.mine, merged.edits)
    assert result.rules == RuleInputs(borrowing_limit=40_000, borrowing_planned=5, carry_in="cash.x")
    both = taken(result, merged.conflicts)
    assert both.rules == RuleInputs(borrowing_limit=30_000, borrowing_planned=5, carry_in="cash.x")


def test_of_two_opinions_on_a_finding_the_later_one_stands() -> None:
    def accept(reason: str, at: str, key: str = "down/x") -> edits.Accept:
        return edits.Accept(
            acceptance=Acceptance(key=key, figures="1", reason=reason, author="企画部", at=at)
        )

    plans = three(accept("初め", "2023-03-01"), accept("取り消す", "2023-03-01", "down/z"))
    change(plans.mine, accept("前", "2023-03-02"))
    change(plans.theirs, accept("後", "2023-03-03"))
    change(plans.theirs, accept("別", "2023-03-03", "down/y"))
    change(plans.theirs, edits.Withdraw(key="down/z"))
    change(plans.theirs, edits.Dismiss(key="d"))
    merged = merge(*plans)
    assert merged.conflicts == () == merged.taken
    result = applied(plans.mine, merged.edits)
    assert {item.key: item.reason for item in result.accepted} == {"down/x": "後", "down/y": "別"}
    assert [item.key for item in result.dismissed] == ["d"]
    again = applied(plans.theirs, merge(plans.base, plans.theirs, plans.mine).edits)
    assert again.accepted == result.accepted
