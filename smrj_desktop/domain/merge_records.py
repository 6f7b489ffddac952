"""Merging what checks rest on, what was said about findings, and notes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from smrj_desktop.domain.applied import K
from smrj_desktop.domain.check_records import Acceptance, ExplainedDifference, RuleInputs, Tie
from smrj_desktop.domain.checks.finding import Place
from smrj_desktop.domain.edit_kinds import (
    Accept,
    Dismiss,
    Edit,
    PutExplained,
    PutNote,
    PutTie,
    RemoveExplained,
    RemoveNote,
    RemoveTie,
    Restore,
    SetRules,
    Withdraw,
)
from smrj_desktop.domain.element_names import RecordName
from smrj_desktop.domain.merge_conflict import Conflict
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.records import key_of, place, told


def merge_records(base: Plan, mine: Plan, theirs: Plan) -> tuple[list[Edit], list[Conflict]]:
    """What only they changed, as edits of mine, and what both changed differently."""
    done: list[Edit] = []
    conflicts: list[Conflict] = []
    for key, before, here, there, edits in _elements(base, mine, theirs):
        if there in (before, here):
            continue
        if here == before:
            done += edits
        else:
            conflicts.append(
                Conflict(
                    what="record",
                    key=key,
                    place=place(key),
                    base=told(before, there),
                    mine=told(here, there),
                    theirs=told(there, here),
                    edits=tuple(edits),
                    covers=(RecordName(key),),
                )
            )
    changed, clash = _rules(base.rules, mine.rules, theirs.rules)
    return [*done, *changed, *_opinions(base, mine, theirs)], [*conflicts, *clash]


def changed_records(base: Plan, mine: Plan, theirs: Plan) -> list[str]:
    """The keys of what they changed and mine has not, of all that checks rest on."""
    keys = [
        key for key, before, here, there, _ in _elements(base, mine, theirs) if there not in (before, here)
    ]
    for field in fields(RuleInputs):
        before, here, there = (getattr(plan.rules, field.name) for plan in (base, mine, theirs))
        if there not in (before, here):
            keys.append(f"rules/{field.name}")
    return keys


def turning_back(base: Plan, theirs: Plan, keys: Collection[str]) -> list[Edit]:
    """The edits that put some of what checks rest on in theirs back to what it was."""
    done = [edit for key, *_, edits in _elements(base, theirs, base) if key in keys for edit in edits]
    rules: dict[str, Any] = {
        field.name: getattr(base.rules, field.name)
        for field in fields(RuleInputs)
        if f"rules/{field.name}" in keys
    }
    return [*done, *([SetRules(rules=replace(theirs.rules, **rules))] if rules else ())]


def _elements(base: Plan, mine: Plan, theirs: Plan) -> Iterator[tuple[str, Any, Any, Any, list[Edit]]]:
    """Each element in the three plans, and the edits that turn mine into theirs."""
    groups = [_groups(plan) for plan in (base, mine, theirs)]
    for key in dict.fromkeys(key for group in groups for key in group):
        before, here, there = (group.get(key) for group in groups)
        if before and here and there:
            yield f"tie/{key}", before[0], here[0], there[0], _put_tie(there[0])
            sides = [{key_of(item): item for item in group[1:]} for group in (before, here, there)]
            for name in dict.fromkeys(name for side in sides for name in side):
                old, ours, new = (side.get(name) for side in sides)
                yield name, old, ours, new, _explain(ours, new)
        else:
            yield f"tie/{key}", before, here, there, _turn(here, there)


def _groups(plan: Plan) -> dict[str, tuple[Any, ...]]:
    """Each tie with its explained differences."""
    return {tie.key: (tie, *(item for item in plan.explained if item.tie == tie.key)) for tie in plan.ties}


def _put_tie(tie: Tie) -> list[Edit]:
    # at the head, as any other place may be gone when others of mine have been taken out
    return [PutTie(tie=tie, index=0)]


def _explain(ours: ExplainedDifference | None, new: ExplainedDifference | None) -> list[Edit]:
    if new is not None:
        return [PutExplained(explained=new, index=0)]
    if ours is None:
        return []
    return [RemoveExplained(tie=ours.tie, account=ours.account, column=ours.column)]


def _turn(here: tuple[Any, ...] | None, there: tuple[Any, ...] | None) -> list[Edit]:
    """The edits that turn a tie of mine with all its explanations into theirs."""
    kept = {key_of(item) for item in (there or ())[1:]}
    edits: list[Edit] = [
        RemoveExplained(tie=item.tie, account=item.account, column=item.column)
        for item in (here or ())[1:]
        if key_of(item) not in kept
    ]
    if there is None:
        return [*edits, RemoveTie(key=here[0].key)] if here else []
    return [
        *edits,
        *_put_tie(there[0]),
        *(PutExplained(explained=item, index=0) for item in there[1:]),
    ]


def _rules(base: RuleInputs, mine: RuleInputs, theirs: RuleInputs) -> tuple[list[Edit], list[Conflict]]:
    """The rules' inputs field by field; what both changed is one conflict, as one edit sets them all."""
    taken: dict[str, Any] = {}
    clashing: dict[str, Any] = {}
    for field in fields(RuleInputs):
        before, here, there = (getattr(rules, field.name) for rules in (base, mine, theirs))
        if there not in (before, here):
            (taken if here == before else clashing)[field.name] = there
    merged = replace(mine, **taken)
    done: list[Edit] = [SetRules(rules=merged)] if taken else []
    if not clashing:
        return done, []
    names = tuple(clashing)
    conflict = Conflict(
        what="record",
        key="rules/" + "、".join(names),
        place=Place(),
        fields=names,
        base=_told_fields(base, names),
        mine=_told_fields(mine, names),
        theirs=_told_fields(theirs, names),
        edits=(SetRules(rules=replace(merged, **clashing)),),
        covers=tuple(RecordName(f"rules/{name}") for name in names),
    )
    return done, [conflict]


