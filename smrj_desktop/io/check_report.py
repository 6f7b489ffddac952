"""Findings as a person or a script reads them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from smrj_desktop import messages
from smrj_desktop.domain.amounts import show
from smrj_desktop.domain.checks.finding import Finding, Place, RelationAt, Severity, SuspectCell
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import TableKey

MOST_SUSPECTS = 3
"""So many cells that may be wrong are named below a finding."""


def summary(findings: Sequence[Finding], holds: bool | None = None) -> dict[str, Any]:
    """How many findings of each severity nobody has accepted, and the joint proof's verdict.

    `proof` is `holds`, `fails`, or None where there is no verdict.
    """
    counts = Counter(item.severity for item in findings if not item.accepted)
    return {
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "infos": counts[Severity.INFO],
        "proof": None if holds is None else "holds" if holds else "fails",
    }


def as_json(plan: Plan, findings: Sequence[Finding], holds: bool | None = None) -> str:
    """The report for scripts, as `check --json` prints it."""
    return json.dumps(
        {
            "summary": summary(findings, holds),
            "findings": [
                {
                    "kind": finding.kind,
                    "severity": finding.severity.value,
                    "place": place_as_json(plan, finding.place),
                    "message": sentence(finding),
                    "accepted": finding.accepted or None,
                    "relations": [related(plan, relation) for relation in finding.relations],
                    "suspects": [
                        {
                            "place": place_as_json(plan, suspect.place),
                            "value": suspect.value.amount,
                            "likely": suspect.likely.amount if suspect.likely else None,
                            "low": suspect.low,
                            "high": suspect.high,
                            "slip": suspect.slip,
                        }
                        for suspect in finding.suspects
                    ],
                }
                for finding in findings
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_text(plan: Plan, findings: Sequence[Finding], holds: bool | None = None) -> str:
    """The report for people: a line a finding, its suspects below, errors first, the counts at the end."""
    lines = []
    for finding in sorted(gravest_first(findings), key=lambda item: bool(item.accepted)):
        lines.append(line(plan, finding))
        lines.extend(f"\t\t{related(plan, relation)}" for relation in finding.relations)
        lines.extend(f"\t\t{suspected(plan, suspect)}" for suspect in finding.suspects[:MOST_SUSPECTS])
    counts = messages.text("check.summary", **summary(findings))
    if accepted := sum(bool(finding.accepted) for finding in findings):
        counts += messages.text("check.accepted_count", count=accepted)
    return "\n".join([*lines, verdict(holds), counts])


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Errors, then warnings, then what is for information; each in its order."""
    order = list(Severity)
    return sorted(findings, key=lambda item: order.index(item.severity))


def verdict(holds: bool | None) -> str:
    """What the joint proof says, in a sentence."""
    return messages.text(f"check.proof_{'none' if holds is None else 'holds' if holds else 'fails'}")


def related(plan: Plan, relation: RelationAt) -> str:
    """A relation in words: 行の計：予算・一般勘定・支出・計・共通・一般経理."""
    return messages.text(
        f"check.relation_{relation.rule}", place=where(plan, relation.place), tie=relation.tie
    )


def suspected(plan: Plan, suspect: SuspectCell) -> str:
    """A cell that may be wrong, with what it probably should print."""
    names = {
        "place": where(plan, suspect.place),
        "value": show(suspect.value) or messages.text("check.blank"),
        "slip": messages.text(f"slip.{suspect.slip}"),
    }
    if suspect.likely is not None:
        return messages.text("check.suspect", likely=show(suspect.likely), **names)
    return messages.text("check.suspect_unclear", **names)


def line(plan: Plan, finding: Finding) -> str:
    """A finding in one line: severity, place and sentence between tabs."""
    severity = messages.text(f"word.{'accepted' if finding.accepted else finding.word}")
    return f"{severity}\t{where(plan, finding.place)}\t{sentence(finding)}"


def sentence(finding: Finding) -> str:
    """The finding's message in the current language."""
    return messages.text(f"finding.{finding.kind}", **finding.parameters)


def where(plan: Plan, place: Place) -> str:
    """A place in words: 予算・一般勘定・計・生産性向上業務."""
    return "・".join(str(value) for value in place_as_json(plan, place).values() if value)


def table_name(plan: Plan, key: TableKey) -> str:
    """A table in words: 予算・一般勘定."""
    return table_of(plan, Place(statement=key.statement, account=key.account))


def table_of(plan: Plan, place: Place) -> str:
    """The table a place is in, in words: 予算・一般勘定; the whole plan where it is in none."""
    names = place_as_json(plan, place)
    said = "・".join(str(names[part]) for part in ("statement", "account") if names[part])
    return said or messages.text("check.whole_plan")


def column_at(plan: Plan, account: str, column: str) -> str:
    """A column of an account in words: 小規模企業共済勘定・経営環境変化対応業務・給付経理."""
    for key, table in plan.tables.items():
        if key.account == account and column in table.template.columns.position:
            node = table.template.columns[column]
            segment = node.segment or node.label
            return where(
                plan, Place(account=account, segment=segment, accounting_class=node.accounting_class)
            )
    return where(plan, Place(account=account, segment=column))


def within_table(place: Place) -> str:
    """Where in its table a place is: 支出・一般管理費・経営環境変化対応業務・一般経理."""
    parts = (
        place.section,
        place.line,
        place.segment,
        place.accounting_class,
        place.passage,
        place.indicator,
    )
    return "・".join(part for part in parts if part)


def place_as_json(plan: Plan, place: Place) -> dict[str, str | None]:
    """A place as scripts read it; what does not apply is None."""
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
