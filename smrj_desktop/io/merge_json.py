"""What became of everything a file brought, as scripts read it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from smrj_desktop.domain.exchange.outcome import Outcome
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import check_report


def as_json(outcome: Outcome, plan: Plan) -> dict[str, Any]:
    """JSON values: how many items of each verdict there are, every item, every finding.

    Args:
        outcome: what became of everything.
        plan: the plan that names the places.
    """
    return {
        "summary": dict(Counter(row.verdict.value for row in outcome.rows)),
        "items": [
            {
                "kind": row.item.kind,
                "key": row.item.key,
                "field": row.item.field or None,
                "place": check_report.place_as_json(plan, row.item.place),
                "state": row.item.state,
                "base": row.item.base,
                "mine": row.item.mine,
                "theirs": row.item.theirs,
                "verdict": row.verdict.value,
                "result": row.result,
            }
            for row in outcome.rows
        ],
        "findings": [
            {
                "kind": finding.kind,
                "severity": finding.severity.value,
                "place": check_report.place_as_json(plan, finding.place),
                "message": check_report.sentence(finding),
            }
            for finding in outcome.findings
        ],
    }
