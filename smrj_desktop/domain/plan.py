"""The plan: everything one workbook holds, its JSON form and its content hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from smrj_desktop.domain import codec
from smrj_desktop.domain.amounts import Figure, Rounding, Unit, is_sound
from smrj_desktop.domain.check_records import Acceptance, Dismissal, ExplainedDifference, RuleInputs, Tie
from smrj_desktop.domain.errors import AmountError, DataError, EditError
from smrj_desktop.domain.indicators import Indicator
from smrj_desktop.domain.measures import Outline, Passage
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.statements import LAYERS, PLAN, CellKey, Contribution, Sheet, Stated, Table, built_up
from smrj_desktop.domain.template import Axis, Column, Line, TableKey, TableTemplate

_OPTIONAL = {"history", "rules", "accepted", "dismissed", "notes"}
"""What a plan written by an earlier version may lack."""

RESIDUAL_LIMIT = 10**18
"""A residual is a printed total less a sum of leaves, each within its own limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account (勘定)."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the text and the business segment it belongs to."""

    section: str
    segment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One change of one place.

    Attributes:
        place: named as `place_names` does.
        old, new: as printed.
        source: `hand`, `undo`, `redo`, or the name of the file it came from.
        before: what putting it back takes and `old` does not say: one of `applied.ABSENT` and its like, or
            what was removed as JSON.
    """

    place: str
    at: str
    author: str
    old: str
    new: str
    source: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the plan is called and how its figures are printed."""

    id: str
    fiscal_year: int
    title: str
    agency: str = ""
    date: str = ""
    preamble: str = ""
    entry_unit: str = Unit.MILLION.label
    rounding: Rounding = Rounding.NEAREST
    rounding_note: str = ""
    text_note: str = ""

    def __post_init__(self) -> None:
        """Raises `DataError` where the entry unit is none."""
        try:
            Unit.of(self.entry_unit)
        except AmountError as error:
            raise DataError(what=self.entry_unit) from error

    @property
    def unit(self) -> Unit:
        """The unit all tables are entered in."""
        return Unit.of(self.entry_unit)

    @property
    def precision(self) -> Rounding | None:
        """How figures come from exact amounts; None in 円, where nothing is rounded."""
        return None if self.unit is Unit.YEN else self.rounding


