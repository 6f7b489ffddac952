"""Finds the columns of a table by what the rows of its header say, however these are merged or split."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from smrj_desktop.domain.exchange.labels import TOTAL, canonical, loose, spelt
from smrj_desktop.domain.exchange.recognise_pairs import SURE, by_the_letter, pairs
from smrj_desktop.domain.exchange.recognise_sheet import Region, Scan
from smrj_desktop.domain.exchange.recognise_words import LONGEST_LABEL, ColumnForms, Vocabulary

_SAID, _CARRIED, _HALF = 4 * SURE, 3 * SURE, 2 * SURE
"""Segment and class stand above a column; the segment above an earlier one; another one as well."""


class Part(NamedTuple):
    """What a row of the header says of a column.

    Attributes:
        carried: it stands above an earlier column of the group alone.
    """

    row: int
    text: str
    carried: bool


class Header:
    """The header of a region.

    Attributes:
        top, bottom: its first and its last row.
        figured: the columns with figures beside the region's lines.
        stacks: by column what its rows say, from top to bottom.
    """

    def __init__(self, found: Scan, region: Region, vocabulary: Vocabulary) -> None:
        """Reads the rows above the region's first line."""
        self._scan, self._region = found, region
        self._segments, self._heads = vocabulary.segments, vocabulary.heads
        above = range(region.top, region.first)
        named = [
            row for row in above if any(region.edge < at < region.right for at in found.heads.get(row, ()))
        ]
        written = [row for row in above if found.used(row, region.edge + 1, region.right)]
        self.top = min(named, default=region.first)
        self.bottom = max(named or written, default=region.first - 1)
        used = {
            at
            for row in range(region.top, region.last + 1)
            for at in found.used(row, region.edge + 1, region.right)
        }
        self._spans = [
            span
            for span in found.sheet.merges
            if span.row <= self.bottom and span.row + span.rows > region.top and span.column < region.right
        ]
        rows = {row: self._row(row, sorted(used)) for row in above if row <= self.bottom}
        self.stacks = {
            column: [rows[row][column] for row in rows if column in rows[row]] for column in sorted(used)
        }
        self._runs = {column: _runs(stack) for column, stack in self.stacks.items()}
        self.figured = {
            at
            for row in {row for row, _ in region.labels}
            for at in found.figures(row, region.edge + 1, region.right)
        }
        self._segment_rows = {
            part.row for stack in self.stacks.values() for part in stack if part.text in self._segments
        }

    def _row(self, row: int, columns: Sequence[int]) -> dict[int, Part]:
        """What a row says of each column; merged cells say it of all they cover."""
        scan, region = self._scan, self._region
        said: dict[int, Part] = {}
        for span in self._spans:
            if span.row <= row < span.row + span.rows:
                # a merged label says the same in all its rows, once
                text = scan.text(span.row, span.column) if row == max(span.row, region.top) else ""
                ends = (bisect_left(columns, at) for at in (span.column, span.column + span.columns))
                for column in columns[slice(*ends)]:
                    said[column] = Part(row, _form(text), carried=False)
        carried = ""
        for column in columns:
            if column in said:
                carried = ""
            elif text := scan.text(row, column):
                carried = _form(text)
                said[column] = Part(row, carried, carried=False)
            elif carried and row < self.bottom:
                said[column] = Part(row, carried, carried=True)
        return {column: part for column, part in said.items() if part.text}

    @cached_property
    def in_use(self) -> set[int]:
        """The columns with figures, or with the name of a column of some table."""
        named = {at for at, runs in self._runs.items() if not runs.own.isdisjoint(self._heads)}
        return self.figured | named

    def label(self, column: int) -> str:
        """What the header calls a column, as it stands there."""
        rows = [part.row for part in self.stacks[column] if part.row >= self.top][-2:]
        texts = (self._written(row, column) for row in rows)
        return " ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text))

    def _written(self, row: int, column: int) -> str:
        at = max((at for at in self.stacks if at <= column and self._scan.text(row, at)), default=column)
        return self._scan.text(row, at)

    def match(self, forms: Sequence[ColumnForms], assigned: Mapping[str, int]) -> dict[int, int]:
        """The sheet's column of each of a table's columns that is found, by its place among them.

        Args:
            forms: the table's columns.
            assigned: the places of those a hand has given a label to; `LEFT_OUT` for labels not to be used.
        """
        columns = [column for column in self.stacks if self.stacks[column]]
        fixed = {
            at: assigned[name]
            for at, column in enumerate(columns)
            if assigned and (name := canonical(self.label(column))) in assigned
        }
        segments = Counter(form.segment for form in forms)
        fits: list[dict[int, float]] = []
        for index, form in enumerate(forms):
            fits.append({})
            for at, column in enumerate(columns):
                if fixed.get(at, index) == index:
                    alone = segments[form.segment] == 1
                    fit = _SAID if at in fixed else self._fit(form, column, alone=alone)
                    if fit:
                        fits[-1][at] = fit
        kinds = [form[:2] for form in forms]
        if len(set(kinds)) < len(kinds):
            by_the_letter(fits, kinds, [form.spelt for form in forms], [self._spelt(at) for at in columns])
        return {index: columns[at] for index, at in pairs(fits, len(columns)).items()}

    def _spelt(self, column: int) -> set[tuple[str, str]]:
        """Every segment and class that a column may be of, as its header spells them."""
        texts = [spelt(self._written(part.row, column)) for part in self.stacks[column]]
        return {(segment, name) for segment in texts for name in (*texts, "")}

    def _fit(self, form: ColumnForms, column: int, *, alone: bool) -> float:
        """How well a column of the sheet fits one of the table; `alone` where no other has its segment."""
        runs, segment = self._runs[column], form.segment
        if not form.accounting_class:
            if segment not in runs.own:
                return 0
            if segment == TOTAL and (runs.own | runs.carried) & self._segments:
                return 0 if runs.own & self._segments else _HALF
            return _SAID
        if segment + form.accounting_class in runs.own:
            return _SAID
        if form.accounting_class not in runs.own:
            return _CARRIED if alone and segment in runs.lowest else 0
        if segment in runs.own:
            return _SAID
        if segment in runs.carried:
            return _CARRIED
        # the class alone decides where nothing at all says of which segment
        return 0 if self._segment_rows & {part.row for part in self.stacks[column]} else SURE


class _Runs(NamedTuple):
    """The labels that neighbouring parts of a stack come to.

    Attributes:
        own: those of parts that stand above the column itself.
        lowest: those of them that nothing stands below.
        carried: those that stand above an earlier column.
    """

    own: set[str]
    lowest: set[str]
    carried: set[str]


def _runs(stack: Sequence[Part]) -> _Runs:
    own = [part.text for part in stack if not part.carried]
    ends = range(1, len(own) + 1)
    runs = {"".join(own[start:end]) for end in ends for start in range(end)}
    lowest = {"".join(own[start:]) for start in range(len(own))}
    return _Runs(runs, lowest, {part.text for part in stack if part.carried})


def _form(text: str) -> str:
    """What a cell says as a label; nothing where it holds prose."""
    return loose(canonical(text)) if 0 < len(text) <= LONGEST_LABEL else ""
