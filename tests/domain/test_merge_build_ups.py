"""Merging what a leaf is built up from: departments' items come together, each has one voice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.exchange.review import Choice, ImportReview
from smrj_desktop.domain.merge import merge
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Contribution
from tests.support.merges import Three, applied, taken
from tests.support.plans import cell, small_plan

AT = cell("grant", "a1")

Items = dict[str, tuple[str, int]]
"""The department and the amount of each item, by key."""


def holding(items: Items) -> Plan:
    plan = small_plan()
    for index, (key, (department, amount)) in enumerate(items.items()):
        item = Contribution(key=key, department=department, item="旅費", amount=amount)
        edits.apply(plan, edits.PutContribution(cell=AT, contribution=item, index=index))
    return plan


def held(plan: Plan) -> Items:
    table = plan.table(AT)
    return {item.key: (item.department, item.amount) for item in table.build_ups.get(table.locate(AT), ())}


def three(base: Items, mine: Items, theirs: Items) -> Three:
    return Three(*map(holding, (base, mine, theirs)))


def test_what_two_departments_sent_to_two_officers_adds_up() -> None:
    plans = three(
        {"p": ("企画部", 50), "s": ("総務部", 60)},
        {"p2": ("企画部", 55), "s": ("総務部", 60)},
        {"p": ("企画部", 50), "s": ("総務部", 70), "z": ("財務部", 9)},
    )
    merged = merge(*plans)
    assert merged.conflicts == ()
    assert held(applied(plans.mine, merged.edits)) == {
        "p2": ("企画部", 55),
        "s": ("総務部", 70),
        "z": ("財務部", 9),
    }


def test_of_a_department_both_changed_one_counts_and_the_others_stay() -> None:
    plans = three(
        {"p": ("企画部", 50), "s": ("総務部", 60)},
        {"p": ("企画部", 50), "more": ("企画部", 5), "s": ("総務部", 61)},
        {"p2": ("企画部", 52), "s": ("総務部", 60)},
    )
    merged = merge(*plans)
    (conflict,) = merged.conflicts
    assert merged.edits == () and "企画部 旅費 52千円" in conflict.theirs
    assert held(taken(plans.mine, [conflict])) == {"p2": ("企画部", 52), "s": ("総務部", 61)}
    (item,) = ImportReview(plans.base, plans.mine, Reading(theirs=plans.theirs)).items
    assert item.remark == ("review.items_together", {"items": "企画部 旅費 52千円、総務部 旅費 61千円"})


def test_an_item_that_makes_up_for_the_others_is_to_be_decided_once_these_have_changed() -> None:
    base: Items = {"p": ("企画部", 50), "s": ("総務部", 60)}
    plans = three(base, {**base, "p": ("企画部", 55)}, {**base, "file-1": ("", 10)})
    for one, other in (plans[1:], plans[:0:-1]):
        (conflict,) = merge(plans.base, one, other).conflicts
        assert held(taken(one, [conflict])) == {**base, "p": ("企画部", 55), "file-1": ("", 10)}


def test_figures_that_two_sides_have_split_are_not_added() -> None:
    plans = Three(small_plan(), holding({"p": ("企画部", 1)}), holding({"s": ("総務部", 1)}))
    edits.apply(plans.base, edits.SetCell(cell=AT, figure=Figure(7)))
    assert [item.what for item in merge(*plans).conflicts] == ["build_up"]


departments = st.sampled_from(["", "企画部", "総務部", "財務部"])
items = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", "file-1"]), st.tuples(departments, st.integers(1, 3)), max_size=4
)


@given(items, items, items, st.sampled_from(Choice))
def test_no_department_loses_what_it_said_alone_and_a_decision_decides(
    base: Items, mine: Items, theirs: Items, choice: Choice
) -> None:
    plans = three(base, mine, theirs)
    merged = merge(*plans)
    result = held(applied(plans.mine, merged.edits))
    if merged.conflicts:
        assert result == mine
    else:
        again = merge(plans.base, plans.theirs, plans.mine)
        assert again.conflicts or held(applied(plans.theirs, again.edits)) == result
    result = held(taken(applied(plans.mine, merged.edits), merged.conflicts))
    for name in {department for department, _ in {**base, **mine, **theirs}.values()} - {""}:
        was, here, there, now = (
            {key: item for key, item in side.items() if item[0] == name}
            for side in (base, mine, theirs, result)
        )
        moved = any(
            len({side[key][0] for side in (base, mine, theirs) if key in side}) > 1
            for key in {**base, **mine, **theirs}
        )
        if not moved and all(map(bool, (mine, theirs))):
            assert now == (here if there == was else there)
    review = ImportReview(plans.base, plans.mine, Reading(theirs=plans.theirs))
    assert len(review.items) <= 1
    for item in review.items:
        if choice in item.choices and choice is not Choice.TYPED:
            review.decide([item.number], choice)
        refused = review.decision(item.number).choice in (Choice.MINE, Choice.OPEN)
        assert held(review.preview()) == (mine if refused else result)