@dataclass(eq=False, kw_only=True)
class Plan:
    """An annual plan. Only `edits.apply` changes one."""

    profile: Profile
    accounts: tuple[Account, ...] = ()
    sections: tuple[Section, ...] = ()
    ties: tuple[Tie, ...] = ()
    explained: tuple[ExplainedDifference, ...] = ()
    rules: RuleInputs = field(default_factory=RuleInputs)
    tables: dict[TableKey, Table] = field(default_factory=dict)
    outline: Outline = field(default_factory=Outline)
    indicators: list[Indicator] = field(default_factory=list)
    history: list[HistoryEntry] = field(default_factory=list)
    accepted: tuple[Acceptance, ...] = ()
    dismissed: tuple[Dismissal, ...] = ()
    notes: tuple[Note, ...] = ()

    def account(self, key: str) -> Account:
        """The account called `key`; raises `EditError` where there is none."""
        for account in self.accounts:
            if account.key == key:
                return account
        raise EditError(what=key)

    def table(self, cell: CellKey | TableKey) -> Table:
        """The table a cell stands in; raises `EditError` where the plan has none."""
        key = cell.table if isinstance(cell, CellKey) else cell
        try:
            return self.tables[key]
        except KeyError:
            raise EditError(what="/".join(key)) from None

    def figure(self, cell: CellKey) -> Figure:
        """The figure a cell shows."""
        table = self.table(cell)
        return table.sheet(cell.layer).figure(*table.locate(cell))

    def indicator_index(self, key: str) -> int:
        """The place of an indicator in the list; raises `EditError` where there is none."""
        for index, indicator in enumerate(self.indicators):
            if indicator.key == key:
                return index
        raise EditError(what=key)

    def copy(self) -> Plan:
        """A plan of its own that holds the same."""
        return replace(
            self,
            tables={key: table.copy() for key, table in self.tables.items()},
            outline=Outline(self.outline),
            indicators=list(self.indicators),
            history=list(self.history),
        )

    def content(self) -> dict[str, Any]:
        """The plan as JSON values without what is said about it: what the content hash is taken of.

        In which order ties and explained differences are listed is no content.
        """
        return {
            "profile": codec.encode(self.profile),
            "accounts": codec.encode(self.accounts),
            "sections": codec.encode(self.sections),
            "ties": codec.encode(sorted(self.ties, key=lambda item: item.key)),
            "explained": codec.encode(
                sorted(self.explained, key=lambda item: (item.tie, item.account, item.column))
            ),
            "rules": codec.encode(self.rules),
            "outline": codec.encode(tuple(self.outline)),
            "indicators": codec.encode(self.indicators),
            "tables": [_table_to_json(table) for table in self.tables.values()],
        }

    def content_hash(self) -> str:
        """SHA-256 of the canonical JSON of the content, as 64 hexadecimal digits."""
        return hashlib.sha256(codec.canonical(self.content())).hexdigest()

    def whole_hash(self) -> str:
        """SHA-256 of all but the history: where it is another, something would be lost with the plan."""
        return hashlib.sha256(codec.canonical({**self.content(), **self._said()})).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The whole plan as JSON values, with its history, its notes and what was said about findings."""
        return {
            **self.content(),
            "ties": codec.encode(self.ties),
            "explained": codec.encode(self.explained),
            "history": codec.encode(self.history),
            **self._said(),
        }

    def _said(self) -> dict[str, Any]:
        """What people have said about the plan."""
        return {
            "accepted": codec.encode(self.accepted),
            "dismissed": codec.encode(self.dismissed),
            "notes": codec.encode(self.notes),
        }

    @classmethod
    def from_json(cls, data: Any) -> Plan:
        """The plan that `to_json` made `data` from.

        Raises:
            DataError: the data do not fit.
        """
        known = {"profile", "accounts", "sections", "ties", "explained", "outline", "indicators", "tables"}
        if not isinstance(data, dict) or not known <= data.keys() <= known | _OPTIONAL:
            raise DataError(what="plan")
        try:
            tables = [_table_from_json(item) for item in data["tables"]]
            plan = cls(
                profile=codec.decode(Profile, data["profile"]),
                accounts=codec.decode(tuple[Account, ...], data["accounts"], "accounts"),
                sections=codec.decode(tuple[Section, ...], data["sections"], "sections"),
                ties=codec.decode(tuple[Tie, ...], data["ties"], "ties"),
                explained=codec.decode(tuple[ExplainedDifference, ...], data["explained"], "explained"),
                rules=codec.decode(RuleInputs, data.get("rules", {}), "rules"),
                accepted=codec.decode(tuple[Acceptance, ...], data.get("accepted", []), "accepted"),
                dismissed=codec.decode(tuple[Dismissal, ...], data.get("dismissed", []), "dismissed"),
                notes=codec.decode(tuple[Note, ...], data.get("notes", []), "notes"),
                outline=Outline(codec.decode(tuple[Passage, ...], data["outline"], "outline")),
                indicators=list(codec.decode(tuple[Indicator, ...], data["indicators"], "indicators")),
                tables={table.template.key: table for table in tables},
                history=list(codec.decode(tuple[HistoryEntry, ...], data.get("history", []), "history")),
            )
            plan._verify_keys(len(tables))
            plan._verify_build_ups()
            return plan
        except (EditError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise DataError(what=str(error)) from error

    def _verify_keys(self, tables: int) -> None:
        accounts = {account.key for account in self.accounts}
        indicators = {indicator.key for indicator in self.indicators}
        counts = (len(accounts), len(indicators), len(self.tables))
        if counts != (len(self.accounts), len(self.indicators), tables):
            raise DataError(what="key")
        for table in self.tables:
            if table.account not in accounts:
                raise DataError(what="/".join(table))

    def _verify_build_ups(self) -> None:
        for table in self.tables.values():
            for at, items in table.build_ups.items():
                if built_up(items, self.profile.unit, self.profile.rounding) != table.sheet().figure(*at):
                    raise DataError(what="/".join(table.template.key))


def _table_to_json(table: Table) -> dict[str, Any]:
    template = table.template
    lines, columns = template.lines.nodes, template.columns.nodes

    def by_line(items: Iterable[tuple[tuple[int, int], Any]]) -> dict[str, dict[str, Any]]:
        nested: dict[str, dict[str, Any]] = {}
        for (row, column), value in sorted(items):
            nested.setdefault(lines[row].key, {})[columns[column].key] = value
        return nested

    def figure(value: Figure) -> int | str | None:
        return value.mark or value.amount

    return {
        "statement": template.key.statement,
        "account": template.key.account,
        "lines": codec.encode(lines),
        "columns": codec.encode(columns),
        "layers": {
            layer: {
                "leaves": by_line((at, figure(value)) for at, value in sheet.leaves()),
                "stated": by_line((at, list(entry)) for at, entry in sheet.stated.items()),
            }
            for layer, sheet in table.sheets.items()
            if layer == PLAN or sheet.stated or any(True for _ in sheet.leaves())
        },
        "build_ups": by_line((at, codec.encode(items)) for at, items in table.build_ups.items()),
    }


def _table_from_json(data: dict[str, Any]) -> Table:
    template = TableTemplate(
        TableKey(data["statement"], data["account"]),
        Axis(codec.decode(tuple[Line, ...], data["lines"], "lines")),
        Axis(codec.decode(tuple[Column, ...], data["columns"], "columns")),
    )

    def positions(nested: dict[str, dict[str, Any]]) -> Iterable[tuple[tuple[int, int], Any]]:
        for line, row in nested.items():
            for column, value in row.items():
                yield (template.lines.position[line], template.columns.position[column]), value

    def figure(value: int | str) -> Figure:
        result = Figure(0, value) if isinstance(value, str) else Figure(value)
        # JSON has fractions, and truth values that Python takes for integers
        if type(result.amount) is not int or not is_sound(result):
            raise DataError(what=str(value))
        return result

    sheets: dict[str, Sheet] = {}
    for layer, content in data["layers"].items():
        leaves = {at: figure(value) for at, value in positions(content["leaves"])}
        stated = {at: codec.decode(Stated, value) for at, value in positions(content["stated"])}
        sound = (
            layer in LAYERS
            and all(template.is_leaf(*at) for at in leaves)
            and not any(template.is_leaf(*at) or template.lines.is_heading(at[0]) for at in stated)
            and all(abs(entry.residual) < RESIDUAL_LIMIT for entry in stated.values())
        )
        if not sound:
            raise DataError(what="/".join(template.key))
        sheets[layer] = Sheet(template, leaves, stated)
    table = Table(template, sheets.pop(PLAN))
    table.sheets.update(sheets)
    table.build_ups = {
        at: codec.decode(tuple[Contribution, ...], items) for at, items in positions(data["build_ups"])
    }
    for at, items in table.build_ups.items():
        if not items or not template.is_leaf(*at):
            raise DataError(what="/".join(template.key))
    return table
