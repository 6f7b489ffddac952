"""Findings as a person or a script reads them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from smrj_desktop import messages
from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.domain.plan import Plan


def summary(findings: Sequence[Finding]) -> dict[str, Any]:
    """How many findings of each severity; `proof` is null, as the joint proof was not asked for."""
    counts = {severity: sum(item.severity is severity for item in findings) for severity in Severity}
    return {
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "infos": counts[Severity.INFO],
        "proof": None,
    }


def as_json(plan: Plan, findings: Sequence[Finding]) -> str:
    """The report for scripts, as `check --json` prints it."""
    return json.dumps(
        {
            "summary": summary(findings),
            "findings": [
                {
                    "kind": finding.kind,
                    "severity": finding.severity.value,
                    "place": _place(plan, finding.place),
                    "message": sentence(finding),
                    "suspects": [],
                }
                for finding in findings
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_text(plan: Plan, findings: Sequence[Finding]) -> str:
    """The report for people: one line a finding, errors first, and the counts at the end."""
    order = list(Severity)
    sorted_findings = sorted(findings, key=lambda item: order.index(item.severity))
    lines = [line(plan, finding) for finding in sorted_findings]
    return "\n".join([*lines, messages.text("check.summary", **summary(findings))])


def line(plan: Plan, finding: Finding) -> str:
    """A finding in one line: severity, place and sentence between tabs."""
    severity = messages.text(f"severity.{finding.severity.value}")
    return f"{severity}\t{where(plan, finding.place)}\t{sentence(finding)}"


def sentence(finding: Finding) -> str:
    """The finding's message in the current language."""
    return messages.text(f"finding.{finding.kind}", **finding.parameters)


def where(plan: Plan, place: Place) -> str:
    """A place in words: 予算・一般勘定・計・生産性向上業務."""
    return "・".join(str(value) for value in _place(plan, place).values() if value)


def _place(plan: Plan, place: Place) -> dict[str, str | None]:
    names = {account.key: account.label for account in plan.accounts}
    statement = messages.catalogue(messages.language()).get(f"statement.{place.statement}", place.statement)
    return {
        "statement": statement,
        "account": names.get(place.account or "", place.account),
        "section": place.section,
        "line": place.line,
        "segment": place.segment,
        "class": place.accounting_class,
        "passage": place.passage,
        "indicator": place.indicator,
    }
