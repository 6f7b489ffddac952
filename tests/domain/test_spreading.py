"""A total's new figure shared out among its parts: exactly, in whole units, with held parts kept."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure, figure_of
from smrj_desktop.domain.edits import ClearTotal, PutContribution, StateTotal
from smrj_desktop.domain.errors import AmountTooLargeError, EditError, SpreadHeldError, SpreadNothingError
from smrj_desktop.domain.spreading import Way, shares, spread, spread_edit, stated_edit, total_of
from smrj_desktop.domain.statements import Contribution, Totals
from tests.support.plans import cell, put, small_plan

TOTAL = cell("income_total", "total")
PARTS = [("grant", "a1"), ("grant", "a2"), ("grant", "b"), ("other_revenue", "a1")]


def filled(*amounts: int):
    """The small plan with figures in the first parts of its income."""
    plan = small_plan()
    for (line, column), amount in zip(PARTS, amounts, strict=False):
        put(plan, line, column, amount)
    return plan


def test_a_total_names_its_leaves_with_their_signs():
    plan = filled(100)
    total = total_of(plan, cell("result", "a"))
    assert [(part.cell.line, part.cell.column, part.weight) for part in total.parts] == [
        ("grant", "a1", 1),
        ("grant", "a2", 1),
        ("other_revenue", "a1", 1),
        ("other_revenue", "a2", 1),
        ("operating_cost", "a1", -1),
        ("operating_cost", "a2", -1),
    ]
    assert total.figure == Figure(100) and total.residual == 0
    with pytest.raises(EditError):
        total_of(plan, cell("grant", "a1"))


@pytest.mark.parametrize(
    ("way", "held", "onto", "expected"),
    [
        (Way.PROPORTION, (), None, (110, 220, 330)),
        (Way.PROPORTION, (1,), None, (115, 200, 345)),
        (Way.EVENLY, (), None, (120, 220, 320)),
        (Way.EVENLY, (0, 2), None, (100, 260, 300)),
        (Way.ONE, (), 1, (100, 260, 300)),
    ],
)
def test_the_three_ways(way, held, onto, expected):
    plan = filled(100, 200, 300)
    total = total_of(plan, cell("grant", "total"))
    names = [part.cell for part in total.parts]
    figures = spread(
        total,
        Figure(660),
        way,
        held=frozenset(names[at] for at in held),
        onto=None if onto is None else names[onto],
    )
    assert tuple(figure.value for figure in figures) == expected


def test_what_is_taken_off_grows_when_the_total_falls():
    plan = filled(600)
    put(plan, "operating_cost", "a1", 300)
    total = total_of(plan, cell("result", "a"))
    figures = dict(zip(total.parts, spread(total, Figure(210), Way.PROPORTION), strict=True))
    changed = {part.cell.line: figure.value for part, figure in figures.items() if figure != part.figure}
    assert changed == {"grant": 540, "operating_cost": 330}


def test_where_nothing_can_take_the_difference_it_says_so():
    plan = filled()
    total = total_of(plan, cell("grant", "total"))
    with pytest.raises(SpreadNothingError):
        spread(total, Figure(7), Way.PROPORTION)
    with pytest.raises(SpreadHeldError):
        spread(total, Figure(7), Way.EVENLY, held=frozenset(part.cell for part in total.parts))
    with pytest.raises(SpreadHeldError):
        spread(total, Figure(7), Way.ONE)
    put(plan, "grant", "a1", 10**15 - 1)
    near = total_of(plan, cell("grant", "total"))
    with pytest.raises(AmountTooLargeError):
        spread(near, Figure(10**15), Way.ONE, onto=near.parts[0].cell)


def test_a_build_up_is_held():
    plan = filled(10, 20)
    item = Contribution(key="k", department="総務課", item="旅費", amount=5_000)
    edits.apply(plan, PutContribution(cell=cell("grant", "a1"), contribution=item, index=0))
    total = total_of(plan, cell("grant", "a"))
    figures = spread(total, Figure(50), Way.EVENLY)
    assert [figure.value for figure in figures] == [5, 45]


def test_a_part_that_comes_to_nothing_prints_so_and_an_untouched_mark_stays():
    plan = filled(10)
    put(plan, "grant", "a2", TRACE)
    total = total_of(plan, cell("grant", "a"))
    assert spread(total, Figure(0), Way.PROPORTION) == [NOTHING, TRACE]


@given(
    amount=st.integers(-(10**9), 10**9),
    sizes=st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any),
)
def test_shares_come_to_the_amount_and_lie_within_a_unit_of_the_exact_ones(amount, sizes):
    given_out = shares(amount, sizes)
    assert sum(given_out) == amount
    for share, size in zip(given_out, sizes, strict=True):
        assert abs(share - Fraction(amount * size, sum(sizes))) < 1
        assert size or not share
    ordered = sorted(zip(sizes, map(abs, given_out), strict=True))
    assert [share for _, share in ordered] == sorted(share for _, share in ordered), "more to the larger"


@given(st.data())
def test_any_spread_is_exact_keeps_what_is_held_and_is_one_step(data):
    plan = small_plan()
    for line in ("grant", "other_revenue", "operating_cost"):
        for column in ("a1", "a2", "b"):
            put(plan, line, column, figure_of(data.draw(st.integers(-999, 9999))))
    target = cell(
        data.draw(st.sampled_from(["grant", "income_total", "result"])),
        data.draw(st.sampled_from(["a", "total"])),
    )
    if data.draw(st.booleans()):
        edits.apply(plan, StateTotal(cell=target, figure=Figure(data.draw(st.integers(1, 9999)))))
    before = plan.to_json()
    total = total_of(plan, target)
    wanted = Figure(data.draw(st.integers(1, 99_999)))
    held = frozenset(part.cell for part in total.parts if data.draw(st.booleans()))
    way, keep = data.draw(st.sampled_from([Way.PROPORTION, Way.EVENLY])), data.draw(st.booleans())
    try:
        figures = spread(total, wanted, way, held=held, keep_residual=keep)
    except (SpreadHeldError, SpreadNothingError):
        return
    assert all(
        figure == part.figure for part, figure in zip(total.parts, figures, strict=True) if part.cell in held
    )
    totals = data.draw(st.sampled_from(Totals))
    edit = spread_edit(plan, total, wanted, figures, keep_residual=keep, totals=totals)
    if edit is None:
        assert plan.figure(target) == wanted
        return
    inverse = edits.apply(plan, edit).inverse
    assert plan.figure(target) == wanted
    at = plan.table(target).locate(target)
    assert plan.table(target).sheet().residual(*at) == (total.residual if keep else 0)
    edits.apply(plan, inverse)
    assert {**plan.to_json(), "history": before["history"]} == before


def test_a_residual_can_be_cleared_on_the_way():
    plan = filled(10, 20)
    edits.apply(plan, StateTotal(cell=TOTAL, figure=Figure(31)))
    total = total_of(plan, TOTAL)
    figures = spread(total, Figure(60), Way.PROPORTION, keep_residual=False)
    edit = spread_edit(plan, total, Figure(60), figures, keep_residual=False, totals=Totals.FOLLOW)
    edits.apply(plan, edit)
    assert plan.figure(TOTAL) == Figure(60)
    with pytest.raises(EditError):
        edits.apply(plan, ClearTotal(cell=TOTAL))


def test_a_total_may_be_recorded_as_published_and_its_parts_stay():
    plan = filled(10, 20)
    total = total_of(plan, TOTAL)
    edits.apply(plan, stated_edit(total, Figure(31)))
    assert plan.figure(TOTAL) == Figure(31) and total_of(plan, TOTAL).residual == 1
    assert plan.figure(cell("grant", "a1")) == Figure(10)
