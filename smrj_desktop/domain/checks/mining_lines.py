"""Signed sums of few lines of one account that come to nothing in each of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from smrj_desktop.domain.checks.tie_terms import TieTerm
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.template import TableKey

MOST_TERMS = 4
DECADES = 16.0
"""Amounts spread evenly over some seven powers of ten, the natural logarithm of which is sixteen."""


Ints = npt.NDArray[np.int64]

Sides = tuple[tuple[str, ...], tuple[str, ...]]
Terms = tuple[tuple[int, int], ...]
"""Lines by number, each with its sign."""


class _Sums(NamedTuple):
    """Signed sums of lines, and what they come to; shape of `values` (sums, columns)."""

    terms: list[Terms]
    values: Ints


class Found(NamedTuple):
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


class AccountLines:
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
        self._leaf_lines: dict[str, dict[str, int]] = {}
        self._leaf_figures: dict[str, list[Figure]] = {}
        self.columns: list[str] = []
        for key in plan.tables:
            if key.account == account:
                self._read(key)
        self.values: Ints = np.array(
            [[figure.value for figure in row] for row in self.figures], dtype=np.int64
        ).reshape(len(self.names), len(self.columns))
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
            weights = template.lines.leaf_weights[row]
            self._leaf_lines[name] = {
                f"{key.statement}.{template.lines.nodes[leaf].key}": int(weights[leaf])
                for leaf in weights.nonzero()[0]
            }
            if template.lines.is_leaf(row):
                self._leaf_figures[name] = figures
            if children := template.lines.children[row]:
                parts = {
                    f"{key.statement}.{template.lines.nodes[step.position].key}": -step.weight
                    for step in children
                }
                self.relations.append({name: 1, **parts})

    def found(self, earlier: AccountLines | None) -> Iterator[tuple[Sides, Found]]:
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

    def _weigh(self, terms: Terms) -> Found | None:
        """A sum with its evidence; None where rounding does not explain it, or it is two in one."""
        if self._falls_apart(terms):
            return None
        exact = rounding = 0
        amounts = []
        rests = self._leaves_left(terms)
        for column, leaf in enumerate(self._leaf_columns):
            figures = [(sign, self.figures[line][column]) for line, sign in terms]
            difference = sum(sign * figure.value for sign, figure in figures)
            if intervals.grade(difference, figures, self._mode) is Grade.IMPOSSIBLE:
                return None
            largest = max(abs(figure.value) for _, figure in figures)
            exact, rounding = exact + bool(largest and not difference), rounding + bool(difference)
            if leaf and (rest := max((abs(figures[column].value) for figures in rests), default=0)):
                amounts.append(min(largest, rest))
        # exact agreement everywhere is the rarer thing, but looking for it is one more thing tried
        width = 2 * (len(terms) // 2) + 1 if rounding else 1
        surprise = sum(log10(max(1.0, DECADES * amount / width)) for amount in amounts)
        weights = {self.names[line]: sign for line, sign in terms}
        return Found(weights, exact, rounding, surprise, 2 * self._tried(len(terms)))

    def _leaves_left(self, terms: Terms) -> list[list[Figure]]:
        """The figures of the lines left when totals give way to their parts: what cancels says nothing."""
        weights: dict[str, int] = {}
        for line, sign in terms:
            for name, weight in self._leaf_lines[self.names[line]].items():
                weights[name] = weights.get(name, 0) + sign * weight
        return [self._leaf_figures[name] for name, weight in weights.items() if weight]

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

    def _confirmed(self, item: Found, earlier: AccountLines) -> Found | None:
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
