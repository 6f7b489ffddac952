"""Changing the unit a plan's figures are entered in, with every figure taken along and rounded once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from smrj_desktop.domain.amounts import TRACE, Figure, Rounding, Unit, convert, is_sound
from smrj_desktop.domain.applied import Applied, remember
from smrj_desktop.domain.changes import Changes, merge, ranges
from smrj_desktop.domain.check_records import RuleInputs
from smrj_desktop.domain.edit_kinds import Edit, LeafFigure, SetEntryUnit, SheetFigures, StatedFigure
from smrj_desktop.domain.errors import AmountTooLargeError, EditError
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import (
    LAYERS,
    PLAN,
    CellKey,
    Sheet,
    Stated,
    Table,
    built_up,
    cell_at,
    leaf_sums,
)


class Conversion(NamedTuple):
    """What becomes of a figure that another unit rounds."""

    cell: CellKey
    before: Figure
    after: Figure


def rounded(plan: Plan, unit: Unit) -> list[Conversion]:
    """Every figure that is entered or published and would not come out whole in another unit.

    Raises:
        AmountTooLargeError: a figure would have too many digits there.
    """
    old, mode = plan.profile.unit, plan.profile.rounding
    found = []
    for table in plan.tables.values():
        for layer in _layers(table):
            sheet = table.sheet(layer)
            entered = [*dict(sheet.leaves()), *sheet.stated]
            for row, column in sorted(entered):
                before = sheet.figure(row, column)
                after = _convert(before, old, unit, mode)
                if convert(after, unit, old, mode) != before:
                    found.append(Conversion(cell_at(table.template, row, column, layer), before, after))
    return found


def _layers(table: Table) -> Iterator[str]:
    return (layer for layer in LAYERS if layer in table.sheets)


def _convert(figure: Figure, old: Unit, new: Unit, mode: Rounding) -> Figure:
    after = convert(figure, old, new, mode)
    if not is_sound(after):
        raise AmountTooLargeError(text=str(after.amount))
    return after


def _set_entry_unit(plan: Plan, edit: SetEntryUnit) -> Applied:
    old, new = plan.profile.unit, edit.unit
    if old is new:
        raise EditError(what=new.label)
    before = SetEntryUnit(
        unit=old,
        figures=tuple(_snapshot(table, layer) for table in plan.tables.values() for layer in _layers(table)),
        explained=plan.explained,
        rules=plan.rules,
    )
    if edit.rules is None or edit.explained is None:
        sheets = _converted(plan, new)
        explained = tuple(replace(item, amount=_number(item.amount, plan, new)) for item in plan.explained)
        rules = _converted_rules(plan, new)
    else:
        sheets = _given(plan, edit.figures)
        explained, rules = edit.explained, edit.rules
    # nothing has been touched before all of it is known to fit
    plan.profile = replace(plan.profile, entry_unit=new.label)
    plan.explained, plan.rules = explained, rules
    done = [Changes(profile=("entry_unit",), records=("explained", "rules"))]
    for table, layer, sheet in sheets:
        table.sheets[layer] = sheet
        rows, columns = len(table.template.lines), len(table.template.columns)
        everything = ((row, column) for row in range(rows) for column in range(columns))
        done.append(Changes(cells=ranges(table.template.key, layer, everything)))
    remember(plan, edit, "profile/entry_unit", old.label, new.label)
    return Applied(merge(done), before)


def _converted(plan: Plan, unit: Unit) -> list[tuple[Table, str, Sheet]]:
    old, mode = plan.profile.unit, plan.profile.rounding
    sheets = []
    for table in plan.tables.values():
        for layer in _layers(table):
            sheet = table.sheet(layer)
            leaves = {at: _convert(figure, old, unit, mode) for at, figure in sheet.leaves()}
            if layer == PLAN:
                # what is built up is exact, and is rounded from what it is built of
                leaves |= {at: built_up(items, unit, mode) for at, items in table.build_ups.items()}
            computed = leaf_sums(table.template, leaves)
            stated = {}
            for at, entry in sheet.stated.items():
                printed = sheet.figure(*at)
                after = _convert(printed, old, unit, mode)
                mark = TRACE.mark if printed.value and not after.value else entry.zero_mark
                stated[at] = Stated(after.value - int(computed[at]), mark)
            sheets.append((table, layer, Sheet(table.template, leaves, stated)))
    return sheets


def _number(amount: int, plan: Plan, unit: Unit) -> int:
    return _convert(Figure(amount), plan.profile.unit, unit, plan.profile.rounding).value if amount else 0


def _converted_rules(plan: Plan, unit: Unit) -> RuleInputs:
    rules = plan.rules

    def maybe(amount: int | None) -> int | None:
        return None if amount is None else _number(amount, plan, unit)

    years = []
    for year in rules.efficiency:
        names = ("gross", "retirement", "added", "treasury")
        years.append(replace(year, **{name: _number(getattr(year, name), plan, unit) for name in names}))
    reserves = (replace(item, amount=_number(item.amount, plan, unit)) for item in rules.reserves)
    return replace(
        rules,
        efficiency=tuple(years),
        borrowing_limit=maybe(rules.borrowing_limit),
        borrowing_planned=maybe(rules.borrowing_planned),
        reserves=tuple(reserves),
    )


def _snapshot(table: Table, layer: str) -> SheetFigures:
    """A sheet to the last residual."""
    lines, columns = table.template.lines.nodes, table.template.columns.nodes
    sheet = table.sheet(layer)
    leaves = (LeafFigure(lines[at[0]].key, columns[at[1]].key, figure) for at, figure in sheet.leaves())
    stated = (
        StatedFigure(lines[at[0]].key, columns[at[1]].key, *entry)
        for at, entry in sorted(sheet.stated.items())
    )
    return SheetFigures(*table.template.key, layer, tuple(leaves), tuple(stated))


def _given(plan: Plan, figures: tuple[SheetFigures, ...]) -> list[tuple[Table, str, Sheet]]:
    """The sheets as an edit says they are."""
    sheets = []
    for item in figures:
        leaves, stated = {}, {}
        table = plan.table(CellKey(item.statement, item.account, "", ""))
        template = table.template
        for line, column, figure in item.leaves:
            at = table.locate(CellKey(*template.key, line, column))
            if not template.is_leaf(*at) or not is_sound(figure):
                raise EditError(what="/".join(template.key))
            leaves[at] = figure
        for line, column, residual, mark in item.stated:
            at = table.locate(CellKey(*template.key, line, column))
            if template.is_leaf(*at):
                raise EditError(what="/".join(template.key))
            stated[at] = Stated(residual, mark)
        if item.layer not in LAYERS:
            raise EditError(what=item.layer)
        sheets.append((table, item.layer, Sheet(template, leaves, stated)))
    return sheets


HANDLERS: dict[type[Edit], Callable[[Plan, Any], Applied]] = {SetEntryUnit: _set_entry_unit}
