"""What passes between accounts and is counted in both: taken out of any sum over accounts.

Which flows these are, the plan's ties say: a tie of income of one account and expenditure of another names
the same money twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from smrj_desktop.domain.amounts import BLANK, Figure
from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.checks.tie_terms import TieTerm
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series_figures import EXPENDITURE, INCOME, SIDES, figure, total
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

    @property
    def only_cell(self) -> CellKey | None:
        """The cell that prints the amount, where it is one."""
        return self.cells[0][0] if len(self.cells) == 1 else None


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


def eliminations(plan: Plan, layer: str = PLAN) -> tuple[Elimination, ...]:
    """The flows between accounts that the plan's ties name, each once; those of nothing are passed over."""
    found: dict[tuple[frozenset[tuple[CellKey, int]], ...], Elimination] = {}
    for tie in plan.ties:
        if tie.accounts:
            continue
        halves = [_half(plan, tie, terms, layer) for terms in (tie.left, tie.right)]
        by_side = {half.side: half for half in halves if half}
        income, expenditure = by_side.get(INCOME), by_side.get(EXPENDITURE)
        if income is None or expenditure is None or _account(income) == _account(expenditure):
            continue
        flow = Elimination(
            income=replace(income, amount=_known(income, expenditure)),
            expenditure=replace(expenditure, amount=_known(expenditure, income)),
        )
        if flow.income.amount.value or flow.expenditure.amount.value:
            found.setdefault((frozenset(income.cells), frozenset(expenditure.cells)), flow)
    return tuple(found.values())


def _known(half: Half, other: Half) -> Figure:
    """What a half comes to; what the other one does where it is not filled in as a whole."""
    return other.amount if half.amount.amount is None else half.amount


def _account(half: Half) -> str:
    return half.cells[0][0].account


def _half(plan: Plan, tie: Tie, written: tuple[str, ...], layer: str) -> Half | None:
    """One side of a tie as a flow of one account; None where it is none."""
    column = tie.columns[0] if len(tie.columns) == 1 else ""
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
