"""What people have written into a file beside the plan, and what they have struck out: told.

Nothing of it is taken. Remarks beside a table, comments on cells and words on the cover become findings, so
that whoever takes the file in looks there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from smrj_desktop.domain.cell_notation import address
from smrj_desktop.domain.checks.finding import Finding, Place, Severity, cell_place
from smrj_desktop.domain.errors import quoted
from smrj_desktop.domain.exchange.alignment import bare
from smrj_desktop.domain.exchange.book import Address, Book, BookCell, BookSheet
from smrj_desktop.domain.exchange.cell_figures import text_of
from smrj_desktop.domain.exchange.found import FoundTable, Recognised
from smrj_desktop.domain.exchange.imprint import find
from smrj_desktop.domain.exchange.labels import canonical
from smrj_desktop.domain.exchange.recognise_fields import TIDY
from smrj_desktop.domain.exchange.recognise_words import LONGEST_LABEL, Vocabulary
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey

BETWEEN_NOTES = "\n\n"
"""What stands between two notes on one cell."""

Remarks = Mapping[str, Mapping[Address, str]]
"""Texts by sheet and place."""

_MOST = 20
"""So many places of a sheet are told one by one; of others where they are."""


class Marked:
    """What is struck out in a file, and what is noted on its cells."""

    def __init__(self, book: Book, plan: Plan, notes: Collection[str], found: Recognised | None) -> None:
        """Takes it down.

        Args:
            book: the file.
            plan: the plan it is about.
            notes: what this program may have put on cells itself.
            found: what was recognised in the file; None where nothing is looked for.
        """
        self._book, self._plan = book, plan
        self._notes = {bare(part) for note in notes for part in note.split(BETWEEN_NOTES)}
        self._tables: dict[str, list[FoundTable]] = defaultdict(list)
        for table in (*found.tables, *found.twins) if found else ():
            self._tables[table.sheet].append(table)

    def findings(self, remarks: Remarks, severity: Severity) -> list[Finding]:
        """All there is to tell, sheet by sheet.

        Args:
            remarks: what is written beside what was recognised.
            severity: how much that matters.
        """
        said: list[Finding] = []
        for sheet in self._book.sheets:
            told = [*self._struck(sheet), *self._comments(sheet)]
            told += (
                (at, self._at(sheet, at, "incoming_remark", severity, text=_short(text)))
                for at, text in remarks.get(sheet.title, {}).items()
            )
            # of too many, what is struck out is not to be lost among remarks
            said += [finding for _, finding in sorted(told[:_MOST], key=lambda item: item[0])]
            if more := told[_MOST:]:
                warned = any(finding.severity is Severity.WARNING for _, finding in more)
                places = quoted("、".join(dict.fromkeys(address(*at) for at, _ in more)))
                said.append(
                    Finding(
                        kind="incoming_remarks_more",
                        severity=Severity.WARNING if warned else Severity.INFO,
                        parameters={"sheet": sheet.title, "count": len(more), "addresses": places},
                    )
                )
        return said

    def _struck(self, sheet: BookSheet) -> Iterator[tuple[Address, Finding]]:
        marked = ((at, cell) for at, cell in sheet.cells.items() if cell.struck)
        for _, row in groupby(marked, lambda item: item[0][0]):
            cells = dict(row)
            whole = {at: cell for at, cell in cells.items() if cell.struck == text_of(cell.value)}
            if whole:
                first, last = min(whole), max(whole)
                place = address(*first) if first == last else f"{address(*first)}:{address(*last)}"
                text = _short(text_of(whole[first].value))
                yield first, self._at(sheet, first, "incoming_struck_out", text=text, address=place)
            for at, cell in cells.items():
                if at not in whole:
                    struck, text = _short(cell.struck), _short(text_of(cell.value))
                    yield at, self._at(sheet, at, "incoming_struck", struck=struck, text=text)

    def _comments(self, sheet: BookSheet) -> Iterator[tuple[Address, Finding]]:
        for at, text in sheet.comments.items():
            if not all(bare(part) in self._notes for part in text.split(BETWEEN_NOTES)):
                yield at, self._at(sheet, at, "incoming_comment", text=_short(text))

    def _at(
        self,
        sheet: BookSheet,
        at: Address,
        kind: str,
        severity: Severity = Severity.WARNING,
        **parameters: object,
    ) -> Finding:
        place, cell = self._place(sheet.title, at)
        parameters = {"sheet": sheet.title, "address": address(*at), **parameters}
        return Finding(kind=kind, severity=severity, place=place, parameters=parameters, cell=cell)

    def _place(self, title: str, at: Address) -> tuple[Place, CellKey | None]:
        """The place of the plan that a cell of a sheet belongs to, and the cell where it is one."""
        tables = self._tables.get(title, [])
        for table in tables:
            template = self._plan.tables[table.key].template
            line = next((key for key, row in table.rows.items() if row == at[0]), "")
            column = next((key for key, across in table.columns.items() if across == at[1]), "")
            if line:
                place = cell_place(
                    template, template.lines.position[line], template.columns.position.get(column)
                )
                return place, CellKey(*table.key, line, column) if column else None
        if len(tables) == 1:
            return Place(statement=tables[0].key.statement, account=tables[0].key.account), None
        return Place(), None


def beside(book: Book, found: Recognised, known: Callable[[str], bool], *, everywhere: bool) -> Remarks:
    """What is written in a file beside what was recognised.

    Args:
        book: the file.
        found: what was recognised in it.
        known: whether a text is one that is to be expected there.
        everywhere: whether all sheets that are not hidden are looked at, and numbers too; else only texts on
            those in which something was recognised.
    """
    read = {table.sheet for table in (*found.tables, *found.twins)}
    read |= {part.sheet for part in (found.text, found.indicators) if part}
    remarks: dict[str, dict[Address, str]] = {}
    for sheet in book.sheets:
        if sheet.title in read or (everywhere and not sheet.hidden):
            taken = _Taken(sheet, found)
            remarks[sheet.title] = {
                at: text
                for at, cell in sheet.cells.items()
                if (text := _written(cell, numbers=everywhere))
                and not taken.has(at, text)
                and not known(text)
            }
    return remarks


def _written(cell: BookCell, *, numbers: bool) -> str:
    """What a person may have written in a cell; empty where that is nothing."""
    if isinstance(cell.value, str):
        return cell.value if cell.value.strip() and not find(cell.value) else ""
    return text_of(cell.value) if numbers and cell.value not in (None, 0, False) else ""


class _Taken:
    """The cells of a sheet of which it is known what they are, or which are told of otherwise."""

    def __init__(self, sheet: BookSheet, found: Recognised) -> None:
        tables = [table for table in (*found.tables, *found.twins) if table.sheet == sheet.title]
        self._filled = [
            ({*table.rows.values(), *(extra.row for extra in table.extra)}, set(table.columns.values()))
            for table in tables
        ]
        self._labels = {
            bare(label)
            for table in tables
            for label in (
                *table.renamed.values(),
                *table.reworded.values(),
                *(extra.label for extra in table.extra),
            )
        }
        doubts = [doubt for doubt in found.doubts if doubt.sheet == sheet.title]
        self._unread = min((doubt.row for doubt in doubts if doubt.what == "table"), default=0)
        self._columns = {doubt.column for doubt in doubts if doubt.what == "column"}
        self._labels |= {bare(doubt.label) for doubt in doubts}
        self._listed: list[tuple[set[int], frozenset[int]]] = []
        if found.text and found.text.sheet == sheet.title:
            self._listed.append(({item.row for item in found.text.passages}, found.text.columns))
        if found.indicators and found.indicators.sheet == sheet.title:
            rows = {item.row for item in found.indicators.indicators}
            self._listed.append((rows, found.indicators.columns))
        self._tidy: tuple[int, set[int]] | None = None
        if any(len(set(table.columns.values())) < len(table.columns) for table in tables):
            self._tidy = _tidy_columns(sheet)

    def has(self, at: Address, text: str) -> bool:
        """Whether a cell with a text is one of them."""
        row, column = at
        if (self._unread and row >= self._unread) or column in self._columns or bare(text) in self._labels:
            return True
        if self._tidy and row >= self._tidy[0] and column in self._tidy[1]:
            return True
        return any(row in rows and column in columns for rows, columns in (*self._listed, *self._filled))


def _tidy_columns(sheet: BookSheet) -> tuple[int, set[int]]:
    """The header of a list of figures, and the columns with a head that is known."""
    heads: dict[int, set[int]] = defaultdict(set)
    for (row, column), cell in sheet.cells.items():
        if isinstance(cell.value, str) and canonical(cell.value[:LONGEST_LABEL]) in TIDY:
            heads[row].add(column)
    row = max(heads, key=lambda row: len(heads[row]), default=0)
    return row, heads[row]


def familiar(plan: Plan, vocabulary: Vocabulary) -> Callable[[str], bool]:
    """Whether a text is a label, a title or something else of a plan, however it is written."""
    profile = plan.profile
    texts = (profile.title, profile.agency, profile.date, profile.preamble)
    known = set(map(bare, (*texts, profile.text_note, profile.rounding_note)))

    def is_familiar(text: str) -> bool:
        sense = vocabulary.sense(text)
        label = sense is not None and (sense.line or sense.head or sense.beginning or sense.field)
        return label or bare(text) in known or vocabulary.is_title(text)

    return is_familiar


def with_rewording(found: Recognised) -> Recognised:
    """What was recognised, with labels that are written otherwise as renamed ones."""
    tables = (
        replace(table, renamed={**table.reworded, **table.renamed}, reworded={}) for table in found.tables
    )
    return replace(found, tables=tuple(tables))


def _short(text: str) -> str:
    return quoted(" ".join(text.split()))
