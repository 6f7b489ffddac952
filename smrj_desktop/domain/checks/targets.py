"""Indicators: one core target in each section, and what lacks a target or a comparison."""

from __future__ import annotations

from collections.abc import Iterator

from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.domain.plan import Plan


def targets(plan: Plan) -> Iterator[Finding]:
    """A finding for every section without exactly one core target, and what to know of single indicators."""
    for section in plan.sections:
        core = [item.name for item in plan.indicators if item.section == section.section and item.core]
        if len(core) != 1:
            yield Finding(
                kind="target_core_none" if not core else "target_core_several",
                severity=Severity.WARNING,
                place=Place(section=section.section),
                parameters={"section": section.section, "count": len(core), "names": "、".join(core)},
                key=f"target/{section.section}/core",
                figures="、".join(core),
            )
    for item in plan.indicators:
        if item.target is None or item.target.comparison is None:
            kind = "missing" if item.target is None else "without_comparison"
            yield Finding(
                kind=f"target_{kind}",
                severity=Severity.INFO,
                place=Place(section=item.section, indicator=item.key),
                parameters={"name": item.name, "target": str(item.target or "")},
                key=f"target/{item.key}/{kind}",
                figures=f"{item.name} {item.target or ''}",
            )
