"""Input sheets as a department hands them back, without the workbook around them."""

from __future__ import annotations

from dataclasses import dataclass, field

from smrj_desktop import messages
from smrj_desktop.domain import edits
from smrj_desktop.domain.exchange import input_form as form
from smrj_desktop.domain.exchange.book import Address, Book, BookCell, BookSheet, Value
from smrj_desktop.domain.exchange.imprint import Imprint
from smrj_desktop.domain.exchange.input_reading import InputReading, read_input
from smrj_desktop.domain.exchange.input_scope import InputScope
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Contribution
from tests.support.plans import cell

NAMES = {"budget": "予算", "income": "収支計画", "cash": "資金計画"}
KIKAKU = InputScope(department="企画部")
GRANT, COST = cell("grant", "b"), cell("operating_cost", "a1")
"""Two leaves of the small plan."""

HEADS = (form.TABLE, form.LINE, form.COLUMN, form.ITEM, "金額（千円）", "メモ（計画には入りません）")


@dataclass
class InputDraft:
    """The list of an input sheet.

    Attributes:
        rows: table, line, column, item, amount and memo of each row.
        heads: what stands above them.
        department: the name on the sheet.
        tables: other sheets, by title.
    """

    plan_id: str
    content_hash: str
    scope: InputScope
    places: dict[CellKey, form.PlaceTexts]
    rows: list[list[Value | BookCell]] = field(default_factory=list)
    heads: list[str] = field(default_factory=lambda: list(HEADS))
    department: str = ""
    tables: dict[str, dict[Address, BookCell]] = field(default_factory=dict)

    def add(
        self, cell: CellKey, item: Value = None, amount: Value | BookCell = None, memo: Value = None
    ) -> None:
        """Writes a row."""
        self.rows.append([*self.places[cell], item, amount, memo])

    def clear(self, cell: CellKey) -> None:
        """Empties the rows of a cell; its place stays in the list."""
        self.rows = [row for row in self.rows if tuple(row[:3]) != tuple(self.places[cell])]
        self.add(cell)

    def remove(self, cell: CellKey) -> None:
        """Deletes the rows of a cell."""
        self.rows = [row for row in self.rows if tuple(row[:3]) != tuple(self.places[cell])]

    def book(self, name: str = "積算入力.xlsx") -> Book:
        """The file."""
        top = [
            ["令和5年度計画　積算入力シート"],
            [form.DEPARTMENT, self.department or self.scope.department],
            [str(Imprint(self.plan_id, "第1版", self.content_hash))],
            [str(self.scope)],
            self.heads,
        ]
        cells = {
            (at, column): value if isinstance(value, BookCell) else BookCell(value)
            for at, row in enumerate([*top, *self.rows], 1)
            for column, value in enumerate(row, 1)
            if value is not None
        }
        sheets = [BookSheet(title="積算", cells=cells)]
        sheets += [BookSheet(title=title, cells=table) for title, table in self.tables.items()]
        imprint = Imprint(self.plan_id, "第1版", self.content_hash)
        return Book(name=name, form="xlsx", sheets=tuple(sheets), imprint=imprint)


def draft_of(plan: Plan, scope: InputScope) -> InputDraft:
    """The list as it is sent: the department's items, and an empty row for every open cell."""
    texts = form.table_texts(plan, NAMES)
    places = {
        cell: texts[cell.table].at(*plan.table(cell).locate(cell))
        for cell in InputScope(department="").open_cells(plan)
    }
    draft = InputDraft(plan.profile.id, plan.content_hash(), scope, places)
    for at in scope.open_cells(plan):
        table = plan.table(at)
        for item in table.build_ups.get(table.locate(at), ()):
            if item.department == scope.department:
                yen = item.amount * item.unit.value
                draft.add(at, item.item, yen // 1000 if yen % 1000 == 0 else yen / 1000)
        draft.add(at)
    return draft


def own(plan: Plan, at: CellKey, department: str, *items: tuple[str, int]) -> None:
    """Types items into a build-up."""
    table = plan.table(at)
    for item, amount in items:
        present = len(table.build_ups.get(table.locate(at), ()))
        contribution = Contribution(
            key=f"hand-{present}-{item}", department=department, item=item, amount=amount
        )
        edits.apply(plan, edits.PutContribution(cell=at, contribution=contribution, index=present))


def items_of(plan: Plan, at: CellKey) -> list[tuple[str, str, int]]:
    """Department, item and amount in 千円 of all that is in a build-up."""
    table = plan.table(at)
    return [
        (item.department, item.item, item.amount * item.unit.value // 1000)
        for item in table.build_ups.get(table.locate(at), ())
    ]


def read(draft: InputDraft, sent: Plan | None, mine: Plan) -> InputReading:
    """The file read against the plan that was sent and the plan now."""
    return read_input(draft.book(), sent, mine, NAMES)


def take(plan: Plan, reading: InputReading) -> None:
    """Takes over what the department alone has changed."""
    for edit in reading.edits:
        edits.apply(plan, edit)


def told(reading: InputReading) -> str:
    """Everything that was found, as it is said."""
    return "\n".join(messages.text(f"finding.{item.kind}", **item.parameters) for item in reading.findings)
