"""What passes between accounts and is counted in both: taken out of any sum over accounts.

Which flows these are, the plan's ties say: a tie of income of one account and expenditure of another names
the same money twice.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from itertools import chain

from smrj_desktop.domain.amounts import BLANK, Figure
from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.checks.tie_terms import TieTerm
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import Bar, Row
from smrj_desktop.domain.series_figures import (
    ELIMINATION,
    EXPENDITURE,
    INCOME,
    SIDES,
    bars,
    figure,
    total,
)
from smrj_desktop.domain.statements import PLAN, CellKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One account's side of a flow.

    Attributes:
        side: `INCOME` or `EXPENDITURE`.
        line: the label of the budget's line.
        cells: the cells it is reckoned from, with their signs.
        amount: what it comes to; blank where a cell is.
    """

    side: str
    line: str
    cells: tuple[tuple[CellKey, int], ...]
    amount: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Elimination:
    """A flow between two accounts, as its income and its expenditure have it."""

    income: Half
    expenditure: Half

    @property
    def label(self) -> str:
        """Both lines by name: 他勘定貸付金⇔借入金等."""
        return f"{self.expenditure.line}⇔{self.income.line}"

    @property
    def halves(self) -> tuple[Half, Half]:
        """Income first."""
        return self.income, self.expenditure

    @property
    def cells(self) -> tuple[CellKey, ...]:
        """All cells that it is reckoned from."""
        return tuple(at for half in self.halves for at, _ in half.cells)

    @property
    def key(self) -> Hashable:
        """Names it, the same in every layer."""
        return tuple(
            frozenset((at._replace(layer=PLAN), sign) for at, sign in half.cells) for half in self.halves
        )


def elimination_row(flow: Elimination) -> Row:
    """What is taken out of a sum over accounts, with the lines it is about."""
    return Row(flow.label, tuple(chain(*map(half_bars, flow.halves))), word=ELIMINATION)


def half_bars(half: Half) -> tuple[Bar, ...]:
    """One side of what is taken out, below 0."""
    only = half.cells[0][0] if len(half.cells) == 1 else None
    return bars(half.side, total([half.amount], -1), only)


def eliminations(plan: Plan, layer: str = PLAN) -> tuple[Elimination, ...]:
    """The flows between accounts that the plan's ties name, each once; those of nothing are passed over."""
    found: dict[Hashable, Elimination] = {}
    for tie in plan.ties:
        if tie.accounts:
            continue
        for column in tie.columns or ("",):
            flow = _flow(plan, tie, column, layer)
            if flow is not None and not _is_in_another(plan, flow.income, column, tie):
                found.setdefault(flow.key, flow)
    return tuple(found.values())


def _flow(plan: Plan, tie: Tie, column: str, layer: str) -> Elimination | None:
    """What a tie says in a column; None where that is no flow between two accounts, or nothing flows."""
    halves = [_half(plan, terms, column, layer) for terms in (tie.left, tie.right)]
    by_side = {half.side: half for half in halves if half}
    income, expenditure = by_side.get(INCOME), by_side.get(EXPENDITURE)
    if income is None or expenditure is None or _account(income) == _account(expenditure):
        return None
    if not (income.amount.value or expenditure.amount.value):
        return None
    return Elimination(
        income=replace(income, amount=_known(income, expenditure)),
        expenditure=replace(expenditure, amount=_known(expenditure, income)),
    )


def _is_in_another(plan: Plan, half: Half, column: str, tie: Tie) -> bool:
    """Whether a tie also names a column that a column of its own adds up to, and so the flow as a whole."""
    at = half.cells[0][0]
    columns = plan.table(at).template.columns
    above = {columns.nodes[step.position].key for step in columns.up[columns.position[at.column]][1:]}
    return at.column == column and not above.isdisjoint(tie.columns)


def _known(half: Half, other: Half) -> Figure:
    """What a half comes to; what the other one does where it is not filled in as a whole."""
    return other.amount if half.amount.amount is None else half.amount


def _account(half: Half) -> str:
    return half.cells[0][0].account


def _half(plan: Plan, written: tuple[str, ...], column: str, layer: str) -> Half | None:
    """One side of a tie as a flow of one account; None where it is none."""
    try:
        terms = [TieTerm.parse(one) for one in written]
        cells = tuple((term.cell("", column)._replace(layer=layer), term.sign) for term in terms)
        for at, _ in cells:
            plan.table(at).locate(at)
    except EditError:
        return None
    budget = [at for at, _ in cells if at.statement == "budget"]
    sides = {_side(plan, at) for at in budget}
    if len({at.account for at, _ in cells}) != 1 or len(sides) != 1:
        return None
    lines = plan.table(budget[0]).template.lines
    figures = [total([figure(plan, at)], sign) for at, sign in cells]
    return Half(
        side=sides.pop(),
        line=lines[budget[0].line].label,
        cells=cells,
        amount=BLANK if BLANK in figures else total(figures),
    )


def _side(plan: Plan, at: CellKey) -> str:
    """Into which side of the budget a line adds up; empty where into none."""
    lines = plan.table(at).template.lines
    above = {lines.nodes[step.position].key for step in lines.up[lines.position[at.line]][1:]}
    return next((side.series for side in SIDES["budget"] if above & set(side.lines)), "")
