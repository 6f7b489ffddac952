"""Finds the plan's text and its indicators by what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from smrj_desktop.domain.exchange.cell_figures import text_of
from smrj_desktop.domain.exchange.found import FoundIndicator, FoundIndicators, FoundPassage, FoundText
from smrj_desktop.domain.exchange.labels import canonical, numbering
from smrj_desktop.domain.exchange.recognise_cells import Claim
from smrj_desktop.domain.exchange.recognise_fields import INDICATORS, TEXT, header
from smrj_desktop.domain.exchange.recognise_sheet import Scan
from smrj_desktop.domain.exchange.recognise_words import Vocabulary

_SHARE = 0.1
"""What share of the passages a sheet must have to be the text; of the indicators, to be their list."""


def text(scans: Sequence[Scan], vocabulary: Vocabulary, claims: Iterable[Claim]) -> FoundText | None:
    """The plan's text, from the sheet that has most of it.

    Args:
        scans: the sheets.
        vocabulary: what is looked for.
        claims: the tables, whose rows are no text.
    """
    best = max(scans, key=lambda found: len(found.passages), default=None)
    if best is None or len(best.passages) < max(2, _SHARE * len(vocabulary.passages)):
        return None
    title = best.sheet.title
    taken = {row for claim in claims if claim.table.sheet == title for row in claim.rows}
    rows = [row for row in sorted(best.columns) if row not in taken]
    return _passages(best, rows)


def _passages(found: Scan, rows: Sequence[int]) -> FoundText:
    head = header(found.fields, TEXT, ["mark", "text"], 2)
    if head:
        head_row, columns = head[0], {head[1]["text"]}
        marks = {head[1]["mark"]}
    else:
        counted = Counter(column for _, column in found.passages)
        head_row = 0
        columns = {column for column, count in counted.items() if count >= _SHARE * len(found.passages)}
        marks = _mark_columns(found, min(columns))
    rows = [row for row in rows if row > head_row]
    span = range(min(columns), max(columns) + 1)
    without_value = found.without_value(rows, {*marks, *span})
    unknown = {row for row, _ in without_value}
    passages = []
    for row in rows:
        mark = "".join(_written(found, row, column) for column in sorted(marks))
        body = "".join(_written(found, row, column) for column in span)
        if not marks:
            mark, body = numbering(body)
        if row in unknown or ((mark or body) and canonical(body or mark) != canonical(found.sheet.title)):
            passages.append(FoundPassage(mark.strip(), body, row))
    return FoundText(
        sheet=found.sheet.title,
        passages=tuple(passages),
        without_value=without_value,
        columns=frozenset({*marks, *span}),
    )


def _mark_columns(found: Scan, text_column: int) -> set[int]:
    """The columns left of the text in which numbering marks stand alone."""
    seen: Counter[int] = Counter()
    marks: Counter[int] = Counter()
    for row, _ in found.passages:
        for column in found.used(row, 1, text_column):
            seen[column] += 1
            marks[column] += not numbering(_written(found, row, column))[1]
    return {column for column, count in marks.items() if 2 * count > seen[column]}


def _written(found: Scan, row: int, column: int) -> str:
    """What a cell shows as text."""
    cell = found.sheet.cells.get((row, column))
    return text_of(cell.value) if cell else ""


def indicators(scans: Sequence[Scan], vocabulary: Vocabulary) -> FoundIndicators | None:
    """The indicators, from the sheet that has most of them, or else one with their header."""
    best = max(scans, key=lambda found: len(found.indicators), default=None)
    if best is None or len(best.indicators) < max(1, _SHARE * len(vocabulary.indicators)):
        best = next((found for found in scans if _header(found)), None)
    if best is None:
        return None
    head = _header(best)
    if head is None and len(best.indicators) < 2:
        return None
    return _indicators(best, head)


def _header(found: Scan) -> tuple[int, dict[str, int]] | None:
    return header(found.fields, INDICATORS, ["name"], 2)


def _indicators(found: Scan, head: tuple[int, dict[str, int]] | None) -> FoundIndicators:
    if head:
        top, columns = head
    else:
        top = min(row for row, _ in found.indicators) - 1
        columns = {"name": Counter(column for _, column in found.indicators).most_common(1)[0][0]}
    merged = {
        span.row + at: span.row
        for span in found.sheet.merges
        if span.column == columns.get("section")
        for at in range(1, span.rows)
        if span.row + at in found.columns
    }

    rows = sorted(row for row in found.columns if row > top)
    without_value = found.without_value(rows, columns.values())

    def field(row: int, name: str) -> str | None:
        if name not in columns or (row, columns[name]) in without_value:
            return None
        return _written(found, row, columns[name]).strip()

    items = []
    for row in rows:
        if name := field(row, "name"):
            section = field(merged.get(row, row), "section")
            core, target, basis = (field(row, each) for each in ("core", "target", "basis"))
            items.append(FoundIndicator(row, section, core, name, target, basis, field(row, "period_years")))
    return FoundIndicators(
        sheet=found.sheet.title,
        indicators=tuple(items),
        without_value=without_value,
        columns=frozenset(columns.values()),
    )
