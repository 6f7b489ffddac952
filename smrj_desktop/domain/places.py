"""Every place of a plan that has a name, found by a part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.search_text import plain, words_in
from smrj_desktop.domain.statements import CellKey, Table
from smrj_desktop.domain.template import TableKey

KINDS = ("line", "column", "indicator", "passage")
"""In this order where names fit equally well."""


class Spot(NamedTuple):
    """A place to go to.

    Attributes:
        kind: one of `KINDS`.
        name: what it is called.
        within: what it stands in: an account, a section; the statement is the cell's.
        cell: for lines and columns, the first cell there that takes a figure, or the first of all.
        key: of the indicator or the passage; empty for cells.
    """

    kind: str
    name: str
    within: str
    cell: CellKey | None = None
    key: str = ""


class Places:
    """The places of one plan as it is now."""

    def __init__(self, plan: Plan, statement_names: dict[str, str]) -> None:
        """Takes stock of a plan; what the statements are called is searched as well."""
        self._spots = list(_spots(plan))
        self._names = [plain(spot.name) for spot in self._spots]
        self._texts = []
        for name, spot in zip(self._names, self._spots, strict=True):
            beside = statement_names[spot.cell.statement] if spot.cell else spot.key
            self._texts.append(f"{name} {plain(spot.within)} {plain(beside)}")

    def find(self, typed: str, near: TableKey | None, most: int) -> Sequence[Spot]:
        """The places whose name, or what they stand in, holds all words that are typed; best ones first.

        Args:
            typed: words in any order; width of letters, capitals and commas do not matter.
            near: the table in front, whose places come first among equals, then those of its account.
            most: how many at most.
        """
        words = words_in(typed)
        whole = " ".join(words)
        if not words:
            return []
        found = [
            (*self._distance(at, whole, words, near), at)
            for at, text in enumerate(self._texts)
            if all(word in text for word in words)
        ]
        return [self._spots[item[-1]] for item in sorted(found)[:most]]

    def _distance(
        self, at: int, whole: str, words: Sequence[str], near: TableKey | None
    ) -> tuple[int, int, int]:
        """How badly a place fits: its name, its kind, how far it is from the table in front."""
        spot, name = self._spots[at], self._names[at]
        if name == whole:
            fit = 0
        elif name.startswith(whole):
            fit = 1
        else:
            fit = 2 if all(word in name for word in words) else 3
        far = 0
        if near and spot.cell:
            far = 2 * (spot.cell.account != near.account) + (spot.cell.statement != near.statement)
        return fit, KINDS.index(spot.kind), far


def _spots(plan: Plan) -> Iterator[Spot]:
    accounts = {account.key: account.label for account in plan.accounts}
    for table in plan.tables.values():
        yield from _table_spots(table, accounts[table.template.key.account])
    for indicator in plan.indicators:
        yield Spot("indicator", indicator.name, indicator.section, key=indicator.key)
    for passage in plan.outline:
        yield Spot("passage", " ".join(filter(None, (passage.mark, passage.text))), "", key=passage.key)


def _table_spots(table: Table, account: str) -> Iterator[Spot]:
    template = table.template
    lines, columns = template.lines, template.columns
    rows = [row for row in range(len(lines)) if not lines.is_heading(row)]
    if not rows or not len(columns):
        return
    first_column = next((at for at in range(len(columns)) if columns.is_leaf(at)), 0)
    first_row = next((row for row in rows if lines.is_leaf(row)), rows[0])
    for row in rows:
        cell = CellKey(*template.key, lines.nodes[row].key, columns.nodes[first_column].key)
        yield Spot("line", lines.nodes[row].label, account, cell)
    for column in columns.nodes:
        name = "・".join(filter(None, (column.segment, column.accounting_class))) or column.label
        yield Spot("column", name, account, CellKey(*template.key, lines.nodes[first_row].key, column.key))
