"""The review of a file that came back: every change in it is one item, and each is decided by itself.

What is not taken of theirs is left out of their plan before the merge, as if they had never changed it; so
whatever is decided, the rest comes together as in any merge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from smrj_desktop.domain import edits
from smrj_desktop.domain.edit_kinds import Edit
from smrj_desktop.domain.element_names import Name
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.exchange import review_edits
from smrj_desktop.domain.exchange.outcome import Outcome, OutcomeRow, Verdict
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.exchange.review_items import Choice, Decision, ReviewItem
from smrj_desktop.domain.exchange.review_subjects import Subject, printed, subjects, told_beside
from smrj_desktop.domain.exchange.review_texts import Side, Three
from smrj_desktop.domain.exchange.their_changes import TheirChanges
from smrj_desktop.domain.merge import brought_in
from smrj_desktop.domain.plan import Plan

__all__ = ["Choice", "Decision", "ImportReview", "Outcome", "OutcomeRow", "ReviewItem", "Verdict"]

_VERDICTS = {
    Choice.MINE: Verdict.REFUSED,
    Choice.THEIRS: Verdict.TAKEN,
    Choice.TYPED: Verdict.TYPED,
    Choice.SPREAD: Verdict.SPREAD,
    Choice.OPEN: Verdict.OPEN,
}


class _Made(NamedTuple):
    """What comes of the decisions: the edits, and the plan with them."""

    edits: tuple[Edit, ...]
    plan: Plan


class ImportReview:
    """All that a file changes, and what is decided about it.

    Attributes:
        items: in the order a plan is read; systematic differences come first.
    """

    def __init__(self, base: Plan, mine: Plan, reading: Reading, *, two_way: bool = False) -> None:
        """Compares; none of the plans is changed, and none may be while the review lasts.

        Args:
            base: the plan that was sent.
            mine: the plan now.
            reading: the file.
            two_way: whether it is not known what was sent; all that differs from mine then counts as theirs.

        Raises:
            MergeStructureError: they changed what a merge does not: accounts, units and the like.
            EditError: a total would come to more than an amount may be.
        """
        self._base, self._mine, self._reading = mine if two_way else base, mine, reading
        self._two_way = two_way
        _, _, conflicts = brought_in(self._base, mine, reading.theirs)
        self._changes = TheirChanges(self._base, mine, reading.theirs)
        self._three = Three(Side(self._base), Side(mine), Side(reading.theirs))
        self._subjects = subjects(self._three, list(self._changes.names), conflicts, reading, two_way=two_way)
        self.items = tuple(found.item for found in self._subjects)
        self._owner = {name: found.item.number for found in self._subjects for name in found.names}
        self._decisions = {item.number: Decision(item.default) for item in self.items}
        self._made: _Made | None = None

    def decision(self, number: int) -> Decision:
        """What is decided about an item."""
        return self._decisions[number]

    def decide(
        self, numbers: Iterable[int], choice: Choice, *, typed: str = "", reason: str | None = None
    ) -> None:
        """Decides about some items.

        What cannot be without the others is decided with them: with a new passage what they put below it is
        refused, and with that the passage is taken.

        Args:
            numbers: which items.
            choice: one that all of them have.
            typed: what is to stand there, for `Choice.TYPED`.
            reason: why; what was given before where it is None.

        Raises:
            AmountError, TargetError: what is typed is no figure, or no target; nothing is then decided.
            EditError: an item cannot be decided so, or what comes of it does not fit; nothing is decided.
        """
        trial = dict(self._decisions)
        decided = list(numbers)
        for number in decided:
            if choice not in self.items[number].choices:
                raise EditError(what=self.items[number].key)
            why = trial[number].reason if reason is None else reason
            trial[number] = Decision(choice, typed if choice is Choice.TYPED else "", why)
        for number, bound in self._bound(decided, choice):
            if trial[number].choice is not bound:
                trial[number] = Decision(bound, "", reason or "")
        # mine and theirs always fit, which other figures may not
        made = self._make(trial) if any(map(self._is_entered, trial.items())) else None
        self._decisions, self._made = trial, made

    def _bound(self, decided: Iterable[int], choice: Choice) -> Iterator[tuple[int, Choice]]:
        """What has to be decided with some items, and how."""
        if choice is Choice.THEIRS:
            names = [name for number in decided for name in self._subjects[number].names]
            for number in self._owners(self._changes.needed_by(names)):
                if self.items[number].state == "theirs":
                    yield number, Choice.THEIRS
            return
        refused = [number for number in decided if self.items[number].state == "theirs"]
        names = [name for number in refused for name in self._subjects[number].names]
        for number in self._owners(self._changes.needing(names)) - set(refused):
            if self._decisions[number].choice is Choice.THEIRS:
                yield number, Choice.MINE

    def _owners(self, names: Iterable[Name]) -> set[int]:
        return {self._owner[name] for name in names if name in self._owner}

    def _is_entered(self, decided: tuple[int, Decision]) -> bool:
        """Whether a figure or a text comes of a decision that is neither mine nor theirs."""
        number, decision = decided
        if decision.choice is Choice.THEIRS:
            return self.items[number].state == "suspicion"
        return decision.choice in (Choice.TYPED, Choice.SPREAD)

    def edits(self) -> tuple[Edit, ...]:
        """The edits that make mine what was decided, in order and unstamped.

        Raises:
            MergeStructureError, EditError: as when the review was made.
        """
        return self._result().edits

    def preview(self) -> Plan:
        """Mine with these edits; a plan of its own, which must not be changed. Raises what `edits` does."""
        return self._result().plan

    def outcome(self) -> Outcome:
        """What becomes of every item as it is decided now. Raises what `edits` does."""
        after = Side(self.preview())
        return Outcome(
            rows=tuple(self._row(found, after) for found in self._subjects),
            findings=self._reading.findings,
            unread=self._reading.unread,
            two_way=self._two_way,
        )

    def _row(self, found: Subject, after: Side) -> OutcomeRow:
        decision = self._decisions[found.item.number]
        stated = found.total is not None and decision.choice is Choice.THEIRS
        if found.told:
            result = told_beside(found.told, self._three, after)[-1]
        else:
            result = printed(after.plan, found.example)
        verdict = Verdict.STATED if stated else _VERDICTS[decision.choice]
        return OutcomeRow(found.item, verdict, decision.reason, result)

    def _result(self) -> _Made:
        if self._made is None:
            self._made = self._make(self._decisions)
        return self._made

    def _make(self, decisions: Mapping[int, Decision]) -> _Made:
        """Merges what is taken, then does what was decided beyond that."""
        refused: set[Name] = set()
        disputed: set[Name] = set()
        for found in self._subjects:
            is_taken = decisions[found.item.number].choice is Choice.THEIRS
            if found.item.state == "theirs" and not is_taken:
                refused.update(found.names)
            elif found.item.state == "both" and is_taken:
                disputed.update(found.covers)
        theirs = self._changes.without(refused)
        plan, done, conflicts = brought_in(self._base, self._mine, theirs)
        taking = [edit for conflict in conflicts if disputed & {*conflict.covers} for edit in conflict.edits]
        for edit in taking:
            edits.apply(plan, edit)
        done += taking
        for edit in self._entered(decisions, plan):
            edits.apply(plan, edit)
            done.append(edit)
        return _Made(tuple(done), plan)

    def _entered(self, decisions: Mapping[int, Decision], plan: Plan) -> Iterator[Edit]:
        """What is neither mine nor theirs, each edit for the plan as it is when the one before is made.

        Totals come last, and those that move their parts before those that do not.
        """
        chosen = [(found, decisions[found.item.number]) for found in self._subjects]
        for found, decision in chosen:
            if found.systematic is not None and decision.choice is Choice.THEIRS:
                yield from review_edits.systematic_edits(self._base, plan, found.systematic)
            elif found.total is None and decision.choice is Choice.TYPED:
                yield review_edits.typed_edit(plan, found.told[0], decision.typed)
        for choice in (Choice.SPREAD, Choice.THEIRS, Choice.TYPED):
            for found, decision in chosen:
                if found.total is not None and decision.choice is choice:
                    yield from review_edits.total_edits(plan, found.total, decision)
