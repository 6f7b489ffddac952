"""Ties that a plan's figures suggest: sums of few lines that agree in every column, held against chance.

Signed sums of two, three and four lines of an account, in whatever statements, that come to nothing within
rounding in each of its columns. With random amounts so many combinations would agree now and then as well:
the evidence of one is how unlikely its agreement is, in powers of ten, less how many were tried. What follows
from the template's sums, from the plan's ties and from better proposals is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb, log10
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from smrj_desktop.domain.amounts import BLANK, NOTHING, Figure
from smrj_desktop.domain.check_records import Tie
from smrj_desktop.domain.checks import intervals
from smrj_desktop.domain.checks.intervals import Grade
from smrj_desktop.domain.checks.span import Span
from smrj_desktop.domain.checks.tie_terms import TieTerm
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey

LEAST_EVIDENCE = 3.0
"""A proposal is shown where chance would make it once in a thousand plans."""
MOST_TERMS = 4
_DECADES = 16.0
"""Amounts spread over some seven powers of ten evenly, which is sixteen times e."""

Ints = npt.NDArray[np.int64]


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


Sides = tuple[tuple[str, ...], tuple[str, ...]]
Terms = tuple[tuple[int, int], ...]
"""Lines by number, each with its sign."""


class _Sums(NamedTuple):
    """Signed sums of lines, and what they come to; shape of `values` (sums, columns)."""

    terms: list[Terms]
    values: Ints


class _Found(NamedTuple):
    """A signed sum of lines of one account that comes to nothing.

    Attributes:
        weights: of the lines, by `statement.line`.
        exact, rounding: in how many columns that hold something.
        surprise: how unlikely chance made it, in powers of ten.
        tried: how many such sums there were to try.
    """

    weights: dict[str, int]
    exact: int
    rounding: int
    surprise: float
    tried: float


def propose(plan: Plan, last: Plan | None = None) -> list[Proposal]:
    """The ties that the figures suggest, the strongest first.

    Args:
        plan: the plan; ties it has, and proposals it has dismissed, are not proposed.
        last: last year's plan, in which they must hold as well.
    """
    accounts = {account.key: _Lines(plan, account.key) for account in plan.accounts}
    found: dict[Sides, dict[str, _Found]] = {}
    for account, lines in accounts.items():
        earlier = _Lines(last, account) if last else None
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


def _evidence(items: Mapping[str, _Found]) -> float:
    """What all accounts say together; in which of them it holds, chance may have chosen."""
    tried = max(item.tried for item in items.values())
    return sum(item.surprise for item in items.values()) - log10(tried) - len(items) * log10(2)


def _proposal(plan: Plan, sides: Sides, items: Mapping[str, _Found], evidence: float) -> Proposal:
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


class _Lines:
    """The lines of all statements of an account that hold something, and what is known of them.

    Attributes:
        names: `statement.line`.
        figures: for each line, its figure in each column.
        values: shape (lines, columns).
        relations: what is known to come to nothing: weights by `statement.line`.
    """

    def __init__(self, plan: Plan, account: str) -> None:
        self._plan, self._account = plan, account
        self._mode = plan.profile.precision
        self.names: list[str] = []
        self.figures: list[list[Figure]] = []
        self.relations: list[dict[str, int]] = []
        self._leaf_columns: list[bool] = []
        self.columns: list[str] = []
        for key in plan.tables:
            if key.account == account:
                self._read(key)
        self.values: Ints = np.array(
            [[figure.value for figure in row] for row in self.figures], dtype=np.int64
        ).reshape(len(self.names), -1)
        for tie in plan.ties:
            if account in tie.accounts and not tie.columns:
                self.relations.append(_line_weights(tie))

    def _read(self, key: TableKey) -> None:
        table = self._plan.tables[key]
        template = table.template
        columns = [column.key for column in template.columns.nodes]
        if not self.columns:
            self.columns = columns
            self._leaf_columns = [template.columns.is_leaf(at) for at in range(len(columns))]
        if columns != self.columns:
            return
        for row, figures in enumerate(table.sheet().figures()):
            name = f"{key.statement}.{template.lines.nodes[row].key}"
            if template.lines.is_heading(row):
                continue
            if all(figure in (NOTHING, BLANK) for figure in figures):
                # a line without anything in it is nothing, whatever it is added to
                self.relations.append({name: 1})
            else:
                self.names.append(name)
                self.figures.append(figures)
            if children := template.lines.children[row]:
                parts = {
                    f"{key.statement}.{template.lines.nodes[step.position].key}": -step.weight
                    for step in children
                }
                self.relations.append({name: 1, **parts})

    def found(self, earlier: _Lines | None) -> Iterator[tuple[Sides, _Found]]:
        """Every sum that comes to nothing, by its sides; in an earlier year as well where one is given."""
        for size in range(2, MOST_TERMS + 1):
            for terms in self._agreeing(size):
                item = self._weigh(terms)
                if item and earlier is not None:
                    item = self._confirmed(item, earlier)
                if item:
                    yield _sides(item.weights), item

    @cached_property
    def _singles(self) -> _Sums:
        return _Sums([((line, 1),) for line in range(len(self.names))], self.values)

    @cached_property
    def _pairs(self) -> _Sums:
        """Signed sums of two lines, the first one positive, that do not come to nothing by themselves."""
        terms: list[Terms] = []
        sums = []
        for first, second in combinations(range(len(self.names)), 2):
            for sign in (1, -1):
                total = self.values[first] + sign * self.values[second]
                if np.abs(total).max(initial=0) > 2:
                    terms.append(((first, 1), (second, sign)))
                    sums.append(total)
        return _Sums(terms, np.array(sums, dtype=np.int64).reshape(len(sums), self.values.shape[1]))

    def _agreeing(self, size: int) -> Iterator[Terms]:
        """Signed sums of so many lines that are at most 2 in every column."""
        left = self._pairs if size > 3 else self._singles
        right = self._pairs if size > 2 else self._singles
        seen = set()
        for sign in (1, -1):
            for one, other in _close(left.values, sign * right.values):
                terms = (*left.terms[one], *((line, -sign * weight) for line, weight in right.terms[other]))
                if len({line for line, _ in terms}) == size:
                    ordered = sorted(terms)
                    turned = ordered[0][1]
                    seen.add(tuple((line, turned * weight) for line, weight in ordered))
        yield from sorted(seen)

    def _weigh(self, terms: Terms) -> _Found | None:
        """A sum with its evidence; None where rounding does not explain it, or it is two in one."""
        if self._falls_apart(terms):
            return None
        exact = rounding = 0
        amounts = []
        for column, leaf in enumerate(self._leaf_columns):
            figures = [(sign, self.figures[line][column]) for line, sign in terms]
            difference = sum(sign * figure.value for sign, figure in figures)
            if intervals.grade(difference, figures, self._mode) is Grade.IMPOSSIBLE:
                return None
            if largest := max(abs(figure.value) for _, figure in figures):
                exact, rounding = exact + (not difference), rounding + bool(difference)
                amounts += [largest] * leaf
        # exact agreement everywhere is the rarer thing, but looking for it is one more thing tried
        width = 2 * (len(terms) // 2) + 1 if rounding else 1
        surprise = sum(log10(max(1.0, _DECADES * amount / width)) for amount in amounts)
        weights = {self.names[line]: sign for line, sign in terms}
        return _Found(weights, exact, rounding, surprise, 2 * self._tried(len(terms)))

    def _falls_apart(self, terms: Terms) -> bool:
        """Whether some of the terms come to nothing by themselves, and so do the others."""
        for size in range(1, len(terms) // 2 + 1):
            for some in combinations(terms, size):
                total = sum((sign * self.values[line] for line, sign in some), np.int64(0))
                if np.abs(total).max() <= 2:
                    return True
        return False

    def _tried(self, size: int) -> float:
        return comb(len(self.names), size) * 2.0 ** (size - 1)

    def _confirmed(self, item: _Found, earlier: _Lines) -> _Found | None:
        """The sum with what an earlier year says of it; None where it did not hold then."""
        places = {name: line for line, name in enumerate(earlier.names)}
        if not item.weights.keys() <= places.keys():
            return None
        then = earlier._weigh(tuple((places[name], sign) for name, sign in item.weights.items()))
        return item._replace(surprise=item.surprise + then.surprise) if then else None


def _sides(weights: Mapping[str, int]) -> Sides:
    """The terms on both sides, the shorter one left; negative only where all are of one sign."""
    left = tuple(name for name, sign in weights.items() if sign > 0)
    right = tuple(name for name, sign in weights.items() if sign < 0)
    if not right:
        left, right = left[:1], tuple(f"-{name}" for name in left[1:])
    return (left, right) if len(left) <= len(right) else (right, left)


def _close(left: Ints, right: Ints) -> Iterator[tuple[int, int]]:
    """Rows of two tables that differ by at most 2 in every column."""
    if not left.size or not right.size:
        return
    order = np.argsort(right[:, -1], kind="stable")
    ordered = right[order]
    starts = np.searchsorted(ordered[:, -1], left[:, -1] - 2, side="left")
    ends = np.searchsorted(ordered[:, -1], left[:, -1] + 2, side="right")
    for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start < end:
            near = np.abs(ordered[start:end] - left[row]).max(axis=1) <= 2
            for at in np.flatnonzero(near):
                yield row, int(order[start + at])


def _line_weights(tie: Tie) -> dict[str, int]:
    """A tie as weights of lines of the account it is tested for."""
    weights: dict[str, int] = {}
    for side, texts in ((1, tie.left), (-1, tie.right)):
        for written in texts:
            try:
                term = TieTerm.parse(written)
            except EditError:
                return {}
            name = f"{term.statement}.{term.line}"
            weights[name] = weights.get(name, 0) + side * term.sign
    return {name: weight for name, weight in weights.items() if weight}


def _between_accounts(plan: Plan, last: Plan | None) -> Iterator[Proposal]:
    """Lines of two accounts with one figure in their grand totals."""
    totals = list(_grand_totals(plan))
    tried = max(1, len(totals) * (len(totals) - 1) // 2)
    known = {frozenset((*tie.left, *tie.right)) for tie in plan.ties}
    taken: set[frozenset[str]] = set()
    for (account, one, figure), (other_account, other, other_figure) in combinations(totals, 2):
        if account == other_account or figure != other_figure or not figure.value:
            continue
        evidence = log10(_DECADES * abs(figure.value)) - log10(tried)
        if last is not None:
            then = [_figure(last, term) for term in (one, other)]
            if then[0].amount is None or then[0] != then[1] or not then[0].value:
                continue
            evidence += log10(_DECADES * abs(then[0].value))
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
        columns = table.template.columns.nodes
        last = [at for at, column in enumerate(columns) if not column.parent][-1]
        for row, line in enumerate(table.template.lines.nodes):
            figure = table.sheet().figure(row, last)
            if not line.heading and figure.value:
                term = TieTerm(1, key.account, key.statement, line.key, columns[last].key)
                yield key.account, str(term), figure


def _figure(plan: Plan, written: str) -> Figure:
    term = TieTerm.parse(written)
    try:
        return plan.figure(CellKey(term.statement, term.account, term.line, term.column))
    except EditError:
        return BLANK
