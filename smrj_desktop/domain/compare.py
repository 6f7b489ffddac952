"""What differs between two plans, element by element, in words a person can read."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import TypeVar

from smrj_desktop.domain import arrangement, codec, elements, records
from smrj_desktop.domain.arrangement import Arrangement, changed_fields, shown, summary
from smrj_desktop.domain.checks.finding import Place
from smrj_desktop.domain.elements import At, Told
from smrj_desktop.domain.plan import Plan, Profile
from smrj_desktop.domain.statements import LAYERS, Table
from smrj_desktop.domain.template import TableKey

_Key = TypeVar("_Key")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One element that differs between two plans.

    Attributes:
        what: `cell`, `stated` (a published total), `build_up`, `passage`, `indicator`, `place` (of a passage
            or indicator), `profile`, `record` (a tie, an explained difference, what rules are given) or
            `structure`.
        key: the cell's keys between slashes, the key of the passage or indicator, the field of the profile,
            `tie/…`, `explained/…` or `rules/…`, or the part of the structure.
        place: where it is, as findings say it.
        field: the field of the passage or indicator; empty where it is there in only one of the plans.
        old, new: as printed; empty where it was not there.
    """

    what: str
    key: str
    place: Place
    field: str = ""
    old: str
    new: str


def compare(old: Plan, new: Plan) -> list[Difference]:
    """Everything that differs, in the order the plan is read. Empty where both have one content hash.

    Totals that merely follow from their parts are not named.
    """
    return [
        *_profile(old.profile, new.profile),
        *_structure(old, new),
        *_items(Arrangement(old.outline), Arrangement(new.outline)),
        *_items(Arrangement(old.indicators), Arrangement(new.indicators)),
        *_tables(old, new),
    ]


def _profile(old: Profile, new: Profile) -> Iterator[Difference]:
    for field in dataclasses.fields(Profile):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before != after:
            yield Difference(
                what="profile", key=field.name, place=Place(), old=shown(before), new=shown(after)
            )


def _structure(old: Plan, new: Plan) -> Iterator[Difference]:
    for key in ("accounts", "sections"):
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield _structural(key, Place(), before, after)
    yield from _records(old, new)
    before, after = _common(list(old.tables), list(new.tables))
    one, other = _common(*([account.key for account in plan.accounts] for plan in (old, new)))
    # tables move with their accounts, which has been told
    if before != after and one == other:
        yield _structural("tables", Place(), before, after)


def _common(old: list[_Key], new: list[_Key]) -> tuple[list[_Key], list[_Key]]:
    """What stands in both, in the order of each."""
    return [key for key in old if key in new], [key for key in new if key in old]


def _records(old: Plan, new: Plan) -> Iterator[Difference]:
    """The differences of ties, explained differences and the rules' inputs."""
    for key, before, after in records.differing(old, new):
        yield Difference(
            what="record",
            key=key,
            place=records.place(key),
            old=records.told(before, after),
            new=records.told(after, before),
        )


def _structural(key: str, place: Place, old: Sequence[object], new: Sequence[object]) -> Difference:
    """The difference of two lists: what is not in the other one, or all where only the order differs."""
    gone, come = ([item for item in ours if item not in others] for ours, others in ((old, new), (new, old)))
    if not gone and not come:
        gone, come = list(old), list(new)
    told = ["、".join(map(_name, items)) for items in (gone, come)]
    return Difference(what="structure", key=key, place=place, old=told[0], new=told[1])


def _name(item: object) -> str:
    if isinstance(item, TableKey):
        return "/".join(item)
    return getattr(item, "label", "") or " ".join(map(str, codec.encode(item).values()))


def _items(old: Arrangement, new: Arrangement) -> Iterator[Difference]:
    """The differences of the text or of the indicators; what is gone stands where it was."""
    gone: dict[str, list[str]] = {}
    last = ""
    for key in old.items:
        if key in new.items:
            last = key
        else:
            gone.setdefault(last, []).append(key)
    moved = arrangement.moved(old, new)
    for key in ["", *new.items]:
        if key in new.items:
            yield from _item(key, old, new, key in moved)
        for lost in gone.get(key, ()):
            yield from _item(lost, old, new, False)


def _item(key: str, old: Arrangement, new: Arrangement, moved: bool) -> Iterator[Difference]:
    before, after = old.items.get(key), new.items.get(key)
    item = after or before
    assert item is not None
    what, place = arrangement.word(item), arrangement.place(item)
    if before is None or after is None:
        yield Difference(what=what, key=key, place=place, old=summary(before), new=summary(after))
        return
    if moved:
        yield Difference(what="place", key=key, place=place, old=old.place(key), new=new.place(key))
    for name in changed_fields(before, after):
        yield Difference(
            what=what,
            key=key,
            place=place,
            field=name,
            old=shown(getattr(before, name)),
            new=shown(getattr(after, name)),
        )


def _tables(old: Plan, new: Plan) -> Iterator[Difference]:
    for key in {**new.tables, **old.tables}:
        before, after = old.tables.get(key), new.tables.get(key)
        if not elements.same_frame(before, after):
            place = Place(statement=key.statement, account=key.account)
            yield _structural("/".join(key), place, _nodes(before), _nodes(after))
        if before and after:
            yield from _table(before, after)


def _nodes(table: Table | None) -> Sequence[object]:
    return (*table.template.lines.nodes, *table.template.columns.nodes) if table else ()


def _table(old: Table, new: Table) -> Iterator[Difference]:
    frame = elements.same_frame(old, new)
    for layer in LAYERS:
        if frame and elements.same_layer(old, new, layer):
            continue
        before, after = elements.of(old, layer), elements.of(new, layer)
        changed = [at for at in {**after, **before} if not elements.same(before.get(at), after.get(at))]
        for at in sorted(changed, key=lambda at: _reading(new, old, at)):
            was, now = before.get(at), after.get(at)
            told = elements.tell_apart(Told(old, layer, at, was), Told(new, layer, at, now))
            table = old if now is None else new
            yield Difference(
                what=elements.word(was, now),
                key="/".join(elements.key_of(table, layer, at)),
                place=elements.place_of(table, at),
                old=told[0],
                new=told[1],
            )


def _reading(new: Table, old: Table, at: At) -> tuple[int, int]:
    """Where a cell stands in print, those of lines and columns that are no longer there last."""
    lines, columns = new.template.lines, new.template.columns
    row, column = lines.position.get(at[0]), columns.position.get(at[1])
    if row is None:
        row = len(lines) + old.template.lines.position[at[0]]
    if column is None:
        column = len(columns) + old.template.columns.position[at[1]]
    return row, column
