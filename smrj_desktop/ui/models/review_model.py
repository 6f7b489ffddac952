"""What there is to decide about a file as rows of a table, under a heading for each part of the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from smrj_desktop.domain.errors import SmrjError
from smrj_desktop.domain.exchange.review_items import Choice
from smrj_desktop.domain.search_text import plain, words_in
from smrj_desktop.io.review_words import remark
from smrj_desktop.messages import text
from smrj_desktop.ui import review_words
from smrj_desktop.ui.dialog_parts import tip
from smrj_desktop.ui.plain_cells import LEFT, RIGHT, Cell, Column

if TYPE_CHECKING:
    from smrj_desktop.domain.exchange.review import ImportReview
    from smrj_desktop.domain.exchange.review_items import ReviewItem
    from smrj_desktop.domain.plan import Plan

PLACE, BASE, MINE, THEIRS, CHOICE, REASON = range(6)
ACCEPT_ALL, REFUSE_ALL = CHOICE, REASON
"""The columns of a heading that decide about all rows below it."""

FILTERS = ("all", "theirs", "both", "suspicion", "open")
"""Which items are in sight: all, those of one state, or those nobody has decided about."""

_BEFORE = ("profile", "text", "indicators")
"""The parts of a plan before its tables."""

_Index = QModelIndex | QPersistentModelIndex


def columns() -> tuple[Column, ...]:
    """The columns of the table, in order."""
    return (
        Column(text("difference.place"), 14),
        Column(text("reviewing.base")),
        Column(text("reviewing.mine")),
        Column(text("reviewing.theirs")),
        Column(text("reviewing.choice"), 8),
        Column(text("reviewing.reason"), 8),
    )


class Row(NamedTuple):
    """A row: an item, or a heading with the items below it.

    Attributes:
        heading: what the part of the plan is called; empty for an item.
        items: the item alone, or all that stand below the heading.
    """

    heading: str
    items: tuple[ReviewItem, ...]


class ReviewModel(QAbstractTableModel):
    """The items of a review that pass the filter; decisions go into the review itself.

    Signals:
        decided: something was decided otherwise.
        refused: what was typed does not fit: the index and why.

    Attributes:
        review: what is decided there.
        rows: what is in sight.
    """

    decided = Signal()
    refused = Signal(QModelIndex, str)

    def __init__(self, plan: Plan, review: ImportReview, parent: QObject | None = None) -> None:
        """Shows all items, with their places named as `plan` knows them."""
        super().__init__(parent)
        self.review = review
        self.rows: list[Row] = []
        self._columns = columns()
        self._groups = _grouped(plan, review.items)
        self._places = [review_words.where(plan, item) for item in review.items]
        self._cells: dict[int, list[Cell]] = {}
        self._plain: dict[int, str] = {}
        self.narrow("all", "")

    # ---- what is in sight

    def narrow(self, state: str, typed: str) -> None:
        """Shows the items of one of `FILTERS` that hold every word typed."""
        passes, words = self._passing(state), words_in(typed)
        self.beginResetModel()
        self.rows = []
        for name, items in self._groups:
            shown = tuple(item for item in items if passes(item) and self._holds(item, words))
            if shown:
                heading = text("reviewing.group", name=name, count=len(shown))
                self.rows += [Row(heading, shown), *(Row("", (item,)) for item in shown)]
        self.endResetModel()

    def count(self, state: str) -> int:
        """How many items one of `FILTERS` lets pass."""
        return sum(map(self._passing(state), self.review.items))

    def _passing(self, state: str) -> Callable[[ReviewItem], bool]:
        if state == "all":
            return lambda _item: True
        if state == "open":
            return lambda item: self.review.decision(item.number).choice is Choice.OPEN
        return lambda item: item.state == state

    def _holds(self, item: ReviewItem, words: Sequence[str]) -> bool:
        if not words:
            return True
        said = self._plain.get(item.number)
        if said is None:
            said = plain("\n".join((self._places[item.number], item.base, item.mine, item.theirs)))
            self._plain[item.number] = said
        return all(word in said for word in words)

    # ---- what Qt asks

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        return LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a place."""
        heading, items = self.rows[row]
        if heading:
            said = {
                PLACE: heading,
                ACCEPT_ALL: text("reviewing.accept_group"),
                REFUSE_ALL: text("reviewing.refuse_group"),
            }.get(column, "")
            whole = (0, len(said)) if column in (ACCEPT_ALL, REFUSE_ALL) else (0, 0)
            return Cell(said, underlined=whole, heading=True)
        item = items[0]
        if column == PLACE:
            return Cell(self._places[item.number], tip=remark(item))
        decision = self.review.decision(item.number)
        if column == CHOICE:
            return Cell(review_words.choice(item, decision))
        if column == REASON:
            return Cell(decision.reason)
        if item.number not in self._cells:
            self._cells[item.number] = review_words.cells(item)
        return self._cells[item.number][column - BASE]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index.row(), index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.EditRole:
                return self._editable_text(index)
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if cell.figure else LEFT
            case Qt.ItemDataRole.ToolTipRole:
                return tip(cell.tip) or None
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return cell.tip or None
        return None

    def _editable_text(self, index: _Index) -> str:
        item = self.rows[index.row()].items[0]
        decision = self.review.decision(item.number)
        if index.column() == REASON:
            return decision.reason
        return decision.typed if decision.choice is Choice.TYPED else item.theirs

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        row = self.rows[index.row()]
        typed = index.column() == CHOICE and Choice.TYPED in row.items[0].choices
        if not row.heading and (typed or index.column() == REASON):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        number, typed = self.rows[index.row()].items[0].number, value.strip()
        now = self.review.decision(number)
        if index.column() == REASON:
            return self._decided(index, [number], now.choice, typed=now.typed, reason=typed)
        return self._decided(index, [number], Choice.TYPED, typed=typed)

    # ---- deciding

    def decide(self, rows: Iterable[int], choice: Choice) -> None:
        """Decides about the items of rows, as far as they can be decided so; reasons stay."""
        rows = list(rows)
        items = [item for row in rows for item in self.rows[row].items]
        numbers = dict.fromkeys(item.number for item in items if choice in item.choices)
        if numbers:
            self._decided(self.index(rows[0], CHOICE), numbers, choice)

    def turn(self, row: int) -> None:
        """Changes the choice of a row to the next one that needs no typing; of a heading, of all below it."""
        items = self.rows[row].items
        ways = [way for way in items[0].choices if way is not Choice.TYPED]
        now = self.review.decision(items[0].number).choice
        self.decide((row,), ways[(ways.index(now) + 1) % len(ways)] if now in ways else ways[0])

    def _decided(self, index: _Index, numbers: Iterable[int], choice: Choice, **more: str) -> bool:
        """Decides, or says beside a place why that cannot be."""
        try:
            self.review.decide(numbers, choice, **more)
        except SmrjError as error:
            place = self.index(index.row(), index.column())
            self.refused.emit(place, text(error.message, **error.parameters))
            return False
        self.dataChanged.emit(self.index(0, CHOICE), self.index(len(self.rows) - 1, REASON))
        self.decided.emit()
        return True


def _grouped(plan: Plan, items: Sequence[ReviewItem]) -> list[tuple[str, list[ReviewItem]]]:
    """The items by the part of the plan they are in, as the plan is read."""
    groups: dict[tuple[str, str], list[ReviewItem]] = {}
    for item in items:
        groups.setdefault((item.section, item.account), []).append(item)
    tables = [(key.statement, key.account) for key in plan.tables]
    parts = [*((name, "") for name in _BEFORE), *tables, ("records", "")]
    rank = {part: at for at, part in enumerate(parts)}
    # what is about several tables comes first
    ordered = sorted(groups, key=lambda part: rank.get(part, -1))
    return [(review_words.group(plan, groups[part][0]), groups[part]) for part in ordered]
