"""Identities between tables (`Plan.ties`), with the differences that are known deducted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smrj_desktop.domain.amounts import Figure, show, show_difference
from smrj_desktop.domain.checks.finding import Finding, Place, Severity, cell_place
from smrj_desktop.domain.checks.intervals import Grade, grade
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan, Tie
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a tie: `[-][account/]statement.line[/column]`."""

    sign: int
    account: str
    statement: str
    line: str
    column: str

    @classmethod
    def parse(cls, text: str) -> Term:
        """Reads a term; raises `EditError` where it is none."""
        sign, body = (-1, text[1:]) if text.startswith("-") else (1, text)
        parts = body.split("/")
        account = parts.pop(0) if "." not in parts[0] else ""
        name = parts.pop(0) if parts else ""
        column = parts.pop(0) if parts else ""
        statement, dot, line = name.partition(".")
        if parts or not dot or not statement or not line:
            raise EditError(what=text)
        return cls(sign, account, statement, line, column)


def ties(plan: Plan) -> Iterator[Finding]:
    """A finding for every tie that does not hold: 端数 within rounding, else an error; unknown lines warn."""
    for tie in plan.ties:
        for account in tie.accounts or ("",):
            try:
                yield from _tie(plan, tie, account)
            except EditError as error:
                yield Finding(
                    kind="tie_undecidable",
                    severity=Severity.WARNING,
                    place=Place(account=account or None),
                    parameters={"tie": tie.label, "what": error.parameters["what"]},
                )


def _tie(plan: Plan, tie: Tie, account: str) -> Iterator[Finding]:
    left, right = ([Term.parse(text) for text in side] for side in (tie.left, tie.right))
    first = left[0]
    template = plan.table(TableKey(first.statement, first.account or account)).template
    every = tuple(column.key for column in template.columns.nodes)
    columns = tie.columns or (every if account else (first.column,))
    explained = {
        entry.column: entry for entry in plan.explained if (entry.tie, entry.account) == (tie.key, account)
    }
    for column in columns:
        sides = [
            [(term.sign, _figure(plan, term, account, column)) for term in side] for side in (left, right)
        ]
        sums = [sum(sign * figure.value for sign, figure in side) for side in sides]
        known = explained.get(column)
        rest = sums[0] - sums[1] - (known.amount if known else 0)
        figures = [figure for side in sides for _, figure in side]
        result = grade(rest, figures, plan.profile.rounding)
        if tie.within == "exact" and result is Grade.ROUNDING:
            result = Grade.IMPOSSIBLE
        if result is Grade.EXACT and not known:
            continue
        kind = "tie_explained" if known and result is not Grade.IMPOSSIBLE else f"tie_{result}"
        position = template.columns.position[first.column or column]
        yield Finding(
            kind=kind,
            severity=Severity.ERROR if result is Grade.IMPOSSIBLE else Severity.INFO,
            place=cell_place(template, template.lines.position[first.line], position),
            parameters={
                "tie": tie.label,
                "left": show(Figure(sums[0])),
                "right": show(Figure(sums[1])),
                "difference": show_difference(sums[0] - sums[1]),
                "reason": known.reason if known else "",
            },
        )


def _figure(plan: Plan, term: Term, account: str, column: str) -> Figure:
    return plan.figure(CellKey(term.statement, term.account or account, term.line, term.column or column))
