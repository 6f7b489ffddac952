"""`python -m benchmarks --checks --seed N`: what the checks detect, which cells they name, how fast.

Changes: every printed cell changed by a few units, up and down, all others held. Slips: what a hand does.
Clean plans: random exact amounts in the built-in template, rounded one by one. All chance follows the seed.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction

from benchmarks.calibration import calibration_loop, report, timed
from benchmarks.large import enlarged
from smrj_desktop.domain.amounts import NOTHING, TRACE, Figure, figure_of
from smrj_desktop.domain.checks.identities import UNLIKELY
from smrj_desktop.domain.checks.intervals import Grade
from smrj_desktop.domain.checks.localise import Localiser
from smrj_desktop.domain.checks.proof import Proof, witness
from smrj_desktop.domain.checks.relations import Rule, System
from smrj_desktop.io import builtin

SIZES = (1, 2, 3, 4, 5, 10)
SLIPS, PAIRS, CLEAN = 5_000, 1_000, 1_000
LEAST = 3
"""Smaller slips are rounding's business."""


def run(seed: int, slips: int = SLIPS, pairs: int = PAIRS, clean: int = CLEAN) -> int:
    """Runs everything and prints it; 0."""
    chance = random.Random(seed)
    system = System(builtin.load())
    print(f"{len(system.spots)} printed cells, {len(system.relations)} relations, seed {seed}\n")
    _changes(system)
    _clean_plans(system, chance, clean)
    _single_slips(system, chance, slips)
    _double_slips(system, chance, pairs)
    _speed()
    return 0


# ---------------------------------------------------------------- detection


def _changes(system: System) -> None:
    proof = Proof(system)
    assert proof.holds()
    print(f"{'every cell changed by':<24}" + "".join(f"{size:>9}" for size in SIZES))
    rules: dict[str, Callable[[int], bool]] = {
        "single relations": lambda cell: _any(system, cell, lambda number: _impossible(system, number)),
        "and what is unlikely": lambda cell: _any(system, cell, lambda number: _graded(system, number)),
        "joint proof": lambda cell: _joint(system, proof, cell),
    }
    rates = {name: [] for name in (*rules, "joint proof or unlikely")}
    for size in SIZES:
        found: Counter[str] = Counter()
        tried = 0
        for cell in range(len(system.spots)):
            for change in (size, -size):
                with_change = _with(system, {cell: _moved(system.figures[cell], change)})
                for _ in with_change:
                    tried += 1
                    hits = {name: rule(cell) for name, rule in rules.items()}
                    found.update(name for name, hit in hits.items() if hit)
                    found["joint proof or unlikely"] += hits["joint proof"] or hits["and what is unlikely"]
                proof.update([cell])
        for name, shares in rates.items():
            shares.append(found[name] / tried)
    for name, shares in rates.items():
        print(f"{name:<24}" + "".join(f"{share:>8.2%} " for share in shares))
    print()


def _with(system: System, instead: dict[int, Figure]) -> Iterator[None]:
    """The system with other figures, for as long as its user's loop takes."""
    before = {cell: system.figures[cell] for cell in instead}
    for cell, figure in instead.items():
        system.figures[cell] = figure
    yield
    for cell, figure in before.items():
        system.figures[cell] = figure


def _moved(figure: Figure, change: int) -> Figure:
    value = figure.value + change
    return Figure(value) if value else TRACE


def _any(system: System, cell: int, rule: Callable[[int], bool]) -> bool:
    return any(map(rule, system.of_cell[cell]))


def _impossible(system: System, number: int) -> bool:
    return system.grade(system.relations[number]) is Grade.IMPOSSIBLE


def _graded(system: System, number: int) -> bool:
    return system.is_off(number) and system.tail(system.relations[number]) < UNLIKELY


def _joint(system: System, proof: Proof, cell: int) -> bool:
    proof.update([cell])
    return not proof.holds() or _any(system, cell, lambda number: _impossible(system, number))


