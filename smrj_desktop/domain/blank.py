"""A plan's structure without what was filled into it, to begin another plan with."""

from __future__ import annotations

from dataclasses import replace

from smrj_desktop.domain.measures import HEADINGS, Outline
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Table


def blank(plan: Plan, plan_id: str) -> Plan:
    """A new plan with the structure of another one.

    It has the accounts, lines, columns, sections, ties, headings and indicators of the other; no figure, no
    target, no text, and nothing of what people have said about it.

    Args:
        plan: whose structure it gets.
        plan_id: names it, so that it is never taken for the other one.
    """
    headings = [passage for passage in plan.outline if passage.kind in HEADINGS]
    kept = {passage.key for passage in headings}
    return Plan(
        profile=replace(plan.profile, id=plan_id, date="", preamble=""),
        accounts=plan.accounts,
        sections=plan.sections,
        ties=plan.ties,
        rules=replace(plan.rules, efficiency=(), borrowing_limit=None, borrowing_planned=None, reserves=()),
        tables={key: Table(table.template) for key, table in plan.tables.items()},
        outline=Outline(replace(passage, figures=(), repeat_of="") for passage in headings),
        indicators=[
            replace(
                item,
                target=None,
                midterm_target=None,
                results=(),
                passages=tuple(key for key in item.passages if key in kept),
            )
            for item in plan.indicators
        ],
    )
