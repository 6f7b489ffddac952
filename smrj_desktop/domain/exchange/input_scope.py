"""What a department is asked for: the cells that are open to it on its input sheet, and how that is made."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Table, cell_at

_LIST = r"(?:[^\s;,]+(?:,[^\s;,]+)*)?"
_SCOPE = re.compile(
    rf"smrj-input:(?P<department>[^\s;,]*);(?P<accounts>{_LIST});(?P<segments>{_LIST});(?P<own>own|all)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputScope:
    """The leaves of this year's plan that a department fills in with items of its own.

    Attributes:
        department: whose items they are, as the build-ups name it.
        accounts: keys of accounts; all of them where it is empty.
        segments: business segments as the columns name them; all of them where it is empty.
        own_cells: only the cells that hold an item of the department already.
    """

    department: str
    accounts: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    own_cells: bool = False

    def open_cells(self, plan: Plan) -> tuple[CellKey, ...]:
        """The cells in the order of the printed tables."""
        return tuple(
            cell_at(table.template, row, column)
            for table in _tables(plan, self.accounts)
            for row in range(len(table.template.lines))
            for column, node in enumerate(table.template.columns.nodes)
            if table.template.is_leaf(row, column)
            and (not self.segments or node.segment in self.segments)
            and (
                not self.own_cells
                or any(item.department == self.department for item in table.build_ups.get((row, column), ()))
            )
        )

    def __str__(self) -> str:
        """One line of plain letters, which stands on the sheet and which `find` reads again."""
        accounts, segments = (",".join(map(_plain, names)) for names in (self.accounts, self.segments))
        own = "own" if self.own_cells else "all"
        return f"smrj-input:{_plain(self.department)};{accounts};{segments};{own}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputOptions:
    """How an input sheet is made.

    Attributes:
        version: what the sender calls this version, such as 第2案.
        date: the date as printed; empty where none is to stand there.
        lock: the cells that are not open cannot be written into; there is no password.
        show_rest: the tables are shown whole, with the plan's figures beside the department's sums.
    """

    version: str
    date: str = ""
    lock: bool = True
    show_rest: bool = False


def find(text: str) -> InputScope | None:
    """The scope that a text holds; None where it holds none."""
    match = _SCOPE.search(text) if "smrj-input" in text else None
    if not match:
        return None
    accounts, segments = (
        tuple(_named(name) for name in match[group].split(",") if name) for group in ("accounts", "segments")
    )
    return InputScope(
        department=_named(match["department"]),
        accounts=accounts,
        segments=segments,
        own_cells=match["own"] == "own",
    )


def departments(plan: Plan) -> tuple[str, ...]:
    """The departments that have items in the plan, in the order of the printed tables."""
    found = (
        item.department
        for table in plan.tables.values()
        for _, items in sorted(table.build_ups.items())
        for item in items
    )
    return tuple(dict.fromkeys(name for name in found if name))


def segments(plan: Plan, accounts: Collection[str] = ()) -> tuple[str, ...]:
    """The business segments in which figures of these accounts (all where there are none) are entered."""
    found = (
        node.segment
        for table in _tables(plan, accounts)
        for column, node in enumerate(table.template.columns.nodes)
        if table.template.columns.is_leaf(column)
    )
    return tuple(dict.fromkeys(name for name in found if name))


def _tables(plan: Plan, accounts: Collection[str]) -> Iterator[Table]:
    return (table for key, table in plan.tables.items() if not accounts or key.account in accounts)


def _plain(name: str) -> str:
    return quote(name, safe="", errors="surrogatepass")


def _named(plain: str) -> str:
    return unquote(plain, errors="surrogatepass")
