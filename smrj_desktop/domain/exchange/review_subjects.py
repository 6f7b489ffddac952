"""What a review is about: each change of theirs exactly once, as an item with what it decides about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from smrj_desktop.domain import node_texts
from smrj_desktop.domain.amounts import BLANK, Figure, figure_of, show
from smrj_desktop.domain.checks.finding import Place
from smrj_desktop.domain.element_names import (
    ItemName,
    ItemOrder,
    Name,
    NodeName,
    NodeOrder,
    ProfileName,
    RecordName,
)
from smrj_desktop.domain.elements import items_of, same, told_items
from smrj_desktop.domain.errors import EditError
from smrj_desktop.domain.exchange.reading import Reading, Systematic, TypedTotal
from smrj_desktop.domain.exchange.review_edits import is_typable
from smrj_desktop.domain.exchange.review_items import Choice, ReviewItem
from smrj_desktop.domain.exchange.review_texts import Side, Three, naming, tell
from smrj_desktop.domain.merge_build_ups import settle
from smrj_desktop.domain.merge_conflict import Conflict
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import LAYERS, PLAN, CellKey, Table

Remark = tuple[str, dict[str, object]]
Rank = tuple[int, ...]

_UNIT_STEPS = (1_000, 1_000_000)
_SECTIONS = {"passage": "text", "indicator": "indicators"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An item of a review and what it decides about.

    Attributes:
        item: what is shown of it.
        names: the changes of theirs that are taken or left with it.
        told: the elements it is shown by.
        covers: of a conflict, what it covers; empty else.
        total, systematic: what the reading left to be decided.
    """

    item: ReviewItem
    names: tuple[Name, ...] = ()
    told: tuple[Name, ...] = ()
    covers: tuple[Name, ...] = ()
    total: TypedTotal | None = None
    systematic: Systematic | None = None

    @property
    def example(self) -> CellKey | None:
        """The cell that shows what the reading left to be decided; None where none does."""
        if self.total is not None:
            return self.total.cell
        return self.systematic.cells[0][0] if self.systematic and self.systematic.cells else None


def subjects(
    three: Three, names: Sequence[Name], conflicts: Sequence[Conflict], reading: Reading, *, two_way: bool
) -> list[Subject]:
    """One subject for every conflict, for every other change, and for what the reading left to be decided.

    Args:
        three: the plans.
        names: all changes of theirs in reading order.
        conflicts: what mine changed too.
        reading: the file.
        two_way: whether it is not known what was sent.
    """
    ranks = _Ranks(three, names)
    left = dict.fromkeys(names)
    found: list[tuple[Rank, Subject]] = []
    for conflict in conflicts:
        own = [name for name in left if _is_covered(name, conflict)]
        for name in own:
            del left[name]
        told = _told(conflict)
        made = Subject(
            item=_of_conflict(three, conflict, told), names=tuple(own), told=told, covers=conflict.covers
        )
        found.append((ranks.of(told[0]), made))
    for name in left:
        made = Subject(item=_of_change(three, name, two_way=two_way), names=(name,), told=(name,))
        found.append((ranks.of(name), made))
    for total in reading.typed_totals:
        found.append((ranks.of(total.cell), Subject(item=_of_total(three, total), total=total)))
    for difference in reading.systematic:
        found.append(((), Subject(item=_of_systematic(three, difference), systematic=difference)))
    found.sort(key=lambda ranked: ranked[0])
    return [replace(made, item=replace(made.item, number=number)) for number, (_, made) in enumerate(found)]


def told_beside(names: Sequence[Name], three: Three, *others: Side) -> list[str]:
    """What each of the plans has of some elements that are shown as one."""
    joint = "、" if isinstance(names[0], NodeName | NodeOrder) else " "
    rows = zip(*(tell(name, three, *others) for name in names), strict=True)
    return [joint.join(filter(None, texts)) for texts in rows]


def _is_covered(name: Name, conflict: Conflict) -> bool:
    whole = ItemName(name.word, name.key) if isinstance(name, ItemName) else name
    return name in conflict.covers or whole in conflict.covers


