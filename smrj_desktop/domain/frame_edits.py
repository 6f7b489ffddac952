"""Applies the edits of a plan's frame: the lines and columns of tables, accounts, and sections' segments.

These edits move no figure that anybody entered: a frame that has no place for one does not fit.
`restructuring` makes the batches that see to the figures first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from smrj_desktop.domain import STATEMENTS
from smrj_desktop.domain.amounts import BLANK
from smrj_desktop.domain.applied import Applied, remember
from smrj_desktop.domain.changes import Changes
from smrj_desktop.domain.edit_kinds import (
    Edit,
    Frame,
    InsertAccount,
    MoveAccount,
    RemoveAccount,
    SetAccount,
    SetFrame,
    SetSections,
)
from smrj_desktop.domain.errors import DataError, EditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Position, Sheet, Table
from smrj_desktop.domain.template import Axis, Column, Line, TableKey, TableTemplate

_JOIN = "、"


def template_of(key: TableKey, lines: Sequence[Line], columns: Sequence[Column]) -> TableTemplate:
    """A table's template from its lines and columns.

    Raises:
        EditError: they are no two trees, there are no columns, or one has no name.
    """
    nodes: list[Line | Column] = [*lines, *columns]
    # keys stand between slashes in the names of places
    named = all(node.key and "/" not in node.key and node.label.strip() for node in nodes)
    if not columns or not named:
        raise EditError(what="/".join(key))
    try:
        return TableTemplate(key, Axis(lines), Axis(columns))
    except DataError as error:
        raise EditError(what=str(error.parameters.get("what", ""))) from error


def _set_frame(plan: Plan, edit: SetFrame) -> Applied:
    table = plan.table(edit.table)
    old, new = table.template, template_of(edit.table, edit.lines, edit.columns)

    def moved(at: Position, *, leaf: bool) -> Position:
        """Where a cell that holds something stands now."""
        place = new.place_of(old, *at)
        if place is None or new.lines.is_heading(place[0]) or new.is_leaf(*place) is not leaf:
            raise EditError(what=f"{old.lines.nodes[at[0]].key}/{old.columns.nodes[at[1]].key}")
        return place

    sheets = {
        layer: Sheet(
            new,
            {moved(at, leaf=True): figure for at, figure in sheet.leaves()},
            {moved(at, leaf=False): entry for at, entry in sheet.stated.items()},
        )
        for layer, sheet in table.sheets.items()
    }
    build_ups = {moved(at, leaf=True): items for at, items in table.build_ups.items()}
    table.template, table.sheets, table.build_ups = new, sheets, build_ups
    before, after = _told(old), _told(new)
    remember(
        plan,
        edit,
        f"table/{'/'.join(edit.table)}",
        _JOIN.join(name for name in before if name not in after),
        _JOIN.join(name for name in after if name not in before),
        before="frame",
    )
    inverse = SetFrame(table=edit.table, lines=tuple(old.lines.nodes), columns=tuple(old.columns.nodes))
    return Applied(Changes(frames=(edit.table,)), inverse)


def _told(template: TableTemplate) -> list[str]:
    columns = (column.name for column in template.columns.nodes)
    return [*(line.label for line in template.lines.nodes), *columns]


def frame_of(table: Table) -> Frame:
    """A table's lines and columns."""
    template = table.template
    return Frame(template.key.statement, tuple(template.lines.nodes), tuple(template.columns.nodes))


def _position(plan: Plan, key: str) -> int:
    return [account.key for account in plan.accounts].index(plan.account(key).key)


def _insert_account(plan: Plan, edit: InsertAccount) -> Applied:
    key = edit.account.key
    known = {account.key for account in plan.accounts}
    if not key or "/" in key or key in known or not edit.account.label.strip():
        raise EditError(what=key)
    if not 0 <= edit.index <= len(plan.accounts):
        raise EditError(what=str(edit.index))
    if len({frame.statement for frame in edit.frames} & set(STATEMENTS)) != len(edit.frames):
        raise EditError(what=key)
    tables = {}
    for frame in edit.frames:
        table_key = TableKey(frame.statement, key)
        tables[table_key] = Table(template_of(table_key, frame.lines, frame.columns))
    plan.accounts = (*plan.accounts[: edit.index], edit.account, *plan.accounts[edit.index :])
    plan.tables.update(tables)
    _sort_tables(plan)
    remember(plan, edit, f"account/{key}", "", edit.account.label)
    return Applied(Changes(records=("accounts",), frames=tuple(tables)), RemoveAccount(key=key))