def _clean_plans(system: System, chance: random.Random, count: int) -> None:
    """False alarms of the graded rule and of the proof among plans made by rounding exact amounts."""
    published = list(system.figures)
    alarms: Counter[str] = Counter()
    proof = Proof(system)
    for _ in range(count):
        system.figures[:] = _clean(system, chance)
        proof.update(range(len(system.spots)))
        numbers = range(len(system.relations))
        sums = [number for number in numbers if system.relations[number].rule is not Rule.TIE]
        alarms["graded rule"] += any(_graded(system, number) for number in sums)
        alarms["single relations"] += any(_impossible(system, number) for number in sums)
        sums_alone = Proof(system, sums)
        alarms["joint proof (sums)"] += not sums_alone.holds()
        system.figures[:] = published
    print(f"false alarms among {count:,} clean plans")
    for name in ("single relations", "graded rule", "joint proof (sums)"):
        print(f"  {name:<22}{alarms[name] / count:>8.2%}")
    print()


def _clean(system: System, chance: random.Random) -> list[Figure]:
    """Figures made by rounding exact amounts: the published ones with a random part below the unit."""
    exact: dict[int, Fraction] = {}
    figures = []
    for cell, spot in enumerate(system.spots):
        template = system.template(spot.table)
        if template.is_leaf(spot.row, spot.column):
            printed = system.figures[cell]
            if printed != NOTHING:
                exact[cell] = printed.value + Fraction(chance.randrange(-499, 500), 1000)
    totals: dict[int, Fraction] = defaultdict(Fraction)
    at = {(spot.table, spot.row, spot.column): cell for cell, spot in enumerate(system.spots)}
    for cell, amount in exact.items():
        spot = system.spots[cell]
        for row, column, weight in system.template(spot.table).above(spot.row, spot.column):
            totals[at[spot.table, row, column]] += weight * amount
    for cell in range(len(system.spots)):
        figures.append(figure_of(exact.get(cell, totals.get(cell, Fraction(0)))))
    return figures


# ---------------------------------------------------------------- slips


def _twins(system: System) -> set[int]:
    """Cells that take part in the same relations with the same weights as another cell, or all of them with
    the opposite ones: what is wrong with one could as well be wrong with the other.
    """
    alike = defaultdict(list)
    for cell, numbers in enumerate(system.of_cell):
        weights = tuple((number, system.relations[number].weight_of(cell)) for number in sorted(numbers))
        turned = tuple((number, -weight) for number, weight in weights)
        alike[min(weights, turned)].append(cell)
    return {cell for cells in alike.values() if len(cells) > 1 for cell in cells}


def slip(figure: Figure, neighbours: list[Figure], chance: random.Random) -> Figure | None:
    """What a hand makes of a figure; None where this slip makes none of some size."""
    digits, sign = str(abs(figure.value)), -1 if figure.value < 0 else 1
    at = chance.randrange(len(digits))
    match chance.choice(("swapped", "dropped", "doubled", "wrong", "sign", "tenfold", "neighbour")):
        case "swapped":
            if at + 1 == len(digits):
                return None
            made = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        case "dropped":
            made = digits[:at] + digits[at + 1 :]
        case "doubled":
            made = digits[: at + 1] + digits[at:]
        case "wrong":
            other = chance.choice("0123456789".replace(digits[at], ""))
            made = digits[:at] + other + digits[at + 1 :]
        case "sign":
            made, sign = digits, -sign
        case "tenfold":
            made = digits + "0"
        case _:
            copied = chance.choice(neighbours)
            return copied if abs(copied.value - figure.value) >= LEAST else None
    value = sign * int(made or "0")
    if abs(value - figure.value) < LEAST:
        return None
    return Figure(value) if value else TRACE


def _slipped(system: System, chance: random.Random) -> tuple[int, Figure]:
    while True:
        cell = chance.randrange(len(system.spots))
        if made := slip(system.figures[cell], system.neighbours(cell), chance):
            return cell, made


