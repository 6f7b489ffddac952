"""What is said of lines, columns and accounts that go: ties, explained differences, rules' inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from smrj_desktop.domain.amounts import BLANK, Figure
from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.checks.tie_terms import TieTerm
from smrj_desktop.domain.edit_kinds import Edit, PutTie, RemoveExplained, RemoveTie, SetRules
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey, TableTemplate


class Gone(NamedTuple):
    """Something that goes.

    Attributes:
        what: `figure`, `total` (a published one), `build_up`, `tie`, `explained`, `reserve` or `rule`.
        cell: for the first three, where; it is a cell of the plan as it was.
        figure: what it shows.
        name: for the others, what it is called.
    """

    what: str
    cell: CellKey | None = None
    figure: Figure = BLANK
    name: str = ""


def records_without(plan: Plan, templates: Mapping[TableKey, TableTemplate]) -> tuple[list[Edit], list[Gone]]:
    """The edits that take out what speaks of lines, columns and accounts that there will be no more."""
    edits: list[Edit] = []
    gone: list[Gone] = []
    now = {key: table.template for key, table in plan.tables.items()}
    accounts = {key.account for key in templates}
    void = {tie.key for tie in plan.ties if _stands(tie, now) and not _stands(tie, templates)}
    for item in plan.explained:
        place = item.account, item.column
        if item.tie in void or (_has(now, *place) and not _has(templates, *place)):
            edits.append(RemoveExplained(tie=item.tie, account=item.account, column=item.column))
            gone.append(Gone("explained", name=item.reason))
    removed = 0
    for index, tie in enumerate(plan.ties):
        if tie.key in void:
            edits.append(RemoveTie(key=tie.key))
            gone.append(Gone("tie", name=tie.label))
            removed += 1
        elif lost := {key.account for key in now} & set(tie.accounts) - accounts:
            kept = tuple(account for account in tie.accounts if account not in lost)
            edits.append(PutTie(tie=replace(tie, accounts=kept), index=index - removed))
    rules, names = plan.rules, _lines(templates)
    for name in ("carry_in", "carry_out", "reserve_use"):
        line = getattr(rules, name)
        if line in _lines(now) and line not in names:
            changed: dict[str, Any] = {name: ""}
            rules = replace(rules, **changed)
            gone.append(Gone("rule", name=name))
    reserves = tuple(item for item in rules.reserves if item.account in accounts)
    gone += (
        Gone("reserve", name=plan.account(reserve.account).label)
        for reserve in rules.reserves
        if reserve not in reserves
    )
    rules = replace(rules, reserves=reserves)
    if rules != plan.rules:
        edits.append(SetRules(rules=rules))
    return edits, gone


def _has(templates: Mapping[TableKey, TableTemplate], account: str, column: str) -> bool:
    """Whether there is an account with a column; either may be left out."""
    return any(
        (not account or key.account == account) and (not column or column in template.columns.position)
        for key, template in templates.items()
    )


def _lines(templates: Mapping[TableKey, TableTemplate]) -> set[str]:
    """All lines, as `statement.line`."""
    return {f"{key.statement}.{line.key}" for key, item in templates.items() for line in item.lines.nodes}


def _stands(tie: Tie, templates: Mapping[TableKey, TableTemplate]) -> bool:
    """Whether every term of a tie still has a line somewhere, in a column where it names one."""
    accounts = {key.account for key in templates}
    tested = [account for account in tie.accounts if account in accounts]
    if tie.accounts and not tested:
        return False
    for text in (*tie.left, *tie.right):
        try:
            term = TieTerm.parse(text)
        except EditError:
            # it never was one, which the checks say
            continue
        places = [
            template
            for key, template in templates.items()
            if key.statement == term.statement
            and (key.account == term.account if term.account else not tie.accounts or key.account in tested)
            and term.line in template.lines.position
        ]
        if not any(not term.column or term.column in template.columns.position for template in places):
            return False
    if not tie.columns:
        return True
    known = {
        node.key
        for key, item in templates.items()
        for node in item.columns.nodes
        if not tie.accounts or key.account in tested
    }
    return any(column in known for column in tie.columns)
