from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, Figure, Unit
from smrj_desktop.domain.edit_kinds import Batch, SetFrame
from smrj_desktop.domain.exchange.input_reading import as_reading
from smrj_desktop.domain.exchange.input_scope import InputScope
from smrj_desktop.domain.exchange.review import ImportReview
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution, built_up
from tests.support.input_drafts import COST, GRANT, KIKAKU, draft_of, items_of, own, read, take, told
from tests.support.plans import cell, put, small_plan
from tests.support.workbooks import kinds


def test_what_was_not_touched_changes_nothing():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_499), ("旅費", 200))
    own(plan, GRANT, "総務部", ("光熱費", 7))
    reading = read(draft_of(plan, KIKAKU), plan.copy(), plan)
    assert reading.department == "企画部"
    assert (reading.edits, reading.changes, kinds(reading.findings)) == ((), (), [])
    assert [item.yen for item in reading.items] == [1_499_000, 200_000]


def test_departments_add_up_and_a_later_file_replaces_the_earlier():
    plan = small_plan()
    sent = plan.copy()
    first, second = draft_of(plan, KIKAKU), draft_of(plan, InputScope(department="総務部"))
    for draft in (first, second):
        for item in ("委託費", "旅費"):
            draft.add(GRANT, item, 1_499)
    take(plan, read(first, sent, plan))
    assert plan.figure(GRANT) == Figure(3)
    take(plan, read(second, sent, plan))
    # rounded once: 5,996 千円
    assert plan.figure(GRANT) == Figure(6)
    again = draft_of(sent, KIKAKU)
    again.add(GRANT, "委託費", 10_000)
    take(plan, read(again, sent, plan))
    assert items_of(plan, GRANT) == [
        ("企画部", "委託費", 10_000),
        ("総務部", "委託費", 1_499),
        ("総務部", "旅費", 1_499),
    ]
    assert plan.figure(GRANT) == Figure(13)


def test_the_same_file_twice_changes_nothing():
    plan = small_plan()
    sent = plan.copy()
    draft = draft_of(plan, KIKAKU)
    draft.add(GRANT, "委託費", 1_499)
    take(plan, read(draft, sent, plan))
    before = plan.content_hash()
    reading = read(draft, sent, plan)
    take(plan, reading)
    assert (reading.changes, plan.content_hash()) == ((), before)


def test_an_earlier_state_sent_again_comes_back():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    sent = plan.copy()
    changed = draft_of(plan, KIKAKU)
    changed.clear(GRANT)
    changed.add(GRANT, "委託費", 9_000)
    take(plan, read(changed, sent, plan))
    take(plan, read(draft_of(sent, KIKAKU), sent, plan))
    assert items_of(plan, GRANT) == [("企画部", "委託費", 1_000)]
    assert plan.content_hash() == sent.content_hash()


def test_items_that_are_gone_leave_nothing():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    draft = draft_of(plan, KIKAKU)
    draft.clear(GRANT)
    take(plan, read(draft, plan.copy(), plan))
    # which is kept as what the department has said
    assert items_of(plan, GRANT) == [("企画部", "", 0)]
    assert plan.figure(GRANT) == NOTHING
    assert read(draft, plan.copy(), plan).changes == ()
    assert read(draft_of(plan, KIKAKU), plan.copy(), plan).changes == ()


def test_what_a_file_had_dropped_comes_back_with_the_next():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    sent = plan.copy()
    dropped = draft_of(plan, KIKAKU)
    dropped.clear(GRANT)
    take(plan, read(dropped, sent, plan))
    take(plan, read(draft_of(sent, KIKAKU), sent, plan))
    assert items_of(plan, GRANT) == [("企画部", "委託費", 1_000)]


def test_what_a_hand_has_dropped_is_a_conflict_where_the_file_changes_it():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    sent = plan.copy()
    draft = draft_of(plan, KIKAKU)
    (item,) = plan.table(GRANT).build_ups[plan.table(GRANT).locate(GRANT)]
    edits.apply(plan, edits.RemoveContribution(cell=GRANT, key=item.key))
    assert read(draft, sent, plan).changes == ()
    draft.add(GRANT, "旅費", 10)
    (conflict,) = read(draft, sent, plan).conflicts
    base, came = as_reading(read(draft, sent, plan), plan)
    assert items_of(base, GRANT) == [("企画部", "委託費", 1_000)]
    assert items_of(came.theirs, GRANT) == [("企画部", "委託費", 1_000), ("企画部", "旅費", 10)]
    assert conflict.mine == Figure(1)


def test_order_and_spaces_are_no_change():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託 費", 1_000), ("旅費", 5))
    draft = draft_of(plan, KIKAKU)
    draft.rows = [
        [*row[:3], row[3] and f" {row[3]}\n".replace(" ", "　 "), *row[4:]] for row in reversed(draft.rows)
    ]
    assert read(draft, plan.copy(), plan).changes == ()


