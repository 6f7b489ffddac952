"""Cells nobody has filled in, in tables that are filled in otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from smrj_desktop.domain.amounts import BLANK
from smrj_desktop.domain.checks.finding import Finding, Severity, cell_place
from smrj_desktop.domain.checks.relations import System


def blanks(system: System) -> Iterator[Finding]:
    """A finding for every table with some blank leaves but not only such."""
    for key, leaves in system.leaves.items():
        blank = [cell for cell in leaves if system.figures[cell] == BLANK]
        if not blank or len(blank) == len(leaves):
            continue
        spot = system.spots[blank[0]]
        yield Finding(
            kind="blank_cells",
            severity=Severity.WARNING,
            place=cell_place(system.template(key), spot.row, spot.column),
            parameters={"count": len(blank)},
            key="/".join(("blank", *key)),
            figures=str(len(blank)),
            cell=system.key(blank[0]),
        )