def _sort_tables(plan: Plan) -> None:
    """Lists the tables statement by statement, each in the order of the accounts."""
    order = {account.key: at for at, account in enumerate(plan.accounts)}
    items = sorted(
        plan.tables.items(), key=lambda item: (STATEMENTS.index(item[0].statement), order[item[0].account])
    )
    plan.tables.clear()
    plan.tables.update(items)


def _remove_account(plan: Plan, edit: RemoveAccount) -> Applied:
    index = _position(plan, edit.key)
    account = plan.accounts[index]
    tables = {key: table for key, table in plan.tables.items() if key.account == edit.key}
    if any(map(_holds, tables.values())) or _named(plan, edit.key):
        raise EditError(what=edit.key)
    frames = tuple(map(frame_of, tables.values()))
    plan.accounts = plan.accounts[:index] + plan.accounts[index + 1 :]
    for key in tables:
        del plan.tables[key]
    remember(plan, edit, f"account/{edit.key}", account.label, "")
    inverse = InsertAccount(account=account, index=index, frames=frames)
    return Applied(Changes(records=("accounts",), frames=tuple(tables)), inverse)


def _holds(table: Table) -> bool:
    """Whether anything has been entered in a table."""
    return bool(table.build_ups) or any(
        sheet.stated or any(figure != BLANK for _, figure in sheet.leaves())
        for sheet in table.sheets.values()
    )


def _named(plan: Plan, account: str) -> bool:
    """Whether ties, explained differences or rules speak of an account."""
    terms: Iterable[str] = (term for tie in plan.ties for term in (*tie.left, *tie.right))
    return (
        any(account in tie.accounts for tie in plan.ties)
        or any(term.lstrip("-").startswith(f"{account}/") for term in terms)
        or any(item.account == account for item in plan.explained)
        or any(item.account == account for item in plan.rules.reserves)
    )


def _set_account(plan: Plan, edit: SetAccount) -> Applied:
    index = _position(plan, edit.account.key)
    before = plan.accounts[index]
    if not edit.account.label.strip():
        raise EditError(what=edit.account.key)
    plan.accounts = (*plan.accounts[:index], edit.account, *plan.accounts[index + 1 :])
    remember(plan, edit, f"account/{before.key}", before.label, edit.account.label)
    return Applied(Changes(records=("accounts",)), SetAccount(account=before))


def _move_account(plan: Plan, edit: MoveAccount) -> Applied:
    index = _position(plan, edit.key)
    others = [account for account in plan.accounts if account.key != edit.key]
    if not 0 <= edit.index <= len(others):
        raise EditError(what=str(edit.index))
    others.insert(edit.index, plan.accounts[index])
    plan.accounts = tuple(others)
    _sort_tables(plan)
    remember(plan, edit, f"account/{edit.key}", index + 1, edit.index + 1)
    return Applied(Changes(records=("accounts",)), MoveAccount(key=edit.key, index=index))


def _set_sections(plan: Plan, edit: SetSections) -> Applied:
    before, plan.sections = plan.sections, edit.sections
    remember(plan, edit, "sections", *map(_sections_told, (before, edit.sections)))
    return Applied(Changes(records=("sections",)), SetSections(sections=before))


def _sections_told(sections: Iterable[Any]) -> str:
    return _JOIN.join(f"{item.section} {item.segment}" for item in sections)


HANDLERS: dict[type[Edit], Callable[[Plan, Any], Applied]] = {
    SetFrame: _set_frame,
    InsertAccount: _insert_account,
    RemoveAccount: _remove_account,
    SetAccount: _set_account,
    MoveAccount: _move_account,
    SetSections: _set_sections,
}
