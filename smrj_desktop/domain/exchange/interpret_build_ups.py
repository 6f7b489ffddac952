"""Leaves that are built up from items and have another figure in a file: one more item makes up for it.

The items are those of the plan now: what departments have sent since stays whatever becomes of the file.
"""

from __future__ import annotations

from fractions import Fraction

from smrj_desktop.domain.amounts import LIMIT, NOTHING, Figure, show
from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.edits import apply
from smrj_desktop.domain.elements import At, BuildUp, Element, at_cell, items_of, kind_at
from smrj_desktop.domain.errors import quoted
from smrj_desktop.domain.exchange.cell_figures import Said
from smrj_desktop.domain.exchange.interpret_cells import SeenTable
from smrj_desktop.domain.exchange.interpret_wording import fresh_key
from smrj_desktop.domain.merge_build_ups import MADE_UP
from smrj_desktop.domain.merge_tables import leaf_edits
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import PLAN, CellKey, Contribution, built_up


def items_now(mine: Plan | None, seen: SeenTable, at: At) -> BuildUp:
    """The items of a cell in the plan now, or as it was sent where that plan has no such leaf."""
    tables = mine.tables.get(seen.found.key) if mine else None, seen.table
    table = next((table for table in tables if table and kind_at(table.template, at) == "leaf"), None)
    return items_of(at_cell(table, PLAN, at))


def make_up(theirs: Plan, seen: SeenTable, at: At, items: BuildUp, file_name: str) -> None:
    """Has a build-up come to what the file prints, by an item with the file's name; says so.

    A cell that is blank, or 0 in any notation, has the items come to nothing. Where no item can make up for
    the difference, the build-up stays as it is.

    Args:
        theirs: the plan as the file has it.
        seen, at: the cell in the file.
        items: those of the plan now.
        file_name: what the item is called.
    """
    cell, said, sent = seen.cell_key(at), seen.figures[at], at_cell(seen.table, PLAN, at)
    moved = items != sent
    now = show(built_up(items, seen.unit, theirs.profile.rounding))
    built, wanted = sum(item.yen for item in items), _yen(said, theirs)
    figure = show(NOTHING if said.amount is None else said.figure)
    if moved and (built == wanted or (said.step >= 1 and now == figure)):
        # the plan has come to the same by itself
        put_leaf(theirs, cell, items)
        return
    key = fresh_key(MADE_UP, cell, {item.key for item in items})
    item = Contribution.of_yen(wanted - built, key=key, department="", item=file_name)
    kept = show(seen.sent.get(at, NOTHING)) if moved else now
    if kept == figure or seen.is_finer:
        kept, figure = (seen.shown(Fraction(each, seen.unit.value)) for each in (built, wanted))
    if not item.amount or abs(item.amount) >= LIMIT:
        seen.say_of(at, "incoming_build_up_kept", kept=now, figure=figure)
        return
    put_leaf(theirs, cell, (*items, item))
    kind = "incoming_build_up_moved" if moved else "incoming_build_up"
    amount = f"{show(Figure(item.amount))}{item.unit.label}"
    told = {"kept": kept, "figure": figure, "item": quoted(file_name), "amount": amount}
    seen.say_of(at, kind, Severity.INFO, **told, **({"now": now} if moved else {}))


def put_leaf(theirs: Plan, cell: CellKey, element: Element) -> None:
    """Has a leaf hold a figure or a build-up."""
    for edit in leaf_edits(cell, at_cell(theirs.table(cell), PLAN, (cell.line, cell.column)), element):
        apply(theirs, edit)


def _yen(said: Said, theirs: Plan) -> int:
    """What a cell of a file comes to in yen, exactly; as it prints where that is no whole number."""
    unit = theirs.profile.unit.value
    exact = (said.amount or 0) * unit
    return int(exact) if exact == int(exact) else said.figure.value * unit