def _told(conflict: Conflict) -> tuple[Name, ...]:
    """The elements a conflict is shown by: of a group its top, of a frame what is in dispute of it."""
    if conflict.what == "line":
        return tuple(name for name in conflict.covers if isinstance(name, NodeName | NodeOrder))
    return conflict.covers if conflict.fields else conflict.covers[:1]


class _Ranks:
    """Where elements stand in the order a plan is read."""

    def __init__(self, three: Three, names: Sequence[Name]) -> None:
        self._three = three
        self._order = {name: at for at, name in enumerate(names)}
        tables = {**three.mine.plan.tables, **three.theirs.plan.tables}
        self._tables = {key: at for at, key in enumerate(tables)}

    def of(self, name: Name) -> Rank:
        at = self._order.get(name, len(self._order))
        match name:
            case CellKey():
                return (3, self._tables[name.table], 1, *self._position(name), LAYERS.index(name.layer))
            case NodeName() | NodeOrder():
                return (3, self._tables[name.table], 0, at)
            case ProfileName():
                return (0, at)
            case ItemName() | ItemOrder():
                return (1 if name.word == "passage" else 2, at)
            case RecordName():
                return (4, at)

    def _position(self, cell: CellKey) -> tuple[int, int]:
        for side in (self._three.theirs, self._three.mine):
            table = side.plan.tables.get(cell.table)
            row = table.template.lines.position.get(cell.line) if table else None
            column = table.template.columns.position.get(cell.column) if table else None
            if row is not None and column is not None:
                return row, column
        return (len(self._order), 0)


def _of_conflict(three: Three, conflict: Conflict, told: tuple[Name, ...]) -> ReviewItem:
    item = _item(three, told, Choice.OPEN)
    field = "" if conflict.what == "record" else ",".join(conflict.fields)
    return replace(item, kind=conflict.what, key=conflict.key, field=field, remark=_added(told[0], three))


def _added(name: Name, three: Three) -> Remark | None:
    """What becomes of a build-up that mine has changed too if theirs is taken."""
    if not isinstance(name, CellKey):
        return None
    base, mine, theirs = (side.element(name) for side in three)
    if same(base, mine):
        return None
    taken = items_of(settle(base, mine, theirs).taken)
    added = tuple(item for item in taken if item not in items_of(mine))
    if items_of(mine) and len(taken) - len(added) == len(items_of(mine)):
        return "review.items_stay", {"items": told_items(added)}
    if taken and taken != theirs:
        return "review.items_together", {"items": told_items(taken)}
    return None


def _of_change(three: Three, name: Name, *, two_way: bool) -> ReviewItem:
    item = _item(three, (name,), Choice.THEIRS)
    if slip := _slip(name, three):
        return replace(item, remark=slip, default=Choice.OPEN, choices=(*item.choices, Choice.OPEN))
    remark = _figures(name, three) or _added(name, three) or (("review.no_base", {}) if two_way else None)
    return replace(item, remark=remark)


def _slip(name: Name, three: Three) -> Remark | None:
    """Why a figure may be no change that anybody meant: it is what it was, in another unit or sign."""
    if not isinstance(name, CellKey):
        return None
    before, after = three.base.element(name), three.theirs.element(name)
    if not (isinstance(before, Figure) and isinstance(after, Figure) and before.value and after.value):
        return None
    if after.value == -before.value:
        return "review.slip_sign", {}
    for factor in _UNIT_STEPS:
        if after.value == before.value * factor:
            return "review.slip_larger", {"factor": f"{factor:,}"}
        if abs(before.value) >= factor and after == figure_of(Fraction(before.value, factor)):
            return "review.slip_smaller", {"factor": f"{factor:,}"}
    return None


