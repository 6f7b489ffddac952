"""Takes over texts, targets and indicators changed by hand on the sheets that are not tables of figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from smrj_desktop.domain.checks.finding import Finding, Place
from smrj_desktop.domain.edits import SetIndicator, SetPassage, SetProfile, Stamp, apply
from smrj_desktop.domain.errors import TargetError
from smrj_desktop.domain.indicators import Target, parse_core, parse_period_years, parse_target
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.workbook_cells import SeenSheet
from smrj_desktop.io.workbook_compare import NOWHERE, certain, compare_keys, has, note, taken_over, unchanged
from smrj_desktop.io.workbook_sheets import targets_text

_SEPARATORS = re.compile(r"[;；\n]")


def read_cover(plan: Plan, stamp: Stamp | None, seen: SeenSheet) -> list[Finding]:
    """Changes title, agency, date and notes by what the cover says."""
    found = compare_keys(seen, layout.COVER_ORDER, [layout.LABEL, layout.VALUE], row_place=lambda _: NOWHERE)
    if not has(seen, layout.VALUE):
        return found
    for name in certain(layout.COVER_ORDER, seen):
        cell, stored = seen.get(name, layout.VALUE), str(getattr(plan.profile, name))
        if unchanged(stored, cell):
            continue
        what = layout.word(name)
        if cell.formula:
            found.append(note("text_formula_kept", what=what, formula=cell.formula))
        elif name in layout.FIXED_COVER:
            found.append(note("fixed_kept", what=what, text=cell.text, kept=stored))
        else:
            apply(plan, SetProfile(name=name, value=cell.text, stamp=stamp))
            found.append(taken_over("text_taken", NOWHERE, what=what))
    return found


class _Row:
    """One row of texts: gathers the fields that changed, and what was found."""

    def __init__(self, seen: SeenSheet, key: str, place: Place) -> None:
        self._seen, self._key, self._place = seen, key, place
        self.changed: dict[str, Any] = {}
        self.found: list[Finding] = []

    def field(self, column: str, name: str, stored: str, parse: Callable[[str], Any] | None = None) -> None:
        """Takes a cell over as the field `name`; `parse` raises where it cannot be read."""
        cell, what = self._seen.get(self._key, column), layout.word(name)
        if not has(self._seen, column) or unchanged(stored, cell):
            return
        if cell.formula:
            self.found.append(note("text_formula_kept", self._place, what=what, formula=cell.formula))
            return
        try:
            self.changed[name] = parse(cell.text) if parse else cell.text
        except TargetError:
            self.found.append(note("field_unreadable", self._place, what=what, text=cell.text, kept=stored))
            return
        self.found.append(taken_over("text_taken", self._place, what=what))


def read_measures(plan: Plan, stamp: Stamp | None, seen: SeenSheet) -> list[Finding]:
    """Changes passages by what their rows say."""
    keys = {layout.encode_key(passage.key): passage for passage in plan.outline}
    columns = layout.MEASURES_COLUMNS
    found = compare_keys(seen, keys, columns, row_place=lambda key: Place(passage=keys[key].key))
    for key in certain(keys, seen):
        passage = keys[key]
        row = _Row(seen, key, Place(passage=passage.key))
        row.field(layout.MARK, "mark", passage.mark)
        row.field(layout.TEXT, "text", passage.text)
        row.field(layout.FIGURES, "figures", targets_text(passage), _targets)
        row.field(layout.REPEAT_OF, "repeat_of", passage.repeat_of)
        if row.changed:
            apply(plan, SetPassage(passage=replace(passage, **row.changed), stamp=stamp))
        found += row.found
    return found


def read_indicators(plan: Plan, stamp: Stamp | None, seen: SeenSheet) -> list[Finding]:
    """Changes indicators by what their rows say."""
    keys = {layout.encode_key(item.key): item for item in plan.indicators}
    columns = layout.INDICATORS_COLUMNS
    found = compare_keys(seen, keys, columns, row_place=lambda key: Place(indicator=keys[key].key))
    for key in certain(keys, seen):
        item = keys[key]
        row = _Row(seen, key, Place(indicator=item.key))
        row.field(layout.SECTION, "section", item.section)
        row.field(layout.CORE, "core", layout.CORE_MARK if item.core else "", parse_core)
        row.field(layout.NAME, "name", item.name)
        row.field(layout.TARGET, "target", str(item.target or ""), _target)
        row.field(layout.BASIS, "basis", item.basis)
        row.field(layout.YEARS, "period_years", str(item.period_years), parse_period_years)
        if row.changed:
            apply(plan, SetIndicator(indicator=replace(item, **row.changed), stamp=stamp))
        found += row.found
    return found


def _targets(text: str) -> tuple[Target, ...]:
    return tuple(parse_target(part) for part in _SEPARATORS.split(text) if part.strip())


def _target(text: str) -> Target | None:
    return parse_target(text) if text.strip() else None
