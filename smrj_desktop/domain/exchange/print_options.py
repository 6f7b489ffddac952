"""How the print form is to be written, as the one who sends it chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from smrj_desktop.domain.amounts import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOptions:
    """What the one who sends a print form chooses.

    Attributes:
        version: what this version is called, such as 第2案.
        date: its date as it is printed.
        totals: whether totals are figures, or formulas over their parts where these give the printed figure.
        unit: the unit of the figures, each rounded once; None for the one the plan is entered in.
        thousand: whether a table with build-ups has a second sheet in 千円, on which its formulas rest. It
            has a meaning only where totals are formulas and the unit is coarser than 千円.
        lock: whether the sheets are protected, without a password, but for what may be typed.
        comments: whether open notes go along, without the names of those who wrote them.
        draft: whether every page is marked （案）.
    """

    version: str
    date: str
    totals: Literal["values", "formulas"] = "values"
    unit: Unit | None = None
    thousand: bool = False
    lock: bool = False
    comments: bool = False
    draft: bool = False
