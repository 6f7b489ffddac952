"""What the checks rest on and what was said about findings, element by element.

A tie and its explained differences are elements of their own as long as all sides have the tie; where one has
not, they are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from smrj_desktop.domain.amounts import Figure, show, show_difference
from smrj_desktop.domain.check_records import (
    ApprovedReserve,
    EfficiencyYear,
    ExplainedDifference,
    RuleInputs,
    Tie,
)
from smrj_desktop.domain.checks.finding import Place
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


def differing(old: Plan, new: Plan) -> Iterator[tuple[str, Any, Any]]:
    """The elements that differ between two plans; opinions are no content and not among them."""
    before: Mapping[str, Any] = content(old)
    after: Mapping[str, Any] = content(new)
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield key, before.get(key), after.get(key)
