"""All that a file changes and the plan now has not, element by element, and the file without some of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, cast

from smrj_desktop.domain.arrangement import Arrangement
from smrj_desktop.domain.edit_kinds import PROFILE_FIELDS
from smrj_desktop.domain.edits import apply
from smrj_desktop.domain.element_names import Name, ProfileName, RecordName
from smrj_desktop.domain.elements import same_table
from smrj_desktop.domain.exchange.their_items import TheirItems
from smrj_desktop.domain.exchange.their_tables import TheirTable
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.measures import Outline, Passage
from smrj_desktop.domain.merge_records import changed_records, turning_back
from smrj_desktop.domain.plan import Plan


class TheirChanges:
    """The changes of a whole plan.

    Attributes:
        names: all that they changed and mine has not, in the order a plan is read.
    """

    def __init__(self, base: Plan, mine: Plan, theirs: Plan) -> None:
        """Compares three plans between which a merge is possible."""
        self._base, self._theirs = base, theirs
        plans = base, mine, theirs
        self._profile = [
            ProfileName(name)
            for name in PROFILE_FIELDS
            if getattr(base.profile, name) != getattr(theirs.profile, name) != getattr(mine.profile, name)
        ]
        self._text = TheirItems("passage", *(Arrangement(plan.outline) for plan in plans))
        self._indicators = TheirItems("indicator", *(Arrangement(plan.indicators) for plan in plans))
        self._tables = {
            key: TheirTable(base.tables.get(key), mine.tables[key], table)
            for key, table in theirs.tables.items()
            if key not in base.tables or not same_table(base.tables[key], table)
        }
        self._records = [RecordName(key) for key in changed_records(*plans)]
        parts: tuple[TheirItems | TheirTable, ...] = (self._text, self._indicators, *self._tables.values())
        self.names: dict[Name, None] = dict.fromkeys(self._profile)
        self._needs: dict[Name, set[Name]] = {}
        for part in parts:
            self.names |= part.names
            self._needs |= part.needs
        self.names |= dict.fromkeys(self._records)

    def needed_by(self, names: Iterable[Name]) -> set[Name]:
        """Some changes and all without which they cannot be."""
        return self._reached(names, self._needs)

    def needing(self, names: Iterable[Name]) -> set[Name]:
        """Some changes and all that cannot be without them."""
        users: dict[Name, set[Name]] = {}
        for name, needed in self._needs.items():
            for other in needed:
                users.setdefault(other, set()).add(name)
        return self._reached(names, users)

    @staticmethod
    def _reached(names: Iterable[Name], links: dict[Name, set[Name]]) -> set[Name]:
        found: set[Name] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += links.get(name, ())
        return found

    def without(self, refused: Collection[Name]) -> Plan:
        """Their plan as it would be had they left some changes, and all that needs these, as it was."""
        gone = self.needing(refused)
        if not gone:
            return self._theirs
        before: dict[str, Any] = {
            name.field: getattr(self._base.profile, name.field) for name in self._profile if name in gone
        }
        tables = dict(self._theirs.tables)
        for key, table in self._tables.items():
            tables[key] = table.without(gone)
        kept = replace(
            self._theirs,
            profile=replace(self._theirs.profile, **before),
            outline=Outline(cast(list[Passage], self._text.without(gone))),
            indicators=cast(list[Indicator], self._indicators.without(gone)),
            tables=tables,
        )
        for edit in turning_back(
            self._base, self._theirs, {name.key for name in self._records if name in gone}
        ):
            apply(kept, edit)
        return kept
