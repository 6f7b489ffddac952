"""A table that stands in a file twice, in two units: which of the two counts, and where they contradict.

The finer figures are exact, and the coarser ones are what these come to. So a leaf that was changed in the
finer table is taken from there, however little it was changed, and one that was changed in the coarser table
alone is taken from that. Totals are never taken; the table that prints the plan is held against its parts
elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from smrj_desktop.domain.elements import At
from smrj_desktop.domain.exchange.interpret_cells import SeenTable
from smrj_desktop.domain.exchange.interpret_wording import one_line

_Amounts = Mapping[At, Fraction]


def leaves_of_twins(seen: SeenTable, twin: SeenTable) -> dict[At, SeenTable]:
    """The leaves that one of two tables changes, and which; says there what the other contradicts.

    Args:
        seen: the table as it is taken.
        twin: the same one in another unit.
    """
    fine, coarse = sorted((seen, twin), key=lambda table: table.scale.unit.value)
    came_to, taken = _came_to(seen), dict[At, SeenTable]()
    for at, exact in fine.figures.items():
        if at[0] not in seen.rows or not (fine.is_leaf(at) or at[0] in fine.inserted):
            continue
        agree = at not in coarse.figures or coarse.figures[at].rounds(exact)
        if (exact.amount or 0) != came_to.get(at, 0):
            taken[at] = fine
        elif not agree and not coarse.prints_what_was_sent(at):
            taken[at] = coarse
        if not agree and at in taken:
            _contradict(taken[at], coarse if taken[at] is fine else fine, at)
    for at in twin.figures.keys() & seen.figures.keys():
        if twin.is_total(at) and not _says_nothing(twin, seen, at, came_to):
            _contradict(seen, twin, at)
    _compare_lines(seen, twin)
    return taken


def _came_to(seen: SeenTable) -> _Amounts:
    """What every cell came to exactly when the table was sent, in the unit of the plan."""
    lines, columns = (axis.nodes for axis in (seen.table.template.lines, seen.table.template.columns))
    return {
        (lines[row].key, columns[column].key): Fraction(yen, seen.unit.value)
        for (row, column), yen in seen.table.yen(seen.unit).items()
    }


def _says_nothing(twin: SeenTable, seen: SeenTable, at: At, came_to: _Amounts) -> bool:
    """Whether a total of the twin is as in the other table, as it was sent, or the sum of its parts there."""
    here, there, amount = twin.figures[at], seen.figures[at], twin.amount(at)
    if here.rounds(there) or there.rounds(here) or twin.prints_what_was_sent(at):
        return True
    return amount in (came_to.get(at), *twin.sums_here(at))


def _contradict(counts: SeenTable, other: SeenTable, at: At) -> None:
    counts.say_of(
        at,
        "incoming_twins_differ",
        value=counts.shown(counts.amount(at)),
        other=other.found.sheet,
        other_address=other.address(at),
        other_value=other.shown(other.amount(at)),
    )


def _compare_lines(seen: SeenTable, twin: SeenTable) -> None:
    """Says which lines only one of the two has, or has under this name."""
    here, there = (
        {extra.label for extra in table.found.extra} | set(table.found.renamed.values())
        for table in (seen, twin)
    )
    lines = seen.table.template.lines
    here |= {lines[key].label for key in seen.found.rows.keys() - twin.found.rows.keys()}
    there |= {lines[key].label for key in twin.found.rows.keys() - seen.found.rows.keys()}
    if here != there:
        seen.say(
            "incoming_twin_lines",
            other=twin.found.sheet,
            labels="、".join(map(one_line, sorted(here ^ there))),
        )