def test_what_a_hand_changed_too_is_a_conflict_and_not_taken():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    own(plan, COST, "企画部", ("委託費", 1_000))
    sent = plan.copy()
    draft = draft_of(plan, KIKAKU)
    for at in (GRANT, COST):
        draft.clear(at)
        draft.add(at, "委託費", 2_000)
    own(plan, GRANT, "企画部", ("急ぎの費用", 50))
    reading = read(draft, sent, plan)
    assert kinds(reading.findings) == ["input_conflict"]
    assert [change.cell for change in reading.conflicts] == [GRANT]
    take(plan, reading)
    assert items_of(plan, GRANT) == [("企画部", "委託費", 1_000), ("企画部", "急ぎの費用", 50)]
    assert items_of(plan, COST) == [("企画部", "委託費", 2_000)]


def test_what_a_hand_changed_alone_stays():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    sent = plan.copy()
    own(plan, GRANT, "企画部", ("急ぎの費用", 50))
    own(plan, COST, "企画部", ("手で足した", 3))
    assert read(draft_of(sent, KIKAKU), sent, plan).changes == ()


def test_what_a_hand_made_of_a_file_s_items_is_a_conflict_with_the_next():
    plan = small_plan()
    sent = plan.copy()
    draft = draft_of(plan, KIKAKU)
    draft.add(GRANT, "委託費", 1_000)
    take(plan, read(draft, sent, plan))
    own(plan, GRANT, "企画部", ("急ぎの費用", 50))
    draft.add(GRANT, "旅費", 10)
    assert [change.cell for change in read(draft, sent, plan).conflicts] == [GRANT]


def give(plan: Plan, at: CellKey, department: str) -> None:
    """Has a hand give all items of a build-up to another department."""
    table = plan.table(at)
    for index, item in enumerate(table.build_ups[table.locate(at)]):
        given = replace(item, department=department)
        edits.apply(plan, edits.PutContribution(cell=at, contribution=given, index=index))


def test_a_department_that_was_put_right_meanwhile_keeps_being_replaced_under_its_new_name():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    sent = plan.copy()
    give(plan, GRANT, "企画本部")
    draft = draft_of(sent, KIKAKU)
    for amount in (2_000, 3_000):
        draft.clear(GRANT)
        draft.add(GRANT, "委託費", amount)
        reading = read(draft, sent, plan)
        assert (reading.conflicts, kinds(reading.findings)) == ((), ["input_department_moved"])
        base, came = as_reading(reading, plan)
        assert base.content_hash() == plan.content_hash()
        plan = ImportReview(base, plan, came).preview().copy()
        assert items_of(plan, GRANT) == [("企画本部", "委託費", amount)]


def test_what_was_given_away_before_the_sheet_was_sent_is_no_more_of_the_department():
    plan = small_plan()
    draft = draft_of(plan, KIKAKU)
    draft.add(GRANT, "委託費", 1_000)
    take(plan, read(draft, plan.copy(), plan))
    give(plan, GRANT, "総務部")
    take(plan, read(draft, plan.copy(), plan))
    assert items_of(plan, GRANT) == [("総務部", "委託費", 1_000), ("企画部", "委託費", 1_000)]


def test_without_a_base_it_is_compared_with_the_plan_now():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    draft = draft_of(plan, KIKAKU)
    draft.add(GRANT, "旅費", 10)
    reading = read(draft, None, plan)
    assert kinds(reading.findings) == ["input_base_unknown"]
    take(plan, reading)
    assert items_of(plan, GRANT) == [("企画部", "委託費", 1_000), ("企画部", "旅費", 10)]


def test_a_typed_figure_gives_way_and_is_told():
    plan = small_plan()
    put(plan, "grant", "b", Figure(1_507))
    draft = draft_of(plan, KIKAKU)
    draft.add(GRANT, "委託費", 300_000)
    reading = read(draft, plan.copy(), plan)
    assert kinds(reading.findings) == ["input_replaces_figure"]
    assert "1,507" in told(reading)
    assert "300" in told(reading)
    take(plan, reading)
    assert plan.figure(GRANT) == Figure(300)


def test_only_the_department_s_own_cells():
    plan = small_plan()
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    own(plan, COST, "総務部", ("光熱費", 5))
    scope = InputScope(department="企画部", own_cells=True)
    assert scope.open_cells(plan) == (GRANT,)
    sent = plan.copy()
    draft = draft_of(plan, scope)
    draft.add(GRANT, "旅費", 1)
    draft.add(COST, "入りたい", 1)
    # an item that a hand adds later is not among what was asked for
    own(plan, COST, "企画部", ("手で足した", 3))
    reading = read(draft, sent, plan)
    assert kinds(reading.findings) == ["input_outside_scope"]
    take(plan, reading)
    assert items_of(plan, GRANT) == [("企画部", "委託費", 1_000), ("企画部", "旅費", 1)]
    assert items_of(plan, COST) == [("総務部", "光熱費", 5), ("企画部", "手で足した", 3)]


def test_a_sheet_of_another_plan_is_refused():
    plan = small_plan()
    draft = draft_of(plan, KIKAKU)
    draft.plan_id = "another"
    draft.add(GRANT, "委託費", 5)
    reading = read(draft, plan.copy(), plan)
    assert (kinds(reading.findings), reading.changes, reading.items) == (["input_other_plan"], (), ())


