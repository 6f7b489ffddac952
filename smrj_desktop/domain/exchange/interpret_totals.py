"""The totals of a file: held against their parts as the file has them, never taken over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from smrj_desktop.domain.amounts import BLANK
from smrj_desktop.domain.cell_notation import letters, parse_sum
from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.elements import At
from smrj_desktop.domain.errors import quoted
from smrj_desktop.domain.exact import decimal
from smrj_desktop.domain.exchange.cell_figures import Said
from smrj_desktop.domain.exchange.interpret_cells import SeenTable
from smrj_desktop.domain.exchange.reading import TypedTotal
from smrj_desktop.domain.statements import Table
from smrj_desktop.domain.template import TableTemplate

_DUST = Fraction(1, 1_000_000)
"""By so much a formula's value may differ from its parts' sum without being out of date."""


def verified(seen: SeenTable, theirs: Table, explained: Callable[[At], bool]) -> list[TypedTotal]:
    """The totals in which the file has another figure than its parts there come to, parts first.

    Args:
        seen: the table in the file; what else is worth knowing is said there.
        theirs: the table with the file's leaves.
        explained: whether a systematic difference explains what stands in a cell.
    """
    return _Totals(seen, theirs).verified(explained)


class _Totals:
    def __init__(self, seen: SeenTable, theirs: Table) -> None:
        self._seen, self._template = seen, theirs.template
        self._computed = theirs.sheet().figures()
        self._keys = _keys(theirs.template)
        # by how much a cell differs from what it comes to here; others not at all
        self._off: dict[tuple[int, int], Fraction | int] = {}
        self._gone: set[tuple[int, int]] = set()
        self._recomputed = self._blank = self._without = 0

    def verified(self, explained: Callable[[At], bool]) -> list[TypedTotal]:
        self._leaves(explained)
        found = [
            typed
            for at in self._template.totals_bottom_up
            if not explained(self._keys[at[0]][at[1]]) and (typed := self._verify(at))
        ]
        if self._without:
            self._seen.say("incoming_totals_without", count=self._without)
        if self._recomputed:
            self._seen.say("incoming_total_recomputed", Severity.INFO, count=self._recomputed)
        if self._blank:
            self._seen.say("incoming_totals_blank", Severity.INFO, count=self._blank)
        return found

    def _leaves(self, explained: Callable[[At], bool]) -> None:
        """Leaves that were not taken over; totals in the file may well have moved with them."""
        for row, keys in enumerate(self._keys):
            for column, key in enumerate(keys):
                if not self._template.is_leaf(row, column) or explained(key):
                    continue
                computed, said = self._computed[row][column], self._seen.figures.get(key)
                if said is None:
                    self._lack((row, column))
                elif not said.agrees(computed) and (off := (said.amount or 0) - computed.value):
                    self._off[row, column] = off

    def _lack(self, at: tuple[int, int]) -> None:
        """Notes a cell that the file lacks: others may have taken its line or column out."""
        computed = self._computed[at[0]][at[1]].value
        if computed and self._seen.lacks(self._keys[at[0]][at[1]]):
            self._off[at] = -computed
            self._gone.add(at)

    def _verify(self, at: tuple[int, int]) -> TypedTotal | None:
        key, computed = self._keys[at[0]][at[1]], self._computed[at[0]][at[1]]
        said, sent = self._seen.figures.get(key), self._seen.sent.get(key, BLANK)
        if said is None:
            self._lack(at)
            return None
        if said.agrees(computed):
            return None
        if said.amount is None:
            self._blank += bool(computed.amount)
            return None
        off = said.amount - computed.value
        if off:
            self._off[at] = off
        # where it is 0 either way, somebody may still have written its mark anew
        if self._follows(at, said, off) if off else said.agrees(sent):
            return None
        return TypedTotal(
            cell=self._seen.cell_key(key),
            before=sent,
            computed=computed,
            typed=said.figure,
            formula=self._seen.formulas.get(key, ""),
            kind="left" if said.agrees(sent) else "typed",
        )

    def _follows(self, at: tuple[int, int], said: Said, off: Fraction | int) -> bool:
        """Whether a total follows from its parts in the file: as their sum, or moved by as much as they."""
        for parts in self._template.sums(*at):
            places = {(row, column): weight for row, column, weight in parts}
            if off == sum(weight * self._off.get(place, 0) for place, weight in places.items()):
                self._without += bool(self._gone.intersection(places))
                return True
            keys = {self._keys[row][column]: weight for (row, column), weight in places.items()}
            comes_to = sum(weight * self._seen.amount(key) for key, weight in keys.items())
            if said.amount == comes_to and keys.keys() <= self._seen.figures.keys():
                self._recomputed += self._off.keys().isdisjoint(places)
                return True
        return False


def _keys(template: TableTemplate) -> Sequence[Sequence[At]]:
    columns = [node.key for node in template.columns.nodes]
    return [[(line.key, column) for column in columns] for line in template.lines.nodes]


def look_for_stale_formulas(seen: SeenTable) -> None:
    """Says of each formula whose saved value is not what its cells come to that it is out of date."""
    rows = {row: line for line, row in seen.rows.items()}
    columns = {letters(column): key for key, column in seen.found.columns.items()}
    for at, formula in seen.formulas.items():
        stands, found = seen.figures.get(at), parse_sum(formula)
        if stands is None or stands.amount is None or found is None:
            continue
        parts = [
            (seen.figures.get((rows.get(row, ""), columns.get(column, ""))), weight)
            for (column, row), weight in found.parts.items()
        ]
        known = [(part.amount or 0) * weight for part, weight in parts if part is not None]
        comes_to = sum(known) + found.constant * stands.step * seen.scale.sign
        if len(known) == len(parts) and abs(comes_to - stands.amount) > _DUST * stands.step:
            seen.say_of(
                at,
                "incoming_stale_formula",
                formula=quoted(formula),
                value=decimal(Fraction(stands.amount / stands.step)),
                sum=decimal(Fraction(comes_to / stands.step)),
            )