def _single_slips(system: System, chance: random.Random, count: int) -> None:
    twins = _twins(system)
    tally: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for _ in range(count):
        cell, made = _slipped(system, chance)
        meant = system.figures[cell]
        own = tally[cell in twins]
        own["slips"] += 1
        for _ in _with(system, {cell: made}):
            faults = Localiser(system).run()
            if not faults:
                continue
            own["detected"] += 1
            cells = [item.cell for item in faults[0].suspects]
            place = cells.index(cell) if cell in cells and len(faults) == 1 else len(cells)
            own["first"] += place == 0
            own["among three"] += place < 3
            own["with the right figure"] += place == 0 and faults[0].suspects[0].likely == meant
    print(f"{count:,} keying slips of {LEAST} units or more")
    for alike, name in ((False, "cells that can be told apart"), (True, f"the {len(twins)} that cannot")):
        own = tally[alike]
        detected = own["detected"] / max(1, own["slips"])
        print(f"  {name:<28}{own['slips']:>6,} slips, detected {detected:.2%}, of these:")
        for key in ("first", "among three", "with the right figure"):
            print(f"    {key:<24}{own[key] / max(1, own['detected']):>8.2%}")
    print()


def _double_slips(system: System, chance: random.Random, count: int) -> None:
    twins = _twins(system)
    print(f"two slips at once, {count:,} pairs of cells that can be told apart, both named first")
    for same in (False, True):
        both = detected = 0
        for _ in range(count):
            while True:
                (one, first), (two, second) = _slipped(system, chance), _slipped(system, chance)
                in_one = system.spots[one].table == system.spots[two].table
                if one != two and in_one == same and not {one, two} & twins:
                    break
            for _ in _with(system, {one: first, two: second}):
                faults = Localiser(system).run()
                detected += bool(faults)
                both += {fault.suspects[0].cell for fault in faults} == {one, two}
        name = "in the same table" if same else "in different tables"
        print(f"  {name:<22}{both / max(1, detected):>8.2%} of {detected:,} detected")
    print()


# ---------------------------------------------------------------- speed


FRAME_MS = 16
"""What a calibration loop stands for."""


def _speed() -> None:
    plan = builtin.load()
    loops = sorted(timed(calibration_loop) for _ in range(9))
    loop = loops[len(loops) // 2]
    print(f"{'in calibration loops, which stand for a frame of 16 ms':<58} {'ratio':>6}  {'budget':>6}")

    def line(name: str, seconds: float, budget_ms: float | None = None) -> None:
        report(name, seconds / loop, budget_ms / FRAME_MS if budget_ms else None)

    system = System(plan)
    line("the relations of the plan, listed", _median(lambda: System(plan)))
    line("whole-plan proof from nothing", _median(lambda: Proof(system).holds()), 20)
    proof = Proof(system)
    proof.holds()
    chance = random.Random(1)
    warm = []
    for _ in range(400):
        cell = chance.randrange(len(system.spots))
        for _ in _with(system, {cell: _moved(system.figures[cell], chance.choice((-2, -1, 1, 2)))}):
            warm.append(timed(lambda cell=cell: _again(proof, cell)))
        _again(proof, cell)
    line("the proof again after an edit, median", sorted(warm)[len(warm) // 2], 2)
    line("the proof again after an edit, 95th percentile", sorted(warm)[int(len(warm) * 0.95)], 2)
    searches = []
    for _ in range(200):
        cell, made = _slipped(system, chance)
        for _ in _with(system, {cell: made}):
            searches.append(timed(lambda: Localiser(system).run()))
    line("wrong cell found after a slip, median", sorted(searches)[100], 100)
    line("wrong cell found after a slip, 95th percentile", sorted(searches)[190], 100)
    line("witness, verified in exact arithmetic", _median(lambda: witness(system), 3))
    print(f"\n{'leaf cells':>12}{'cells':>9}{'relations':>11}{'listed':>9}{'proof':>9}{'again':>9}")
    for times in (1, 2, 4, 7, 10):
        large_plan = enlarged(plan, times)
        large = System(large_plan)
        proof = Proof(large)
        proof.holds()
        seconds = (
            _median(lambda large_plan=large_plan: System(large_plan), 3),
            _median(lambda large=large: Proof(large).holds(), 3),
            _median(lambda proof=proof: _again(proof, 0)),
        )
        ratios = "".join(f"{item / loop:>9.2f}" for item in seconds)
        print(f"{times * times:>10} x{len(large.spots):>9,}{len(large.relations):>11,}{ratios}", flush=True)


def _again(proof: Proof, cell: int) -> bool:
    proof.update([cell])
    return proof.holds()


def _median(work: Callable[[], object], times: int = 9) -> float:
    return sorted(timed(work) for _ in range(times))[times // 2]
