"""Three-way merge of plans by stable keys. What an element and what a conflict is: docs/spec/merge.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from smrj_desktop.domain import edits, elements
from smrj_desktop.domain.arrangement import Arrangement
from smrj_desktop.domain.checks.finding import Place
from smrj_desktop.domain.compare import Difference, compare
from smrj_desktop.domain.edit_kinds import PROFILE_FIELDS, Edit, SetProfile
from smrj_desktop.domain.element_names import ProfileName
from smrj_desktop.domain.errors import MergeStructureError
from smrj_desktop.domain.merge_conflict import Conflict
from smrj_desktop.domain.merge_item_conflicts import item_conflicts
from smrj_desktop.domain.merge_items import ItemMerge
from smrj_desktop.domain.merge_records import merge_records
from smrj_desktop.domain.merge_tables import Sides, merge_table
from smrj_desktop.domain.plan import Plan

__all__ = ["Conflict", "Merged", "merge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The outcome of a merge.

    Attributes:
        edits: applied to mine in order, they bring in all that only they changed. They carry no stamp.
        taken: the same, for people to read.
        conflicts: what both sides changed differently, in the order their edits have to be applied in.
    """

    edits: tuple[Edit, ...]
    taken: tuple[Difference, ...]
    conflicts: tuple[Conflict, ...]


def merge(base: Plan, mine: Plan, theirs: Plan) -> Merged:
    """Brings what `theirs` changed since `base` into `mine`. None of the three is changed.

    Raises:
        MergeStructureError: they changed what a merge does not: accounts, units and the like.
        EditError: a total, or a build-up while it is changed, would come to more than an amount may be.
    """
    merged, done, conflicts = brought_in(base, mine, theirs)
    taken = compare(mine, merged) if done else ()
    return Merged(edits=tuple(done), taken=tuple(taken), conflicts=tuple(conflicts))


def brought_in(base: Plan, mine: Plan, theirs: Plan) -> tuple[Plan, list[Edit], list[Conflict]]:
    """The merged plan with the edits and the conflicts that `merge` names; raises what it raises."""
    _verify_structure(base, mine, theirs)
    merged = mine.copy()
    done, conflicts = _merge_profile(base, mine, theirs)
    plans = (base, mine, theirs)
    for sides in ([plan.outline for plan in plans], [plan.indicators for plan in plans]):
        items = ItemMerge(*map(Arrangement, sides))
        done += items.edits()
        conflicts += item_conflicts(items)
    changed, open_ones = merge_records(base, mine, theirs)
    done += changed
    conflicts += open_ones
    for edit in done:
        edits.apply(merged, edit)
    for tables in _changed_tables(base, mine, theirs):
        figures, disputed = merge_table(tables, merged)
        done += figures
        conflicts += disputed
    return merged, done, conflicts


def _structure(plan: Plan) -> dict[str, Any]:
    """What no merge changes, by name."""
    profile = plan.profile
    return {
        "id": profile.id,
        "fiscal_year": profile.fiscal_year,
        "entry_unit": profile.entry_unit,
        "rounding": profile.rounding,
        "accounts": plan.accounts,
        "sections": plan.sections,
        "tables": tuple(plan.tables),
    }


def _verify_structure(base: Plan, mine: Plan, theirs: Plan) -> None:
    before, here, there = _structure(base), _structure(mine), _structure(theirs)
    for name in {**there, **before}:
        if there.get(name) not in (before.get(name), here.get(name)):
            raise MergeStructureError(what=name)


def _changed_tables(base: Plan, mine: Plan, theirs: Plan) -> Iterator[Sides]:
    """The tables in which they changed something.

    Raises:
        MergeStructureError: here such a table is not, or has another unit.
    """
    for key, there in theirs.tables.items():
        before, here = base.tables.get(key), mine.tables.get(key)
        if before and elements.same_table(before, there):
            continue
        units = [(plan.profile.entry_unit, plan.profile.rounding) for plan in (mine, theirs)]
        if here is None or units[0] != units[1]:
            label = next(account.label for account in theirs.accounts if account.key == key.account)
            raise MergeStructureError(what=label)
        yield Sides(before, here, there)


def _merge_profile(base: Plan, mine: Plan, theirs: Plan) -> tuple[list[Edit], list[Conflict]]:
    changed: list[Edit] = []
    conflicts = []
    for name in PROFILE_FIELDS:
        before, here, there = (getattr(plan.profile, name) for plan in (base, mine, theirs))
        taking = SetProfile(name=name, value=there)
        if there in (before, here):
            continue
        if here == before:
            changed.append(taking)
        else:
            conflicts.append(
                Conflict(
                    what="profile",
                    key=name,
                    place=Place(),
                    base=before,
                    mine=here,
                    theirs=there,
                    edits=(taking,),
                    covers=(ProfileName(name),),
                )
            )
    return changed, conflicts
