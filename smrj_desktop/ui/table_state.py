"""How a user has arranged a table: widths of columns, folded sections, hidden details."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST = 200
"""So many tables are remembered; a plan has a few dozen."""
_NARROWEST, _WIDEST = 0.5, 200.0


@dataclass(eq=True)
class TableState:
    """The arrangement of one table.

    Attributes:
        widths: of the columns that were given one by hand, by their keys, in Japanese characters.
        folded: keys of the headings whose lines are out of sight.
        details: whether the parts of segments are in sight, beside their totals.
    """

    widths: dict[str, float] = field(default_factory=dict)
    folded: set[str] = field(default_factory=set)
    details: bool = True


def as_json(states: Mapping[str, TableState]) -> dict[str, Any]:
    """States as JSON values, by the tables' names; what is as it comes is left out."""
    found = {
        name: {"widths": state.widths, "folded": sorted(state.folded), "details": state.details}
        for name, state in states.items()
        if state != TableState()
    }
    return dict(list(found.items())[-MOST:])


def from_json(stored: object) -> dict[str, TableState]:
    """The states that `as_json` wrote; what makes no sense is left out."""
    states: dict[str, TableState] = {}
    for name, said in stored.items() if isinstance(stored, dict) else ():
        if not isinstance(said, dict):
            continue
        widths, folded = said.get("widths"), said.get("folded")
        states[name] = TableState(
            widths={
                key: float(width)
                for key, width in (widths.items() if isinstance(widths, dict) else ())
                # JSON's true is a Python int as well
                if isinstance(width, (int, float)) and not isinstance(width, bool)
                if _NARROWEST <= width <= _WIDEST
            },
            folded={key for key in (folded if isinstance(folded, list) else ()) if isinstance(key, str)},
            details=said.get("details") is not False,
        )
    return states
