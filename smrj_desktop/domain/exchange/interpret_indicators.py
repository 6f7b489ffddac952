"""What the indicators of a file change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from smrj_desktop.domain.amounts import DASHES
from smrj_desktop.domain.checks.finding import Finding, Place, Severity
from smrj_desktop.domain.edits import InsertIndicator, SetIndicator, apply
from smrj_desktop.domain.errors import TargetError, quoted
from smrj_desktop.domain.exchange.alignment import Pair, align, bare
from smrj_desktop.domain.exchange.found import FoundIndicator, FoundIndicators
from smrj_desktop.domain.exchange.interpret_wording import Wording, fresh_key
from smrj_desktop.domain.indicators import Indicator, Target, parse_core, parse_period_years, parse_target
from smrj_desktop.domain.plan import Plan


def read_indicators(theirs: Plan, found: FoundIndicators, wording: Wording) -> list[Finding]:
    """Takes the indicators of a file into a plan like the one that was sent; tells what was not taken."""
    return _Indicators(theirs, found, wording).read()


class _Indicators:
    def __init__(self, theirs: Plan, found: FoundIndicators, wording: Wording) -> None:
        self._theirs, self._found, self._wording = theirs, found, wording
        self._sent = list(theirs.indicators)
        self._findings: list[Finding] = []

    def read(self) -> list[Finding]:
        rows = self._found.indicators
        previous = section = ""
        for left, right in _matched(self._sent, rows):
            if right is None:
                if left is not None:
                    lost = self._sent[left]
                    self._say("incoming_indicator_missing", lost.key, name=lost.name)
                continue
            row = rows[right]
            if left is not None:
                previous = self._sent[left].key
                self._change(self._sent[left], row)
            else:
                previous = self._insert(row, row.section or section, previous)
            section = row.section or (self._sent[left].section if left is not None else section)
        return self._findings

    def _change(self, sent: Indicator, row: FoundIndicator) -> None:
        changed = dict(self._fields(row, sent))
        if changed:
            apply(self._theirs, SetIndicator(indicator=replace(sent, **changed)))

    def _insert(self, row: FoundIndicator, section: str, previous: str) -> str:
        """Adds a row behind an indicator; gives the key of the last one there now."""
        if not section or not row.name.strip():
            self._say("incoming_indicator_unplaced", name=quoted(row.name), row=row.row)
            return previous
        taken = [item.key for item in self._theirs.indicators]
        key = fresh_key("i", ("indicator", section, bare(row.name)), taken)
        new = Indicator(key=key, section=section, name="")
        index = taken.index(previous) + 1 if previous else 0
        apply(
            self._theirs, InsertIndicator(indicator=replace(new, **dict(self._fields(row, new))), index=index)
        )
        return key

    def _fields(self, row: FoundIndicator, sent: Indicator) -> Iterator[tuple[str, Any]]:
        """The fields of a row that say something else than was sent."""
        for name in ("section", "name", "basis"):
            text = getattr(row, name)
            # a section stands once above several indicators
            if text is None or (name != "basis" and not text.strip()):
                continue
            place = Place(indicator=sent.key)
            new = self._wording.changed(getattr(sent, name), text, place, self._found.sheet, row.row)
            if new is not None:
                yield name, new
        readers: dict[str, Callable[[str], Any]] = {
            "target": _target,
            "core": parse_core,
            "period_years": parse_period_years,
        }
        for name, read in readers.items():
            text = getattr(row, name)
            # a blank period is one nobody has filled in
            if text is None or (name == "period_years" and not text.strip()):
                continue
            try:
                value = read(text)
            except TargetError:
                self._say(f"incoming_{name}_unreadable", sent.key, text=quoted(text), row=row.row)
                continue
            if value != getattr(sent, name):
                yield name, value

    def _say(self, kind: str, key: str | None = None, **parameters: object) -> None:
        known = any(item.key == key for item in self._sent)
        self._findings.append(
            Finding(
                kind=kind,
                severity=Severity.WARNING,
                place=Place(indicator=key if known else None),
                parameters={"sheet": self._found.sheet, **parameters},
            )
        )


def _target(text: str) -> Target | None:
    plain = bare(text)
    return None if not plain or plain in DASHES else parse_target(text)


def _matched(sent: Sequence[Indicator], rows: Sequence[FoundIndicator]) -> list[Pair]:
    """Pairs indicators with rows: by name within their section, wherever they stand, then in order."""
    places: dict[tuple[str, str], list[int]] = {}
    for at, item in enumerate(sent):
        for section in (item.section, ""):
            places.setdefault((bare(section), bare(item.name)), []).append(at)
    by_row: dict[int, int] = {}
    for number, row in enumerate(rows):
        near = places.get((bare(row.section or ""), bare(row.name)), [])
        free = [at for at in near if at not in by_row.values()]
        if free:
            # of names that differ in width alone the very one
            by_row[number] = min(free, key=lambda at: sent[at].name.strip() != row.name.strip())
    left = [at for at in range(len(sent)) if at not in by_row.values()]
    right = [number for number in range(len(rows)) if number not in by_row]
    rest = align(
        [_told(sent[at].section, sent[at].name) for at in left],
        [_told(rows[number].section or "", rows[number].name) for number in right],
    )
    by_row |= {right[b]: left[a] for a, b in rest if a is not None and b is not None}
    lost = [Pair(at, None) for at in range(len(sent)) if at not in by_row.values()]
    return [*(Pair(by_row.get(number), number) for number in range(len(rows))), *lost]


def _told(section: str, name: str) -> str:
    return f"{bare(section)} {bare(name)}"