def _told_fields(rules: RuleInputs, names: tuple[str, ...]) -> str:
    return "、".join(told(getattr(rules, name)) or "—" for name in names)


def _opinions(base: Plan, mine: Plan, theirs: Plan) -> Iterator[Edit]:
    """What they said about findings and proposals since, and their notes: of two the later one stands."""
    plans = (base, mine, theirs)
    for key, acceptance in _later((plan.accepted for plan in plans), _age_of_acceptance):
        yield Accept(acceptance=acceptance) if acceptance else Withdraw(key=key)
    for key, note in _later((plan.notes for plan in plans), _age_of_note):
        yield PutNote(note=note) if note else RemoveNote(key=key)
    declined, mine_declined, now = (_dismissed(plan) for plan in plans)
    yield from (Dismiss(key=key) for key in sorted(now - declined - mine_declined))
    yield from (Restore(key=key) for key in sorted((declined & mine_declined) - now))


def _later(
    three: Iterable[Iterable[K]], age: Callable[[K], tuple[str, ...]]
) -> Iterator[tuple[str, K | None]]:
    """What of theirs is taken over, by key; None for what is taken out.

    What one side changed stays though the other removed it.

    Args:
        three: the items of base, mine and theirs.
        age: of two versions of an item the one where it is greater is the later one.
    """
    before, here, there = ({item.key: item for item in items} for items in three)
    for key in {**before, **there}:
        old, ours, new = before.get(key), here.get(key), there.get(key)
        if new in (old, ours):
            continue
        if new is None:
            if ours == old:
                yield key, None
        elif ours == old or ours is None or age(new) > age(ours):
            yield key, new


def _age_of_acceptance(item: Acceptance) -> tuple[str, ...]:
    return item.at, item.author, item.reason


def _age_of_note(note: Note) -> tuple[str, ...]:
    # beyond the time only so that both directions of a merge come to the same
    return note.touched, note.at, note.author, note.text, note.resolved_by, note.resolved_at


def _dismissed(plan: Plan) -> set[str]:
    return {item.key for item in plan.dismissed}
