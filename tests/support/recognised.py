"""Files drawn up from the built-in plan, and what is recognised in them."""

from __future__ import annotations

from functools import cache

from smrj_desktop.domain.exchange.book import BookCell
from smrj_desktop.domain.exchange.found import Assigned, FoundTable, Recognised
from smrj_desktop.domain.exchange.recognise import recognise
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import builtin
from tests.support.books import STATEMENT_NAMES, Draft, DraftSheet, Look, draft_of

GENERAL = TableKey("budget", "general")
BASE = TableKey("budget", "industrial_base")
INCOME = TableKey("income", "general")


@cache
def the_plan() -> Plan:
    """The built-in plan, which no test changes."""
    return builtin.load()


def found_in(draft: Draft, *assigned: Assigned, plan: Plan | None = None) -> Recognised:
    """What is recognised in a file, with what a hand has said."""
    return recognise(draft.book(), plan or the_plan(), assigned, statement_names=STATEMENT_NAMES)


def cells_of(found: Recognised) -> dict[CellKey, BookCell]:
    """All cells of all tables by their keys."""
    return {CellKey(*table.key, *at): cell for table in found.tables for at, cell in table.cells.items()}


def one_table(key: TableKey = GENERAL, look: Look | None = None) -> tuple[Draft, DraftSheet]:
    """A file with one table."""
    draft = draft_of(the_plan(), look, tables=[key], cover=False, text=False, indicators=False)
    return draft, draft.sheets[0]


def the_table(found: Recognised) -> FoundTable:
    """The only table that was recognised."""
    (table,) = found.tables
    return table
