"""What an input sheet that came back changes: the items of its department, and no others'.

A department's file takes the place of its earlier one, cell by cell; items of several departments in one cell
add up. What a hand has changed among a department's items since its last file, or since the sheet was sent,
is a conflict where the file changes the same cell.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from smrj_desktop.domain import codec, edits, elements
from smrj_desktop.domain.amounts import BLANK, Figure, convert, is_sound, show
from smrj_desktop.domain.checks.finding import Finding, Severity, cell_place
from smrj_desktop.domain.edit_kinds import Edit
from smrj_desktop.domain.elements import BuildUp, Element
from smrj_desktop.domain.errors import quoted
from smrj_desktop.domain.exchange import input_form, input_scope
from smrj_desktop.domain.exchange.book import Book, BookCell
from smrj_desktop.domain.exchange.cell_figures import text_of
from smrj_desktop.domain.exchange.input_form import PlaceTexts
from smrj_desktop.domain.exchange.input_rows import InputItem, InputRows, read_rows
from smrj_desktop.domain.exchange.input_scope import InputScope
from smrj_desktop.domain.exchange.input_sums import typed_sums
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.merge_tables import leaf_edits
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, CellKey, Contribution, built_up, cell_at

_LONGEST = 16_000
"""A cell keeps so many characters of any text, and of most texts twice as many."""


class InputChange(NamedTuple):
    """A cell whose items the file changes: what it held, what it holds now, what it would hold."""

    cell: CellKey
    base: Element
    mine: Element
    theirs: Element

    @property
    def edits(self) -> list[Edit]:
        """What takes the file's items over."""
        return leaf_edits(self.cell, self.mine, self.theirs)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputReading:
    """A file of a department, read against the plan now.

    Attributes:
        scope: which cells were open to it.
        items: all that it has written down.
        changes: the cells that it changes, in the order of the printed tables.
        findings: what could not be read, was not taken, or is worth knowing.
    """

    scope: InputScope
    items: tuple[InputItem, ...] = ()
    changes: tuple[InputChange, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def department(self) -> str:
        """Whose file it is."""
        return self.scope.department

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What takes over all that the department alone has changed."""
        return tuple(edit for change in self.changes if change.base == change.mine for edit in change.edits)

    @property
    def conflicts(self) -> tuple[InputChange, ...]:
        """The cells in which a hand has changed the department's items too, and differently."""
        return tuple(change for change in self.changes if change.base != change.mine)


def scope_of(book: Book) -> InputScope | None:
    """Whose input sheet a file is and for what; None where it is none."""
    texts = (cell.value for sheet in book.sheets for cell in sheet.cells.values())
    found = (input_scope.find(text) for text in texts if isinstance(text, str))
    return next(filter(None, found), None)


def read_input(book: Book, sent: Plan | None, mine: Plan, names: Mapping[str, str]) -> InputReading:
    """Reads an input sheet.

    Args:
        book: the file, of which `scope_of` says whose it is.
        sent: the plan the sheet was made of; None where that is not known.
        mine: the plan now.
        names: what the statements are called on paper, by key.
    """
    scope = scope_of(book)
    assert scope is not None
    imprint = book.imprint
    if imprint and imprint.plan_id != mine.profile.id:
        finding = Finding(
            kind="input_other_plan", severity=Severity.ERROR, parameters={"id": imprint.plan_id}
        )
        return InputReading(scope=scope, findings=(finding,))
    places = input_form.leaf_places(mine, names)
    if sent:
        # the sheet has the labels of that day
        places |= input_form.leaf_places(sent, names)
    open_cells = scope.open_cells(sent or mine)
    rows = read_rows(book, places, frozenset(open_cells))
    reader = _Reader(scope.department, sent, mine, places)
    changes = tuple(reader.changes(rows, open_cells))
    findings = [*_department_changed(book, scope), *rows.findings, *reader.findings]
    findings += typed_sums(book, rows, places)
    if sent is None:
        findings.insert(0, Finding(kind="input_base_unknown", severity=Severity.WARNING))
    return InputReading(
        scope=scope, items=tuple(rows.items), changes=changes, findings=tuple(map(reader.placed, findings))
    )


def as_reading(reading: InputReading, mine: Plan) -> tuple[Plan, Reading]:
    """The file for a three-way merge with the plan now, which shows the department's changes and no others.

    Returns:
        The base, in which every cell that the file changes is as it was, and the reading, in which it is as
        the file has it. All else is in both as it is in `mine`.
    """
    base, theirs = mine.copy(), mine.copy()
    for change in reading.changes:
        for plan, element in ((base, change.base), (theirs, change.theirs)):
            for edit in leaf_edits(change.cell, change.mine, element) if element != change.mine else ():
                edits.apply(plan, edit)
    return base, Reading(theirs=theirs, findings=reading.findings)


class _Reader:
    """Puts a department's items beside those it had when the sheet was sent and those it has now."""

    def __init__(
        self, department: str, sent: Plan | None, mine: Plan, places: Mapping[PlaceTexts, CellKey]
    ) -> None:
        self._department, self._sent, self._plan, self._places = department, sent, mine, places
        self._mine, self._then = _leaves(mine), _leaves(sent) if sent else {}
        self.findings: list[Finding] = []

    def changes(self, rows: InputRows, open_cells: Sequence[CellKey]) -> Iterator[InputChange]:
        """The cells that the file changes, in order."""
        written: dict[CellKey, list[InputItem]] = {}
        for item in rows.items:
            written.setdefault(item.cell, []).append(item)
        readable = rows.listed - rows.doubtful
        for cell in open_cells:
            if cell not in self._mine:
                if cell in written:
                    texts = next(texts for texts, place in self._places.items() if place == cell)
                    self._say("input_gone", None, place="・".join(texts))
            elif cell in readable:
                change = self._change(cell, written.get(cell, []))
                if change and self._fits(change):
                    self._report(change)
                    yield change
            elif rows.sheet and cell not in rows.listed and self._own(cell, self._mine[cell]):
                self._say("input_cell_missing", cell)

    def _own(self, cell: CellKey, element: Element | None) -> BuildUp:
        """The department's items, also those that a hand has given to another one since."""
        items = elements.items_of(element)
        sent = {item.key: item.department for item in elements.items_of(self._then.get(cell))}
        filed = self._filed(cell, [item for item in items if item.key not in sent]) if self._sent else ()
        return tuple(
            item
            for item in items
            if self._department in (item.department, sent.get(item.key)) or item.key in filed
        )

    def _filed(self, cell: CellKey, items: Iterable[Contribution]) -> set[str]:
        """The keys of those that came with a file of the department, whosever they are now."""
        files: dict[str, list[Contribution]] = {}
        for item in items:
            files.setdefault(item.key.rpartition("-")[0], []).append(item)
        return {item.key for file in files.values() if self._is_file(cell, file) for item in file}

    def _is_file(self, cell: CellKey, items: Sequence[Contribution]) -> bool:
        """Whether items stand under the very keys that a file of the department gives them."""
        told = [InputItem(cell, item.item, item.yen) for item in items]
        filed = _contributions(self._department, cell, told)
        return [item.key for item in items] == [item.key for item in filed]

    def _change(self, cell: CellKey, written: Sequence[InputItem]) -> InputChange | None:
        """What the file changes in a cell; None where it changes nothing."""
        mine = self._mine[cell]
        now, then = self._own(cell, mine), self._own(cell, self._then.get(cell))
        before = now if self._as_filed(cell, now) else then
        told = _told((item.item, item.yen) for item in written)
        if told in (_contributed(now), _contributed(before)):
            return None
        same_as_sent = bool(then) and told == _contributed(then)
        others = [item.key for item in elements.items_of(mine) if item not in now]
        filed = then if same_as_sent else _contributions(self._department, cell, written, others)
        names = {item.department for item in now}
        name = names.pop() if len(names) == 1 else ""
        if name not in ("", self._department):
            # a hand has put right whose they are
            before, filed = _given_to(name, before), _given_to(name, filed)
            self._say("input_department_moved", cell, department=self._department, name=quoted(name))
        base = mine if before == now else self._with(mine, now, before) or self._sent_figure(cell)
        return InputChange(cell, base, mine, self._with(mine, now, filed))

    def _as_filed(self, cell: CellKey, now: BuildUp) -> bool:
        """Whether a department's items are what its last file is to be compared with.

        Items under the very keys that a file gives them came with one and were not touched since.
        """
        if self._sent is None or not now:
            return self._sent is None
        return self._is_file(cell, now)

    def _with(self, element: Element, now: BuildUp, own: BuildUp) -> BuildUp:
        """The items of a cell with others in place of those the department has now."""
        items = elements.items_of(element)
        others = tuple(item for item in items if item not in now)
        first = next((at for at, item in enumerate(items) if item in now), len(items))
        return (*others[:first], *own, *others[first:])

    def _sent_figure(self, cell: CellKey) -> Figure:
        """What the cell printed when the sheet was sent, in the unit of the plan now."""
        if self._sent is None or cell not in self._then:
            return BLANK
        profile = self._plan.profile
        return convert(self._sent.figure(cell), self._sent.profile.unit, profile.unit, profile.rounding)

    def _fits(self, change: InputChange) -> bool:
        figure = self._figure(change.theirs)
        if not is_sound(figure):
            self._say("input_too_large", change.cell)
        return is_sound(figure)

    def _figure(self, element: Element) -> Figure:
        if isinstance(element, Figure):
            return element
        return built_up(elements.items_of(element), self._plan.profile.unit, self._plan.profile.rounding)

    def _report(self, change: InputChange) -> None:
        if change.base != change.mine:
            self._say("input_conflict", change.cell)
        if isinstance(change.mine, Figure) and change.mine.value:
            new = show(self._figure(change.theirs))
            self._say("input_replaces_figure", change.cell, old=show(change.mine), new=new)

    def _say(self, kind: str, cell: CellKey | None, **parameters: object) -> None:
        self.findings.append(Finding(kind=kind, severity=Severity.WARNING, parameters=parameters, cell=cell))

    def placed(self, finding: Finding) -> Finding:
        """A finding about a cell with the names of its place."""
        if finding.cell not in self._mine:
            return replace(finding, cell=None)
        table = self._plan.table(finding.cell)
        return replace(finding, place=cell_place(table.template, *table.locate(finding.cell)))


def _leaves(plan: Plan) -> dict[CellKey, Element]:
    """What stands in every leaf of this year's plan."""
    found: dict[CellKey, Element] = {}
    for table in plan.tables.values():
        template, filled = table.template, elements.of(table, PLAN)
        for row, line in enumerate(template.lines.nodes):
            for column, node in enumerate(template.columns.nodes):
                if template.is_leaf(row, column):
                    found[cell_at(template, row, column)] = filled.get((line.key, node.key), BLANK)
    return found


def _told(items: Iterable[tuple[str, int]]) -> Counter[tuple[str, int]]:
    """Texts and amounts in yen of items that say anything, without what cells do not keep, in any order."""
    told = ((_shown(item), yen) for item, yen in items)
    return Counter((item, yen) for item, yen in told if item or yen)


def _contributed(items: BuildUp) -> Counter[tuple[str, int]]:
    return _told((item.item, item.yen) for item in items)


def _shown(text: str) -> str:
    """A text as far as any cell keeps it: spaces, line ends and control characters may become others."""
    kept = (mark if mark.isprintable() and mark != "\ufffd" else " " for mark in text[:_LONGEST])
    return " ".join("".join(kept).split())


def _given_to(department: str, items: BuildUp) -> BuildUp:
    return tuple(replace(item, department=department) for item in items)


def _contributions(
    department: str, cell: CellKey, items: Sequence[InputItem], taken: Sequence[str] = ()
) -> BuildUp:
    """Items of a file as they are kept. All of them give each its key: the same file gives the same keys.

    Where it has none, one that says and adds nothing keeps that this is what the file says. What a hand has
    given to another department keeps the keys that it took.
    """
    items = items or [InputItem(cell, "", 0)]
    told = [department, *cell, [[item.item, item.yen] for item in items]]
    name = hashlib.sha256(codec.canonical(told)).hexdigest()[:16]
    while any(key.startswith(f"input-{name}-") for key in taken):
        name = hashlib.sha256(name.encode()).hexdigest()[:16]
    return tuple(
        Contribution.of_yen(item.yen, key=f"input-{name}-{number}", department=department, item=item.item)
        for number, item in enumerate(items, 1)
    )


def _department_changed(book: Book, scope: InputScope) -> Iterator[Finding]:
    """The name beside the word for the department, where a hand has written another one."""
    for sheet in book.sheets:
        for (row, column), cell in sheet.cells.items():
            if cell.value == input_form.DEPARTMENT:
                name = text_of(sheet.cells.get((row, column + 1), BookCell(None)).value)
                if input_form.plain(name) != input_form.plain(scope.department):
                    yield Finding(
                        kind="input_department_changed",
                        severity=Severity.WARNING,
                        parameters={"department": scope.department, "name": quoted(name)},
                    )
