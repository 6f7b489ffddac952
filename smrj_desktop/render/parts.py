"""What can be printed of a plan, as parts: section summaries, statements, indicators, text, report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from smrj_desktop.domain.checks.finding import Finding
from smrj_desktop.domain.grid import Grid
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import TableKey
from smrj_desktop.render.blocks import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be printed, and with what.

    Attributes:
        sections: keys of chapters and sections (headings right below a chapter) whose summaries are wanted.
        tables: the statements.
        indicators, text, report: whether the list of indicators, the plan's text, the check report are.
        charts: whether summaries have their chart, and whether charts of the accounts follow the statements.
        findings: whether summaries list the open findings of their section.
        notes: whether open notes are printed as footnotes.
        contents: whether a list of contents comes first.
    """

    sections: tuple[str, ...] = ()
    tables: tuple[TableKey, ...] = ()
    indicators: bool = False
    text: bool = False
    report: bool = False
    charts: bool = True
    findings: bool = False
    notes: bool = False
    contents: bool = False

    def only_known(self, plan: Plan) -> Wanted:
        """The same without sections and tables that the plan does not have."""
        sections = tuple(key for key in self.sections if key in sections_of(plan))
        return replace(
            self, sections=sections, tables=tuple(key for key in self.tables if key in plan.tables)
        )


def sections_of(plan: Plan) -> tuple[str, ...]:
    """The keys of the chapters and sections that have a summary, in the order of the text."""
    raise NotImplementedError


def whole_plan(plan: Plan) -> Wanted:
    """The whole plan as it is published: contents, text, indicators, all statements."""
    raise NotImplementedError


def of_plan(
    plan: Plan, wanted: Wanted, findings: Sequence[Finding] = (), holds: bool | None = None
) -> list[Part]:
    """The parts of a plan in the order they are printed: summaries, text, indicators, statements, report.

    Args:
        plan: the plan.
        wanted: what of it; what the plan does not have is passed over.
        findings: all findings of its checks, where summaries or the report need them.
        holds: the joint proof's verdict.
    """
    raise NotImplementedError


def of_grids(title: str, grids: Sequence[Grid]) -> list[Part]:
    """Any grids as one part."""
    raise NotImplementedError
