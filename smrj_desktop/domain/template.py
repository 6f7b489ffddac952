"""The lines and columns of every table, as trees with weights. The statements' engine runs on these alone.

An axis is a list of nodes in print order. Each node names the node it adds up into (`parent`) and with which
weight, so that `parent = sum of weight x child`; print order and the sum tree are independent of each other
(a total may stand above or below its parts).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from smrj_desktop.domain.errors import DataError


class TableKey(NamedTuple):
    """Names one statement of one account."""

    statement: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a statement.

    Attributes:
        parent: the line it adds up into, or empty.
        weight: what it is multiplied by there, +1 or -1.
        section: the part of the statement it stands in, as printed (収入, 費用の部); may be empty.
        heading: a line that prints its label alone.
    """

    key: str
    label: str
    parent: str = ""
    weight: int = 1
    section: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of an account's tables: a business segment, or an accounting class within one."""

    key: str
    label: str
    parent: str = ""
    weight: int = 1
    segment: str = ""
    accounting_class: str = ""

    @property
    def heading(self) -> bool:
        """No column is a heading; lines and columns answer alike."""
        return False

    @property
    def name(self) -> str:
        """Its segment and its accounting class, as classes of several segments have one label."""
        return f"{self.segment}・{self.accounting_class}".strip("・") or self.label


class Step(NamedTuple):
    """A node reached from another one: its position in print order and the weight on the way."""

    position: int
    weight: int


Node = TypeVar("Node", Line, Column)


class Axis(Generic[Node]):
    """The nodes of one axis and their sum tree.

    Attributes:
        nodes: in print order.
        position: the place of each key in print order.
        children: for every node the nodes that add up into it directly.
        up: for every node itself and all it adds up into, nearest first, with cumulated weights.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        """Raises `DataError` where a key is double, a parent is unknown or the parents run in a circle."""
        self.nodes: Sequence[Node] = tuple(nodes)
        self.position = {node.key: index for index, node in enumerate(self.nodes)}
        if len(self.position) != len(self.nodes):
            raise DataError(what="key")
        children: list[list[Step]] = [[] for _ in self.nodes]
        for index, node in enumerate(self.nodes):
            if node.parent:
                if node.heading or node.parent not in self.position or node.weight not in (1, -1):
                    raise DataError(what=node.key)
                parent = self.position[node.parent]
                if self.nodes[parent].heading:
                    raise DataError(what=node.key)
                children[parent].append(Step(index, node.weight))
        self.children: Sequence[tuple[Step, ...]] = tuple(map(tuple, children))
        self.up: Sequence[tuple[Step, ...]] = tuple(self._chain(index) for index in range(len(self.nodes)))

    def _chain(self, index: int) -> tuple[Step, ...]:
        steps = [Step(index, 1)]
        while parent := self.nodes[steps[-1].position].parent:
            if len(steps) > len(self.nodes):
                raise DataError(what=self.nodes[index].key)
            last = steps[-1]
            weight = last.weight * self.nodes[last.position].weight
            steps.append(Step(self.position[parent], weight))
        return tuple(steps)

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, key: str) -> Node:
        return self.nodes[self.position[key]]

    def is_leaf(self, index: int) -> bool:
        """True where a figure is entered: neither a total nor a heading."""
        return not self.children[index] and not self.nodes[index].heading

    def is_heading(self, index: int) -> bool:
        """True where no figure is printed."""
        return self.nodes[index].heading

    @cached_property
    def leaf_weights(self) -> npt.NDArray[np.int64]:
        """Shape (nodes, nodes): the weight with which the leaf of a column enters the node of a row."""
        matrix = np.zeros((len(self.nodes), len(self.nodes)), dtype=np.int64)
        for index, chain in enumerate(self.up):
            if self.is_leaf(index):
                for step in chain:
                    matrix[step.position, index] = step.weight
        return matrix


@dataclass(frozen=True)
class TableTemplate:
    """The two axes of one table."""

    key: TableKey
    lines: Axis[Line]
    columns: Axis[Column]

    def is_leaf(self, row: int, column: int) -> bool:
        """True where a figure is entered by hand."""
        return self.lines.is_leaf(row) and self.columns.is_leaf(column)

    def place_of(self, other: TableTemplate, row: int, column: int) -> tuple[int, int] | None:
        """Where a place of another template is in this one, by its keys; None where it is not."""
        line = self.lines.position.get(other.lines.nodes[row].key)
        node = self.columns.position.get(other.columns.nodes[column].key)
        return None if line is None or node is None else (line, node)

    @cached_property
    def totals_bottom_up(self) -> tuple[tuple[int, int], ...]:
        """The positions of all totals, parts before what adds them up."""
        lines, columns = self.lines, self.columns
        found = (
            (row, column)
            for row in range(len(lines))
            if not lines.is_heading(row)
            for column in range(len(columns))
            if not self.is_leaf(row, column)
        )
        return tuple(sorted(found, key=lambda at: (-len(lines.up[at[0]]), -len(columns.up[at[1]]))))

    @property
    def grand_total(self) -> int | None:
        """The position of the last column that adds up into none; None where there are no columns."""
        return next(
            (at for at in reversed(range(len(self.columns))) if not self.columns.nodes[at].parent), None
        )

    def parts(self, row: int, column: int) -> tuple[tuple[int, int, int], ...]:
        """The cells a total adds up, as (row, column, weight): down where it can be, else across."""
        return next(self.sums(row, column), ())

    def sums(self, row: int, column: int) -> Iterator[tuple[tuple[int, int, int], ...]]:
        """The ways in which a total adds up its parts, down and across, each as `parts` has it."""
        if down := self.lines.children[row]:
            yield tuple((step.position, column, step.weight) for step in down)
        if across := self.columns.children[column]:
            yield tuple((row, step.position, step.weight) for step in across)

    def above(self, row: int, column: int) -> list[tuple[int, int, int]]:
        """Every total a leaf enters, as (row, column, weight), each once and parts before their totals."""
        return [
            (line.position, step.position, line.weight * step.weight)
            for line in self.lines.up[row]
            for step in self.columns.up[column]
        ][1:]

    def role(self, row: int, column: int) -> str:
        """`leaf`, `total` (a side that has children and no parent) or `subtotal`."""
        line, col = self.lines.nodes[row], self.columns.nodes[column]
        if self.is_leaf(row, column):
            return "leaf"
        if (self.lines.children[row] and not line.parent) or (
            self.columns.children[column] and not col.parent
        ):
            return "total"
        return "subtotal"
