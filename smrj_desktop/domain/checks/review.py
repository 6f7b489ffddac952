"""All checks of one plan, kept up to date edit by edit: only what an edit touches is checked again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import chain

from smrj_desktop.domain.amounts import show
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.check_records import Acceptance
from smrj_desktop.domain.checks import conflict
from smrj_desktop.domain.checks.blanks import blanks
from smrj_desktop.domain.checks.finding import Finding, Severity, SuspectCell
from smrj_desktop.domain.checks.identities import Identities, other_rounding, place
from smrj_desktop.domain.checks.localise import Fault, Localiser, Suspect
from smrj_desktop.domain.checks.proof import Proof, witness
from smrj_desktop.domain.checks.relations import System
from smrj_desktop.domain.checks.rules import rules
from smrj_desktop.domain.checks.targets import targets
from smrj_desktop.domain.errors import ProofError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, CellKey

PLAN_CHECKS: tuple[Callable[[Plan], Iterable[Finding]], ...] = (rules, targets)
"""The checks that look at the plan itself and not at what adds up; each a pure function."""

_REBUILT = {"ties", "explained", "accounts"}


class Review:
    """The findings of a plan.

    Attributes:
        system: what must add up.
        holds: the joint proof's verdict; None where it came to none.
        pending: whether `steps` has something to look for.
        exhausted: whether too much is wrong for single cells to be named.
    """

    def __init__(self, plan: Plan) -> None:
        """Checks everything but what `steps` looks for."""
        self._plan = plan
        self._recent: set[int] = set()
        self._build()

    def _build(self) -> None:
        self.system = System(self._plan)
        self._identities = Identities(self._plan, self.system)
        self._proof = Proof(self.system)
        numbers = range(len(self.system.relations))
        differing = (number for number in numbers if self.system.is_off(number))
        self._found: dict[int, Finding] = {}
        self._look_at(chain(differing, self._identities.explained()))
        self._look_around()
        self._prove()

    def update(self, changes: Changes) -> bool:
        """Follows an edit of the plan; whether it can have changed any finding."""
        anew = _REBUILT & set(changes.records) or {"rounding", "entry_unit"} & set(changes.profile)
        if anew or changes.frames:
            self._build()
            return True
        areas = [area for area in changes.cells if area.layer == PLAN]
        cells = self.system.refresh(self._plan, areas)
        self._look_at({number for cell in cells for number in self.system.of_cell[cell]})
        if changes.cells or changes.indicators or changes.lists or changes.records:
            self._look_around()
        if cells:
            self._proof.update(cells)
            self._recent.update(cells)
            self._prove()
        return bool(cells or changes.cells or changes.indicators or changes.lists or changes.records)

    def _look_around(self) -> None:
        """Checks what is not about single relations."""
        self._general = list(blanks(self.system))
        self._general += (finding for check in PLAN_CHECKS for finding in check(self._plan))

    def _look_at(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            finding = self._identities.finding(number)
            if finding:
                self._found[number] = finding
            else:
                self._found.pop(number, None)

    def _prove(self) -> None:
        self.faults: tuple[Fault, ...] = ()
        self._joint: Finding | None = None
        self._rounded_otherwise = list(other_rounding(self.system, self._impossible()))
        self.exhausted = False
        self.holds: bool | None
        try:
            self.holds = self._proof.holds() and not self._impossible()
        except ProofError:
            self.holds = None
        self.pending = self.holds is False
        if self.holds:
            self._recent.clear()

    def _impossible(self) -> list[int]:
        return [number for number, item in self._found.items() if item.severity is Severity.ERROR]

    # ---- what takes longer

    def steps(self) -> Iterator[None]:
        """Looks for what contradicts what and for the wrong cells, one problem of the solver a step.

        To be given up when the plan is edited before its end.

        Raises:
            ProofError: the solver found no answer.
        """
        if not self.pending:
            return
        if not self._impossible():
            known = self._proof.contradiction().relations
            yield
            self._joint = self._conflict(conflict.irreducible(self.system, known))
            yield
        localiser = Localiser(self.system, self._recent)
        yield from localiser.steps()
        self.faults, self.exhausted = localiser.faults, localiser.exhausted
        self.pending = False

    def complete(self) -> None:
        """Goes through all steps, and names the smallest contradiction there is."""
        try:
            for _ in self.steps():
                pass
            if self._joint is not None:
                known = self._proof.contradiction().relations
                self._joint = self._conflict(conflict.smallest_conflict(self.system, known))
        except ProofError:
            # what was found up to there stands
            self.exhausted = True

    def _conflict(self, numbers: tuple[int, ...]) -> Finding:
        """The finding of relations each of which can hold by itself, but not all together."""
        cells = list(
            dict.fromkeys(term.cell for number in numbers for term in self.system.relations[number].terms)
        )
        return Finding(
            kind="joint_conflict",
            severity=Severity.ERROR,
            place=place(self.system, cells[0]),
            parameters={"count": len(numbers)},
            key="/".join(("joint", *(self.system.relation_key(number) for number in numbers))),
            figures=" ".join(show(self.system.figures[cell]) or "." for cell in cells),
            cell=self.system.key(cells[0]),
            others=tuple(map(self.system.key, cells[1:])),
            relations=tuple(map(self._identities.named, numbers)),
        )

    # ---- what is told

    def findings(self) -> list[Finding]:
        """All findings, in the order of the plan; suspects are named where `steps` has found them."""
        found = [self._found[number] for number in sorted(self._found)]
        if self._joint:
            found.append(self._joint)
        found += self._rounded_otherwise
        found += self._identities.undecidable()
        found += self._general
        accepted = {item.key: item for item in self._plan.accepted}
        return [self._told(finding, accepted) for finding in found]

    def _told(self, finding: Finding, accepted: Mapping[str, Acceptance]) -> Finding:
        """A finding with its suspects, and the reason why somebody has let it stand."""
        if self.faults and finding.severity is Severity.ERROR:
            finding = replace(finding, suspects=self._suspects(finding))
        acceptance = accepted.get(finding.key) if finding.key else None
        if acceptance and acceptance.figures == finding.figures:
            finding = replace(finding, accepted=acceptance.reason)
        return finding

    def _suspects(self, finding: Finding) -> tuple[SuspectCell, ...]:
        """The suspects of the faults that a finding shows: those whose likeliest cell it is about, if any."""
        cells = {self.system.find(cell) for cell in (finding.cell, *finding.others) if cell}
        own = [fault for fault in self.faults if not cells.isdisjoint(fault.suspects[0].moved)]
        if not own:
            own = [
                fault
                for fault in self.faults
                if any(not cells.isdisjoint(item.moved) for item in fault.suspects)
            ]
        return tuple(self._suspect(item) for fault in own for item in fault.suspects)

    def _suspect(self, suspect: Suspect) -> SuspectCell:
        return SuspectCell(
            cell=self.system.key(suspect.cell),
            place=place(self.system, suspect.cell),
            value=self.system.figures[suspect.cell],
            likely=suspect.likely,
            low=suspect.low,
            high=suspect.high,
            slip=suspect.slip,
            follow=suspect.follow,
        )

    def witness(self) -> list[tuple[CellKey, Fraction]]:
        """Exact amounts that satisfy everything and round to every printed figure, one for each cell.

        Raises:
            ProofError: there are none, or the solver's are not exact enough.
        """
        return [(self.system.key(cell), amount) for cell, amount in enumerate(witness(self.system))]


def run(plan: Plan) -> list[Finding]:
    """Every finding of every check, in the order of the plan, with the suspects of every error."""
    review = Review(plan)
    review.complete()
    return review.findings()
