"""Where parts come from: a plan with what its checks say, or any grids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.grid import Grid
from smrj_desktop.domain.plan import Plan
from smrj_desktop.render import parts
from smrj_desktop.render.blocks import Part
from smrj_desktop.render.parts import Wanted
from smrj_desktop.ui.laying_out import Maker


class Judged(NamedTuple):
    """What the checks of a plan have come to: the findings, and the joint proof's verdict."""

    findings: Sequence[Finding] = ()
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class PlanSource:
    """A plan as it is whenever parts are made.

    Attributes:
        name: of the file it was read from; empty for the document.
        plan: gives it.
        checked: gives what its checks say.
    """

    name: str
    plan: Callable[[], Plan]
    checked: Callable[[], Judged]

    def makers(self, wanted: Wanted) -> list[Maker]:
        """Makers of the parts that are wanted, each a piece of the work."""
        return [partial(self._make, piece) for piece in _pieces(wanted.only_known(self.plan()))]

    def _make(self, piece: Wanted) -> list[Part]:
        return parts.of_plan(self.plan(), piece, *self.checked())


def of_grids(title: str, grids: Sequence[Grid]) -> list[Maker]:
    """The maker of a part of grids."""
    return [partial(parts.of_grids, title, grids)]


def _pieces(wanted: Wanted) -> Iterator[Wanted]:
    """What is wanted in the order it is printed, a section or a table at a time."""
    nothing = replace(
        wanted, sections=(), tables=(), charts_of=(), indicators=False, text=False, report=False
    )
    for section in wanted.sections:
        yield replace(nothing, sections=(section,))
    if wanted.text:
        yield replace(nothing, text=True)
    if wanted.indicators:
        yield replace(nothing, indicators=True)
    for table in wanted.tables:
        yield replace(nothing, tables=(table,))
    for subject in wanted.charts_of:
        yield replace(nothing, charts_of=(subject,))
    if wanted.report:
        yield replace(nothing, report=True)
