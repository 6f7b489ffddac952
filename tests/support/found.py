"""What is recognised in a file, put together by hand: a plan as it was sent, and what others do to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from smrj_desktop.domain.amounts import Figure, Unit
from smrj_desktop.domain.exchange.book import BookCell, Value
from smrj_desktop.domain.exchange.found import (
    Doubt,
    ExtraLine,
    FoundIndicator,
    FoundIndicators,
    FoundPassage,
    FoundTable,
    FoundText,
    Recognised,
)
from smrj_desktop.domain.exchange.interpret import interpret
from smrj_desktop.domain.exchange.reading import Reading
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey
from smrj_desktop.domain.template import TableKey
from tests.support.books import Draft, Look, draft_of
from tests.support.plans import put, small_plan


def filled() -> Plan:
    """A small plan with figures in all leaves of its budget: 100, 101, 102; 200, ... down and across."""
    plan = small_plan()
    for number, line in enumerate(("grant", "other_revenue", "operating_cost"), 1):
        for step, column in enumerate(("a1", "a2", "b")):
            put(plan, line, column, 100 * number + step)
    return plan


@dataclass
class Sent:
    """A file that holds a plan as it was sent, to be changed before it is read."""

    plan: Plan
    look: Look = field(default_factory=Look)
    tables: Iterable[TableKey] | None = None

    def __post_init__(self) -> None:
        self.draft: Draft = draft_of(
            self.plan, self.look, tables=self.tables, cover=False, text=False, indicators=False
        )
        self._places = {key: (sheet, at) for sheet in self.draft.sheets for at, key in sheet.keys.items()}
        self.unit: Unit | None = self.look.unit or self.plan.profile.unit
        self.extra: dict[TableKey, list[ExtraLine]] = {}
        self.renamed: dict[TableKey, dict[str, str]] = {}
        self.doubts: list[Doubt] = []
        lead = [self.plan.profile.title, *self.plan.profile.preamble.split("\n")]
        self.passages = [
            *(("", text) for text in lead if text),
            *((item.mark, item.text) for item in self.plan.outline),
        ]
        self.without_value: list[int] = []
        self.indicators = [
            FoundIndicator(
                0, item.section, "◎" if item.core else "", item.name, str(item.target or ""), item.basis, "1"
            )._replace(period_years=str(item.period_years))
            for item in self.plan.indicators
        ]

    def put(self, cell: CellKey, value: Value, number_format: str = "", formula: str = "") -> None:
        """Writes anything into a cell."""
        sheet, at = self._places[cell]
        sheet.put(*at, value, number_format, formula)

    def figure(self, cell: CellKey, figure: Figure) -> None:
        """Types a figure into a cell."""
        sheet, at = self._places[cell]
        sheet.figure(*at, figure)

    def address(self, cell: CellKey) -> tuple[int, int]:
        """Where a cell stands."""
        return self._places[cell][1]

    def insert(self, key: TableKey, label: str, after: str, cells: dict[str, Value]) -> None:
        """Inserts a line."""
        sheet = self.draft.sheet_of(key)
        row = max(sheet.last_row, *(line.row for line in self.extra.get(key, [])), 0) + 1
        found = {column: BookCell(value, number_format="0") for column, value in cells.items()}
        self.extra.setdefault(key, []).append(ExtraLine(label=label, after=after, row=row, cells=found))

    def all_cells(self) -> list[CellKey]:
        """Every cell of the plan in the file."""
        return list(self._places)

    def recognised(self) -> Recognised:
        """What a recogniser would find."""
        return Recognised(
            tables=tuple(self._tables()),
            text=FoundText(
                sheet="計画本文",
                passages=tuple(FoundPassage(*item, row) for row, item in enumerate(self.passages, 1)),
                without_value={(row, 2): "=A1" for row in self.without_value},
            ),
            indicators=FoundIndicators(
                sheet="指標",
                indicators=tuple(item._replace(row=row) for row, item in enumerate(self.indicators, 4)),
            ),
            doubts=tuple(self.doubts),
        )

    def _tables(self) -> Iterable[FoundTable]:
        for sheet in self.draft.sheets:
            for key in dict.fromkeys(cell.table for cell in sheet.keys.values()):
                places = {at: cell for at, cell in sheet.keys.items() if cell.table == key}
                yield FoundTable(
                    key=key,
                    sheet=sheet.title,
                    unit=self.unit,
                    cells={
                        (cell.line, cell.column): sheet.cells[at]
                        for at, cell in places.items()
                        if at in sheet.cells
                    },
                    rows={cell.line: at[0] for at, cell in places.items()},
                    columns={cell.column: at[1] for at, cell in places.items()},
                    extra=tuple(self.extra.get(key, ())),
                    renamed=self.renamed.get(key, {}),
                )

    def read(self, mine: Plan | None = None) -> Reading:
        """The file, read against the plan, and what this has become."""
        return interpret(self.recognised(), self.plan, "plan.xlsx", mine=mine)


def kinds(reading: Reading) -> list[str]:
    """The kinds of all findings, without what their names begin with."""
    return [finding.kind.removeprefix("incoming_") for finding in reading.findings]
