"""What the checks rest on and what was said about findings, element by element: compared and merged by key.

A tie and its explained differences are elements of their own as long as all sides have the tie; where one has
not, they are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from smrj_desktop.domain.amounts import Figure, show, show_difference
from smrj_desktop.domain.check_records import (
    Acceptance,
    ApprovedReserve,
    EfficiencyYear,
    ExplainedDifference,
    RuleInputs,
    Tie,
)
from smrj_desktop.domain.checks.finding import Place
from smrj_desktop.domain.edit_kinds import (
    Accept,
    Dismiss,
    Edit,
    PutExplained,
    PutTie,
    RemoveExplained,
    RemoveTie,
    Restore,
    SetRules,
    Withdraw,
)
from smrj_desktop.domain.merge_conflict import Conflict
from smrj_desktop.domain.plan import Plan


def key_of(item: Tie | ExplainedDifference) -> str:
    """The key of a tie or an explained difference, as differences name it."""
    if isinstance(item, Tie):
        return f"tie/{item.key}"
    return f"explained/{item.tie}/{item.account}/{item.column}"


def content(plan: Plan) -> dict[str, Any]:
    """Everything the checks rest on, by key: ties, explained differences, the fields of the rules."""
    rules = {f"rules/{field.name}": getattr(plan.rules, field.name) for field in fields(RuleInputs)}
    items: tuple[Tie | ExplainedDifference, ...] = (*plan.ties, *plan.explained)
    return {key_of(item): item for item in items} | rules


def place(key: str) -> Place:
    """Where an element is, as findings say it."""
    kind, _, rest = key.partition("/")
    return Place(account=rest.split("/")[1] or None) if kind == "explained" else Place()


def told(value: Any, beside: Any = None) -> str:
    """An element as a person reads it; in full where what stands beside it would read the same."""
    short = _short(value)
    if value is not None and beside != value and _short(beside) == short:
        return f"{short}（{_in_full(value)}）"
    return short


def _short(value: Any) -> str:
    match value:
        case None:
            return ""
        case Tie():
            return value.label
        case ExplainedDifference():
            return f"{show_difference(value.amount)} {value.reason}".strip()
        case int():
            return show(Figure(value))
        case tuple():
            return "、".join(map(_short, value))
        case EfficiencyYear():
            return f"{value.fiscal_year} {show(Figure(value.net))}"
        case ApprovedReserve():
            return f"{value.account} {show(Figure(value.amount))}"
    return str(value)


def _in_full(value: Any) -> str:
    if isinstance(value, Tie):
        sides = " = ".join(" ".join(side) for side in (value.left, value.right))
        return " ".join((sides, *value.accounts, *value.columns, value.within))
    if isinstance(value, tuple):
        return "、".join(map(_in_full, value))
    names = (field.name for field in fields(value)) if hasattr(value, "__dataclass_fields__") else ()
    return " ".join(str(getattr(value, name)) for name in names) or repr(value)


# ---- merging


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
                )
            )
    changed, clash = _rules(base.rules, mine.rules, theirs.rules)
    return [*done, *changed, *_opinions(base, mine, theirs)], [*conflicts, *clash]


def _elements(base: Plan, mine: Plan, theirs: Plan) -> Iterator[tuple[str, Any, Any, Any, list[Edit]]]:
    """Each element in the three plans, and the edits that turn mine into theirs."""
    groups = [_groups(plan) for plan in (base, mine, theirs)]
    for key in dict.fromkeys(key for group in groups for key in group):
        before, here, there = (group.get(key) for group in groups)
        if before and here and there:
            yield f"tie/{key}", before[0], here[0], there[0], _put_tie(mine, there[0])
            sides = [{key_of(item): item for item in group[1:]} for group in (before, here, there)]
            for name in dict.fromkeys(name for side in sides for name in side):
                old, ours, new = (side.get(name) for side in sides)
                yield name, old, ours, new, _explain(mine, ours, new)
        else:
            yield f"tie/{key}", before, here, there, _turn(mine, here, there)


def _groups(plan: Plan) -> dict[str, tuple[Any, ...]]:
    """Each tie with its explained differences."""
    return {tie.key: (tie, *(item for item in plan.explained if item.tie == tie.key)) for tie in plan.ties}


def _put_tie(mine: Plan, tie: Tie) -> list[Edit]:
    return [PutTie(tie=tie, index=len(mine.ties))]


def _explain(mine: Plan, ours: ExplainedDifference | None, new: ExplainedDifference | None) -> list[Edit]:
    if new is not None:
        return [PutExplained(explained=new, index=len(mine.explained))]
    if ours is None:
        return []
    return [RemoveExplained(tie=ours.tie, account=ours.account, column=ours.column)]


def _turn(mine: Plan, here: tuple[Any, ...] | None, there: tuple[Any, ...] | None) -> list[Edit]:
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
        *_put_tie(mine, there[0]),
        *(PutExplained(explained=item, index=len(mine.explained)) for item in there[1:]),
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
    )
    return done, [conflict]


def _told_fields(rules: RuleInputs, names: tuple[str, ...]) -> str:
    return "、".join(told(getattr(rules, name)) or "—" for name in names)


def _opinions(base: Plan, mine: Plan, theirs: Plan) -> Iterator[Edit]:
    """What they said about findings and proposals since: of two opinions the later one stands."""
    before, here, there = ({item.key: item for item in plan.accepted} for plan in (base, mine, theirs))
    for key in {**before, **there}:
        old, ours, new = before.get(key), here.get(key), there.get(key)
        if new in (old, ours):
            continue
        if new is None:
            if ours == old:
                yield Withdraw(key=key)
        elif ours == old or ours is None or _later(new, ours):
            yield Accept(acceptance=new)
    declined, mine_declined, now = (_dismissed(plan) for plan in (base, mine, theirs))
    yield from (Dismiss(key=key) for key in sorted(now - declined - mine_declined))
    yield from (Restore(key=key) for key in sorted((declined & mine_declined) - now))


def _later(one: Acceptance, other: Acceptance) -> bool:
    return (one.at, one.author, one.reason) > (other.at, other.author, other.reason)


def _dismissed(plan: Plan) -> set[str]:
    return {item.key for item in plan.dismissed}


def differing(old: Plan, new: Plan) -> Iterator[tuple[str, Any, Any]]:
    """The elements that differ between two plans; opinions are no content and not among them."""
    before: Mapping[str, Any] = content(old)
    after: Mapping[str, Any] = content(new)
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield key, before.get(key), after.get(key)
