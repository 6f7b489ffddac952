"""Chapters and sections of the text, and what of the plan belongs to one: passages, indicators, segments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.measures import HEADINGS, Outline, Passage, PassageKind
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.place_names import Named, Names
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, CellKey


def sections(outline: Outline) -> tuple[str, ...]:
    """The keys of the chapters and of the headings right below them, in the order of the text."""
    found: list[str] = []
    for chapter in outline.children(""):
        if outline[chapter].kind in HEADINGS:
            found.append(chapter)
            found += (key for key in outline.children(chapter) if outline[key].kind in HEADINGS)
    return tuple(found)


def title(outline: Outline, key: str) -> str:
    """What a chapter or a section is called: its number and its heading; its key where there is neither."""
    if key not in outline:
        return key
    passage = outline[key]
    mark = passage.mark.rstrip(".．")
    if passage.parent and mark:
        mark = "-".join(filter(None, (outline[passage.parent].mark.rstrip(".．"), mark)))
    return "　".join(filter(None, (mark, passage.text))) or key


def named(passage: Passage) -> str:
    """A passage by its numbering and its text."""
    return "　".join(filter(None, (passage.mark, passage.text)))


def below(outline: Outline, key: str) -> Iterator[Passage]:
    """Every passage below another one, in the order of the text."""
    for child in outline.children(key):
        yield outline[child]
        yield from below(outline, child)


def continued(outline: Outline, passage: Passage) -> Passage | None:
    """The passage that one continues, with whose text its own is aligned; None where it continues none."""
    at = passage
    while at.kind is PassageKind.CONTINUATION and at.parent:
        at = outline[at.parent]
    return None if at is passage or at.kind in HEADINGS else at


class Area:
    """What belongs to a chapter or a section.

    Attributes:
        key: the chapter or section.
        keys: its passages, itself among them.
        segments: the business segments of it and of the sections in it, in the order of the plan.
    """

    def __init__(self, plan: Plan, key: str) -> None:
        """Takes stock; raises `EditError` where the text has no such passage."""
        self._plan, self.key = plan, key
        self.keys = {plan.outline[key].key, *(passage.key for passage in below(plan.outline, key))}
        own = (item.segment for item in plan.sections if item.section in self.keys)
        self.segments = tuple(dict.fromkeys(filter(None, own)))

    @property
    def is_chapter(self) -> bool:
        """Whether it stands below nothing."""
        return not self._plan.outline[self.key].parent

    def indicators(self) -> list[Indicator]:
        """Its indicators in the order of the plan."""
        return [item for item in self._plan.indicators if item.section in self.keys]

    def has_cell(self, cell: CellKey) -> bool:
        """Whether a cell stands in a column of one of its segments."""
        table = self._plan.tables.get(cell.table)
        if table is None or cell.column not in table.template.columns.position:
            return False
        return table.template.columns[cell.column].segment in self.segments

    def has_finding(self, finding: Finding) -> bool:
        """Whether a finding is about one of its passages, its indicators or its cells, or about itself."""
        place = finding.place
        if place.passage in self.keys or (place.statement is None and place.section in self.keys):
            return True
        if place.indicator and any(item.key == place.indicator for item in self.indicators()):
            return True
        cells = (finding.cell, *finding.others)
        return any(cell is not None and self.has_cell(cell) for cell in cells)

    def open_notes(self) -> list[Note]:
        """The open notes on its passages, its indicators and this year's cells, in the order of the plan.

        That is the text's, the indicators', the tables' by line and column; at one place the older first.
        """
        names = Names(self._plan)
        own = [passage.key for passage in self._plan.outline if passage.key in self.keys]
        own += [item.key for item in self.indicators()]
        order = {key: at for at, key in enumerate([*own, *self._plan.tables])}

        def rank(place: Named) -> tuple[int, ...]:
            """Where a place comes; empty where it is none of the section."""
            if place.cell is None:
                is_own = place.kind in ("indicator", "passage") and place.key in order
                return (order[place.key],) if is_own else ()
            if place.cell.layer != PLAN or not self.has_cell(place.cell):
                return ()
            return order[place.cell.table], *self._plan.table(place.cell).locate(place.cell)

        ranked = [(rank(names.read(note.place)), note) for note in self._plan.notes if not note.resolved]
        ranked.sort(key=lambda item: (item[0], item[1].at))
        return [note for place, note in ranked if place]


def core_first(indicators: Iterable[Indicator]) -> list[Indicator]:
    """Indicators with the core targets before the others, else in the same order."""
    return sorted(indicators, key=lambda item: not item.core)
