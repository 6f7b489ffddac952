"""Deciding about a file item by item: nothing is lost, and whatever is refused leaves the rest as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import NOTHING, Figure, show
from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.exchange.reading import Reading, TypedTotal
from smrj_desktop.domain.exchange.review import Choice, ImportReview, Verdict
from smrj_desktop.domain.merge import merge
from smrj_desktop.domain.statements import CellKey, cell_at
from tests.support.merges import Three, applied, elements, taken, three_frames, three_plans, versions

exchanges = three_plans() | three_frames()


def reviewed(plans: Three) -> ImportReview:
    return ImportReview(plans.base, plans.mine, Reading(theirs=plans.theirs))


def decide_all(review: ImportReview, choice: Choice) -> None:
    review.decide([item.number for item in review.items if choice in item.choices], choice)


@given(exchanges)
def test_all_refused_is_mine_all_taken_is_theirs_and_else_what_nobody_disputes_comes_in(plans: Three) -> None:
    merged = merge(*plans)
    undisputed = applied(plans.mine, merged.edits)
    review = reviewed(plans)
    assert review.preview().content() == undisputed.content()
    assert applied(plans.mine, review.edits()).content() == undisputed.content()
    decide_all(review, Choice.MINE)
    assert review.preview().content() == plans.mine.content()
    decide_all(review, Choice.THEIRS)
    assert review.preview().content() == taken(undisputed, merged.conflicts).content()


@given(exchanges)
def test_there_is_an_item_exactly_where_something_is_to_be_decided(plans: Three) -> None:
    review = reviewed(plans)
    differ = any(
        version.theirs not in (version.base, version.mine)
        for version in versions(plans)
        if version.element[0] != "dismissed"
    )
    if differ:
        assert review.items
    if not review.items:
        # what was said about findings and notes comes in without a question
        assert review.preview().content() == plans.mine.content()
    assert [item.number for item in review.items] == list(range(len(review.items)))
    keys = [(item.kind, item.key, item.field) for item in review.items]
    assert len(set(keys)) == len(keys)
    framed = {tuple(key.split("/")[:2]) for kind, key, _ in keys if kind == "line"}
    for version in versions(plans):
        element = version.element
        if isinstance(element, CellKey) and version.theirs not in (version.base, version.mine):
            assert element[:2] in framed or [key for _, key, _ in keys].count("/".join(element)) == 1


@given(exchanges, st.data())
def test_whatever_is_decided_every_element_is_as_one_of_the_sides_has_it(
    plans: Three, data: st.DataObject
) -> None:
    review = reviewed(plans)
    for item in review.items:
        if data.draw(st.booleans()):
            review.decide([item.number], data.draw(st.sampled_from([Choice.MINE, Choice.THEIRS])))
    preview = review.preview()
    result = elements(preview)
    mine, theirs = elements(plans.mine), elements(plans.theirs)
    held = {version.element for version in versions(plans) if version.figure is not None}
    for row in review.outcome().rows:
        item = row.item
        assert (
            row.verdict
            is {
                Choice.MINE: Verdict.REFUSED,
                Choice.THEIRS: Verdict.TAKEN,
                Choice.OPEN: Verdict.OPEN,
            }[review.decision(item.number).choice]
        )
        side = theirs if row.verdict is Verdict.TAKEN else mine
        if item.kind in ("cell", "stated", "build_up"):
            names = [CellKey(*item.key.split("/"))]
        elif item.kind == "profile":
            names = [("profile", item.key)]
        elif item.kind in ("passage", "indicator"):
            names = [(item.kind, item.key, field) for field in item.field.split(",") if field]
            names = names or [(item.kind, item.key)]
        else:
            continue
        for name in names:
            if name not in held:
                assert result.get(name) == side.get(name), (item, row)


@st.composite
def typed_totals(draw: st.DrawFn, plans: Three) -> tuple[TypedTotal, ...]:
    """Totals of theirs that a hand typed over, or left as they were."""
    cells = [
        cell_at(table.template, row, column)
        for table in plans.theirs.tables.values()
        for row, column in table.template.totals_bottom_up
    ]
    chosen = draw(st.lists(st.sampled_from(cells), max_size=3, unique=True)) if cells else []
    return tuple(
        TypedTotal(
            cell=cell,
            before=NOTHING,
            computed=plans.theirs.figure(cell),
            typed=Figure(draw(st.integers(1, 999))),
            kind=draw(st.sampled_from(["typed", "left"])),
        )
        for cell in chosen
    )


@given(exchanges, st.data())
def test_in_a_month_of_exchange_all_is_taken_refused_or_open_and_nothing_is_lost(
    plans: Three, data: st.DataObject
) -> None:
    totals = data.draw(typed_totals(plans))
    review = ImportReview(plans.base, plans.mine, Reading(theirs=plans.theirs, typed_totals=totals))
    assert sum(item.kind in ("typed_total", "left_total") for item in review.items) == len(totals)
    for item in review.items:
        before = [review.decision(each.number) for each in review.items]
        choice = data.draw(st.sampled_from(item.choices))
        try:
            review.decide([item.number], choice, typed="123" if item.section == "budget" else "")
        except SmrjError:
            # a total that mine has not, or whose parts are empty
            assert [review.decision(each.number) for each in review.items] == before
    outcome = review.outcome()
    assert [row.item for row in outcome.rows] == list(review.items)
    assert applied(plans.mine, review.edits()).content() == review.preview().content()
    by_cell = {"/".join(total.cell): show(total.typed) for total in totals}
    for row in outcome.having(Verdict.STATED):
        assert row.result == by_cell[row.item.key]
