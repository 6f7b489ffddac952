"""Differences between plans in words, as cells of a table."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from smrj_desktop import messages
from smrj_desktop.io import check_report
from smrj_desktop.messages import text
from smrj_desktop.ui.plain_table import Cell
from smrj_desktop.ui.tie_words import place_words

if TYPE_CHECKING:
    from smrj_desktop.domain.compare import Difference
    from smrj_desktop.domain.merge import Conflict
    from smrj_desktop.domain.plan import Plan

AROUND = 24
"""So many characters are shown on either side of what differs in a long text."""

_IN_TABLES = ("cell", "stated", "build_up")
_LONGEST_FIGURE = 24
_NAMED_ELSEWHERE = {"passages": "indicators.passages"}


def where(plan: Plan, found: Difference | Conflict) -> str:
    """The place of a difference in words, as far as `plan` knows what is there."""
    if found.what in _IN_TABLES:
        return _cell(plan, found)
    if found.what == "profile":
        return _field(found.key)
    if found.what == "record":
        return _record(plan, found.key)
    if found.what == "structure":
        return _joined([text("difference.structure"), check_report.where(plan, found.place)])
    name = _passage(plan, found.key) if found.place.passage else _indicator(plan, found.key)
    if found.what == "place":
        return text("difference.order", where=name)
    fields = getattr(found, "fields", None) or (getattr(found, "field", ""),)
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
    return _joined([text("difference.explained"), label, place_words(plan, parts[1], parts[2])])


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


def cells(found: Difference | Conflict, *alternatives: str) -> list[Cell]:
    """The alternatives a difference holds; in texts that are alike what differs is underlined."""
    if found.what in _IN_TABLES:
        blank = text("difference.blank" if found.what == "cell" else "difference.none")
        return [Cell(each or blank, figure=len(each) <= _LONGEST_FIGURE) for each in alternatives]
    there = contrast([each for each in alternatives if each])
    return [there.pop(0) if each else Cell(text("difference.none")) for each in alternatives]


def contrast(texts: list[str]) -> list[Cell]:
    """Texts cut to what differs between them and a little around it, which is underlined; whole as a tip."""
    if len(texts) < 2:
        return [Cell(each) for each in texts]
    start = _shared(texts)
    while start and any(_leans(each[start : start + 1]) for each in texts):
        start -= 1
    # a stretch that both ends share belongs to one of them
    end = _shared([each[start:][::-1] for each in texts])
    while end and _leans(texts[0][-end]):
        end -= 1
    if not start + end:
        return [Cell(each) for each in texts]
    return [_cut(each, start, len(each) - end) for each in texts]


def _shared(texts: Sequence[str]) -> int:
    """How many characters all texts begin with in common."""
    shared = takewhile(lambda there: len(set(there)) == 1, zip(*texts, strict=False))
    return sum(1 for _ in shared)


def _cut(whole: str, start: int, end: int) -> Cell:
    first = start - AROUND if start > AROUND + 1 else 0
    last = end + AROUND if len(whole) - end > AROUND + 1 else len(whole)
    while first and _leans(whole[first]):
        first -= 1
    while last < len(whole) and _leans(whole[last]):
        last += 1
    before, after = "…" if first else "", "…" if last < len(whole) else ""
    moved = len(before) - first
    shown = f"{before}{whole[first:last]}{after}"
    return Cell(shown, underlined=(start + moved, end + moved), tip=whole if shown != whole else "")


def _leans(character: str) -> bool:
    """Whether a character is drawn with the one before it: a voicing mark, a variant of a kanji."""
    return bool(character) and unicodedata.category(character).startswith("M")