def test_a_line_that_is_gone_by_now_and_one_renamed_since():
    plan = small_plan()
    sent = plan.copy()
    draft = draft_of(plan, KIKAKU)
    draft.add(GRANT, "委託費", 5)
    draft.add(COST, "委託費", 6)
    template = plan.table(GRANT).template
    lines = [line for line in template.lines.nodes if line.key != "operating_cost"]
    renamed = [
        type(line)(**{**_fields(line), "label": "交付金"}) if line.key == "grant" else line for line in lines
    ]
    edits.apply(
        plan, SetFrame(table=template.key, lines=tuple(renamed), columns=tuple(template.columns.nodes))
    )
    reading = read(draft, sent, plan)
    assert kinds(reading.findings) == ["input_gone"]
    take(plan, reading)
    assert items_of(plan, GRANT) == [("企画部", "委託費", 5)]


def _fields(line: Any) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("key", "label", "parent", "weight", "section", "heading")}


def test_items_that_come_to_too_much_are_told():
    plan = small_plan()
    plan.profile = type(plan.profile)(id="small", fiscal_year=2023, title="試験計画", entry_unit="円")
    draft = draft_of(plan, KIKAKU)
    for _ in range(2):
        draft.add(GRANT, "委託費", 999_999_999_999)
    reading = read(draft, plan.copy(), plan)
    assert (kinds(reading.findings), reading.changes) == (["input_too_large"], ())


def test_for_the_review_base_and_theirs_differ_in_the_department_s_changes_alone():
    plan = small_plan()
    own(plan, GRANT, "総務部", ("光熱費", 5))
    own(plan, GRANT, "企画部", ("委託費", 1_000))
    own(plan, COST, "企画部", ("委託費", 1_000))
    sent = plan.copy()
    draft = draft_of(plan, KIKAKU)
    for at in (GRANT, COST):
        draft.clear(at)
        draft.add(at, "委託費", 2_000)
    own(plan, COST, "企画部", ("急ぎの費用", 50))
    put(plan, "other_revenue", "a1", 77)
    before = plan.content_hash()
    reading = read(draft, sent, plan)
    base, came = as_reading(reading, plan)
    assert plan.content_hash() == before
    assert came.findings == reading.findings
    review = ImportReview(base, plan, came)
    assert [(item.kind, item.state, item.key) for item in review.items] == [
        ("build_up", "theirs", "/".join(GRANT)),
        ("build_up", "both", "/".join(COST)),
    ]
    for edit in review.edits():
        edits.apply(plan, edit)
    assert items_of(plan, GRANT) == [("総務部", "光熱費", 5), ("企画部", "委託費", 2_000)]
    assert plan.figure(cell("other_revenue", "a1")) == Figure(77)


DEPARTMENTS = ("企画部", "総務部", "支援部")
PLACES = (cell("grant", "b"), cell("operating_cost", "a1"), cell("grant", "b", "cash"))
amounts = st.one_of(
    st.sampled_from([0, 1_499, 0.5]), st.integers(-(10**6), 10**6).map(lambda yen: yen / 1000)
)
items = st.lists(st.tuples(st.sampled_from(["委託費", "=1"]), amounts), max_size=2)
steps = st.lists(
    st.tuples(
        st.sampled_from(DEPARTMENTS), st.booleans(), st.fixed_dictionaries(dict.fromkeys(PLACES, items))
    ),
    max_size=8,
)


@settings(max_examples=25)
@given(steps)
def test_every_cell_is_the_sum_of_the_latest_file_of_each_department(rounds: Any):
    """Files of several departments in any order, of old sheets and new: nothing is lost or counted twice."""
    plan = small_plan()
    sheets = {name: plan.copy() for name in DEPARTMENTS}
    latest: dict[tuple[str, CellKey], list[tuple[str, int]]] = {}
    for department, anew, written in rounds:
        if anew:
            sheets[department] = plan.copy()
        sent = sheets[department]
        draft = draft_of(sent, InputScope(department=department))
        for at in PLACES:
            draft.clear(at)
            latest[department, at] = [(item, round(amount * 1000)) for item, amount in written[at]]
            for item, amount in written[at]:
                draft.add(at, item, amount)
        reading = read(draft, sent, plan)
        assert reading.conflicts == ()
        if reading.edits:
            edits.apply(plan, Batch(edits=reading.edits))
        assert read(draft, sent, plan).changes == ()
    for at in PLACES:
        expected = [(name, *item) for name in DEPARTMENTS for item in latest.get((name, at), [])]
        table = plan.table(at)
        kept = table.build_ups.get(table.locate(at), ())
        told = [(i.department, i.item, i.amount * i.unit.value) for i in kept if i.item]
        assert sorted(told) == sorted(expected)
        if expected:
            contributions = [
                Contribution(key="x", department=n, item=i, amount=yen, unit=Unit.YEN)
                for n, i, yen in expected
            ]
            assert plan.figure(at) == built_up(contributions, Unit.MILLION, plan.profile.rounding)
        else:
            assert not plan.figure(at).value
