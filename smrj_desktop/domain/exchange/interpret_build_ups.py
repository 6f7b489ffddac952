"""Leaves that are built up from items and have another figure in a file: one more item makes up for it."""

from __future__ import annotations

from smrj_desktop.domain.amounts import LIMIT, NOTHING, Figure, show
from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.edit_kinds import PutContribution
from smrj_desktop.domain.edits import apply
from smrj_desktop.domain.elements import At
from smrj_desktop.domain.errors import quoted
from smrj_desktop.domain.exchange.cell_figures import Said
from smrj_desktop.domain.exchange.interpret_cells import SeenTable
from smrj_desktop.domain.exchange.interpret_wording import fresh_key
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Contribution


def make_up(theirs: Plan, seen: SeenTable, at: At, file_name: str) -> None:
    """Has a build-up come to what the file prints, by an item with the file's name; says so.

    A cell that is blank, or 0 in any notation, has the items come to nothing. Where no item can make up for
    the difference, the build-up stays as it is.
    """
    cell, said = seen.cell_key(at), seen.figures[at]
    table = theirs.table(cell)
    items = table.build_ups[table.locate(cell)]
    yen = _yen(said, theirs) - sum(item.yen for item in items)
    key = fresh_key("file", cell, {item.key for item in items})
    item = Contribution.of_yen(yen, key=key, department="", item=file_name)
    kept, figure = show(seen.sent[at]), show(NOTHING if said.amount is None else said.figure)
    if not yen or abs(item.amount) >= LIMIT:
        seen.say_of(at, "incoming_build_up_kept", kept=kept, figure=figure)
        return
    apply(theirs, PutContribution(cell=cell, contribution=item, index=len(items)))
    amount = f"{show(Figure(item.amount))}{item.unit.label}"
    seen.say_of(
        at,
        "incoming_build_up",
        Severity.INFO,
        kept=kept,
        figure=figure,
        item=quoted(file_name),
        amount=amount,
    )


def _yen(said: Said, theirs: Plan) -> int:
    """What a cell of a file comes to in yen, exactly; as it prints where that is no whole number."""
    unit = theirs.profile.unit.value
    exact = (said.amount or 0) * unit
    return int(exact) if exact == int(exact) else said.figure.value * unit