def _item(three: Three, told: tuple[Name, ...], default: Choice) -> ReviewItem:
    about = naming(told[0], three)
    base, mine, theirs = told_beside(told, three)
    choices = [Choice.MINE, Choice.THEIRS]
    if len(told) == 1 and is_typable(told[0], three.mine):
        choices.append(Choice.TYPED)
    if default is Choice.OPEN:
        choices.append(Choice.OPEN)
    return ReviewItem(
        number=0,
        kind=about.kind,
        state="both" if default is Choice.OPEN else "theirs",
        key=about.key,
        place=about.place,
        account=about.place.account or "",
        section=about.place.statement or _section(told[0]),
        field=about.field,
        base=base,
        mine=mine,
        theirs=theirs,
        choices=tuple(choices),
        default=default,
    )


def _section(name: Name) -> str:
    match name:
        case ItemName() | ItemOrder():
            return _SECTIONS[name.word]
        case ProfileName():
            return "profile"
    return "records"


def _figures(name: Name, three: Three) -> Remark | None:
    """What stands in a line or a column that they put in."""
    if not isinstance(name, NodeName) or name.table not in three.theirs.plan.tables:
        return None
    old, table = three.base.frame(name.table), three.theirs.plan.tables[name.table]
    there = [name.key in node_texts.axis_of(frame, name).position for frame in (old, table.template) if frame]
    if not there[-1] or (old and there[0]):
        return None
    figures = "、".join(_shown_figures(table, name))
    return ("review.line_figures", {"figures": figures}) if figures else None


def _shown_figures(table: Table, name: NodeName) -> Iterator[str]:
    template = table.template
    if name.axis == "lines":
        row = template.lines.position[name.key]
        places = [(row, column) for column in range(len(template.columns))]
    else:
        column = template.columns.position[name.key]
        places = [(row, column) for row in range(len(template.lines))]
    for at in places:
        figure = table.sheet(PLAN).figure(*at)
        if figure.amount:
            line, node = template.lines.nodes[at[0]], template.columns.nodes[at[1]]
            across = "・".join(dict.fromkeys(filter(None, (node.segment, node.accounting_class))))
            yield f"{across if name.axis == 'lines' else line.label} {show(figure)}"


def _of_total(three: Three, total: TypedTotal) -> ReviewItem:
    mine = three.mine.plan
    about = naming(total.cell, three)
    left = total.kind == "left"
    parameters: dict[str, object] = {"computed": show(total.computed)}
    if total.formula and not left:
        remark: Remark = ("review.typed_formula", {**parameters, "formula": total.formula})
    else:
        remark = ("review.left_total" if left else "review.typed_total", parameters)
    return ReviewItem(
        number=0,
        kind=f"{total.kind}_total",
        state="suspicion",
        key=about.key,
        place=about.place,
        account=total.cell.account,
        section=total.cell.statement,
        base=show(total.before),
        mine=printed(mine, total.cell),
        theirs=show(total.typed),
        choices=(Choice.MINE, Choice.THEIRS, Choice.SPREAD, Choice.TYPED, Choice.OPEN),
        default=Choice.MINE if left else Choice.OPEN,
        remark=remark,
    )


def printed(plan: Plan, cell: CellKey | None) -> str:
    """What a plan prints in a cell; nothing where it has none such."""
    try:
        return show(plan.figure(cell)) if cell else ""
    except EditError:
        return ""


def _of_systematic(three: Three, difference: Systematic) -> ReviewItem:
    """One item with the first of its cells as an example; without such there is nothing to take."""
    cell, figure = difference.cells[0] if difference.cells else (None, BLANK)
    taking = (Choice.THEIRS,) if difference.cells else ()
    one = difference.tables[0] if len(difference.tables) == 1 else None
    place = Place(statement=one.statement, account=one.account) if one else Place()
    return ReviewItem(
        number=0,
        kind="systematic",
        state="suspicion",
        key="/".join((difference.kind, *("/".join(key) for key in difference.tables))),
        place=place,
        account=place.account or "",
        section=place.statement or "",
        base=printed(three.base.plan, cell),
        mine=printed(three.mine.plan, cell),
        theirs=show(figure),
        choices=(Choice.MINE, *taking, Choice.OPEN),
        default=Choice.MINE,
        remark=("review.systematic", {"count": difference.count}),
    )
