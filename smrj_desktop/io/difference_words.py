"""Differences between plans in words, for whoever shows or prints them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from smrj_desktop import messages
from smrj_desktop.io import check_report
from smrj_desktop.messages import text

if TYPE_CHECKING:
    from smrj_desktop.domain.compare import Difference
    from smrj_desktop.domain.merge import Conflict
    from smrj_desktop.domain.plan import Plan

IN_TABLES = ("cell", "stated", "build_up")
"""What stands in the cells of a table."""

_LONGEST_FIGURE = 24
_NAMED_ELSEWHERE = {"passages": "indicators.passages"}


def absent(what: str) -> str:
    """What is said where a side has nothing."""
    return text("difference.blank" if what == "cell" else "difference.none")


def is_short(said: str) -> bool:
    """Whether what stands in a table can be set like a figure; a build-up is told at length."""
    return len(said) <= _LONGEST_FIGURE


def where(plan: Plan, found: Difference | Conflict) -> str:
    """The place of a difference in words, as far as `plan` knows what is there."""
    if found.what in IN_TABLES:
        return _cell(plan, found)
    if found.what == "profile":
        return _field(found.key)
    if found.what == "record":
        return _record(plan, found.key)
    if found.what in ("structure", "line"):
        return _joined([text("difference.structure"), check_report.where(plan, found.place)])
    if found.place.passage:
        # one that the plan has not got is said to be where it is to stand
        name = _passage(plan, found.key if found.key in plan.outline else found.place.passage)
    else:
        name = _indicator(plan, found.key)
    if found.what == "place":
        return text("difference.order", where=name)
    fields = getattr(found, "fields", ()) or getattr(found, "field", "").split(",")
    return _joined([name, "、".join(_field(field) for field in fields if field not in ("", "text", "name"))])


def _record(plan: Plan, key: str) -> str:
    """What the checks rest on: 関係式・予算・受託収入 = 受託経費."""
    kind, _, rest = key.partition("/")
    parts = rest.split("/")
    if kind == "rules":
        return _joined([text("difference.rules"), *(_field(f"rules_{name}") for name in rest.split("、"))])
    label = next((tie.label for tie in plan.ties if tie.key == parts[0]), "")
    if kind == "tie":
        return _joined([text("difference.tie"), label])
    return _joined([text("difference.explained"), label, check_report.column_at(plan, parts[1], parts[2])])


def _cell(plan: Plan, found: Difference | Conflict) -> str:
    name = check_report.where(plan, found.place)
    if found.what != "cell":
        name = text(f"difference.{found.what}", where=name)
    layer = found.key.rpartition("/")[2]
    return name if layer == "plan" else text("difference.layer", layer=text(f"layer.{layer}"), where=name)


def _passage(plan: Plan, key: str) -> str:
    """The numberings a passage stands under: 計画本文・I 1. (1)."""
    marks: list[str] = []
    while key in plan.outline:
        passage = plan.outline[key]
        marks.insert(0, passage.mark)
        key = passage.parent
    return _joined([text("workbook.measures"), " ".join(filter(None, marks))])


def _indicator(plan: Plan, key: str) -> str:
    known = next((item for item in plan.indicators if item.key == key), None)
    return _joined([text("workbook.indicators"), *((known.section, known.name) if known else ())])


def _field(name: str) -> str:
    catalogue = messages.catalogue(messages.language())
    ids = (_NAMED_ELSEWHERE.get(name, ""), f"difference.field_{name}", f"workbook.{name}")
    return next((catalogue[known] for known in ids if known in catalogue), name)


def _joined(parts: Iterable[str]) -> str:
    return "・".join(filter(None, parts))
