"""The checks of a plan. Each is a pure function from a plan to findings; all are listed in `ALL`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.domain.checks.footing import footing
from smrj_desktop.domain.checks.ties import ties
from smrj_desktop.domain.plan import Plan

ALL: tuple[Callable[[Plan], Iterable[Finding]], ...] = (footing, ties)


def run(plan: Plan) -> list[Finding]:
    """Every finding of every check, in the order of the plan."""
    return [finding for check in ALL for finding in check(plan)]


__all__ = ["ALL", "Finding", "Place", "Severity", "run"]
