"""Ties that a plan's figures suggest: sums of few lines that agree in every column, held against chance.

Signed sums of two, three and four lines of an account, in whatever statements, that come to nothing within
rounding in each of its columns. With random amounts so many combinations would agree now and then as well:
the evidence of one is how unlikely its agreement is, in powers of ten, less how many were tried. What follows
from the template's sums, from the plan's ties and from better proposals is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log10

from smrj_desktop.domain.amounts import BLANK, Figure
from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.checks.mining_lines import DECADES, AccountLines, Found, Sides
from smrj_desktop.domain.checks.span import Span
from smrj_desktop.domain.checks.tie_terms import TieTerm
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey

LEAST_EVIDENCE = 3.0
"""A proposal is shown where chance would make it once in a thousand plans."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A tie that could be added.

    Attributes:
        key: a name that lasts: its terms.
        tie: the tie, named after its lines.
        exact, rounding: in how many columns that hold something it agrees exactly, and within rounding.
        evidence: how unlikely chance made it, in powers of ten.
    """

    key: str
    tie: Tie
    exact: int
    rounding: int
    evidence: float


def propose(plan: Plan, last: Plan | None = None) -> list[Proposal]:
    """The ties that the figures suggest, the strongest first.

    Args:
        plan: the plan; ties it has, and proposals it has dismissed, are not proposed.
        last: last year's plan, in which they must hold as well.
    """
    accounts = {account.key: AccountLines(plan, account.key) for account in plan.accounts}
    found: dict[Sides, dict[str, Found]] = {}
    for account, lines in accounts.items():
        earlier = AccountLines(last, account) if last else None
        for sides, item in lines.found(earlier):
            found.setdefault(sides, {})[account] = item
    bases = {account: Span(lines.relations) for account, lines in accounts.items()}
    proposals = []
    # the simplest first, of these the strongest; what follows from them is left out
    for sides in sorted(found, key=lambda sides: (sum(map(len, sides)), -_evidence(found[sides]), sides)):
        items = found[sides]
        evidence = _evidence(items)
        if evidence < LEAST_EVIDENCE:
            continue
        new = {account: item for account, item in items.items() if bases[account].add(item.weights)}
        if new:
            proposals.append(_proposal(plan, sides, new, evidence))
    known = {item.key for item in plan.dismissed}
    proposals += _between_accounts(plan, last)
    wanted = [item for item in proposals if item.key not in known]
    return sorted(wanted, key=lambda item: (-item.evidence, item.key))


def _evidence(items: Mapping[str, Found]) -> float:
    """What all accounts say together; in which of them it holds, chance may have chosen."""
    tried = max(item.tried for item in items.values())
    return sum(item.surprise for item in items.values()) - log10(tried) - len(items) * log10(2)


def _proposal(plan: Plan, sides: Sides, items: Mapping[str, Found], evidence: float) -> Proposal:
    accounts = tuple(items)
    exact = sum(item.exact for item in items.values())
    rounding = sum(item.rounding for item in items.values())
    key = " = ".join(" ".join(side) for side in sides)
    return Proposal(
        key=key,
        tie=Tie(
            key=f"mined {key}",
            label=_label(plan, sides, accounts),
            left=sides[0],
            right=sides[1],
            accounts=accounts,
            within="exact" if not rounding and len(sides[0]) == len(sides[1]) == 1 else "rounding",
        ),
        exact=exact,
        rounding=rounding,
        evidence=evidence,
    )


def _label(plan: Plan, sides: Iterable[Sequence[str]], accounts: Sequence[str]) -> str:
    """A name made of the lines' own."""
    return " = ".join(
        "".join(_line_name(plan, term, accounts, first=at == 0) for at, term in enumerate(side))
        for side in sides
    )


def _line_name(plan: Plan, written: str, accounts: Sequence[str], *, first: bool) -> str:
    term = TieTerm.parse(written)
    sign = "" if first and term.sign > 0 else "−" if term.sign < 0 else "＋"
    table = plan.table(TableKey(term.statement, term.account or accounts[0]))
    line = table.template.lines[term.line]
    return f"{sign}{line.section}{line.label}" if line.label == "計" else f"{sign}{line.label}"


def _between_accounts(plan: Plan, last: Plan | None) -> Iterator[Proposal]:
    """Lines of two accounts with one figure in their grand totals."""
    totals = list(_grand_totals(plan))
    tried = max(1, len(totals) * (len(totals) - 1) // 2)
    known = {frozenset((*tie.left, *tie.right)) for tie in plan.ties}
    taken: set[frozenset[str]] = set()
    for (account, one, figure), (other_account, other, other_figure) in combinations(totals, 2):
        if account == other_account or figure != other_figure or not figure.value:
            continue
        evidence = log10(DECADES * abs(figure.value)) - log10(tried)
        if last is not None:
            then = [_figure(last, term) for term in (one, other)]
            if then[0].amount is None or then[0] != then[1] or not then[0].value:
                continue
            evidence += log10(DECADES * abs(then[0].value))
        if evidence < LEAST_EVIDENCE or frozenset((one, other)) in known | taken:
            continue
        taken.add(frozenset((one, other)))
        key = f"{one} = {other}"
        yield Proposal(
            key=key,
            tie=Tie(
                key=f"mined {key}",
                label=_label(plan, ((one,), (other,)), ()),
                left=(one,),
                right=(other,),
                columns=(TieTerm.parse(one).column,),
                within="exact",
            ),
            exact=1,
            rounding=0,
            evidence=evidence,
        )


def _grand_totals(plan: Plan) -> Iterator[tuple[str, str, Figure]]:
    for key, table in plan.tables.items():
        last = table.template.grand_total
        if last is None:
            continue
        for row, line in enumerate(table.template.lines.nodes):
            figure = table.sheet().figure(row, last)
            if not line.heading and figure.value:
                term = TieTerm(
                    1, key.account, key.statement, line.key, table.template.columns.nodes[last].key
                )
                yield key.account, str(term), figure


def _figure(plan: Plan, written: str) -> Figure:
    term = TieTerm.parse(written)
    try:
        return plan.figure(CellKey(term.statement, term.account, term.line, term.column))
    except EditError:
        return BLANK
