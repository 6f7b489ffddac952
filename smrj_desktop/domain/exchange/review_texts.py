"""What several plans have at one place, as a person reads it beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from smrj_desktop.domain import arrangement, elements, node_texts, records
from smrj_desktop.domain.arrangement import Arrangement, shown, summary
from smrj_desktop.domain.checks.finding import Place, cell_place
from smrj_desktop.domain.element_names import (
    ItemName,
    ItemOrder,
    Name,
    NodeName,
    NodeOrder,
    ProfileName,
    RecordName,
    Word,
)
from smrj_desktop.domain.elements import Told
from smrj_desktop.domain.node_texts import moved_keys
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey, TableTemplate


class Side:
    """A plan, looked at place by place."""

    def __init__(self, plan: Plan) -> None:
        """Takes a plan, which must not be changed meanwhile."""
        self.plan = plan

    @cached_property
    def _passages(self) -> Arrangement:
        return Arrangement(self.plan.outline)

    @cached_property
    def _indicators(self) -> Arrangement:
        return Arrangement(self.plan.indicators)

    @cached_property
    def records(self) -> dict[str, object]:
        """What the checks rest on, by key."""
        return records.content(self.plan)

    def items(self, word: Word) -> Arrangement:
        """The text, or the indicators."""
        return self._passages if word == "passage" else self._indicators

    def frame(self, key: TableKey) -> TableTemplate | None:
        """The lines and columns of a table; None where there is no such table."""
        table = self.plan.tables.get(key)
        return table.template if table else None

    def element(self, cell: CellKey) -> elements.Element | None:
        """What stands in a cell by itself."""
        return elements.at_cell(self.plan.tables.get(cell.table), cell.layer, (cell.line, cell.column))


class Three(NamedTuple):
    """The plan that was sent, the plan now and theirs."""

    base: Side
    mine: Side
    theirs: Side


class Naming(NamedTuple):
    """What an element is called and where it is."""

    kind: str
    key: str
    place: Place
    field: str = ""


def naming(name: Name, three: Three) -> Naming:
    """An element as differences name it; a line or a column by its table, `lines` or `columns`, and key."""
    sides = three.mine, three.theirs, three.base
    match name:
        case CellKey():
            kind = elements.word(*(side.element(name) for side in sides))
            return Naming(kind, "/".join(name), _cell_place(name, three))
        case NodeName() | NodeOrder():
            frames = filter(None, (side.frame(name.table) for side in sides))
            return Naming("line", node_texts.key_of(name), node_texts.place(name, *frames))
        case ProfileName(field):
            return Naming("profile", field, Place())
        case RecordName(key):
            return Naming("record", key, records.place(key))
        case ItemOrder(word, _):
            key, field, kind = _moved_items(name, three)[0], "", "place"
        case ItemName(word, key, field):
            kind = "place" if field == "parent" else word
    side = next(side for side in sides if key in side.items(word).items)
    return Naming(kind, key, _item_place(word, key, side, three.mine), "" if kind == "place" else field)


def _item_place(word: Word, key: str, side: Side, mine: Side) -> Place:
    """Where an item is; of a passage that mine has not got, what it is to stand below there."""
    theirs, known = side.items(word), mine.items(word).items
    above = key
    while above and above not in known:
        above = theirs.parent[above]
    return arrangement.place(known.get(above) or theirs.items[key])


def _cell_place(cell: CellKey, three: Three) -> Place:
    at = cell.line, cell.column
    for side in (three.mine, three.theirs, three.base):
        table = side.plan.tables.get(cell.table)
        if table and at[0] in table.template.lines.position and at[1] in table.template.columns.position:
            return cell_place(table.template, *elements.position(table, at))
    return Place(statement=cell.statement, account=cell.account)


def tell(name: Name, three: Three, *others: Side) -> list[str]:
    """What each of the plans has of an element; two that differ do not read the same if more can be said."""
    sides = (*three, *others)
    match name:
        case CellKey():
            return _tell_cell(name, sides)
        case NodeName() | NodeOrder():
            return node_texts.tell(name, [side.frame(name.table) for side in sides])
        case ProfileName(field):
            return [str(getattr(side.plan.profile, field)) for side in sides]
        case RecordName(key):
            found = [side.records.get(key) for side in sides]
            beside = [next((other for other in found if other != item), None) for item in found]
            return [records.told(*pair) for pair in zip(found, beside, strict=True)]
        case ItemOrder(word, _):
            moved = _moved_items(name, three)
            return ["、".join(filter(None, map(side.items(word).place, moved))) for side in sides]
        case ItemName(word, key, field):
            return [_tell_item(side.items(word), key, field) for side in sides]


def _tell_cell(cell: CellKey, sides: Sequence[Side]) -> list[str]:
    tables = [side.plan.tables.get(cell.table) for side in sides]
    some = next(table for table in tables if table)
    return elements.tell_to_decide(
        *(
            Told(table or some, cell.layer, (cell.line, cell.column), side.element(cell))
            for table, side in zip(tables, sides, strict=True)
        )
    )


def _tell_item(items: Arrangement, key: str, field: str) -> str:
    if not field:
        return summary(items.items.get(key))
    if field == "parent":
        return items.place(key)
    return shown(getattr(items.items[key], field)) if key in items.items else ""


def _moved_items(name: ItemOrder, three: Three) -> list[str]:
    """The fewest that have been moved from the order that was sent to theirs; mine's where that has none."""
    base, mine, theirs = (side.items(name.word).children.get(name.parent, []) for side in three)
    return moved_keys(base, theirs) or moved_keys(mine, theirs)
