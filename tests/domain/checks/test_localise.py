"""Wrong cells on the real plan, slips, and smallest sets that hit others."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure
from smrj_desktop.domain.checks import hitting, slips
from smrj_desktop.domain.checks.localise import Localiser
from smrj_desktop.domain.checks.relations import System
from smrj_desktop.domain.checks.slips import Slip
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.io import builtin


@pytest.fixture
def system() -> System:
    return System(builtin.load())


def put(system: System, line: str, column: str, figure: int | Figure, statement: str = "budget") -> int:
    cell = system.find(CellKey(statement, "general", line, column))
    system.figures[cell] = figure if isinstance(figure, Figure) else Figure(figure)
    return cell


def test_a_clean_plan_has_no_wrong_cells(system):
    localiser = Localiser(system)
    assert localiser.run() == () and not localiser.exhausted


@pytest.mark.parametrize(
    ("line", "column", "printed", "slip"),
    [
        ("general_admin", "environment_general", 160, Slip.SWAPPED),
        ("income_total", "environment_general", 12_933, Slip.SWAPPED),
        ("operating_cost", "newbiz_general", 97_007, Slip.DROPPED),
        ("general_admin", "environment_total", 1_125, Slip.DOUBLED),
        ("expenditure_total", "total", 7_711_897, Slip.WRONG),
        ("loan_recovery", "environment_general", -10_357, Slip.SIGN),
        ("operating_cost", "productivity_general", 154_520, Slip.TENFOLD),
        ("general_admin", "newbiz_general", 367_000, Slip.THOUSANDFOLD),
        ("operating_cost", "environment_general", NOTHING, Slip.MARK),
    ],
)
def test_the_slipped_cell_is_the_first_suspect_with_its_figure(system, line, column, printed, slip):
    columns = {item.column for item in map(system.key, range(len(system.spots)))}
    assert column in columns, sorted(columns)
    meant = system.figures[system.find(CellKey("budget", "general", line, column))]
    cell = put(system, line, column, printed)
    (fault,) = Localiser(system).run()
    first = fault.suspects[0]
    assert (first.cell, first.likely, first.slip) == (cell, meant, slip)
    assert first.low is not None and first.high is not None and first.low <= meant.value <= first.high


def test_two_slips_in_one_table_are_both_named(system):
    cells = {
        put(system, "general_admin", "environment_general", 160),
        put(system, "operating_cost", "succession_general", 6_144),
    }
    faults = Localiser(system).run()
    assert {fault.suspects[0].cell for fault in faults} == cells and len(faults) == 2


def test_four_slips_are_found_by_the_integer_program(system):
    cells = {
        put(system, "general_admin", "environment_general", 160),
        put(system, "operating_cost", "succession_general", 6_144),
        put(system, "grant", "productivity_general", 4_900),
        put(system, "equity_investment", "newbiz_general", 43_462),
    }
    faults = Localiser(system).run()
    assert {fault.suspects[0].cell for fault in faults} == cells


def test_the_search_can_be_given_up_and_begun_anew(system):
    cell = put(system, "general_admin", "environment_general", 160)
    steps = Localiser(system).steps()
    next(steps)
    steps.close()
    assert Localiser(system).run()[0].suspects[0].cell == cell


def test_where_next_to_all_is_wrong_no_cell_is_named(system):
    for cell in range(len(system.spots)):
        system.figures[cell] = Figure(1 + 7 * cell % 997)
    localiser = Localiser(system)
    assert localiser.run() == () and localiser.exhausted


# ---- slips

figures = st.integers(-(10**6), 10**6).filter(lambda value: abs(value) > 9).map(Figure)


@given(figures, st.data())
def test_what_a_slip_makes_is_known_as_that_slip(meant, data):
    digits, sign = str(abs(meant.value)), -1 if meant.value < 0 else 1
    at = data.draw(st.integers(0, len(digits) - 1))
    made = {
        Slip.SIGN: (-meant.value),
        Slip.TENFOLD: meant.value * 10,
        Slip.THOUSANDFOLD: meant.value * 1000,
        Slip.DROPPED: sign * int(digits[:at] + digits[at + 1 :]),
        Slip.DOUBLED: sign * int(digits[: at + 1] + digits[at:]),
        Slip.WRONG: sign * int(digits[:at] + data.draw(st.sampled_from("123456789")) + digits[at + 1 :]),
    }
    for slip, value in made.items():
        if value == meant.value or (slip is Slip.DROPPED and not value):
            continue
        printed = Figure(value) if value else TRACE
        found = slips.likelihood(printed, meant, [])
        other = slips.likelihood(Figure(987_654_321), meant, [])
        assert found.logarithm > other.logarithm and found.slip is not Slip.OTHER
        # a dropped digit may leave noughts in front, which nobody sees
        if len(str(abs(value))) >= len(digits) - 1 and slip is not Slip.THOUSANDFOLD:
            assert meant.value in slips.origins(printed, [])


@given(figures, figures)
def test_a_copied_neighbour_is_likelier_than_chance(meant, neighbour):
    alone = slips.likelihood(neighbour, meant, [])
    beside = slips.likelihood(neighbour, meant, [neighbour, NOTHING])
    assert beside.logarithm > alone.logarithm or meant == neighbour


# ---- hitting sets

conflicts = st.lists(st.frozensets(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=9)


@given(conflicts)
@settings(max_examples=150, deadline=None)
def test_the_smallest_hitting_set_is_as_small_as_any(sets):
    found = hitting.smallest(sets, lambda cell: cell / 10)
    assert found is not None and all(found & item for item in sets)
    for size in range(len(found)):
        assert not any(all(set(some) & item for item in sets) for some in combinations(range(10), size))


@given(conflicts, st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_all_hitting_sets_of_a_size_are_found_cheapest_first(sets, size):
    found = hitting.all_of(sets, size, lambda cell: cell / 10, 1_000)
    minimal = [
        frozenset(some)
        for some in combinations(range(10), size)
        if all(set(some) & item for item in sets)
        and not any(all((set(some) - {cell}) & item for item in sets) for cell in some)
    ]
    assert set(minimal) <= set(found)
    assert all(all(one & item for item in sets) and len(one) == size for one in found)
    costs = [sum(one) for one in found]
    assert costs == sorted(costs)


def test_what_cannot_be_hit_has_no_hitting_set():
    assert hitting.smallest([frozenset({1}), frozenset()], lambda _cell: 0.0) is None


@given(conflicts)
def test_groups_share_nothing_and_lose_nothing(sets):
    groups = hitting.groups(sets)
    assert sorted(map(sorted, (item for group in groups for item in group))) == sorted(map(sorted, sets))
    for one, other in combinations(groups, 2):
        assert frozenset().union(*one).isdisjoint(frozenset().union(*other))
