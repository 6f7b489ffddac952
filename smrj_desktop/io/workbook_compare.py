"""What the readers of all our sheets share: findings, and keys held against those expected."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.cell_text import same
from smrj_desktop.io.workbook_cells import Seen, SeenSheet

NOWHERE = Place()


def note(kind: str, place: Place = NOWHERE, /, **parameters: object) -> Finding:
    """A finding about a workbook that was changed by hand."""
    return Finding(kind=f"workbook_{kind}", severity=Severity.WARNING, place=place, parameters=parameters)


def taken_over(kind: str, place: Place = NOWHERE, /, **parameters: object) -> Finding:
    """The finding that something changed by hand was taken over as it stands."""
    return replace(note(kind, place, **parameters), severity=Severity.INFO)


def unchanged(stored: str, seen: Seen) -> bool:
    """Whether a text cell still says what was written."""
    return not seen.formula and same(stored, seen.text)


def compare_keys(
    seen: SeenSheet,
    rows: Collection[str],
    columns: Collection[str],
    *,
    row_place: Callable[[str], Place],
    column_place: Callable[[str], Place] = lambda _: NOWHERE,
) -> list[Finding]:
    """Findings for lines and columns that are gone, stand twice, or are none of ours.

    Args:
        seen: the sheet.
        rows, columns: the keys that should be there, as they stand in cells.
        row_place, column_place: what a key is about, for its finding.
    """
    found = []
    for kind, expected, there, double, place in (
        ("row", rows, seen.rows, seen.double_rows, row_place),
        ("column", columns, seen.columns, seen.double_columns, column_place),
    ):
        gone, twice = (
            (key for key in expected if key not in there),
            (key for key in expected if key in double),
        )
        found += [note(f"{kind}_missing", place(key), sheet=seen.title) for key in gone]
        found += [note(f"{kind}_double", place(key), sheet=seen.title) for key in twice]
        known = set(expected)
        found += [
            note(f"{kind}_unknown", sheet=seen.title, key=layout.decode_key(key))
            for key in there
            if key not in known
        ]
    if seen.stray:
        found.append(note("stray", sheet=seen.title, address=seen.stray[0], count=len(seen.stray)))
    if seen.struck:
        found.append(note("struck", sheet=seen.title, address=seen.struck[0], count=len(seen.struck)))
    return found


def certain(keys: Iterable[str], seen: SeenSheet) -> list[str]:
    """The row keys that stand on the sheet exactly once."""
    return [key for key in keys if key in seen.rows and key not in seen.double_rows]


def has(seen: SeenSheet, column: str) -> bool:
    """Whether a column stands on the sheet exactly once."""
    return column in seen.columns and column not in seen.double_columns
